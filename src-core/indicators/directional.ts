// Wilder's directional movement (1978): +DM and -DM, the indices +DI and -DI, DX, its average ADX, and ADXR. TA-Lib's
// seeding: sums of the first period - 1 movements, smoothed from then on; the first ADX is the mean of `period` DX.
// O(1) a bar.

import type { Bar } from '#core/model';
import { BarIndicator, type BarColumns } from './indicator.ts';
import { trueRange } from './atr.ts';
import { Delay } from './rolling-window.ts';
import { NOTHING } from './window-statistics.ts';
import type { StateTape } from './state-tape.ts';

/** Smoothed movements and ranges. */
class Movement {
  readonly #period: number;
  /** Movements seen, up to `period`; -1 before the first bar. */
  #count = -1;
  high = 0;
  low = 0;
  close = 0;
  plus = 0;
  minus = 0;
  range = 0;
  /** |+DI - -DI| over their sum in per cent, of the last `measure`; NaN where there is no range or no movement. */
  dx = Number.NaN;

  constructor(period: number) {
    this.#period = period;
  }

  /** Bars until the sums hold period - 1 movements are not told; gives how many movements were seen. */
  take({ high, low, close }: Bar): number {
    const period = this.#period;
    const up = high - this.high;
    const down = this.low - low;
    const range = trueRange(high, low, this.close);
    this.high = high;
    this.low = low;
    this.close = close;
    const plus = up > 0 && up > down ? up : 0;
    const minus = down > 0 && up < down ? down : 0;
    if (this.#count === period) {
      this.plus += plus - this.plus / period;
      this.minus += minus - this.minus / period;
      this.range += range - this.range / period;
      return period + 1;
    }
    this.#count += 1;
    if (this.#count === 0) return 0;
    if (period === 1) {
      this.plus = plus;
      this.minus = minus;
      this.range = range;
      this.#count = 0;
      return 1;
    }
    if (this.#count === period) {
      this.plus = this.plus - this.plus / period + plus;
      this.minus = this.minus - this.minus / period + minus;
      this.range = this.range - this.range / period + range;
    } else {
      this.plus += plus;
      this.minus += minus;
      this.range += range;
    }
    return this.#count;
  }

  /** Measures `dx`. */
  measure(): void {
    const minus = 100 * (this.minus / this.range);
    const plus = 100 * (this.plus / this.range);
    const sum = minus + plus;
    const isNothing = this.range < NOTHING || sum < NOTHING;
    this.dx = isNothing ? Number.NaN : 100 * (Math.abs(minus - plus) / sum);
  }

  travel(tape: StateTape): void {
    this.#count = tape.number(this.#count);
    this.high = tape.number(this.high);
    this.low = tape.number(this.low);
    this.close = tape.number(this.close);
    this.plus = tape.number(this.plus);
    this.minus = tape.number(this.minus);
    this.range = tape.number(this.range);
  }
}

export type MovementReading = 'plus-dm' | 'minus-dm' | 'plus-di' | 'minus-di';

/** One side of the movement: in price units (DM), or in per cent of the range (DI). */
export class Directional extends BarIndicator {
  readonly #movement: Movement;
  readonly #isPlus: boolean;
  readonly #isIndex: boolean;
  readonly #readyAt: number;

  /** `period` is a whole number of at least 1. */
  constructor(period: number, reading: MovementReading) {
    super();
    this.#movement = new Movement(period);
    this.#isPlus = reading.startsWith('plus');
    this.#isIndex = reading.endsWith('di');
    this.#readyAt = this.#isIndex || period === 1 ? period : period - 1;
  }

