// The eight studies of the indicators budget, and the columns that every side runs them over.

import { readFileSync, writeFileSync } from 'node:fs';
import { drawGaussian, exp, Random } from '#core/base';
import type { BarColumns } from '#core/indicators';

/** Registry name and parameters in its order; the names are TA-Lib's. */
export const EIGHT = [
  ['SMA', [20]], ['EMA', [20]], ['RSI', [14]], ['MACD', [12, 26, 9]], ['ATR', [14]], ['BBANDS', [20, 2, 2, 0]],
  ['STOCH', [14, 3, 0, 3, 0]], ['ADX', [14]],
] as const satisfies readonly (readonly [string, readonly number[]])[];

export type EightName = (typeof EIGHT)[number][0];

const COLUMNS = 6;

/** A walk of `count` bars on a grid of 0.00001: time, open, high, low, close and volume, one column after the other. */
export function writeWalk(path: string, count: number): void {
  const random = new Random(20_261_125);
  const round = (price: number): number => Math.round(price * 1e5) / 1e5;
  const cells = new Float64Array(count * COLUMNS);
  let close = 1.1;
  for (let i = 0; i < count; i += 1) {
    const open = close;
    close = round(open * exp(drawGaussian(random) * 0.0003));
    cells[i] = 1_700_000_040_000 + i * 60_000;
    cells[count + i] = open;
    cells[2 * count + i] = round(Math.max(open, close) + random.nextUnit() * 0.0003);
    cells[3 * count + i] = round(Math.min(open, close) - random.nextUnit() * 0.0003);
    cells[4 * count + i] = close;
    cells[5 * count + i] = 10 + random.nextInt(0, 490);
  }
  writeFileSync(path, new Uint8Array(cells.buffer));
}

export function readWalk(path: string): BarColumns {
  const bytes = readFileSync(path);
  const cells = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const count = cells.length / COLUMNS;
  const column = (index: number): Float64Array => cells.slice(index * count, (index + 1) * count);
  return {
    time: column(0), open: column(1), high: column(2), low: column(3), close: column(4), volume: column(5),
  };
}
