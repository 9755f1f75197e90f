// Bands beside an average: per cent of it (moving average envelopes), and Manning Stoller's STARC bands of average true
// ranges. Outputs upperband, middleband, lowerband. O(1) with an average that is.

import type { Bar } from '#core/model';
import { Atr } from './atr.ts';
import { BarIndicator, SeriesIndicator } from './indicator.ts';
import { makeAverage } from './moving-average.ts';
import { Sma } from './sma.ts';
import type { StateTape } from './state-tape.ts';

/** `percent` of the average above and below it. */
export class Envelopes extends SeriesIndicator {
  readonly #average: SeriesIndicator;
  readonly #part: number;

  constructor(period: number, percent: number, type: number) {
    super(3);
    this.#average = makeAverage(period, type);
    this.#part = percent / 100;
  }

  take(cells: Float64Array, at: number): void {
    this.#average.take(cells, at);
    const middle = this.#average.out[0] as number;
    const { out } = this;
    out[0] = middle + middle * this.#part;
    out[1] = middle;
    out[2] = middle - middle * this.#part;
  }

  protected override visit(tape: StateTape): void {
    this.#average.travel(tape);
  }
}

/** `factor` average true ranges above and below a simple average of the closes. */
export class StarcBands extends BarIndicator {
  readonly #mean: Sma;
  readonly #range: Atr;
  readonly #factor: number;

  constructor(period: number, rangePeriod: number, factor: number) {
    super(3);
    this.#mean = new Sma(period);
    this.#range = new Atr(rangePeriod);
    this.#factor = factor;
  }

  next(bar: Bar): void {
    const { scratch: cells, out } = this;
    cells[0] = bar.close;
    this.#mean.take(cells, 0);
    this.#range.next(bar);
    if (!this.#mean.isReady || !this.#range.isReady) return;
    const middle = this.#mean.out[0] as number;
    const reach = (this.#range.out[0] as number) * this.#factor;
    out[0] = middle + reach;
    out[1] = middle;
    out[2] = middle - reach;
  }

  protected override visit(tape: StateTape): void {
    this.#mean.travel(tape);
    this.#range.travel(tape);
  }
}
