// The last candles and what TA-Lib measures them by: body, shadows, colour, and for each candle the averages of the
// candles before it that say what is long, short, near or equal (TA-Lib's default candle settings). One set of
// averages serves every pattern. O(1) a bar.

import type { StateTape } from './state-tape.ts';

/** Candles held; the longest pattern looks back five. */
const HELD = 8;
const MASK = HELD - 1;
/** Numbers of one candle: its prices, its measures, its thresholds. */
const WIDTH = 18;

const OPEN = 0;
const HIGH = 1;
const LOW = 2;
const CLOSE = 3;
const BODY = 4;
const TOP = 5;
const BOTTOM = 6;
const UPPER = 7;
const LOWER = 8;
const COLOR = 9;
const BODY_LONG = 10;
const BODY_SHORT = 11;
const BODY_DOJI = 12;
const SHADOW_SHORT = 13;
const SHADOW_VERY_SHORT = 14;
const NEAR = 15;
const FAR = 16;
const EQUAL = 17;

/** Sum of the last `size` numbers. */
class Total {
  readonly #cells: Float64Array;
  #head = 0;
  sum = 0;

  constructor(size: number) {
    this.#cells = new Float64Array(size);
  }

  push(x: number): void {
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
  readonly #cells = new Float64Array(HELD * WIDTH);
  readonly #bodies = new Total(10);
  readonly #ranges = new Total(10);
  readonly #shadows = new Total(10);
  readonly #shortRanges = new Total(5);
  #count = 0;

  /** Candles taken. */
  get count(): number {
    return this.#count;
  }

  push(open: number, high: number, low: number, close: number): void {
    const at = (this.#count & MASK) * WIDTH;
    const cells = this.#cells;
    this.#count += 1;
    const isWhite = close >= open;
    const top = isWhite ? close : open;
    const bottom = isWhite ? open : close;
    const body = Math.abs(close - open);
    cells[at + OPEN] = open;
    cells[at + HIGH] = high;
    cells[at + LOW] = low;
    cells[at + CLOSE] = close;
    cells[at + BODY] = body;
    cells[at + TOP] = top;
    cells[at + BOTTOM] = bottom;
    cells[at + UPPER] = high - top;
    cells[at + LOWER] = bottom - low;
    cells[at + COLOR] = isWhite ? 1 : -1;
    const meanBody = this.#bodies.sum / 10;
    const meanRange = this.#ranges.sum / 10;
    const meanShort = this.#shortRanges.sum / 5;
    cells[at + BODY_LONG] = meanBody;
    cells[at + BODY_SHORT] = meanBody;
    cells[at + BODY_DOJI] = 0.1 * meanRange;
    cells[at + SHADOW_SHORT] = this.#shadows.sum / 10 / 2;
    cells[at + SHADOW_VERY_SHORT] = 0.1 * meanRange;
    cells[at + NEAR] = 0.2 * meanShort;
    cells[at + FAR] = 0.6 * meanShort;
    cells[at + EQUAL] = 0.05 * meanShort;
    this.#bodies.push(body);
    this.#ranges.push(high - low);
    this.#shadows.push(high - low - body);
    this.#shortRanges.push(high - low);
  }

  #read(age: number, field: number): number {
    return this.#cells[((this.#count - 1 - age) & MASK) * WIDTH + field] as number;
  }

  // Prices and measures of the candle `age` back; 0 is the newest.

  open(age: number): number {
    return this.#read(age, OPEN);
  }

  high(age: number): number {
    return this.#read(age, HIGH);
  }

  low(age: number): number {
    return this.#read(age, LOW);
  }

  close(age: number): number {
    return this.#read(age, CLOSE);
  }

  /** |close - open|. */
  body(age: number): number {
    return this.#read(age, BODY);
  }

  /** The higher end of the body. */
  top(age: number): number {
    return this.#read(age, TOP);
  }

  /** The lower end of the body. */
  bottom(age: number): number {
    return this.#read(age, BOTTOM);
  }

  upper(age: number): number {
    return this.#read(age, UPPER);
  }

  lower(age: number): number {
    return this.#read(age, LOWER);
  }

  /** 1 white (close not below open), -1 black. */
  color(age: number): number {
    return this.#read(age, COLOR);
  }

  isWhite(age: number): boolean {
    return this.#read(age, COLOR) === 1;
  }

  isBlack(age: number): boolean {
    return this.#read(age, COLOR) === -1;
  }

  // Thresholds of the candle `age` back, in price units, from the 10 (near, far, equal: 5) candles before it.

  near(age: number): number {
    return this.#read(age, NEAR);
  }

  far(age: number): number {
    return this.#read(age, FAR);
  }

  equal(age: number): number {
    return this.#read(age, EQUAL);
  }

  shadowShort(age: number): number {
    return this.#read(age, SHADOW_SHORT);
  }

  doji(age: number): number {
    return this.#read(age, BODY_DOJI);
  }

  isLong(age: number): boolean {
    return this.#read(age, BODY) > this.#read(age, BODY_LONG);
  }

  /** Bodies up to this are not long; for some patterns they count as short. */
  bodyShort(age: number): number {
    return this.#read(age, BODY_SHORT);
  }

  /** A body below the average (a body equal to it is neither long nor short). */
  isShort(age: number): boolean {
    return this.#read(age, BODY) < this.#read(age, BODY_SHORT);
  }

  isDoji(age: number): boolean {
    return this.#read(age, BODY) <= this.#read(age, BODY_DOJI);
  }

  /** Almost no upper shadow. */
  hasNoUpper(age: number): boolean {
    return this.#read(age, UPPER) < this.#read(age, SHADOW_VERY_SHORT);
  }

  hasNoLower(age: number): boolean {
    return this.#read(age, LOWER) < this.#read(age, SHADOW_VERY_SHORT);
  }

  hasUpper(age: number): boolean {
    return this.#read(age, UPPER) > this.#read(age, SHADOW_VERY_SHORT);
  }

  hasLower(age: number): boolean {
    return this.#read(age, LOWER) > this.#read(age, SHADOW_VERY_SHORT);
  }

  /** A gap between the bodies, the later one above. */
  gapsUp(later: number, earlier: number): boolean {
    return this.#read(later, BOTTOM) > this.#read(earlier, TOP);
  }

  gapsDown(later: number, earlier: number): boolean {
    return this.#read(later, TOP) < this.#read(earlier, BOTTOM);
  }

  /** A gap between the whole candles. */
  leapsUp(later: number, earlier: number): boolean {
    return this.#read(later, LOW) > this.#read(earlier, HIGH);
  }

  leapsDown(later: number, earlier: number): boolean {
    return this.#read(later, HIGH) < this.#read(earlier, LOW);
  }

  /** Within `slack` of each other. */
  isWithin(value: number, of: number, slack: number): boolean {
    return value <= of + slack && value >= of - slack;
  }

  travel(tape: StateTape): void {
    tape.array(this.#cells);
    for (const total of [this.#bodies, this.#ranges, this.#shadows, this.#shortRanges]) total.travel(tape);
    this.#count = tape.number(this.#count);
  }
}
