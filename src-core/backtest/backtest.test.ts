import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '#core/base';
import { instrumentForRecord } from '#core/broker-model';
import { Kernel } from '#core/kernel';
import { DEFAULT_LIMITS, type InputBody, type StrategySetting } from '#core/model';
import type { MarketSink } from '#core/ports';
import { ticksOfBar } from './bar-path.ts';
import {
  Backtest, type BacktestResult, type BacktestSetup, type BacktestTrade, type TickInput,
} from './backtest.ts';

const instrument = instrumentForRecord('EURUSD', 5);
const strategy: StrategySetting = { name: 'trend', symbols: ['EURUSD'], timeframe: 'M5', params: {}, automatic: true };
const setup: BacktestSetup = {
  instrument, strategy, limits: DEFAULT_LIMITS, engineHash: 'test', cash: 10_000, leverage: 100, commissionPerLot: 3,
  spreadPoints: null, slippagePoints: 0, seed: 1,
};
const START = Date.UTC(2014, 4, 5);

/** Three days of a drifting walk, about three ticks a minute, now and then two in one millisecond. */
function makeTicks(seed: number, minutes = 4_320): readonly TickInput[] {
  const random = new Random(seed);
  const ticks: TickInput[] = [];
  let points = 138_000;
  let drift = 0;
  let time = START;
  while (time < START + minutes * 60_000) {
    time += random.nextChance(0.05) ? 0 : random.nextInt(1, 40_000);
    if (random.nextChance(0.01)) drift = random.nextInt(-4, 4);
    points += random.nextInt(-9, 9) + drift;
    const bid = points / 100_000;
    ticks.push({ time, bid, ask: (points + random.nextInt(3, 12)) / 100_000, volume: 0 });
  }
  return ticks;
}

function run(ticks: readonly TickInput[], changes: Partial<BacktestSetup> = {}): BacktestResult {
  const backtest = new Backtest({ ...setup, ...changes });
  for (const tick of ticks) backtest.next(tick);
  return backtest.result(false);
}

const noMarket: MarketSink = { putTicks: () => undefined, putBar: () => undefined };

/** The second road: the kernel alone, fed with batches of any size, nobody approving. */
function decisionsOf(ticks: readonly TickInput[], batchRows: () => number): {
  readonly hash: string; readonly count: number
} {
  const kernel = new Kernel();
  let seq = 0;
  const apply = (ts: number, body: InputBody): void => {
    seq += 1;
    kernel.apply({ seq, ts, body }, { fact: () => { seq += 1; }, market: noMarket });
  };
  const wire = { account: '9@Other', epoch: 'e', wireSeq: 1 };
  apply(0, { kind: 'JournalCreated', seed: 'another', formatVersion: 1 });
  apply(
    0,
    {
      kind: 'EngineStarted', engineHash: 'x', version: '', mode: '', limits: DEFAULT_LIMITS,
      strategies: [{ ...strategy, automatic: false }],
    },
  );
  apply(0, {
    kind: 'TerminalConnected', session: 's', epoch: 'e', offsetS: 0, clock: 'data', lastSeq: 0, ea: '', build: 0,
    account: { login: '9', server: 'Other', currency: 'USD', tradeMode: 'demo', marginMode: 'netting' },
  });
  apply(0, { kind: 'InstrumentReported', wire, instrument });
  for (let at = 0; at < ticks.length;) {
    const rows = ticks.slice(at, at + batchRows());
    at += rows.length;
    apply(Date.UTC(2026, 0, 1) + at, {
      kind: 'TicksReceived', account: '9@Other', symbol: 'EURUSD', offsetS: 0,
      ticks: {
        brokerMs: rows.map((row) => row.time), bid: rows.map((row) => row.bid), ask: rows.map((row) => row.ask),
        last: rows.map(() => 0), volume: rows.map(() => 0), flags: rows.map(() => 0),
      },
      next: [rows[rows.length - 1]!.time, 1],
    });
  }
  return { hash: kernel.view.decisionHash, count: kernel.view.decisions };
}

