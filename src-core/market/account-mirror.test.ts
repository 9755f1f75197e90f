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

/** A mirror whose link has told its first snapshot: what comes from here is believed at once. */
function told(positions: readonly Position[] = []): AccountMirror {
  const mirror = connected();
  tell(mirror, positions);
  return mirror;
}

function tell(mirror: AccountMirror, positions: readonly Position[], orders: readonly BrokerOrder[] = []) {
  mirror.beginSnapshot(0);
  for (const one of positions) mirror.putPosition('open', one);
  for (const one of orders) mirror.putOrder('add', one);
  return mirror.endSnapshot(hashPositions(positions));
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
  it('checklist events-21: is taken whole at its end: what it leaves out is gone, and what stood before is told', () => {
    const mirror = told([position('1'), position('2')]);
    mirror.putOrder('add', order('7'));
    const verdict = tell(mirror, [position('2', { volume: 0.2 }), position('3')], [order('8')]);
    expect([...(verdict?.positionsBefore.keys() ?? [])]).toEqual(['1', '2']);
    expect([...(verdict?.ordersBefore.keys() ?? [])]).toEqual(['7']);
    expect(verdict).toMatchObject({ isHashEqual: true, count: 3, isSeamless: true });
    expect(mirror.snapshotReady).toBe(true);
    expect([...mirror.positions.keys()]).toEqual(['2', '3']);
    expect(mirror.positions.get('2')?.volume).toBe(0.2);
    expect([...mirror.orders.keys()]).toEqual(['8']);
  });

  it('shows nothing of itself before its end, whatever comes in between', () => {
    const mirror = told([position('1')]);
    const stood = [...mirror.positions];
    mirror.beginSnapshot(0);
    expect(mirror.putPosition('open', position('2'))).toBe(false);
    expect(mirror.putOrder('add', order('7'))).toBe(false);
    expect(mirror.putDeal(balance('d1', 5, 1))).toBe(false);
    expect(mirror.putPosition('close', position('2', { volume: 0 }))).toBe(false);
    expect(mirror.putPosition('update', position('1', { volume: 0.05 }))).toBe(false);
    expect([[...mirror.positions], mirror.orders.size, mirror.deals.size]).toEqual([stood, 0, 0]);
    expect(mirror.snapshotReady).toBe(true);
    mirror.endSnapshot(hashPositions([position('1', { volume: 0.05 })]));
    expect([...mirror.positions.values()].map(({ id, volume }) => [id, volume])).toEqual([['1', 0.05]]);
    expect([mirror.orders.size, mirror.deals.size]).toEqual([1, 1]);
  });

  it('is waited for by everything told since the link began; until then the old state stands, not ready', () => {
    const mirror = told([position('1')]);
    mirror.disconnect(1);
    mirror.connect('s2', IDENTITY, 'wall', 0);
    mirror.putPosition('close', position('1', { volume: 0 }));
    mirror.putOrder('add', order('7'));
    expect([mirror.snapshotReady, [...mirror.positions.keys()], mirror.orders.size]).toEqual([false, ['1'], 0]);
    expect(tell(mirror, [position('1')])?.isSeamless).toBe(false);
    expect([mirror.snapshotReady, [...mirror.positions.keys()], mirror.orders.size]).toEqual([true, ['1'], 0]);
  });

  it('cut off half-way leaves no trace but the facts it told, which wait for the next one', () => {
    const mirror = told([position('1')]);
    const gone = order('7');
    mirror.beginSnapshot(0);
    mirror.putPosition('open', position('2'));
    mirror.putDeal(balance('d1', 5, 1));
    mirror.putOrder('remove', gone);
    mirror.disconnect(2);
    mirror.connect('s2', IDENTITY, 'wall', 0);
    expect([[...mirror.positions.keys()], mirror.deals.size]).toEqual([['1'], 0]);
    const verdict = tell(mirror, [position('1')]);
    expect(verdict?.facts.map((fact) => fact.kind)).toEqual(['deal', 'removed']);
    expect([[...mirror.positions.keys()], [...mirror.deals.keys()]]).toEqual([['1'], ['d1']]);
    expect(tell(mirror, [position('1')])?.facts).toEqual([]);
  });

  it('begun anew forgets the one that had not ended', () => {
    const mirror = told();
    mirror.beginSnapshot(0);
    mirror.putPosition('open', position('1'));
    tell(mirror, [position('2')]);
    expect([...mirror.positions.keys()]).toEqual(['2']);
  });

  it('whose hash does not fit is not taken; the second one in a row is, and is not ready', () => {
    const mirror = told([position('1')]);
    for (const isTaken of [false, true]) {
      mirror.beginSnapshot(0);
      mirror.putPosition('open', position('2'));
      mirror.endSnapshot('0'.repeat(64));
      expect([mirror.snapshotReady, [...mirror.positions.keys()]]).toEqual([false, [isTaken ? '2' : '1']]);
    }
    expect(mirror.putPosition('open', position('3'))).toBe(true);
  });

  it('counts misfits in a row and is not ready then', () => {
    const mirror = connected();
    mirror.beginSnapshot(0);
    mirror.endSnapshot('0'.repeat(64));
    mirror.beginSnapshot(0);
    mirror.endSnapshot('0'.repeat(64));
    expect([mirror.mismatches, mirror.snapshotReady]).toEqual([2, false]);
    mirror.beginSnapshot(0);
    mirror.endSnapshot(hashPositions([]));
    expect([mirror.mismatches, mirror.snapshotReady]).toEqual([0, true]);
  });

  it('whose beginning was on an earlier link takes nothing away when only its end arrives', () => {
    const mirror = told([position('1')]);
    mirror.beginSnapshot(0);
    mirror.disconnect(5);
    mirror.connect('s2', IDENTITY, 'wall', 0);
    expect(mirror.endSnapshot(hashPositions([]))).toBeNull();
    expect(mirror.positions.size).toBe(1);
    expect(mirror.snapshotReady).toBe(false);
    expect(mirror.mismatches).toBe(0);
  });

  it('that the terminal numbered before this link is sent again out of its file, and says nothing', () => {
    const mirror = told([position('1')]);
    mirror.connect('s2', IDENTITY, 'wall', 0, 40);
    expect(mirror.beginSnapshot(0, 37)).toBe(false);
    mirror.putPosition('open', position('2'));
    expect(mirror.endSnapshot(hashPositions([position('2')]))).toBeNull();
    expect([...mirror.positions.keys()]).toEqual(['1']);
    expect(mirror.beginSnapshot(0, 41)).toBe(true);
    expect(mirror.endSnapshot(hashPositions([]))).not.toBeNull();
    expect([mirror.positions.size, mirror.snapshotReady]).toEqual([0, true]);
  });

  it('is asked for anew by every link', () => {
    const mirror = connected();
    mirror.beginSnapshot(0);
    mirror.endSnapshot(hashPositions([]));
    mirror.connect('s2', IDENTITY, 'wall', 0);
    expect(mirror.snapshotReady).toBe(false);
  });
});

describe('the daily loss', () => {
  it("checklist suffered-limit-base: is measured from the first equity of the broker's day", () => {
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
    const mirror = told();
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
    const mirror = told();
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
    const mirror = told([position('1')]);
    mirror.report(account(10_000), 10 * DAY);
    mirror.putOrder('add', order('7'));
    mirror.putDeal(balance('d1', 5, 10 * DAY + 1));
    mirror.beginSnapshot(3);
    mirror.report(account(10_005), 10 * DAY + 2);
    mirror.putPosition('open', position('2'));
    mirror.putDeal(balance('d2', 5, 10 * DAY + 2));
    mirror.markPosition('2', 1.2, 10, -1);
    const state = mirror.state();
    const again = new AccountMirror(IDENTITY, JSON.parse(JSON.stringify(state)) as typeof state);
    expect(again.state()).toEqual(state);
    const hash = hashPositions([position('2')]);
    expect(again.endSnapshot(hash)).toEqual(mirror.endSnapshot(hash));
    expect(again.state()).toEqual(mirror.state());
    expect(again.positions.get('2')?.price).toBe(1.2);
  });
});
