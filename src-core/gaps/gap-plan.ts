// Which gaps are asked for, in what order, and how far each one is.

import { TIMEFRAME_MS, type HistoryAsk, type HistoryAskState } from '#core/model';
import type { Gap } from './find-gaps.ts';
import { subtractSpans, type Span } from './spans.ts';
import type { SeriesKind } from './told-spans.ts';

/**
 * `found`: not asked for yet; `asked`; `loading`: the terminal has said that it still loads; `empty`: the broker has
 * no data there; `filled`: it was a gap and is none any more.
 */
export type GapState = 'found' | 'asked' | 'loading' | 'empty' | 'filled';

export interface KnownGap extends Span {
  readonly bars: number;
  readonly state: GapState;
}

/** Bars that one question may span, and how far apart gaps of one question may lie. */
const ASK_BARS_MAX = 20_000;
const JOIN_BARS_MAX = 2_000;
/** Questions of one series at a time. */
const ASKS_MAX = 4;
/** How far behind a chart looks, by urgency: the long bars are few and make the chart. */
const PRIORITIES: Readonly<Record<SeriesKind, number>> = { D1: 60, H4: 50, H1: 40, M15: 35, M5: 30, M1: 25, tick: 10 };
/** A person waits for it. */
const URGENT = 100;

export interface PlannedAsk {
  readonly ask: HistoryAsk;
  readonly priority: number;
}

/** Questions for the gaps of one series, the newest first; gaps near each other share one. */
export function planAsks(
  symbol: string, kind: SeriesKind, gaps: readonly Gap[], isUrgent = false,
): readonly PlannedAsk[] {
  const length = TIMEFRAME_MS[kind === 'tick' ? 'M1' : kind];
  const spans: Span[] = [];
  for (const gap of [...gaps].reverse()) {
    if (gap.isToldEmpty) continue;
    const last = spans[spans.length - 1];
    const isNear = last !== undefined && last.fromMs - gap.toMs <= JOIN_BARS_MAX * length
      && last.toMs - gap.fromMs <= ASK_BARS_MAX * length;
    if (isNear) spans[spans.length - 1] = { fromMs: gap.fromMs, toMs: last.toMs };
    else spans.push({ fromMs: gap.fromMs, toMs: gap.toMs });
  }
  return spans.slice(0, ASKS_MAX).map(({ fromMs, toMs }) => ({
    ask: {
      kind: kind === 'tick' ? 'ticks' : 'bars', symbol, timeframe: kind === 'tick' ? null : kind, fromMs, toMs,
    },
    priority: PRIORITIES[kind] + (isUrgent ? URGENT : 0),
  }));
}

/** Each gap with how far it is, by the questions under way for its series. */
export function stateOfGaps(
  gaps: readonly Gap[], asks: readonly (Span & { readonly state: HistoryAskState })[],
): readonly KnownGap[] {
  return gaps.map(({ fromMs, toMs, bars, isToldEmpty }) => {
    const ask = asks.find((one) => one.fromMs < toMs && one.toMs > fromMs);
    const state = isToldEmpty ? 'empty' : ask === undefined ? 'found' : ask.state === 'loading' ? 'loading' : 'asked';
    return { fromMs, toMs, bars, state };
  });
}

/**
 * What was a gap at an earlier look and is none `now`, where bars are stored there (`times`, ascending): it was filled.
 * What vanished without a bar (it was quiet, or the look no longer reaches so far back) was not.
 */
export function filledSince(
  before: readonly Gap[], now: readonly Gap[], times: readonly number[],
): readonly KnownGap[] {
  return before.filter((gap) => !gap.isToldEmpty).flatMap((gap) => (
    subtractSpans([gap], now).flatMap(({ fromMs, toMs }) => {
      const bars = times.filter((time) => time >= fromMs && time < toMs).length;
      return bars === 0 ? [] : [{ fromMs, toMs, bars, state: 'filled' as const }];
    })
  ));
}
