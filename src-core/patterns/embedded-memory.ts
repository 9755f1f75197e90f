// The pattern memory that needs no database: a table a series, in the memory of the thread that asks.

import { assert } from '#core/base';
import type {
  NearestPatterns, PatternMemory, PatternQuestion, PatternSeries, PatternWindows,
} from '#core/ports';
import { EmbeddingTable } from './embedding-table.ts';

export class EmbeddedMemory implements PatternMemory {
  readonly #tables = new Map<string, EmbeddingTable>();

  async put(series: PatternSeries, windows: PatternWindows): Promise<void> {
    if (windows.endMs.length === 0) return;
    const key = keyOf(series);
    const dims = windows.embedding.length / windows.endMs.length;
    const table = this.#tables.get(key) ?? new EmbeddingTable(dims);
    assert(table.dims === dims, 'the windows of a series have one number of dimensions');
    table.put(windows);
    this.#tables.set(key, table);
  }

  async nearest({ series, ...question }: PatternQuestion): Promise<NearestPatterns> {
    const table = this.#tables.get(keyOf(series)) ?? new EmbeddingTable(question.embedding.length);
    return table.nearest(question);
  }

  async forget(series: PatternSeries): Promise<void> {
    this.#tables.delete(keyOf(series));
  }
}

function keyOf({ feed, symbol, timeframe, recipe }: PatternSeries): string {
  return JSON.stringify([feed, symbol, timeframe, recipe]);
}
