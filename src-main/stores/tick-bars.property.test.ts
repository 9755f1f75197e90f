import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SymbolMarket } from '#core/market';
import { TIMEFRAMES, type Bar, type TickColumns, type Timeframe } from '#core/model';
import { openMarketFile } from './market-file.ts';
import { MarketWriter, queryBars, queryTicks } from './market-tables.ts';
import type { Put } from './store-messages.ts';

interface Tick {
  readonly ms: number;
  readonly bid: number;
  readonly ask: number;
}

const POINT = 0.01;
const START_MS = Date.UTC(2024, 0, 8, 20);

// Steps from within a minute to over a weekend; now and then a price that no bar may take.
const tickList = fc.array(fc.record({
  step: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 50_000 }) },
    { weight: 3, arbitrary: fc.integer({ min: 60_000, max: 5_000_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 20_000_000, max: 200_000_000 }) },
  ),
  bid: fc.integer({ min: 100, max: 140 }), spread: fc.constantFrom(0, 1, 2, 3, -1), isZero: fc.constantFrom(0, 0, 0, 1),
}), { minLength: 1, maxLength: 60 }).map((steps) => {
  let ms = START_MS;
  return steps.map(({ step, bid, spread, isZero }): Tick => {
    ms += step;
    return { ms, bid: isZero === 1 ? 0 : bid, ask: bid + spread };
  });
});

function columnsOf(ticks: readonly Tick[], offsetS: number): TickColumns {
  const zero = ticks.map(() => 0);
  return {
    brokerMs: ticks.map(({ ms }) => ms + offsetS * 1000), bid: ticks.map(({ bid }) => bid),
    ask: ticks.map(({ ask }) => ask), last: zero, volume: ticks.map((_, i) => i % 3), flags: zero,
  };
}

type Made = readonly [Timeframe, Bar];

/** Every closed bar of the ticks in the order of time. */
function closedBars(ticks: readonly Tick[], offsetS: number, volumes: ReadonlyMap<number, number>): readonly Made[] {
  const market = new SymbolMarket('X', offsetS);
  const made: Made[] = [];
  for (const { ms, bid, ask } of [...ticks].sort((a, b) => a.ms - b.ms)) {
    market.next(ms, bid, ask, volumes.get(ms) ?? 0, offsetS, POINT, (timeframe, bar) => {
      made.push([timeframe, { ...bar, offsetS }]);
    });
  }
  return made;
}

function storedBars(writer: MarketWriter, db: ReturnType<typeof openMarketFile>, feed: string): readonly Made[] {
  writer.freshen('X', [feed]);
  return TIMEFRAMES.flatMap((timeframe) => (
    queryBars(db, { symbol: 'X', timeframe, fromMs: null, toMs: null, limit: 10_000, source: 'tick' }, [feed]).items
      .map((bar): Made => [timeframe, bar])
  ));
}

function byKey(made: readonly Made[]): Readonly<Record<string, Bar>> {
  return Object.fromEntries(made.map(([timeframe, bar]) => [`${timeframe} ${String(bar.time)}`, bar]));
}

function withFile(use: (db: ReturnType<typeof openMarketFile>) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'sextant-tick-bars-'));
  const db = openMarketFile(folder, null);
  try {
    use(db);
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('bars of imported ticks', () => {
  it('are those of all ticks in the order of time, however the files lie and whatever order they come in', () => {
    const given = [
      tickList, fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 60, maxLength: 60 }),
      fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    ] as const;
    fc.assert(fc.property(...given, (ticks, fileOf, order, isAsked) => {
      withFile((db) => {
        const writer = new MarketWriter(db);
        const volumes = new Map<number, number>();
        order.forEach((file, index) => {
          const rows = ticks.filter((_, i) => fileOf[i] === file);
          const put: Put = {
            type: 'ticks', seq: index + 1, feed: 'import', symbol: 'X', offsetS: 0, ticks: columnsOf(rows, 0),
            past: { point: POINT, before: null },
          };
          rows.forEach(({ ms }, i) => volumes.set(ms, i % 3));
          writer.store([put]);
          // Asking in between must not change what comes out.
          if (isAsked[index] === true) writer.freshen();
        });
        const expected = byKey(closedBars(ticks, 0, volumes));
        expect(byKey(storedBars(writer, db, 'import'))).toEqual(expected);
      });
    }), { numRuns: 120 });
  });
});

