// What came after the past situations that looked most like the present one: the noun that features, learners and
// briefings read. It says from when it may be used.

import type { Timeframe } from './timeframe.ts';

/** Outcomes are moves of the close over the horizon, in average true ranges (14) of their own time; up is positive. */
export interface OutcomeCounts {
  readonly count: number;
  readonly mean: number;
  /** How many went up, and their share. */
  readonly up: number;
  readonly shareUp: number;
}

export interface OutcomeFigures extends OutcomeCounts {
  readonly median: number;
  readonly p10: number;
  readonly p25: number;
  readonly p75: number;
  readonly p90: number;
  /** The 95 % interval of the share that went up (Wilson 1927). */
  readonly shareUpLow: number;
  readonly shareUpHigh: number;
}

export interface NeighbourOutcome {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Open of the last closed bar of the present situation, UTC ms. */
  readonly barTime: number;
  /** UTC ms from which it is known: the close of that bar. */
  readonly knownMs: number;
  readonly windowBars: number;
  readonly horizonBars: number;
  /** Of the neighbours; null where there are none. */
  readonly neighbours: OutcomeFigures | null;
  /** Of all past situations, like it or not: what the neighbours have to differ from. Null where there are none. */
  readonly everything: OutcomeCounts | null;
}
