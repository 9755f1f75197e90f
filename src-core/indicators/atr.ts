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

  next({ high, low, close }: Bar): void {
    const before = this.#before;
    this.#before = close;
    if (Number.isNaN(before)) return;
    const value = trueRange(high, low, before);
    this.out[0] = value;
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
  next({ high, low, close }: Pick<Bar, 'high' | 'low' | 'close'>): void {
    const { period } = this;
    const before = this.#before;
    this.#before = close;
    const range = trueRange(high, low, before);
    if (this.#count === period) {
      this.#value = (this.#value * (period - 1) + range) / period;
    } else {
      this.#count += 1;
      if (this.#count === 0) return;
      this.#value += range;
      if (this.#count < period) return;
      this.#value /= period;
    }
    if (!this.#isNormal) this.out[0] = this.#value;
    else this.out[0] = close === 0 ? 0 : (this.#value / close) * 100;
  }

  protected override runReady(
    { high, low, close }: BarColumns, outs: readonly Float64Array[], from: number,
  ): void {
    const first = outs[0] as Float64Array;
    const { period, out } = this;
    const isNormal = this.#isNormal;
    const old = period - 1;
    let before = this.#before;
    let value = this.#value;
    for (let i = from; i < close.length; i += 1) {
      const top = high[i] as number;
      const bottom = low[i] as number;
      const range = Math.max(top - bottom, Math.abs(top - before), Math.abs(bottom - before));
      before = close[i] as number;
      value = (value * old + range) / period;
      first[i] = isNormal ? (before === 0 ? 0 : (value / before) * 100) : value;
    }
    this.#before = before;
    this.#value = value;
    if (from < close.length) out[0] = first[close.length - 1] as number;
  }

  protected override visit(tape: StateTape): void {
    this.#count = tape.number(this.#count);
    this.#value = tape.number(this.#value);
    this.#before = tape.number(this.#before);
  }
}
