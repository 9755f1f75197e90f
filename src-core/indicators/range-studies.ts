// Studies of ranges and paths: vertical horizontal filter (Adam White 1991), vortex (Etienne Botes, Douglas Siepman
// 2010), mass index (Donald Dorsey 1992), Williams' accumulation, and the choppiness index (E. W. Dreiss). O(1) a bar
// on average.

import { log, logInPlace } from '#core/base';
import type { Bar } from '#core/model';
import { trueRange } from './atr.ts';
import { Ema } from './ema.ts';
import { BarIndicator, SeriesIndicator } from './indicator.ts';
import { ExtremeWindow, RollingWindow } from './rolling-window.ts';
import type { StateTape } from './state-tape.ts';

/** Sum of the last numbers; taken anew once a window, so that rounding does not gather. */
class Sum {
  readonly #window: RollingWindow;
  value = 0;
  #age = 0;

  constructor(size: number) {
    this.#window = new RollingWindow(size);
  }

  get isFull(): boolean {
    return this.#window.isFull;
  }

  /** Takes the number of a cell. */
  take(cells: Float64Array, at: number): void {
    const window = this.#window;
    const x = cells[at] as number;
    this.value += x - window.leaving;
    window.put(x);
    window.advance();
    this.#age += 1;
    if (this.#age < window.size) return;
    this.#age = 0;
    let sum = 0;
    for (let age = window.count - 1; age >= 0; age -= 1) sum += window.at(age);
    this.value = sum;
  }

  travel(tape: StateTape): void {
    this.#window.travel(tape);
    this.value = tape.number(this.value);
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

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const before = this.#before;
    this.#before = x;
    this.#highest.take(cells, at);
    this.#lowest.take(cells, at);
    if (Number.isNaN(before)) return;
    this.scratch[1] = Math.abs(x - before);
    this.#path.take(this.scratch, 1);
    if (!this.#path.isFull) return;
    const spread = this.#highest.value - this.#lowest.value;
    const path = this.#path.value;
    const value = path === 0 ? 0 : spread / path;
    this.out[0] = value;
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

  next({ high, low, close }: Bar): void {
    const highBefore = this.#high;
    const lowBefore = this.#low;
    const closeBefore = this.#close;
    this.#high = high;
    this.#low = low;
    this.#close = close;
    if (Number.isNaN(highBefore)) return;
    const { scratch: cells, out } = this;
    cells[0] = Math.abs(high - lowBefore);
    cells[1] = Math.abs(low - highBefore);
    cells[2] = trueRange(high, low, closeBefore);
    this.#ups.take(cells, 0);
    this.#downs.take(cells, 1);
    this.#ranges.take(cells, 2);
    if (!this.#ups.isFull) return;
    const range = this.#ranges.value;
    out[0] = range === 0 ? 0 : this.#ups.value / range;
    out[1] = range === 0 ? 0 : this.#downs.value / range;
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

  next({ high, low }: Bar): void {
    const { scratch: cells } = this;
    cells[0] = high - low;
    this.#one.take(cells, 0);
    if (!this.#one.isReady) return;
    this.#two.take(this.#one.out, 0);
    const two = this.#two.out[0] as number;
    if (Number.isNaN(two)) return;
    cells[1] = two === 0 ? 0 : (this.#one.out[0] as number) / two;
    this.#sum.take(cells, 1);
    if (this.#sum.isFull) this.out[0] = this.#sum.value;
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

  next({ high, low, close }: Bar): void {
    const before = this.#before;
    this.#before = close;
    if (Number.isNaN(before)) return;
    // the close before belongs to the range: a gap is walked too
    const { scratch: cells } = this;
    cells[0] = Math.max(high, before);
    cells[1] = Math.min(low, before);
    cells[2] = trueRange(high, low, before);
    this.#highest.take(cells, 0);
    this.#lowest.take(cells, 1);
    this.#ranges.take(cells, 2);
    if (!this.#ranges.isFull) return;
    const spread = this.#highest.value - this.#lowest.value;
    cells[3] = this.#ranges.value / spread;
    logInPlace(cells, 3);
    this.out[0] = spread === 0 ? 0 : this.#scale * (cells[3]);
  }

  protected override visit(tape: StateTape): void {
    this.#ranges.travel(tape);
    this.#highest.travel(tape);
    this.#lowest.travel(tape);
    this.#before = tape.number(this.#before);
  }
}
