// Every study that TA-Lib has, against TA-Lib's own figures: on a seeded walk (figures beside this file, made with
// TA-Lib 0.8.1) and on the real bars of the project's reference data.

import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { INDICATORS, makeIndicator, readRequest, type IndicatorRequest } from './index.ts';
import { makeColumns, makeWalk } from './bars.test-kit.ts';

interface Figures {
  /** Index of the first output. */
  readonly first?: number;
  /** Index, then each output. */
  readonly rows?: readonly (readonly number[])[];
  /** Index and output of each bar where a pattern is found. */
  readonly hits?: readonly (readonly [number, number])[];
}

const FIGURES = JSON.parse(
  readFileSync(new URL('testing/talib-figures.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Figures>>;

const SHARED = new URL('../../../shared/', import.meta.url);

type Row = Readonly<Record<string, string>>;

/** Rows of a CSV file of the project's reference data by column name; null, said in the report, where it is absent. */
function readTable(name: string, path: string): readonly Row[] | null {
  const file = new URL(path, SHARED);
  if (!existsSync(file)) {
    console.log(`skipped: ${name}: ${path} is not there`);
    return null;
  }
  const bytes = readFileSync(file);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((column, index) => [column, cells[index] ?? '']));
  });
}

const WALK = makeWalk(20_261_125, 900);

function request(text: string): IndicatorRequest {
  const read = readRequest(text);
  if (!read.ok) throw new Error(read.error.text);
  return read.value;
}

function run(text: string, columns = WALK): readonly Float64Array[] {
  const asked = request(text);
  const outs = asked.definition.outputs.map(() => new Float64Array(columns.close.length));
  makeIndicator(asked).run(columns, outs);
  return outs;
}

/** What rounding leaves of a difference of two averages of prices near 1. */
const PRICE_SLACK = 1e-12;

/**
 * Within 1e-9 of the figure, or of a hundredth of the study's own size: a difference of two averages that crosses zero
 * has no more digits than they left it.
 */
function expectClose(ours: number, theirs: number, size: number): void {
  expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(Math.max(1e-9 * Math.max(Math.abs(theirs), size), PRICE_SLACK));
}

