// The desk on a real engine and a real store: what a stream was given is what the store gives, whatever happens while
// it is warmed, and nothing is kept for nobody.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bar } from '#core/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StreamDesk, type StreamAsk } from './stream-desk.ts';
import { Morning } from './testing.ts';
import type { StreamNews, StreamSeries } from './warm-series.ts';
import type { Workstation } from './workstation.ts';

const M1: StreamSeries = { account: null, symbol: 'EURUSD', timeframe: 'M1' };
const ACCOUNT = '51234567@Broker-Demo';
const MINUTE_MS = 60_000;

/** Remembers what it was given. */
class Record {
  readonly bars: Bar[] = [];

  next(bar: Bar): void {
    this.bars.push(bar);
  }
}

let folder = '';
let morning: Morning;
let workstation: Workstation;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-desk-'));
  morning = await new Morning(folder).start({ strategies: [] });
  morning.join();
  workstation = morning.workstation();
});

afterEach(async () => {
  await morning.stop();
  rmSync(folder, { recursive: true, force: true });
});

function later(): { readonly promise: Promise<null>; readonly resolve: (value: null) => void } {
  let resolve: (value: null) => void = () => undefined;
  const promise = new Promise<null>((done) => { resolve = done; });
  return { promise, resolve };
}

function pastBar(time: number, close: number): Bar {
  return {
    time, open: close, high: close + 0.0002, low: close - 0.0002, close, tickVolume: 10, realVolume: 0, spread: 1,
    askOpen: null, askHigh: null, askLow: null, askClose: null, source: 'broker', partial: false,
  };
}

/** The terminal's own closed minutes: `count` of them that end `agoMinutes` before now. */
function tellPast(count: number, agoMinutes: number, close = 1.1): void {
  const end = morning.atMs - agoMinutes * MINUTE_MS;
  const bars = Array.from({ length: count }, (_, i) => (
    pastBar(end - (count - i) * MINUTE_MS, Number((close + (i % 50) * 0.0001).toFixed(5)))
  ));
  morning.take({ kind: 'HistoryBarsReceived', account: ACCOUNT, symbol: 'EURUSD', timeframe: 'M1', bars });
}

/** A minute of ticks; the first tick of the next one closes it. */
function minute(bid: number): void {
  morning.tick(bid);
  morning.atMs += 30_000;
  morning.tick(Number((bid + 0.0001).toFixed(5)));
  morning.atMs += 30_000;
}

function ask(desk: StreamDesk, key = 'record', onNews: (news: StreamNews) => void = () => undefined) {
  return desk.ask({ series: M1, key, by: 'test', make: () => new Record() }, onNews);
}

/** Asks, and waits until the stream was warmed once. */
async function askWarm(desk: StreamDesk, key = 'record'): Promise<StreamAsk<Record>> {
  const { promise, resolve } = later();
  const held = ask(desk, key, (news) => { if (news === 'warmed') resolve(null); });
  await promise;
  return held;
}

async function stored(): Promise<readonly Bar[]> {
  return (await workstation.bars({ ...M1, fromMs: null, toMs: null, limit: 100_000 })).items;
}

const shape = (bars: readonly Bar[]): unknown => bars.map(({ time, open, high, low, close, tickVolume }) => (
  [time, open, high, low, close, tickVolume]
));

