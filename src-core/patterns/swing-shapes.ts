// What one more confirmed swing shows by itself and with earlier ones of its side: the swing, the zone and the trend
// line that it touches, and the retracement levels of the leg that it ended.

import type { StructureLevel } from '#core/model';
import {
  fit, level, priceOn, size, through, TRAIL_BARS, type Draft, type Sight, type Swing, type Watch,
} from './structure-parts.ts';

/** Swings of one side that a zone or a trend line may reach back. */
const REACH = 8;
/** Fibonacci's ratios as charts have them, with the half. */
const RATIOS = [0, 0.236, 0.382, 0.5, 0.618, 0.786, 1] as const;

/** Ends with a close beyond the line on the side of `sign`. */
function watchOne(sign: 1 | -1, line: ReturnType<typeof level>, until: number): Watch {
  return sign === 1
    ? { upper: line, lower: null, above: 'broken-up', below: 'broken-down', until }
    : { upper: null, lower: line, above: 'broken-up', below: 'broken-down', until };
}

export function swingFound(swings: readonly Swing[], sight: Sight): Draft {
  const swing = swings.at(-1) as Swing;
  const before = swings.at(-2);
  const isHigh = swing.sign === 1;
  const leg = before === undefined ? sight.params.reversal * sight.range : Math.abs(swing.price - before.price);
  return {
    kind: 'swing', form: isHigh ? 'swing-high' : 'swing-low', direction: isHigh ? 'down' : 'up',
    points: [sight.trail.point(swing, isHigh ? 'high' : 'low')], lines: [], levels: [], score: size(leg, sight),
    watch: watchOne(swing.sign, level(swing.price), swing.bar + TRAIL_BARS),
  };
}

/** The newest swing and those of its side that lie within the tolerance of their middle, none between beyond it. */
export function zoneFound(swings: readonly Swing[], sight: Sight): Draft | null {
  const swing = swings.at(-1) as Swing;
  const { sign } = swing;
  const touches = [swing];
  let [low, high] = [swing.price, swing.price];
  for (const other of sideOf(swings, sign).slice(-REACH - 1, -1).reverse()) {
    const [lower, higher] = [Math.min(low, other.price), Math.max(high, other.price)];
    if (higher - lower <= 2 * sight.near) {
      touches.unshift(other);
      [low, high] = [lower, higher];
    } else if (sign * other.price > sign * (sign === 1 ? high : low)) {
      break;
    }
  }
  const first = touches[0] as Swing;
  if (touches.length < 2 || swing.bar - first.bar < sight.params.minBars) return null;
  const edge = level(sign === 1 ? high : low);
  if (!sight.trail.isWithin(edge, sign, first.bar, sight.trail.newest, sight.near)) return null;
  const isHigh = sign === 1;
  return {
    kind: 'zone', form: isHigh ? 'resistance' : 'support', direction: isHigh ? 'down' : 'up',
    points: touches.map((touch) => sight.trail.point(touch, 'touch')), lines: [],
    levels: [{ role: 'zone-low', price: low, ratio: null }, { role: 'zone-high', price: high, ratio: null }],
    score: (1 - 1 / touches.length) * fit((high - low) / 2, sight.near),
    watch: watchOne(sign, level(edge.price + sign * sight.near), first.bar + 2 * TRAIL_BARS),
  };
}

/** A falling line over three highs or more, or a rising one under lows: through the first and the newest. */
export function trendLineFound(swings: readonly Swing[], sight: Sight): Draft | null {
  const side = sideOf(swings, (swings.at(-1) as Swing).sign).slice(-REACH);
  let best: Draft | null = null;
  for (let i = 0; i < side.length - 2; i += 1) {
    const found = lineOver(side.slice(i), sight);
    if (found !== null && found.score > (best?.score ?? 0)) best = found;
  }
  return best;
}

function lineOver(side: readonly Swing[], sight: Sight): Draft | null {
  const { trail, near, params } = sight;
  const first = side[0] as Swing;
  const last = side.at(-1) as Swing;
  const { sign } = first;
  const isSteep = sign * (first.price - last.price) > 2 * near;
  if (!isSteep || last.bar - first.bar < 2 * params.minBars) return null;
  const slope = through(first, last);
  const touches = side.filter(({ bar, price }) => Math.abs(price - priceOn(slope, bar)) <= near);
  if (touches.length < 3 || !trail.isWithin(slope, sign, first.bar, trail.newest, near)) return null;
  const deviation = Math.max(...touches.map(({ bar, price }) => Math.abs(price - priceOn(slope, bar))));
  const isFalling = sign === 1;
  return {
    kind: 'trend-line', form: isFalling ? 'trend-line-down' : 'trend-line-up', direction: isFalling ? 'down' : 'up',
    points: touches.map((touch) => trail.point(touch, 'touch')),
    lines: [trail.line('trend', slope, first.bar, last.bar)], levels: [],
    score: (1 - 1 / touches.length) * fit(deviation, near),
    watch: watchOne(sign, { ...slope, price: slope.price + sign * near }, first.bar + 2 * TRAIL_BARS),
  };
}

/** The last confirmed leg, from swing to swing, and the prices at which parts of it are taken back. */
export function retracementFound(swings: readonly Swing[], sight: Sight): Draft | null {
  const from = swings.at(-2);
  const to = swings.at(-1) as Swing;
  if (from === undefined) return null;
  const leg = to.price - from.price;
  const isUp = leg > 0;
  return {
    kind: 'fibonacci', form: isUp ? 'retracement-up' : 'retracement-down', direction: isUp ? 'up' : 'down',
    points: [sight.trail.point(from, 'leg-start'), sight.trail.point(to, 'leg-end')], lines: [],
    levels: RATIOS.map((ratio): StructureLevel => ({ role: 'ratio', price: to.price - leg * ratio, ratio })),
    score: size(Math.abs(leg), sight),
    watch: watchOne(isUp ? -1 : 1, level(from.price), to.bar + TRAIL_BARS),
  };
}

function sideOf(swings: readonly Swing[], sign: 1 | -1): readonly Swing[] {
  return swings.filter((swing) => swing.sign === sign);
}
