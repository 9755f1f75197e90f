// Feeds one study of one chart: its values for the bars that the chart holds, live ones on top, older ones as the
// trader scrolls back. One request at a time; after `stop` nothing is touched any more.

import type { StudyNews, StudyRef } from '#core/contract';
import { watchStudy, type loadStudy, type RequestFailure } from '#renderer/engine';
import { studyBoard } from '#renderer/state';
import type { SeriesData } from './series-data.ts';
import type { StudyData, StudyPoint } from './study-data.ts';

export interface StudyState {
  readonly phase: 'warming' | 'short' | 'ready' | 'failed' | 'refused';
  /** Bars that are still needed before the first value. */
  readonly missing: number;
  readonly failure: RequestFailure | null;
}

export const FIRST_STATE: StudyState = { phase: 'warming', missing: 0, failure: null };

export interface StudyFeedParts {
  readonly ref: StudyRef;
  readonly bars: SeriesData;
  readonly data: StudyData;
  readonly load: typeof loadStudy;
  /** All values are to be drawn anew. */
  readonly onHistory: () => void;
  readonly onLive: (point: StudyPoint) => void;
  readonly onState: (state: StudyState) => void;
}

export class StudyFeed {
  readonly #parts: StudyFeedParts;
  #isRunning = true;
  #isLoading = false;
  #isWanted = true;
  /** Values are loaded from here on, UTC ms; null before the first answer. */
  #fromMs: number | null = null;

  constructor(parts: StudyFeedParts) {
    this.#parts = parts;
  }

  /** Begins; the returned function stops it. */
  start(): () => void {
    const offWatch = watchStudy(this.#parts.ref);
    const offNews = studyBoard.onStudy(this.#parts.ref, (news) => {
      this.#hear(news);
    });
    this.followBars();
    return () => {
      this.#isRunning = false;
      offNews();
      offWatch();
    };
  }

  /** The chart's bars changed: loads what they have and the study lacks. */
  followBars(): void {
    const firstMs = this.#parts.bars.first?.time ?? null;
    if (firstMs === null) return;
    if (this.#fromMs === null || this.#isWanted || firstMs < this.#fromMs) void this.#load();
  }

  #hear(news: StudyNews): void {
    const { data, onLive, onState } = this.#parts;
    onState({ phase: news.state, missing: news.missing, failure: news.whyNot });
    if (news.stale && (news.state === 'ready' || news.state === 'short')) {
      this.#isWanted = true;
      this.followBars();
    }
    for (const point of news.closed) {
      data.put(point);
      onLive(point);
    }
    if (news.forming === null) return;
    data.put(news.forming);
    onLive(news.forming);
  }

  async #load(): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const { ref, bars, data, load, onHistory, onState } = this.#parts;
    for (let firstMs = bars.first?.time ?? null; firstMs !== null;) {
      const isAnew = this.#isWanted || this.#fromMs === null;
      if (!isAnew && firstMs >= (this.#fromMs ?? firstMs)) break;
      this.#isWanted = false;
      const outcome = await load(ref, firstMs, isAnew ? null : this.#fromMs);
      if (!this.#isRunning) return;
      if (!outcome.ok) {
        onState({ phase: 'failed', missing: 0, failure: outcome.failure });
        break;
      }
      if (outcome.value !== null) {
        if (isAnew) data.setHistory(outcome.value);
        else data.addOlder(outcome.value);
      }
      this.#fromMs = firstMs;
      onHistory();
      const missing = outcome.value?.missing ?? 0;
      onState({ phase: missing > 0 ? 'short' : 'ready', missing, failure: null });
      firstMs = bars.first?.time ?? null;
    }
    this.#isLoading = false;
  }
}
