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

  override runSeries(series: Float64Array, outs: readonly Float64Array[]): void {
    const first = outs[0] as Float64Array;
    const { out } = this;
    for (let i = 0; i < series.length; i += 1) {
      this.take(series, i);
      first[i] = out[0] as number;
    }
  }

  protected override visit(tape: StateTape): void {
    this.#sum = tape.number(this.#sum);
    this.#window.travel(tape);
  }
}
