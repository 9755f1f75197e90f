// Longer bars out of shorter ones of a series: open of the first, close of the last, the extremes and sums of all.

import { barOpenMs, type Bar, type Timeframe } from '#core/model';

/** Takes bars of a shorter timeframe in order of time and gives those of a longer one as they close. */
export class BarRollup {
  readonly #timeframe: Timeframe;
  readonly #offsetAt: (utcMs: number) => number;
  #running: Bar | null = null;

  /** `offsetAt`: broker time minus UTC, seconds, at a UTC ms: where H4 and D1 begin. */
  constructor(timeframe: Timeframe, offsetAt: (utcMs: number) => number) {
    this.#timeframe = timeframe;
    this.#offsetAt = offsetAt;
  }

  /** The bar that ended before this one began; null while it runs on. */
  next(bar: Bar): Bar | null {
    const time = barOpenMs(bar.time, this.#timeframe, this.#offsetAt(bar.time));
    const running = this.#running;
    // A day in which the clock is put back begins once.
    if (running !== null && time <= running.time) {
      this.#running = join(running, bar);
      return null;
    }
    this.#running = { ...bar, time };
    return running;
  }

  /** The bar under construction; null before the first. */
  get running(): Bar | null {
    return this.#running;
  }
}

function join(one: Bar, next: Bar): Bar {
  return {
    ...one,
    high: Math.max(one.high, next.high), low: Math.min(one.low, next.low), close: next.close,
    tickVolume: one.tickVolume + next.tickVolume, realVolume: one.realVolume + next.realVolume, spread: next.spread,
    askHigh: larger(one.askHigh, next.askHigh), askLow: smaller(one.askLow, next.askLow), askClose: next.askClose,
    partial: one.partial || next.partial,
  };
}

function larger(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : Math.max(one, other);
}

function smaller(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : Math.min(one, other);
}
