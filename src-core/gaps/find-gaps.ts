// What is missing of a stored series: bars that the symbol's hours call for and that are not there. Pure: the same
// stored times give the same gaps, whatever order they came in.
//
// Not gaps: closed sessions and holidays; a few minutes in which nothing traded, when the broker's own bars lie around
// them or the broker was asked and has none; and the time before the broker's history begins.

import { TIMEFRAME_MS, type Timeframe } from '#core/model';
import { joinSpans, intersectSpans, type Span } from './spans.ts';
import type { TradingHours } from './trading-hours.ts';

/** A run of missing bars, one behind the other. */
export interface Gap extends Span {
  readonly bars: number;
  /** The broker was asked for all of it and does not have it. */
  readonly isToldEmpty: boolean;
}

/** A stored bar's open, UTC ms, and what is known of it. */
export interface StoredTimes {
  /** Ascending, each once. */
  readonly times: readonly number[];
  /** True where the broker's own bar is among those stored. */
  readonly isBroker: readonly boolean[];
}

/** Minutes without a tick that a quiet market may have. */
const QUIET_MS = 900_000;
/** The broker's days of both sides of a clock change may stand an hour apart. */
const CLOCK_CHANGE_MS = 3_600_000;

export interface GapQuestion {
  readonly hours: TradingHours;
  readonly timeframe: Timeframe;
  /** UTC ms; `to` exclusive: bars that have not closed by then are not due. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly stored: StoredTimes;
  /** What the broker has told whole, sorted and apart. */
  readonly told: readonly Span[];
  /** Open time in which nothing traded anywhere, sorted and apart. */
  readonly holidays: readonly Span[];
}

/** Opens of the bars that are due and not stored, ascending. */
export function missingOpens(question: Omit<GapQuestion, 'told'>): readonly number[] {
  const { hours, timeframe, fromMs, toMs, stored: { times }, holidays } = question;
  const length = TIMEFRAME_MS[timeframe];
  const toleranceMs = timeframe === 'H4' || timeframe === 'D1' ? CLOCK_CHANGE_MS : 0;
  const missing: number[] = [];
  let at = 0;
  for (const open of hours.barOpens(timeframe, fromMs, toMs - length + 1, holidays)) {
    while (at < times.length && (times[at] as number) < open - toleranceMs) at += 1;
    if (at >= times.length || (times[at] as number) > open + toleranceMs) missing.push(open);
  }
  return missing;
}

/** The gaps of a series, oldest first. */
export function findGaps(question: GapQuestion): readonly Gap[] {
  const { timeframe, stored: { times, isBroker }, told } = question;
  const length = TIMEFRAME_MS[timeframe];
  const firstMs = times[0] ?? Infinity;
  const gaps: Gap[] = [];
  for (const open of missingOpens(question)) {
    const isToldEmpty = told.some((span) => span.fromMs <= open && span.toMs > open);
    // Nothing is older than where the broker's history begins.
    if (isToldEmpty && open < firstMs) continue;
    const last = gaps[gaps.length - 1];
    if (last?.toMs === open && last.isToldEmpty === isToldEmpty) {
      gaps[gaps.length - 1] = { ...last, toMs: open + length, bars: last.bars + 1 };
    } else gaps.push({ fromMs: open, toMs: open + length, bars: 1, isToldEmpty });
  }
  const brokerTimes = new Set(times.filter((_, i) => isBroker[i] === true));
  return gaps.filter((gap) => !isQuiet(gap, length, brokerTimes));
}

function isQuiet({ fromMs, toMs, isToldEmpty }: Gap, length: number, brokerTimes: ReadonlySet<number>): boolean {
  if (toMs - fromMs > QUIET_MS) return false;
  return isToldEmpty || (brokerTimes.has(fromMs - length) && brokerTimes.has(toMs));
}

export interface TickGapQuestion {
  /** Opens of the minutes for which the broker has a bar, ascending. */
  readonly brokerMinutes: readonly number[];
  /** Opens of the minutes in which a tick is stored, ascending. */
  readonly tickMinutes: readonly number[];
  readonly told: readonly Span[];
}

/**
 * Minutes between the first and the last stored tick in which the broker had ticks and none is stored. Where the broker
 * has been asked it has them no longer.
 */
export function findTickGaps({ brokerMinutes, tickMinutes, told }: TickGapQuestion): readonly Gap[] {
  const length = TIMEFRAME_MS.M1;
  const first = tickMinutes[0] ?? Infinity;
  const last = tickMinutes[tickMinutes.length - 1] ?? -Infinity;
  const known = new Set(tickMinutes);
  const gaps: Gap[] = [];
  for (const open of brokerMinutes) {
    if (open <= first || open >= last || known.has(open)) continue;
    const isToldEmpty = told.some((span) => span.fromMs <= open && span.toMs > open);
    const before = gaps[gaps.length - 1];
    if (before?.toMs === open && before.isToldEmpty === isToldEmpty) {
      gaps[gaps.length - 1] = { ...before, toMs: open + length, bars: before.bars + 1 };
    } else gaps.push({ fromMs: open, toMs: open + length, bars: 1, isToldEmpty });
  }
  return gaps;
}

/**
 * Holidays by absence: what every symbol's broker was asked for and has for none of them, an hour at least. A single
 * symbol says nothing.
 */
export function commonAbsence(toldEmpty: readonly (readonly Span[])[]): readonly Span[] {
  const [first, ...others] = toldEmpty;
  if (first === undefined || others.length === 0) return [];
  let common = joinSpans(first);
  for (const spans of others) common = intersectSpans(common, joinSpans(spans));
  return common.filter(({ fromMs, toMs }) => toMs - fromMs >= 3_600_000);
}
