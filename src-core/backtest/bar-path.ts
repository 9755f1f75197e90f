// A bar as four ticks: open, the extreme that lies behind a bar's direction, the other one, close, at its 1st, 20th,
// 40th and last second. What really happened inside is not known; this is the usual assumption, and the same as the
// simulated terminal's when it plays a file of bars.

import type { Bar } from '#core/model';
import type { TickInput } from './backtest.ts';

const AFTER_MS = [0, 20_000, 40_000, 59_999] as const;
const DEFAULT_SPREAD_POINTS = 10;

/** The ticks of one M1 bar; `point` as the instrument has it. The spread is the bar's own, else ten points. */
export function ticksOfBar(bar: Bar, point: number): readonly TickInput[] {
  const bids = bar.close >= bar.open ? [bar.open, bar.low, bar.high, bar.close] : [
    bar.open, bar.high, bar.low, bar.close,
  ];
  const spread = bar.spread !== null && bar.spread > 0 ? bar.spread : DEFAULT_SPREAD_POINTS;
  const scale = Math.round(1 / point);
  return bids.map((bid, index) => ({
    time: bar.time + (AFTER_MS[index] as number), bid, ask: Math.round(bid * scale + spread) / scale, volume: 0,
  }));
}
