// A library computes the eight studies over whole columns. `batch-side.ts NAME WALK [FOLDER]`: `sextant`, or a package
// that lies in FOLDER. Figures: one for each study that the library has, in the order of the eight.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { INDICATORS, type BarColumns } from '#core/indicators';
import { EIGHT, readWalk, type EightName } from './eight.ts';
import { nanosecondsABar, takeTurns } from './turns.ts';

/* The packages have no types that fit this compiler's settings, and their shapes are told here in a line each. */
type Run = () => unknown;
type Runs = Partial<Readonly<Record<EightName, Run>>>;
type Loose = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

function sextant(columns: BarColumns): Runs {
  return Object.fromEntries(EIGHT.map(([name, values]) => {
    const definition = INDICATORS.get(name);
    if (definition === undefined) throw new Error(`the registry has no ${name}`);
    // as a caller does who computes again and again: the outputs are written over
    const outs = definition.outputs.map(() => new Float64Array(columns.close.length));
    return [name, () => { definition.make(values).run(columns, outs); }];
  }));
}

function ixjb94({ IndicatorsSync }: { readonly IndicatorsSync: new () => Loose }, lists: Lists): Runs {
  const library = new IndicatorsSync();
  const { high, low, close } = lists;
  return {
    SMA: () => library['sma']?.(close, 20), EMA: () => library['ema']?.(close, 20),
    RSI: () => library['rsi']?.(close, 14), MACD: () => library['macd']?.(close, 12, 26, 9),
    ATR: () => library['atr']?.(high, low, close, 14), BBANDS: () => library['bbands']?.(close, 20, 2),
    STOCH: () => library['stoch']?.(high, low, close, 14, 3, 3), ADX: () => library['adx']?.(high, low, 14),
  };
}

function indicatorts(library: Loose, { high, low, close }: Lists): Runs {
  return {
    SMA: () => library['sma']?.(close, { period: 20 }), EMA: () => library['ema']?.(close, { period: 20 }),
    RSI: () => library['rsi']?.(close, { period: 14 }),
    MACD: () => library['macd']?.(close, { fast: 12, slow: 26, signal: 9 }),
    ATR: () => library['atr']?.(high, low, close, { period: 14 }),
    BBANDS: () => library['bb']?.(close, { period: 20 }),
    STOCH: () => library['stoch']?.(high, low, close, { kPeriod: 14, dPeriod: 3 }),
  };
}

function technicalindicators(
  library: Readonly<Record<string, { readonly calculate: (input: object) => unknown }>>, { high, low, close }: Lists,
): Runs {
  return {
    SMA: () => library['SMA']?.calculate({ values: close, period: 20 }),
    EMA: () => library['EMA']?.calculate({ values: close, period: 20 }),
    RSI: () => library['RSI']?.calculate({ values: close, period: 14 }),
    MACD: () => library['MACD']?.calculate({
      values: close, fastPeriod: 12, slowPeriod: 26, signalPeriod: 9, SimpleMAOscillator: false, SimpleMASignal: false,
    }),
    ATR: () => library['ATR']?.calculate({ high, low, close, period: 14 }),
    BBANDS: () => library['BollingerBands']?.calculate({ values: close, period: 20, stdDev: 2 }),
    STOCH: () => library['Stochastic']?.calculate({ high, low, close, period: 14, signalPeriod: 3 }),
    ADX: () => library['ADX']?.calculate({ high, low, close, period: 14 }),
  };
}

function tulind(
  { indicators }: { readonly indicators: Readonly<Record<string, { readonly indicator: Tulip }>> },
  { high, low, close }: Lists,
): Runs {
  const run = (name: string, inputs: readonly Column[], options: readonly number[]): Run => () => (
    indicators[name]?.indicator(inputs, options, (error) => {
      if (error !== null) throw new Error(`${name} failed`, { cause: error });
    })
  );
  return {
    SMA: run('sma', [close], [20]), EMA: run('ema', [close], [20]), RSI: run('rsi', [close], [14]),
    MACD: run('macd', [close], [12, 26, 9]), ATR: run('atr', [high, low, close], [14]),
    BBANDS: run('bbands', [close], [20, 2]), STOCH: run('stoch', [high, low, close], [14, 3, 3]),
    ADX: run('adx', [high, low, close], [14]),
  };
}

type Column = readonly number[];
type Tulip = (inputs: readonly Column[], options: readonly number[], done: (error: unknown) => void) => unknown;

/** What these libraries take: plain arrays. */
interface Lists {
  readonly high: Column;
  readonly low: Column;
  readonly close: Column;
}

const LIBRARIES: Readonly<Record<string, (library: never, lists: Lists) => Runs>> = {
  '@ixjb94/indicators': ixjb94, indicatorts, technicalindicators, tulind,
};

function runsOf(name: string, walk: string, folder: string): Runs {
  const columns = readWalk(walk);
  if (name === 'sextant') return sextant(columns);
  const make = LIBRARIES[name];
  if (make === undefined) throw new Error(`no library is called ${name}`);
  const library: unknown = createRequire(join(folder, 'package.json'))(name);
  return make(library as never, {
    high: Array.from(columns.high), low: Array.from(columns.low), close: Array.from(columns.close),
  });
}

const [name = '', walk = '', folder = ''] = process.argv.slice(2);
const bars = readWalk(walk).close.length;
const runs = runsOf(name, walk, folder);
const had = EIGHT.map(([study]) => runs[study]).filter((run) => run !== undefined);
await takeTurns(() => had.map((run) => nanosecondsABar(bars, run)), 2);
