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

  next({ high, low }: Bar): void {
    const { scratch: cells } = this;
    cells[0] = (high + low) / 2;
    this.#fast.take(cells, 0);
    this.#slow.take(cells, 0);
    let value = (this.#fast.out[0] as number) - (this.#slow.out[0] as number);
    if (Number.isNaN(value)) return;
    if (this.#signal !== null) {
      cells[1] = value;
      this.#signal.take(cells, 1);
      const mean = this.#signal.out[0] as number;
      if (Number.isNaN(mean)) return;
      value -= mean;
    }
    this.out[0] = value;
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

  next({ high, low, close }: Bar): void {
    this.scratch[0] = close;
    this.#average.take(this.scratch, 0);
    const mean = this.#average.out[0] as number;
    if (Number.isNaN(mean)) return;
    this.out[0] = high - mean;
    this.out[1] = low - mean;
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

  next({ open, high, low, close }: Bar): void {
    this.scratch[0] = this.#isBody ? close - open : high - low;
    this.#average.take(this.scratch, 0);
    this.out[0] = this.#average.out[0] as number;
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

  take(cells: Float64Array, at: number): void {
    this.#one.take(cells, at);
    this.#other.take(cells, at);
    const sum = (this.#one.out[0] as number) + (this.#other.out[0] as number);
    if (Number.isNaN(sum)) return;
    this.scratch[1] = sum;
    this.#mean.take(this.scratch, 1);
    this.out[0] = this.#mean.out[0] as number;
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

  constructor(period: number) {
    super();
    this.#line = new LinearRegression(period, 'forecast');
  }

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const before = this.#line.out[0] as number;
    this.#line.take(cells, at);
    if (Number.isNaN(before)) return;
    const value = x === 0 ? 0 : (100 * (x - before)) / x;
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#line.travel(tape);
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

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const change = x - this.#before;
    this.#before = x;
    if (Number.isNaN(change)) return;
    const [one, two, sizeOne, sizeTwo] = this.#averages;
    this.scratch[1] = change;
    this.scratch[2] = Math.abs(change);
    one.take(this.scratch, 1);
    sizeOne.take(this.scratch, 2);
    if (!one.isReady) return;
    two.take(one.out, 0);
    sizeTwo.take(sizeOne.out, 0);
    const twice = two.out[0] as number;
    const sizeTwice = sizeTwo.out[0] as number;
    if (Number.isNaN(twice)) return;
    const value = sizeTwice === 0 ? 0 : (100 * twice) / sizeTwice;
    this.out[0] = value;
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

  next({ high, low }: Bar): void {
    this.scratch[0] = high - low;
    this.#average.take(this.scratch, 0);
    if (!this.#average.isReady) return;
    this.#change.take(this.#average.out, 0);
    this.out[0] = this.#change.out[0] as number;
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

  next({ tickVolume: volume }: Bar): void {
    this.scratch[0] = volume;
    this.#fast.take(this.scratch, 0);
    this.#slow.take(this.scratch, 0);
    const fast = this.#fast.out[0] as number;
    const slow = this.#slow.out[0] as number;
    if (Number.isNaN(slow) || Number.isNaN(fast)) return;
    const value = slow === 0 ? 0 : ((fast - slow) / slow) * 100;
    this.out[0] = value;
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

  take(cells: Float64Array, at: number): void {
    this.#delay.put(cells[at] as number);
    this.#delay.advance();
    const before = this.#delay.value;
    this.#mean.take(cells, at);
    const mean = this.#mean.out[0] as number;
    if (Number.isNaN(mean) || Number.isNaN(before)) return;
    const value = before - mean;
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#mean.travel(tape);
    this.#delay.travel(tape);
  }
}
