// `sextant backtest`: a strategy over a file, by the very kernel that trades live.

import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { ok, type Result } from '#core/base';
import type { BacktestResult } from '#core/backtest';
import type { Timeframe } from '#core/model';
import { readZone } from '../broker-zone.ts';
import { jsonOption, numberFrom, symbolOption, timeframeOption } from '../options.ts';
import { describeFailure, EXIT_DONE, EXIT_FAILED, note, printJson, printLine, reportFailure } from '../output.ts';

interface Options {
  readonly data: string;
  readonly symbol: string;
  readonly strategy: string;
  readonly timeframe: Timeframe;
  readonly model?: 'ticks' | 'm1';
  readonly params: Readonly<Record<string, number>>;
  readonly cash: number;
  readonly leverage?: number;
  readonly commission: number;
  readonly spread?: number;
  readonly slippage?: number;
  readonly swap?: readonly [long: number, short: number];
  readonly rules: 'mt5' | 'backtesting.py';
  readonly from?: string;
  readonly to?: string;
  readonly tz?: string;
  readonly out?: string;
  readonly json: boolean;
}

export function addBacktestCommand(program: Command, finish: (exitCode: number) => void): void {
  program.command('backtest')
    .description('run a strategy over a file of ticks or bars')
    .requiredOption('--data <file>', 'ticks (epoch_ms,bid,ask; MT5 ticks) or bars; plain or gzip')
    .addOption(symbolOption().makeOptionMandatory())
    .requiredOption('--strategy <name>', 'name of the strategy, such as trend')
    .addOption(timeframeOption('timeframe of the strategy', false).default('M5'))
    .addOption(new Option('--rules <rules>', 'how orders are filled: as at MT5, or as backtesting.py does it, on the '
      + 'file\'s bars of --timeframe: signal on close, fill at the next open, all in, whole units')
      .choices(['mt5', 'backtesting.py']).default('mt5'))
    .addOption(new Option('--model <model>', 'rules mt5: the file\'s ticks, or four ticks for each of its M1 bars '
      + '(default: "ticks")').choices(['ticks', 'm1']))
    .addOption(new Option('--params <k=v,…>', 'parameters of the strategy')
      .argParser(readParams).default({}, 'its own'))
    .addOption(new Option('--cash <money>', 'what the account opens with, USD')
      .argParser(numberFrom(1)).default(10_000))
    .addOption(new Option('--leverage <n>', 'account leverage (default: 100; rules backtesting.py: 1)')
      .argParser(numberFrom(1)))
    .addOption(new Option('--commission <figure>', 'for one lot and one side, USD; rules backtesting.py: share of the '
      + 'value at entry and at exit').argParser(numberFrom(0)).default(0))
    .addOption(new Option('--spread <figure>', 'points between bid and ask instead of the data\'s own; rules '
      + 'backtesting.py: share of the price by which an entry is worse').argParser(numberFrom(0)))
    .addOption(new Option('--slippage <points>', 'points that market and stop fills are worse (default: 0)')
      .argParser(numberFrom(0)))
    .addOption(new Option('--swap <long,short>', 'points a lot and night, threefold on Wednesday (default: the '
      + 'symbol\'s own where it is known, else none)').argParser(readSwap))
    .option('--from <time>', 'first time, ISO 8601 or epoch ms (inclusive)')
    .option('--to <time>', 'last time (exclusive)')
    .option('--tz <zone>', 'zone of times that have none (default: UTC)')
    .option('--out <dir>', 'write result.json, trades.csv and equity.csv there')
    .addOption(jsonOption())
    .action(async (options: Options) => { finish(await runBacktest(options)); });
}

function readParams(text: string): Readonly<Record<string, number>> {
  const params: Record<string, number> = {};
  for (const part of text.split(',').filter((piece) => piece.trim() !== '')) {
    const [name = '', value = '', ...rest] = part.split('=');
    const figure = Number(value);
    if (name.trim() === '' || value.trim() === '' || rest.length > 0 || !Number.isFinite(figure)) {
      throw new InvalidArgumentError(`"${part}" is not of the form name=number.`);
    }
    params[name.trim()] = figure;
  }
  return params;
}

