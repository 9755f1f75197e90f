// Gains against losses, smoothed as Wilder does: the relative strength index (J. Welles Wilder 1978) and Tushar
// Chande's momentum oscillator on the same smoothing, as TA-Lib has it. The first value comes after `period` changes.
// O(1) a number.

import { SeriesIndicator } from './indicator.ts';
import { NOTHING } from './window-statistics.ts';
import type { StateTape } from './state-tape.ts';

/** `strength`: 100 * gain / (gain + loss), the RSI. `balance`: 100 * (gain - loss) / (gain + loss), the CMO. */
type GainReading = 'strength' | 'balance';

export class GainLoss extends SeriesIndicator {
  readonly period: number;
  readonly #isBalance: boolean;
  /** Changes seen, up to `period`; -1 before the first number. */
  #count = -1;
  #before = 0;
  #gain = 0;
  #loss = 0;

  constructor(period: number, reading: GainReading) {
    super();
    this.period = period;
    this.#isBalance = reading === 'balance';
  }

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const { period } = this;
    const change = x - this.#before;
    this.#before = x;
    const gain = change > 0 ? change : 0;
    const loss = gain - change;
    if (this.#count === period) {
      this.#gain = (this.#gain * (period - 1) + gain) / period;
      this.#loss = (this.#loss * (period - 1) + loss) / period;
    } else {
      this.#count += 1;
      if (this.#count === 0) return;
      this.#gain += gain;
      this.#loss += loss;
      if (this.#count < period) return;
      this.#gain /= period;
      this.#loss /= period;
    }
    const sum = this.#gain + this.#loss;
    const part = this.#isBalance ? this.#gain - this.#loss : this.#gain;
    const value = sum < NOTHING ? 0 : 100 * (part / sum);
    this.out[0] = value;
  }

  protected override runReady(series: Float64Array, outs: readonly Float64Array[], from: number): void {
    const first = outs[0] as Float64Array;
    const { period } = this;
    const isBalance = this.#isBalance;
    const old = period - 1;
    let before = this.#before;
    let gains = this.#gain;
    let losses = this.#loss;
    let value = this.out[0] as number;
    for (let i = from; i < series.length; i += 1) {
      const x = series[i] as number;
      const change = x - before;
      before = x;
      // max(change, 0), exactly, and without a comparison that a processor has to guess
      const gain = (change + Math.abs(change)) / 2;
      gains = (gains * old + gain) / period;
      losses = (losses * old + (gain - change)) / period;
      const sum = gains + losses;
      const part = isBalance ? gains - losses : gains;
      value = sum < NOTHING ? 0 : 100 * (part / sum);
      first[i] = value;
    }
    this.#before = before;
    this.#gain = gains;
    this.#loss = losses;
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#count = tape.number(this.#count);
    this.#before = tape.number(this.#before);
    this.#gain = tape.number(this.#gain);
    this.#loss = tape.number(this.#loss);
  }
}
