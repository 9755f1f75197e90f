// What the six timeframes of a symbol say, each for itself and together. Codes and values: words are made of them in
// `timeframe-words.ts`, in the window and behind REST alike.

import type { Timeframe } from './timeframe.ts';

export type Lean = 'up' | 'down' | 'flat';

/** Why a timeframe does not count: no bars, fewer than its readings need, or missing ones behind the others. */
export type NotReady = 'no-bars' | 'warming' | 'behind';

export interface TimeframeCell {
  readonly timeframe: Timeframe;
  /** UTC ms at which its newest closed bar had closed; null without bars. */
  readonly asOfMs: number | null;
  /** Closed bars taken, and how many its trend needs. */
  readonly bars: number;
  readonly barsNeeded: number;
  readonly notReady: NotReady | null;
  /** -1 … 1; null before it is ready, as all below. */
  readonly trend: number | null;
  readonly momentum: number | null;
  /** Average true range of 14 bars in per cent of the close, its ratio to that of 100, its rank among 100 values. */
  readonly volatilityPct: number | null;
  readonly volatilityRatio: number | null;
  readonly volatilityRank: number | null;
  /** 1 higher highs and higher lows, -1 lower ones, 0 mixed. */
  readonly structure: number | null;
  /** Distance from the close to the nearest swing level above and below, in average true ranges. */
  readonly levelAbove: number | null;
  readonly levelBelow: number | null;
  /** 0.6 trend + 0.25 momentum + 0.15 structure, and the side it takes from 0.15 on. */
  readonly lean: number | null;
  readonly side: Lean | null;
  /** Its weight in the score. */
  readonly weight: number;
}

export const CONFLICT_KINDS = ['pullback', 'counter-move', 'fading', 'structure-against', 'burst'] as const;
/**
 * - `pullback`: the slow timeframe's trend is at least 0.3 to `side`, the faster one's at least 0.15 against it.
 * - `counter-move`: the slow timeframe has no trend (within 0.15), the faster one's is at least 0.45 to `side`.
 * - `fading`: on one timeframe trend at least 0.3 to `side`, momentum at least 0.2 against it.
 * - `structure-against`: on one timeframe trend at least 0.3 to `side`, both newest swings against it.
 * - `burst`: the faster timeframe's volatility ranks 0.9 or higher, the slow one's 0.3 or lower; no side.
 */
export type ConflictKind = (typeof CONFLICT_KINDS)[number];

export interface TimeframeConflict {
  readonly kind: ConflictKind;
  readonly side: Lean;
  /** The slower timeframe, or the only one. */
  readonly slow: Timeframe;
  readonly fast: Timeframe | null;
}

export const FORMATION_KINDS = ['break', 'engulfing', 'star'] as const;
/** The first close beyond the newest swing; TA-Lib's engulfing; its morning and evening star. */
export type FormationKind = (typeof FORMATION_KINDS)[number];

/** A pattern on one timeframe that the next slower one has confirmed, or may still confirm. */
export interface Emergence {
  readonly kind: FormationKind;
  readonly side: 'up' | 'down';
  readonly fast: Timeframe;
  readonly slow: Timeframe;
  /** UTC ms at which the bar had closed that formed it. */
  readonly formedMs: number;
  /** By which pattern of the slower timeframe, and when; null while it is only forming. */
  readonly confirmedBy: FormationKind | null;
  readonly confirmedMs: number | null;
}

/** How returns of two neighbouring timeframes go together, over the same closes. */
export interface TimeframeCorrelation {
  readonly fast: Timeframe;
  readonly slow: Timeframe;
  /** Pearson's, null before there are enough closes. */
  readonly correlation: number | null;
  /** What a random walk has: above it moves carry on, below it they turn back. */
  readonly ofWalk: number;
}

export const TREND_WORDS = ['strong-up', 'up', 'mixed', 'down', 'strong-down', 'unknown'] as const;
export type TrendWord = (typeof TREND_WORDS)[number];

export interface TimeframeSynthesis {
  readonly symbol: string;
  /** The newest moment at which a bar of any timeframe had closed, UTC ms; null without bars. */
  readonly asOfMs: number | null;
  /** -100 … 100: 100 times the mean of the leans, by weight; null where less than a quarter of the weight is ready. */
  readonly score: number | null;
  /** Share of the ready weight that takes the side of the score's sign (0 is flat); null without a score. */
  readonly agreement: number | null;
  /** How many ready timeframes take each side. */
  readonly sides: Readonly<Record<Lean, number>>;
  readonly trend: TrendWord;
  readonly cells: readonly TimeframeCell[];
  /** Most telling first. */
  readonly conflicts: readonly TimeframeConflict[];
  readonly emergences: readonly Emergence[];
  readonly correlations: readonly TimeframeCorrelation[];
}
