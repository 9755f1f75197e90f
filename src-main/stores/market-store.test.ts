import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bar, TickColumns } from '#core/model';
import { openMarketStore, type CommitMark, type DeadLetter, type MarketStore, type TickRow } from './index.ts';

let dataDir = '';
const opened: MarketStore[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sextant-store-'));
});

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function open(journal: CommitMark | null = null): Promise<MarketStore> {
  const store = await openMarketStore({ dataDir, journal });
  if (!store.ok) throw new Error(store.error.text);
  opened.push(store.value);
  return store.value;
}

function ticksAt(brokerMs: readonly number[], bid = 1.1): TickColumns {
  return {
    brokerMs, bid: brokerMs.map((_, row) => bid + row / 100_000), ask: brokerMs.map(() => bid + 0.1),
    last: brokerMs.map(() => 0), volume: brokerMs.map(() => 0), flags: brokerMs.map(() => 6),
  };
}

function bar(time: number, close: number, more: Partial<Bar> = {}): Bar {
  return {
    time, open: close, high: close, low: close, close, tickVolume: 3, realVolume: 0, spread: 10,
    askOpen: null, askHigh: null, askLow: null, askClose: null, source: 'tick', partial: false, ...more,
  };
}

async function allTicks(store: MarketStore, feeds: readonly string[], limit: number): Promise<readonly TickRow[]> {
  const rows: TickRow[] = [];
  let cursor: string | null = null;
  do {
    const page = await store.ticks({ symbol: 'EURUSD', fromMs: null, toMs: null, limit, cursor }, feeds);
    if (!page.ok) throw new Error(page.error.text);
    expect(page.value.items.length).toBeLessThanOrEqual(limit);
    rows.push(...page.value.items);
    cursor = page.value.next;
  } while (cursor !== null);
  return rows;
}

class Mark implements CommitMark {
  headSeq = 0;
  committedSeq = 0;
  readonly #commit = new Set<(seq: number) => void>();
  readonly #fault = new Set<(fault: { code: 'JOURNAL_DISK_FULL'; text: string }) => void>();

