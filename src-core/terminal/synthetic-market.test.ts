import { log } from '#core/base';
import { TIMEFRAMES, TIMEFRAME_MS } from '#core/model';
import { describe, expect, it } from 'vitest';
import { FIRST_DAY, SyntheticMarket, SyntheticSource, type BarRow, type TickRow } from './index.ts';
import { DEMO } from './demo.ts';

const DAY = 86_400_000;
/** A Wednesday of broker time. */
const NOON = Date.UTC(2026, 4, 13, 12);
const market = new SyntheticMarket(11);
const points: Readonly<Record<string, number>> = { EURUSD: 1e5, GBPUSD: 1e5, USDJPY: 1e3, XAUUSD: 1e2 };

function ticksOf(symbol: string, fromMs: number, minutes: number): readonly TickRow[] {
  return Array.from({ length: minutes }, (_, i) => market.ticksOfMinute(symbol, fromMs + i * 60_000)).flat();
}

describe('the synthetic market', () => {
  it('is the same for the same seed, in whatever order it is read, and another for another', () => {
    const again = new SyntheticMarket(11);
    again.bars('XAUUSD', 'D1', NOON + 30 * DAY, NOON + 40 * DAY, 100);
    expect(again.ticksOfMinute('GBPUSD', NOON)).toEqual(market.ticksOfMinute('GBPUSD', NOON));
    expect(again.bars('EURUSD', 'M5', NOON - DAY, NOON, 1000)).toEqual(
      market.bars('EURUSD', 'M5', NOON - DAY, NOON, 1000),
    );
    expect(new SyntheticMarket(12).ticksOfMinute('GBPUSD', NOON)).not.toEqual(market.ticksOfMinute('GBPUSD', NOON));
  });

  it('has ticks in time, on the price grid, with a spread above zero', () => {
    for (const symbol of market.symbols) {
      const rows = ticksOf(symbol, NOON, 60);
      const scale = points[symbol] as number;
      expect(rows.length).toBeGreaterThan(3600);
      rows.forEach((row, i) => {
        if (i > 0 && row.msc < (rows[i - 1] as TickRow).msc) throw new Error(`time goes back at ${String(row.msc)}`);
        if (!(row.ask > row.bid)) throw new Error('no spread');
        if (Math.round(row.bid * scale) / scale !== row.bid || Math.round(row.ask * scale) / scale !== row.ask) {
          throw new Error(`off the grid: ${String(row.bid)} ${String(row.ask)}`);
        }
      });
    }
  });

  it('makes M1 bars that are exactly their ticks\' open, high, low, close, count and last spread', () => {
    for (const symbol of market.symbols) {
      for (const bar of market.bars(symbol, 'M1', NOON, NOON + 40 * 60_000, 40)) {
        const rows = market.ticksOfMinute(symbol, bar.t * 1000);
        const bids = rows.map((row) => row.bid);
        const last = rows[rows.length - 1] as TickRow;
        expect(bar).toEqual({
          t: bar.t, open: bids[0], high: Math.max(...bids), low: Math.min(...bids), close: last.bid,
          tickVolume: rows.length,
          spread: Math.round((last.ask - last.bid) * (points[symbol] as number)),
        });
      }
    }
  });

  it('makes every longer bar out of its minutes', () => {
    const from = Math.floor(NOON / DAY) * DAY;
    for (const timeframe of TIMEFRAMES) {
      const length = TIMEFRAME_MS[timeframe] / 1000;
      const wanted = new Map<number, BarRow>();
      for (const row of market.bars('USDJPY', 'M1', from, from + DAY, 2000)) {
        const t = Math.floor(row.t / length) * length;
        const held = wanted.get(t);
        wanted.set(t, held === undefined ? { ...row, t } : {
          ...row, t, open: held.open, high: Math.max(held.high, row.high), low: Math.min(held.low, row.low),
          tickVolume: held.tickVolume + row.tickVolume,
        });
      }
      expect(market.bars('USDJPY', timeframe, from, from + DAY, 2000)).toEqual([...wanted.values()]);
    }
  });

  it('rests at weekends, and gold in the first hour of the day', () => {
    const saturday = Date.UTC(2026, 4, 16);
    expect(market.bars('EURUSD', 'M1', saturday, saturday + 2 * DAY, 10)).toEqual([]);
    expect(market.ticksOfMinute('EURUSD', saturday)).toEqual([]);
    expect(market.nextMinuteMs('EURUSD', saturday)).toBe(saturday + 2 * DAY);
    expect(market.nextMinuteMs('XAUUSD', saturday)).toBe(saturday + 2 * DAY + 3_600_000);
    expect(market.newestTickMs('EURUSD', saturday + DAY)).toBeLessThan(saturday);
    expect(market.newestTickMs('EURUSD', saturday + DAY)).toBeGreaterThan(saturday - 60_000);
    expect(market.bars('EURUSD', 'D1', 0, FIRST_DAY * DAY, 10)).toEqual([]);
  });

  it('joins its days: the first minute begins where the last one ended', () => {
    const midnight = Math.floor(NOON / DAY) * DAY;
    for (const symbol of ['EURUSD', 'GBPUSD', 'USDJPY']) {
      const [before] = market.bars(symbol, 'M1', midnight - 60_000, midnight, 1);
      const [after] = market.bars(symbol, 'M1', midnight, midnight + 60_000, 1);
      expect(
        Math.abs((before as BarRow).close - (after as BarRow).open) * (points[symbol] as number),
      ).toBeLessThanOrEqual(25);
    }
  });

  it('moves about as much as real markets do, by minute, hour and day', () => {
    // Average ranges of real files: EURUSD M5 0.0004 (2026), GBPUSD M1 0.00026 (2021), USDJPY M1 0.028 (2026), EURUSD
    // D1 0.007.
    const average = (symbol: string, timeframe: 'M1' | 'M5' | 'D1', days: number) => {
      const bars = market.bars(symbol, timeframe, NOON - days * DAY, NOON, 1e6);
      return bars.reduce((sum, bar) => sum + bar.high - bar.low, 0) / bars.length;
    };
    const rows: readonly [number, number][] = [
      [average('EURUSD', 'M5', 14), 0.0004], [average('GBPUSD', 'M1', 7), 0.00026], [average('USDJPY', 'M1', 7), 0.028],
      [average('EURUSD', 'D1', 120), 0.007],
    ];
    for (const [ours, real] of rows) {
      expect(ours).toBeGreaterThan(real * 0.5);
      expect(ours).toBeLessThan(real * 1.8);
    }
  });

  it('is busier in London and New York than at night, and its spread wider at rollover', () => {
    const hours = market.bars('EURUSD', 'H1', NOON - 30 * DAY, NOON, 1e6);
    const mean = (hour: number) => {
      const list = hours.filter((bar) => (bar.t / 3600) % 24 === hour);
      return list.reduce((sum, bar) => sum + bar.high - bar.low, 0) / list.length;
    };
    expect(mean(16)).toBeGreaterThan(2 * mean(1));
    const minutes = market.bars('EURUSD', 'M1', NOON - 7 * DAY, NOON, 1e6);
    const spread = (from: number, to: number) => {
      const list = minutes.filter((bar) => (bar.t / 60) % 1440 >= from && (bar.t / 60) % 1440 < to);
      return list.reduce((sum, bar) => sum + bar.spread, 0) / list.length;
    };
    expect(spread(1435, 1440)).toBeGreaterThan(2.5 * spread(900, 960));
  });

  it('moves EURUSD with GBPUSD and against USDJPY, clusters its volatility, and does not trend by itself', () => {
    const returns = (symbol: string) => {
      const bars = market.bars(symbol, 'M5', NOON - 30 * DAY, NOON, 1e6);
      return bars.slice(1).map((bar, i) => log(bar.close / (bars[i] as BarRow).close));
    };
    const correlation = (a: readonly number[], b: readonly number[]) => {
      const n = Math.min(a.length, b.length);
      let ab = 0, aa = 0, bb = 0;
      for (let i = 0; i < n; i += 1) {
        const [x, y] = [a[i] as number, b[i] as number];
        ab += x * y;
        aa += x * x;
        bb += y * y;
      }
      return ab / Math.sqrt(aa * bb);
    };
    const eur = returns('EURUSD');
    expect(correlation(eur, returns('GBPUSD'))).toBeGreaterThan(0.4);
    expect(correlation(eur, returns('USDJPY'))).toBeLessThan(-0.2);
    const sizes = eur.map((value) => Math.abs(value));
    const typical = sizes.reduce((sum, value) => sum + value, 0) / sizes.length;
    const around = sizes.map((value) => value - typical);
    expect(correlation(around.slice(1), around)).toBeGreaterThan(0.1);
    expect(Math.abs(correlation(eur.slice(1), eur))).toBeLessThan(0.15);
  });
});