describe('on a seeded walk, the figures of TA-Lib', () => {
  it.each(Object.keys(FIGURES))('%s', (text) => {
    const { first, rows, hits } = FIGURES[text] as Figures;
    const outs = run(text);
    if (hits !== undefined) {
      const found = [...(outs[0] as Float64Array)].flatMap((value, i) => (value > 0 || value < 0 ? [[i, value]] : []));
      expect(found).toEqual(hits);
      return;
    }
    expect(outs[0]?.findIndex((value) => !Number.isNaN(value))).toBe(first);
    const finite = outs.flatMap((column) => [...column].filter((value) => Number.isFinite(value)));
    const size = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (const [index, ...figures] of rows ?? []) {
      figures.forEach((figure, k) => { expectClose(outs[k]?.[index as number] as number, figure, size * 0.01); });
    }
  });

  it('are there for every study that says it is TA-Lib\'s', () => {
    const known = new Set(Object.keys(FIGURES).map((text) => text.split(':')[0]));
    const missing = [...INDICATORS.values()].filter(({ name, source }) => source === 'TA-Lib' && !known.has(name));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});

/** Column of the reference file -> request and output. */
const EURUSD_2000: Readonly<Record<string, readonly [string, number]>> = {
  SMA20: ['SMA:20', 0], EMA20: ['EMA:20', 0], WMA20: ['WMA:20', 0], DEMA20: ['DEMA:20', 0], TEMA20: ['TEMA:20', 0],
  RSI14: ['RSI:14', 0], MACD: ['MACD', 0], MACD_SIGNAL: ['MACD', 1], MACD_HIST: ['MACD', 2], ATR14: ['ATR:14', 0],
  NATR14: ['NATR:14', 0], TRANGE: ['TRANGE', 0], BB_U: ['BBANDS:20', 0], BB_M: ['BBANDS:20', 1],
  BB_L: ['BBANDS:20', 2], STDDEV20: ['STDDEV:20', 0], STOCH_K: ['STOCH:14:3:0:3:0', 0],
  STOCH_D: ['STOCH:14:3:0:3:0', 1], STOCHF_K: ['STOCHF:14:3', 0], STOCHF_D: ['STOCHF:14:3', 1],
  ADX14: ['ADX:14', 0], PLUS_DI14: ['PLUS_DI:14', 0], MINUS_DI14: ['MINUS_DI:14', 0], CCI20: ['CCI:20', 0],
  WILLR14: ['WILLR:14', 0], OBV: ['OBV', 0], MFI14: ['MFI:14', 0], ROC10: ['ROC:10', 0], MOM10: ['MOM:10', 0],
  AD: ['AD', 0], SAR: ['SAR', 0], AROON_DN: ['AROON:14', 0], AROON_UP: ['AROON:14', 1],
  LINREG_SLOPE14: ['LINEARREG_SLOPE:14', 0], ULTOSC: ['ULTOSC', 0],
};

const EURUSD_5000: Readonly<Record<string, readonly [string, number]>> = {
  SMA14: ['SMA:14', 0], EMA14: ['EMA:14', 0], WMA14: ['WMA:14', 0], SMA50: ['SMA:50', 0], EMA50: ['EMA:50', 0],
  WMA50: ['WMA:50', 0], RSI14: ['RSI:14', 0], ATR14: ['ATR:14', 0], NATR14: ['NATR:14', 0], ADX14: ['ADX:14', 0],
  PDI14: ['PLUS_DI:14', 0], MDI14: ['MINUS_DI:14', 0], CCI20: ['CCI:20', 0], MFI14: ['MFI:14', 0],
  WILLR14: ['WILLR:14', 0], MOM10: ['MOM:10', 0], ROC10: ['ROC:10', 0], OBV: ['OBV', 0], SAR: ['SAR', 0],
  STDDEV20: ['STDDEV:20', 0], TRIX15: ['TRIX:15', 0], ULTOSC: ['ULTOSC', 0], KAMA30: ['KAMA:30', 0],
  TEMA20: ['TEMA:20', 0], LINREG14: ['LINEARREG:14', 0], MACD: ['MACD', 0], MACD_SIGNAL: ['MACD', 1],
  MACD_HIST: ['MACD', 2], BB_U: ['BBANDS:20', 0], BB_M: ['BBANDS:20', 1], BB_L: ['BBANDS:20', 2],
  AROON_D: ['AROON:14', 0], AROON_U: ['AROON:14', 1],
};

function columnsOf(rows: readonly Row[], names: readonly string[]): ReturnType<typeof makeColumns> {
  return makeColumns(rows.map((row, i) => [i * 3_600_000, ...names.map((name) => Number(row[name]))]));
}

/** Compares a whole column of the file; `digits` are those the file keeps. Gives how many bars were compared. */
function compare(rows: readonly Row[], column: string, ours: Float64Array, digits: number): number {
  const figures = rows.map((row) => row[column] ?? '');
  const size = Math.max(...figures.filter((cell) => cell !== '').map((cell) => Math.abs(Number(cell))));
  let compared = 0;
  figures.forEach((cell, i) => {
    const value = ours[i] as number;
    const theirs = Number(cell);
    const slack = Math.max(1e-9 * Math.abs(theirs), 1e-9 * 0.01 * size, 10 ** -digits * Math.abs(theirs));
    const isClose = cell === '' ? Number.isNaN(value) : Math.abs(value - theirs) <= slack;
    if (!isClose) throw new Error(`${column} at row ${i}: ${value}, TA-Lib ${cell}`);
    if (cell !== '') compared += 1;
  });
  return compared;
}

/** TA-Lib has 0 where we are not ready. */
const shown = (value = 0): number => (Number.isNaN(value) ? 0 : value);

describe('on 2,000 real bars of EURUSD H1', () => {
  const rows = readTable('TA-Lib on 2,000 bars', 'golden/talib_EURUSD_H1_2000.csv');
  const names = ['open', 'high', 'low', 'close', 'volume'];

  it.skipIf(rows === null).each(Object.entries(EURUSD_2000))('%s is TA-Lib\'s on every bar', (column, [text, k]) => {
    const outs = run(text, columnsOf(rows ?? [], names));
    expect(compare(rows ?? [], column, outs[k] as Float64Array, 17)).toBeGreaterThan(1_900);
  });

  it.skipIf(rows === null)('each of the 22 candlestick patterns is TA-Lib\'s bar for bar', () => {
    const patterns = Object.keys(rows?.[0] ?? {}).filter((name) => name.startsWith('CDL'));
    expect(patterns).toHaveLength(22);
    const columns = columnsOf(rows ?? [], names);
    for (const name of patterns) {
      const [ours] = run(name, columns);
      const different = (rows ?? []).filter((row, i) => Number(row[name]) !== shown(ours?.[i])).length;
      expect(different, name).toBe(0);
    }
  });
});

describe('on 5,000 real bars of EURUSD H1', () => {
  const bars = readTable('TA-Lib on 5,000 bars', 'golden/EURUSD_H1.csv');
  const rows = readTable('TA-Lib on 5,000 bars', 'data/indicator_refs/talib_refs_EURUSD_H1_backtestingpy.csv.gz');
  const isMissing = bars === null || rows === null;
  const names = ['Open', 'High', 'Low', 'Close', 'Volume'];

  it.skipIf(isMissing).each(Object.entries(EURUSD_5000))('%s is TA-Lib\'s on every bar', (column, [text, k]) => {
    const outs = run(text, columnsOf(bars ?? [], names));
    expect(compare(rows ?? [], column, outs[k] as Float64Array, 11)).toBeGreaterThan(4_900);
  });

  it.skipIf(isMissing)('each of the 61 candlestick patterns is TA-Lib\'s bar for bar', () => {
    const patterns = Object.keys(rows?.[0] ?? {}).filter((name) => name.startsWith('CDL'));
    expect(patterns).toHaveLength(61);
    const columns = columnsOf(bars ?? [], names);
    let found = 0;
    for (const name of patterns) {
      const [ours] = run(name, columns);
      const different = (rows ?? []).filter((row, i) => Number(row[name]) !== shown(ours?.[i])).length;
      expect(different, name).toBe(0);
      found += (rows ?? []).filter((row) => Number(row[name]) !== 0).length;
    }
    expect(found).toBe(10_517);
  });
});
