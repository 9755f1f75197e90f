import { describe, expect, it } from 'vitest';
import type { BenchRow } from './frame.ts';
import { figuresOf, meanRow, shared } from './indicators.bench.ts';

function row(name: string, peerName: string, ours: number, peer: number | null): BenchRow {
  return {
    name, peerName, ours, peer, unit: 'ns/bar', ratio: peer === null ? null : peer / ours, runs: 5, spread: 0.1, load: 1,
  };
}

describe('the figures of the indicators budget', () => {
  it('are one for each study that the peer has, and their sum', () => {
    expect(figuresOf('batch', ['ADX']).map(({ name }) => name)).toEqual([
      'columns, SMA', 'columns, EMA', 'columns, RSI', 'columns, MACD', 'columns, ATR', 'columns, BBANDS',
      'columns, STOCH', 'columns, 7 of the eight',
    ]);
    expect(shared([1, 2, 3, 4, 5, 6, 7, 80], ['ADX'])).toEqual([1, 2, 3, 4, 5, 6, 7, 28]);
    expect(shared([1, 2, 3, 4, 5, 6, 7], ['ADX'])).toEqual([1, 2, 3, 4, 5, 6, 7, 28]);
    expect(shared([1, 2, 3, 4, 5, 6, 7, 8], [])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 36]);
  });

  it('of a streaming peer are one', () => {
    expect(figuresOf('streaming', [])).toHaveLength(1);
    expect(shared([7], [])).toEqual([7]);
  });
});

describe('the geometric mean', () => {
  const rows = [
    row('columns, the eight', 'a', 10, 20), row('columns, 7 of the eight', 'b', 10, 80),
    row('columns, SMA', 'a', 1, 1000), row('columns, the eight', 'C', 10, 5), row('columns, the eight', 'c', 10, null),
    row('one bar at a time, the eight', 'a', 10, 10_000),
  ];

  it('is of the sums against the libraries that were there, columns only', () => {
    const mean = meanRow(rows, ['a', 'b', 'c']);
    expect(mean?.ratio).toBeCloseTo(4, 12);
    expect(mean?.peerName).toBe('2 JavaScript libraries');
  });

  it('is not told without a library', () => {
    expect(meanRow(rows, ['c'])).toBeNull();
  });
});
