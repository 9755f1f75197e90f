// Bands around the price: John Bollinger's (1980s), acceleration bands (Price Headley 2002), Donchian's channel,
// Keltner's with the average true range (Linda Raschke), and the middle of the extremes of bars (MIDPRICE). Outputs
// upperband, middleband, lowerband.

import type { Bar } from '#core/model';
import { Atr } from './atr.ts';
import { Ema } from './ema.ts';
import { BarIndicator, SeriesIndicator } from './indicator.ts';
import { makeAverage } from './moving-average.ts';
import { ExtremeWindow } from './rolling-window.ts';
import { Sma } from './sma.ts';
import type { StateTape } from './state-tape.ts';
import { Moments, NOTHING, StandardDeviation } from './window-statistics.ts';

/** A moving average and `up`, `down` standard deviations beside it. O(1) with an average that is. */
export class BollingerBands extends SeriesIndicator {
  readonly #average: SeriesIndicator;
  /** The deviation is from the average's own mean where that is the simple one. */
  readonly #deviation: StandardDeviation;
  readonly #up: number;
  readonly #down: number;

  constructor(period: number, up: number, down: number, type: number) {
    super(3);
    this.#average = makeAverage(period, type);
    this.#deviation = new StandardDeviation(period);
    this.#up = up;
    this.#down = down;
  }

  take(cells: Float64Array, at: number): void {
    this.#average.take(cells, at);
    const middle = this.#average.out[0] as number;
    this.#deviation.take(cells, at);
    const deviation = this.#deviation.out[0] as number;
    if (Number.isNaN(middle) || Number.isNaN(deviation)) return;
    const { out } = this;
    const upper = middle + deviation * this.#up;
    out[0] = upper;
    out[1] = middle;
    out[2] = middle - deviation * this.#down;
  }

  protected override visit(tape: StateTape): void {
    this.#average.travel(tape);
    this.#deviation.travel(tape);
  }
}

/** Bollinger bands around the simple mean, one window for both. O(1) on average. */
export class SimpleBollingerBands extends SeriesIndicator {
  readonly #up: number;
  readonly #down: number;
  readonly #moments: Moments;

  constructor(period: number, up: number, down: number) {
    super(3);
    this.#up = up;
    this.#down = down;
    this.#moments = new Moments(period);
  }

  take(cells: Float64Array, at: number): void {
    const moments = this.#moments;
    moments.take(cells, at);
    if (!moments.isFull) return;
    const { mean, variance } = moments;
    const deviation = variance < NOTHING ? 0 : Math.sqrt(variance);
    const { out } = this;
    const upper = mean + deviation * this.#up;
    out[0] = upper;
    out[1] = mean;
    out[2] = mean - deviation * this.#down;
  }

  protected override runReady(series: Float64Array, outs: readonly Float64Array[], from: number): void {
    const [upper, middle, lower] = outs as readonly [Float64Array, Float64Array, Float64Array];
    const { out } = this;
    const up = this.#up;
    const down = this.#down;
    const begin = Math.min(Math.max(from, this.#moments.size), series.length);
    this.stream(series, outs, from, begin);
    // the variances lie where the upper band will
    this.#moments.takeColumn(series, begin, middle, upper);
    for (let i = begin; i < series.length; i += 1) {
      const mean = middle[i] as number;
      const variance = upper[i] as number;
      const deviation = variance < NOTHING ? 0 : Math.sqrt(variance);
      upper[i] = mean + deviation * up;
      lower[i] = mean - deviation * down;
    }
    if (begin >= series.length) return;
    const last = series.length - 1;
    out[0] = upper[last] as number;
    out[1] = middle[last] as number;
    out[2] = lower[last] as number;
  }

  protected override visit(tape: StateTape): void {
    this.#moments.travel(tape);
  }
}

export class AccelerationBands extends BarIndicator {
  readonly #upper: Sma;
  readonly #middle: Sma;
  readonly #lower: Sma;

  constructor(period: number) {
    super(3);
    this.#upper = new Sma(period);
    this.#middle = new Sma(period);
    this.#lower = new Sma(period);
  }

  next({ high, low, close }: Bar): void {
    const sum = high + low;
    const width = sum === 0 ? 0 : (4 * (high - low)) / sum;
    const { scratch: cells, out } = this;
    cells[0] = high * (1 + width);
    cells[1] = close;
    cells[2] = low * (1 - width);
    this.#upper.take(cells, 0);
    this.#middle.take(cells, 1);
    this.#lower.take(cells, 2);
    out[0] = this.#upper.out[0] as number;
    out[1] = this.#middle.out[0] as number;
    out[2] = this.#lower.out[0] as number;
  }

  protected override visit(tape: StateTape): void {
    this.#upper.travel(tape);
    this.#middle.travel(tape);
    this.#lower.travel(tape);
  }
}

/** Highest high and lowest low of the last bars, and the middle between them. O(1) on average. */
export class Donchian extends BarIndicator {
  readonly #highest: ExtremeWindow;
  readonly #lowest: ExtremeWindow;
  readonly #isMiddle: boolean;

  /** `middle` gives the middle alone (MIDPRICE). */
  constructor(period: number, middle = false) {
    super(middle ? 1 : 3);
    this.#highest = new ExtremeWindow(period, 'max');
    this.#lowest = new ExtremeWindow(period, 'min');
    this.#isMiddle = middle;
  }

  next({ high, low }: Bar): void {
    const { scratch: cells, out } = this;
    cells[0] = high;
    cells[1] = low;
    this.#highest.take(cells, 0);
    this.#lowest.take(cells, 1);
    if (!this.#highest.isFull) return;
    const upper = this.#highest.value;
    const lower = this.#lowest.value;
    const middle = (upper + lower) / 2;
    if (this.#isMiddle) {
      out[0] = middle;
      return;
    }
    out[0] = upper;
    out[1] = middle;
    out[2] = lower;
  }

  protected override visit(tape: StateTape): void {
    this.#highest.travel(tape);
    this.#lowest.travel(tape);
  }
}

/** Exponential average of the typical price, `factor` average true ranges up and down. O(1). */
export class Keltner extends BarIndicator {
  readonly #average: Ema;
  readonly #range: Atr;
  readonly #factor: number;
  readonly #averageWait: number;
  readonly #rangeWait: number;
  #count = 0;

  /** The one that is ready sooner waits, so that both are seeded to begin on the same bar. */
  constructor(period: number, rangePeriod: number, factor: number) {
    super(3);
    this.#average = new Ema(period);
    this.#range = new Atr(rangePeriod);
    this.#factor = factor;
    this.#averageWait = Math.max(0, rangePeriod - (period - 1));
    this.#rangeWait = Math.max(0, period - 1 - rangePeriod);
  }

  next(bar: Bar): void {
    const count = this.#count;
    const isWaiting = count < this.#averageWait || count < this.#rangeWait;
    if (isWaiting) this.#count += 1;
    if (count >= this.#averageWait) {
      this.scratch[0] = (bar.high + bar.low + bar.close) / 3;
      this.#average.take(this.scratch, 0);
    }
    if (count >= this.#rangeWait) this.#range.next(bar);
    const middle = this.#average.out[0] as number;
    const range = this.#range.out[0] as number;
    if (Number.isNaN(middle) || Number.isNaN(range)) return;
    const { out } = this;
    out[0] = middle + range * this.#factor;
    out[1] = middle;
    out[2] = middle - range * this.#factor;
  }

  protected override visit(tape: StateTape): void {
    this.#average.travel(tape);
    this.#range.travel(tape);
    this.#count = tape.number(this.#count);
  }
}
