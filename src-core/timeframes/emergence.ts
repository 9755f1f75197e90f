// A pattern that forms on one timeframe and is confirmed on the next slower one: by a pattern of the same side that is
// known there from the same moment up to two of its bars later. Until then it is forming; a pattern of the other side
// on its own timeframe ends it, and so does the time. Moments are closes of bars, so nothing is known early.

import { TIMEFRAME_MS, TIMEFRAMES, type Emergence, type Timeframe } from '#core/model';
import type { TimeframeStreams } from './cells.ts';
import type { Formation, TimeframeStream } from './timeframe-stream.ts';

/** Bars of the slower timeframe that a pattern has to be confirmed in, and that a confirmed one is told for. */
const CONFIRM_BARS = 2;
const TOLD_BARS = 3;

/** What emerges as of `asOfMs`, slowest pair first; `isReady` says which timeframes count. */
export function findEmergences(
  streams: TimeframeStreams, isReady: (timeframe: Timeframe) => boolean, asOfMs: number,
): readonly Emergence[] {
  return TIMEFRAMES.slice(0, -1).flatMap((fast, index) => {
    const slow = TIMEFRAMES[index + 1] as Timeframe;
    const [faster, slower] = [streams[fast], streams[slow]];
    if (faster === undefined || slower === undefined || !isReady(fast) || !isReady(slow)) return [];
    const found = newestOf(faster, slower, asOfMs);
    return found === null ? [] : [found];
  }).reverse();
}

/** The newest pattern of the faster timeframe that is confirmed or may still be. */
function newestOf(faster: TimeframeStream, slower: TimeframeStream, asOfMs: number): Emergence | null {
  const slowMs = TIMEFRAME_MS[slower.timeframe];
  const { formations } = faster;
  for (let i = formations.length - 1; i >= 0; i -= 1) {
    const formed = formations[i] as Formation;
    if (asOfMs - formed.knownMs > (CONFIRM_BARS + TOLD_BARS) * slowMs) return null;
    const endedMs = formations.slice(i + 1).find(({ side }) => side !== formed.side)?.knownMs ?? Infinity;
    const untilMs = Math.min(formed.knownMs + CONFIRM_BARS * slowMs, endedMs);
    const by = slower.formations.find(({ side, knownMs }) => (
      side === formed.side && knownMs >= formed.knownMs && knownMs <= untilMs
    ));
    const isTold = by === undefined
      ? endedMs === Infinity && asOfMs <= untilMs
      : asOfMs - by.knownMs <= TOLD_BARS * slowMs;
    if (!isTold) continue;
    return {
      kind: formed.kind, side: formed.side, fast: faster.timeframe, slow: slower.timeframe, formedMs: formed.knownMs,
      confirmedBy: by?.kind ?? null, confirmedMs: by?.knownMs ?? null,
    };
  }
  return null;
}
