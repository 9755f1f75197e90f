// Values with the moment each became known. Nothing may be read before that moment: every question names the time it
// is asked at. A series may hold the future of its reader (a whole file); the answer is the same as if it did not.

import { assert } from '#core/base';

export class KnownSeries {
  /** Numbers of one entry. */
  readonly width: number;
  readonly #knownMs: number[] = [];
  readonly #values: number[] = [];

  constructor(width = 1) {
    this.width = width;
  }

  get count(): number {
    return this.#knownMs.length;
  }

  /** Takes an entry that became known at `knownMs` (UTC ms), not before the one that was put last. */
  put(knownMs: number, values: readonly number[]): void {
    const last = this.#knownMs.at(-1);
    assert(last === undefined || knownMs >= last, 'entries come in the order in which they became known');
    assert(values.length === this.width, `an entry has ${this.width} numbers`);
    this.#knownMs.push(knownMs);
    this.#values.push(...values);
  }

  /** Index of the newest entry known at `asOfMs` (an entry of that very moment included); -1 where there is none. */
  newestAt(asOfMs: number): number {
    const times = this.#knownMs;
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((times[middle] as number) <= asOfMs) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  knownMs(index: number): number {
    return this.#knownMs[index] as number;
  }

  value(index: number, k = 0): number {
    return this.#values[index * this.width + k] as number;
  }
}
