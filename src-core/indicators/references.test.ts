// Studies against figures of others than TA-Lib: Stock.Indicators (Dave Skender; checked by hand in spreadsheets),
// the sample sheets of StockCharts' ChartSchool, and the files of Lean. The rows are in reference-rows.test-kit.ts.

import { existsSync, readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeColumns } from './bars.test-kit.ts';
import { INDICATORS, makeIndicator, readRequest, type BarColumns } from './index.ts';
import { CHART_SCHOOL, LEAN, row, STOCK_INDICATORS, type Row } from './reference-rows.test-kit.ts';
import { readResults, readSheet, type Figures, type Sheet } from './reference-sheets.test-kit.ts';

const REFERENCES = new URL('../../../shared/data/indicator_refs/', import.meta.url);

const CENTRAL_ENTRY = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;

/** Entries of an archive by path, stored or deflated. Null, said in the report, where the archive is not there. */
function readArchive(name: string): ReadonlyMap<string, string> | null {
  const file = new URL(name, REFERENCES);
  if (!existsSync(file)) {
    console.log(`skipped: references of ${name}: the file is not there`);
    return null;
  }
  const bytes = readFileSync(file);
  const entries = new Map<string, string>();
  let end = bytes.length - 22;
  while (bytes.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1;
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (bytes.readUInt32LE(at) !== CENTRAL_ENTRY) throw new Error(`${name}: no entry at ${String(at)}`);
    const nameLength = bytes.readUInt16LE(at + 28);
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const body = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
    const isStored = bytes.readUInt16LE(at + 10) === 0;
    entries.set(
      bytes.toString('utf8', at + 46, at + 46 + nameLength),
      (isStored ? body : inflateRawSync(body)).toString('utf8'),
    );
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/** How many bars like the first one it takes to forget what was before them. */
const FLAT_BARS = 1_000;
const DAY_MS = 86_400_000;

function run(text: string, columns: BarColumns): readonly Float64Array[] {
  const asked = readRequest(text);
  if (!asked.ok) throw new Error(asked.error.text);
  const outs = asked.value.definition.outputs.map(() => new Float64Array(columns.close.length));
  makeIndicator(asked.value).run(columns, outs);
  return outs;
}

/** Bars that come before the sheet's own, so that our seed is theirs. */
function withBefore(columns: BarColumns, kind: 'flat' | 'span'): BarColumns {
  const count = kind === 'flat' ? FLAT_BARS : 1;
  const led = (column: Float64Array, lead: number): Float64Array => (
    Float64Array.from({ length: count + column.length }, (_none, i) => (i < count ? lead : column[i - count] as number))
  );
  const [high, low, close, volume] = [columns.high, columns.low, columns.close, columns.volume]
    .map((column) => column[0] as number) as [number, number, number, number];
  const middle = kind === 'flat' ? close : (high + low) / 2;
  return {
    time: led(columns.time, 0), open: led(columns.open, middle), close: led(columns.close, middle),
    high: led(columns.high, kind === 'flat' ? close : high), low: led(columns.low, kind === 'flat' ? close : low),
    volume: led(columns.volume, volume),
  };
}

/** Our output on the bars of the sheet. */
function ours(asked: Row, columns: BarColumns): Float64Array {
  const { before, mean } = asked;
  const outs = run(asked.calc, before === undefined ? columns : withBefore(columns, before));
  const column = (outs[asked.output ?? 0] as Float64Array).slice(before === 'flat' ? FLAT_BARS : before === 'span' ? 1 : 0);
  if (mean === undefined) return column;
  return column.map((_value, i) => column.slice(Math.max(0, i - mean + 1), i + 1).reduce((sum, x) => sum + x, 0) / mean);
}

/** Compares every bar that both have: within 1e-9, or within what rounding the printed digits leaves. */
function expectEqual(asked: Row, columns: BarColumns, theirs: Figures): void {
  const values = ours(asked, columns);
  const [from = 0] = asked.from ?? [];
  const [within = 1e-9] = asked.within ?? [];
  const size = theirs.values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
  let compared = 0;
  const apart: string[] = [];
  theirs.values.forEach((figure, i) => {
    const value = (values[i + (asked.shift ?? 0)] ?? Number.NaN) + (asked.plus ?? 0);
    if (i < from || Number.isNaN(figure) || Number.isNaN(value)) return;
    compared += 1;
    const slack = Math.max(within * Math.max(Math.abs(figure), size * 0.01), theirs.rounding(i) * 1.001);
    if (Math.abs(value - figure) > slack) apart.push(`bar ${String(i)}: ${String(value)}, theirs ${String(figure)}`);
  });
  expect(apart.length, apart.slice(0, 3).join('; ')).toBe(asked.apart?.[0] ?? 0);
  expect(compared).toBeGreaterThan(0);
}

const title = ({ file, field, calc }: Row): string => `${file} ${field} is ${calc}`;

/** Bars of `count` rows each, one a day; of months where rows begin with a date. */
function monthsOf({ columns }: Sheet, dates: readonly string[]): readonly (readonly number[])[] {
  const months: number[][] = [];
  dates.forEach((date, i) => {
    const at = (column: Float64Array): number => column[i] as number;
    const isNew = date.slice(0, 7) !== (dates[i - 1] ?? '').slice(0, 7);
    const [high, low, close] = [at(columns.high), at(columns.low), at(columns.close)];
    if (isNew) months.push([months.length * DAY_MS, at(columns.open), high, low, close, 0]);
    const month = months.at(-1) as number[];
    month[2] = Math.max(month[2] as number, high);
    month[3] = Math.min(month[3] as number, low);
    month[4] = close;
  });
  return months;
}

describe('the results of Stock.Indicators', () => {
  const archive = readArchive('stock_indicators_quotes_and_results.zip');
  const text = (path: string): string => archive?.get(path) ?? '';
  const quotes = (name: string): Sheet => readSheet(text(`quotes/${name}.csv`));
  const results = (file: string, field: string): Figures => readResults(text(`results/${file}.standard.json`), field);

  it.skipIf(archive === null).each(STOCK_INDICATORS.map((asked) => [title(asked), asked] as const))(
    '%s', (_title, asked) => { expectEqual(asked, quotes('default').columns, results(asked.file, asked.field)); },
  );

  it.skipIf(archive === null)('keltner is EMA:20 of the closes and two ATR:10, where KC is of typical prices', () => {
    const { columns } = quotes('default');
    const [middle] = run('EMA:20', columns);
    const [range] = run('ATR:10', columns);
    [1, -1].forEach((side) => {
      const { values } = results('keltner', side === 1 ? 'upperBand' : 'lowerBand');
      const first = values.findIndex((value) => !Number.isNaN(value));
      expect(first).toBe(19);
      for (let i = first; i < values.length; i += 1) {
        expect(((middle?.[i] as number) + side * 2 * (range?.[i] as number)) / (values[i] as number)).toBeCloseTo(1, 9);
      }
    });
  });

  it.skipIf(archive === null)('corr is CORREL:20 of two symbols\' closes', () => {
    const both = { ...quotes('default').columns, high: quotes('default').columns.close };
    const columns = { ...both, low: quotes('compare').columns.close };
    expectEqual(row('corr', 'correlation', 'CORREL:20'), columns, results('corr', 'correlation'));
  });

  it.skipIf(archive === null)('pivot-points of months are PIVOTS:0, a month standing for a day', () => {
    const dates = text('quotes/default.csv').trim().split(/\r?\n/).slice(1);
    const months = monthsOf(quotes('default'), dates);
    const outs = run('PIVOTS:0', makeColumns(months));
    const month = dates.map((date) => (Number(date.slice(0, 4)) - 2017) * 12 + Number(date.slice(5, 7)) - 1);
    ['pp', 'r1', 'r2', 'r3', 's1', 's2', 's3'].forEach((field, k) => {
      const { values } = results('pivot-points', field);
      const compared = values.filter((value, i) => {
        if (Number.isNaN(value)) return false;
        expect((outs[k]?.[month[i] as number] as number) / value, `${field} of ${dates[i] ?? ''}`).toBeCloseTo(1, 12);
        return true;
      });
      expect(compared).toHaveLength(482);
    });
  });
});

describe('the sample sheets of ChartSchool', () => {
  const archive = readArchive('ta_stockcharts_samples.zip');

  it.skipIf(archive === null).each(CHART_SCHOOL.map((asked) => [title(asked), asked] as const))(
    '%s', (_title, asked) => {
      const sheet = readSheet(archive?.get(`${asked.file}.csv`) ?? '');
      expectEqual(asked, sheet.columns, sheet.figures(asked.field));
    },
  );
});

describe('the files of Lean', () => {
  const archive = readArchive('lean_spy_eurusd_indicator_refs.zip');
  const sheetOf = (file: string): Sheet => readSheet(archive?.get(`${file}.txt`) ?? '');

  it.skipIf(archive === null).each(LEAN.map((asked) => [title(asked), asked] as const))('%s', (_title, asked) => {
    const sheet = sheetOf(asked.file);
    expectEqual(asked, sheet.columns, sheet.figures(asked.field));
  });

  it.skipIf(archive === null)('each candlestick pattern of 500 days of SPY is ours bar for bar', () => {
    const sheet = sheetOf('spy_candle_patterns');
    const patterns = sheet.names.filter((name) => name.startsWith('CDL'));
    expect(patterns).toHaveLength(61);
    const apart = patterns.flatMap((name) => {
      const [values] = run(name, sheet.columns);
      return sheet.figures(name).values.flatMap((figure, i) => {
        const value = values?.[i] ?? Number.NaN;
        return Number.isNaN(figure) || figure === value ? [] : [`${name} at ${String(i)}: ${String(value)}`];
      });
    });
    // Made with an older TA-Lib: it had no 80 for bodies that end together, and one bar less before CDLHIKKAKEMOD.
    expect(apart).toEqual(['CDLHARAMI at 346: 80', 'CDLHIKKAKEMOD at 10: NaN']);
    const found = patterns.flatMap((name) => sheet.figures(name).values.filter((figure) => Math.abs(figure) > 0));
    expect(found).toHaveLength(1_012);
  });
});

/** Studies without a reference file, and the test that holds them to their definition. */
const BY_DEFINITION: Readonly<Record<string, string>> = {
  RVGI: 'added-studies.test.ts', VIDYA: 'added-studies.test.ts',
  LOGRETURN: 'levels.test.ts', PIVOTS: 'levels.test.ts', SESSION: 'levels.test.ts', SESSIONVWAP: 'levels.test.ts',
};

describe('no study is without a reference', () => {
  const referred = new Set([...STOCK_INDICATORS, ...CHART_SCHOOL, ...LEAN].map(({ calc }) => calc.split(':')[0]));

  it.each([...INDICATORS.values()].map(({ name, source }) => [name, source] as const))('%s', (name, source) => {
    const path = BY_DEFINITION[name];
    expect(source === 'TA-Lib' || referred.has(name) || path !== undefined).toBe(true);
    if (path !== undefined) expect(readFileSync(new URL(path, import.meta.url), 'utf8')).toContain(`'${name}`);
  });
});
