import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Bar, TickColumns, Timeframe } from '#core/model';
import { Market } from './index.ts';

const MONDAY = Date.UTC(2024, 0, 15);
const FEEDS = new URL('../../../shared/data/', import.meta.url);

interface Row {
  readonly at: number;
  readonly bid: number;
  readonly ask: number;
  readonly volume?: number;
}

function columns(rows: readonly Row[], offsetS: number): TickColumns {
  return {
    brokerMs: rows.map((row) => row.at + offsetS * 1000),
    bid: rows.map((row) => row.bid),
    ask: rows.map((row) => row.ask),
    last: rows.map(() => 0),
    volume: rows.map((row) => row.volume ?? 0),
    flags: rows.map(() => 6),
  };
}

interface Closed {
  readonly timeframe: Timeframe;
  readonly bar: Bar;
}

function play(market: Market, rows: readonly Row[], offsetS = 0, point = 0.00001): readonly Closed[] {
  const closed: Closed[] = [];
  market.next('feed', 'EURUSD', offsetS, columns(rows, offsetS), point, {
    barClosed: (timeframe, bar) => {
      closed.push({ timeframe, bar });
    },
    ticked: () => undefined,
  });
  return closed;
}

const at = (text: string): number => MONDAY + Date.parse(`1970-01-01T${text}Z`);

describe('bars made from ticks', () => {
  const rows: readonly Row[] = [
    { at: at('10:03:10'), bid: 1.1, ask: 1.1002, volume: 1 },
    { at: at('10:03:20'), bid: 1.1004, ask: 1.1005, volume: 2 },
    { at: at('10:03:20'), bid: 1.1004, ask: 1.1005, volume: 2 },
    { at: at('10:03:59.999'), bid: 1.0999, ask: 1.1003, volume: 1 },
    { at: at('10:04:00'), bid: 1.1001, ask: 1.1002, volume: 1 },
    { at: at('10:07:30'), bid: 1.101, ask: 1.1012, volume: 3 },
  ];

  it('checklist time-29: are those worked out by hand: bid prices, ask prices, spread of the last tick, equal rows counted', () => {
    const closed = play(new Market(), rows);
    expect(
      closed.map(({ timeframe, bar }) => [timeframe, new Date(bar.time).toISOString().slice(11, 16), bar.partial]),
    ).toEqual([
      ['M1', '10:03', true],
      ['M1', '10:04', false],
      ['M5', '10:00', true],
    ]);
    expect(closed[0]?.bar).toEqual({
      time: at('10:03:00'),
      open: 1.1,
      high: 1.1004,
      low: 1.0999,
      close: 1.0999,
      tickVolume: 4,
      realVolume: 6,
      spread: 40,
      askOpen: 1.1002,
      askHigh: 1.1005,
      askLow: 1.1002,
      askClose: 1.1003,
      source: 'tick',
      partial: true,
    });
    expect(closed[2]?.bar).toEqual({
      time: at('10:00:00'),
      open: 1.1,
      high: 1.1004,
      low: 1.0999,
      close: 1.1001,
      tickVolume: 5,
      realVolume: 7,
      spread: 10,
      askOpen: 1.1002,
      askHigh: 1.1005,
      askLow: 1.1002,
      askClose: 1.1002,
      source: 'tick',
      partial: true,
    });
  });

  it('have no spread while the point is unknown', () => {
    expect(play(new Market(), rows, 0, 0)[0]?.bar.spread).toBeNull();
  });

  it("begin H4 and D1 where the broker's day does", () => {
    const market = new Market();
    const offsetS = 3 * 3600;
    play(market, [{ at: at('20:59:00'), bid: 1, ask: 1.1 }], offsetS);
    const closed = play(market, [{ at: at('21:00:00'), bid: 1, ask: 1.1 }], offsetS);
    expect(closed.map(({ timeframe }) => timeframe)).toEqual(['M1', 'M5', 'M15', 'H1', 'H4', 'D1']);
    expect(closed[5]?.bar.time).toBe(MONDAY - 3 * 3_600_000);
    expect(market.forming('feed', 'EURUSD', 'D1', 0)?.time).toBe(at('21:00:00'));
    expect(market.forming('feed', 'EURUSD', 'H4', 0)?.time).toBe(at('21:00:00'));
  });

  it('skip hours without a tick: the bar closes with the first tick after them', () => {
    const market = new Market();
    play(market, [{ at: at('10:00:00'), bid: 1, ask: 1.1 }]);
    const closed = play(market, [{ at: at('15:30:00'), bid: 2, ask: 2.1 }]);
    expect(closed.map(({ timeframe }) => timeframe)).toEqual(['M1', 'M5', 'M15', 'H1', 'H4']);
    expect(closed.every(({ bar }) => bar.close === 1)).toBe(true);
    expect(market.forming('feed', 'EURUSD', 'D1', 0)).toMatchObject({ open: 1, close: 2, tickVolume: 2 });
  });
});

