// `sextant indicators`: studies over a file of bars, by the very streams that chart and strategies use.

import type { Command } from 'commander';
import { readZone } from '../broker-zone.ts';
import { jsonOption } from '../options.ts';
import { EXIT_DONE, EXIT_FAILED, note, printJson, printLine, reportFailure } from '../output.ts';

interface Options {
  readonly list?: boolean;
  readonly in?: string;
  readonly calc?: string;
  readonly out?: string;
  readonly tz?: string;
  readonly json: boolean;
}

export function addIndicatorsCommand(program: Command, finish: (exitCode: number) => void): void {
  program.command('indicators')
    .description('compute indicators and candlestick patterns over a file of bars')
    .option('--list', 'the registry: parameters, outputs, warm-up, source')
    .option('--in <file>', 'bars: time,open,high,low,close[,volume]; MT5 exports too; plain or gzip')
    .option('--calc <list>', 'such as "SMA:20,MACD:12:26:9,CDLENGULFING"; missing parameters take their defaults')
    .option('--out <file>', 'CSV to write')
    .option('--tz <zone>', 'zone of times that have none (default: UTC)')
    .addOption(jsonOption())
    .action(async (options: Options) => { finish(await runIndicators(options)); });
}

async function runIndicators(options: Options): Promise<number> {
  if (options.list === true) return list(options.json);
  const { in: input, calc, out } = options;
  if (input === undefined || calc === undefined || out === undefined) {
    const text = 'indicators needs --in, --calc and --out, or --list.';
    return reportFailure({ code: 'HOST_USAGE', text }, options.json);
  }
  const zone = await readZone(options.tz ?? 'UTC');
  if (!zone.ok) return reportFailure(zone.error, options.json);
  const { makeProgress } = await import('../progress.ts');
  const { makeRejectList } = await import('../reject-list.ts');
  const { runIndicatorFile } = await import('../run-indicators.ts');
  const progress = makeProgress();
  const rejects = makeRejectList(null, () => { progress.clear(); });
  const stopping = new AbortController();
  const stop = (): void => { stopping.abort(); };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const report = await runIndicatorFile({
    path: input, calc, out, zone: options.tz === undefined ? null : zone.value,
  }, {
    onProgress: (done, total, rows) => { progress.show(done, total, `${rows.toLocaleString('en-US')} rows`); },
    onReject: (line, code, text) => { rejects.add(input, line, code, text); },
    isStopAsked: () => stopping.signal.aborted,
  });
  progress.clear();
  await rejects.end();
  if (!report.ok) return reportFailure(report.error, options.json);
  const { withoutVolume, ...told } = report.value;
  note(`${out}: ${String(told.rows)} rows`);
  if (withoutVolume.length > 0) {
    note(`no bar of ${input} has a volume: ${withoutVolume.join(', ')} found nothing to weigh`);
  }
  if (options.json) printJson(told);
  return told.partial ? EXIT_FAILED : EXIT_DONE;
}

async function list(isJson: boolean): Promise<number> {
  const { listIndicators } = await import('#core/indicators');
  const listed = listIndicators();
  if (isJson) {
    printJson(listed);
    return EXIT_DONE;
  }
  for (const { name, title, group, params, outputs, unit, warmup, unstable, source } of listed) {
    const shown = params.map((param) => ` ${param.name}=${String(param.default)}`).join('');
    const gives = outputs.length === 1 ? '' : ` -> ${outputs.join(' ')}`;
    const wait = `${String(warmup)} bars${unstable ? ', unstable' : ''}`;
    printLine(`${name.padEnd(20)} ${group.padEnd(11)} ${title} [${unit}; ${wait}; ${source}]${shown}${gives}`);
  }
  return EXIT_DONE;
}
