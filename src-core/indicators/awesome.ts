// Bill Williams' awesome oscillator and accelerator (1995), Elder's bull and bear power, Tushar Chande's qstick, and
// other studies that are a few averages put together. O(1) a bar.

import type { Bar } from '#core/model';
import { Ema } from './ema.ts';
import { BarIndicator, SeriesIndicator } from './indicator.ts';
import { Change } from './change.ts';
import { Delay } from './rolling-window.ts';
import { LinearRegression } from './regression.ts';
import { Sma } from './sma.ts';
import { Wma } from './wma.ts';
import { makeAverage } from './moving-average.ts';
import type { StateTape } from './state-tape.ts';

/** Fast less slow mean of the median price; with `signal` > 0 less its own mean of `signal` (the accelerator). */
export class AwesomeOscillator extends BarIndicator {
  readonly #fast: Sma;
  readonly #slow: Sma;
  readonly #signal: Sma | null;

  constructor(fast: number, slow: number, signal = 0) {
    super();
    this.#fast = new Sma(fast);
    this.#slow = new Sma(slow);
    this.#signal = signal > 0 ? new Sma(signal) : null;
  }

  step(_open: number, high: number, low: number): number {
    const median = (high + low) / 2;
    const fast = this.#fast.step(median);
    const slow = this.#slow.step(median);
    let value = fast - slow;
    if (Number.isNaN(value)) return value;
    if (this.#signal !== null) {
      const mean = this.#signal.step(value);
      if (Number.isNaN(mean)) return mean;
      value -= mean;
    }
    this.out[0] = value;
    return value;
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low);
  }

  protected override visit(tape: StateTape): void {
    this.#fast.travel(tape);
    this.#slow.travel(tape);
    this.#signal?.travel(tape);
  }
}

/** bullpower and bearpower: high and low less the exponential average of the close. */
export class ElderRay extends BarIndicator {
  readonly #average: Ema;

  constructor(period: number) {
    super(2);
    this.#average = new Ema(period);
  }

  step(_open: number, high: number, low: number, close: number): number {
    const mean = this.#average.step(close);
    if (Number.isNaN(mean)) return mean;
    this.out[0] = high - mean;
    this.out[1] = low - mean;
    return this.out[0];
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low, bar.close);
  }

  protected override visit(tape: StateTape): void {
    this.#average.travel(tape);
  }
}

/** Mean of what `read` takes from each bar: bodies (qstick), ranges (average day range). */
export class BarMean extends BarIndicator {
  readonly #average: Sma;
  readonly #isBody: boolean;

  constructor(period: number, reading: 'body' | 'range') {
    super();
    this.#average = new Sma(period);
    this.#isBody = reading === 'body';
  }

  step(open: number, high: number, low: number, close: number): number {
    const value = this.#average.step(this.#isBody ? close - open : high - low);
    this.out[0] = value;
    return value;
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low, bar.close);
  }

  protected override visit(tape: StateTape): void {
    this.#average.travel(tape);
  }
}

/** Edwin Coppock's curve (1962): weighted mean of two rates of change. */
export class Coppock extends SeriesIndicator {
  readonly #one: Change;
  readonly #other: Change;
  readonly #mean: Wma;

  constructor(period: number, one: number, other: number) {
    super();
    this.#one = new Change(one, 'percent');
    this.#other = new Change(other, 'percent');
    this.#mean = new Wma(period);
  }

  step(x: number): number {
    const sum = this.#one.step(x) + this.#other.step(x);
    if (Number.isNaN(sum)) return sum;
    const value = this.#mean.step(sum);
    this.out[0] = value;
    return value;
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
  }

  protected override visit(tape: StateTape): void {
    this.#one.travel(tape);
    this.#other.travel(tape);
    this.#mean.travel(tape);
  }
}

/** 100 * (x - the forecast of the bar before) / x. */
export class ForecastOscillator extends SeriesIndicator {
  readonly #line: LinearRegression;
  #forecast = Number.NaN;

  constructor(period: number) {
    super();
    this.#line = new LinearRegression(period, 'forecast');
  }

