// `sextant import`: price files into the journal, streaming, with every row accounted for.

import { basename } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { ok, type Result } from '#core/base';
import type { Timeframe } from '#core/model';
import type { OpenEngine } from '#main/engine';
import type { FormatName, ImportDoor, ImportReport, ImportRequest, Zone } from '#main/feeds';
import { settleZone } from '../broker-zone.ts';
import { dataDirOption, jsonOption, symbolOption, timeframeOption } from '../options.ts';
import { describeFailure, EXIT_DONE, EXIT_FAILED, note, printJson, printLine, reportFailure } from '../output.ts';
import { makeProgress, type Progress } from '../progress.ts';
import { makeRejectList, type RejectList } from '../reject-list.ts';
import { keepInputs } from '../same-file.ts';

interface Given extends Omit<Options, 'symbol' | 'timeframe'> {
  readonly symbol?: string;
  readonly timeframe?: Timeframe | 'tick';
}

interface Options {
  readonly symbol: string;
  readonly timeframe: Timeframe | 'tick';
  readonly tz?: string;
  readonly confirmZone?: string | true;
  readonly format: FormatName;
  readonly rejects?: string;
  readonly dataDir: string;
  readonly json: boolean;
}

/** Also in #main/feeds; repeated so that --help does not load the room. */
const FORMAT_CHOICES = ['auto', 'mt5', 'histdata', 'dukascopy', 'truefx', 'csv', 'mt-report'];

export function addImportCommand(program: Command, finish: (exitCode: number) => void): void {
  program.command('import')
    .description('import ticks or bars from files (MT5 exports, CSV; plain or gzip)')
    .argument('<file...>', 'files to read, in this order')
    .addOption(symbolOption())
    .addOption(timeframeOption('tick, M1, M5, M15, H1, H4 or D1', true))
    .option('--tz <zone>', 'zone of times that have none: UTC, +03:00, an IANA name, or broker (default: UTC)')
    .option('--confirm-zone [zone]', 'keep the clock of the broker\'s server for this data folder: +02:00/us, '
      + '+02:00/eu, +03:00, or without a word the one that the files show')
    .addOption(new Option('--format <format>', 'whose export it is; mt-report: a report of MetaTrader\'s '
      + 'tester or a statement, which is read and added up, not stored').choices(FORMAT_CHOICES).default('auto'))
    .option('--rejects <out.csv>', 'list every rejected row there: line,code,text')
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .action(async (files: string[], given: Given) => { finish(await runAsked(files, given)); });
}

async function runAsked(files: readonly string[], given: Given): Promise<number> {
  if (given.format === 'mt-report') {
    const { importReports } = await import('../import-reports.ts');
    return importReports(files, given.json);
  }
  const { symbol, timeframe } = given;
  if (symbol !== undefined && timeframe !== undefined) return runImport(files, { ...given, symbol, timeframe });
  const missing = symbol === undefined ? '--symbol' : '--timeframe';
  const text = `The command import needs ${missing}: the files do not say it. See --help.`;
  return reportFailure({ code: 'HOST_USAGE', text }, given.json);
}

// The zone that was named; null leaves the source's own convention, else UTC.
async function namedZone({ tz }: Options): Promise<Result<Zone | null>> {
  if (tz === undefined || isBroker(tz)) return ok(null);
  const { makeZone } = await import('#main/feeds');
  return makeZone(tz);
}

// Settles the clock of the broker's server where it is asked for, or is to be confirmed.
async function brokerZone(
  files: readonly string[], options: Options, named: Zone | null, open: OpenEngine,
): Promise<Result<Zone | null>> {
  const { confirmZone, tz } = options;
  const isAsked = tz === undefined ? confirmZone !== undefined : isBroker(tz);
  if (!isAsked && confirmZone === undefined) return ok(named);
  const settled = await settleZone(open, files.map((path) => requestOf(path, options)), confirmZone ?? null);
  if (!settled.ok) return settled;
  const { makeZone } = await import('#main/feeds');
  return isAsked ? makeZone('broker', settled.value) : ok(named);
}

