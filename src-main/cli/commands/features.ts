// `sextant features`: feature vectors over a file of bars, by the very stream that learns and decides live.

import { InvalidArgumentError, Option, type Command } from 'commander';
import { readZone } from '../broker-zone.ts';
import { jsonOption, numberFrom, symbolOption, timeframeOption } from '../options.ts';
import { EXIT_DONE, EXIT_FAILED, note, printJson, printLine, reportFailure } from '../output.ts';
import type { Timeframe } from '#core/model';

interface Pair {
  readonly symbol: string;
  readonly path: string;
}

interface Options {
  readonly list?: boolean;
  readonly in?: string;
  readonly out?: string;
  readonly symbol?: string;
  readonly timeframe?: Timeframe;
  readonly point?: number;
  readonly tz?: string;
  readonly spy?: string;
  readonly vix?: string;
  readonly dxy?: string;
  readonly gold?: string;
  readonly calendar?: string;
  readonly sentiment?: string;
  readonly pair: readonly Pair[];
  readonly rejects?: string;
  readonly json: boolean;
}

const PAIRS_MAX = 3;

export function addFeaturesCommand(program: Command, finish: (exitCode: number) => void): void {
  program.command('features')
    .description('compute feature vectors over a file of bars, each value from the moment it was known')
    .option('--list', 'the registry: columns, units, windows, warm-up, inputs')
    .option('--in <file>', 'bars: time,open,high,low,close[,volume,spread]; MT5 exports too; plain or gzip')
    .option('--out <file>', 'CSV to write: one row for each closed bar, empty where not ready')
    .addOption(symbolOption())
    .addOption(timeframeOption('of the bars (default: by their distances)', false))
    .addOption(new Option('--point <size>', 'size of a point of `spread` (default: by the closes\' decimals)')
      .argParser(numberFrom(0)))
    .option('--tz <zone>', 'zone of times that have none, `broker` for the confirmed one (default: UTC)')
    .option('--spy <file>', 'daily closes of SPY; they count from 16:00 New York')
    .option('--vix <file>', 'daily closes of the VIX; they count from 16:15 New York')
    .option('--dxy <file>', 'daily closes of the dollar index; they count from 16:00 New York')
    .option('--gold <file>', 'daily closes of gold; they count from 16:00 New York')
    .option('--calendar <file>', 'economic calendar: the schedule counts from the start, actuals from their time')
    .option('--sentiment <file>', 'time,score[,scope]: scores from -1 to 1, `time` when each was known')
    .addOption(new Option('--pair <symbol=file>', 'bars of another symbol for its correlation; up to three times')
      .argParser(readPair).default([], 'none'))
    .option('--rejects <file>', 'CSV of all rejected rows')
    .addOption(jsonOption())
    .action(async (options: Options) => { finish(await runFeatures(options)); });
}

function readPair(text: string, before: readonly Pair[]): readonly Pair[] {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError('It must be SYMBOL=FILE.');
  if (before.length === PAIRS_MAX) throw new InvalidArgumentError(`At most ${String(PAIRS_MAX)} are read.`);
  return [...before, { symbol: text.slice(0, at), path: text.slice(at + 1) }];
}

async function runFeatures(options: Options): Promise<number> {
  if (options.list === true) return list(options.json);
  const { in: input, out, json } = options;
  if (input === undefined || out === undefined) {
    return reportFailure({ code: 'HOST_USAGE', text: 'features needs --in and --out, or --list.' }, json);
  }
  const named = await readZone(options.tz ?? 'UTC');
  if (!named.ok) return reportFailure(named.error, json);
  const zone = options.tz === undefined ? null : named.value;
  const { keepInputs } = await import('../same-file.ts');
  const sidePaths = [options.spy, options.vix, options.dxy, options.gold, options.calendar, options.sentiment];
  const read = [input, ...sidePaths.filter((path) => path !== undefined), ...options.pair.map(({ path }) => path)];
  const fits = await keepInputs(options.rejects ?? null, read);
  if (!fits.ok) return reportFailure(fits.error, json);
  const { makeProgress } = await import('../progress.ts');
  const { makeRejectList } = await import('../reject-list.ts');
  const { readInputs } = await import('../feature-inputs.ts');
  const { runFeatureFile } = await import('../run-features.ts');
  const progress = makeProgress();
  const rejects = makeRejectList(options.rejects ?? null, () => { progress.clear(); });
  const onReject = (path: string, line: number, code: string, text: string): void => {
    rejects.add(path, line, code, text);
  };
  const stopping = new AbortController();
  const stop = (): void => { stopping.abort(); };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const side = await readInputs(options, options.symbol ?? null, zone, onReject);
  const report = side.ok ? await runFeatureFile({
    path: input, out, zone, timeframe: options.timeframe ?? null, point: options.point ?? null,
    inputs: side.value.inputs, sidePaths: side.value.reports.map(({ path }) => path), pairs: options.pair,
  }, {
    onProgress: (done, total, rows) => { progress.show(done, total, `${rows.toLocaleString('en-US')} rows`); },
    onReject, isStopAsked: () => stopping.signal.aborted,
  }) : side;
  progress.clear();
  const kept = await rejects.end();
  if (!report.ok) return reportFailure(report.error, json);
  if (!kept.ok) return reportFailure(kept.error, json);
  const inputs = side.ok ? side.value.reports : [];
  for (const { name, accepted, rejected } of inputs) {
    note(`${name}: ${String(accepted)} rows, ${String(rejected)} rejected`);
  }
  note(`${out}: ${String(report.value.rows)} rows`);
  if (json) printJson({ ...report.value, inputs });
  return report.value.partial ? EXIT_FAILED : EXIT_DONE;
}

async function list(isJson: boolean): Promise<number> {
  const { FEATURE_LAYOUT, FEATURES } = await import('#core/features');
  if (isJson) {
    printJson(FEATURES.map(({ name, scope, columns, unit, window, warmupBars, warmupDays, inputs, text }) => ({
      name, scope, columns, unit, window, warmup: { bars: warmupBars, days: warmupDays }, inputs, text,
      layout: FEATURE_LAYOUT.version,
    })));
    return EXIT_DONE;
  }
  const { version, hash, columns } = FEATURE_LAYOUT;
  printLine(`layout ${String(version)} (${hash}), ${String(columns.length)} columns`);
  for (const { name, scope, unit, window, text } of FEATURES) {
    printLine(`${name.padEnd(18)} ${scope.padEnd(5)} ${text} [${unit}; ${window}]`);
  }
  return EXIT_DONE;
}
