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

  take(cells: Float64Array, at: number): void {
    this.#first.take(cells, at);
    if (!this.#first.isReady) return;
    this.#second.take(this.#first.out, 0);
    this.out[0] = 2 * (this.#first.out[0] as number) - (this.#second.out[0] as number);
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

  take(cells: Float64Array, at: number): void {
    this.#first.take(cells, at);
    if (!this.#first.isReady) return;
    this.#second.take(this.#first.out, 0);
    if (!this.#second.isReady) return;
    this.#third.take(this.#second.out, 0);
    const first = this.#first.out[0] as number;
    const second = this.#second.out[0] as number;
    this.out[0] = 3 * first - 3 * second + (this.#third.out[0] as number);
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
  readonly #weights: Float64Array;

  /** `period` is a whole number of at least 1; `factor` 0 to 1. */
  constructor(period: number, factor: number) {
    super();
    this.#averages = Array.from({ length: 6 }, () => new Ema(period));
    const square = factor * factor;
    const c1 = -(square * factor);
    const c2 = 3 * (square - c1);
    const c3 = -6 * square - 3 * (factor - c1);
    const c4 = 1 + 3 * factor - c1 + 3 * square;
    this.#weights = Float64Array.of(c1, c2, c3, c4);
  }

  take(cells: Float64Array, at: number): void {
    const averages = this.#averages;
    let from = cells;
    let cell = at;
    for (let i = 0; i < 6; i += 1) {
      const average = averages[i] as Ema;
      average.take(from, cell);
      if (!average.isReady) return;
      from = average.out;
      cell = 0;
    }
    const value = from[0] as number;
    const weights = this.#weights;
    const e3 = (averages[2] as Ema).out[0] as number;
    const e4 = (averages[3] as Ema).out[0] as number;
    const e5 = (averages[4] as Ema).out[0] as number;
    this.out[0] = (weights[0] as number) * value + (weights[1] as number) * e5 + (weights[2] as number) * e4
      + (weights[3] as number) * e3;
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

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    this.#delay.put(x);
    this.#delay.advance();
    const before = this.#delay.value;
    if (Number.isNaN(before)) return;
    this.scratch[1] = 2 * x - before;
    this.#average.take(this.scratch, 1);
    this.out[0] = this.#average.out[0] as number;
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

  /** `period` is a whole number of at least 1. */
  constructor(period: number) {
    super();
    this.#first = new Ema(period);
    this.#second = new Ema(period);
    this.#third = new Ema(period);
  }

  take(cells: Float64Array, at: number): void {
    this.#first.take(cells, at);
    if (!this.#first.isReady) return;
    this.#second.take(this.#first.out, 0);
    if (!this.#second.isReady) return;
    const before = this.#third.out[0] as number;
    this.#third.take(this.#second.out, 0);
    const third = this.#third.out[0] as number;
    const value = before === 0 ? 0 : (third / before - 1) * 100;
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#first.travel(tape);
    this.#second.travel(tape);
    this.#third.travel(tape);
  }
}
