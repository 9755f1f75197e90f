import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar } from '#core/model';
import { openMarketFile } from './market-file.ts';
import { MarketWriter, queryBars, queryTicks } from './market-tables.ts';
import type { Put, TickPlace } from './store-messages.ts';
import type { TickRow } from './market-types.ts';

const FEEDS = ['Server', 'import'] as const;
type Feed = (typeof FEEDS)[number];

interface TickPut {
  readonly feed: Feed;
  readonly times: readonly number[];
  /** True where a transaction ends behind it, and true where the store is opened anew then. */
  readonly isCommit: boolean;
  readonly isReopen: boolean;
}

// Few distinct times, so that equal ones and shared minutes are common; some far apart, so that chunks end.
const time = fc.oneof(
  fc.integer({ min: 0, max: 60 }).map((n) => n * 7000), fc.integer({ min: 0, max: 9 }).map((n) => n * 1_900_000),
);
const times = fc.array(time, { maxLength: 12 });
const tickPut: fc.Arbitrary<TickPut> = fc.record({
  feed: fc.constantFrom(...FEEDS),
  times: fc.oneof(times, times.map((all) => all.sort((a, b) => a - b))),
  isCommit: fc.boolean(), isReopen: fc.boolean(),
});

interface PlannedPut {
  readonly put: Put;
  readonly isCommit: boolean;
  readonly isReopen: boolean;
}

function withStore<T>(puts: readonly PlannedPut[], use: (db: ReturnType<typeof openMarketFile>) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'sextant-tables-'));
  let db = openMarketFile(folder, null);
  try {
    let writer = new MarketWriter(db);
    let gathered: Put[] = [];
    for (const { put, isCommit, isReopen } of puts) {
      gathered.push(put);
      if (!isCommit) continue;
      writer.store(gathered);
      gathered = [];
      if (!isReopen) continue;
      db.close();
      db = openMarketFile(folder, null);
      writer = new MarketWriter(db);
    }
    writer.store(gathered);
    return use(db);
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('ticks in the tables', () => {
  it('are, page by page, what was put: by time, then as it came, a minute of one feed', () => {
    const range = fc.tuple(fc.integer({ min: -1, max: 430_000 }), fc.integer({ min: 0, max: 20_000_000 }));
    const given = [fc.array(tickPut, { maxLength: 12 }), range, fc.integer({ min: 1, max: 9 })] as const;
    fc.assert(fc.property(...given, (tickPuts, [fromMs, toMs], limit) => {
      let serial = 0;
      const model: { feed: Feed; time: number; bid: number }[] = [];
      const puts = tickPuts.map(({ feed, times, isCommit, isReopen }, index) => {
        const zero = times.map(() => 0);
        const bid = times.map(() => { serial += 1; return serial; });
        times.forEach((one, row) => { model.push({ feed, time: one, bid: bid[row] as number }); });
        const brokerMs = times.map((one) => one + 3_600_000);
        const ticks = { brokerMs, bid, ask: bid, last: zero, volume: zero, flags: zero };
        const put: Put = { type: 'ticks', seq: index + 1, feed, symbol: 'X', offsetS: 3600, ticks };
        return { put, isCommit, isReopen };
      });
      const owned = new Set(model.filter((row) => row.feed === FEEDS[0]).map((row) => Math.floor(row.time / 60_000)));
      const expected = model
        .filter((row) => row.feed === FEEDS[0] || !owned.has(Math.floor(row.time / 60_000)))
        .filter((row) => row.time >= fromMs && row.time < toMs)
        .sort((a, b) => a.time - b.time || a.bid - b.bid);
      const found = withStore(puts, (db) => {
        const rows: TickRow[] = [];
        let after: TickPlace | null = null;
        do {
          const page = queryTicks(db, { symbol: 'X', fromMs, toMs, limit, cursor: null }, after, FEEDS);
          expect(page.items.length).toBeLessThanOrEqual(limit);
          rows.push(...page.items);
          after = page.last;
        } while (after !== null);
        return rows;
      });
      expect(found.map((row) => [row.time, row.bid])).toEqual(expected.map((row) => [row.time, row.bid]));
    }), { numRuns: 150 });
  });
});

describe('bars in the tables', () => {
  const bar = fc.record({
    feed: fc.constantFrom(...FEEDS), time: fc.integer({ min: 0, max: 8 }), partial: fc.boolean(),
    source: fc.constantFrom<Bar['source']>('tick', 'broker', 'import'),
  });

  it('are one a time, by trust, whatever order they came in and however they are cut', () => {
    const given = [fc.array(bar, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), fc.boolean()] as const;
    fc.assert(fc.property(...given, (bars, limit, newest) => {
      const best = new Map<number, { rank: number; close: number }>();
      const kept = new Map<string, (typeof bars)[number] & { close: number }>();
      const puts = bars.map(({ feed, time: at, source, partial }, index) => {
        kept.set(`${feed} ${String(at)} ${source}`, { feed, time: at, source: source, partial, close: index });
        const one: Bar = {
          time: at, open: 0, high: 0, low: 0, close: index, tickVolume: 0, realVolume: 0, spread: null, askOpen: null,
          askHigh: null, askLow: null, askClose: null, source: source, partial,
        };
        const put: Put = { type: 'bar', seq: index + 1, feed, symbol: 'X', timeframe: 'M1', bar: one, offsetS: null };
        return { put, isCommit: index % 3 === 0, isReopen: false };
      });
      for (const { feed, time: at, source, partial, close } of kept.values()) {
        const trust = source === 'broker' ? 1 : source === 'import' ? 3 : partial ? 2 : 0;
        const rank = (feed === FEEDS[0] ? 0 : 10) + trust;
        if (rank < (best.get(at)?.rank ?? Infinity)) best.set(at, { rank, close });
      }
      const all = [...best].sort(([a], [b]) => a - b).map(([, { close }]) => close);
      const expected = newest ? all.slice(-limit) : all.slice(0, limit);
      const range = { symbol: 'X', timeframe: 'M1', fromMs: null, toMs: null, limit, newest } as const;
      const page = withStore(puts, (db) => queryBars(db, range, FEEDS));
      expect(page.items.map((one) => one.close)).toEqual(expected);
      expect(page.next === null).toBe(newest || all.length <= limit);
    }), { numRuns: 100 });
  });
});