  step(x: number): number {
    const before = this.#forecast;
    this.#forecast = this.#line.step(x);
    if (Number.isNaN(before)) return before;
    const value = x === 0 ? 0 : (100 * (x - before)) / x;
    this.out[0] = value;
    return value;
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
  }

  protected override visit(tape: StateTape): void {
    this.#line.travel(tape);
    this.#forecast = tape.number(this.#forecast);
  }
}

/** William Blau's true strength index (1991): 100 times the twice smoothed change over its twice smoothed size. */
export class TrueStrength extends SeriesIndicator {
  readonly #averages: readonly [Ema, Ema, Ema, Ema];
  #before = Number.NaN;

  constructor(first: number, second: number) {
    super();
    this.#averages = [new Ema(first), new Ema(second), new Ema(first), new Ema(second)];
  }

  step(x: number): number {
    const change = x - this.#before;
    this.#before = x;
    if (Number.isNaN(change)) return change;
    const [one, two, sizeOne, sizeTwo] = this.#averages;
    const smooth = one.step(change);
    const size = sizeOne.step(Math.abs(change));
    if (Number.isNaN(smooth)) return smooth;
    const twice = two.step(smooth);
    const sizeTwice = sizeTwo.step(size);
    if (Number.isNaN(twice)) return twice;
    const value = sizeTwice === 0 ? 0 : (100 * twice) / sizeTwice;
    this.out[0] = value;
    return value;
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
  }

  protected override visit(tape: StateTape): void {
    for (const average of this.#averages) average.travel(tape);
    this.#before = tape.number(this.#before);
  }
}

/** Marc Chaikin's volatility: change in per cent, over `change` bars, of the averaged range. */
export class ChaikinVolatility extends BarIndicator {
  readonly #average: Ema;
  readonly #change: Change;

  constructor(period: number, change: number) {
    super();
    this.#average = new Ema(period);
    this.#change = new Change(change, 'percent');
  }

  step(_open: number, high: number, low: number): number {
    const mean = this.#average.step(high - low);
    if (Number.isNaN(mean)) return mean;
    const value = this.#change.step(mean);
    this.out[0] = value;
    return value;
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low);
  }

  protected override visit(tape: StateTape): void {
    this.#average.travel(tape);
    this.#change.travel(tape);
  }
}

/** Fast less slow average of the volume in per cent of the slow one. */
export class VolumeOscillator extends BarIndicator {
  readonly #fast: SeriesIndicator;
  readonly #slow: SeriesIndicator;

  constructor(one: number, other: number, type: number) {
    super();
    this.#fast = makeAverage(Math.min(one, other), type);
    this.#slow = makeAverage(Math.max(one, other), type);
  }

  step(_open: number, _high: number, _low: number, _close: number, volume: number): number {
    const fast = this.#fast.step(volume);
    const slow = this.#slow.step(volume);
    if (Number.isNaN(slow) || Number.isNaN(fast)) return Number.NaN;
    const value = slow === 0 ? 0 : ((fast - slow) / slow) * 100;
    this.out[0] = value;
    return value;
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low, bar.close, bar.tickVolume);
  }

  protected override visit(tape: StateTape): void {
    this.#fast.travel(tape);
    this.#slow.travel(tape);
  }
}

/** The price of half a period ago, and one bar, less the mean: the cycle without its trend. */
export class Detrended extends SeriesIndicator {
  readonly #mean: Sma;
  readonly #delay: Delay;

  constructor(period: number) {
    super();
    this.#mean = new Sma(period);
    this.#delay = new Delay(Math.floor(period / 2) + 1);
  }

  step(x: number): number {
    const before = this.#delay.push(x);
    const mean = this.#mean.step(x);
    if (Number.isNaN(mean) || Number.isNaN(before)) return Number.NaN;
    const value = before - mean;
    this.out[0] = value;
    return value;
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
  }

  protected override visit(tape: StateTape): void {
    this.#mean.travel(tape);
    this.#delay.travel(tape);
  }
}
