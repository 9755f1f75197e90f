// Two series against each other: Pearson's correlation, and the beta of the first one's returns on the second's as
// TA-Lib defines it. Fed with two numbers a step; on a bar they are high and low, as TA-Lib's own inputs. O(1).

import type { Bar } from '#core/model';
import { BarIndicator } from './indicator.ts';
import { RollingWindow } from './rolling-window.ts';
import type { StateTape } from './state-tape.ts';

/** A spread below this part of the squares is what rounding left of none. */
const FLAT = 1e-12;

/** Sums are of distances from an anchor that is renewed once a window: rounding does not gather. */
export class Correlation extends BarIndicator {
  readonly #xs: RollingWindow;
  readonly #ys: RollingWindow;
  #anchorX = 0;
  #anchorY = 0;
  #age = 0;
  #x = 0;
  #y = 0;
  #xx = 0;
  #yy = 0;
  #xy = 0;

  constructor(period: number) {
    super();
    this.#xs = new RollingWindow(period);
    this.#ys = new RollingWindow(period);
  }

  step(_open: number, high: number, low: number): number {
    return this.pair(high, low);
  }

  /** Takes the next pair; gives -1 … 1, 0 where one of them does not move. */
  pair(x: number, y: number): number {
    const n = this.#xs.size;
    if (this.#xs.isFull) this.#add(this.#xs.oldest, this.#ys.oldest, -1);
    this.#xs.push(x);
    this.#ys.push(y);
    this.#age += 1;
    if (this.#age >= n || this.#xs.count === 1) this.#renew(x, y);
    else this.#add(x, y, 1);
    if (!this.#xs.isFull) return Number.NaN;
    const spreadX = this.#xx - (this.#x * this.#x) / n;
    const spreadY = this.#yy - (this.#y * this.#y) / n;
    const isFlat = spreadX <= FLAT * this.#xx || spreadY <= FLAT * this.#yy;
    const value = isFlat ? 0 : (this.#xy - (this.#x * this.#y) / n) / Math.sqrt(spreadX * spreadY);
    const bounded = Math.max(-1, Math.min(1, value));
    this.out[0] = bounded;
    return bounded;
  }

  #add(x: number, y: number, sign: 1 | -1): void {
    const a = x - this.#anchorX;
    const b = y - this.#anchorY;
    this.#x += sign * a;
    this.#y += sign * b;
    this.#xx += sign * (a * a);
    this.#yy += sign * (b * b);
    this.#xy += sign * (a * b);
  }

  #renew(x: number, y: number): void {
    this.#anchorX = x;
    this.#anchorY = y;
    this.#age = 0;
    this.#x = 0;
    this.#y = 0;
    this.#xx = 0;
    this.#yy = 0;
    this.#xy = 0;
    for (let age = this.#xs.count - 1; age >= 0; age -= 1) this.#add(this.#xs.at(age), this.#ys.at(age), 1);
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low);
  }

  protected override visit(tape: StateTape): void {
    this.#anchorX = tape.number(this.#anchorX);
    this.#anchorY = tape.number(this.#anchorY);
    this.#age = tape.number(this.#age);
    this.#x = tape.number(this.#x);
    this.#y = tape.number(this.#y);
    this.#xx = tape.number(this.#xx);
    this.#yy = tape.number(this.#yy);
    this.#xy = tape.number(this.#xy);
    this.#xs.travel(tape);
    this.#ys.travel(tape);
  }
}

export class Beta extends BarIndicator {
  readonly #xs: RollingWindow;
  readonly #ys: RollingWindow;
  #xBefore = Number.NaN;
  #yBefore = Number.NaN;
  #x = 0;
  #y = 0;
  #xx = 0;
  #xy = 0;

  constructor(period: number) {
    super();
    this.#xs = new RollingWindow(period);
    this.#ys = new RollingWindow(period);
  }

  step(_open: number, high: number, low: number): number {
    return this.pair(high, low);
  }

  /** Takes the next pair of prices; the slope is of the second one's returns on the first one's. */
  pair(priceX: number, priceY: number): number {
    const x = this.#xBefore === 0 ? 0 : (priceX - this.#xBefore) / this.#xBefore;
    const y = this.#yBefore === 0 ? 0 : (priceY - this.#yBefore) / this.#yBefore;
    this.#xBefore = priceX;
    this.#yBefore = priceY;
    if (Number.isNaN(x)) return x;
    const n = this.#xs.size;
    this.#xx += x * x;
    this.#xy += x * y;
    this.#x += x;
    this.#y += y;
    this.#xs.push(x);
    this.#ys.push(y);
    if (!this.#xs.isFull) return Number.NaN;
    const spread = n * this.#xx - this.#x * this.#x;
    const value = Math.abs(spread) < 1e-14 ? 0 : (n * this.#xy - this.#x * this.#y) / spread;
    const oldX = this.#xs.oldest;
    const oldY = this.#ys.oldest;
    this.#xx -= oldX * oldX;
    this.#xy -= oldX * oldY;
    this.#x -= oldX;
    this.#y -= oldY;
    this.out[0] = value;
    return value;
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low);
  }

  protected override visit(tape: StateTape): void {
    this.#xBefore = tape.number(this.#xBefore);
    this.#yBefore = tape.number(this.#yBefore);
    this.#x = tape.number(this.#x);
    this.#y = tape.number(this.#y);
    this.#xx = tape.number(this.#xx);
    this.#xy = tape.number(this.#xy);
    this.#xs.travel(tape);
    this.#ys.travel(tape);
  }
}
