// Weighted moving averages: linear weights 1 … period (WMA), the triangular mean of a mean (TRIMA), Hull's (2005) and
// the volume-weighted one. WMA, TRIMA and VWMA are O(1) a number by running sums.

import type { Bar } from '#core/model';
import { BarIndicator, SeriesIndicator } from './indicator.ts';
import { RollingWindow } from './rolling-window.ts';
import { Sma } from './sma.ts';
import type { StateTape } from './state-tape.ts';

export class Wma extends SeriesIndicator {
  readonly period: number;
  readonly #window: RollingWindow;
  readonly #divider: number;
  /** Plain and weighted sums of the window, taken anew once a window, so that rounding does not gather. */
  #sum = 0;
  #weighted = 0;
  #age = 0;

  /** `period` is a whole number of at least 1. */
  constructor(period: number) {
    super();
    this.period = period;
    this.#window = new RollingWindow(period);
    this.#divider = (period * (period + 1)) / 2;
  }

  step(x: number): number {
    const window = this.#window;
    if (window.isFull) {
      this.#weighted -= this.#sum;
      this.#sum += x - window.push(x);
      this.#weighted += x * this.period;
      this.#age += 1;
      if (this.#age >= this.period) this.#renew();
    } else {
      window.push(x);
      this.#sum += x;
      this.#weighted += x * window.count;
      if (window.count < this.period) return Number.NaN;
    }
    const mean = this.#weighted / this.#divider;
    this.out[0] = mean;
    return mean;
  }

  #renew(): void {
    const window = this.#window;
    const { period } = this;
    let sum = 0;
    let weighted = 0;
    for (let age = period - 1; age >= 0; age -= 1) {
      const x = window.at(age);
      sum += x;
      weighted += x * (period - age);
    }
    this.#sum = sum;
    this.#weighted = weighted;
    this.#age = 0;
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
  }

  protected override visit(tape: StateTape): void {
    this.#sum = tape.number(this.#sum);
    this.#weighted = tape.number(this.#weighted);
    this.#age = tape.number(this.#age);
    this.#window.travel(tape);
  }
}

/** Triangular: a mean of ceil(period / 2) (or half and half + 1 of an even period) of a mean. */
export class Trima extends SeriesIndicator {
  readonly #inner: Sma;
  readonly #outer: Sma;

  /** `period` is a whole number of at least 2. */
  constructor(period: number) {
    super();
    const half = Math.floor(period / 2);
    this.#inner = new Sma(period % 2 === 1 ? half + 1 : half);
    this.#outer = new Sma(half + 1);
  }

  step(x: number): number {
    const inner = this.#inner.step(x);
    if (Number.isNaN(inner)) return inner;
    const mean = this.#outer.step(inner);
    this.out[0] = mean;
    return mean;
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
  }

  protected override visit(tape: StateTape): void {
    this.#inner.travel(tape);
    this.#outer.travel(tape);
  }
}

/** Hull's: WMA of sqrt(period) over twice the WMA of half the period less the WMA of the period. */
export class Hma extends SeriesIndicator {
  readonly #half: Wma;
  readonly #whole: Wma;
  readonly #outer: Wma;

  /** `period` is a whole number of at least 2. */
  constructor(period: number) {
    super();
    this.#half = new Wma(Math.max(1, Math.floor(period / 2)));
    this.#whole = new Wma(period);
    this.#outer = new Wma(Math.max(1, Math.floor(Math.sqrt(period))));
  }

  step(x: number): number {
    const half = this.#half.step(x);
    const whole = this.#whole.step(x);
    if (Number.isNaN(whole)) return whole;
    const mean = this.#outer.step(2 * half - whole);
    this.out[0] = mean;
    return mean;
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
  }

  protected override visit(tape: StateTape): void {
    this.#half.travel(tape);
    this.#whole.travel(tape);
    this.#outer.travel(tape);
  }
}

/** Mean of the last closes weighted by their volumes; the plain mean where there was no volume at all. */
export class Vwma extends BarIndicator {
  readonly #money: RollingWindow;
  readonly #volumes: RollingWindow;
  readonly #closes: Sma;
  #moneySum = 0;
  #volumeSum = 0;

  /** `period` is a whole number of at least 1. */
  constructor(period: number) {
    super();
    this.#money = new RollingWindow(period);
    this.#volumes = new RollingWindow(period);
    this.#closes = new Sma(period);
  }

  step(_open: number, _high: number, _low: number, close: number, volume: number): number {
    const mean = this.#closes.step(close);
    this.#moneySum += close * volume - this.#money.push(close * volume);
    this.#volumeSum += volume - this.#volumes.push(volume);
    if (Number.isNaN(mean)) return mean;
    const value = this.#volumeSum > 0 ? this.#moneySum / this.#volumeSum : mean;
    this.out[0] = value;
    return value;
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low, bar.close, bar.tickVolume);
  }

  protected override visit(tape: StateTape): void {
    this.#moneySum = tape.number(this.#moneySum);
    this.#volumeSum = tape.number(this.#volumeSum);
    this.#money.travel(tape);
    this.#volumes.travel(tape);
    this.#closes.travel(tape);
  }
}
