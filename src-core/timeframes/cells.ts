// What each timeframe says for itself, and whether it counts.

import { TIMEFRAME_READING_WARMUP, type Swings } from '#core/indicators';
import { TIMEFRAME_MS, TIMEFRAMES, type Lean, type NotReady, type Timeframe, type TimeframeCell } from '#core/model';
import type { TimeframeStream } from './timeframe-stream.ts';

/** Weights of the timeframes in the score: the slower, the heavier. They sum to 1. */
export const WEIGHTS: Readonly<Record<Timeframe, number>> = {
  M1: 0.05, M5: 0.1, M15: 0.15, H1: 0.2, H4: 0.25, D1: 0.25,
};
/** Weights of the readings in a lean. Without structure the other two share its weight. */
const TREND = 0.6;
const MOMENTUM = 0.25;
const STRUCTURE = 0.15;
/** A lean from here on takes a side. */
const SIDE_FROM = 0.15;
/** Bars of its own length by which faster timeframes may be ahead before a timeframe is behind. */
const BEHIND_BARS = 2;

/** The streams of the timeframes that are followed. */
export type TimeframeStreams = Partial<Record<Timeframe, TimeframeStream>>;

/** The six cells, fast to slow. */
export function readCells(streams: TimeframeStreams): readonly TimeframeCell[] {
  return TIMEFRAMES.map((timeframe) => readCell(timeframe, streams));
}

function readCell(timeframe: Timeframe, streams: TimeframeStreams): TimeframeCell {
  const stream = streams[timeframe];
  const barsNeeded = TIMEFRAME_READING_WARMUP.trend + 1;
  const weight = WEIGHTS[timeframe];
  const bars = stream?.bars ?? 0;
  const asOfMs = stream?.asOfMs ?? null;
  const notReady = findNotReady(stream, streams);
  const place = { timeframe, asOfMs, bars, barsNeeded, notReady, weight };
  if (stream === undefined || notReady !== null) {
    return {
      ...place, trend: null, momentum: null, volatilityPct: null, volatilityRatio: null, volatilityRank: null,
      structure: null, levelAbove: null, levelBelow: null, lean: null, side: null,
    };
  }
  const { reading, swings, close } = stream;
  const [trend = Number.NaN, momentum = Number.NaN, volatility, ratio, rank] = reading.out;
  const structure = known(swings.structure);
  const lean = leanOf(trend, momentum, structure);
  return {
    ...place, trend, momentum, volatilityPct: known(volatility), volatilityRatio: known(ratio),
    volatilityRank: known(rank), structure, ...levelsOf(swings, close, reading.range), lean, side: sideOf(lean),
  };
}

function findNotReady(stream: TimeframeStream | undefined, streams: TimeframeStreams): NotReady | null {
  if (stream === undefined || stream.bars === 0) return 'no-bars';
  if (Number.isNaN(stream.reading.trend)) return 'warming';
  const asOfMs = stream.asOfMs ?? 0;
  const aheadMs = BEHIND_BARS * TIMEFRAME_MS[stream.timeframe];
  // Counted in bars, not in time: nights, weekends and holidays leave nobody behind.
  const isBehind = TIMEFRAMES.some((timeframe) => (
    TIMEFRAME_MS[timeframe] < TIMEFRAME_MS[stream.timeframe]
    && (streams[timeframe]?.barsSince(asOfMs) ?? 0) * TIMEFRAME_MS[timeframe] >= aheadMs
  ));
  return isBehind ? 'behind' : null;
}

/** 0.6 trend + 0.25 momentum + 0.15 structure; without structure (0.6 trend + 0.25 momentum) / 0.85. */
export function leanOf(trend: number, momentum: number, structure: number | null): number {
  const both = TREND * trend + MOMENTUM * momentum;
  return structure === null ? both / (TREND + MOMENTUM) : both + STRUCTURE * structure;
}

export function sideOf(lean: number): Lean {
  if (lean >= SIDE_FROM) return 'up';
  return lean <= -SIDE_FROM ? 'down' : 'flat';
}

function levelsOf(swings: Swings, close: number, range: number): Pick<TimeframeCell, 'levelAbove' | 'levelBelow'> {
  if (!(range > 0)) return { levelAbove: null, levelBelow: null };
  return {
    levelAbove: known((swings.levelAbove(close) - close) / range),
    levelBelow: known((close - swings.levelBelow(close)) / range),
  };
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
