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

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const window = this.#window;
    if (window.isFull) {
      this.#weighted -= this.#sum;
      this.#sum += x - window.leaving;
      window.put(x);
      window.advance();
      this.#weighted += x * this.period;
      this.#age += 1;
      if (this.#age >= this.period) this.#renew();
    } else {
      window.put(x);
      window.advance();
      this.#sum += x;
      this.#weighted += x * window.count;
      if (window.count < this.period) return;
    }
    const mean = this.#weighted / this.#divider;
    this.out[0] = mean;
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

  take(cells: Float64Array, at: number): void {
    this.#inner.take(cells, at);
    const inner = this.#inner.out[0] as number;
    if (Number.isNaN(inner)) return;
    this.#outer.take(this.#inner.out, 0);
    this.out[0] = this.#outer.out[0] as number;
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

  take(cells: Float64Array, at: number): void {
    this.#half.take(cells, at);
    const half = this.#half.out[0] as number;
    this.#whole.take(cells, at);
    const whole = this.#whole.out[0] as number;
    if (Number.isNaN(whole)) return;
    this.scratch[1] = 2 * half - whole;
    this.#outer.take(this.scratch, 1);
    this.out[0] = this.#outer.out[0] as number;
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

  next({ close, tickVolume: volume }: Bar): void {
    this.scratch[0] = close;
    this.#closes.take(this.scratch, 0);
    const mean = this.#closes.out[0] as number;
    this.#moneySum += close * volume - this.#money.leaving;
    this.#volumeSum += volume - this.#volumes.leaving;
    this.#money.put(close * volume);
    this.#money.advance();
    this.#volumes.put(volume);
    this.#volumes.advance();
    if (Number.isNaN(mean)) return;
    const value = this.#volumeSum > 0 ? this.#moneySum / this.#volumeSum : mean;
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#moneySum = tape.number(this.#moneySum);
    this.#volumeSum = tape.number(this.#volumeSum);
    this.#money.travel(tape);
    this.#volumes.travel(tape);
    this.#closes.travel(tape);
  }
}
