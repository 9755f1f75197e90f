// Two series against each other: Pearson's correlation, and the beta of the first one's returns on the second's as
// TA-Lib defines it. The two series are high and low, as TA-Lib's own inputs. O(1).

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

  /** The pair is high and low. */
  next({ high, low }: Bar): void {
    this.scratch[0] = high;
    this.scratch[1] = low;
    this.#take();
  }

  /** Takes the next pair. */
  pair(x: number, y: number): void {
    this.scratch[0] = x;
    this.scratch[1] = y;
    this.#take();
  }

  /** Gives -1 … 1, 0 where one of them does not move. */
  #take(): void {
    const n = this.#xs.size;
    const x = this.scratch[0] as number;
    const y = this.scratch[1] as number;
    if (this.#xs.isFull) this.#add(n - 1, -1);
    this.#xs.put(x);
    this.#xs.advance();
    this.#ys.put(y);
    this.#ys.advance();
    this.#age += 1;
    if (this.#age >= n || this.#xs.count === 1) this.#renew();
    else this.#add(0, 1);
    if (!this.#xs.isFull) return;
    const spreadX = this.#xx - (this.#x * this.#x) / n;
    const spreadY = this.#yy - (this.#y * this.#y) / n;
    const isFlat = spreadX <= FLAT * this.#xx || spreadY <= FLAT * this.#yy;
    const value = isFlat ? 0 : (this.#xy - (this.#x * this.#y) / n) / Math.sqrt(spreadX * spreadY);
    this.out[0] = Math.max(-1, Math.min(1, value));
  }

  /** Counts the pair of `age` in, or out. */
  #add(age: number, sign: 1 | -1): void {
    const a = this.#xs.at(age) - this.#anchorX;
    const b = this.#ys.at(age) - this.#anchorY;
    this.#x += sign * a;
    this.#y += sign * b;
    this.#xx += sign * (a * a);
    this.#yy += sign * (b * b);
    this.#xy += sign * (a * b);
  }

  #renew(): void {
    this.#anchorX = this.#xs.at(0);
    this.#anchorY = this.#ys.at(0);
    this.#age = 0;
    this.#x = 0;
    this.#y = 0;
    this.#xx = 0;
    this.#yy = 0;
    this.#xy = 0;
    for (let age = this.#xs.count - 1; age >= 0; age -= 1) this.#add(age, 1);
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

  /** The prices are high and low; the slope is of the second one's returns on the first one's. */
  next({ high: priceX, low: priceY }: Bar): void {
    const x = this.#xBefore === 0 ? 0 : (priceX - this.#xBefore) / this.#xBefore;
    const y = this.#yBefore === 0 ? 0 : (priceY - this.#yBefore) / this.#yBefore;
    this.#xBefore = priceX;
    this.#yBefore = priceY;
    if (Number.isNaN(x)) return;
    const n = this.#xs.size;
    this.#xx += x * x;
    this.#xy += x * y;
    this.#x += x;
    this.#y += y;
    this.#xs.put(x);
    this.#xs.advance();
    this.#ys.put(y);
    this.#ys.advance();
    if (!this.#xs.isFull) return;
    const spread = n * this.#xx - this.#x * this.#x;
    const value = Math.abs(spread) < 1e-14 ? 0 : (n * this.#xy - this.#x * this.#y) / spread;
    const oldX = this.#xs.oldest;
    const oldY = this.#ys.oldest;
    this.#xx -= oldX * oldX;
    this.#xy -= oldX * oldY;
    this.#x -= oldX;
    this.#y -= oldY;
    this.out[0] = value;
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
