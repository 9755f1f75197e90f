// Simple moving average: the mean of the last `period` numbers, as a running sum (TA-Lib's order of operations). O(1).

import { SeriesIndicator } from './indicator.ts';
import { RollingWindow } from './rolling-window.ts';
import type { StateTape } from './state-tape.ts';

export class Sma extends SeriesIndicator {
  readonly period: number;
  readonly #window: RollingWindow;
  #sum = 0;

  /** `period` is a whole number of at least 1. */
  constructor(period: number) {
    super();
    this.period = period;
    this.#window = new RollingWindow(period);
  }

  step(x: number): number {
    const window = this.#window;
    this.#sum += x;
    const total = this.#sum;
    window.push(x);
    if (!window.isFull) return Number.NaN;
    this.#sum = total - window.oldest;
    const mean = total / this.period;
    this.out[0] = mean;
    return mean;
  }

  override runSeries(series: Float64Array, outs: readonly Float64Array[]): void {
    const first = outs[0] as Float64Array;
    for (let i = 0; i < series.length; i += 1) first[i] = this.step(series[i] as number);
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
  }

  protected override visit(tape: StateTape): void {
    this.#sum = tape.number(this.#sum);
    this.#window.travel(tape);
  }
}
