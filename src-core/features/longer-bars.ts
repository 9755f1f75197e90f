// Closed bars become closed bars of a longer timeframe. Days begin at 17:00 New York, as foreign exchange counts them,
// and H4 bars stand in that day. A longer bar closes with the bar that reaches its end, or when one behind it comes.

import { newYorkOffsetS } from '#core/base';
import type { StateTape } from '#core/indicators';
import { TIMEFRAME_MS, type Bar, type Timeframe } from '#core/model';

/** From 17:00 to midnight, in seconds: with it a day of New York's trade begins at midnight. */
const EVENING_S = 25_200;
/** Of a running bar: none runs. */
const NONE = Number.NaN;

/** The longer bar under construction; as a Bar it is handed on when it is closed, and must be read at once. */
class Forming implements Bar {
  time = 0;
  open = 0.1;
  high = 0.1;
  low = 0.1;
  close = 0.1;
  tickVolume = 0;
  readonly realVolume = 0;
  readonly spread = null;
  readonly askOpen = null;
  readonly askHigh = null;
  readonly askLow = null;
  readonly askClose = null;
  readonly source = 'tick';
  readonly partial = false;
}

export class LongerBars {
  readonly #longMs: number;
  readonly #lengthMs: number;
  readonly #forming = new Forming();
  /** Which of the longer bars runs, counted by New York's clock: the days on which it changes are one bar each. */
  #running = NONE;

  /** Bars of `from` become bars of `to`. */
  constructor(from: Timeframe, to: Timeframe) {
    this.#longMs = TIMEFRAME_MS[to];
    this.#lengthMs = TIMEFRAME_MS[from];
  }

  /** Takes a closed bar; `closed` hears of the longer bars it closes, whose prices stand only during the call. */
  next(bar: Bar, closed: (longer: Bar) => void): void {
    const forming = this.#forming;
    const which = this.#whichHolds(bar.time);
    if (which !== this.#running && !Number.isNaN(this.#running)) this.#close(closed);
    if (Number.isNaN(this.#running)) {
      this.#running = which;
      forming.time = bar.time;
      forming.open = bar.open;
      forming.high = bar.high;
      forming.low = bar.low;
      forming.tickVolume = 0;
    } else {
      forming.high = Math.max(forming.high, bar.high);
      forming.low = Math.min(forming.low, bar.low);
    }
    forming.close = bar.close;
    forming.tickVolume += bar.tickVolume;
    if (this.#whichHolds(bar.time + this.#lengthMs) !== which) this.#close(closed);
  }

  #whichHolds(timeMs: number): number {
    return Math.floor((timeMs + (newYorkOffsetS(timeMs) + EVENING_S) * 1000) / this.#longMs);
  }

  #close(closed: (longer: Bar) => void): void {
    closed(this.#forming);
    this.#running = NONE;
  }

  travel(tape: StateTape): void {
    this.#running = tape.number(this.#running);
    const forming = this.#forming;
    forming.time = tape.number(forming.time);
    forming.open = tape.number(forming.open);
    forming.high = tape.number(forming.high);
    forming.low = tape.number(forming.low);
    forming.close = tape.number(forming.close);
    forming.tickVolume = tape.number(forming.tickVolume);
  }
}
