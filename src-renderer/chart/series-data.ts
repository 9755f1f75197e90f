// The bars of one chart, oldest first, without holes in the order: history below, live bars on top. Pure.

import type { ChartHistory } from '#core/contract';

export interface ChartBar {
  /** Open of the bar, UTC ms. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly tickVolume: number;
}

/** What a live bar did: stood behind the last one, replaced the last one, or changed the past. */
export type Change = 'appended' | 'replaced-last' | 'changed-past';

/** A window open for weeks stays level: the oldest bars go first. */
const BARS_MAX = 60_000;

export class SeriesData {
  #bars: ChartBar[] = [];

  get bars(): readonly ChartBar[] {
    return this.#bars;
  }

  get last(): ChartBar | null {
    return this.#bars[this.#bars.length - 1] ?? null;
  }

  get first(): ChartBar | null {
    return this.#bars[0] ?? null;
  }

  clear(): void {
    this.#bars = [];
  }

  /** Puts a fresh newest history in place; live bars newer than its end stay. */
  setHistory(history: ChartHistory): void {
    const fresh = barsOf(history);
    const end = fresh[fresh.length - 1]?.time ?? Number.NEGATIVE_INFINITY;
    this.#bars = [...fresh, ...this.#bars.filter((bar) => bar.time > end)];
  }

  /** Puts older history in front. */
  addOlder(history: ChartHistory): void {
    const begin = this.first?.time ?? Number.POSITIVE_INFINITY;
    this.#bars = [...barsOf(history).filter((bar) => bar.time < begin), ...this.#bars].slice(-BARS_MAX);
  }

  /** Takes in one live bar, forming or closed. */
  put(bar: ChartBar): Change {
    const last = this.last;
    if (last === null || bar.time > last.time) {
      this.#bars.push(bar);
      if (this.#bars.length > BARS_MAX + 1_000) this.#bars.splice(0, 1_000);
      return 'appended';
    }
    if (bar.time === last.time) {
      this.#bars[this.#bars.length - 1] = bar;
      return 'replaced-last';
    }
    const at = this.indexAt(bar.time);
    if (at >= 0 && this.#bars[at]?.time === bar.time) this.#bars[at] = bar;
    else this.#bars.splice(at + 1, 0, bar);
    return 'changed-past';
  }

  /** Index of the bar that holds `timeMs` (the last that opened at or before it); -1 before the first. */
  indexAt(timeMs: number): number {
    let low = 0;
    let high = this.#bars.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#bars[middle]?.time ?? 0) <= timeMs) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The bar that holds `timeMs`; null where it lies before the first. */
  barAt(timeMs: number): ChartBar | null {
    return this.#bars[this.indexAt(timeMs)] ?? null;
  }
}

/** The columns of an answer as bars, ascending and each time once. */
export function barsOf(history: ChartHistory): ChartBar[] {
  const bars: ChartBar[] = [];
  history.time.forEach((time, i) => {
    const [open, high, low, close] = [history.open[i], history.high[i], history.low[i], history.close[i]];
    if (open === undefined || high === undefined || low === undefined || close === undefined) return;
    const before = bars[bars.length - 1];
    if (before !== undefined && time <= before.time) return;
    bars.push({ time, open, high, low, close, tickVolume: history.tickVolume[i] ?? 0 });
  });
  return bars;
}