describe('the first bars of an import', () => {
  it('are whole once a file from before them has come, and were partial until then', () => {
    withFile((db) => {
      const writer = new MarketWriter(db);
      const put = (seq: number, ticks: readonly Tick[]): void => {
        writer.store([{
          type: 'ticks', seq, feed: 'import', symbol: 'X', offsetS: 0, ticks: columnsOf(ticks, 0),
          past: { point: POINT, before: null },
        }]);
      };
      const partial = (): readonly boolean[] => storedBars(writer, db, 'import')
        .filter(([timeframe]) => timeframe === 'M1').map(([, bar]) => bar.partial);
      const at = (hours: number): Tick => ({ ms: START_MS + hours * 3_600_000, bid: 120, ask: 120 });
      put(1, [at(24), at(25), at(26)]);
      expect(partial()).toEqual([true, false]);
      put(2, [at(1)]);
      expect(partial()).toEqual([true, false, false]);
    });
  });
});

describe('bars of a stream whose missing ticks came later', () => {
  it('are those of all ticks, and a tick that came twice counts once', () => {
    const given = [
      tickList, fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 1, max: 7 }),
    ] as const;
    fc.assert(fc.property(...given, (later, isLost, fillAt, page) => {
      // The stream begins with its first good tick.
      const ticks = [{ ms: START_MS, bid: 120, ask: 120 }, ...later];
      withFile((db) => {
        const writer = new MarketWriter(db);
        const offsetS = 7_200;
        const live = new SymbolMarket('X', offsetS);
        let seq = 0;
        const fill = (until: number): void => {
          const known = ticks.slice(0, until);
          for (let i = 0; i < known.length; i += page) {
            seq += 1;
            const rows = columnsOf(known.slice(i, i + page), offsetS);
            writer.store([{
              type: 'ticks', seq, feed: 'S', symbol: 'X', offsetS, ticks: { ...rows, volume: rows.last },
              past: { point: POINT, before: 0 },
            }]);
          }
        };
        ticks.forEach((tick, i) => {
          if (i > 0 && isLost[i] === true) return;
          seq += 1;
          const rows = columnsOf([tick], offsetS);
          const puts: Put[] = [{ type: 'ticks', seq, feed: 'S', symbol: 'X', offsetS, ticks: rows }];
          live.next(tick.ms, tick.bid, tick.ask, 0, offsetS, POINT, (timeframe, bar) => {
            puts.push({ type: 'bar', seq, feed: 'S', symbol: 'X', timeframe, bar, offsetS });
          });
          writer.store(puts);
          if (i === fillAt) fill(i + 1);
        });
        // All of it again: nothing comes twice.
        fill(ticks.length);
        fill(ticks.length);
        const range = { symbol: 'X', fromMs: null, toMs: null, limit: 1_000, cursor: null };
        expect(queryTicks(db, range, null, ['S']).items.map(({ time }) => time)).toEqual(ticks.map(({ ms }) => ms));
        expect(byKey(storedBars(writer, db, 'S'))).toEqual(byKey(closedBars(ticks, offsetS, new Map())));
      });
    }), { numRuns: 80 });
  });

  it('ticks of one millisecond count by their place, also over the end of a page', () => {
    withFile((db) => {
      const writer = new MarketWriter(db);
      const all: readonly Tick[] = [1, 2, 3, 4, 5].map((bid) => ({ ms: START_MS, bid, ask: bid }));
      const put = (seq: number, rows: readonly Tick[], before: number): void => {
        writer.store([{
          type: 'ticks', seq, feed: 'S', symbol: 'X', offsetS: 0, ticks: columnsOf(rows, 0),
          past: { point: POINT, before },
        }]);
      };
      put(1, all.slice(0, 2), 0);
      put(2, all.slice(0, 3), 0);
      put(3, all.slice(3), 3);
      put(4, all.slice(3), 3);
      const range = { symbol: 'X', fromMs: null, toMs: null, limit: 100, cursor: null };
      expect(queryTicks(db, range, null, ['S']).items.map(({ bid }) => bid)).toEqual([1, 2, 3, 4, 5]);
    });
  });
});
