import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Bar, Side } from '#core/model';
import { SMA_CROSS, type Strategy } from '#core/strategies';
import { NextOpenRun, type NextOpenSetup } from './index.ts';

const shared = fileURLToPath(new URL('../../../shared/', import.meta.url));
const HOUR_MS = 3_600_000;

function bar(time: number, open: number, high: number, low: number, close: number): Bar {
  return {
    time, open, high, low, close, tickVolume: 1, realVolume: 0, spread: null, askOpen: null, askHigh: null,
    askLow: null, askClose: null, source: 'import', partial: false,
  };
}

/** A strategy that says these sides at these bars. */
function scripted(script: Readonly<Record<number, Side>>): Strategy {
  let index = -1;
  return {
    name: 'scripted', warmupBars: 0, state: () => null,
    next: () => {
      index += 1;
      const side = script[index];
      return side === undefined ? null : { side, stopDistance: 1, targetDistance: 1, votes: [], reasons: [] };
    },
  };
}

function run(bars: readonly Bar[], setup: Partial<NextOpenSetup> & Pick<NextOpenSetup, 'strategy'>) {
  const found = new NextOpenRun({ cash: 1000, leverage: 1, commission: 0, spread: 0, ...setup });
  for (const one of bars) found.next(one);
  return found.result(false);
}

const flat = (prices: readonly number[]): readonly Bar[] => prices.map((price, i) => (
  bar(i * HOUR_MS, price, price + 1, price - 1, price)
));

describe('a run by next-open rules', () => {
  it('fills at the next open, all in, in whole units, with commission at both ends', () => {
    // 1,000 at 30 with 1 %: a unit costs 30.30, so 33; fee 9.90. Out at 33: fee 10.89. Then 1,078.11 / 33.33: 32 sold.
    const found = run(flat([10, 30, 31, 33, 30]), { strategy: scripted({ 0: 'buy', 2: 'sell' }), commission: 0.01 });
    expect(found.trades).toHaveLength(1);
    expect(found.trades[0]).toMatchObject({
      side: 'buy', size: 33, entryBar: 1, exitBar: 3, entryTime: HOUR_MS, exitTime: 3 * HOUR_MS, entryPrice: 30,
      exitPrice: 33, profit: 99, swap: 0,
    });
    expect(found.trades[0]?.commission).toBeCloseTo(-(9.9 + 10.89), 12);
    const cash = 1000 + 99 - 9.9 - 10.89;
    expect(found.equity.map(([, value]) => value)).toEqual([
      1000, 1000 - 9.9, 1000 - 9.9 + 33, expect.closeTo(cash - 32 * 0.33, 9),
      expect.closeTo(cash - 32 * 0.33 + 32 * 3, 9),
    ]);
  });

  it('makes the entry worse by the spread and leaves the exit alone', () => {
    const found = run(flat([10, 100, 100, 100]), { strategy: scripted({ 0: 'sell', 1: 'buy' }), spread: 0.1 });
    expect(found.trades[0]).toMatchObject({ side: 'sell', size: 11, entryPrice: 90, exitPrice: 100, profit: -110 });
  });

  it('ends ruined, with everything at zero, when the equity is gone', () => {
    // all in is a hair less than all: 99 units for 10,000 of buying power at 100
    const found = run(flat([10, 100, 80, 100, 100]), { strategy: scripted({ 0: 'buy' }), leverage: 10 });
    expect(found.trades[0]).toMatchObject({ size: 99, exitBar: 2, exitPrice: 80, profit: -1980 });
    expect(found.equity.map(([, value]) => value)).toEqual([1000, 1000, 0, 0, 0]);
  });

  it('opens nothing that it cannot pay for', () => {
    const found = run(flat([10, 2000, 2000]), { strategy: scripted({ 0: 'buy' }) });
    expect([found.trades, found.statistics.equityFinal, found.decisions]).toEqual([[], 1000, 1]);
  });
});

interface Reference {
  readonly name: string;
  readonly bars: string;
  readonly trades: string;
  readonly stats: string;
  readonly params: Readonly<Record<string, number>>;
  readonly setup: Partial<NextOpenSetup>;
}

const refs = 'data/backtest_refs/';
const GOOG = `${refs}GOOG_D1_backtestingpy.csv.gz`;
const EURUSD = `${refs}EURUSD_H1_backtestingpy.csv.gz`;
const TEN_TWENTY = { fast: 10, slow: 20 };

