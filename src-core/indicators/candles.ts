// The last candles and what TA-Lib measures them by: body, shadows, colour, and for each candle the averages of the
// candles before it that say what is long, short, near or equal (TA-Lib's default candle settings). One set of
// averages serves every pattern. O(1) a bar.

import type { StateTape } from './state-tape.ts';

/** Candles held; the longest pattern looks back five. */
const HELD = 8;
const MASK = HELD - 1;
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
  /** How far a pattern must reach into a body before it, as a part of that body. */
  readonly penetration: number;
  readonly #opens = new Float64Array(HELD);
  readonly #highs = new Float64Array(HELD);
  readonly #lows = new Float64Array(HELD);
  readonly #closes = new Float64Array(HELD);
  readonly #bodies = new Float64Array(HELD);
  readonly #tops = new Float64Array(HELD);
  readonly #bottoms = new Float64Array(HELD);
  readonly #uppers = new Float64Array(HELD);
  readonly #lowers = new Float64Array(HELD);
  readonly #colors = new Float64Array(HELD);
  readonly #meanBodies = new Float64Array(HELD);
  readonly #dojis = new Float64Array(HELD);
  readonly #shortShadows = new Float64Array(HELD);
  readonly #nears = new Float64Array(HELD);
  readonly #fars = new Float64Array(HELD);
  readonly #equals = new Float64Array(HELD);
  readonly #bodySum = new Total(10);
  readonly #rangeSum = new Total(10);
  readonly #shadowSum = new Total(10);
  readonly #shortSum = new Total(5);
  /** Candles taken, less one. */
  #newest = -1;

  constructor(penetration = 0) {
    this.penetration = penetration;
  }

  /** Candles taken. */
  get count(): number {
    return this.#newest + 1;
  }

  push(open: number, high: number, low: number, close: number): void {
    const newest = this.#newest + 1;
    const at = newest & MASK;
    this.#newest = newest;
    const isWhite = close >= open;
    const top = isWhite ? close : open;
    const bottom = isWhite ? open : close;
    const body = Math.abs(close - open);
    const meanRange = this.#shortSum.sum / 5;
    this.#opens[at] = open;
    this.#highs[at] = high;
    this.#lows[at] = low;
    this.#closes[at] = close;
    this.#bodies[at] = body;
    this.#tops[at] = top;
    this.#bottoms[at] = bottom;
    this.#uppers[at] = high - top;
    this.#lowers[at] = bottom - low;
    this.#colors[at] = isWhite ? 1 : -1;
    this.#meanBodies[at] = this.#bodySum.sum / 10;
    this.#dojis[at] = 0.1 * (this.#rangeSum.sum / 10);
    this.#shortShadows[at] = this.#shadowSum.sum / 10 / 2;
    this.#nears[at] = 0.2 * meanRange;
    this.#fars[at] = 0.6 * meanRange;
    this.#equals[at] = 0.05 * meanRange;
    this.#bodySum.push(body);
    this.#rangeSum.push(high - low);
    this.#shadowSum.push(high - low - body);
    this.#shortSum.push(high - low);
  }

  // Prices and measures of the candle `age` back; 0 is the newest. Thresholds are in price units, from the candles
  // before it. The readers are this small so that the engine puts them into every pattern that uses them.

  open(age: number): number {
    return this.#opens[(this.#newest - age) & MASK] as number;
  }

  high(age: number): number {
    return this.#highs[(this.#newest - age) & MASK] as number;
  }

  low(age: number): number {
    return this.#lows[(this.#newest - age) & MASK] as number;
  }

  close(age: number): number {
    return this.#closes[(this.#newest - age) & MASK] as number;
  }

  /** |close - open|. */
  body(age: number): number {
    return this.#bodies[(this.#newest - age) & MASK] as number;
  }

  /** The higher end of the body. */
  top(age: number): number {
    return this.#tops[(this.#newest - age) & MASK] as number;
  }

  /** The lower end of the body. */
  bottom(age: number): number {
    return this.#bottoms[(this.#newest - age) & MASK] as number;
  }

  upper(age: number): number {
    return this.#uppers[(this.#newest - age) & MASK] as number;
  }

  lower(age: number): number {
    return this.#lowers[(this.#newest - age) & MASK] as number;
  }

  /** 1 white (close not below open), -1 black. */
  color(age: number): number {
    return this.#colors[(this.#newest - age) & MASK] as number;
  }

  /** Mean body of the 10 candles before: bodies above it are long, bodies below it short. */
  bodyShort(age: number): number {
    return this.#meanBodies[(this.#newest - age) & MASK] as number;
  }

  /** A tenth of the mean range of the 10 candles before: bodies up to it are dojis, shadows below it are none. */
  doji(age: number): number {
    return this.#dojis[(this.#newest - age) & MASK] as number;
  }

  /** Half the mean of both shadows of the 10 candles before. */
  shadowShort(age: number): number {
    return this.#shortShadows[(this.#newest - age) & MASK] as number;
  }

  /** A fifth of the mean range of the 5 candles before. */
  near(age: number): number {
    return this.#nears[(this.#newest - age) & MASK] as number;
  }

  /** Three fifths of it. */
  far(age: number): number {
    return this.#fars[(this.#newest - age) & MASK] as number;
  }

  /** A twentieth of it. */
  equal(age: number): number {
    return this.#equals[(this.#newest - age) & MASK] as number;
  }

  isWhite(age: number): boolean {
    return this.color(age) === 1;
  }

  isBlack(age: number): boolean {
    return this.color(age) === -1;
  }

  isLong(age: number): boolean {
    return this.body(age) > this.bodyShort(age);
  }

  /** A body below the average (a body equal to it is neither long nor short). */
  isShort(age: number): boolean {
    return this.body(age) < this.bodyShort(age);
  }

  isDoji(age: number): boolean {
    return this.body(age) <= this.doji(age);
  }

  /** Almost no upper shadow. */
  hasNoUpper(age: number): boolean {
    return this.upper(age) < this.doji(age);
  }

  hasNoLower(age: number): boolean {
    return this.lower(age) < this.doji(age);
  }

  hasUpper(age: number): boolean {
    return this.upper(age) > this.doji(age);
  }

  hasLower(age: number): boolean {
    return this.lower(age) > this.doji(age);
  }

  /** A gap between the bodies, the later one above. */
  gapsUp(later: number, earlier: number): boolean {
    return this.bottom(later) > this.top(earlier);
  }

  gapsDown(later: number, earlier: number): boolean {
    return this.top(later) < this.bottom(earlier);
  }

  /** A gap between the whole candles. */
  leapsUp(later: number, earlier: number): boolean {
    return this.low(later) > this.high(earlier);
  }

  leapsDown(later: number, earlier: number): boolean {
    return this.high(later) < this.low(earlier);
  }

  travel(tape: StateTape): void {
    for (const column of this.#columns()) tape.array(column);
    for (const total of [this.#bodySum, this.#rangeSum, this.#shadowSum, this.#shortSum]) total.travel(tape);
    this.#newest = tape.number(this.#newest);
  }

  #columns(): readonly Float64Array[] {
    return [
      this.#opens, this.#highs, this.#lows, this.#closes, this.#bodies, this.#tops, this.#bottoms, this.#uppers,
      this.#lowers, this.#colors, this.#meanBodies, this.#dojis, this.#shortShadows, this.#nears, this.#fars,
      this.#equals,
    ];
  }
}

/** Within `slack` of each other. */
export function isWithin(value: number, of: number, slack: number): boolean {
  return value <= of + slack && value >= of - slack;
}