describe('a backtest', () => {
  const ticks = makeTicks(11);
  let result: BacktestResult;
  beforeAll(() => { result = run(ticks); });

  it('decides as the kernel does on the same ticks, singly or in batches of any size, whoever approves', () => {
    const random = new Random(3);
    expect(result.decisions).toBeGreaterThan(5);
    for (const batchRows of [() => 1, () => 1_000_000, () => random.nextInt(1, 50)]) {
      expect(decisionsOf(ticks, batchRows)).toEqual({ hash: result.decisionHash, count: result.decisions });
    }
  });

  it('has a different hash for a different market', () => {
    expect(run(makeTicks(12)).decisionHash).not.toBe(result.decisionHash);
  });

  it('gives the same result every time', () => {
    expect(run(ticks)).toEqual(result);
  });

  it('trades at the price of the tick that caused the order, and earns what the prices say', () => {
    expect(result.trades.length).toBeGreaterThan(2);
    for (const trade of result.trades) {
      const sign = trade.side === 'buy' ? 1 : -1;
      const entries = ticks.filter((tick) => tick.time === trade.entryTime).map(
        (tick) => (trade.side === 'buy' ? tick.ask : tick.bid)
      );
      expect(entries).toContain(trade.entryPrice);
      expect(ticks.some((tick) => tick.time === trade.exitTime)).toBe(true);
      expect(trade.profit).toBeCloseTo(sign * (trade.exitPrice - trade.entryPrice) * trade.size * 100_000, 1);
      expect(trade.commission).toBeCloseTo(-2 * 3 * trade.size, 6);
      expect(trade.exitBar).toBeGreaterThanOrEqual(trade.entryBar);
      expect(trade.exitTime).toBeGreaterThan(trade.entryTime);
    }
  });

  it('buys at the bid and the spread that was asked for, and loses the slippage both ways', () => {
    // the decisions are of bids and spread: with the market's own spread fixed, slippage alone makes the difference
    const plain = run(ticks, { spreadPoints: 10 });
    const slipped = run(ticks, { spreadPoints: 10, slippagePoints: 4 });
    expect(plain.trades.length).toBeGreaterThan(2);
    const first = plain.trades[0] as BacktestTrade;
    const bid = ticks.findLast((tick) => tick.time <= first.entryTime)?.bid ?? Number.NaN;
    const sign = first.side === 'buy' ? 1 : -1;
    expect(first.entryPrice).toBeCloseTo(first.side === 'buy' ? bid + 0.0001 : bid, 9);
    expect(slipped.trades[0]?.entryPrice).toBeCloseTo(first.entryPrice + sign * 0.00004, 9);
    expect(slipped.statistics.equityFinal).toBeLessThan(plain.statistics.equityFinal);
  });

  it('keeps its books: opening cash and the closed trades make the equity while nothing is open', () => {
    const flat = result.trades.find((trade) => (
      result.trades.every((other) => other.entryTime >= trade.exitTime || other.exitTime <= trade.exitTime)));
    expect(flat).toBeDefined();
    const cut = run(ticks.slice(0, ticks.findIndex((tick) => tick.time > flat!.exitTime)));
    const net = cut.trades.reduce((total, trade) => total + trade.profit + trade.commission + trade.swap, 0);
    expect(cut.trades.length).toBeGreaterThan(0);
    expect(cut.statistics.equityFinal).toBeCloseTo(10_000 + net, 6);
    expect(cut.statistics.returnPct).toBeCloseTo(net / 100, 6);
  });

  it('never lets the future change the past', () => {
    const half = run(ticks.slice(0, ticks.length >> 1));
    expect(half.decisions).toBeGreaterThan(0);
    expect(result.trades.slice(0, half.trades.length)).toEqual(half.trades);
    // The last point of a run is its end, the ones before are closed bars.
    const bars = half.equity.slice(0, -1);
    expect(result.equity.slice(0, bars.length)).toEqual(bars);
  });

  it('risks about the fixed fraction of equity at every entry', () => {
    const losses = result.trades.filter((trade) => trade.profit < 0);
    for (const trade of losses) expect(-trade.profit).toBeLessThan(10_000 * DEFAULT_LIMITS.riskFraction * 1.6);
  });

  it('says nothing of a market without ticks', () => {
    expect(run([])).toMatchObject(
      { decisions: 0, trades: [], equity: [], statistics: { trades: 0, equityFinal: 10_000 } }
    );
  });

  it('refuses to go back in time', () => {
    const backtest = new Backtest(setup);
    backtest.next({ time: START, bid: 1, ask: 1.1, volume: 0 });
    expect(() => { backtest.next({ time: START - 1, bid: 1, ask: 1.1, volume: 0 }); }).toThrow(/back in time/);
  });
});

describe('a bar as ticks', () => {
  const bar = {
    time: START, open: 1.1, high: 1.3, low: 1, close: 1.2, tickVolume: 9, realVolume: 0, spread: 12, askOpen: null,
    askHigh: null,
    askLow: null, askClose: null, source: 'import' as const, partial: false,
  };

  it('runs through all four prices inside its minute, low first when it rose', () => {
    const rising = ticksOfBar(bar, 0.00001);
    expect(rising.map(({ time, bid }) => [time - START, bid])).toEqual(
      [[0, 1.1], [20_000, 1], [40_000, 1.3], [59_999, 1.2]]
    );
    expect(rising.map(({ ask }) => ask)).toEqual([1.10012, 1.00012, 1.30012, 1.20012]);
    expect(ticksOfBar({ ...bar, close: 1.05 }, 0.00001).map(({ bid }) => bid)).toEqual([1.1, 1.3, 1, 1.05]);
  });

  it('has a spread of ten points where the file has none', () => {
    expect(ticksOfBar({ ...bar, spread: null }, 0.00001)[0]?.ask).toBe(1.1001);
  });
});