describe('warming', () => {
  it('gives a stream every stored bar once and in order, then each bar as it closes', async () => {
    tellPast(4_500, 0);
    const held = await askWarm(new StreamDesk(workstation));
    expect(held.bars).toBe(4_500);
    for (const bid of [1.1, 1.1005, 1.101, 1.1]) minute(bid);
    const all = await stored();
    expect(all.length).toBe(4_503);
    expect(shape(held.stream?.bars ?? [])).toEqual(shape(all));
    expect(held.bars).toBe(4_503);
  });

  it('loses no bar and takes none twice that closes before, between and after the pages of the store', async () => {
    tellPast(4_500, 0);
    for (const at of [1, 2, 3, 4]) {
      let reads = 0;
      const seam = new StreamDesk({
        get view() { return workstation.view; },
        onEvents: (listener) => workstation.onEvents(listener),
        onBarClosed: (listener) => workstation.onBarClosed(listener),
        bars: async (query) => {
          reads += 1;
          if (reads === at) minute(1.1);
          const page = await workstation.bars(query);
          if (reads === at) minute(1.1002);
          return page;
        },
      });
      const held = await askWarm(seam, `at ${String(at)}`);
      minute(1.1001);
      minute(1.1003);
      expect(shape(held.stream?.bars ?? [])).toEqual(shape(await stored()));
      held.release();
    }
  });

  it('says while it warms that there is no stream yet, and warms those who ask together in one go', async () => {
    tellPast(300, 0);
    let reads = 0;
    const desk = new StreamDesk({
      get view() { return workstation.view; },
      onEvents: (listener) => workstation.onEvents(listener),
      onBarClosed: (listener) => workstation.onBarClosed(listener),
      bars: async (query) => { reads += 1; return workstation.bars(query); },
    });
    const first = askWarm(desk, 'a');
    const second = ask(desk, 'b');
    expect(second.stream).toBeNull();
    expect((await first).bars).toBe(300);
    expect(second.bars).toBe(300);
    // the newest bar, to know where to begin; then the one page
    expect(reads).toBe(2);
  });

  it('shows the forming bar only where it comes after the bars that were taken', async () => {
    const held = await askWarm(new StreamDesk(workstation));
    expect(held.forming()).toBeNull();
    minute(1.1);
    minute(1.2);
    expect(held.stream?.bars.length).toBe(1);
    expect(held.forming()?.open).toBe(1.2);
  });
});

describe('a past that changes', () => {
  /** What the newest generation was given, once it is as long as the store. */
  async function settled(held: StreamAsk<Record>, news: { next: () => Promise<null> }): Promise<void> {
    while (JSON.stringify(shape(held.stream?.bars ?? [])) !== JSON.stringify(shape(await stored()))) await news.next();
  }

  function listen(): { readonly onNews: () => void; readonly next: () => Promise<null> } {
    let waiting = later();
    return {
      onNews: () => { waiting.resolve(null); waiting = later(); },
      next: () => waiting.promise,
    };
  }

  it('makes the stream anew when older bars are told', async () => {
    tellPast(100, 0);
    const news = listen();
    const held = ask(new StreamDesk(workstation, 0), 'record', news.onNews);
    await settled(held, news);
    const before = held.stream;
    tellPast(100, 100, 1.3);
    await settled(held, news);
    expect(held.bars).toBe(200);
    expect(held.stream).not.toBe(before);
  });

  it('makes the stream anew when ticks of the past have made other bars', async () => {
    tellPast(50, 0);
    const news = listen();
    const held = ask(new StreamDesk(workstation, 0), 'record', news.onNews);
    await settled(held, news);
    const brokerMs = [40, 39, 38].map((ago) => morning.atMs - ago * MINUTE_MS + 7_200_000);
    morning.take({
      kind: 'HistoryTicksReceived', account: ACCOUNT, symbol: 'EURUSD', offsetS: 7_200, before: 0,
      ticks: { brokerMs, bid: [1.4, 1.41, 1.42], ask: [1.5, 1.5, 1.5], last: [0, 0, 0], volume: [0, 0, 0], flags: [6, 6, 6] },
    }, {
      kind: 'HistoryEnded', account: ACCOUNT, of: 'ticks', symbol: 'EURUSD', timeframe: null, rows: 3,
      fromMs: morning.atMs - 40 * MINUTE_MS, toMs: morning.atMs - 38 * MINUTE_MS, outcome: 'complete', code: null,
    });
    await news.next();
    await settled(held, news);
    expect(held.bars).toBe(50);
  });

  it('asks the store about a bar that is told otherwise, and leaves the stream alone where ours goes before', async () => {
    let reads = 0;
    const desk = new StreamDesk({
      get view() { return workstation.view; },
      onEvents: (listener) => workstation.onEvents(listener),
      onBarClosed: (listener) => workstation.onBarClosed(listener),
      bars: async (query) => { reads += 1; return workstation.bars(query); },
    }, 0);
    minute(1.1);
    minute(1.1002);
    const held = await askWarm(desk);
    minute(1.1004);
    const before = held.stream;
    const last = before?.bars.at(-1) as Bar;
    const asked = reads;
    morning.take({
      kind: 'HistoryBarsReceived', account: ACCOUNT, symbol: 'EURUSD', timeframe: 'M1',
      bars: [pastBar(last.time, 1.3)].map((bar) => ({ ...bar, tickVolume: last.tickVolume })),
    });
    for (let i = 0; i < 3; i += 1) await stored();
    expect(reads).toBe(asked + 1);
    expect(held.stream).toBe(before);
    expect(shape(before?.bars ?? [])).toEqual(shape(await stored()));
  });

  it('leaves the stream alone when the terminal tells the same bar once more', async () => {
    minute(1.1);
    const held = await askWarm(new StreamDesk(workstation, 0));
    minute(1.1002);
    minute(1.1004);
    const before = held.stream;
    const last = before?.bars.at(-1) as Bar;
    morning.take({
      kind: 'HistoryBarsReceived', account: ACCOUNT, symbol: 'EURUSD', timeframe: 'M1',
      bars: [{ ...last, source: 'broker', askOpen: null, askHigh: null, askLow: null, askClose: null }],
    });
    minute(1.1006);
    for (let i = 0; i < 3; i += 1) await stored();
    expect(held.stream).toBe(before);
    expect(shape(before?.bars ?? [])).toEqual(shape(await stored()));
  });
});

