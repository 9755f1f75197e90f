// The series that somebody in this window looks at, counted, so that two charts of one series cost one.

import type { Series } from '#core/contract';
import { keyOfSeries } from '#renderer/state';

const held = new Map<string, { readonly series: Series; count: number }>();

/** Asks for live bars of `series`; the returned function takes the wish back. */
export function watchSeries(series: Series): () => void {
  const key = keyOfSeries(series);
  const entry = held.get(key) ?? { series, count: 0 };
  entry.count += 1;
  held.set(key, entry);
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    entry.count -= 1;
    if (entry.count === 0) held.delete(key);
  };
}

/** At most `max` series, those wished for first coming first. */
export function watchedSeries(max: number): Series[] {
  return [...held.values()].slice(0, max).map((entry) => entry.series);
}
