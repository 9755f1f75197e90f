// Similar past situations of stored bars: through the thread, and kept up with what the store learns.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drawGaussian, exp, Random } from '#core/base';
import type { Bar, BarSource } from '#core/model';
import {
  EmbeddedMemory, findSimilar, makeRecipe, recipeName, ShapeHistory, type ShapeBar, type SimilarSituations,
} from '#core/patterns';
import { openMarketStore, SimilarDesk, type MarketStore, type SimilarAnswer, type SimilarAsked } from './index.ts';

const FEEDS = ['Demo', 'import'];
const ASKED: SimilarAsked = {
  symbol: 'EURUSD', timeframe: 'M5', windowBars: 16, horizonBars: 6, count: 5, atMs: null,
};

let dataDir = '';
let store: MarketStore;
let desk: SimilarDesk;
let seq = 0;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sextant-similar-'));
  const opened = await openMarketStore({ dataDir, journal: null });
  if (!opened.ok) throw new Error(opened.error.text);
  store = opened.value;
  desk = new SimilarDesk(dataDir);
});

afterEach(async () => {
  await desk.close();
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function walk(seed: number, count: number): Bar[] {
  const random = new Random(seed);
  let close = 1.1;
  return Array.from({ length: count }, (_, i) => {
    const open = close;
    close = open * exp(drawGaussian(random) * 0.001);
    return barOf(1_700_000_100_000 + i * 300_000, open, close);
  });
}

function barOf(time: number, open: number, close: number, source: BarSource = 'tick'): Bar {
  return {
    time, open, close, high: Math.max(open, close) + 0.0002, low: Math.min(open, close) - 0.0002, tickVolume: 9,
    realVolume: 0, spread: 8, askOpen: null, askHigh: null, askLow: null, askClose: null, source, partial: false,
  };
}

async function put(bars: readonly Bar[], feed = 'Demo'): Promise<void> {
  for (const bar of bars) {
    seq += 1;
    store.putBar(seq, feed, ASKED.symbol, ASKED.timeframe, bar);
  }
  await store.settle();
}

async function ask(more: Partial<SimilarAsked> = {}): Promise<SimilarAnswer> {
  const answered = await desk.ask({ asked: { ...ASKED, ...more }, feeds: FEEDS });
  if (!answered.ok) throw new Error(answered.error.text);
  return answered.value;
}

/** The answer of the engine's own search over bars in memory. */
async function direct(bars: readonly ShapeBar[]): Promise<SimilarSituations> {
  const made = makeRecipe(ASKED.windowBars, ASKED.horizonBars);
  if (!made.ok) throw new Error(made.error.text);
  const history = new ShapeHistory('M5', made.value);
  for (const bar of bars) history.append(bar);
  const memory = new EmbeddedMemory();
  const series = { feed: 'x', symbol: 'EURUSD', timeframe: 'M5', recipe: recipeName(made.value) } as const;
  await memory.put(series, history.windows(0, bars.length));
  const found = await findSimilar({ memory, series, history, row: bars.length - 1, count: ASKED.count });
  if (!found.ok) throw new Error(found.error.text);
  return found.value;
}

function expectSame(answer: SimilarAnswer, found: SimilarSituations): void {
  expect(answer.situations.map(({ endMs }) => endMs)).toEqual(found.situations.map(({ endMs }) => endMs));
  expect(answer.neighbours).toEqual(found.neighbours);
  expect(answer.everything).toEqual(found.everything);
}

describe('similar past situations of a data folder', () => {
  it('are those of the bars in memory, with the paths they took', async () => {
    const bars = walk(1, 900);
    await put(bars);
    const answer = await ask();
    expectSame(answer, await direct(bars));
    expect(answer).toMatchObject({ symbol: 'EURUSD', bars: 900, barTime: bars[899]?.time, startMs: bars[884]?.time });
    const [nearest] = answer.situations;
    expect(nearest?.shape).toHaveLength(16);
    expect(nearest?.shape.at(-1)).toBe(0);
    expect(nearest?.after.at(-1)).toBe(nearest?.outcome);
  });

  it('take in what closes later, and what the broker says of the same bar makes no difference', async () => {
    const bars = walk(2, 600);
    await put(bars.slice(0, 500));
    await ask();
    await put(bars.slice(500));
    await put(bars.slice(560).map((bar) => ({ ...bar, source: 'broker' as const })));
    expectSame(await ask(), await direct(bars));
  });

  it('are found anew when older bars are imported, and when a late word changes the newest', async () => {
    const bars = walk(3, 700);
    await put(bars.slice(200));
    await ask();
    await put(bars.slice(0, 200).map((bar) => ({ ...bar, source: 'import' as const })), 'import');
    expectSame(await ask(), await direct(bars));
    const last = bars[699] as Bar;
    const told = { ...last, close: last.close + 0.01, high: last.high + 0.01, tickVolume: 99, source: 'broker' as const };
    await put([told]);
    expectSame(await ask(), await direct([...bars.slice(0, 699), told]));
  });

  it('as of a moment in the past know nothing of what came later', async () => {
    const bars = walk(4, 800);
    await put(bars);
    const cut = bars[600] as Bar;
    expectSame(await ask({ atMs: cut.time + 300_000 }), await direct(bars.slice(0, 601)));
    expectSame(await ask({ atMs: cut.time + 299_999 }), await direct(bars.slice(0, 600)));
  });

  it('are refused where bars are too few or the window is none', async () => {
    await put(walk(5, 10));
    const few = await desk.ask({ asked: ASKED, feeds: FEEDS });
    expect(few.ok ? '' : few.error.code).toBe('PATTERNS_TOO_FEW_BARS');
    const unknown = await desk.ask({ asked: { ...ASKED, symbol: 'NONE' }, feeds: FEEDS });
    expect(unknown.ok ? '' : unknown.error.code).toBe('PATTERNS_TOO_FEW_BARS');
    const bad = await desk.ask({ asked: { ...ASKED, windowBars: 3 }, feeds: FEEDS });
    expect(bad.ok ? '' : bad.error.code).toBe('PATTERNS_RECIPE_BAD');
  });

  it('are no longer told once the folder is closed', async () => {
    await put(walk(6, 100));
    const asked = ask();
    const refused = expect(asked).rejects.toThrow('closed');
    await desk.close();
    await refused;
    await expect(ask()).rejects.toThrow('closed');
  });
});
