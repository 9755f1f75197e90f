import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar, Timeframe } from '#core/model';
import { TIMEFRAME_MS, TIMEFRAMES } from '#core/model';
import { openEngine, type OpenEngine } from '#main/engine';
import type { TickRow } from '#main/stores';
import { barTarget, tickTarget } from './engine-target.ts';
import { exportCsv, formatBar, formatTick } from './export-csv.ts';
import { importBars, importTicks } from './import-file.ts';
import { BAR_HEADER, TICK_HEADER } from './layout.ts';
import { makeFolder } from './testing.ts';

const price = fc.integer({ min: 1, max: 999_999_999 }).map((points) => points / 100_000);
const amount = fc.oneof(
  fc.integer({ min: 0, max: 1_000_000 }), fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => value + 0),
);
const START = Date.UTC(2014, 4, 1);

const tickRows = fc.array(fc.record({
  step: fc.integer({ min: 0, max: 5_000 }), bid: price, spread: fc.integer({ min: 0, max: 50 }), last: amount,
  volume: amount,
  flags: fc.integer({ min: 0, max: 127 }),
}), { minLength: 1, maxLength: 40 }).map((parts) => {
  let time = START;
  return parts.map(({ step, bid, spread, last, volume, flags }): TickRow => {
    time += step;
    return { time, bid, ask: (Math.round(bid * 1e5) + spread) / 1e5, last, volume, flags };
  });
});

function barRows(timeframe: Timeframe): fc.Arbitrary<readonly Bar[]> {
  return fc.array(fc.record({
    step: fc.integer({ min: 1, max: 50 }), prices: fc.tuple(
      price, price, price, price,
    ), tickVolume: amount, realVolume: amount,
    spread: fc.option(fc.integer({ min: 0, max: 500 })),
  }), { minLength: 1, maxLength: 30 }).map((parts) => {
    let time = START;
    return parts.map(({ step, prices, tickVolume, realVolume, spread }): Bar => {
      time += step * TIMEFRAME_MS[timeframe];
      const [low = 0, open = 0, close = 0, high = 0] = [...prices].sort((a, b) => a - b);
      return {
        time, open, high, low, close, tickVolume, realVolume, spread, askOpen: null, askHigh: null, askLow: null,
        askClose: null,
        source: 'import', partial: false,
      };
    });
  });
}

async function withEngine(work: (open: OpenEngine, folder: string) => Promise<void>): Promise<void> {
  const folder = makeFolder();
  try {
    const opened = await openEngine({ dataDir: join(folder.path, 'data') });
    if (!opened.ok) throw new Error(opened.error.text);
    try {
      await work(opened.value, folder.path);
    } finally {
      await opened.value.close();
    }
  } finally {
    folder.remove();
  }
}

describe('export after import', () => {
  it('gives back the very text of ticks', async () => {
    await withEngine(async (open, folder) => {
      let n = 0;
      await fc.assert(fc.asyncProperty(tickRows, async (rows) => {
        n += 1;
        const symbol = `S${String(n)}`;
        const text = `${[TICK_HEADER, ...rows.map(formatTick)].join('\n')}\n`;
        const path = join(folder, 'in.csv');
        writeFileSync(path, text);
        const report = await importTicks(
          { path, name: 'in.csv', timeframe: 'tick', format: 'auto', zone: null }, tickTarget(open, symbol), {},
        );
        expect(report).toMatchObject({ accepted: rows.length, rejected: 0 });
        await open.store.settle();
        const out = join(folder, 'out.csv');
        await exportCsv({ symbol, timeframe: 'tick', fromMs: null, toMs: null, out }, open.store);
        expect(readFileSync(out, 'utf8')).toBe(text);
      }), { numRuns: 40 });
    });
  });

  it('gives back the very text of bars of every timeframe', async () => {
    await withEngine(async (open, folder) => {
      let n = 0;
      const anyBars = fc.constantFrom(...TIMEFRAMES).chain(
        (timeframe) => fc.tuple(fc.constant(timeframe), barRows(timeframe))
      );
      await fc.assert(fc.asyncProperty(anyBars, async ([timeframe, rows]) => {
        n += 1;
        const symbol = `B${String(n)}`;
        const text = `${[BAR_HEADER, ...rows.map(formatBar)].join('\n')}\n`;
        const path = join(folder, 'in.csv');
        writeFileSync(path, text);
        const report = await importBars(
          { path, name: 'in.csv', timeframe, format: 'auto', zone: null }, barTarget(open, symbol, timeframe), {},
        );
        expect(report).toMatchObject({ accepted: rows.length, rejected: 0 });
        await open.store.settle();
        const out = join(folder, 'out.csv');
        await exportCsv({ symbol, timeframe, fromMs: null, toMs: null, out }, open.store);
        expect(readFileSync(out, 'utf8')).toBe(text);
      }), { numRuns: 40 });
    });
  });

  it('cuts by time, from inclusive and to exclusive, and refuses a symbol that is not there', async () => {
    await withEngine(async (open, folder) => {
      const path = join(folder, 'in.csv');
      writeFileSync(path, 'epoch_ms,bid,ask\n1398902400000,1,2\n1398902400001,1,2\n1398902400002,1,2\n');
      await importTicks(
        { path, name: 'in.csv', timeframe: 'tick', format: 'auto', zone: null }, tickTarget(open, 'EURUSD'), {},
      );
      await open.store.settle();
      const out = join(folder, 'out.csv');
      const done = await exportCsv(
        { symbol: 'EURUSD', timeframe: 'tick', fromMs: 1398902400001, toMs: 1398902400002, out }, open.store,
      );
      expect(done).toEqual({ ok: true, value: { path: out, rows: 1, from: 1398902400001, to: 1398902400001 } });
      const none = await exportCsv({ symbol: 'GBPUSD', timeframe: 'M1', fromMs: null, toMs: null, out }, open.store);
      expect(none.ok ? null : none.error.code).toBe('WEB_SYMBOL_UNKNOWN');
      const nowhere = await exportCsv(
        { symbol: 'EURUSD', timeframe: 'tick', fromMs: null, toMs: null, out: join(folder, 'no', 'x.csv') }, open.store,
      );
      expect(nowhere.ok ? null : nowhere.error.code).toBe('EXPORT_FILE_UNWRITABLE');
    });
  });
});
