// Levels by hand: small tables of bars over the ends of days, and what a trader would draw from them.

import { describe, expect, it } from 'vitest';
import { makeIndicator, readRequest } from './index.ts';
import { makeColumns } from './bars.test-kit.ts';

/** UTC ms. */
const at = (text: string): number => Date.parse(`${text}Z`);

/** time, high, low, close, volume; the open does not matter to a level. */
type Row = readonly [time: string, high: number, low: number, close: number, volume: number];

/** The outputs of each bar, rounded to 10 decimals; null before ready. */
function run(text: string, rows: readonly Row[]): readonly (readonly (number | null)[])[] {
  const asked = readRequest(text);
  if (!asked.ok) throw new Error(asked.error.text);
  const columns = makeColumns(rows.map(([time, high, low, close, volume]) => [at(time), close, high, low, close, volume]));
  const outs = asked.value.definition.outputs.map(() => new Float64Array(rows.length));
  makeIndicator(asked.value).run(columns, outs);
  const show = (value: number): number | null => (Number.isNaN(value) ? null : Math.round(value * 1e10) / 1e10);
  return rows.map((_row, i) => outs.map((column) => show(column[i] as number)));
}

/** Two days of UTC and the first bar of a third. */
const DAYS: readonly Row[] = [
  ['2024-05-06T08:00', 112, 104, 110, 10],
  ['2024-05-06T23:00', 114, 108, 109, 30],
  ['2024-05-07T00:00', 111, 105, 106, 20],
  ['2024-05-07T23:59', 107, 101, 103, 20],
  ['2024-05-08T00:00', 104, 100, 102, 5],
];

describe('pivot points', () => {
  // day one: high 114, low 104, close 109, range 10; day two: high 111, low 101, close 103, range 10
  it.each([
    ['classic', 'PIVOTS:0', [109, 114, 119, 124, 104, 99, 94], [105, 109, 115, 119, 99, 95, 89]],
    ['Fibonacci', 'PIVOTS:1', [109, 112.82, 115.18, 119, 105.18, 102.82, 99], [105, 108.82, 111.18, 115, 101.18, 98.82, 95]],
    [
      'camarilla', 'PIVOTS:2',
      [109, 109.9166666667, 110.8333333333, 111.75, 108.0833333333, 107.1666666667, 106.25],
      [105, 103.9166666667, 104.8333333333, 105.75, 102.0833333333, 101.1666666667, 100.25],
    ],
    ['Woodie', 'PIVOTS:3', [109, 114, 119, 124, 104, 99, 94], [104.5, 108, 114.5, 118, 98, 94.5, 88]],
  ])('are the %s ones of the day before, and none on the first day', (_rule, text, second, third) => {
    const none = second.map(() => null);
    expect(run(text, DAYS)).toEqual([none, none, second, second, third]);
  });
});

describe('the session', () => {
  it('has the high and low since its hour, this bar included', () => {
    expect(run('SESSION:0', DAYS)).toEqual([[112, 104], [114, 104], [111, 105], [111, 101], [104, 100]]);
    // with days from 22:00 the bars of 23:00 belong to the day after
    expect(run('SESSION:22', DAYS)).toEqual([[112, 104], [114, 108], [114, 105], [107, 101], [107, 100]]);
  });

  it('has the mean of its typical prices by volume', () => {
    // typical prices 326/3, 331/3, 322/3, 311/3, 306/3
    expect(run('SESSIONVWAP:0', DAYS)).toEqual([
      [108.6666666667], [109.9166666667], [107.3333333333], [105.5], [102],
    ]);
    expect(run('SESSIONVWAP:0', [['2024-05-06T08:00', 112, 104, 108, 0], ['2024-05-06T09:00', 112, 104, 111, 0]]))
      .toEqual([[108], [109]]);
  });
});

describe('the logarithmic return', () => {
  it('is the logarithm of the close over the close of so many bars before', () => {
    const rows: readonly Row[] = [1, 2, 8, 2].map((close, hour) => [`2024-05-06T0${String(hour)}:00`, close, close, close, 1]);
    expect(run('LOGRETURN:1', rows)).toEqual([[null], [0.6931471806], [1.3862943611], [-1.3862943611]]);
    expect(run('LOGRETURN:2', rows)).toEqual([[null], [null], [2.0794415417], [0]]);
  });
});
