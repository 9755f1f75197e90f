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

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const window = this.#window;
    this.#sum += x;
    const total = this.#sum;
    window.put(x);
    window.advance();
    if (!window.isFull) return;
    this.#sum = total - window.oldest;
    const mean = total / this.period;
    this.out[0] = mean;
  }

  protected override runReady(series: Float64Array, outs: readonly Float64Array[], from: number): void {
    const first = outs[0] as Float64Array;
    const { period } = this;
    const begin = Math.min(Math.max(from, period), series.length);
    this.stream(series, outs, from, begin);
    let sum = this.#sum;
    for (let i = begin; i < series.length; i += 1) {
      const total = sum + (series[i] as number);
      sum = total - (series[i - period + 1] as number);
      first[i] = total / period;
    }
    if (begin === series.length) return;
    this.#sum = sum;
    this.#window.takeColumn(series, begin);
    this.out[0] = first[series.length - 1] as number;
  }

  protected override visit(tape: StateTape): void {
    this.#sum = tape.number(this.#sum);
    this.#window.travel(tape);
  }
}