  onCommitted(listener: (seq: number) => void): () => void {
    this.#commit.add(listener);
    return () => { this.#commit.delete(listener); };
  }

  onFault(listener: (fault: { code: 'JOURNAL_DISK_FULL'; text: string }) => void): () => void {
    this.#fault.add(listener);
    return () => { this.#fault.delete(listener); };
  }

  commit(seq: number): void {
    this.headSeq = Math.max(this.headSeq, seq);
    this.committedSeq = seq;
    for (const listener of this.#commit) listener(seq);
  }

  fail(): void {
    for (const listener of this.#fault) listener({ code: 'JOURNAL_DISK_FULL', text: 'full' });
  }
}

describe('ticks in the market store', () => {
  it('come back in UTC, as they were put, over a reopening', async () => {
    const store = await open();
    store.putTicks(1, 'Server', 'EURUSD', 7200, ticksAt([7_200_000, 7_200_500], 1.2));
    expect((await store.settle()).ok).toBe(true);
    await store.close();
    const again = await open();
    expect(again.cursorSeq).toBe(1);
    expect(await allTicks(again, ['Server'], 10)).toEqual([
      { time: 0, bid: 1.2, ask: 1.3, last: 0, volume: 0, flags: 6 },
      { time: 500, bid: 1.20001, ask: 1.3, last: 0, volume: 0, flags: 6 },
    ]);
  });

  it('of an event that was put before are ignored, in the same life and the next', async () => {
    const store = await open();
    for (const seq of [4, 4, 7, 4]) store.putTicks(seq, 'Server', 'EURUSD', 0, ticksAt([seq * 1000]));
    await store.settle();
    store.putTicks(7, 'Server', 'EURUSD', 0, ticksAt([7000]));
    await store.settle();
    await store.close();
    const again = await open();
    for (const seq of [4, 7, 9]) again.putTicks(seq, 'Server', 'EURUSD', 0, ticksAt([seq * 1000]));
    await again.settle();
    expect((await allTicks(again, ['Server'], 100)).map((row) => row.time)).toEqual([4000, 7000, 9000]);
    expect(again.cursorSeq).toBe(9);
  });

  it('of equal rows are all kept, and pages of any length put together are the whole', async () => {
    const store = await open();
    const expected: { time: number; bid: number }[] = [];
    for (let seq = 1; seq <= 60; seq += 1) {
      const times = Array.from({ length: 50 }, (_, row) => Math.floor((seq * 50 + row) / 7) * 10);
      store.putTicks(seq, 'Server', 'EURUSD', 0, ticksAt(times, seq));
      times.forEach((time, row) => { expected.push({ time, bid: seq + row / 100_000 }); });
    }
    await store.settle();
    for (const limit of [7, 113, 999, 10_000]) {
      const rows = await allTicks(store, ['Server'], limit);
      expect(rows.map(({ time, bid }) => ({ time, bid }))).toEqual(expected);
    }
  });

  it('that come out of order are served ascending and complete for any range', async () => {
    const store = await open();
    const hour = 3_600_000;
    const blocks = [[5, 6, 7], [1, 2, 3], [2, 4, 6], [9, 8, 0]];
    const all = blocks.flatMap((block, index) => {
      const times = block.flatMap((h) => Array.from({ length: 700 }, (_, row) => h * hour / 4 + row * 1000));
      store.putTicks(index + 1, 'import', 'EURUSD', 0, ticksAt(times, index));
      return times;
    });
    await store.settle();
    const sorted = [...all].sort((a, b) => a - b);
    expect((await allTicks(store, ['import'], 997)).map((row) => row.time)).toEqual(sorted);
    for (const [fromMs, toMs] of [[hour, hour + 1], [hour / 2 + 1, 3 * hour], [0, 1], [9 * hour, null]] as const) {
      const page = await store.ticks({ symbol: 'EURUSD', fromMs, toMs, limit: 10_000, cursor: null }, ['import']);
      const inside = sorted.filter((time) => time >= fromMs && (toMs === null || time < toMs));
      expect(page.ok && page.value.items.map((row) => row.time)).toEqual(inside);
    }
  });

  it('of a minute belong to the first feed that has any, page by page too', async () => {
    const store = await open();
    store.putTicks(1, 'Server', 'EURUSD', 0, ticksAt([60_010, 60_020, 300_000], 1));
    store.putTicks(2, 'import', 'EURUSD', 0, ticksAt([1000, 60_001, 119_999, 120_000, 299_999, 300_500], 2));
    await store.settle();
    for (const limit of [1, 2, 100]) {
      const rows = await allTicks(store, ['Server', 'import'], limit);
      expect(rows.map((row) => [row.time, Math.floor(row.bid)])).toEqual([
        [1000, 2], [60_010, 1], [60_020, 1], [120_000, 2], [299_999, 2], [300_000, 1],
      ]);
    }
    const page = await store.ticks(
      { symbol: 'EURUSD', fromMs: 60_021, toMs: 120_001, limit: 10, cursor: null }, ['Server', 'import'],
    );
    expect(page.ok && page.value.items.map((row) => row.time)).toEqual([120_000]);
  });

  it('refuse a cursor that is not one of ours', async () => {
    const store = await open();
    for (const cursor of ['x', '', Buffer.from('[1,2,3]').toString('base64url')]) {
      const page = await store.ticks({ symbol: 'EURUSD', fromMs: null, toMs: null, limit: 1, cursor }, ['Server']);
      expect(page).toMatchObject({ ok: false, error: { code: 'WEB_CURSOR_BAD' } });
    }
  });
});

describe('bars in the market store', () => {
  const range = { symbol: 'EURUSD', timeframe: 'M5', fromMs: null, toMs: null, limit: 100 } as const;

  it('are served by trust: feed first, then own whole bars, the broker\'s, own partial ones, imports', async () => {
    const store = await open();
    const at = (time: number, source: Bar['source'], partial = false, feed = 'Server'): void => {
      const close = { tick: 1, broker: 2, import: 3 }[source] + (partial ? 0.5 : 0) + (feed === 'Server' ? 0 : 10);
      store.putBar(1, feed, 'EURUSD', 'M5', bar(time, close, { source, partial }));
    };
    at(0, 'tick'); at(0, 'broker'); at(0, 'import', false, 'import');
    at(300_000, 'tick', true); at(300_000, 'broker');
    at(600_000, 'tick', true); at(600_000, 'import', false, 'import');
    at(900_000, 'import', false, 'import');
    at(1_200_000, 'broker'); at(1_200_000, 'tick', false, 'import');
    await store.settle();
    const closes = async (feeds: readonly string[]): Promise<readonly number[]> =>
      (await store.bars(range, feeds)).items.map((item) => item.close);
    expect(await closes(['Server', 'import'])).toEqual([1, 2, 1.5, 13, 2]);
    expect(await closes(['import'])).toEqual([13, 13, 13, 11]);
    expect(await closes([])).toEqual([]);
  });

  it('are the broker\'s own where it counted more ticks than are stored', async () => {
    const store = await open();
    const put = (time: number, source: Bar['source'], close: number, tickVolume: number): void => {
      store.putBar(1, 'Server', 'EURUSD', 'M5', { ...bar(time, close, { source, partial: false }), tickVolume });
    };
    put(0, 'tick', 1, 40); put(0, 'broker', 2, 40);
    put(300_000, 'tick', 1, 12); put(300_000, 'broker', 2, 40);
    put(600_000, 'tick', 1, 45); put(600_000, 'broker', 2, 40);
    await store.settle();
    expect((await store.bars(range, ['Server'])).items.map(({ close }) => close)).toEqual([1, 2, 1]);
  });

  it('are told by their times and sources, and compared with the broker\'s own', async () => {
    const store = await open();
    const put = (time: number, source: Bar['source'], close: number, more: Partial<Bar> = {}): void => {
      store.putBar(1, 'Server', 'EURUSD', 'M5', { ...bar(time, close, { source, partial: false }), ...more });
    };
    put(0, 'tick', 1); put(0, 'broker', 1);
    put(300_000, 'tick', 1); put(300_000, 'broker', 1.5);
    put(600_000, 'tick', 1, { tickVolume: 77 }); put(600_000, 'broker', 1);
    put(900_000, 'tick', 1, { partial: true }); put(900_000, 'broker', 9);
    put(1_200_000, 'broker', 9);
    put(1_500_000, 'tick', 1); put(1_500_000, 'broker', 2);
    await store.settle();
    const span = { symbol: 'EURUSD', timeframe: 'M5', fromMs: 0, toMs: 1_500_000 } as const;
    expect(await store.barTimes(span, 'Server')).toEqual({
      times: [0, 300_000, 600_000, 900_000, 1_200_000], isTick: [true, true, true, false, false],
      isPartial: [false, false, false, true, false], isBroker: [true, true, true, true, true],
    });
    const found = await store.compareBars(span, 'Server', 10);
    expect(found).toMatchObject({ compared: 3, differentPrices: 1, differentVolumes: 1 });
    expect(found.items.map(({ own, broker }) => [own.time, own.close, broker.close, own.tickVolume])).toEqual([
      [300_000, 1, 1.5, bar(0, 1).tickVolume], [600_000, 1, 1, 77],
    ]);
    expect((await store.compareBars({ ...span, toMs: 9e12 }, 'Server', 1)).items.map(({ own }) => own.time))
      .toEqual([1_500_000]);
    expect(await store.compareBars(span, 'Nowhere', 10))
      .toEqual({ compared: 0, differentPrices: 0, differentVolumes: 0, items: [] });
    expect(await store.barTimes(span, 'Nowhere')).toEqual({ times: [], isTick: [], isPartial: [], isBroker: [] });
  });

  it('keep every field, and an older event never replaces a newer one\'s bar', async () => {
    const store = await open();
    const ask = { askOpen: 1.3, askHigh: 1.4, askLow: 1.2, askClose: 1.35 };
    const full = bar(300_000, 1.25, { ...ask, spread: null, realVolume: 5 });
    store.putBar(5, 'Server', 'EURUSD', 'M5', full);
    store.putBar(3, 'Server', 'EURUSD', 'M5', bar(300_000, 9));
    await store.settle();
    expect(await store.bars(range, ['Server'])).toEqual({ items: [full], next: null });
    store.putBar(6, 'Server', 'EURUSD', 'M5', bar(300_000, 9));
    await store.settle();
    expect((await store.bars(range, ['Server'])).items.map((item) => item.close)).toEqual([9]);
  });

  it('are cut by from inclusive and to exclusive, from either end, and say where to go on', async () => {
    const store = await open();
    for (let i = 0; i < 10; i += 1) {
      store.putBar(i + 1, 'Server', 'EURUSD', 'M5', bar(i, i));
      store.putBar(i + 1, 'Server', 'EURUSD', 'M5', bar(i, -i, { source: 'broker' }));
      store.putBar(i + 1, 'Server', 'EURUSD', 'M5', bar(i, -i, { source: 'import' }));
    }
    await store.settle();
    const times = async (part: object): Promise<unknown> => {
      const page = await store.bars({ ...range, ...part }, ['Server']);
      return [page.items.map((item) => item.close), page.next];
    };
    expect(await times({ fromMs: 2, toMs: 5 })).toEqual([[2, 3, 4], null]);
    expect(await times({ fromMs: 2, limit: 3 })).toEqual([[2, 3, 4], '5']);
    expect(await times({ toMs: 8, limit: 3, newest: true })).toEqual([[5, 6, 7], null]);
    expect(await times({ symbol: 'GBPUSD' })).toEqual([[], null]);
  });
});

describe('the market store as a reader of the log', () => {
  it('stores nothing before its event is committed, and all of it then', async () => {
    const mark = new Mark();
    const store = await open(mark);
    store.putTicks(1, 'Server', 'EURUSD', 0, ticksAt([1000]));
    store.putTicks(2, 'Server', 'EURUSD', 0, ticksAt([2000]));
    const settled = store.settle();
    expect(await allTicks(store, ['Server'], 10)).toEqual([]);
    mark.commit(1);
    expect((await allTicks(store, ['Server'], 10)).map((row) => row.time)).toEqual([1000]);
    mark.commit(2);
    expect((await settled).ok).toBe(true);
    expect(store.cursorSeq).toBe(2);
    expect(store.backlogRows).toBe(0);
  });

  it('forgets what it has when the log ends before its cursor, for that log is not the one it read', async () => {
    const store = await open();
    store.putTicks(8, 'Server', 'EURUSD', 0, ticksAt([1000]));
    await store.settle();
    await store.close();
    const mark = new Mark();
    mark.commit(7);
    const again = await open(mark);
    expect(again.cursorSeq).toBe(0);
    expect(await allTicks(again, ['Server'], 10)).toEqual([]);
    again.putTicks(3, 'Server', 'EURUSD', 0, ticksAt([500]));
    await again.settle();
    expect((await allTicks(again, ['Server'], 10)).map((row) => row.time)).toEqual([500]);
  });

  it('is begun anew when its file is damaged', async () => {
    const store = await open();
    store.putTicks(8, 'Server', 'EURUSD', 0, ticksAt([1000]));
    await store.settle();
    await store.close();
    writeFileSync(join(dataDir, 'stores', 'market.sqlite'), 'garbage'.repeat(1000));
    const again = await open();
    expect(again.cursorSeq).toBe(0);
    expect(await again.symbols()).toEqual([]);
  });

  it('moves its cursor over events that put nothing when it is settled through them', async () => {
    const store = await open();
    expect((await store.settle(40)).ok).toBe(true);
    expect(store.cursorSeq).toBe(40);
    await store.close();
    expect((await open()).cursorSeq).toBe(40);
  });

  it('gives up settling when the log fails', async () => {
    const mark = new Mark();
    const store = await open(mark);
    store.putTicks(1, 'Server', 'EURUSD', 0, ticksAt([1000]));
    const settled = store.settle();
    mark.fail();
    expect(await settled).toMatchObject({ ok: false, error: { code: 'JOURNAL_DISK_FULL' } });
    expect(await store.settle()).toMatchObject({ ok: false, error: { code: 'JOURNAL_DISK_FULL' } });
  });

  it('is refused in a folder that cannot be', async () => {
    writeFileSync(join(dataDir, 'file'), '');
    const store = await openMarketStore({ dataDir: join(dataDir, 'file'), journal: null });
    expect(store).toMatchObject({ ok: false, error: { code: 'JOURNAL_READ_ONLY' } });
  });

  it('names symbols with their feeds', async () => {
    const store = await open();
    store.putTicks(1, 'Server', 'GBPUSD', 0, ticksAt([1000]));
    store.putBar(2, 'import', 'EURUSD', 'M1', bar(0, 1));
    store.putBar(3, 'Server', 'EURUSD', 'H1', bar(0, 1));
    await store.settle();
    expect(await store.symbols()).toEqual([
      { symbol: 'EURUSD', feeds: ['Server', 'import'] }, { symbol: 'GBPUSD', feeds: ['Server'] },
    ]);
  });

  it('keeps dead letters whatever they hold, once each, and serves them newest first', async () => {
    const store = await open();
    const letter = (seq: number): Omit<DeadLetter, 'id'> =>
      ({ code: 'E_RANGE', reason: 'a\u0000b', source: 'mt5', time: seq, raw: `\ud800 ${String(seq)} \u0000` });
    for (const seq of [3, 5, 5, 9]) store.putDeadLetter(seq, letter(seq));
    await store.settle();
    const newest = { items: [{ id: '9', ...letter(9) }, { id: '5', ...letter(5) }], next: '5' };
    expect(await store.deadLetters(2, null)).toEqual({ ok: true, value: newest });
    const oldest = { items: [{ id: '3', ...letter(3) }], next: null };
    expect(await store.deadLetters(2, '5')).toEqual({ ok: true, value: oldest });
    expect(await store.deadLetters(2, '-1')).toMatchObject({ ok: false, error: { code: 'WEB_CURSOR_BAD' } });
  });

  it('finds dead letters by code and by sender, newest first, over pages', async () => {
    const store = await open();
    const codes = ['E_RANGE', 'E_PROTO', 'E_PROTO', 'E_RANGE', 'E_PROTO'];
    codes.forEach((code, i) => {
      const source = i % 2 === 0 ? 'mt5 1@B' : 'mt5 \ud800"';
      store.putDeadLetter(i + 1, { code, reason: '\ud800', source, time: i, raw: '' });
    });
    await store.settle();
    const ids = async (limit: number, cursor: string | null, filter: object): Promise<readonly string[]> => {
      const page = await store.deadLetters(limit, cursor, filter);
      return page.ok ? page.value.items.map(({ id }) => id) : [];
    };
    expect(await ids(10, null, { code: 'E_PROTO' })).toEqual(['5', '3', '2']);
    expect(await ids(10, null, { source: 'mt5 1@B' })).toEqual(['5', '3', '1']);
    expect(await ids(10, null, { code: 'E_RANGE', source: 'mt5 1@B' })).toEqual(['1']);
    expect(await ids(2, null, { code: 'E_PROTO' })).toEqual(['5', '3']);
    expect(await ids(2, '3', { code: 'E_PROTO' })).toEqual(['2']);
    expect(await ids(10, null, { code: "' OR 1=1 --" })).toEqual([]);
  });
});
