// `sextant export`: stored bars or ticks as CSV.

import type { Command } from 'commander';
import { Option } from 'commander';
import { ok, type Result } from '#core/base';
import type { Timeframe } from '#core/model';
import { readZone } from '../broker-zone.ts';
import { dataDirOption, jsonOption, symbolOption, timeframeOption } from '../options.ts';
import { EXIT_DONE, note, printJson, reportFailure } from '../output.ts';

interface Options {
  readonly symbol: string;
  readonly timeframe: Timeframe | 'tick';
  readonly from?: string;
  readonly to?: string;
  readonly tz: string;
  readonly format: 'csv';
  readonly out: string;
  readonly dataDir: string;
  readonly json: boolean;
}

export function addExportCommand(program: Command, finish: (exitCode: number) => void): void {
  program.command('export')
    .description('write stored ticks or bars as CSV')
    .addOption(symbolOption().makeOptionMandatory())
    .addOption(timeframeOption('tick, M1, M5, M15, H1, H4 or D1', true).makeOptionMandatory())
    .option('--from <time>', 'first time, ISO 8601 or epoch ms (inclusive)')
    .option('--to <time>', 'last time (exclusive)')
    .option('--tz <zone>', 'zone of --from and --to where they have none', 'UTC')
    .addOption(new Option('--format <format>', 'form of the file').choices(['csv']).default('csv'))
    .requiredOption('--out <file>', 'file to write')
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .action(async (options: Options) => { finish(await runExport(options)); });
}

async function runExport(options: Options): Promise<number> {
  const { exportCsv, readMoment } = await import('#main/feeds');
  const zone = await readZone(options.tz, options.dataDir);
  if (!zone.ok) return reportFailure(zone.error, options.json);
  const readEnd = (text: string | undefined): Result<number | null> => (
    text === undefined ? ok(null) : readMoment(text, zone.value)
  );
  const from = readEnd(options.from);
  if (!from.ok) return reportFailure(from.error, options.json);
  const to = readEnd(options.to);
  if (!to.ok) return reportFailure(to.error, options.json);
  const { openStored } = await import('../stored.ts');
  const stored = await openStored(options.dataDir);
  if (!stored.ok) return reportFailure(stored.error, options.json);
  try {
    const report = await exportCsv({
      symbol: options.symbol, timeframe: options.timeframe, fromMs: from.value, toMs: to.value, out: options.out,
    }, stored.value);
    if (!report.ok) return reportFailure(report.error, options.json);
    note(`${report.value.path}: ${String(report.value.rows)} rows`);
    if (options.json) printJson(report.value);
    return EXIT_DONE;
  } finally {
    await stored.value.close();
  }
}
