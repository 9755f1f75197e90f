// The straight line of least squares through the last `period` numbers, x counted 0 … period - 1, and what is read off
// it: its end (LINEARREG), slope, angle, first point (intercept) and next point (TSF). The sums roll, and are taken
// anew every 32 windows, which is TA-Lib's own order of operations: the results are the same bits. O(1) on average.

import { atanInPlace } from '#core/base';
import { SeriesIndicator } from './indicator.ts';
import { RollingWindow } from './rolling-window.ts';
import type { StateTape } from './state-tape.ts';

export type RegressionReading = 'end' | 'slope' | 'angle' | 'intercept' | 'forecast';

const DEGREES = 180 / Math.PI;
/** Windows after which the sums are taken anew. */
const RENEWED_AFTER = 32;

export class LinearRegression extends SeriesIndicator {
  readonly #window: RollingWindow;
  readonly #reading: RegressionReading;
  readonly #sumX: number;
  readonly #divisor: number;
  /** Of the window; products with the age of each number, 0 the newest. */
  #sum = 0;
  #products = 0;
  #age = 0;

  /** `period` is a whole number of at least 2. */
  constructor(period: number, reading: RegressionReading) {
    super();
    this.#window = new RollingWindow(period);
    this.#reading = reading;
    this.#sumX = (period * (period - 1)) / 2;
    const squares = (period * (period - 1) * (2 * period - 1)) / 6;
    this.#divisor = this.#sumX * this.#sumX - period * squares;
  }

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const window = this.#window;
    const period = window.size;
    const isRolling = window.isFull;
    const oldest = window.leaving;
    window.put(x);
    window.advance();
    if (!window.isFull) return;
    this.#age += 1;
    if (isRolling && this.#age < RENEWED_AFTER * period) {
      this.#products = this.#products + this.#sum - period * oldest;
      this.#sum = this.#sum - oldest + x;
    } else {
      this.#renew();
    }
    const sum = this.#sum;
    const products = this.#products;
    const slope = (period * products - this.#sumX * sum) / this.#divisor;
    const intercept = (sum - slope * this.#sumX) / period;
    let value = slope;
    switch (this.#reading) {
      case 'end': value = intercept + slope * (period - 1); break;
      case 'slope': break;
      case 'angle':
        this.scratch[1] = slope;
        atanInPlace(this.scratch, 1);
        value = (this.scratch[1]) * DEGREES;
        break;
      case 'intercept': value = intercept; break;
      case 'forecast': value = intercept + slope * period; break;
    }
    this.out[0] = value;
  }

  #renew(): void {
    const window = this.#window;
    let sum = 0;
    let products = 0;
    for (let age = window.size - 1; age >= 0; age -= 1) {
      const value = window.at(age);
      sum += value;
      products += age * value;
    }
    this.#sum = sum;
    this.#products = products;
    this.#age = 0;
  }

  protected override visit(tape: StateTape): void {
    this.#window.travel(tape);
    this.#sum = tape.number(this.#sum);
    this.#products = tape.number(this.#products);
    this.#age = tape.number(this.#age);
  }
}
