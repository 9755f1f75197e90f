// The six timeframes together: one number, who agrees, what conflicts, what emerges. A function of the streams alone:
// the newest close that any of them knows is its clock, so that it says at every moment what a replay says there.

import {
  TIMEFRAME_MS, TIMEFRAMES, type Lean, type Timeframe, type TimeframeCell, type TimeframeCorrelation,
  type TimeframeSynthesis, type TrendWord,
} from '#core/model';
import { readCells, type TimeframeStreams } from './cells.ts';
import { findConflicts } from './conflicts.ts';
import { findEmergences } from './emergence.ts';

/** Below this share of the weight there is no score. */
const WEIGHT_MIN = 0.25;
const STRONG_SCORE = 60;
const TREND_SCORE = 20;

export function synthesise(symbol: string, streams: TimeframeStreams): TimeframeSynthesis {
  const cells = readCells(streams);
  const asOf = cells.reduce((newest, { asOfMs }) => Math.max(newest, asOfMs ?? -Infinity), -Infinity);
  const isReady = (timeframe: Timeframe): boolean => (
    cells.some((cell) => cell.timeframe === timeframe && cell.notReady === null)
  );
  return {
    symbol, asOfMs: asOf === -Infinity ? null : asOf, ...weigh(cells), cells, conflicts: findConflicts(cells),
    emergences: findEmergences(streams, isReady, asOf), correlations: correlate(streams, isReady),
  };
}

type Weighed = Pick<TimeframeSynthesis, 'score' | 'agreement' | 'sides' | 'trend'>;

/** The score is 100 times the mean of the leans by weight; who takes the side of its sign agrees (0 is flat). */
export function weigh(cells: readonly TimeframeCell[]): Weighed {
  const ready = cells.filter((cell) => cell.lean !== null);
  const sum = (of: (cell: TimeframeCell) => number): number => ready.reduce((total, cell) => total + of(cell), 0);
  const weight = sum((cell) => cell.weight);
  const count = (lean: Lean): number => ready.filter(({ side }) => side === lean).length;
  const sides = { up: count('up'), down: count('down'), flat: count('flat') };
  if (weight < WEIGHT_MIN - 1e-9) return { score: null, agreement: null, sides, trend: 'unknown' };
  const score = 100 * (sum((cell) => cell.weight * (cell.lean ?? 0)) / weight);
  const own: Lean = score > 0 ? 'up' : score < 0 ? 'down' : 'flat';
  const agreement = sum((cell) => (cell.side === own ? cell.weight : 0)) / weight;
  return { score, agreement, sides, trend: trendWord(score) };
}

function trendWord(score: number): TrendWord {
  if (Math.abs(score) < TREND_SCORE) return 'mixed';
  if (score > 0) return score >= STRONG_SCORE ? 'strong-up' : 'up';
  return score <= -STRONG_SCORE ? 'strong-down' : 'down';
}

function correlate(
  streams: TimeframeStreams, isReady: (timeframe: Timeframe) => boolean,
): readonly TimeframeCorrelation[] {
  return TIMEFRAMES.slice(0, -1).map((fast, index) => {
    const slow = TIMEFRAMES[index + 1] as Timeframe;
    const ratio = TIMEFRAME_MS[slow] / TIMEFRAME_MS[fast];
    const correlation = isReady(fast) ? streams[fast]?.correlationWith(ratio) ?? null : null;
    return { fast, slow, correlation, ofWalk: Math.sqrt(1 / ratio) };
  });
}
