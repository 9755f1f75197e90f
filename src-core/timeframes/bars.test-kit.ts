// Bars of six timeframes for tests: minutes of a seeded walk on an exact grid, aggregated as the market stage does.

import { drawGaussian, Random } from '#core/base';
import { barOpenMs, TIMEFRAME_MS, TIMEFRAMES, type Bar, type Timeframe } from '#core/model';
import { TimeframeStream } from './index.ts';

/** A Monday, 00:00 UTC. */
const MONDAY = Date.UTC(2024, 0, 8);
const GRID = 131_072;

export function makeBar(time: number, open: number, high: number, low: number, close: number): Bar {
  return {
    time, open, high, low, close, tickVolume: 10, realVolume: 0, spread: null, askOpen: null, askHigh: null,
    askLow: null, askClose: null, source: 'import', partial: false,
  };
}

/** A walk of bars of one timeframe; prices are multiples of 2^-17, so that differences are exact. */
export function walkBars(seed: number, count: number, timeframe: Timeframe, drift = 0): Bar[] {
  const random = new Random(seed);
  const snap = (price: number): number => Math.round(price * GRID) / GRID;
  let close = 1.5;
  return Array.from({ length: count }, (_, i) => {
    const open = close;
    close = snap(Math.max(0.5, open + drawGaussian(random) * 0.0006 + drift));
    const high = snap(Math.max(open, close) + random.nextUnit() * 0.0004);
    const low = snap(Math.min(open, close) - random.nextUnit() * 0.0004);
    return makeBar(MONDAY + i * TIMEFRAME_MS[timeframe], open, high, low, close);
  });
}

/** Bars of a longer timeframe of whole shorter ones; the last stays out while it is not whole. */
export function aggregate(bars: readonly Bar[], timeframe: Timeframe): Bar[] {
  const made: Bar[] = [];
  for (const bar of bars) {
    const time = barOpenMs(bar.time, timeframe, 0);
    const last = made.at(-1);
    if (last?.time === time) {
      const { open, high, low } = last;
      made[made.length - 1] = makeBar(time, open, Math.max(high, bar.high), Math.min(low, bar.low), bar.close);
    } else {
      made.push(makeBar(time, bar.open, bar.high, bar.low, bar.close));
    }
  }
  return made;
}

/** Streams that took every bar that had closed at `atMs`. */
export function follow(
  series: Partial<Record<Timeframe, readonly Bar[]>>, atMs = Infinity,
): Record<Timeframe, TimeframeStream> {
  const streams = Object.fromEntries(TIMEFRAMES.map((timeframe) => {
    const stream = new TimeframeStream(timeframe);
    for (const bar of series[timeframe] ?? []) {
      if (bar.time + TIMEFRAME_MS[timeframe] <= atMs) stream.next(bar);
    }
    return [timeframe, stream];
  }));
  return streams as Record<Timeframe, TimeframeStream>;
}

/** Prices turned upside down around 3. */
export function turned(bars: readonly Bar[]): Bar[] {
  return bars.map(({ time, open, high, low, close }) => makeBar(time, 3 - open, 3 - low, 3 - high, 3 - close));
}