const REFERENCES: readonly Reference[] = [
  {
    name: 'GOOG', bars: GOOG, trades: 'golden/bt_GOOG_trades.csv', stats: 'golden/bt_GOOG_stats.json',
    params: TEN_TWENTY, setup: { commission: 0.002 },
  },
  {
    name: 'GOOG with exclusive orders', bars: GOOG, trades: 'golden/bt_GOOG_excl_trades.csv',
    stats: 'golden/bt_GOOG_excl_stats.json', params: TEN_TWENTY, setup: { commission: 0.002 },
  },
  {
    name: 'EURUSD on margin', bars: EURUSD, trades: 'golden/bt_EURUSD_trades.csv',
    stats: 'golden/bt_EURUSD_stats.json', params: TEN_TWENTY, setup: { commission: 0.0002, leverage: 20 },
  },
  {
    name: 'EURUSD', bars: EURUSD, trades: 'golden/bt_EURUSD_nomargin_trades.csv',
    stats: 'golden/bt_EURUSD_nomargin_stats.json', params: TEN_TWENTY, setup: { commission: 0.0002 },
  },
  {
    name: 'GOOG, as published, with a spread', bars: GOOG,
    trades: `${refs}SmaCross_10_20__GOOG_D1_spread002.trades.csv.gz`,
    stats: `${refs}SmaCross_10_20__GOOG_D1_spread002.stats.json`, params: TEN_TWENTY, setup: { spread: 0.002 },
  },
  {
    name: 'EURUSD 20/50 with little margin', bars: EURUSD,
    trades: `${refs}SmaCross_20_50__EURUSD_H1_margin.trades.csv.gz`,
    stats: `${refs}SmaCross_20_50__EURUSD_H1_margin.stats.json`, params: { fast: 20, slow: 50 },
    setup: { leverage: 50 },
  },
];

function readTable(path: string): readonly Readonly<Record<string, string>>[] {
  const bytes = readFileSync(shared + path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  // the quoted names are of columns that are not read
  const [header = '', ...lines] = text.trim().split('\n');
  const names = header.replaceAll(/"[^"]*"/g, 'other').split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

function readBars(path: string): readonly Bar[] {
  return readTable(path).map((row) => {
    const [time = '', open, high, low, close] = ['time', 'open', 'high', 'low', 'close'].map((name) => row[name]);
    return bar(Date.parse(`${time.replace(' ', 'T')}${time.includes(':') ? 'Z' : ''}`), Number(open), Number(high),
      Number(low), Number(close));
  });
}

describe.skipIf(!existsSync(shared + GOOG))('the trades of backtesting.py', () => {
  it.each(REFERENCES)('come out one by one on $name', ({ bars, trades, stats, params, setup }) => {
    const found = run(readBars(bars), { strategy: SMA_CROSS.make(params), cash: 10_000, ...setup });
    const wanted = readTable(trades);
    expect(found.trades).toHaveLength(wanted.length);
    found.trades.forEach((trade, i) => {
      const row = wanted[i] as Readonly<Record<string, string>>;
      const read = (name: string): number => Number(row[name]);
      const where = `trade ${String(i + 1)}`;
      expect([trade.entryBar, trade.exitBar], where).toEqual([read('EntryBar'), read('ExitBar')]);
      expect(trade.side === 'buy' ? trade.size : -trade.size, where).toBe(read('Size'));
      expect(trade.entryPrice, where).toBeCloseTo(read('EntryPrice'), 10);
      expect(trade.exitPrice, where).toBeCloseTo(read('ExitPrice'), 10);
      expect(trade.profit + trade.commission, where).toBeCloseTo(read('PnL'), 6);
      expect(-trade.commission, where).toBeCloseTo(read('Commission'), 6);
    });
    const reference = (JSON.parse(readFileSync(shared + stats, 'utf8')) as { stats: Record<string, number> }).stats;
    const { statistics } = found;
    expect(statistics.trades).toBe(reference['# Trades']);
    expect(statistics.equityFinal).toBeCloseTo(reference['Equity Final [$]'] as number, 6);
    const pairs: readonly (readonly [number | null, string])[] = [
      [statistics.returnPct, 'Return [%]'], [statistics.maxDrawdownPct, 'Max. Drawdown [%]'],
      [statistics.sharpe, 'Sharpe Ratio'], [statistics.winRatePct, 'Win Rate [%]'], [statistics.sqn, 'SQN'],
    ];
    for (const [figure, name] of pairs) expect(figure, name).toBeCloseTo(reference[name] as number, 6);
  });
});
