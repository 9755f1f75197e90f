// Wilder's true range (1978), its average and that average in per cent of the close. The first bar has no true range;
// the first average is the simple mean of the next `period` ranges, then Wilder's smoothing. In price units. O(1).

import type { Bar } from '#core/model';
import { BarIndicator, type BarColumns } from './indicator.ts';
import type { StateTape } from './state-tape.ts';

/** Largest of high - low and the distances of both from the close before. */
export function trueRange(high: number, low: number, closeBefore: number): number {
  const range = high - low;
  const up = Math.abs(high - closeBefore);
  const down = Math.abs(low - closeBefore);
  const wider = up > range ? up : range;
  return down > wider ? down : wider;
}

export class TrueRange extends BarIndicator {
  #before = Number.NaN;

  step(_open: number, high: number, low: number, close: number): number {
    const before = this.#before;
    this.#before = close;
    if (Number.isNaN(before)) return before;
    const value = trueRange(high, low, before);
    this.out[0] = value;
    return value;
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low, bar.close);
  }

  protected override visit(tape: StateTape): void {
    this.#before = tape.number(this.#before);
  }
}

export class Atr extends BarIndicator {
  readonly period: number;
  readonly #isNormal: boolean;
  /** True ranges seen, up to `period`; -1 before the first bar. */
  #count = -1;
  #value = 0;
  #before = 0;

  /** `period` is a whole number of at least 1. `normal` gives per cent of the close (NATR). */
  constructor(period: number, normal = false) {
    super();
    this.period = period;
    this.#isNormal = normal;
  }

  /** The average range in price units, NaN until `period` + 1 bars came. */
  step(_open: number, high: number, low: number, close: number): number {
    const { period } = this;
    const before = this.#before;
    this.#before = close;
    const range = trueRange(high, low, before);
    if (this.#count === period) {
      this.#value = (this.#value * (period - 1) + range) / period;
    } else {
      this.#count += 1;
      if (this.#count === 0) return Number.NaN;
      this.#value += range;
      if (this.#count < period) return Number.NaN;
      this.#value /= period;
    }
    const value = this.#isNormal ? this.#inPercent(close) : this.#value;
    this.out[0] = value;
    return value;
  }

  #inPercent(close: number): number {
    return close === 0 ? 0 : (this.#value / close) * 100;
  }

  override run({ high, low, close }: BarColumns, outs: readonly Float64Array[]): void {
    const first = outs[0] as Float64Array;
    for (let i = 0; i < close.length; i += 1) {
      first[i] = this.step(0, high[i] as number, low[i] as number, close[i] as number);
    }
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low, bar.close);
  }

  protected override visit(tape: StateTape): void {
    this.#count = tape.number(this.#count);
    this.#value = tape.number(this.#value);
    this.#before = tape.number(this.#before);
  }
}
