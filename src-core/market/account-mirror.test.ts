import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AccountIdentity, AccountState, BrokerOrder, Deal, Position } from '#core/model';
import { AccountMirror, hashPositions } from './index.ts';

const IDENTITY: AccountIdentity = {
  login: '1',
  server: 'Demo',
  currency: 'USD',
  tradeMode: 'demo',
  marginMode: 'hedging',
};
const DAY = 86_400_000;

function account(equity: number): AccountState {
  return {
    balance: equity,
    credit: 0,
    equity,
    profit: 0,
    margin: 0,
    marginFree: equity,
    marginLevel: null,
    leverage: 100,
    stopOutCall: 50,
    stopOutLevel: 30,
    stopOutMode: 'percent',
    tradeAllowed: true,
    expertAllowed: true,
    terminalConnected: true,
    currency: 'USD',
  };
}

function position(id: string, changes: Partial<Position> = {}): Position {
  return {
    id,
    ticket: id,
    symbol: 'EURUSD',
    side: 'buy',
    volume: 0.1,
    priceOpen: 1.1,
    sl: 1.09,
    tp: 1.12,
    price: 1.1,
    profit: 0,
    swap: 0,
    magic: '0',
    cid: null,
    comment: '',
    openBrokerMs: 0,
    ...changes,
  };
}

function balance(deal: string, profit: number, timeMs: number): Deal {
  return {
    deal,
    order: '',
    positionId: '',
    symbol: '',
    entry: 'in',
    reason: 'client',
    side: 'balance',
    volume: 0,
    price: 0,
    profit,
    commission: 0,
    fee: 0,
    swap: 0,
    brokerMs: timeMs,
    timeMs,
    magic: '0',
    cid: null,
    comment: '',
  };
}

function order(id: string): BrokerOrder {
  return {
    id,
    ticket: id,
    symbol: 'EURUSD',
    state: 'placed',
    kind: 'limit',
    side: 'buy',
    volume: 0.1,
    volumeInitial: 0.1,
    price: 1,
    stopLimit: null,
    sl: null,
    tp: null,
    magic: '0',
    cid: null,
    comment: '',
    brokerMs: 0,
  };
}

function connected(): AccountMirror {
  const mirror = new AccountMirror(IDENTITY);
  mirror.connect('s1', IDENTITY, 'wall', 0);
  return mirror;
}

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('the hash of the open positions', () => {
  it('is that of the protocol page, worked by hand', () => {
    expect(hashPositions([])).toBe(sha(''));
    expect(hashPositions([position('20', { volume: 1 }), position('100', { sl: null, tp: null, volume: 0.01 })])).toBe(
      sha('100:0.01:null:null\n20:1:1.09:1.12'),
    );
  });

  it('writes small numbers without an exponent', () => {
    expect(hashPositions([position('1', { volume: 1e-7, sl: 1.25e-8, tp: 2000 })])).toBe(
      sha('1:0.0000001:0.0000000125:2000'),
    );
  });
});

describe('a snapshot', () => {
  it('is ready when its hash fits, and names what the broker no longer holds', () => {
    const mirror = connected();
    mirror.putPosition('open', position('1'));
    mirror.putPosition('open', position('2'));
    mirror.putOrder('add', order('7'));
    mirror.beginSnapshot();
    mirror.putPosition('open', position('2'));
    const verdict = mirror.endSnapshot(hashPositions([position('2')]));
    expect(verdict?.missing.map((one) => one.id)).toEqual(['1']);
    expect(verdict?.isHashEqual).toBe(true);
    expect(mirror.snapshotReady).toBe(true);
    expect([...mirror.positions.keys()]).toEqual(['2']);
    expect(mirror.orders.size).toBe(0);
  });

  it('counts misfits in a row and is not ready then', () => {
    const mirror = connected();
    mirror.beginSnapshot();
    mirror.endSnapshot('0'.repeat(64));
    mirror.beginSnapshot();
    mirror.endSnapshot('0'.repeat(64));
    expect([mirror.mismatches, mirror.snapshotReady]).toEqual([2, false]);
    mirror.beginSnapshot();
    mirror.endSnapshot(hashPositions([]));
    expect([mirror.mismatches, mirror.snapshotReady]).toEqual([0, true]);
  });

  it('whose beginning was on an earlier link takes nothing away when only its end arrives', () => {
    const mirror = connected();
    mirror.putPosition('open', position('1'));
    mirror.beginSnapshot();
    mirror.disconnect(5);
    mirror.connect('s2', IDENTITY, 'wall', 0);
    expect(mirror.endSnapshot(hashPositions([]))).toBeNull();
    expect(mirror.positions.size).toBe(1);
    expect(mirror.snapshotReady).toBe(false);
    expect(mirror.mismatches).toBe(0);
  });

  it('is asked for anew by every link', () => {
    const mirror = connected();
    mirror.beginSnapshot();
    mirror.endSnapshot(hashPositions([]));
    mirror.connect('s2', IDENTITY, 'wall', 0);
    expect(mirror.snapshotReady).toBe(false);
  });
});

