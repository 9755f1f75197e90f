// The heap proof: no study of the registry allocates for a bar that it takes or for a forming bar that it shows.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { INDICATORS } from '#core/indicators';
import type { HeapRow } from './indicator-heap.ts';

const PROGRAM = fileURLToPath(new URL('./indicator-heap.ts', import.meta.url));
/** A number that is boxed for each bar has 16 bytes, for one bar in twenty 0.8. */
const BYTES_A_BAR = 0.8;
const PLANTED = ['planted object', 'planted box'];

let rows: readonly HeapRow[] = [];

beforeAll(() => {
  // A young generation that no round fills: the collector does not come while a round is measured.
  const options = ['--expose-gc', '--min-semi-space-size=16', '--max-semi-space-size=16'];
  const printed = execFileSync(process.execPath, [...options, PROGRAM], { encoding: 'utf8' });
  rows = printed.trim().split('\n').map((line) => JSON.parse(line) as HeapRow);
});

const growing = (key: 'next' | 'peek'): readonly string[] => rows
  .filter((row) => !(row[key] < BYTES_A_BAR) && !PLANTED.includes(row.name))
  .map((row) => `${row.name}: ${row[key].toFixed(1)} bytes a bar`);

describe('the heap', () => {
  it('was measured for every study of the registry, and for the reading of a timeframe', () => {
    expect(rows.map((row) => row.name)).toEqual([...PLANTED, 'timeframe reading', ...INDICATORS.keys()]);
  });

  it('does not grow with the bars that a study takes', () => {
    expect(growing('next')).toEqual([]);
  });

  it('does not grow with the forming bars that a study shows', () => {
    expect(growing('peek')).toEqual([]);
  });

  it.each(PLANTED)('is seen to grow with a study that allocates: %s', (name) => {
    const row = rows.find((other) => other.name === name);
    expect(row?.nextUsual).toBeGreaterThan(8);
    expect(row?.peekUsual).toBeGreaterThan(8);
  });
});
