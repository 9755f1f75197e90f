// The series and studies that somebody in this window looks at, counted, so that two charts of one series cost one.

import type { Series, StudyRef } from '#core/contract';
import { keyOfSeries, keyOfStudy } from '#renderer/state';

class WatchList<T> {
  readonly #held = new Map<string, { readonly item: T; count: number }>();
  readonly #keyOf: (item: T) => string;

  constructor(keyOf: (item: T) => string) {
    this.#keyOf = keyOf;
  }

  /** The returned function takes the wish back. */
  add(item: T): () => void {
    const key = this.#keyOf(item);
    const entry = this.#held.get(key) ?? { item, count: 0 };
    entry.count += 1;
    this.#held.set(key, entry);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      entry.count -= 1;
      if (entry.count === 0) this.#held.delete(key);
    };
  }

  /** At most `max`, those wished for first coming first. */
  first(max: number): T[] {
    return [...this.#held.values()].slice(0, max).map((entry) => entry.item);
  }
}

const series = new WatchList<Series>(keyOfSeries);
const studies = new WatchList<StudyRef>(keyOfStudy);

/** Asks for live bars of `wanted`; the returned function takes the wish back. */
export function watchSeries(wanted: Series): () => void {
  return series.add(wanted);
}

/** Asks for live values of a study; the returned function takes the wish back. */
export function watchStudy(wanted: StudyRef): () => void {
  return studies.add(wanted);
}

export function watchedSeries(max: number): Series[] {
  return series.first(max);
}

export function watchedStudies(max: number): StudyRef[] {
  return studies.first(max);
}
