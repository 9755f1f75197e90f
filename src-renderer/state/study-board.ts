// What the engine tells of the studies this window watches. Kept outside React like the bars: a chart's feed listens
// to its own studies and draws at most once a painted frame.

import type { StudyNews, StudyRef } from '#core/contract';

type StudyListener = (news: StudyNews) => void;

export function keyOfStudy({ symbol, timeframe, calc }: StudyRef): string {
  return `${symbol}:${timeframe}:${calc}`;
}

class StudyBoard {
  readonly #listeners = new Map<string, Set<StudyListener>>();

  /** Returns what stops it. */
  onStudy(ref: StudyRef, listener: StudyListener): () => void {
    const key = keyOfStudy(ref);
    const set = this.#listeners.get(key) ?? new Set<StudyListener>();
    this.#listeners.set(key, set);
    set.add(listener);
    return () => {
      set.delete(listener);
      if (set.size === 0 && this.#listeners.get(key) === set) this.#listeners.delete(key);
    };
  }

  /** Takes in one answer and tells the readers. */
  merge(news: readonly StudyNews[]): void {
    for (const one of news) for (const listener of [...(this.#listeners.get(keyOfStudy(one)) ?? [])]) listener(one);
  }
}

export const studyBoard = new StudyBoard();
