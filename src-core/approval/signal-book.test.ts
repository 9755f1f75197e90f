import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODES, type Signal, type SignalState } from '#core/model';
import { judgeBounds, SignalBook } from './index.ts';

function signal(id: string, changes: Partial<Signal> = {}): Signal {
  return {
    id,
    requestId: null,
    symbol: 'EURUSD',
    timeframe: 'M5',
    strategy: 'trend',
    strategyHash: 'h',
    side: 'buy',
    entry: 1.1,
    stop: 1.09,
    target: 1.12,
    slippagePointsMax: 50,
    createdMs: 1_000,
    expiresMs: 2_000,
    barTime: 0,
    state: 'pending',
    whyNot: null,
    card: null,
    votes: [],
    reasons: [],
    probabilityMillionths: null,
    decidedMs: null,
    decidedBy: null,
    rejectReason: null,
    cid: null,
    ...changes,
  };
}

describe('the book of signals', () => {
  it('takes the first answer and refuses every later one with its reason', () => {
    const book = new SignalBook();
    book.put(signal('S1'));
    expect(book.refusal('S1', 1_500)).toBeNull();
    const ended = book.close(signal('S1'), 'approved', 1_500, 'window', null, 'CID');
    expect(ended).toMatchObject({
      state: 'approved',
      decidedMs: 1_500,
      decidedBy: 'window',
      cid: 'CID',
      rejectReason: null,
    });
    expect(book.refusal('S1', 1_501)).toMatchObject({ code: 'APPROVAL_ALREADY_DECIDED' });
    expect(book.refusal('S1', 1_501)?.text).toContain('approved');
  });

  it('refuses from the very millisecond of expiry, whether or not it was told of it', () => {
    const book = new SignalBook();
    book.put(signal('S1'));
    expect(book.refusal('S1', 1_999)).toBeNull();
    expect(book.refusal('S1', 2_000)?.code).toBe('APPROVAL_EXPIRED');
  });

  it.each<[SignalState, string]>([
    ['expired', 'APPROVAL_EXPIRED'],
    ['superseded', 'APPROVAL_SUPERSEDED'],
    ['suppressed', 'APPROVAL_SUPPRESSED'],
    ['approved', 'APPROVAL_ALREADY_DECIDED'],
    ['rejected', 'APPROVAL_ALREADY_DECIDED'],
  ])('refuses one that is %s', (state, code) => {
    const book = new SignalBook();
    book.put(signal('S1', { state, whyNot: { code: 'RISK_LOTS_MAX', text: 'too many lots' } }));
    expect(book.refusal('S1', 1_500)?.code).toBe(code);
    expect(Object.hasOwn(CODES, code)).toBe(true);
  });

  it('knows no signal it was not given', () => {
    expect(new SignalBook().refusal('S9', 0)?.code).toBe('APPROVAL_UNKNOWN_SIGNAL');
  });

  it("keeps the trader's words for a no", () => {
    const book = new SignalBook();
    book.put(signal('S1'));
    const words = { code: 'APPROVAL_REJECTED', text: 'news in ten minutes' };
    expect(book.close(signal('S1'), 'rejected', 1_500, 'window', words, null).rejectReason).toBe('news in ten minutes');
  });

  it('numbers on after adopted signals', () => {
    const book = new SignalBook();
    book.adopt(signal('S41'));
    book.adopt(signal('S7'));
    expect(book.nextId()).toBe('S42');
  });

  it('forgets the oldest that is decided, and never one that waits', () => {
    const book = new SignalBook();
    book.put(signal('S1'));
    for (let i = 2; i <= 5_002; i += 1) book.put(signal(`S${i}`, { state: 'expired' }));
    expect(book.signals.size).toBe(5_000);
    expect(book.signals.has('S1')).toBe(true);
    expect(book.signals.has('S2')).toBe(false);
    expect(book.pending().map((one) => one.id)).toEqual(['S1']);
  });

  it('is the same after a save', () => {
    const book = new SignalBook();
    book.put(signal(book.nextId()));
    const again = new SignalBook(JSON.parse(JSON.stringify(book.state())) as ReturnType<SignalBook['state']>);
    expect(again.state()).toEqual(book.state());
    expect(again.nextId()).toBe('S2');
  });
});

describe("a card's price bounds", () => {
  const at = (bid: number, ask: number) => ({ symbol: 'EURUSD', timeMs: 0, bid, ask });

  it('hold the ask for a buy and the bid for a sell, both ways, the edge included', () => {
    expect(judgeBounds(signal('S'), at(1.0998, 1.1005), 0.00001)).toBeNull();
    expect(judgeBounds(signal('S'), at(1.0998, 1.10051), 0.00001)?.code).toBe('APPROVAL_PRICE_MOVED');
    expect(judgeBounds(signal('S'), at(1.09, 1.09949), 0.00001)?.code).toBe('APPROVAL_PRICE_MOVED');
    expect(judgeBounds(signal('S', { side: 'sell' }), at(1.0995, 1.2), 0.00001)).toBeNull();
    expect(judgeBounds(signal('S', { side: 'sell' }), at(1.0994, 1.1), 0.00001)?.text).toContain('60 points');
  });

  it('cannot be judged without a quote', () => {
    expect(judgeBounds(signal('S'), null, 0.00001)?.code).toBe('RISK_QUOTE_STALE');
  });

  it('let a price through exactly when it is within the points allowed', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200, max: 200 }), fc.nat(150), (moved, allowed) => {
        const price = Number(((110_000 + moved) / 100_000).toFixed(5));
        const judged = judgeBounds(signal('S', { slippagePointsMax: allowed }), at(price, price), 0.00001);
        expect(judged === null).toBe(Math.abs(moved) <= allowed);
      }),
    );
  });
});
