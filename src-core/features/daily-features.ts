// What a daily series of another market says: its last known close, its change, and how the symbol's returns go with
// its own. The symbol is sampled at the first bar that closes at or after the moment a daily close became known, and
// returns run from one such sample to the next, so both sides look at the same stretches of time.

import { log } from '#core/base';
import { Correlation, type StateTape } from '#core/indicators';
import type { KnownSeries } from './known-series.ts';
import { DAILY_WINDOW } from './registry.ts';

const DAY_MS = 86_400_000;
/** A close is the last known one for a week: the longest closures of exchanges are shorter. */
const DAILY_FRESH_MS = 7 * DAY_MS;
/** A symbol's bar this long after the daily close is no sample of it. */
const SAMPLE_LATE_MS = 1.5 * DAY_MS;

export type DailyState = 'ready' | 'warm-up' | 'no-input' | 'stale';

export class DailyFeatures {
  readonly #series: KnownSeries | null;
  readonly #correlation = new Correlation(DAILY_WINDOW);
  /** The moment of the last entry looked at, and of the last sample. */
  #seenMs = Number.NEGATIVE_INFINITY;
  #sampledMs = Number.NaN;
  #ownBefore = Number.NaN;
  #dailyBefore = Number.NaN;
  /** Of the newest entry: its close and the one before it, NaN where that is too long ago. */
  level = Number.NaN;
  before = Number.NaN;

  constructor(series: KnownSeries | null) {
    this.#series = series;
  }

  /** Looks at what was known at `asOfMs`, the close of a bar; `close` is its price. */
  next(asOfMs: number, close: number): DailyState {
    const series = this.#series;
    if (series === null) return 'no-input';
    const index = series.newestAt(asOfMs);
    this.level = Number.NaN;
    this.before = Number.NaN;
    if (index < 0) return 'warm-up';
    const knownMs = series.knownMs(index);
    this.level = series.value(index);
    if (index > 0 && knownMs - series.knownMs(index - 1) <= DAILY_FRESH_MS) this.before = series.value(index - 1);
    if (knownMs > this.#seenMs) {
      this.#seenMs = knownMs;
      if (asOfMs - knownMs <= SAMPLE_LATE_MS) this.#sample(knownMs, close);
    }
    return asOfMs - knownMs > DAILY_FRESH_MS ? 'stale' : 'ready';
  }

  /** Log return of the newest close; NaN where there is no fresh one before it. */
  get change(): number {
    return log(this.level / this.before);
  }

  get correlation(): number {
    return this.#correlation.out[0] as number;
  }

  #sample(knownMs: number, close: number): void {
    if (knownMs - this.#sampledMs <= DAILY_FRESH_MS) {
      this.#correlation.pair(log(close / this.#ownBefore), log(this.level / this.#dailyBefore));
    }
    this.#sampledMs = knownMs;
    this.#ownBefore = close;
    this.#dailyBefore = this.level;
  }

  travel(tape: StateTape): void {
    this.#correlation.travel(tape);
    this.#seenMs = tape.number(this.#seenMs);
    this.#sampledMs = tape.number(this.#sampledMs);
    this.#ownBefore = tape.number(this.#ownBefore);
    this.#dailyBefore = tape.number(this.#dailyBefore);
  }
}
