// What every indicator is: a stream that takes closed bars one at a time and holds its newest outputs. A history is
// the same stream run over columns, a forming bar is a peek that leaves no trace, and the state goes to bytes and
// back, so that a restart continues without a warm-up. Nothing is allocated for a bar.
//
// Outputs are NaN until the indicator is ready; from then on every bar has one.

import { assert } from '#core/base';
import type { Bar } from '#core/model';
import { StateTape } from './state-tape.ts';

/** Columns of equal length, oldest bar first. Prices in quote currency, `volume` as the source counts it. */
export interface BarColumns {
  /** Opens of the bars, UTC ms. */
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** Which price of a bar a study of one series reads. */
export type AppliedPrice = 'close' | 'open' | 'high' | 'low' | 'median' | 'typical' | 'weighted';

export const APPLIED_PRICES: readonly AppliedPrice[] = [
  'close', 'open', 'high', 'low', 'median', 'typical', 'weighted',
];

/** The applied price of a bar, in quote currency. */
export function appliedPrice(price: AppliedPrice, open: number, high: number, low: number, close: number): number {
  switch (price) {
    case 'close': return close;
    case 'open': return open;
    case 'high': return high;
    case 'low': return low;
    case 'median': return (high + low) / 2;
    case 'typical': return (high + low + close) / 3;
    case 'weighted': return (high + low + close * 2) / 4;
  }
}

export abstract class Indicator {
  /** The newest outputs in the registry's order. Overwritten by the next bar. */
  readonly out: Float64Array;
  #peekTape: StateTape | null = null;
  #peeked: Float64Array | null = null;

  constructor(outputs = 1) {
    this.out = new Float64Array(outputs).fill(Number.NaN);
  }

  /** True from the first bar whose first output exists. */
  get isReady(): boolean {
    return !Number.isNaN(this.out[0] as number);
  }

  /** Takes one closed bar; gives the first output. */
  abstract next(bar: Bar): number;

  /** Runs the stream over columns; `outs` has one array for each output, as long as the columns. */
  abstract run(columns: BarColumns, outs: readonly Float64Array[]): void;

  /** Names every field of the state to the tape, in one order. Outputs are named by the base. */
  protected abstract visit(tape: StateTape): void;

  /** Writes the whole state to the tape, or takes it from there: for studies that hold other studies. */
  travel(tape: StateTape): void {
    tape.array(this.out);
    this.visit(tape);
  }

  /** What the outputs would be if this forming bar closed now. The array is overwritten by the next peek. */
  peek(bar: Bar): Float64Array {
    const tape = this.#beginPeek();
    this.next(bar);
    return this.#endPeek(tape);
  }

  /** The state as bytes; `restore` of the same class and parameters continues to the same bits. */
  snapshot(): Uint8Array {
    const tape = new StateTape();
    this.travel(tape);
    return new Uint8Array(tape.written().buffer);
  }

  /** Takes a snapshot's state. Throws when the bytes are not one of this study with these parameters. */
  restore(bytes: Uint8Array): void {
    assert(bytes.length % 8 === 0, 'a snapshot of an indicator is a row of 64-bit numbers');
    const cells = new Float64Array(bytes.slice().buffer);
    const own = new StateTape();
    this.travel(own);
    assert(cells.length === own.length, `a snapshot of ${cells.length} numbers where ${own.length} belong`);
    this.travel(new StateTape(cells));
  }

  /** The state as plain JSON, for those who keep theirs so; what is not ready is null. */
  cells(): readonly (number | null)[] {
    const tape = new StateTape();
    this.travel(tape);
    return Array.from(tape.written(), (cell) => (Number.isNaN(cell) ? null : cell));
  }

  /** Continues from what `cells` gave. */
  takeCells(cells: readonly (number | null)[]): this {
    this.restore(new Uint8Array(Float64Array.from(cells, (cell) => cell ?? Number.NaN).buffer));
    return this;
  }

  #beginPeek(): StateTape {
    const tape = this.#peekTape ?? new StateTape();
    this.#peekTape = tape;
    tape.startWriting();
    this.travel(tape);
    return tape;
  }

  #endPeek(tape: StateTape): Float64Array {
    const peeked = this.#peeked ?? new Float64Array(this.out.length);
    this.#peeked = peeked;
    peeked.set(this.out);
    tape.startReading();
    this.travel(tape);
    return peeked;
  }
}

/** A study of one series of numbers: a price of each bar, or another study's output. */
export abstract class SeriesIndicator extends Indicator {
  /** Which price `next` reads. */
  price: AppliedPrice = 'close';

  /** Takes the next number; gives the first output. */
  abstract step(x: number): number;

  next(bar: Bar): number {
    return this.step(this.price === 'close'
      ? bar.close
      : appliedPrice(this.price, bar.open, bar.high, bar.low, bar.close));
  }

  run(columns: BarColumns, outs: readonly Float64Array[]): void {
    this.runSeries(this.price === 'close' ? columns.close : priceColumn(this.price, columns), outs);
  }

  /** Runs the stream over a column of numbers. */
  runSeries(series: Float64Array, outs: readonly Float64Array[]): void {
    const { out } = this;
    const first = outs[0] as Float64Array;
    for (let i = 0; i < series.length; i += 1) {
      first[i] = this.step(series[i] as number);
      for (let k = 1; k < out.length; k += 1) (outs[k] as Float64Array)[i] = out[k] as number;
    }
  }
}

function priceColumn(price: AppliedPrice, { open, high, low, close }: BarColumns): Float64Array {
  return Float64Array.from(close, (c, i) => (
    appliedPrice(price, open[i] as number, high[i] as number, low[i] as number, c)
  ));
}

/** A study of whole bars. */
export abstract class BarIndicator extends Indicator {
  /** Takes the next bar as numbers; gives the first output. `time` is the bar's open, UTC ms. */
  abstract step(open: number, high: number, low: number, close: number, volume: number, time: number): number;

  next(bar: Bar): number {
    return this.step(bar.open, bar.high, bar.low, bar.close, bar.tickVolume, bar.time);
  }

  run(columns: BarColumns, outs: readonly Float64Array[]): void {
    const { time, open, high, low, close, volume } = columns;
    const { out } = this;
    const first = outs[0] as Float64Array;
    for (let i = 0; i < close.length; i += 1) {
      first[i] = this.step(
        open[i] as number, high[i] as number, low[i] as number, close[i] as number, volume[i] as number,
        time[i] as number,
      );
      for (let k = 1; k < out.length; k += 1) (outs[k] as Float64Array)[i] = out[k] as number;
    }
  }
}
