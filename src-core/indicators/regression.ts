// The straight line of least squares through the last `period` numbers, x counted 0 … period - 1, and what is read off
// it: its end (LINEARREG), slope, angle, first point (intercept) and next point (TSF). O(period), as TA-Lib sums it.

import { atan } from '#core/base';
import { SeriesIndicator } from './indicator.ts';
import { RollingWindow } from './rolling-window.ts';
import type { StateTape } from './state-tape.ts';

export type RegressionReading = 'end' | 'slope' | 'angle' | 'intercept' | 'forecast';

const DEGREES = 180 / Math.PI;

export class LinearRegression extends SeriesIndicator {
  readonly #window: RollingWindow;
  readonly #reading: RegressionReading;
  readonly #sumX: number;
  readonly #divisor: number;

  /** `period` is a whole number of at least 2. */
  constructor(period: number, reading: RegressionReading) {
    super();
    this.#window = new RollingWindow(period);
    this.#reading = reading;
    this.#sumX = (period * (period - 1)) / 2;
    const squares = (period * (period - 1) * (2 * period - 1)) / 6;
    this.#divisor = this.#sumX * this.#sumX - period * squares;
  }

  step(x: number): number {
    const window = this.#window;
    const period = window.size;
    window.push(x);
    if (!window.isFull) return Number.NaN;
    let sum = 0;
    let products = 0;
    for (let age = period - 1; age >= 0; age -= 1) {
      const value = window.at(age);
      sum += value;
      products += age * value;
    }
    const slope = (period * products - this.#sumX * sum) / this.#divisor;
    const intercept = (sum - slope * this.#sumX) / period;
    const value = this.#read(slope, intercept, period);
    this.out[0] = value;
    return value;
  }

  #read(slope: number, intercept: number, period: number): number {
    switch (this.#reading) {
      case 'end': return intercept + slope * (period - 1);
      case 'slope': return slope;
      case 'angle': return atan(slope) * DEGREES;
      case 'intercept': return intercept;
      case 'forecast': return intercept + slope * period;
    }
  }

  protected override visit(tape: StateTape): void {
    this.#window.travel(tape);
  }
}
