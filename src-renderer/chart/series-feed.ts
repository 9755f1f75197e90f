// Feeds one chart: the newest history, live bars on top, older history when the trader scrolls back. One request at a
// time; after `stop` nothing is touched any more.

import type { Series } from '#core/contract';
import { loadHistory, type RequestFailure } from '#renderer/engine';
import { board } from '#renderer/state';
import type { PriceChart } from './price-chart.ts';
import type { SeriesData } from './series-data.ts';

const FIRST_BARS = 2_000;
const OLDER_BARS = 5_000;

/** undefined: a live bar came; null: history was loaded; else why it could not be. */
type FeedListener = (failed: RequestFailure | null | undefined) => void;

export class SeriesFeed {
  readonly #chart: PriceChart;
  readonly #data: SeriesData;
  readonly #series: Series;
  readonly #listener: FeedListener;
  #isFirst: boolean;
  #isRunning = true;
  #isLoading = false;
  #isWanted = false;
  #hasMore = false;

  constructor(chart: PriceChart, data: SeriesData, series: Series, listener: FeedListener) {
    this.#chart = chart;
    this.#data = data;
    this.#series = series;
    this.#listener = listener;
    this.#isFirst = data.last === null;
  }

  /** Begins; the returned function stops it. */
  start(): () => void {
    const offLive = board.onSeries(this.#series, (event) => {
      if (event.kind === 'stale') {
        void this.#load();
        return;
      }
      this.#chart.draw(event.bar, this.#data.put(event.bar));
      this.#listener(undefined);
    });
    const offOlder = this.#chart.onNeedOlder(() => {
      void this.#loadOlder();
    });
    void this.#load();
    return () => {
      this.#isRunning = false;
      offLive();
      offOlder();
    };
  }

  /** Loads the newest history; once more where it is asked for again meanwhile. */
  async #load(): Promise<void> {
    this.#isWanted = true;
    if (this.#isLoading) return;
    this.#isLoading = true;
    while (this.#isWanted) {
      this.#isWanted = false;
      const outcome = await loadHistory(this.#series, FIRST_BARS, null);
      if (!this.#isRunning) return;
      if (outcome.ok) this.#show(outcome.value);
      this.#listener(outcome.ok ? null : outcome.failure);
    }
    this.#isLoading = false;
  }

  #show(history: Parameters<SeriesData['setHistory']>[0]): void {
    this.#data.setHistory(history);
    this.#hasMore = history.more;
    const forming = board.forming(this.#series);
    if (forming !== null) this.#data.put(forming);
    this.#chart.redraw();
    if (this.#isFirst) this.#chart.showNewest();
    this.#isFirst = false;
  }

  async #loadOlder(): Promise<void> {
    const { first } = this.#data;
    if (this.#isLoading || !this.#hasMore || first === null) return;
    this.#isLoading = true;
    const outcome = await loadHistory(this.#series, OLDER_BARS, first.time);
    this.#isLoading = false;
    if (!this.#isRunning) return;
    if (outcome.ok) {
      this.#hasMore = outcome.value.more;
      this.#data.addOlder(outcome.value);
      this.#chart.redraw();
    }
    if (this.#isWanted) void this.#load();
  }
}