function readSwap(text: string): readonly [long: number, short: number] {
  const [long = '', short = '', ...rest] = text.split(',').map((part) => part.trim());
  const figures = [Number(long), Number(short)] as const;
  if (long === '' || short === '' || rest.length > 0 || !figures.every(Number.isFinite)) {
    throw new InvalidArgumentError('It must be two numbers with a comma between them, such as -7.2,2.6.');
  }
  return figures;
}

/** What of MT5's rules was asked for where those of backtesting.py have no place for it. */
function misplacedOption({ rules, slippage, swap, model }: Options): string | null {
  if (rules === 'mt5') return null;
  const [name] = Object.entries({ model, slippage, swap }).find(([, value]) => value !== undefined) ?? [];
  return name === undefined ? null : `--${name} belongs to --rules mt5; backtesting.py fills at the next bar's open.`;
}

async function runBacktest(options: Options): Promise<number> {
  const misplaced = misplacedOption(options);
  if (misplaced !== null) return reportFailure({ code: 'HOST_USAGE', text: misplaced }, options.json);
  const { readMoment } = await import('#main/feeds');
  const zone = await readZone(options.tz ?? 'UTC');
  if (!zone.ok) return reportFailure(zone.error, options.json);
  const read = (text: string | undefined): Result<number | null> => (
    text === undefined ? ok(null) : readMoment(text, zone.value)
  );
  const from = read(options.from);
  if (!from.ok) return reportFailure(from.error, options.json);
  const to = read(options.to);
  if (!to.ok) return reportFailure(to.error, options.json);

  const { makeProgress } = await import('../progress.ts');
  const { makeRejectList } = await import('../reject-list.ts');
  const { runBacktestFile } = await import('../run-backtest.ts');
  const progress = makeProgress();
  const rejects = makeRejectList(null, () => { progress.clear(); });
  const stopping = new AbortController();
  const stop = (): void => { stopping.abort(); };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const run = await runBacktestFile({
    path: options.data, symbol: options.symbol, rules: options.rules, model: options.model ?? 'ticks',
    cash: options.cash, leverage: options.leverage ?? (options.rules === 'mt5' ? 100 : 1),
    commission: options.commission, spread: options.spread ?? null, slippagePoints: options.slippage ?? 0,
    swap: options.swap ?? null, fromMs: from.value, toMs: to.value,
    zone: options.tz === undefined ? null : zone.value,
    strategy: {
      name: options.strategy, symbols: [options.symbol], timeframe: options.timeframe, params: options.params,
      automatic: true,
    },
  }, {
    onProgress: (done, total, rows) => { progress.show(done, total, `${rows.toLocaleString('en-US')} rows`); },
    onReject: (line, code, text) => { rejects.add(options.data, line, code, text); },
    isStopAsked: () => stopping.signal.aborted,
  });
  progress.clear();
  await rejects.end();
  if (!run.ok) return reportFailure(run.error, options.json);
  return report(run.value.result, options);
}

async function report(result: BacktestResult, options: Options): Promise<number> {
  if (options.out !== undefined) {
    const { writeBacktest } = await import('../backtest-files.ts');
    const written = writeBacktest(options.out, result);
    if (!written.ok) return reportFailure(written.error, options.json);
  }
  if (options.json) printJson(result);
  else {
    for (const [name, value] of Object.entries(result.statistics)) {
      const figure = value as number | null;
      printLine(`${name.padEnd(18)}${figure === null ? '-' : String(Math.round(figure * 1e6) / 1e6)}`);
    }
    printLine(`${'decisions'.padEnd(18)}${String(result.decisions)}`);
    printLine(`${'decisionHash'.padEnd(18)}${result.decisionHash}`);
  }
  if (!result.partial) return EXIT_DONE;
  const text = 'The run was stopped before its end; the figures are of the part done.';
  note(describeFailure({ code: 'HOST_STOPPED', text }));
  return EXIT_FAILED;
}
