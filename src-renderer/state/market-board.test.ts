import type { BarResource } from '#core/contract';
import { describe, expect, it } from 'vitest';
import { MarketBoard, type LiveQuote, type SeriesEvent } from './market-board.ts';

const NOTHING = { full: false, quotes: [], forming: [], closed: [], stale: [] };
const M1 = { symbol: 'EURUSD', timeframe: 'M1' as const };

function bar(time: number, close: number): BarResource {
  return {
    time,
    brokerTime: null,
    open: close,
    high: close,
    low: close,
    close,
    tickVolume: 1,
    realVolume: 0,
    spread: null,
    source: 'tick',
  };
}

function quote(symbol: string, bid: number, timeMs = 1) {
  return { symbol, timeMs, bid, ask: bid + 0.0001 };
}

describe('MarketBoard', () => {
  it('tells only the readers of the symbol that moved', () => {
    const board = new MarketBoard();
    const heard: string[] = [];
    board.onQuote('EURUSD', (q) => {
      heard.push(q.symbol);
    });
    const off = board.onQuote('GBPUSD', (q) => {
      heard.push(q.symbol);
    });
    board.merge({ ...NOTHING, quotes: [quote('EURUSD', 1.1)] });
    board.merge({ ...NOTHING, quotes: [quote('GBPUSD', 1.3)] });
    off();
    board.merge({ ...NOTHING, quotes: [quote('GBPUSD', 1.4)] });
    expect(heard).toEqual(['EURUSD', 'GBPUSD']);
  });

  it('keeps the direction of the last move while the bid stands still', () => {
    const board = new MarketBoard();
    const moves: number[] = [];
    board.onQuote('EURUSD', (q: LiveQuote) => {
      moves.push(q.move);
    });
    for (const bid of [1.1, 1.2, 1.2, 1.1]) board.merge({ ...NOTHING, quotes: [quote('EURUSD', bid)] });
    expect(moves).toEqual([0, 1, 1, -1]);
  });

  it('lists symbols by name and keeps the same list until one comes new', () => {
    const board = new MarketBoard();
    let changes = 0;
    board.onSymbols(() => {
      changes += 1;
    });
    board.merge({ ...NOTHING, quotes: [quote('USDJPY', 150), quote('EURUSD', 1.1)] });
    const before = board.symbols;
    board.merge({ ...NOTHING, quotes: [quote('EURUSD', 1.2)] });
    expect(board.symbols).toBe(before);
    expect(before).toEqual(['EURUSD', 'USDJPY']);
    expect(changes).toBe(1);
  });

  it('tells closed bars before the forming one, and drops a forming bar that has closed', () => {
    const board = new MarketBoard();
    const events: SeriesEvent[] = [];
    board.onSeries(M1, (event) => {
      events.push(event);
    });
    board.merge({ ...NOTHING, forming: [{ ...M1, bar: bar(0, 1) }] });
    board.merge({ ...NOTHING, closed: [{ ...M1, bar: bar(0, 2) }] });
    expect(board.forming(M1)).toBeNull();
    board.merge({ ...NOTHING, closed: [{ ...M1, bar: bar(60_000, 3) }], forming: [{ ...M1, bar: bar(120_000, 4) }] });
    expect(events.map((e) => e.kind)).toEqual(['forming', 'closed', 'closed', 'forming']);
    expect(board.forming(M1)?.time).toBe(120_000);
  });

  it('calls every series stale after a full answer', () => {
    const board = new MarketBoard();
    const events: SeriesEvent[] = [];
    board.onSeries(M1, (event) => {
      events.push(event);
    });
    board.merge({ ...NOTHING, full: true, forming: [{ ...M1, bar: bar(0, 1) }] });
    expect(events.map((e) => e.kind)).toEqual(['forming', 'stale']);
    expect(board.forming(M1)?.close).toBe(1);
  });
});
