// Imported rows enter like everything else: as journaled inputs of the engine. What is stored already is asked of the
// market store, which reads the same journal.

import { fail, ok, type Result } from '#core/base';
import type { Engine } from '#core/kernel';
import { BrokerClock, type Bar, type InputBody, type Timeframe } from '#core/model';
import type { TickRow } from '#main/stores';
import type { MarketStore } from '#main/stores';
import type { ImportTarget } from './import-file.ts';
import type { ReadPage } from './stored-rows.ts';

/** The feed under which imported data is kept. */
export const IMPORT_FEED = 'import';

/** What an import needs of an open data folder. */
export interface ImportDoor {
  readonly engine: Pick<Engine, 'accept' | 'fault' | 'kernel'>;
  readonly store: Pick<MarketStore, 'bars' | 'ticks' | 'settle' | 'backlogRows' | 'fault'>;
}

const PAGE_ROWS = 10_000;
/** More rows than this on their way to the disk, and the import waits for it. */
const BACKLOG_ROWS_MAX = 40_000;

/** The stored page could not be read; the text says why. */
class StoreUnreadable extends Error {
  override readonly name = 'StoreUnreadable';
}

export function tickTarget(door: ImportDoor, symbol: string): ImportTarget<TickRow> {
  return {
    stored: (fromMs): ReadPage<TickRow> => settledFirst(door, async (cursor) => {
      const page = await door.store.ticks({ symbol, fromMs, toMs: null, limit: PAGE_ROWS, cursor }, [IMPORT_FEED]);
      if (!page.ok) throw new StoreUnreadable(page.error.text);
      return page.value;
    }),
    put: async (rows, file) => {
      const profile = door.engine.kernel.view.brokerZone;
      const clock = profile === null ? null : new BrokerClock(profile);
      // One offset an event: the bars made of it stand on the broker's days.
      for (let from = 0; from < rows.length;) {
        const offsetS = clock?.offsetS((rows[from] as TickRow).time) ?? null;
        let to = from + 1;
        while (to < rows.length && (clock?.offsetS((rows[to] as TickRow).time) ?? null) === offsetS) to += 1;
        const done = await put(door, importedTicks(symbol, file, rows.slice(from, to), offsetS));
        if (!done.ok) return done;
        from = to;
      }
      return ok(null);
    },
  };
}

function importedTicks(
  symbol: string, file: string, rows: readonly TickRow[], offsetS: number | null,
): Extract<InputBody, { kind: 'TicksImported' }> {
  const aheadMs = (offsetS ?? 0) * 1000;
  return {
    kind: 'TicksImported', feed: IMPORT_FEED, symbol, file, ...(offsetS === null ? {} : { offsetS }),
    ticks: {
      brokerMs: rows.map((row) => row.time + aheadMs), bid: rows.map((row) => row.bid),
      ask: rows.map((row) => row.ask), last: rows.map((row) => row.last), volume: rows.map((row) => row.volume),
      flags: rows.map((row) => row.flags),
    },
  };
}

export function barTarget(door: ImportDoor, symbol: string, timeframe: Timeframe): ImportTarget<Bar> {
  return {
    stored: (startMs): ReadPage<Bar> => settledFirst(door, async (cursor) => {
      const fromMs = cursor === null ? startMs : Number(cursor);
      return door.store.bars(
        { symbol, timeframe, fromMs, toMs: null, limit: PAGE_ROWS, source: 'import' }, [IMPORT_FEED],
      );
    }),
    put: (rows, file) => put(door, { kind: 'BarsImported', feed: IMPORT_FEED, symbol, timeframe, file, bars: rows }),
  };
}

/** Waits until everything handed over is on the disk and can be asked for. */
export function settleImport(door: ImportDoor): Promise<Result<null>> {
  return door.store.settle();
}

// What an earlier file of the same command put must be visible before it is compared with.
function settledFirst<T>(door: ImportDoor, read: ReadPage<T>): ReadPage<T> {
  return async (cursor) => {
    if (cursor === null) {
      const settled = await door.store.settle();
      if (!settled.ok) throw new StoreUnreadable(settled.error.text);
    }
    return read(cursor);
  };
}

async function put(door: ImportDoor, body: InputBody): Promise<Result<null>> {
  const fault = door.engine.fault ?? door.store.fault;
  if (fault !== null) return fail(fault.code, fault.text);
  door.engine.accept(body);
  return door.store.backlogRows > BACKLOG_ROWS_MAX ? door.store.settle() : ok(null);
}
