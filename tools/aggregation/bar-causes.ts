// Longer bars rolled up from a feed's shorter ones, held against the feed's own: each difference with its cause.

import { BarRollup } from '../../src-core/market/index.ts';
import { TIMEFRAME_MS, type Bar, type Timeframe } from '../../src-core/model/index.ts';

export const CAUSES = {
  equal: 'all prices and tick volumes are the same',
  edge: 'the shorter series begins or ends inside the bar',
  carried: 'the feed opens its bar with the close of the one before',
  late: 'the feed\'s own bar lacks its first minutes: the later ones make it exactly',
  parts: 'the shorter series lacks minutes that the feed\'s own bar has',
  hole: 'the feed\'s own series has no such bar',
  absent: 'the shorter series has nothing in the time of the bar',
  unexplained: 'none of these',
} as const;
export type Cause = keyof typeof CAUSES;

export interface BarDifference {
  readonly cause: Cause;
  /** Open of the bar, UTC ms. */
  readonly time: number;
  readonly made: Bar | null;
  readonly own: Bar | null;
  /** Shorter bars in it. */
  readonly parts: number;
}

export interface Series {
  readonly timeframe: Timeframe;
  readonly bars: readonly Bar[];
}

/** One row for each longer bar in the span that both series cover, in order of time. */
export function explainBars(
  shorter: Series, longer: Series, offsetAt: (utcMs: number) => number = () => 0,
): readonly BarDifference[] {
  const parts = new Map<number, Bar[]>();
  for (const { made, of } of rollUp(shorter.bars, longer.timeframe, offsetAt)) parts.set(made.time, of);
  const own = new Map(longer.bars.map((bar) => [bar.time, bar]));
  const fromMs = Math.max(Math.min(...parts.keys()), longer.bars[0]?.time ?? Infinity);
  const toMs = Math.min(Math.max(...parts.keys()), longer.bars[longer.bars.length - 1]?.time ?? -Infinity);
  const times = [...new Set([...parts.keys(), ...own.keys()])].filter((time) => time >= fromMs && time <= toMs);
  times.sort((a, b) => a - b);
  const first = shorter.bars[0]?.time ?? 0;
  const end = (shorter.bars[shorter.bars.length - 1]?.time ?? 0) + TIMEFRAME_MS[shorter.timeframe];
  let before = longer.bars.findLast(({ time }) => time < fromMs) ?? null;
  return times.map((time) => {
    const of = parts.get(time) ?? [];
    const theirs = own.get(time) ?? null;
    const made = joined(of, longer.timeframe, offsetAt);
    const isEdge = first > time || end < time + TIMEFRAME_MS[longer.timeframe];
    const cause = causeOf(made, theirs, of, { before, isEdge, shorter: shorter.timeframe, longer: longer.timeframe });
    before = theirs ?? before;
    return { cause, time, made, own: theirs, parts: of.length };
  });
}

interface Around {
  readonly before: Bar | null;
  readonly isEdge: boolean;
  readonly shorter: Timeframe;
  readonly longer: Timeframe;
}

function causeOf(made: Bar | null, own: Bar | null, parts: readonly Bar[], around: Around): Cause {
  if (own === null) return 'hole';
  if (made === null) return 'absent';
  if (isSame(made, own)) return 'equal';
  if (around.isEdge) return 'edge';
  const carried = around.before?.close;
  if (carried !== undefined && own.open === carried && isSame(opened(made, carried), own)) return 'carried';
  for (let at = 1; at < parts.length; at += 1) {
    const rest = joined(parts.slice(at), around.longer, () => 0);
    if (rest !== null && isSame(rest, own)) return 'late';
  }
  const whole = TIMEFRAME_MS[around.longer] / TIMEFRAME_MS[around.shorter];
  const holds = own.high >= made.high && own.low <= made.low && own.tickVolume >= made.tickVolume;
  return parts.length < whole && holds ? 'parts' : 'unexplained';
}

function isSame(one: Bar, other: Bar): boolean {
  return one.open === other.open && one.high === other.high && one.low === other.low && one.close === other.close
    && one.tickVolume === other.tickVolume;
}

function opened(bar: Bar, open: number): Bar {
  return { ...bar, open, high: Math.max(bar.high, open), low: Math.min(bar.low, open) };
}

function joined(parts: readonly Bar[], timeframe: Timeframe, offsetAt: (utcMs: number) => number): Bar | null {
  const rollup = new BarRollup(timeframe, offsetAt);
  for (const part of parts) rollup.next(part);
  return rollup.running;
}

function* rollUp(
  bars: readonly Bar[], timeframe: Timeframe, offsetAt: (utcMs: number) => number,
): Generator<{ readonly made: Bar; readonly of: Bar[] }> {
  const rollup = new BarRollup(timeframe, offsetAt);
  let of: Bar[] = [];
  for (const bar of bars) {
    const made = rollup.next(bar);
    if (made !== null) {
      yield { made, of };
      of = [];
    }
    of.push(bar);
  }
  if (rollup.running !== null) yield { made: rollup.running, of };
}
