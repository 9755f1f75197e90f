// The newest bars that a stream was given, to tell whether what the store would give now is still the same.

import type { Bar } from '#core/model';

/** Bars remembered: a bar of another source comes a few bars late at most. */
export const RING_BARS = 64;

export class BarRing {
  #bars: Bar[] = [];

  /** Open of the newest, UTC ms; -Infinity where there is none. */
  get newestMs(): number {
    return this.#bars.at(-1)?.time ?? Number.NEGATIVE_INFINITY;
  }

  /** Open of the oldest that is remembered, UTC ms; Infinity where there is none. */
  get oldestMs(): number {
    return this.#bars[0]?.time ?? Number.POSITIVE_INFINITY;
  }

  /** Takes a bar newer than all before it. */
  push(bar: Bar): void {
    this.#bars.push(bar);
    // Trimmed in bulk, so that a long history does not move the whole row with each bar.
    if (this.#bars.length >= RING_BARS * 2) this.#bars = this.#bars.slice(-RING_BARS);
  }

  /** Was this very bar given? */
  has(bar: Bar): boolean {
    const held = this.#bars.find(({ time }) => time === bar.time);
    return held !== undefined && isSame(held, bar);
  }

  /** Are these, ascending, all that was given from `fromMs` up to `toMs` (inclusive), and no other? */
  isWhole(bars: readonly Bar[], fromMs: number, toMs: number): boolean {
    const within = this.#bars.filter(({ time }) => time >= fromMs && time <= toMs);
    return bars.every((bar) => this.has(bar))
      && within.every((held) => bars.some(({ time }) => time === held.time));
  }

  /** Do both remember the same bars for the time that both reach back to? */
  agrees(other: BarRing): boolean {
    const from = Math.max(this.oldestMs, other.oldestMs);
    if (this.newestMs !== other.newestMs) return false;
    return other.isWhole(this.#bars.filter(({ time }) => time >= from), from, other.newestMs);
  }
}

// Spread and ask differ between sources that agree on the bar; no stream is made anew for them.
function isSame(a: Bar, b: Bar): boolean {
  return a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close
    && a.tickVolume === b.tickVolume && a.realVolume === b.realVolume;
}
