// Sheets and results of the project's reference data as columns.

import type { BarColumns } from './indicator.ts';
import { makeColumns } from './bars.test-kit.ts';

/** A column of a reference: NaN where it has no figure. */
export interface Figures {
  readonly values: readonly number[];
  /** How far the printed figure of a row may lie from the one that was rounded to it; 0 for all digits. */
  readonly rounding: (row: number) => number;
}

/** Columns of figures with the bars they were made from. */
export interface Sheet {
  readonly names: readonly string[];
  readonly columns: BarColumns;
  readonly figures: (name: string) => Figures;
}

/** Half a unit of the last digit. */
function roundingOf(text: string): number {
  const [mantissa = '', exponent = '0'] = text.trim().toUpperCase().split('E');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  return decimals > 12 ? 0 : Number(`0.5e${String(Number(exponent) - decimals)}`);
}

/** A CSV sheet. Prices that it lacks are its close, a close that it lacks the middle of its bar. */
export function readSheet(text: string): Sheet {
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const names = head.split(',').map((name) => name.trim());
  const rows = lines.map((line) => line.split(','));
  const numbers = (index: number): readonly number[] => (
    rows.map((row) => ((row[index] ?? '').trim() === '' ? Number.NaN : Number(row[index])))
  );
  const figures = (name: string): Figures => {
    const index = names.indexOf(name);
    if (index < 0) throw new Error(`no column "${name}" in ${head}`);
    // a cell whose last digits are noughts shows fewer of them: the whole column is as exact as its longest cell
    const finest = Math.min(...rows.map((row) => roundingOf(row[index] ?? '')).filter((unit) => unit > 0 && unit < 0.5));
    const digits = (row: number): number => roundingOf(rows[row]?.[index] ?? '');
    return { values: numbers(index), rounding: (row) => Math.min(digits(row), Number.isFinite(finest) ? finest : 0.5) };
  };
  const known = (name: string): readonly number[] | null => {
    const found = names.find((candidate) => candidate.toLowerCase() === name);
    return found === undefined ? null : numbers(names.indexOf(found));
  };
  const [open, high, low, close, volume] = ['open', 'high', 'low', 'close', 'volume'].map(known);
  return {
    names,
    figures,
    columns: makeColumns(rows.map((_row, i) => {
      const middle = ((high?.[i] ?? 1) + (low?.[i] ?? 1)) / 2;
      const last = close?.[i] ?? middle;
      const price = Number.isNaN(last) ? middle : last;
      return [i * 86_400_000, open?.[i] ?? price, high?.[i] ?? price, low?.[i] ?? price, price, Number.isFinite(volume?.[i]) ? volume?.[i] ?? 0 : 0];
    })),
  };
}

/** Results in JSON, one object for each bar. */
export function readResults(text: string, name: string): Figures {
  const rows = JSON.parse(text) as readonly Readonly<Record<string, number | null>>[];
  return { values: rows.map((row) => row[name] ?? Number.NaN), rounding: () => 0 };
}
