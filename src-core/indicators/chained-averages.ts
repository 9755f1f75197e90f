// Averages made of exponential averages: double and triple (Patrick Mulloy 1994), Tim Tillson's T3 (1998), the zero-lag
// average (John Ehlers, Ric Way 2010) and TRIX (Jack Hutson 1983). O(1) a number.

import { Ema } from './ema.ts';
import { SeriesIndicator } from './indicator.ts';
import { Delay } from './rolling-window.ts';
import type { StateTape } from './state-tape.ts';

export class Dema extends SeriesIndicator {
  readonly #first: Ema;
  readonly #second: Ema;

  /** `period` is a whole number of at least 1. */
  constructor(period: number) {
    super();
    this.#first = new Ema(period);
    this.#second = new Ema(period);
  }

  step(x: number): number {
    const first = this.#first.step(x);
    if (Number.isNaN(first)) return first;
    const value = 2 * first - this.#second.step(first);
    this.out[0] = value;
    return value;
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
  }

  protected override visit(tape: StateTape): void {
    this.#first.travel(tape);
    this.#second.travel(tape);
  }
}

export class Tema extends SeriesIndicator {
  readonly #first: Ema;
  readonly #second: Ema;
  readonly #third: Ema;

  /** `period` is a whole number of at least 1. */
  constructor(period: number) {
    super();
    this.#first = new Ema(period);
    this.#second = new Ema(period);
    this.#third = new Ema(period);
  }

  step(x: number): number {
    const first = this.#first.step(x);
    if (Number.isNaN(first)) return first;
    const second = this.#second.step(first);
    if (Number.isNaN(second)) return second;
    const value = 3 * first - 3 * second + this.#third.step(second);
    this.out[0] = value;
    return value;
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
  }

  protected override visit(tape: StateTape): void {
    this.#first.travel(tape);
    this.#second.travel(tape);
    this.#third.travel(tape);
  }
}

/** Six exponential averages in a row, mixed by the volume factor. */
export class T3 extends SeriesIndicator {
  readonly #averages: readonly Ema[];
  readonly #weights: readonly [number, number, number, number];

  /** `period` is a whole number of at least 1; `factor` 0 to 1. */
  constructor(period: number, factor: number) {
    super();
    this.#averages = Array.from({ length: 6 }, () => new Ema(period));
    const square = factor * factor;
    const c1 = -(square * factor);
    const c2 = 3 * (square - c1);
    const c3 = -6 * square - 3 * (factor - c1);
    const c4 = 1 + 3 * factor - c1 + 3 * square;
    this.#weights = [c1, c2, c3, c4];
  }

  step(x: number): number {
    const averages = this.#averages;
    let value = x;
    for (let i = 0; i < 6; i += 1) {
      value = (averages[i] as Ema).step(value);
      if (Number.isNaN(value)) return value;
    }
    const [c1, c2, c3, c4] = this.#weights;
    const e3 = (averages[2] as Ema).out[0] as number;
    const e4 = (averages[3] as Ema).out[0] as number;
    const e5 = (averages[4] as Ema).out[0] as number;
    const mixed = c1 * value + c2 * e5 + c3 * e4 + c4 * e3;
    this.out[0] = mixed;
    return mixed;
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
  }

  protected override visit(tape: StateTape): void {
    for (const average of this.#averages) average.travel(tape);
  }
}

/** Exponential average of x + (x - the x of half a period ago). */
export class Zlema extends SeriesIndicator {
  readonly #delay: Delay;
  readonly #average: Ema;

  /** `period` is a whole number of at least 2. */
  constructor(period: number) {
    super();
    this.#delay = new Delay(Math.floor((period - 1) / 2));
    this.#average = new Ema(period);
  }

  step(x: number): number {
    const before = this.#delay.push(x);
    if (Number.isNaN(before)) return before;
    const value = this.#average.step(2 * x - before);
    this.out[0] = value;
    return value;
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
  }

  protected override visit(tape: StateTape): void {
    this.#delay.travel(tape);
    this.#average.travel(tape);
  }
}

/** Rate of change in per cent of an exponential average taken three times. */
export class Trix extends SeriesIndicator {
  readonly #first: Ema;
  readonly #second: Ema;
  readonly #third: Ema;
  #before = Number.NaN;

  /** `period` is a whole number of at least 1. */
  constructor(period: number) {
    super();
    this.#first = new Ema(period);
    this.#second = new Ema(period);
    this.#third = new Ema(period);
  }

  step(x: number): number {
    const first = this.#first.step(x);
    if (Number.isNaN(first)) return first;
    const second = this.#second.step(first);
    if (Number.isNaN(second)) return second;
    const third = this.#third.step(second);
    const before = this.#before;
    this.#before = third;
    const value = before === 0 ? 0 : (third / before - 1) * 100;
    this.out[0] = value;
    return value;
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
  }

  protected override visit(tape: StateTape): void {
    this.#first.travel(tape);
    this.#second.travel(tape);
    this.#third.travel(tape);
    this.#before = tape.number(this.#before);
  }
}
