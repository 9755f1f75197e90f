// The averages against figures that TA-Lib made from the same bars, and from the golden folder of the project's data.

import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Atr, Ema } from './index.ts';

const SHARED = new URL('../../../shared/', import.meta.url);

/** Rows of a CSV file by column name; null, with a line in the report, where the file is not there. */
function readTable(name: string, path: string): readonly Readonly<Record<string, string>>[] | null {
  const file = new URL(path, SHARED);
  if (!existsSync(file)) {
    console.log(`skipped: ${name}: ${path} is not there`);
    return null;
  }
  const bytes = readFileSync(file);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const columns = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
  });
}

/** Compares a column of figures with ours; gives how many were compared. */
function compareColumn(
  rows: readonly Readonly<Record<string, string>>[],
  column: string,
  next: (row: Readonly<Record<string, string>>) => number,
): number {
  let compared = 0;
  for (const row of rows) {
    const ours = next(row);
    const cell = row[column] ?? '';
    if (cell === '') {
      expect(ours).toBeNaN();
      continue;
    }
    expect(Math.abs(ours - Number(cell))).toBeLessThanOrEqual(1e-9);
    compared += 1;
  }
  return compared;
}

const num = (row: Readonly<Record<string, string>>, column: string): number => Number(row[column]);

describe('the averages against TA-Lib', () => {
  const golden = readTable('EMA and ATR against TA-Lib', 'golden/talib_EURUSD_H1_2000.csv');

  it.skipIf(golden === null)('EMA 20 is within 1e-9 on every bar and NaN before the first', () => {
    const ema = new Ema(20);
    expect(compareColumn(golden ?? [], 'EMA20', (row) => ema.next(num(row, 'close')))).toBe(1_981);
  });

  it.skipIf(golden === null)('ATR 14 is within 1e-9 on every bar and NaN before the first', () => {
    const atr = new Atr(14);
    const compared = compareColumn(golden ?? [], 'ATR14', (row) =>
      atr.next(num(row, 'high'), num(row, 'low'), num(row, 'close')),
    );
    expect(compared).toBe(1_986);
  });

  it.skipIf(golden === null)('EMA 14 and ATR 14 are within 1e-9 over the 5,000 bars of the second reference', () => {
    const bars = readTable('EMA and ATR against TA-Lib', 'golden/EURUSD_H1.csv') ?? [];
    const references =
      readTable('EMA and ATR, second reference', 'data/indicator_refs/talib_refs_EURUSD_H1_backtestingpy.csv.gz') ?? [];
    const rows = references.map((row, index) => ({ ...bars[index], ...row }));
    expect(rows.length).toBe(5_000);
    const ema = new Ema(14);
    const atr = new Atr(14);
    expect(compareColumn(rows, 'EMA14', (row) => ema.next(num(row, 'Close')))).toBe(4_987);
    expect(compareColumn(rows, 'ATR14', (row) => atr.next(num(row, 'High'), num(row, 'Low'), num(row, 'Close')))).toBe(
      4_986,
    );
  });
});

describe('the exponential average', () => {
  it('begins with the simple mean and then moves by 2/(n+1)', () => {
    const ema = new Ema(3);
    expect([1, 2, 6, 5, 5].map((value) => ema.next(value))).toEqual([Number.NaN, Number.NaN, 3, 4, 4.5]);
    expect(ema.isReady).toBe(true);
  });

  it('of one value is the value itself', () => {
    const ema = new Ema(1);
    expect([4, 9, 2].map((value) => ema.next(value))).toEqual([4, 9, 2]);
  });
});

describe('the average true range', () => {
  it('skips the first bar, takes the mean of the next ranges, then smooths as Wilder does', () => {
    const atr = new Atr(2);
    expect(atr.next(10, 8, 9)).toBeNaN();
    expect(atr.next(11, 9, 10)).toBeNaN(); // range 2
    expect(atr.isReady).toBe(false);
    expect(atr.next(14, 12, 13)).toBe(3); // range 4 from the close before
    expect(atr.next(13, 6, 7)).toBe(5); // (3 + 7) / 2
    expect(atr.isReady).toBe(true);
  });
});

describe('a saved average', () => {
  const prices = fc.array(fc.double({ min: 0.1, max: 2000, noNaN: true }), { minLength: 1, maxLength: 60 });

  it('continues as if it had never been saved, wherever it was cut', () => {
    fc.assert(
      fc.property(prices, fc.integer({ min: 1, max: 20 }), fc.nat(60), (values, period, cut) => {
        let ema = new Ema(period);
        let atr = new Atr(period);
        const wholeEma = new Ema(period);
        const wholeAtr = new Atr(period);
        values.forEach((value, index) => {
          if (index === cut) {
            ema = new Ema(period, JSON.parse(JSON.stringify(ema.state())) as ReturnType<Ema['state']>);
            atr = new Atr(period, JSON.parse(JSON.stringify(atr.state())) as ReturnType<Atr['state']>);
          }
          expect(ema.next(value)).toBe(wholeEma.next(value));
          expect(atr.next(value * 1.1, value * 0.9, value)).toBe(wholeAtr.next(value * 1.1, value * 0.9, value));
          expect(ema.isReady).toBe(wholeEma.isReady);
        });
      }),
    );
  });
});
