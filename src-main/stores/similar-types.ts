// What is asked of the similar past situations, what is answered, and what passes to their thread and back.

import type { Failure } from '#core/base';
import type { NeighbourOutcome, Timeframe } from '#core/model';

export interface SimilarAsked {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly windowBars: number;
  readonly horizonBars: number;
  /** Neighbours at most. */
  readonly count: number;
  /** As of this moment, UTC ms: only bars that had closed then are known. Null for the newest. */
  readonly atMs: number | null;
}

/** Closes as moves from the close at the window's end, in average true ranges there; the window's own end is 0. */
export interface SimilarPast {
  readonly startMs: number;
  readonly endMs: number;
  readonly correlation: number;
  readonly distance: number;
  readonly outcome: number;
  readonly shape: readonly number[];
  /** The bars of the horizon. */
  readonly after: readonly number[];
}

export interface SimilarAnswer extends NeighbourOutcome {
  /** Open of the first bar of the present window, UTC ms. */
  readonly startMs: number;
  readonly shape: readonly number[];
  /** Closed bars that were known at the moment asked for. */
  readonly bars: number;
  readonly situations: readonly SimilarPast[];
}

export interface SimilarQuery {
  readonly asked: SimilarAsked;
  /** In the order of trust. */
  readonly feeds: readonly string[];
}

export interface ToSimilar {
  readonly id: number;
  readonly query: SimilarQuery;
}

export type FromSimilar =
  | { readonly id: number; readonly answer: SimilarAnswer }
  | { readonly id: number; readonly failure: Failure }
  | { readonly id: number; readonly defect: string };
