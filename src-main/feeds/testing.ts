// What the tests of this room share: files made on the spot, and a target that keeps rows in memory.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok } from '#core/base';
import type { Bar, Timeframe } from '#core/model';
import type { TickRow } from '#main/stores';
import { importBars, importTicks, type ImportHooks, type ImportReport, type ImportTarget } from './import-file.ts';
import type { FormatName } from './layout.ts';
import type { Zone } from './zone.ts';

/** A folder of its own; `remove` takes it away. */
export function makeFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'sextant-feeds-'));
  return { path, remove: () => { rmSync(path, { recursive: true, force: true }); } };
}

/** A target over a sorted list, which is read in pages of `pageRows`. */
export function memoryTarget<T extends { readonly time: number }>(
  rows: T[] = [], pageRows = 7,
): ImportTarget<T> & { readonly rows: T[]; readonly puts: number[] } {
  const puts: number[] = [];
  return {
    rows, puts,
    stored: (fromMs) => async (cursor) => {
      const start = cursor === null ? rows.findIndex((row) => row.time >= fromMs) : Number(cursor);
      const from = start < 0 ? rows.length : start;
      const end = Math.min(from + pageRows, rows.length);
      return { items: rows.slice(from, end), next: end < rows.length ? String(end) : null };
    },
    put: async (fresh) => {
      puts.push(fresh.length);
      // Stored behind equal times, in the order they came.
      for (const row of fresh) {
        let at = rows.length;
        while (at > 0 && (rows[at - 1] as T).time > row.time) at -= 1;
        rows.splice(at, 0, row);
      }
      return ok(null);
    },
  };
}

export interface Imported<T> {
  readonly report: ImportReport;
  readonly rows: readonly T[];
  /** `line CODE` of every rejected row. */
  readonly rejects: readonly string[];
}

interface Settings {
  readonly format?: FormatName;
  readonly zone?: Zone;
  readonly symbol?: string;
  readonly hooks?: ImportHooks;
}

function collecting(rejects: string[], hooks: ImportHooks | undefined): ImportHooks {
  return { ...hooks, onReject: (line, code) => { rejects.push(`${String(line)} ${code}`); } };
}

/** Imports `content` as a file of ticks. */
export async function importTickText(
  content: string | Uint8Array, target = memoryTarget<TickRow>(), settings: Settings = {},
): Promise<Imported<TickRow>> {
  const folder = makeFolder();
  try {
    const path = join(folder.path, 'file.csv');
    writeFileSync(path, content);
    const rejects: string[] = [];
    const report = await importTicks({
      path, name: 'file.csv', symbol: settings.symbol ?? 'EURUSD', timeframe: 'tick',
      format: settings.format ?? 'auto', zone: settings.zone ?? null,
    }, target, collecting(rejects, settings.hooks));
    return { report, rows: target.rows, rejects };
  } finally {
    folder.remove();
  }
}

/** Imports `content` as a file of bars. */
export async function importBarText(
  content: string | Uint8Array, timeframe: Timeframe, target = memoryTarget<Bar>(), settings: Settings = {},
): Promise<Imported<Bar>> {
  const folder = makeFolder();
  try {
    const path = join(folder.path, 'file.csv');
    writeFileSync(path, content);
    const rejects: string[] = [];
    const report = await importBars({
      path, name: 'file.csv', symbol: settings.symbol ?? 'EURUSD', timeframe,
      format: settings.format ?? 'auto', zone: settings.zone ?? null,
    }, target, collecting(rejects, settings.hooks));
    return { report, rows: target.rows, rejects };
  } finally {
    folder.remove();
  }
}
