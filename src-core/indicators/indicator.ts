// What every indicator is: a stream that takes closed bars one at a time and holds its newest outputs. A history is
// the same stream run over columns, a forming bar is a peek that leaves no trace, and the state goes to bytes and
// back, so that a restart continues without a warm-up.
//
// No study allocates for a bar, closed or forming (tools/indicator-heap.test.ts): outputs are written in place, and
// numbers cross calls in cells of arrays, in fields of bars, or not at all. A number that is an argument or an answer
// is boxed wherever the engine does not compile the callee into its caller: where it is long, or seldom called.
//
// Outputs are NaN until the indicator is ready; from then on every bar has one.

import { assert, fail, ok, type Result } from '#core/base';
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

/** The applied price of a bar, in quote currency. */
function appliedPrice(price: AppliedPrice, open: number, high: number, low: number, close: number): number {
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
  /** Numbers on their way to other studies and windows; no state. Cell 0 may hold what `take` is given. */
  protected readonly scratch = new Float64Array(4);
  #peekTape: StateTape | null = null;
  #peeked: Float64Array | null = null;

  constructor(outputs = 1) {
    this.out = new Float64Array(outputs).fill(Number.NaN);
  }

  /** True from the first bar whose first output exists. */
  get isReady(): boolean {
    return !Number.isNaN(this.out[0]);
  }

  /** Takes one closed bar; the outputs are in `out`. */
  abstract next(bar: Bar): void;

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
    return new Uint8Array(this.#written().written().buffer);
  }

  /** Takes a snapshot's state; refuses bytes that are not as many as this study with these parameters writes. */
  restore(bytes: Uint8Array): Result<null> {
    const own = this.#written();
    if (bytes.length !== own.length * 8) {
      return fail('INDICATORS_STATE_BAD', `${bytes.length} bytes were given where ${own.length * 8} belong.`);
    }
    this.travel(new StateTape(new Float64Array(bytes.slice().buffer)));
    return ok(null);
  }

  /** The state as plain JSON, for those who keep theirs so; what is not ready is null. */
  cells(): readonly (number | null)[] {
    return Array.from(this.#written().written(), (cell) => (Number.isNaN(cell) ? null : cell));
  }

  /** Continues from what `cells` gave. Throws for cells of another study: they are our own journal's. */
  takeCells(cells: readonly (number | null)[]): void {
    const restored = this.restore(new Uint8Array(Float64Array.from(cells, (cell) => cell ?? Number.NaN).buffer));
    assert(restored.ok, 'the saved cells are of this indicator');
  }

  /** Writes the newest outputs to their columns. */
  protected keep(outs: readonly Float64Array[], index: number): void {
    const { out } = this;
    for (let k = 0; k < out.length; k += 1) (outs[k] as Float64Array)[index] = out[k] as number;
  }

  #beginPeek(): StateTape {
    const tape = this.#peekTape ?? new StateTape();
    this.#peekTape = tape;
    tape.startWriting();
    this.travel(tape);
    return tape;
  }

  #written(): StateTape {
    const tape = new StateTape();
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

  /**
   * Takes the next number from a cell of an array; the outputs are in `out`. A number that crosses a call which the
   * engine does not inline is boxed, which is an allocation: in a cell it is not.
   */
  abstract take(cells: Float64Array, at: number): void;

  next(bar: Bar): void {
    const { scratch } = this;
    switch (this.price) {
      case 'close': scratch[0] = bar.close; break;
      case 'open': scratch[0] = bar.open; break;
      case 'high': scratch[0] = bar.high; break;
      case 'low': scratch[0] = bar.low; break;
      case 'median': scratch[0] = (bar.high + bar.low) / 2; break;
      case 'typical': scratch[0] = (bar.high + bar.low + bar.close) / 3; break;
      case 'weighted': scratch[0] = (bar.high + bar.low + bar.close * 2) / 4; break;
    }
    this.take(this.scratch, 0);
  }

  run(columns: BarColumns, outs: readonly Float64Array[]): void {
    this.runSeries(this.price === 'close' ? columns.close : priceColumn(this.price, columns), outs);
  }

  /** Runs the stream over a column of numbers. */
  runSeries(series: Float64Array, outs: readonly Float64Array[]): void {
    let i = 0;
    for (; i < series.length && !this.isReady; i += 1) {
      this.take(series, i);
      this.keep(outs, i);
    }
    this.runReady(series, outs, i);
  }

  /**
   * Goes on over a column from the row `from` on, the study being ready. A study may have a loop of its own here, as
   * long as outputs and state are those of the stream, bit for bit.
   */
  protected runReady(series: Float64Array, outs: readonly Float64Array[], from: number): void {
    this.stream(series, outs, from, series.length);
  }

  /** Takes the rows `from` to `to` one by one. */
  protected stream(series: Float64Array, outs: readonly Float64Array[], from: number, to: number): void {
    for (let i = from; i < to; i += 1) {
      this.take(series, i);
      this.keep(outs, i);
    }
  }
}

function priceColumn(price: AppliedPrice, { open, high, low, close }: BarColumns): Float64Array {
  return Float64Array.from(close, (c, i) => (
    appliedPrice(price, open[i] as number, high[i] as number, low[i] as number, c)
  ));
}

/** A bar that is filled anew for each row of the columns. */
class RowBar implements Bar {
  time = 0;
  open = 0.1;
  high = 0.1;
  low = 0.1;
  close = 0.1;
  tickVolume = 0.1;
  readonly realVolume = 0;
  readonly spread = null;
  readonly askOpen = null;
  readonly askHigh = null;
  readonly askLow = null;
  readonly askClose = null;
  readonly source = 'import';
  readonly partial = false;
}

/** A study of whole bars. */
export abstract class BarIndicator extends Indicator {
  run(columns: BarColumns, outs: readonly Float64Array[]): void {
    this.runReady(columns, outs, this.stream(columns, outs, 0, columns.close.length, true));
  }

  /**
   * Goes on over columns from the row `from` on, the study being ready. A study may have a loop of its own here, as
   * long as outputs and state are those of the stream, bit for bit.
   */
  protected runReady(columns: BarColumns, outs: readonly Float64Array[], from: number): void {
    this.stream(columns, outs, from, columns.close.length);
  }

  /** Takes the rows `from` to `to` one by one, or until the study is ready; gives the row after the last taken. */
  protected stream(
    columns: BarColumns, outs: readonly Float64Array[], from: number, to: number, isUntilReady = false,
  ): number {
    const { time, open, high, low, close, volume } = columns;
    const bar = new RowBar();
    const end = Math.min(to, close.length);
    let i = from;
    for (; i < end && !(isUntilReady && this.isReady); i += 1) {
      bar.time = time[i] as number;
      bar.open = open[i] as number;
      bar.high = high[i] as number;
      bar.low = low[i] as number;
      bar.close = close[i] as number;
      bar.tickVolume = volume[i] as number;
      this.next(bar);
      this.keep(outs, i);
    }
    return i;
  }
}
