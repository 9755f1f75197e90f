// What each server has told whole of its past: inside these spans a row that is not stored does not exist there, and
// is not asked for again. Folded from the journal.

import type { Timeframe } from '#core/model';
import { joinSpans, type Span } from './spans.ts';

export type SeriesKind = Timeframe | 'tick';

export interface ToldSpansState {
  readonly series: readonly { readonly key: string; readonly spans: readonly (readonly [number, number])[] }[];
}

export class ToldSpans {
  readonly #series = new Map<string, readonly Span[]>();

  constructor(state?: ToldSpansState) {
    for (const { key, spans } of state?.series ?? []) {
      this.#series.set(key, spans.map(([fromMs, toMs]) => ({ fromMs, toMs })));
    }
  }

  /** A question over `span` was answered to its end. */
  note(feed: string, symbol: string, kind: SeriesKind, span: Span): void {
    const key = keyOf(feed, symbol, kind);
    this.#series.set(key, joinSpans([...(this.#series.get(key) ?? []), span]));
  }

  /** Sorted and apart. */
  spans(feed: string, symbol: string, kind: SeriesKind): readonly Span[] {
    return this.#series.get(keyOf(feed, symbol, kind)) ?? [];
  }

  state(): ToldSpansState {
    return {
      series: [...this.#series].map(([key, spans]) => (
        { key, spans: spans.map(({ fromMs, toMs }) => [fromMs, toMs] as const) }
      )),
    };
  }
}

function keyOf(feed: string, symbol: string, kind: SeriesKind): string {
  return JSON.stringify([feed, symbol, kind]);
}