describe('the synthetic source', () => {
  const open = (startMs: number, drainedMs: number | null = null) => new SyntheticSource(market, {
    startMs, speed: 1, offsetS: DEMO.offsetS, drainedMs,
  });
  const START = NOON - DEMO.offsetS * 1000;

  it('reads on from any cursor: pages put together are the whole', () => {
    const source = open(START);
    source.advance(0);
    source.advance(180_000);
    const whole = source.ticksAfter('EURUSD', null, NOON, 1e6);
    let pages: readonly TickRow[] = [];
    let cursor: readonly [number, number] | null = null;
    for (;;) {
      const page: readonly TickRow[] = source.ticksAfter('EURUSD', cursor, NOON, 7);
      if (page.length === 0) break;
      pages = [...pages, ...page];
      const last = pages[pages.length - 1] as TickRow;
      cursor = [last.msc, pages.filter((row) => row.msc === last.msc).length];
    }
    expect(pages).toEqual(whole);
    expect(whole.length).toBeGreaterThan(200);
  });

  it('counts the ticks of one millisecond: a cursor may stand between two of them', () => {
    let minuteMs = NOON;
    let at = -1;
    const pairOf = (rows: readonly TickRow[]) => rows.findIndex((row, i) => row.msc === rows[i + 1]?.msc);
    for (at = pairOf(market.ticksOfMinute('EURUSD', minuteMs)); at < 0; minuteMs += 60_000) {
      at = pairOf(market.ticksOfMinute('EURUSD', minuteMs + 60_000));
    }
    const rows = market.ticksOfMinute('EURUSD', minuteMs);
    const source = open(minuteMs - DEMO.offsetS * 1000 + 60_000);
    const { msc } = rows[at] as TickRow;
    expect(source.ticksAfter('EURUSD', [msc, 1], 0, 2)).toEqual(rows.slice(at + 1, at + 3));
    expect(source.ticksAfter('EURUSD', [msc, 2], 0, 2)).toEqual(rows.slice(at + 2, at + 4));
  });

  it('shows the broker every tick once, in the order of time, across a restart', () => {
    const seen: string[] = [];
    const visit = (symbol: string, timeMs: number, bid: number) => {
      seen.push(`${String(timeMs)} ${symbol} ${String(bid)}`);
    };
    const first = open(START);
    first.advance(0);
    for (let ms = 0; ms <= 90_000; ms += 370) {
      first.advance(ms);
      first.drain(visit);
    }
    const second = open(first.drainedMs, first.drainedMs);
    second.advance(0);
    second.advance(60_000);
    second.drain(visit);
    const whole = open(START);
    const wanted: string[] = [];
    whole.advance(0);
    whole.advance(second.nowMs - START);
    whole.drain((symbol, timeMs, bid) => { wanted.push(`${String(timeMs)} ${symbol} ${String(bid)}`); });
    expect([...seen].sort()).toEqual([...wanted].sort());
    const times = wanted.map((line) => Number(line.split(' ')[0]));
    expect(times.every((time, i) => i === 0 || time >= (times[i - 1] as number))).toBe(true);
  });

  it('closes a bar with the first tick of a later one, and shows the forming one until then', () => {
    const source = open(START - 500);
    source.advance(0);
    const before = source.barsAfter('EURUSD', 'M1', null, NOON - 300_000, 100);
    expect(before[before.length - 1]?.t).toBe(NOON / 1000 - 120);
    expect(source.formingBar('EURUSD', 'M1')?.t).toBe(NOON / 1000 - 60);
    source.advance(4000);
    const after = source.barsAfter('EURUSD', 'M1', before[before.length - 1]?.t ?? 0, 0, 100);
    expect(after).toEqual(market.bars('EURUSD', 'M1', NOON - 60_000, NOON, 1));
    expect(source.formingBar('EURUSD', 'H1')).toMatchObject({ t: NOON / 1000 });
  });

  it('on a wall clock follows the host and does not jump', () => {
    const source = new SyntheticSource(market, { startMs: null, speed: 1, offsetS: DEMO.offsetS, drainedMs: null });
    source.advance(START);
    expect([source.clock, source.nowMs]).toEqual(['wall', START]);
    source.catchUp(NOON + DAY);
    expect(source.nowMs).toBe(START);
  });
});