describe('who asks', () => {
  it('shares one stream among those who ask for the same key, and drops it with the last of them', async () => {
    tellPast(20, 0);
    const desk = new StreamDesk(workstation);
    const first = await askWarm(desk);
    const second = ask(desk);
    expect(second.stream).toBe(first.stream);
    expect(desk.active()).toMatchObject([{ key: 'record', askers: ['test'], isWarm: true, bars: 20 }]);
    first.release();
    first.release();
    expect(desk.active().length).toBe(1);
    second.release();
    expect(desk.active()).toEqual([]);
    const { stream } = second;
    minute(1.1);
    minute(1.1);
    expect(stream?.bars.length).toBe(20);
  });

  it('listens to nothing while nobody asks', async () => {
    let listeners = 0;
    const counted = (stop: () => void) => {
      listeners += 1;
      return () => { listeners -= 1; stop(); };
    };
    const desk = new StreamDesk({
      get view() { return workstation.view; },
      bars: (query) => workstation.bars(query),
      onEvents: (listener) => counted(workstation.onEvents(listener)),
      onBarClosed: (listener) => counted(workstation.onBarClosed(listener)),
    });
    expect(listeners).toBe(0);
    const held = await askWarm(desk);
    expect(listeners).toBe(2);
    held.release();
    expect(listeners).toBe(0);
  });

  it('says why the stored bars cannot be read, and reads them with the next bar', async () => {
    tellPast(20, 0);
    let isBroken = true;
    const failed = later();
    const desk = new StreamDesk({
      get view() { return workstation.view; },
      onEvents: (listener) => workstation.onEvents(listener),
      onBarClosed: (listener) => workstation.onBarClosed(listener),
      bars: async (query) => {
        if (!isBroken) return workstation.bars(query);
        failed.resolve(null);
        throw new Error('the disk is gone');
      },
    }, 0);
    const warmed = later();
    const held = ask(desk, 'record', (news) => { if (news === 'warmed') warmed.resolve(null); });
    await failed.promise;
    await new Promise<void>((done) => { setImmediate(done); });
    expect(held.failure).toBe('the disk is gone');
    isBroken = false;
    minute(1.1);
    minute(1.1);
    await warmed.promise;
    expect(held.failure).toBeNull();
    expect(shape(held.stream?.bars ?? [])).toEqual(shape(await stored()));
  });
});
