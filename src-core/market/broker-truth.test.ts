import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { AccountState, BrokerOrder, Deal, Position } from '#core/model';
import { BrokerTruth } from './index.ts';

const HOUR = 3_600_000;

function position(id: string, volume: number, changes: Partial<Position> = {}): Position {
  return {
    id, ticket: id, symbol: 'EURUSD', side: 'buy', volume, priceOpen: 1.1, sl: 1.09, tp: null, price: 1.1, profit: 0,
    swap: 0, magic: '0', cid: null, comment: '', openBrokerMs: 0, ...changes,
  };
}

function deal(id: string, side: Deal['side'], volume: number, changes: Partial<Deal> = {}): Deal {
  return {
    deal: id, order: `o${id}`, positionId: '1', symbol: 'EURUSD', entry: 'in', reason: 'client', side, volume, price: 1.1,
    profit: 0, commission: 0, fee: 0, swap: 0, brokerMs: 9 * HOUR, timeMs: 9 * HOUR, magic: '0', cid: null, comment: '',
    ...changes,
  };
}

function account(balance: number, credit = 0): AccountState {
  return {
    balance, credit, equity: balance, profit: 0, margin: 0, marginFree: balance, marginLevel: null, leverage: 100,
    stopOutCall: 50, stopOutLevel: 30, stopOutMode: 'percent', tradeAllowed: true, expertAllowed: true,
    terminalConnected: true, currency: 'USD',
  };
}

const order = (id: string): BrokerOrder => ({
  id, ticket: id, symbol: 'EURUSD', state: 'placed', kind: 'limit', side: 'buy', volume: 0.3, volumeInitial: 0.3, price: 1,
  stopLimit: null, sl: null, tp: null, magic: '0', cid: null, comment: '', brokerMs: 0,
});

const mapOf = <T extends { readonly id: string }>(...list: readonly T[]) => new Map(list.map((one) => [one.id, one]));
const NONE = new Map<string, never>();

/** Counts from these positions and 10,000 in money. */
function begun(...positions: readonly Position[]): BrokerTruth {
  const truth = new BrokerTruth();
  truth.begin(positions, 9 * HOUR);
  truth.beginMoney(account(10_000));
  return truth;
}

describe('the lots of a position', () => {
  it('that the deals make are in step; others are named with both figures', () => {
    const truth = begun(position('1', 0.1));
    truth.deal(deal('5', 'sell', 0.05, { entry: 'out' }));
    truth.compare(mapOf(position('1', 0.05)), null, NONE);
    expect(truth.text).toBeNull();
    truth.compare(mapOf(position('1', 0.1)), null, NONE);
    expect(truth.text).toBe('Position 1 EURUSD: we 0.05 lots, broker 0.10 lots.');
  });

  it('are in step through a reversal in one deal, a close-by, and parts that do not add up in binary', () => {
    const truth = begun();
    truth.deal(deal('1', 'buy', 0.1));
    truth.deal(deal('2', 'buy', 0.2));
    truth.deal(deal('3', 'sell', 0.5, { entry: 'inout' }));
    expect(truth.isInStep('1', position('1', 0.2, { side: 'sell' }))).toBe(true);
    expect(truth.isInStep('1', position('1', 0.2))).toBe(false);
    truth.deal(deal('4', 'buy', 0.2, { entry: 'out_by' }));
    truth.compare(NONE, null, NONE);
    expect(truth.text).toBeNull();
  });

  it('of a position nobody told of, and of one that vanished, differ until a deal or the broker explains them', () => {
    const truth = begun(position('1', 0.1));
    const now = mapOf(position('2', 0.3, { side: 'sell' }));
    truth.compare(now, null, mapOf(position('1', 0.1)));
    expect(truth.text).toBe(
      'Position 2 EURUSD: we none, broker 0.30 lots sold. Position 1 EURUSD: we 0.10 lots, broker none.',
    );
    truth.deal(deal('7', 'sell', 0.3, { positionId: '2' }));
    truth.settle(now, null);
    expect(truth.text).toBe('Position 1 EURUSD: we 0.10 lots, broker none.');
    truth.deal(deal('8', 'sell', 0.1, { entry: 'out' }));
    truth.settle(now, null);
    expect(truth.text).toBeNull();
  });

  it('are not moved by a deal from before we began to count, however late it is told', () => {
    const truth = begun(position('1', 0.1));
    truth.deal(deal('0', 'buy', 0.1, { timeMs: 8 * HOUR - 1, commission: -5 }));
    truth.compare(mapOf(position('1', 0.1)), account(10_000), NONE);
    expect(truth.text).toBeNull();
  });

  it('are what the deals add up to, for any deals', () => {
    const deals = fc.array(fc.record({ isBuy: fc.boolean(), steps: fc.integer({ min: 1, max: 500 }) }), { maxLength: 40 });
    fc.assert(fc.property(deals, (list) => {
      const truth = begun();
      let steps = 0;
      list.forEach((one, i) => {
        truth.deal(deal(String(i), one.isBuy ? 'buy' : 'sell', one.steps / 100));
        steps += one.isBuy ? one.steps : -one.steps;
      });
      const held = steps === 0 ? undefined : position('1', Math.abs(steps) / 100, { side: steps > 0 ? 'buy' : 'sell' });
      expect(truth.isInStep('1', held)).toBe(true);
      expect(truth.isInStep('1', position('1', (Math.abs(steps) + 1) / 100))).toBe(false);
    }));
  });
});

