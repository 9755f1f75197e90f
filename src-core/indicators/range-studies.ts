// Studies of ranges and paths: vertical horizontal filter (Adam White 1991), vortex (Etienne Botes, Douglas Siepman
// 2010), mass index (Donald Dorsey 1992), Williams' accumulation, and the choppiness index (E. W. Dreiss). O(1) a bar
// on average.

import { log } from '#core/base';
import type { Bar } from '#core/model';
import { trueRange } from './atr.ts';
import { Ema } from './ema.ts';
import { BarIndicator, SeriesIndicator } from './indicator.ts';
import { ExtremeWindow, RollingWindow } from './rolling-window.ts';
import type { StateTape } from './state-tape.ts';

/** Sum of the last numbers; taken anew once a window, so that rounding does not gather. */
class Sum {
  readonly #window: RollingWindow;
  #sum = 0;
  #age = 0;

  constructor(size: number) {
    this.#window = new RollingWindow(size);
  }

  get isFull(): boolean {
    return this.#window.isFull;
  }

  push(x: number): number {
    const window = this.#window;
    this.#sum += x - window.push(x);
    this.#age += 1;
    if (this.#age < window.size) return this.#sum;
    this.#age = 0;
    let sum = 0;
    for (let age = window.count - 1; age >= 0; age -= 1) sum += window.at(age);
    this.#sum = sum;
    return sum;
  }

  travel(tape: StateTape): void {
    this.#window.travel(tape);
    this.#sum = tape.number(this.#sum);
    this.#age = tape.number(this.#age);
  }
}

/** Highest less lowest close over the path of the closes. */
export class VerticalHorizontal extends SeriesIndicator {
  readonly #highest: ExtremeWindow;
  readonly #lowest: ExtremeWindow;
  readonly #path: Sum;
  #before = Number.NaN;

  constructor(period: number) {
    super();
    this.#highest = new ExtremeWindow(period, 'max');
    this.#lowest = new ExtremeWindow(period, 'min');
    this.#path = new Sum(period);
  }

  step(x: number): number {
    const before = this.#before;
    this.#before = x;
    const spread = this.#highest.push(x) - this.#lowest.push(x);
    if (Number.isNaN(before)) return before;
    const path = this.#path.push(Math.abs(x - before));
    if (!this.#path.isFull) return Number.NaN;
    const value = path === 0 ? 0 : spread / path;
    this.out[0] = value;
    return value;
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
  }

  protected override visit(tape: StateTape): void {
    this.#highest.travel(tape);
    this.#lowest.travel(tape);
    this.#path.travel(tape);
    this.#before = tape.number(this.#before);
  }
}

/** plusvi and minusvi: movement up and down over the true ranges. */
export class Vortex extends BarIndicator {
  readonly #ups: Sum;
  readonly #downs: Sum;
  readonly #ranges: Sum;
  #high = Number.NaN;
  #low = 0;
  #close = 0;

  constructor(period: number) {
    super(2);
    this.#ups = new Sum(period);
    this.#downs = new Sum(period);
    this.#ranges = new Sum(period);
  }

  step(_open: number, high: number, low: number, close: number): number {
    const highBefore = this.#high;
    const lowBefore = this.#low;
    const closeBefore = this.#close;
    this.#high = high;
    this.#low = low;
    this.#close = close;
    if (Number.isNaN(highBefore)) return highBefore;
    const up = this.#ups.push(Math.abs(high - lowBefore));
    const down = this.#downs.push(Math.abs(low - highBefore));
    const range = this.#ranges.push(trueRange(high, low, closeBefore));
    if (!this.#ups.isFull) return Number.NaN;
    this.out[0] = range === 0 ? 0 : up / range;
    this.out[1] = range === 0 ? 0 : down / range;
    return this.out[0];
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low, bar.close);
  }

  protected override visit(tape: StateTape): void {
    this.#ups.travel(tape);
    this.#downs.travel(tape);
    this.#ranges.travel(tape);
    this.#high = tape.number(this.#high);
    this.#low = tape.number(this.#low);
    this.#close = tape.number(this.#close);
  }
}

/** Sum over `sum` bars of the averaged range over its own average. */
export class MassIndex extends BarIndicator {
  readonly #one: Ema;
  readonly #two: Ema;
  readonly #sum: Sum;

  constructor(period: number, sum: number) {
    super();
    this.#one = new Ema(period);
    this.#two = new Ema(period);
    this.#sum = new Sum(sum);
  }

  step(_open: number, high: number, low: number): number {
    const one = this.#one.step(high - low);
    if (Number.isNaN(one)) return one;
    const two = this.#two.step(one);
    if (Number.isNaN(two)) return two;
    const sum = this.#sum.push(two === 0 ? 0 : one / two);
    if (!this.#sum.isFull) return Number.NaN;
    this.out[0] = sum;
    return sum;
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low);
  }

  protected override visit(tape: StateTape): void {
    this.#one.travel(tape);
    this.#two.travel(tape);
    this.#sum.travel(tape);
  }
}

/** 100 * log(sum of true ranges / (highest - lowest)) / log(period): high in a range, low in a trend. */
export class Choppiness extends BarIndicator {
  readonly #ranges: Sum;
  readonly #highest: ExtremeWindow;
  readonly #lowest: ExtremeWindow;
  readonly #scale: number;
  #before = Number.NaN;

  /** `period` is a whole number of at least 2. */
  constructor(period: number) {
    super();
    this.#ranges = new Sum(period);
    this.#highest = new ExtremeWindow(period, 'max');
    this.#lowest = new ExtremeWindow(period, 'min');
    this.#scale = 100 / log(period);
  }

  step(_open: number, high: number, low: number, close: number): number {
    const before = this.#before;
    this.#before = close;
    if (Number.isNaN(before)) return before;
    // the close before belongs to the range: a gap is walked too
    const highest = this.#highest.push(Math.max(high, before));
    const lowest = this.#lowest.push(Math.min(low, before));
    const sum = this.#ranges.push(trueRange(high, low, before));
    if (!this.#ranges.isFull) return Number.NaN;
    const spread = highest - lowest;
    const value = spread === 0 ? 0 : this.#scale * log(sum / spread);
    this.out[0] = value;
    return value;
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low, bar.close);
  }

  protected override visit(tape: StateTape): void {
    this.#ranges.travel(tape);
    this.#highest.travel(tape);
    this.#lowest.travel(tape);
    this.#before = tape.number(this.#before);
  }
}
