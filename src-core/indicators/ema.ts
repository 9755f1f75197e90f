// Exponential moving averages that are seeded by the simple mean of their first `period` inputs, as TA-Lib seeds them:
// the plain one with k = 2 / (period + 1), and Wilder's (RMA, 1978) with k = 1 / period. O(1) a number.

import { SeriesIndicator } from './indicator.ts';
import type { StateTape } from './state-tape.ts';

export class Ema extends SeriesIndicator {
  readonly period: number;
  readonly #k: number;
  #count = 0;
  #sum = 0;
  #value = 0;

  /** `period` is a whole number of at least 1; `k` the weight of the newest number. */
  constructor(period: number, k = 2 / (period + 1)) {
    super();
    this.period = period;
    this.#k = k;
  }

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const { period } = this;
    const count = this.#count;
    if (count >= period) {
      const value = (x - this.#value) * this.#k + this.#value;
      this.#value = value;
      this.out[0] = value;
      return;
    }
    this.#count = count + 1;
    this.#sum += x;
    if (count + 1 < period) return;
    const value = this.#sum / period;
    this.#value = value;
    this.out[0] = value;
  }

  /** The weight of the newest number. */
  get weight(): number {
    return this.#k;
  }

  /** Goes on from this value, the average being ready: for a study whose own loop has averaged meanwhile. */
  resume(value: number): void {
    this.#value = value;
    this.out[0] = value;
  }

  protected override runReady(series: Float64Array, outs: readonly Float64Array[], from: number): void {
    const first = outs[0] as Float64Array;
    const k = this.#k;
    let value = this.#value;
    for (let i = from; i < series.length; i += 1) {
      value = ((series[i] as number) - value) * k + value;
      first[i] = value;
    }
    if (from < series.length) this.resume(value);
  }

  protected override visit(tape: StateTape): void {
    this.#count = tape.number(this.#count);
    this.#sum = tape.number(this.#sum);
    this.#value = tape.number(this.#value);
  }
}

/** Wilder's smoothing (prev * (period - 1) + x) / period, seeded by the mean of the first `period` numbers. O(1). */
export class Rma extends SeriesIndicator {
  readonly period: number;
  #count = 0;
  #value = 0;

  /** `period` is a whole number of at least 1. */
  constructor(period: number) {
    super();
    this.period = period;
  }

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const { period } = this;
    if (this.#count < period) {
      this.#count += 1;
      this.#value += x;
      if (this.#count < period) return;
      this.#value /= period;
    } else {
      this.#value = (this.#value * (period - 1) + x) / period;
    }
    this.out[0] = this.#value;
  }

  protected override visit(tape: StateTape): void {
    this.#count = tape.number(this.#count);
    this.#value = tape.number(this.#value);
  }
}
