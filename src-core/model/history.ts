// What is asked of a terminal's history, and how an answer ended.

import type { Timeframe } from './timeframe.ts';

export const HISTORY_KINDS = ['ticks', 'bars', 'deals', 'orders', 'calendar', 'count'] as const;
export type HistoryKind = (typeof HISTORY_KINDS)[number];

/** One question. Times are UTC ms, `from` inclusive, `to` exclusive. */
export interface HistoryAsk {
  readonly kind: HistoryKind;
  /** Null for deals, orders and the calendar. */
  readonly symbol: string | null;
  /** Of bars and count; null otherwise. */
  readonly timeframe: Timeframe | null;
  readonly fromMs: number;
  readonly toMs: number;
}

/** `complete`: everything the broker has was told; `refused`: it cannot be had, asking again is of no use. */
export type HistoryOutcome = 'complete' | 'refused';

/** How far an unanswered question is: not sent, sent, or the terminal has said that it still loads. */
export type HistoryAskState = 'waiting' | 'asked' | 'loading';