  next(bar: Bar): void {
    const movement = this.#movement;
    if (movement.take(bar) < this.#readyAt) return;
    const moved = this.#isPlus ? movement.plus : movement.minus;
    const { range } = movement;
    // a period of 1 gives the bare ratio, as TA-Lib does
    const scale = this.#readyAt === 1 ? 1 : 100;
    if (!this.#isIndex) this.out[0] = moved;
    else this.out[0] = range < NOTHING ? 0 : scale * (moved / range);
  }

  protected override visit(tape: StateTape): void {
    this.#movement.travel(tape);
  }
}

export class Dx extends BarIndicator {
  readonly #movement: Movement;
  readonly #period: number;
  #value = 0;

  /** `period` is a whole number of at least 2. */
  constructor(period: number) {
    super();
    this.#movement = new Movement(period);
    this.#period = period;
  }

  next(bar: Bar): void {
    if (this.#movement.take(bar) < this.#period) return;
    this.#movement.measure();
    const { dx } = this.#movement;
    if (!Number.isNaN(dx)) this.#value = dx;
    this.out[0] = this.#value;
  }

  protected override visit(tape: StateTape): void {
    this.#movement.travel(tape);
    this.#value = tape.number(this.#value);
  }
}

export class Adx extends BarIndicator {
  readonly period: number;
  readonly #movement: Movement;
  /** Values of DX seen, up to `period`. */
  #count = 0;
  #value = 0;

  /** `period` is a whole number of at least 2. */
  constructor(period: number) {
    super();
    this.period = period;
    this.#movement = new Movement(period);
  }

  next(bar: Bar): void {
    const { period } = this;
    if (this.#movement.take(bar) < period) return;
    this.#movement.measure();
    const { dx } = this.#movement;
    if (this.#count === period) {
      if (!Number.isNaN(dx)) this.#value = (this.#value * (period - 1) + dx) / period;
    } else {
      this.#count += 1;
      if (!Number.isNaN(dx)) this.#value += dx;
      if (this.#count < period) return;
      this.#value /= period;
    }
    this.out[0] = this.#value;
  }

  protected override runReady(
    { high, low, close }: BarColumns, outs: readonly Float64Array[], from: number,
  ): void {
    const first = outs[0] as Float64Array;
    const { period } = this;
    const movement = this.#movement;
    const old = period - 1;
    let { high: highBefore, low: lowBefore, close: before, plus, minus, range } = movement;
    let value = this.#value;
    for (let i = from; i < close.length; i += 1) {
      const top = high[i] as number;
      const bottom = low[i] as number;
      const up = top - highBefore;
      const down = lowBefore - bottom;
      const width = Math.max(top - bottom, Math.abs(top - before), Math.abs(bottom - before));
      highBefore = top;
      lowBefore = bottom;
      before = close[i] as number;
      // max(up, 0) where up is the larger, exactly, and without a comparison that a processor has to guess
      plus += ((up + Math.abs(up)) / 2) * Number(up > down) - plus / period;
      minus += ((down + Math.abs(down)) / 2) * Number(up < down) - minus / period;
      range += width - range / period;
      const minusIndex = 100 * (minus / range);
      const plusIndex = 100 * (plus / range);
      const sum = minusIndex + plusIndex;
      const isNothing = range < NOTHING || sum < NOTHING;
      if (!isNothing) value = (value * old + 100 * (Math.abs(minusIndex - plusIndex) / sum)) / period;
      first[i] = value;
    }
    movement.high = highBefore;
    movement.low = lowBefore;
    movement.close = before;
    movement.plus = plus;
    movement.minus = minus;
    movement.range = range;
    this.#value = value;
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#movement.travel(tape);
    this.#count = tape.number(this.#count);
    this.#value = tape.number(this.#value);
  }
}

/** Mean of the ADX and the one of period - 1 bars ago. */
export class Adxr extends BarIndicator {
  readonly #adx: Adx;
  readonly #delay: Delay;

  constructor(period: number) {
    super();
    this.#adx = new Adx(period);
    this.#delay = new Delay(period - 1);
  }

  next(bar: Bar): void {
    this.#adx.next(bar);
    const adx = this.#adx.out[0] as number;
    if (Number.isNaN(adx)) return;
    this.#delay.put(adx);
    this.#delay.advance();
    const before = this.#delay.value;
    if (Number.isNaN(before)) return;
    const value = (adx + before) / 2;
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#adx.travel(tape);
    this.#delay.travel(tape);
  }
}
