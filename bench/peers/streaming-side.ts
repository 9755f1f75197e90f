// A library takes one bar at a time into the eight studies, and every output is stored. `streaming-side.ts NAME WALK
// [FOLDER]`: `sextant`, or a package that lies in FOLDER. One figure.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { INDICATORS, type BarColumns, type Indicator } from '#core/indicators';
import type { Bar } from '#core/model';
import { EIGHT, readWalk } from './eight.ts';
import { nanosecondsABar, takeTurns } from './turns.ts';

/** Outputs of the eight together. */
const OUTPUTS = 13;

type Answer = Readonly<Record<string, number>> | number | null | undefined;
type Made = new (...args: readonly unknown[]) => Readonly<Record<string, (...args: readonly unknown[]) => Answer>>;
type Library = Readonly<Record<string, Made>>;
type Numbers = Readonly<Record<string, number>> | null | undefined;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Column = Float64Array;
type Outs = readonly [
  Column, Column, Column, Column, Column, Column, Column, Column, Column, Column, Column, Column, Column,
];

interface Tape {
  readonly columns: BarColumns;
  readonly outs: Outs;
}

function study(at: number): Indicator {
  const [name, values] = EIGHT[at] as (typeof EIGHT)[number];
  const made = INDICATORS.get(name)?.make(values);
  if (made === undefined) throw new Error(`the registry has no ${name}`);
  return made;
}

// The newest bar is one object that is filled anew, as a feed would hand it on.
function sextant({ columns: { time, open, high, low, close, volume }, outs }: Tape): void {
  const [sma, ema, rsi, macd, atr, bands, stochastic, adx] = [
    study(0), study(1), study(2), study(3), study(4), study(5), study(6), study(7),
  ];
  const bar: Mutable<Bar> = {
    time: 0, open: 0.5, high: 0.5, low: 0.5, close: 0.5, tickVolume: 0, realVolume: 0, spread: null, askOpen: null,
    askHigh: null, askLow: null, askClose: null, source: 'import', partial: false,
  };
  const [s, e, r, line, signal, histogram, a, upper, middle, lower, k, d, x] = outs;
  for (let i = 0; i < close.length; i += 1) {
    bar.time = time[i] as number;
    bar.open = open[i] as number;
    bar.high = high[i] as number;
    bar.low = low[i] as number;
    bar.close = close[i] as number;
    bar.tickVolume = volume[i] as number;
    sma.next(bar);
    s[i] = sma.out[0] as number;
    ema.next(bar);
    e[i] = ema.out[0] as number;
    rsi.next(bar);
    r[i] = rsi.out[0] as number;
    macd.next(bar);
    line[i] = macd.out[0] as number;
    signal[i] = macd.out[1] as number;
    histogram[i] = macd.out[2] as number;
    atr.next(bar);
    a[i] = atr.out[0] as number;
    bands.next(bar);
    upper[i] = bands.out[0] as number;
    middle[i] = bands.out[1] as number;
    lower[i] = bands.out[2] as number;
    stochastic.next(bar);
    k[i] = stochastic.out[0] as number;
    d[i] = stochastic.out[1] as number;
    adx.next(bar);
    x[i] = adx.out[0] as number;
  }
}

function makeOf(library: Library): (name: string, ...args: readonly unknown[]) => InstanceType<Made> {
  return (name, ...args) => {
    const Study = library[name];
    if (Study === undefined) throw new Error(`the library has no ${name}`);
    return new Study(...args);
  };
}

function debut(library: Library, { columns: { high, low, close }, outs }: Tape): void {
  const make = makeOf(library);
  const [sma, ema, rsi] = [make('SMA', 20), make('EMA', 20), make('RSI', 14)];
  const [macd, atr, bands] = [make('MACD', 12, 26, 9), make('ATR', 14), make('BollingerBands', 20, 2)];
  const [stochastic, adx] = [make('Stochastic', 14, 3), make('ADX', 14)];
  for (let i = 0; i < close.length; i += 1) {
    const [h, l, c] = [high[i], low[i], close[i]];
    const macds = macd['nextValue']?.(c) as Numbers;
    const band = bands['nextValue']?.(c) as Numbers;
    const place = stochastic['nextValue']?.(h, l, c) as Numbers;
    keep(outs, i, [
      sma['nextValue']?.(c), ema['nextValue']?.(c), rsi['nextValue']?.(c), macds?.['macd'], macds?.['signal'],
      macds?.['histogram'], atr['nextValue']?.(h, l, c), band?.['upper'], band?.['middle'], band?.['lower'],
      place?.['k'], place?.['d'], (adx['nextValue']?.(h, l, c) as Numbers)?.['adx'],
    ]);
  }
}

function tradingSignals(library: Library, { columns: { high, low, close }, outs }: Tape): void {
  const make = makeOf(library);
  const [sma, ema, rsi] = [make('SMA', 20), make('EMA', 20), make('RSI', 14)];
  const [atr, adx] = [make('ATR', 14), make('ADX', 14)];
  const macd = make('MACD', make('EMA', 12), make('EMA', 26), make('EMA', 9));
  const bands = make('BollingerBands', 20, 2);
  const stochastic = make('StochasticOscillator', { kPeriod: 14, kSlowingPeriod: 3, dPeriod: 3 });
  for (let i = 0; i < close.length; i += 1) {
    const c = close[i];
    const candle = { high: high[i], low: low[i], close: c };
    const macds = macd['add']?.(c) as Numbers;
    const band = bands['add']?.(c) as Numbers;
    const place = stochastic['add']?.(candle) as Numbers;
    keep(outs, i, [
      sma['add']?.(c), ema['add']?.(c), rsi['add']?.(c), macds?.['macd'], macds?.['signal'], macds?.['histogram'],
      atr['add']?.(candle), band?.['upper'], band?.['middle'], band?.['lower'], place?.['stochK'], place?.['stochD'],
      adx['add']?.(candle),
    ]);
  }
}

function keep(outs: readonly Float64Array[], index: number, answers: readonly Answer[]): void {
  for (let k = 0; k < OUTPUTS; k += 1) (outs[k] as Float64Array)[index] = (answers[k] ?? Number.NaN) as number;
}

const LIBRARIES: Readonly<Record<string, (library: Library, tape: Tape) => void>> = {
  '@debut/indicators': debut, 'trading-signals': tradingSignals,
};

function makeTape(walk: string): Tape {
  const columns = readWalk(walk);
  const column = (): Column => new Float64Array(columns.close.length);
  return {
    columns, outs: [
      column(), column(), column(), column(), column(), column(), column(), column(), column(), column(), column(),
      column(), column(),
    ],
  };
}

async function runOf(name: string, tape: Tape, folder: string): Promise<() => void> {
  if (name === 'sextant') return () => { sextant(tape); };
  const run = LIBRARIES[name];
  if (run === undefined) throw new Error(`no library is called ${name}`);
  const library = await import(createRequire(join(folder, 'package.json')).resolve(name)) as Library;
  return () => { run(library, tape); };
}

/** A library that gives nothing was called wrongly: its figure would be a lie. */
function checkOutputs({ outs, columns }: Tape): void {
  const last = columns.close.length - 1;
  const missing = outs.flatMap((out, k) => (Number.isFinite(out[last]) ? [] : [k]));
  if (missing.length > 0) throw new Error(`outputs ${missing.join(', ')} were not given`);
}

const [name = '', walk = '', folder = ''] = process.argv.slice(2);
const tape = makeTape(walk);
const run = await runOf(name, tape, folder);
run();
checkOutputs(tape);
await takeTurns(() => [nanosecondsABar(tape.columns.close.length, run)], 2);
