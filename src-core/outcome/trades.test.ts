import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deal, Position } from '#core/model';
import { Trades, type Opener } from './index.ts';

const SIGNAL: Opener = { origin: 'signal', signalId: 'S1', riskPerLot: 200 };

function deal(
  id: string,
  entry: Deal['entry'],
  side: 'buy' | 'sell',
  volume: number,
  price: number,
  changes: Partial<Deal> = {},
): Deal {
  return {
    deal: id,
    order: '1',
    positionId: 'P',
    symbol: 'EURUSD',
    entry,
    reason: 'expert',
    side,
    volume,
    price,
    profit: 0,
    commission: 0,
    fee: 0,
    swap: 0,
    brokerMs: 0,
    timeMs: Number(id) * 1_000,
    magic: '0',
    cid: null,
    comment: '',
    ...changes,
  };
}

describe('a trade', () => {
  it('checklist events-24: runs from its first deal to its last, with money apart and the result in R', () => {
    const trades = new Trades();
    expect(trades.next(deal('1', 'in', 'buy', 1, 1.1, { commission: -3.5, fee: -0.5 }), SIGNAL)).toBeNull();
    expect(trades.trades.get('P')).toMatchObject({
      closeMs: null,
      closePrice: null,
      profit: 0,
      commission: -3.5,
      rMultiple: null,
    });
    const ended = trades.next(
      deal('2', 'out', 'sell', 1, 1.102, { profit: 200, commission: -3.5, swap: -7, reason: 'tp' }),
      SIGNAL,
    );
    expect(ended).toMatchObject({
      positionId: 'P',
      side: 'buy',
      origin: 'signal',
      signalId: 'S1',
      volume: 1,
      openMs: 1_000,
      closeMs: 2_000,
      openPrice: 1.1,
      closePrice: 1.102,
      profit: 200,
      commission: -7,
      swap: -7,
      fee: -0.5,
      closeReason: 'tp',
    });
    expect(ended?.rMultiple).toBeCloseTo((200 - 7 - 7 - 0.5) / 200, 12);
    expect(trades.trades.get('P')).toEqual(ended);
  });

  it('checklist events-23: closed in parts ends with the last part, at the average price', () => {
    const trades = new Trades();
    trades.next(deal('1', 'in', 'sell', 0.3, 1.1), SIGNAL);
    expect(trades.next(deal('2', 'out', 'buy', 0.1, 1.09, { profit: 100 }), SIGNAL)).toBeNull();
    expect(trades.trades.get('P')).toMatchObject({ closeMs: null, profit: 100 });
    const ended = trades.next(deal('3', 'out', 'buy', 0.2, 1.12, { profit: -400, reason: 'sl' }), SIGNAL);
    expect(ended?.closePrice).toBeCloseTo((0.1 * 1.09 + 0.2 * 1.12) / 0.3, 12);
    expect(ended).toMatchObject({ profit: -300, closeReason: 'sl', side: 'sell' });
    expect(ended?.rMultiple).toBeCloseTo(-300 / (200 * 0.3), 12);
  });

  it('checklist events-23: added to keeps one average entry and risks more', () => {
    const trades = new Trades();
    trades.next(deal('1', 'in', 'buy', 1, 1.1), SIGNAL);
    trades.next(deal('2', 'in', 'buy', 3, 1.2), SIGNAL);
    const ended = trades.next(deal('3', 'out', 'sell', 4, 1.2, { profit: 800 }), SIGNAL);
    expect(ended?.openPrice).toBeCloseTo(1.175, 12);
    expect(ended).toMatchObject({ volume: 4, rMultiple: 1 });
  });

  it('checklist orders-20: turned round by one deal ends, and the rest begins the next one the other way', () => {
    const trades = new Trades();
    trades.next(deal('1', 'in', 'buy', 1, 1.1), SIGNAL);
    const ended = trades.next(deal('2', 'inout', 'sell', 1.5, 1.11, { profit: 1_000, commission: -5 }), {
      ...SIGNAL,
      origin: 'manual',
      signalId: null,
    });
    expect(ended).toMatchObject({
      volume: 1,
      profit: 1_000,
      commission: -5,
      closeMs: 2_000,
      side: 'buy',
      origin: 'signal',
    });
    expect(trades.trades.get('P')).toMatchObject({
      side: 'sell',
      volume: 0.5,
      openPrice: 1.11,
      profit: 0,
      commission: 0,
      closeMs: null,
      origin: 'manual',
    });
  });

  it("without a stop has no R, and a stranger's is external", () => {
    const trades = new Trades();
    const stranger: Opener = { origin: 'external', signalId: null, riskPerLot: null };
    trades.next(deal('1', 'in', 'buy', 1, 1.1), stranger);
    expect(trades.next(deal('2', 'out', 'sell', 1, 1.2, { profit: 10 }), stranger)).toMatchObject({
      origin: 'external',
      rMultiple: null,
    });
  });

  it('checklist events-24: is not made of balance operations, nor of a closing deal whose opening is not known', () => {
    const trades = new Trades();
    expect(trades.next(deal('1', 'in', 'buy', 0, 0, { side: 'balance', symbol: '' }), SIGNAL)).toBeNull();
    expect(trades.next(deal('2', 'out', 'sell', 1, 1.2, { profit: 10 }), SIGNAL)).toBeNull();
    expect(trades.trades.size).toBe(0);
  });

  it('that vanished without a deal ends as an orphan, once', () => {
    const trades = new Trades();
    trades.next(deal('1', 'in', 'buy', 1, 1.1), SIGNAL);
    expect(trades.orphan('P', 9_000)).toMatchObject({ closeMs: 9_000, closeReason: 'orphan', rMultiple: null });
    expect(trades.orphan('P', 9_001)).toBeNull();
    expect(trades.orphan('Q', 9_001)).toBeNull();
  });

  it('keeps every cent: the sums of a position are the sums of its deals, across a save at any point', () => {
    const cents = fc.integer({ min: -10_000, max: 10_000 }).map((amount) => amount / 100);
    const parts = fc.array(
      fc.record({ volume: fc.integer({ min: 1, max: 50 }), profit: cents, commission: cents, swap: cents, fee: cents }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(parts, fc.nat(8), (closes, saveAt) => {
        let trades = new Trades();
        const whole = closes.reduce((sum, one) => sum + one.volume, 0) / 100;
        trades.next(deal('1', 'in', 'buy', whole, 1.1), SIGNAL);
        closes.forEach((one, index) => {
          if (index === saveAt)
            trades = new Trades(JSON.parse(JSON.stringify(trades.state())) as ReturnType<Trades['state']>);
          const ended = trades.next(
            deal(`${index + 2}`, 'out', 'sell', one.volume / 100, 1.1, { ...one, volume: one.volume / 100 }),
            SIGNAL,
          );
          expect(ended !== null).toBe(index === closes.length - 1);
        });
        const trade = trades.trades.get('P')!;
        for (const key of ['profit', 'commission', 'swap', 'fee'] as const) {
          expect(trade[key]).toBeCloseTo(
            closes.reduce((sum, one) => sum + one[key], 0),
            8,
          );
        }
        const net = trade.profit + trade.commission + trade.swap + trade.fee;
        expect(trade.rMultiple).toBeCloseTo(net / (200 * whole), 8);
      }),
    );
  });

  it('closed long ago is forgotten before one that still runs', () => {
    const trades = new Trades();
    trades.next(deal('1', 'in', 'buy', 1, 1, { positionId: 'open' }), SIGNAL);
    for (let i = 0; i <= 5_000; i += 1) {
      trades.next(deal('2', 'in', 'buy', 1, 1, { positionId: `${i}` }), SIGNAL);
      trades.next(deal('3', 'out', 'sell', 1, 1, { positionId: `${i}` }), SIGNAL);
    }
    expect(trades.trades.size).toBe(5_000);
    expect(trades.trades.has('open')).toBe(true);
    expect(trades.trades.has('0')).toBe(false);
  });
});

describe('a position whose opening was never told', () => {
  const position = {
    id: 'P9', ticket: 'P9', symbol: 'EURUSD', side: 'buy', volume: 0.2, priceOpen: 1.1, sl: null, tp: null, price: 1.1,
    profit: 0, swap: 0, magic: '0', cid: null, comment: '', openBrokerMs: 1_000,
  } as const;
  const closing = {
    deal: 'D9', order: 'O9', positionId: 'P9', symbol: 'EURUSD', entry: 'out', reason: 'client', side: 'sell', volume: 0.2,
    price: 1.2, profit: 2_000, commission: -1, fee: 0, swap: -3, brokerMs: 9_000, timeMs: 9_000, magic: '0', cid: null,
    comment: '',
  } as const;
  const opener = { origin: 'external', signalId: null, riskPerLot: null } as const;

  it('checklist events-22: is a trade from the moment the broker shows it, and its end is kept', () => {
    const trades = new Trades();
    trades.seed(position, 1_000, 0, opener);
    trades.seed(position, 1_000, 0, opener);
    expect(trades.next(closing, opener)).toMatchObject({
      positionId: 'P9', origin: 'external', openPrice: 1.1, closePrice: 1.2, profit: 2_000, commission: -1, swap: -3,
    });
  });

  it('is not counted twice when its opening deal is told after all', () => {
    const trades = new Trades();
    trades.seed(position, 1_000, 0, opener);
    const opening = { ...closing, deal: 'D8', entry: 'in', side: 'buy', profit: 0, swap: 0, timeMs: 1_000 } as const;
    expect(trades.next(opening, opener)).toBeNull();
    expect(trades.trades.get('P9')).toMatchObject({ volume: 0.2, commission: -1 });
    expect(trades.next(closing, opener)).toMatchObject({ volume: 0.2, commission: -2 });
  });

  const SIGNALLED: Opener = { origin: 'signal', signalId: 'S4', riskPerLot: 500 };
  const MINE = { ...closing, entry: 'in', side: 'buy', profit: 0, swap: 0, commission: -2 } as const;

  it('takes origin, time, price and risk from its first deal, told late and after a later one', () => {
    const trades = new Trades();
    trades.seed(position, 1_000, 7_000, opener);
    trades.next({ ...MINE, deal: 'D3', volume: 0.1, price: 1.12, timeMs: 5_000 }, opener);
    trades.next({ ...MINE, deal: 'D2', volume: 0.1, price: 1.08, timeMs: 900 }, SIGNALLED);
    expect(trades.trades.get('P9')).toMatchObject({
      origin: 'signal', signalId: 'S4', openMs: 900, volume: 0.2, commission: -4,
    });
    expect(trades.trades.get('P9')?.openPrice).toBeCloseTo(1.1, 12);
    expect(trades.next({ ...closing, profit: 107 }, opener)).toMatchObject({ closeMs: 9_000, origin: 'signal' });
    expect(trades.trades.get('P9')?.rMultiple).toBeCloseTo((107 - 5 - 3) / (500 * 0.2), 12);
  });

  it('counts a part that was closed before it was shown, and still ends with the last lot', () => {
    const trades = new Trades();
    trades.seed(position, 1_000, 7_000, opener);
    trades.next({ ...closing, deal: 'D5', volume: 0.3, price: 1.15, profit: 900, swap: 0, timeMs: 6_000 }, opener);
    trades.next({ ...MINE, deal: 'D1', volume: 0.5, price: 1.1, timeMs: 1_000 }, SIGNALLED);
    expect(trades.trades.get('P9')).toMatchObject({ closeMs: null, volume: 0.5, profit: 900, openPrice: 1.1 });
    const ended = trades.next(closing, opener);
    expect(ended).toMatchObject({ volume: 0.5, profit: 2_900, commission: -4 });
    expect(ended?.closePrice).toBeCloseTo((0.3 * 1.15 + 0.2 * 1.2) / 0.5, 12);
  });

  it('grows with what is bought later, by the deals alone', () => {
    const trades = new Trades();
    trades.seed(position, 1_000, 7_000, opener);
    trades.next({ ...MINE, deal: 'D8', volume: 0.1, price: 1.13, timeMs: 8_000 }, opener);
    expect(trades.trades.get('P9')?.volume).toBe(0.3);
    expect(trades.next(closing, opener)).toBeNull();
    expect(trades.open().map((trade) => trade.positionId)).toEqual(['P9']);
  });

  it('is the same after a save in the middle of its history', () => {
    const trades = new Trades();
    trades.seed(position, 1_000, 7_000, opener);
    trades.next({ ...MINE, deal: 'D3', volume: 0.1, price: 1.12, timeMs: 5_000 }, opener);
    const again = new Trades(JSON.parse(JSON.stringify(trades.state())) as ReturnType<Trades['state']>);
    for (const one of [trades, again]) one.next({ ...MINE, deal: 'D2', volume: 0.1, timeMs: 900 }, SIGNALLED);
    expect(again.state()).toEqual(trades.state());
  });
});

describe('a trade that ended as an orphan', () => {
  it('ends by its deal when that is told after all', () => {
    const trades = new Trades();
    trades.next(deal('1', 'in', 'buy', 1, 1.1), SIGNAL);
    trades.orphan('P', 5_000);
    expect(trades.next(deal('2', 'out', 'sell', 1, 1.2, { profit: 50, reason: 'sl' }), SIGNAL)).toMatchObject({
      closeMs: 2_000, closeReason: 'sl', profit: 50, rMultiple: 0.25,
    });
  });

  it('goes on when the broker shows its position again', () => {
    const trades = new Trades();
    trades.next(deal('1', 'in', 'buy', 1, 1.1), SIGNAL);
    trades.orphan('P', 5_000);
    trades.seed({ id: 'P', volume: 1 } as Position, 0, 0, SIGNAL);
    expect(trades.trades.get('P')).toMatchObject({ closeMs: null, closeReason: null, volume: 1 });
    expect(trades.open()).toHaveLength(1);
  });
});