describe('odd quotes', () => {
  it('checklist time-29: are counted by kind and move neither bar nor quote', () => {
    const market = new Market();
    play(market, [{ at: at('10:00:30'), bid: 1.1, ask: 1.2 }]);
    play(market, [{ at: at('10:01:10'), bid: 1.3, ask: 1.4 }]);
    const before = market.forming('feed', 'EURUSD', 'D1', 0);
    expect(
      play(market, [
        { at: at('10:02:00'), bid: 0, ask: 1.4 },
        { at: at('10:02:00'), bid: 1.3, ask: -1 },
        { at: at('10:02:00'), bid: Number.NaN, ask: 1.4 },
        { at: at('10:02:00'), bid: 1.5, ask: 1.4 },
        { at: at('10:00:59'), bid: 9, ask: 9.1 },
      ]),
    ).toEqual([]);
    expect(market.faults).toEqual({ zero: 3, crossed: 1, late: 1 });
    expect(market.forming('feed', 'EURUSD', 'D1', 0)).toEqual(before);
    expect(market.quote('feed', 'EURUSD')).toEqual({ symbol: 'EURUSD', timeMs: at('10:01:10'), bid: 1.3, ask: 1.4 });
  });

  it('are no quote at all when none was good, and feeds do not mix', () => {
    const market = new Market();
    play(market, [{ at: at('10:00:00'), bid: 0, ask: 0 }]);
    expect(market.quote('feed', 'EURUSD')).toBeNull();
    expect(market.quote('other', 'EURUSD')).toBeNull();
    play(market, [{ at: at('10:00:00'), bid: 1, ask: 1 }]);
    expect([...market.quotes('feed').keys()]).toEqual(['EURUSD']);
    expect(market.quotes('other').size).toBe(0);
  });
});

const TICKS = new URL('fx_ticks/EURUSD_ticks_2014-05-01_09_oanda.csv.gz', FEEDS);
const MINUTES = new URL('fx_m1/EURUSD_M1_bidask_2014-05a_oanda.csv.gz', FEEDS);
const hasRecord = existsSync(TICKS) && existsSync(MINUTES);
if (!hasRecord) console.log("skipped: bars from recorded ticks equal the feed's own: the recorded files are not there");

function readLines(file: URL): readonly string[] {
  return gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n').slice(1);
}

describe.skipIf(!hasRecord)('bars from nine days of recorded ticks', () => {
  it("equal the feed's own minutes, bid and ask, wherever both have the minute", () => {
    const market = new Market();
    const rows = readLines(TICKS).map((line) => {
      const [time, bid, ask] = line.split(',');
      return { at: Number(time), bid: Number(bid), ask: Number(ask) };
    });
    expect(rows.length).toBe(321_559);
    const ours = new Map<number, Bar>();
    for (const { timeframe, bar } of play(market, rows)) {
      if (timeframe === 'M1') ours.set(bar.time, bar);
    }
    let compared = 0;
    const differing: unknown[] = [];
    for (const line of readLines(MINUTES)) {
      const [time = '', ...prices] = line.split(',');
      const bar = ours.get(Date.parse(time));
      if (bar === undefined) continue;
      compared += 1;
      const own = [bar.open, bar.high, bar.low, bar.close, bar.askOpen, bar.askHigh, bar.askLow, bar.askClose];
      if (own.join() !== prices.map(Number).join()) differing.push([time, own, prices]);
    }
    expect(differing).toEqual([]);
    expect(compared).toBeGreaterThan(8_000);
    expect(market.faults).toEqual({ zero: 0, crossed: 0, late: 0 });
    console.log(`compared ${compared} minutes with the feed's own, ${ours.size} of ours`);
  });
});

describe("the terminal's own running bar", () => {
  const told: Bar = {
    time: at('10:00:00'), open: 1, high: 1.5, low: 0.9, close: 1.2, tickVolume: 7, realVolume: 0, spread: 1,
    askOpen: null, askHigh: null, askLow: null, askClose: null, source: 'broker', partial: false,
  };

  it('is shown while we have no tick, lends its past to our partial bar, and is over when it closed', () => {
    const market = new Market();
    market.tellForming('feed', 'EURUSD', 0, 'H1', told);
    expect(market.forming('feed', 'EURUSD', 'H1', 0)).toEqual(told);
    play(market, [{ at: at('10:20:00'), bid: 1.1, ask: 1.2 }]);
    expect(market.forming('feed', 'EURUSD', 'H1', 0)).toMatchObject({
      open: 1, high: 1.5, low: 0.9, close: 1.1, tickVolume: 8, source: 'tick',
    });
    market.tellClosed('feed', 'EURUSD', 'H1', at('10:00:00'));
    expect(market.forming('feed', 'EURUSD', 'H1', 0)).toMatchObject({ open: 1.1, tickVolume: 1 });
  });
});
