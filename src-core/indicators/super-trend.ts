// SuperTrend (Olivier Seban): bands of `factor` average true ranges around the middle of the bar that only move with
// the trend; the line is the lower band in an uptrend and the upper one in a downtrend. O(1) a bar.

import type { Bar } from '#core/model';
import { Atr } from './atr.ts';
import { BarIndicator } from './indicator.ts';
import type { StateTape } from './state-tape.ts';

/** Outputs supertrend (price units) and trend (1 up, -1 down). */
export class SuperTrend extends BarIndicator {
  readonly #range: Atr;
  readonly #factor: number;
  #before = 0;
  #upper = Number.NaN;
  #lower = 0;
  #trend = 1;

  constructor(period: number, factor: number) {
    super(2);
    this.#range = new Atr(period);
    this.#factor = factor;
  }

  next(bar: Bar): void {
    const { high, low, close } = bar;
    this.#range.next(bar);
    const range = this.#range.out[0] as number;
    const before = this.#before;
    this.#before = close;
    if (Number.isNaN(range)) return;
    const middle = (high + low) / 2;
    const upper = middle + this.#factor * range;
    const lower = middle - this.#factor * range;
    if (Number.isNaN(this.#upper)) {
      this.#upper = upper;
      this.#lower = lower;
      this.#trend = close < lower ? -1 : 1;
    } else {
      if (upper < this.#upper || before > this.#upper) this.#upper = upper;
      if (lower > this.#lower || before < this.#lower) this.#lower = lower;
      if (this.#trend < 0 && close > this.#upper) this.#trend = 1;
      else if (this.#trend > 0 && close < this.#lower) this.#trend = -1;
    }
    const value = this.#trend > 0 ? this.#lower : this.#upper;
    this.out[0] = value;
    this.out[1] = this.#trend;
  }

  protected override visit(tape: StateTape): void {
    this.#range.travel(tape);
    this.#before = tape.number(this.#before);
    this.#upper = tape.number(this.#upper);
    this.#lower = tape.number(this.#lower);
    this.#trend = tape.number(this.#trend);
  }
}
