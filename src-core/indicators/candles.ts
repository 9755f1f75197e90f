// The last candles and what TA-Lib measures them by: body, shadows, colour, and for each candle the averages of the
// candles before it that say what is long, short, near or equal (TA-Lib's default candle settings). One set of
// averages serves every pattern. O(1) a bar.

import type { Bar } from '#core/model';
import type { StateTape } from './state-tape.ts';

/** Candles held; the longest pattern looks back five. */
const HELD = 6;
const MEASURES = 16;

/** One measure of the candles held, by their age: 0 is the newest. */
export interface Column extends Float64Array {
  readonly 0: number;
  readonly 1: number;
  readonly 2: number;
  readonly 3: number;
  readonly 4: number;
  readonly 5: number;
}

/** Sum of the last `size` numbers. */
class Total {
  readonly #cells: Float64Array;
  #head = 0;
  sum = 0;

  constructor(size: number) {
    this.#cells = new Float64Array(size);
  }

  /** Takes the number of a cell. */
  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    this.sum += x - (this.#cells[this.#head] as number);
    this.#cells[this.#head] = x;
    this.#head = this.#head + 1 === this.#cells.length ? 0 : this.#head + 1;
  }

  travel(tape: StateTape): void {
    tape.array(this.#cells);
    this.#head = tape.number(this.#head);
    this.sum = tape.number(this.sum);
  }
}

export class Candles {
  /** How far a pattern must reach into a body before it, as a part of that body. */
  readonly penetration: number;
  /** All columns, one after the other: moving it by one makes every candle one older. */
  readonly #cells = new Float64Array(MEASURES * HELD);
  readonly open = this.#column(0);
  readonly high = this.#column(1);
  readonly low = this.#column(2);
  readonly close = this.#column(3);
  /** |close - open|. */
  readonly body = this.#column(4);
  /** The higher end of the body. */
  readonly top = this.#column(5);
  /** The lower end of the body. */
  readonly bottom = this.#column(6);
  readonly upper = this.#column(7);
  readonly lower = this.#column(8);
  /** 1 white (close not below open), -1 black. */
  readonly color = this.#column(9);
  /** Mean body of the 10 candles before: bodies above it are long, bodies below it short. */
  readonly bodyShort = this.#column(10);
  /** A tenth of the mean range of the 10 candles before: bodies up to it are dojis, shadows below it are none. */
  readonly doji = this.#column(11);
  /** Half the mean of both shadows of the 10 candles before. */
  readonly shadowShort = this.#column(12);
  /** A fifth of the mean range of the 5 candles before. */
  readonly near = this.#column(13);
  /** Three fifths of it. */
  readonly far = this.#column(14);
  /** A twentieth of it. */
  readonly equal = this.#column(15);
  /** Body, range and shadows on their way to the sums. */
  readonly #measures = new Float64Array(3);
  readonly #bodySum = new Total(10);
  readonly #rangeSum = new Total(10);
  readonly #shadowSum = new Total(10);
  readonly #shortSum = new Total(5);
  /** Candles taken. */
  count = 0;

  constructor(penetration = 0) {
    this.penetration = penetration;
  }

  take({ open, high, low, close }: Bar): void {
    const cells = this.#cells;
    for (let i = cells.length - 1; i > 0; i -= 1) cells[i] = cells[i - 1] as number;
    this.count += 1;
    const isWhite = close >= open;
    const top = isWhite ? close : open;
    const bottom = isWhite ? open : close;
    const body = Math.abs(close - open);
    const meanRange = this.#shortSum.sum / 5;
    cells[0] = open;
    cells[HELD] = high;
    cells[2 * HELD] = low;
    cells[3 * HELD] = close;
    cells[4 * HELD] = body;
    cells[5 * HELD] = top;
    cells[6 * HELD] = bottom;
    cells[7 * HELD] = high - top;
    cells[8 * HELD] = bottom - low;
    cells[9 * HELD] = isWhite ? 1 : -1;
    cells[10 * HELD] = this.#bodySum.sum / 10;
    cells[11 * HELD] = 0.1 * (this.#rangeSum.sum / 10);
    cells[12 * HELD] = this.#shadowSum.sum / 10 / 2;
    cells[13 * HELD] = 0.2 * meanRange;
    cells[14 * HELD] = 0.6 * meanRange;
    cells[15 * HELD] = 0.05 * meanRange;
    const measures = this.#measures;
    measures[0] = body;
    measures[1] = high - low;
    measures[2] = high - low - body;
    this.#bodySum.take(measures, 0);
    this.#rangeSum.take(measures, 1);
    this.#shadowSum.take(measures, 2);
    this.#shortSum.take(measures, 1);
  }

  #column(index: number): Column {
    return this.#cells.subarray(index * HELD, (index + 1) * HELD) as Column;
  }

  // Questions about the candle `age` back. Patterns read single measures straight from the columns: a function that
  // gives a number boxes it wherever the engine does not compile it into its caller, and on paths that are seldom
  // walked it does not.

  isWhite(age: number): boolean {
    return this.color[age] === 1;
  }

  isBlack(age: number): boolean {
    return this.color[age] === -1;
  }

  isLong(age: number): boolean {
    return (this.body[age] as number) > (this.bodyShort[age] as number);
  }

  /** A body below the average (a body equal to it is neither long nor short). */
  isShort(age: number): boolean {
    return (this.body[age] as number) < (this.bodyShort[age] as number);
  }

  isDoji(age: number): boolean {
    return (this.body[age] as number) <= (this.doji[age] as number);
  }

  /** Almost no upper shadow. */
  hasNoUpper(age: number): boolean {
    return (this.upper[age] as number) < (this.doji[age] as number);
  }

  hasNoLower(age: number): boolean {
    return (this.lower[age] as number) < (this.doji[age] as number);
  }

  hasUpper(age: number): boolean {
    return (this.upper[age] as number) > (this.doji[age] as number);
  }

  hasLower(age: number): boolean {
    return (this.lower[age] as number) > (this.doji[age] as number);
  }

  /** A gap between the bodies, the later one above. */
  gapsUp(later: number, earlier: number): boolean {
    return (this.bottom[later] as number) > (this.top[earlier] as number);
  }

  gapsDown(later: number, earlier: number): boolean {
    return (this.top[later] as number) < (this.bottom[earlier] as number);
  }

  /** A gap between the whole candles. */
  leapsUp(later: number, earlier: number): boolean {
    return (this.low[later] as number) > (this.high[earlier] as number);
  }

  leapsDown(later: number, earlier: number): boolean {
    return (this.high[later] as number) < (this.low[earlier] as number);
  }

  travel(tape: StateTape): void {
    tape.array(this.#cells);
    this.#bodySum.travel(tape);
    this.#rangeSum.travel(tape);
    this.#shadowSum.travel(tape);
    this.#shortSum.travel(tape);
    this.count = tape.number(this.count);
  }
}

/** Is the later candle's number within the earlier one's `slack` of the earlier one's number? */
export function isWithin(values: Column, later: number, others: Column, earlier: number, slack: Column): boolean {
  const off = slack[earlier] as number;
  const value = values[later] as number;
  const other = others[earlier] as number;
  return value <= other + off && value >= other - off;
}