describe('the money', () => {
  it('is the sum of what was told, costs and balance operations included, to the cent', () => {
    const truth = begun();
    truth.deal(deal('1', 'buy', 0.1, { commission: -0.35, fee: -0.05 }));
    truth.deal(deal('2', 'sell', 0.1, { entry: 'out', profit: 12.4, swap: -1.1 }));
    truth.deal(deal('3', 'balance', 0, { profit: 500, positionId: '0' }));
    expect(truth.isMoneyInStep(account(10_510.9))).toBe(true);
    expect(truth.isMoneyInStep(account(10_510.91))).toBe(true);
    expect(truth.isMoneyInStep(account(10_510.92))).toBe(false);
    truth.compare(NONE, account(10_400.9), NONE);
    expect(truth.text).toBe('Balance: we 10510.90, broker 10400.90 USD.');
    truth.deal(deal('4', 'balance', 0, { profit: -110, positionId: '0' }));
    truth.settle(NONE, account(10_400.9));
    expect(truth.text).toBeNull();
  });

  it('holds a credit as well, which is told as a deal and stands beside the balance', () => {
    const truth = begun();
    truth.deal(deal('1', 'balance', 0, { profit: 250, positionId: '0' }));
    expect(truth.isMoneyInStep(account(10_000, 250))).toBe(true);
  });

  it('is not judged before a snapshot told the account', () => {
    const truth = new BrokerTruth();
    truth.begin([], 0);
    expect(truth.isMoneyInStep(account(7))).toBe(true);
  });
});

describe('what changed untold', () => {
  const before = { positions: mapOf(position('1', 0.1)), orders: mapOf(order('7'), order('8')) };

  it('is named: levels, and an order that left the books', () => {
    const truth = begun(position('1', 0.1));
    const now = { positions: mapOf(position('1', 0.1, { sl: null, tp: 1.2 })), orders: mapOf(order('8')) };
    truth.compareUntold(before, now, () => false);
    expect(truth.text).toBe(
      'Position 1 EURUSD: we stop 1.09 and target none, broker none and 1.2. Order 7 EURUSD: we 0.3 lots waiting, broker none.',
    );
    truth.positionTold('1');
    truth.orderGone('7');
    expect(truth.text).toBeNull();
  });

  it('is explained by a deal of the order', () => {
    const truth = begun(position('1', 0.1));
    truth.compareUntold(before, { ...before, orders: mapOf(order('8')) }, () => false);
    truth.deal(deal('9', 'buy', 0.3, { order: '7', positionId: '9' }));
    expect(truth.text).toBeNull();
  });
});

describe('the trader', () => {
  it('takes the word of the broker: nothing differs, and the next snapshot is counted from', () => {
    const truth = begun(position('1', 0.1));
    truth.compare(NONE, account(9_000), NONE);
    truth.misfit();
    truth.accept();
    expect([truth.text, truth.isBased]).toEqual([null, false]);
    truth.begin([position('2', 0.2)], 9 * HOUR);
    truth.beginMoney(account(9_000));
    truth.compare(mapOf(position('2', 0.2)), account(9_000), NONE);
    expect(truth.text).toBeNull();
  });

  it('is told five differences, and how many more there are', () => {
    const truth = begun(...['1', '2', '3', '4', '5', '6', '7'].map((id) => position(id, 0.1)));
    truth.compare(NONE, null, NONE);
    expect(truth.text).toMatch(/^Position 1.* And 2 more\.$/);
  });

  it('finds the same after a save', () => {
    const truth = begun(position('1', 0.1));
    truth.deal(deal('1', 'buy', 0.3));
    truth.compare(NONE, account(1), NONE);
    const again = new BrokerTruth(JSON.parse(JSON.stringify(truth.state())) as ReturnType<BrokerTruth['state']>);
    expect(again.state()).toEqual(truth.state());
    expect(again.text).toBe(truth.text);
  });
});