describe('the daily loss', () => {
  it("is measured from the first equity of the broker's day", () => {
    const mirror = connected();
    mirror.connect('s1', IDENTITY, 'wall', 7200);
    mirror.report(account(10_000), 10 * DAY);
    mirror.report(account(9_800), 10 * DAY + 1);
    expect(mirror.dayLoss).toBe(200);
    // 22:00 UTC is the broker's midnight at two hours ahead
    mirror.report(account(9_700), 10 * DAY + 22 * 3_600_000 - 1);
    expect(mirror.dayLoss).toBe(300);
    mirror.report(account(9_650), 10 * DAY + 22 * 3_600_000);
    expect([mirror.dayStartEquity, mirror.dayLoss]).toEqual([9_650, 0]);
  });

  it('rolls with the clock alone, from the last equity known', () => {
    const mirror = connected();
    mirror.report(account(10_000), 10 * DAY);
    mirror.report(account(9_000), 10 * DAY + 5);
    mirror.rollDay(11 * DAY);
    expect([mirror.dayStartEquity, mirror.dayLoss]).toEqual([9_000, 0]);
  });

  it('leaves balance operations out, and counts each of them once', () => {
    const mirror = connected();
    mirror.report(account(10_000), 10 * DAY);
    mirror.report(account(14_900), 10 * DAY + 60);
    expect(mirror.putDeal(balance('d1', 5_000, 10 * DAY + 50))).toBe(true);
    expect(mirror.putDeal(balance('d1', 5_000, 10 * DAY + 50))).toBe(false);
    expect(mirror.dayLoss).toBe(100);
    mirror.putDeal(balance('d2', -900, 10 * DAY + 70));
    mirror.report(account(14_000), 10 * DAY + 80);
    expect(mirror.dayLoss).toBe(100);
  });

  it('is not moved by a deposit that is older than the first equity seen', () => {
    const mirror = connected();
    mirror.report(account(10_000), 10 * DAY);
    mirror.putDeal(balance('d1', 10_000, 10 * DAY - 1));
    expect([mirror.dayStartEquity, mirror.dayLoss]).toEqual([10_000, 0]);
  });

  it('is nothing before the account is known', () => {
    expect(connected().dayLoss).toBe(0);
  });
});

describe("the account's clock", () => {
  it('is the newest row on a data clock, and never goes back', () => {
    const mirror = new AccountMirror(IDENTITY);
    mirror.connect('s', IDENTITY, 'data', 0);
    expect(mirror.nowMs(900)).toBe(900);
    mirror.seeRow(500);
    mirror.seeRow(400);
    expect(mirror.nowMs(900)).toBe(500);
  });

  it("is the host's on a wall clock", () => {
    const mirror = connected();
    mirror.seeRow(500);
    expect(mirror.nowMs(900)).toBe(900);
  });
});

describe('a saved mirror', () => {
  it('is the same mirror, in the middle of a snapshot too', () => {
    const mirror = connected();
    mirror.report(account(10_000), 10 * DAY);
    mirror.putPosition('open', position('1'));
    mirror.putOrder('add', order('7'));
    mirror.putDeal(balance('d1', 5, 10 * DAY + 1));
    mirror.beginSnapshot();
    mirror.putPosition('open', position('2'));
    mirror.markPosition('2', 1.2, 10, -1);
    const state = mirror.state();
    const again = new AccountMirror(IDENTITY, JSON.parse(JSON.stringify(state)) as typeof state);
    expect(again.state()).toEqual(state);
    const hash = hashPositions([position('2')]);
    expect(again.endSnapshot(hash)).toEqual(mirror.endSnapshot(hash));
    expect(again.state()).toEqual(mirror.state());
  });
});
