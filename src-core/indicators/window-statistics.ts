// Statistics of the last `period` numbers: variance and standard deviation (of the population), mean deviation,
// middle of the extremes, percentile and percent rank. TA-Lib's order of operations, so that what rounding leaves is
// the same. Variance O(1), the others O(period) where said.

import { SeriesIndicator } from './indicator.ts';
import { ExtremeWindow, RollingWindow } from './rolling-window.ts';
import type { StateTape } from './state-tape.ts';

/** What TA-Lib takes for zero. */
export const NOTHING = 1e-14;

/**
 * Sums over the last `size` numbers, taken of their distances from an anchor that is renewed once a window: what
 * rounding leaves neither grows with the history nor with how far the numbers lie from zero. O(1) on average.
 */
export class Moments {
  readonly #window: RollingWindow;
  #anchor = 0;
  #sum = 0;
  #squares = 0;
  #age = 0;
  readonly #cell = new Float64Array(1);
  mean = 0;
  /** Of the population, never below zero. */
  variance = 0;

  constructor(size: number) {
    this.#window = new RollingWindow(size);
  }

  get size(): number {
    return this.#window.size;
  }

  get isFull(): boolean {
    return this.#window.isFull;
  }

  push(x: number): void {
    this.#cell[0] = x;
    this.take(this.#cell, 0);
  }

  /** Takes the number of a cell; `mean` and `variance` are of the window with it, and mean nothing until it is full. */
  take(cells: Float64Array, at: number): void {
    this.#add(cells, at);
    const { size } = this.#window;
    const off = this.#sum / size;
    const value = this.#squares / size - off * off;
    this.mean = this.#anchor + off;
    this.variance = value > 0 ? value : 0;
  }

  #add(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const window = this.#window;
    if (window.isFull) {
      const gone = window.oldest - this.#anchor;
      this.#sum -= gone;
      this.#squares -= gone * gone;
    }
    window.put(x);
    window.advance();
    this.#age += 1;
    if (this.#age >= window.size || window.count === 1) {
      this.#anchor = x;
      this.#renew();
      return;
    }
    const off = x - this.#anchor;
    this.#sum += off;
    this.#squares += off * off;
  }

  #renew(): void {
    const window = this.#window;
    const anchor = this.#anchor;
    this.#age = 0;
    let sum = 0;
    let squares = 0;
    for (let age = window.count - 1; age >= 0; age -= 1) {
      const off = window.at(age) - anchor;
      sum += off;
      squares += off * off;
    }
    this.#sum = sum;
    this.#squares = squares;
  }

  /**
   * Takes the rows of a column from `from` on, where the window is full and `from` is not below its size, and writes
   * mean and variance of each. The same bits as row by row.
   */
  takeColumn(series: Float64Array, from: number, means: Float64Array, variances: Float64Array): void {
    const { size } = this.#window;
    let anchor = this.#anchor;
    let sum = this.#sum;
    let squares = this.#squares;
    let age = this.#age;
    for (let i = from; i < series.length; i += 1) {
      const gone = (series[i - size] as number) - anchor;
      sum -= gone;
      squares -= gone * gone;
      age += 1;
      if (age >= size) {
        anchor = series[i] as number;
        age = 0;
        sum = 0;
        squares = 0;
        for (let j = i - size + 1; j <= i; j += 1) {
          const off = (series[j] as number) - anchor;
          sum += off;
          squares += off * off;
        }
      } else {
        const off = (series[i] as number) - anchor;
        sum += off;
        squares += off * off;
      }
      const off = sum / size;
      means[i] = anchor + off;
      variances[i] = Math.max(squares / size - off * off, 0);
    }
    if (from >= series.length) return;
    this.#anchor = anchor;
    this.#sum = sum;
    this.#squares = squares;
    this.#age = age;
    this.mean = means[series.length - 1] as number;
    this.variance = variances[series.length - 1] as number;
    this.#window.takeColumn(series, from);
  }

  travel(tape: StateTape): void {
    this.#window.travel(tape);
    this.#anchor = tape.number(this.#anchor);
    this.#sum = tape.number(this.#sum);
    this.#squares = tape.number(this.#squares);
    this.#age = tape.number(this.#age);
    this.mean = tape.number(this.mean);
    this.variance = tape.number(this.variance);
  }
}

