// Running totals of volume and price: price-volume trend, Dysart's negative and positive volume indices (from 1000),
// Williams' accumulation, the market facilitation index, and the volume-weighted average price, of the whole history
// (TA-Lib's) or of each session. O(1) a bar.

import type { Bar } from '#core/model';
import { BarIndicator } from './indicator.ts';
import type { SessionDay } from './session-day.ts';
import type { StateTape } from './state-tape.ts';

/** Volume times the close's relative change, summed. */
export class PriceVolumeTrend extends BarIndicator {
  #before = Number.NaN;
  #sum = 0;

  next({ close, tickVolume: volume }: Bar): void {
    const before = this.#before;
    this.#before = close;
    if (!Number.isNaN(before) && before !== 0) this.#sum += (volume * (close - before)) / before;
    this.out[0] = this.#sum;
  }

  protected override visit(tape: StateTape): void {
    this.#before = tape.number(this.#before);
    this.#sum = tape.number(this.#sum);
  }
}

/** Moves with the close on bars whose volume fell (negative) or rose (positive). */
export class VolumeIndex extends BarIndicator {
  readonly #isPositive: boolean;
  #close = Number.NaN;
  #volume = 0;
  #value = 1000;

  constructor(kind: 'negative' | 'positive') {
    super();
    this.#isPositive = kind === 'positive';
  }

  next({ close, tickVolume: volume }: Bar): void {
    const closeBefore = this.#close;
    const volumeBefore = this.#volume;
    this.#close = close;
    this.#volume = volume;
    const moves = this.#isPositive ? volume > volumeBefore : volume < volumeBefore;
    if (!Number.isNaN(closeBefore) && moves && closeBefore !== 0) {
      this.#value += (this.#value * (close - closeBefore)) / closeBefore;
    }
    this.out[0] = this.#value;
  }

  protected override visit(tape: StateTape): void {
    this.#close = tape.number(this.#close);
    this.#volume = tape.number(this.#volume);
    this.#value = tape.number(this.#value);
  }
}

/** Larry Williams' accumulation: the close less the true low on a rise, less the true high on a fall, summed. */
export class WilliamsAccumulation extends BarIndicator {
  #before = Number.NaN;
  #sum = 0;

  next({ high, low, close }: Bar): void {
    const before = this.#before;
    this.#before = close;
    if (close > before) this.#sum += close - Math.min(low, before);
    else if (close < before) this.#sum += close - Math.max(high, before);
    this.out[0] = this.#sum;
  }

  protected override visit(tape: StateTape): void {
    this.#before = tape.number(this.#before);
    this.#sum = tape.number(this.#sum);
  }
}

/** Range moved for each unit of volume; 0 without volume. */
export class MarketFacilitation extends BarIndicator {
  next({ high, low, tickVolume: volume }: Bar): void {
    const value = volume > 0 ? (high - low) / volume : 0;
    this.out[0] = value;
  }

  protected override visit(_tape: StateTape): void {
    // a bar's facilitation knows nothing of the bars before
  }
}

/** Typical price weighted by volume; without any volume yet, the typical price itself. */
export class Vwap extends BarIndicator {
  readonly #days: SessionDay | null;
  #day = Number.NaN;
  #money = 0;
  #volume = 0;

  /** Anew each of these days (a broker's, say); null: since the first bar. */
  constructor(days: SessionDay | null) {
    super();
    this.#days = days;
  }

  next({ high, low, close, tickVolume: volume, time }: Bar): void {
    if (this.#days !== null) {
      const day = this.#days.dayOf(time);
      if (day !== this.#day) {
        this.#day = day;
        this.#money = 0;
        this.#volume = 0;
      }
    }
    const price = (high + low + close) / 3;
    this.#money += price * volume;
    this.#volume += volume;
    const value = this.#volume > 0 ? this.#money / this.#volume : price;
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#day = tape.number(this.#day);
    this.#money = tape.number(this.#money);
    this.#volume = tape.number(this.#volume);
  }
}
