// Ticks to quotes and bars of six timeframes: the market stage alone against a loop that only groups bids. No journal,
// no strategies. Ticks for each second of processor time.

import { Market, type MarketListener } from '#core/market';
import { TIMEFRAMES } from '#core/model';
import { race, type Budget } from './frame.ts';
import { PlainBars } from './peers/plain-bars.ts';
import { OFFSET_S, SYMBOLS, TickStream, type TickBatch } from './tick-stream.ts';

const BATCHES = 8_000;
const ROWS = 50;
const POINT = 0.00001;

function ticksPerCpuSecond(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return BATCHES * ROWS / (user + system) * 1e6;
}

/** Closed bars by timeframe, so that both sides are seen to have made the same. */
type Counts = Record<string, number>;

function runMarket(batches: readonly TickBatch[], counts: Counts): number {
  const market = new Market();
  const listener: MarketListener = {
    barClosed: (timeframe) => { counts[timeframe] = (counts[timeframe] ?? 0) + 1; },
    ticked: () => undefined,
  };
  return ticksPerCpuSecond(() => {
    for (const { symbol, ticks } of batches) market.next('bench', symbol, OFFSET_S, ticks, POINT, listener);
  });
}

function runPlainLoop(batches: readonly TickBatch[]): readonly [rate: number, closed: number] {
  const series = new Map(SYMBOLS.map((symbol): [string, PlainBars] => [symbol, new PlainBars()]));
  const rate = ticksPerCpuSecond(() => {
    for (const { symbol, ticks } of batches) series.get(symbol)?.take(ticks);
  });
  return [rate, [...series.values()].reduce((sum, { closed }) => sum + closed.length, 0)];
}

export const marketBudget: Budget = {
  name: 'market',
  run: () => {
    const stream = new TickStream(11);
    const batches = Array.from({ length: BATCHES }, () => stream.next(ROWS));
    let closed = 0;
    return race({
      figures: [{ name: 'ticks to six timeframes', unit: 'ticks/CPU s', better: 'more' }],
      peerName: 'a loop that groups columns into six timeframes',
      ours: () => {
        const counts: Counts = {};
        const rate = runMarket(batches, counts);
        closed = TIMEFRAMES.reduce((sum, timeframe) => sum + (counts[timeframe] ?? 0), 0);
        return Promise.resolve([rate]);
      },
      peer: () => {
        const [rate, bars] = runPlainLoop(batches);
        if (bars !== closed) throw new Error(`${bars} bars closed where the market stage closed ${closed}`);
        return Promise.resolve([rate]);
      },
    });
  },
};
