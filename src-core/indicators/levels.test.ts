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
  const columns = makeColumns(rows.map(([time, high, low, close, volume]) => (
    [at(time), close, high, low, close, volume]
  )));
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
    const rows: readonly Row[] = [1, 2, 8, 2].map((close, hour) => (
      [`2024-05-06T0${String(hour)}:00`, close, close, close, 1]
    ));
    expect(run('LOGRETURN:1', rows)).toEqual([[null], [0.6931471806], [1.3862943611], [-1.3862943611]]);
    expect(run('LOGRETURN:2', rows)).toEqual([[null], [null], [2.0794415417], [0]]);
  });
});

describe('the day of a broker through a change of daylight saving', () => {
  /** One bar an hour, each two higher than the one before; high and low one beside the close. */
  const hourly = (from: string, count: number): readonly Row[] => Array.from({ length: count }, (_none, i) => {
    const time = new Date(at(from) + i * 3_600_000).toISOString().slice(0, 16);
    return [time, 101 + 2 * i, 99 + 2 * i, 100 + 2 * i, 1];
  });
  /** Hours of UTC at which a session began: its low is the bar's own. */
  const beginnings = (text: string, rows: readonly Row[]): readonly string[] => run(text, rows)
    .flatMap(([, low], i) => (i > 0 && low === rows[i]?.[2] ? [rows[i]?.[0] ?? ''] : []));

  it('begins at New York\'s close all year, an hour earlier in UTC from its second Sunday of March on', () => {
    const rows = hourly('2024-03-08T12:00', 96);
    expect(beginnings('SESSION:22:2', rows)).toEqual([
      '2024-03-08T22:00', '2024-03-09T22:00', '2024-03-10T21:00', '2024-03-11T21:00',
    ]);
    // Europe changes three weeks later, and without daylight saving nothing moves
    const unmoved = ['2024-03-08T22:00', '2024-03-09T22:00', '2024-03-10T22:00', '2024-03-11T22:00'];
    expect(beginnings('SESSION:22:1', rows)).toEqual(unmoved);
    expect(beginnings('SESSION:22', rows)).toEqual(unmoved);
    expect(beginnings('SESSION:22:1', hourly('2024-03-30T12:00', 60))).toEqual([
      '2024-03-30T22:00', '2024-03-31T21:00', '2024-04-01T21:00',
    ]);
    expect(beginnings('SESSION:22:2', hourly('2024-11-02T12:00', 60))).toEqual([
      '2024-11-02T21:00', '2024-11-03T22:00', '2024-11-04T22:00',
    ]);
  });

  it('gives pivots of the day of 23 hours and a mean price that begins with the day', () => {
    // from Saturday 22:00 to Sunday 21:00 UTC: bars 0 to 22, high 145, low 99, close 144
    const rows = hourly('2024-03-09T22:00', 25);
    const pivots = run('PIVOTS:0:22:2', rows);
    expect(pivots[22]?.[0]).toBeNull();
    expect(pivots[23]).toEqual([388 / 3, 479 / 3, 526 / 3, 617 / 3, 341 / 3, 250 / 3, 203 / 3].map(
      (level) => Math.round(level * 1e10) / 1e10,
    ));
    const means = run('SESSIONVWAP:22:2', rows);
    expect(means.slice(21)).toEqual([[121], [122], [146], [147]]);
  });
});
