import type { PositionResource, SignalResource, TradeResource } from '#core/contract';
import { describe, expect, it } from 'vitest';
import { linesOf, marksOf } from './chart-marks.ts';

const WORDS = { entry: 'E', stop: 'S', target: 'T' };

function signal(over: Partial<SignalResource>): SignalResource {
  return {
    id: 'S1',
    symbol: 'EURUSD',
    timeframe: 'M5',
    strategy: 'trend',
    strategyHash: '',
    side: 'buy',
    entry: 1.1,
    stop: 1.09,
    target: 1.12,
    slippagePointsMax: 20,
    createdMs: 5,
    expiresMs: 9,
    barTime: 0,
    state: 'pending',
    whyNot: null,
    card: null,
    votes: [],
    reasons: [],
    probability: null,
    decidedMs: null,
    decidedBy: null,
    rejectReason: null,
    cid: null,
    ...over,
  };
}

function position(over: Partial<PositionResource>): PositionResource {
  return {
    id: 'P1',
    ticket: 'P1',
    symbol: 'EURUSD',
    side: 'buy',
    volume: 1,
    priceOpen: 1.2,
    sl: 1.19,
    tp: null,
    price: 1.2,
    profit: 0,
    swap: 0,
    magic: '0',
    cid: null,
    comment: '',
    managed: true,
    origin: 'external',
    openMs: 0,
    ...over,
  };
}

function trade(over: Partial<TradeResource>): TradeResource {
  return {
    positionId: 'P1',
    symbol: 'EURUSD',
    side: 'sell',
    origin: 'signal',
    signalId: null,
    volume: 1,
    openMs: 10,
    closeMs: 20,
    openPrice: 1.1,
    closePrice: 1.05,
    profit: 0,
    commission: 0,
    swap: 0,
    fee: 0,
    closeReason: null,
    rMultiple: null,
    ...over,
  };
}

describe('linesOf', () => {
  it('draws entry, stop and target of the card in focus, and only what a position has', () => {
    const lines = linesOf('EURUSD', signal({}), [position({})], WORDS);
    expect(lines.map((line) => [line.id, line.price, line.isForemost])).toEqual([
      ['S1:entry', 1.1, true],
      ['S1:stop', 1.09, true],
      ['S1:target', 1.12, true],
      ['P1:entry', 1.2, false],
      ['P1:stop', 1.19, false],
    ]);
  });

  it('keeps another symbol out', () => {
    expect(linesOf('EURUSD', signal({ symbol: 'XAUUSD' }), [position({ symbol: 'USDJPY' })], WORDS)).toEqual([]);
  });
});

describe('marksOf', () => {
  it('joins a closed trade from entry to exit and marks open ones at their entry', () => {
    const marks = marksOf(
      'EURUSD',
      [trade({}), trade({ positionId: 'P2', closeMs: null, closePrice: null, openMs: 30, side: 'buy' })],
      [],
    );
    expect(marks.map((mark) => [mark.kind, mark.timeMs, mark.to])).toEqual([
      ['sell', 10, { timeMs: 20, price: 1.05 }],
      ['exit', 20, null],
      ['buy', 30, null],
    ]);
  });

  it('leaves suppressed signals and other symbols out', () => {
    expect(
      marksOf(
        'EURUSD',
        [trade({ symbol: 'XAUUSD' })],
        [signal({ state: 'suppressed' }), signal({ id: 'S2', symbol: 'XAUUSD' })],
      ),
    ).toEqual([]);
    expect(marksOf('EURUSD', [], [signal({})])[0]?.kind).toBe('signal');
  });
});
