import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryAskStatus } from '#core/intake';
import type { Bar, HistoryAsk, HistoryOutcome, InputBody, Timeframe } from '#core/model';
import { GapKeeper, type SeriesGaps } from './gap-keeper.ts';
import { Morning } from './testing.ts';

const ACCOUNT = '51234567@Broker-Demo';
const OFFSET_S = 7_200;
const MINUTE = 60_000;
/** The Monday morning that the rig's clock shows. */
const NOW = Date.UTC(2024, 0, 15, 9);

function minute(time: number): Bar {
  return {
    time, open: 1.1, high: 1.2, low: 1, close: 1.15, tickVolume: 5, realVolume: 0, spread: 8, askOpen: null,
    askHigh: null, askLow: null, askClose: null, source: 'broker', partial: false,
  };
}

/** Minutes from `hours` before now on, but those of `holes` (minutes before now). */
function stream(hours: number, holes: readonly (readonly [number, number])[], timeframe: Timeframe = 'M1'): InputBody {
  const bars: Bar[] = [];
  for (let before = hours * 60; before >= 1; before -= 1) {
    if (!holes.some(([from, to]) => before <= from && before > to)) bars.push(minute(NOW - before * MINUTE));
  }
  const next = (bars[bars.length - 1] as Bar).time / 1000 + OFFSET_S;
  return {
    kind: 'BarsReceived', account: ACCOUNT, symbol: 'EURUSD', timeframe, offsetS: OFFSET_S, closed: true, bars, next,
  };
}

function ended(ask: HistoryAsk, outcome: HistoryOutcome = 'complete'): InputBody {
  return {
    kind: 'HistoryEnded', account: ACCOUNT, of: ask.kind, symbol: ask.symbol, timeframe: ask.timeframe,
    fromMs: ask.fromMs, toMs: ask.toMs, rows: 0, outcome, code: outcome === 'complete' ? null : 'E_RANGE',
  };
}

class Door {
  readonly asks: HistoryAsk[] = [];
  status: HistoryAskStatus[] = [];

  askHistory(_account: string, ask: HistoryAsk): boolean {
    this.asks.push(ask);
    this.status.push({ ...ask, state: 'asked', rows: 0 });
    return true;
  }

  historyStatus(): readonly HistoryAskStatus[] {
    return this.status;
  }
}

let folder: string;
let morning: Morning;
let door: Door;
let keeper: GapKeeper;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-gaps-'));
  morning = await new Morning(folder).start();
  door = new Door();
  keeper = new GapKeeper({ ...morning.open, clock: { nowMs: () => morning.atMs }, door });
  morning.join();
});

afterEach(async () => {
  await keeper.close();
  await morning.stop();
  rmSync(folder, { recursive: true, force: true });
});

function statesOf(series: readonly SeriesGaps[]): readonly (readonly [string, number, number])[] {
  return series.flatMap(({ gaps }) => gaps.map((gap) => (
    [gap.state, (NOW - gap.fromMs) / MINUTE, (NOW - gap.toMs) / MINUTE] as const
  )));
}

const EURUSD_M1 = { symbol: 'EURUSD', kind: 'M1' } as const;

/** The older week that a first chart wants was told, and is not there: the broker's history begins with the stream. */
function settleOlder(): void {
  const span = { fromMs: NOW - 8 * 86_400_000, toMs: NOW - 8 * 60 * MINUTE };
  morning.take(ended({ kind: 'bars', symbol: 'EURUSD', timeframe: 'M1', ...span }));
}

describe('the keeper of gaps', () => {
  it('asks for the week behind the stream and for its holes, but not for quiet minutes', async () => {
    morning.take(stream(8, [[300, 270], [100, 95]]));
    await keeper.gaps(EURUSD_M1);
    const bars = door.asks.filter(({ timeframe }) => timeframe === 'M1');
    // one question from a week ago to the end of the hole: the gaps lie close to each other
    expect(bars.map(({ toMs }) => (NOW - toMs) / MINUTE)).toContain(270);
    expect(Math.min(...bars.map(({ fromMs }) => fromMs))).toBe(NOW - 7 * 86_400_000);
    expect(bars.every(({ toMs }) => toMs <= NOW - 270 * MINUTE)).toBe(true);
    // the same look again asks nothing twice
    const count = door.asks.length;
    await keeper.gaps(EURUSD_M1);
    expect(door.asks).toHaveLength(count);
  });

  it('says of each gap how far it is: asked, loading, filled, or empty at the broker', async () => {
    morning.take(stream(8, [[300, 270], [150, 120]]));
    settleOlder();
    await keeper.gaps(EURUSD_M1);
    const [ask] = door.asks;
    expect(statesOf(await keeper.gaps(EURUSD_M1)).filter(([state]) => state === 'asked'))
      .toEqual([['asked', 300, 270], ['asked', 150, 120]]);
    door.status = door.status.map((one) => ({ ...one, state: 'loading' }));
    expect(statesOf(await keeper.gaps(EURUSD_M1)).map(([state]) => state)).toEqual(['loading', 'loading']);
    const late = Array.from({ length: 30 }, (_, i) => minute(NOW - (150 - i) * MINUTE));
    morning.take(
      { kind: 'HistoryBarsReceived', account: ACCOUNT, symbol: 'EURUSD', timeframe: 'M1', bars: late },
      ended(ask as HistoryAsk),
    );
    door.status = [];
    door.asks.length = 0;
    expect(statesOf(await keeper.gaps(EURUSD_M1))).toEqual([['empty', 300, 270], ['filled', 150, 120]]);
    // what the broker lacks is not asked for again, not even by a person
    await keeper.fill(EURUSD_M1);
    expect(door.asks.filter(({ timeframe }) => timeframe === 'M1')).toEqual([]);
  });

  it('leaves a series alone for a while after a refusal, until a person asks', async () => {
    morning.take(stream(8, [[300, 270]]));
    settleOlder();
    await keeper.gaps(EURUSD_M1);
    morning.take(ended(door.asks[0] as HistoryAsk, 'refused'));
    door.status = [];
    door.asks.length = 0;
    expect(statesOf(await keeper.gaps(EURUSD_M1))).toEqual([['found', 300, 270]]);
    expect(door.asks).toEqual([]);
    expect(await keeper.fill(EURUSD_M1)).toBe(1);
    expect(door.asks).toHaveLength(1);
  });

  it('looks at nothing while no terminal has told its state, and by itself once one has', async () => {
    morning.take(stream(8, []));
    morning.take({ kind: 'TerminalDisconnected', session: `s${String(NOW)}`, account: ACCOUNT, code: 1006, reason: '' });
    keeper.tick();
    await keeper.gaps({ symbol: null, kind: null });
    expect(await keeper.fill({ symbol: null, kind: null })).toBe(0);
    expect(door.asks).toEqual([]);
    morning.join();
    keeper.tick();
    await keeper.close();
    expect(door.asks.length).toBeGreaterThan(0);
  });
});