/** Variance of the population. O(1) on average. */
export class Variance extends SeriesIndicator {
  readonly #moments: Moments;

  /** `period` is a whole number of at least 1. */
  constructor(period: number) {
    super();
    this.#moments = new Moments(period);
  }

  take(cells: Float64Array, at: number): void {
    this.#moments.take(cells, at);
    if (!this.#moments.isFull) return;
    this.out[0] = this.#moments.variance;
  }

  protected override visit(tape: StateTape): void {
    this.#moments.travel(tape);
  }
}

/** Square root of the variance times `factor`; 0 where the variance is nothing. */
export class StandardDeviation extends SeriesIndicator {
  readonly #variance: Variance;
  readonly #factor: number;

  constructor(period: number, factor = 1) {
    super();
    this.#variance = new Variance(period);
    this.#factor = factor;
  }

  take(cells: Float64Array, at: number): void {
    this.#variance.take(cells, at);
    const variance = this.#variance.out[0] as number;
    if (Number.isNaN(variance)) return;
    const value = variance < NOTHING ? 0 : Math.sqrt(variance) * this.#factor;
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#variance.travel(tape);
  }
}

/** Mean absolute distance from the mean. O(period). */
export class MeanDeviation extends SeriesIndicator {
  readonly #window: RollingWindow;

  constructor(period: number) {
    super();
    this.#window = new RollingWindow(period);
  }

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const window = this.#window;
    const { size } = window;
    window.put(x);
    window.advance();
    if (!window.isFull) return;
    let sum = 0;
    for (let age = 0; age < size; age += 1) sum += window.at(age);
    const mean = sum / size;
    let distance = 0;
    for (let age = 0; age < size; age += 1) distance += Math.abs(window.at(age) - mean);
    const value = distance / size;
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#window.travel(tape);
  }
}

/** Sum, largest, smallest, and the middle between them, of the last `period` numbers. */
export class WindowSum extends SeriesIndicator {
  readonly #window: RollingWindow;
  #sum = 0;

  constructor(period: number) {
    super();
    this.#window = new RollingWindow(period);
  }

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const window = this.#window;
    this.#sum += x;
    window.put(x);
    window.advance();
    if (!window.isFull) return;
    const total = this.#sum;
    this.#sum = total - window.oldest;
    this.out[0] = total;
  }

  protected override visit(tape: StateTape): void {
    this.#sum = tape.number(this.#sum);
    this.#window.travel(tape);
  }
}

export class WindowExtreme extends SeriesIndicator {
  readonly #window: ExtremeWindow;

  constructor(period: number, kind: 'max' | 'min') {
    super();
    this.#window = new ExtremeWindow(period, kind);
  }

  take(cells: Float64Array, at: number): void {
    this.#window.take(cells, at);
    if (this.#window.isFull) this.out[0] = this.#window.value;
  }

  protected override visit(tape: StateTape): void {
    this.#window.travel(tape);
  }
}

export class Midpoint extends SeriesIndicator {
  readonly #highest: ExtremeWindow;
  readonly #lowest: ExtremeWindow;

  constructor(period: number) {
    super();
    this.#highest = new ExtremeWindow(period, 'max');
    this.#lowest = new ExtremeWindow(period, 'min');
  }

  take(cells: Float64Array, at: number): void {
    this.#highest.take(cells, at);
    this.#lowest.take(cells, at);
    if (this.#highest.isFull) this.out[0] = (this.#highest.value + this.#lowest.value) / 2;
  }

  protected override visit(tape: StateTape): void {
    this.#highest.travel(tape);
    this.#lowest.travel(tape);
  }
}
