// Bars for tests: a seeded walk as columns.

import { drawGaussian, exp, Random } from '#core/base';
import type { Bar } from '#core/model';
import type { BarColumns } from './indicator.ts';

export function makeColumns(rows: readonly (readonly number[])[]): BarColumns {
  const column = (index: number): Float64Array => Float64Array.from(rows, (row) => row[index] ?? 0);
  return {
    time: column(0), open: column(1), high: column(2), low: column(3), close: column(4), volume: column(5),
  };
}

/** A walk of `count` bars, one a minute, prices on a grid of 0.00001, volumes from 10 up. */
export function makeWalk(seed: number, count: number): BarColumns {
  const random = new Random(seed);
  const round = (price: number): number => Math.round(price * 100_000) / 100_000;
  const rows: number[][] = [];
  let close = 1.1;
  for (let i = 0; i < count; i += 1) {
    const open = round(close);
    close = round(open * exp(drawGaussian(random) * 0.0008));
    const high = round(Math.max(open, close) + random.nextUnit() * 0.0006);
    const low = round(Math.min(open, close) - random.nextUnit() * 0.0006);
    rows.push([1_700_000_040_000 + i * 60_000, open, high, low, close, 10 + Math.floor(random.nextUnit() * 500)]);
  }
  return makeColumns(rows);
}

export function barAt(columns: BarColumns, index: number): Bar {
  const read = (column: Float64Array): number => column[index] as number;
  return {
    time: read(columns.time), open: read(columns.open), high: read(columns.high), low: read(columns.low),
    close: read(columns.close), tickVolume: read(columns.volume), realVolume: 0, spread: null, askOpen: null,
    askHigh: null, askLow: null, askClose: null, source: 'import', partial: false,
  };
}
