// Studies that no reference file has, by a second road: their definitions written down over whole columns.

import { describe, expect, it } from 'vitest';
import { makeIndicator, readRequest } from './index.ts';
import { makeColumns, makeWalk } from './bars.test-kit.ts';

const WALK = makeWalk(20_260_512, 200);

function run(text: string, columns = WALK): readonly (readonly number[])[] {
  const asked = readRequest(text);
  if (!asked.ok) throw new Error(asked.error.text);
  const outs = asked.value.definition.outputs.map(() => new Float64Array(columns.close.length));
  makeIndicator(asked.value).run(columns, outs);
  return outs.map((column) => [...column]);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const last = <T>(values: readonly T[], end: number, count: number): readonly T[] => values.slice(end - count + 1, end + 1);

function expectSame(ours: readonly number[], theirs: readonly number[], first: number): void {
  expect(ours.findIndex((value) => !Number.isNaN(value))).toBe(first);
  theirs.forEach((value, i) => { if (i >= first) expect(ours[i]).toBeCloseTo(value, 11); });
}

describe('the relative vigor index', () => {
  it('is the weighted move over the weighted range, each a mean of its period, and its signal the weighted index', () => {
    const { open, high, low, close } = WALK;
    const four = (of: (i: number) => number) => (i: number): number => (of(i) + 2 * of(i - 1) + 2 * of(i - 2) + of(i - 3)) / 6;
    const move = four((i) => (close[i] as number) - (open[i] as number));
    const range = four((i) => (high[i] as number) - (low[i] as number));
    const index = (i: number): number => {
      const bars = last([...close.keys()], i, 10);
      return sum(bars.map(move)) / sum(bars.map(range));
    };
    const [rvgi, signal] = run('RVGI:10');
    expectSame(rvgi ?? [], [...close.keys()].map(index), 15);
    expectSame(signal ?? [], [...close.keys()].map(four(index)), 15);
  });
});

describe('the variable index dynamic average', () => {
  it('moves by k times the share of the net change in the path, and not at all where the price goes nowhere', () => {
    const closes = [...WALK.close];
    let value = closes[8] as number;
    const expected = closes.map((x, i) => {
      if (i < 9) return x;
      const changes = last(closes.map((y, j) => y - (closes[j - 1] ?? y)), i, 9);
      value += (2 / 13) * (Math.abs(sum(changes)) / sum(changes.map(Math.abs))) * (x - value);
      return value;
    });
    expectSame(run('VIDYA:12:9')[0] ?? [], expected, 9);
    const still = makeColumns([1, 1, 1, 1].map((price, i) => [i, price, price, price, price, 1]));
    expect(run('VIDYA:3:2', still)[0]).toEqual([Number.NaN, Number.NaN, 1, 1]);
  });
});

describe('the stop of a volatility', () => {
  it('trails the best close, and turns to the other side of a close beyond it', () => {
    const rows = [10, 11, 12, 13, 12.5, 9, 8, 11].map((close, i) => [i, close, close + 0.5, close - 0.5, close, 1]);
    // true ranges 1.5, 1.5, 1.5, 1, 4, 1.5, 3.5; of of the bar before, twice
    expect(run('VSTOP:1:2', makeColumns(rows))).toEqual([
      [Number.NaN, Number.NaN, 8, 9, 10, 11, 17, 11],
      [Number.NaN, Number.NaN, 1, 1, 1, 1, -1, -1],
    ]);
  });
});

describe('fractals', () => {
  it('are shown two bars after their bar, never of two equal highs, and stand until the next', () => {
    const highs = [3, 4, 6, 5, 5, 7, 7, 6, 5, 4];
    const lows = [2, 3, 4, 3, 1, 2, 3, 3, 2, 2];
    const rows = highs.map((high, i) => [i, high, high, lows[i] as number, high, 1]);
    const none = Number.NaN;
    expect(run('FRACTALS:2', makeColumns(rows))).toEqual([
      [none, none, none, none, 6, 6, 6, 6, 6, 6],
      [none, none, none, none, none, none, 1, 1, 1, 1],
    ]);
  });
});
