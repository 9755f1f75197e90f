// Bars for the tests of structure: walks, and planted shapes as straight moves between corners with a little noise.
// Prices stand on a grid of powers of two, so that mirroring and scaling them is exact.

import { drawGaussian, Random } from '#core/base';
import { TIMEFRAME_MS, type Bar, type StructureFinding } from '#core/model';
import { StructureStream } from './index.ts';

const FIRST_MS = 1_700_002_800_000;
const GRID = 1 / 1024;

function onGrid(price: number): number {
  return Math.round(price / GRID) * GRID;
}

export function timeOf(index: number): number {
  return FIRST_MS + index * TIMEFRAME_MS.H1;
}

function bar(index: number, open: number, close: number, wicks: readonly [number, number]): Bar {
  return {
    time: timeOf(index), open, close, high: Math.max(open, close) + wicks[0], low: Math.min(open, close) - wicks[1],
    tickVolume: 1, realVolume: 0, spread: null, askOpen: null, askHigh: null, askLow: null, askClose: null,
    source: 'import', partial: false,
  };
}

/** A random walk of closes with random wicks. */
export function walkBars(seed: number, count: number): readonly Bar[] {
  const random = new Random(seed);
  let close = 512;
  return Array.from({ length: count }, (_, i) => {
    const open = close;
    close = onGrid(open + drawGaussian(random));
    return bar(i, open, close, [onGrid(random.nextUnit() * 0.6), onGrid(random.nextUnit() * 0.6)]);
  });
}

/** Straight moves through corners [bar number, close], with noise and wicks of up to `noise`. */
export function plantedBars(corners: readonly (readonly [number, number])[], seed: number, noise = 0.25): readonly Bar[] {
  const random = new Random(seed);
  const count = (corners.at(-1)?.[0] ?? 0) + 1;
  const closes = Array.from({ length: count }, (_, i) => {
    const at = Math.max(1, corners.findIndex(([index]) => index >= i));
    const [[from, low], [to, high]] = [corners[at - 1] as readonly [number, number], corners[at] as readonly [number, number]];
    const isCorner = corners.some(([index]) => index === i);
    const shake = isCorner ? 0 : (random.nextUnit() - 0.5) * 2 * noise;
    return onGrid(low + ((high - low) * (i - from)) / (to - from) + shake);
  });
  return closes.map((close, i) => (
    bar(i, closes[i - 1] ?? close, close, [onGrid(random.nextUnit() * noise), onGrid(random.nextUnit() * noise)])
  ));
}

/** Prices p as `offset + factor * p`; a negative factor turns highs and lows over. */
export function mapped(bars: readonly Bar[], offset: number, factor: number): readonly Bar[] {
  const to = (price: number): number => offset + factor * price;
  return bars.map((one) => ({
    ...one, open: to(one.open), close: to(one.close), high: to(factor > 0 ? one.high : one.low),
    low: to(factor > 0 ? one.low : one.high),
  }));
}

/** All news in the order in which they were told. */
export function tell(bars: readonly Bar[], stream = new StructureStream('H1')): readonly StructureFinding[] {
  return bars.flatMap((one) => {
    stream.next(one);
    return stream.news;
  });
}