function isBroker(tz: string): boolean {
  return tz.trim().toLowerCase() === 'broker';
}

async function runImport(files: readonly string[], options: Options): Promise<number> {
  const named = await namedZone(options);
  if (!named.ok) return reportFailure(named.error, options.json);
  const kept = await keepInputs(options.rejects ?? null, files);
  if (!kept.ok) return reportFailure(kept.error, options.json);
  const { openEngine } = await import('#main/engine');
  const opened = await openEngine({ dataDir: options.dataDir });
  if (!opened.ok) return reportFailure(opened.error, options.json);
  const zone = await brokerZone(files, options, named.value, opened.value);
  if (!zone.ok) {
    await opened.value.close();
    return reportFailure(zone.error, options.json);
  }
  const progress = makeProgress();
  const rejects = makeRejectList(options.rejects ?? null, () => { progress.clear(); });
  const stopping = new AbortController();
  const stop = (): void => { stopping.abort(); };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const reports: ImportReport[] = [];
  try {
    for (const path of files) {
      if (stopping.signal.aborted) break;
      const report = await importOne(path, options, zone.value, opened.value, {
        progress, rejects, isStopAsked: () => stopping.signal.aborted,
      });
      progress.clear();
      reports.push(report);
      tell(report, options.json);
    }
  } finally {
    await opened.value.close();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
  const listed = await rejects.end();
  if (!listed.ok) note(describeFailure(listed.error));
  const isStopped = stopping.signal.aborted;
  if (isStopped) note('Stopped: what was read so far is stored. Run the same command again to go on.');
  if (options.json) printJson({ files: reports.map(toDocument) });
  return listed.ok && !isStopped && reports.every(isUsed) ? EXIT_DONE : EXIT_FAILED;
}

// A file of which no row could be used was not imported.
function isUsed(report: ImportReport): boolean {
  return report.error === null && (report.rows === 0 || report.accepted + report.duplicates > 0);
}

function requestOf(path: string, { symbol, timeframe, format }: Options): Omit<ImportRequest, 'zone'> {
  return { path, name: basename(path), symbol, timeframe, format };
}

interface Watchers {
  readonly progress: Progress;
  readonly rejects: RejectList;
  isStopAsked(): boolean;
}

async function importOne(
  path: string, options: Options, zone: Zone | null, door: ImportDoor, watch: Watchers,
): Promise<ImportReport> {
  const { barTarget, importBars, importTicks, settleImport, tickTarget } = await import('#main/feeds');
  const request = { ...requestOf(path, options), zone };
  const hooks = {
    onReject: (line: number, code: string, text: string) => { watch.rejects.add(path, line, code, text); },
    onProgress: (done: number, total: number, rows: number) => {
      watch.progress.show(done, total, `${basename(path)}: ${rows.toLocaleString('en-US')} rows`);
    },
    isStopAsked: () => watch.isStopAsked(),
  };
  const { timeframe, symbol } = options;
  const report = timeframe === 'tick'
    ? await importTicks({ ...request, timeframe }, tickTarget(door, symbol), hooks)
    : await importBars({ ...request, timeframe }, barTarget(door, symbol, timeframe), hooks);
  // Reported is what is on the disk, not what is on its way there.
  const settled = await settleImport(door);
  return settled.ok ? report : { ...report, error: report.error ?? settled.error };
}

function tell(report: ImportReport, json: boolean): void {
  if (report.error !== null) note(describeFailure(report.error));
  const { path, rows, accepted, rejected, duplicates } = report;
  if (report.twice > 0) {
    note(`${path}: ${report.twice} times of an hour that the clock showed twice were read in the order of rows.`);
  }
  const line = `${path}: ${rows} rows, ${accepted} accepted, ${rejected} rejected, ${duplicates} duplicates`;
  if (json) note(line);
  else printLine(line);
}

function toDocument(report: ImportReport): object {
  const { path, format, rows, accepted, rejected, duplicates, reasons, from, to, partial, error } = report;
  return {
    path, format, rows, accepted, rejected, duplicates, reasons, from, to,
    ...(partial ? { partial } : {}), ...(error === null ? {} : { error }),
  };
}
