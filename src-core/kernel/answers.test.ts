import { beforeEach, describe, expect, it } from 'vitest';
import type { ClientOrder, FactBody, InputBody, Instrument, OrderCommand, OrderResult, Position } from '#core/model';
import { INSTRUMENTS } from '#core/broker-model';
import {
  DEMO, KernelRun, answerOrder, answerSignal, keyOf, makeDeal, makePosition, reportDeal, reportPosition,
} from './testing/events.ts';

let run: KernelRun;

beforeEach(() => {
  run = new KernelRun().begin();
  run.tick(1.1, 1.1001);
});

function only<K extends FactBody['kind']>(facts: readonly FactBody[], kind: K): Extract<FactBody, { kind: K }>[] {
  return facts.filter((fact): fact is Extract<FactBody, { kind: K }> => fact.kind === kind);
}

function sent(facts: readonly FactBody[]): readonly OrderCommand[] {
  return only(facts, 'CommandIssued').map(({ command }) => command as OrderCommand);
}

function orderOf(facts: readonly FactBody[]): ClientOrder {
  return only(facts, 'OrderOpened')[0]?.order as ClientOrder;
}

let keys = 0;

function market(): ClientOrder {
  keys += 1;
  return orderOf(run.take({
    kind: 'OrderRequested', requestId: `m${String(keys)}`, by: 'window', symbol: 'EURUSD', side: 'buy', volume: 0.1,
    type: 'market', price: null, sl: 1.095, tp: 1.11, approve: true,
  }));
}

function refuse(cid: string, retcode: number, retname: string, changes: Partial<OrderResult> = {}): readonly FactBody[] {
  return run.take(answerOrder({ cid, state: 'rejected', retcode, retname, ...changes }));
}

function close(): ClientOrder {
  keys += 1;
  return orderOf(run.take({ kind: 'CloseRequested', requestId: `c${String(keys)}`, by: 'window', positionId: '900', volume: null }));
}

function whyOf(cid: string): string | undefined {
  return run.kernel.view.orders.get(cid)?.whyNot?.code;
}

describe('a requote', () => {
  it('checklist orders-16: inside the bounds is answered with the same order under a fresh id, by the same request', () => {
    const first = market();
    const facts = refuse(first.cid, 10_004, 'REQUOTE', { bid: 1.1002, ask: 1.1003 });
    const again = orderOf(facts);
    expect(again).toMatchObject({
      retryOf: first.cid, requestId: first.requestId, volume: 0.1, sl: 1.095, tp: 1.11, price: 1.1003,
      deadlineMs: first.deadlineMs,
    });
    expect(again.cid).not.toBe(first.cid);
    expect(sent(facts)).toMatchObject([{ type: 'order.send', cid: again.cid }]);
    expect(whyOf(first.cid)).toBe('EXECUTION_REQUOTE');
  });

  it('is followed three sends at most, and never past the deadline', () => {
    let order = market();
    for (const code of [10_020, 10_021]) order = orderOf(refuse(order.cid, code, 'PRICE', { bid: 1.1, ask: 1.1001 }));
    expect(sent(refuse(order.cid, 10_028, 'LOCKED', { bid: 1.1, ask: 1.1001 }))).toEqual([]);
    const late = market();
    run.atMs = late.deadlineMs;
    expect(sent(refuse(late.cid, 10_004, 'REQUOTE', { bid: 1.1, ask: 1.1001 }))).toEqual([]);
  });

  it('checklist orders-16: outside the bounds sends nothing and puts a new card at the new price before the trader', () => {
    const first = market();
    const facts = refuse(first.cid, 10_004, 'REQUOTE', { bid: 1.103, ask: 1.1031 });
    expect(sent(facts)).toEqual([]);
    expect(only(facts, 'SignalOpened')[0]?.signal).toMatchObject({ entry: 1.1031, stop: 1.095, target: 1.11, side: 'buy' });
  });

  it("of a signal's order is held to the card's own bounds", () => {
    run = new KernelRun().begin();
    const signal = only(run.propose(), 'SignalOpened').map((fact) => fact.signal).find(({ card }) => card !== null);
    const first = orderOf(run.take(answerSignal(signal?.id ?? '')));
    const room = (signal?.slippagePointsMax ?? 0) * 0.00001;
    const entry = signal?.entry ?? 0;
    const inside = refuse(first.cid, 10_004, 'REQUOTE', { bid: entry + room - 0.0002, ask: entry + room - 0.0001 });
    expect(orderOf(inside)).toMatchObject({ retryOf: first.cid, signalId: signal?.id });
    const outside = refuse(orderOf(inside).cid, 10_004, 'REQUOTE', { bid: entry + room + 0.0001, ask: entry + room + 0.0002 });
    expect(sent(outside)).toEqual([]);
    expect(only(outside, 'SignalOpened')).toHaveLength(1);
  });

  it('of a close is asked again within the deviation, and left to the trader beyond it', () => {
    run.take(reportPosition('open', makePosition()));
    const first = close();
    const again = refuse(first.cid, 10_004, 'REQUOTE', { bid: 1.0999, ask: 1.1 });
    expect(sent(again)).toMatchObject([{ type: 'position.close', position: '900' }]);
    expect(sent(refuse(orderOf(again).cid, 10_004, 'REQUOTE', { bid: 1.09, ask: 1.0901 }))).toEqual([]);
  });

  it('checklist orders-11: carries the price only where the broker looks at it', () => {
    const instant = { ...(INSTRUMENTS[0] as Instrument), symbol: 'EURUSD', executionMode: 'instant' } as const;
    expect(sent(run.take({
      kind: 'OrderRequested', requestId: 'p1', by: 'window', symbol: 'EURUSD', side: 'buy', volume: 0.1, type: 'market',
      price: null, sl: 1.095, tp: null, approve: true,
    }))).toMatchObject([{ price: null }]);
    run.take({ kind: 'InstrumentReported', wire: { account: keyOf(DEMO), epoch: 'e1', wireSeq: 0 }, instrument: instant });
    expect(sent(run.take({
      kind: 'OrderRequested', requestId: 'p2', by: 'window', symbol: 'EURUSD', side: 'buy', volume: 0.1, type: 'market',
      price: null, sl: 1.095, tp: null, approve: true,
    }))).toMatchObject([{ price: 1.1001, deviationPoints: 20 }]);
  });
});

describe('a refusal', () => {
  it('for too many requests holds new orders back for five seconds, and no close', () => {
    run.take(reportPosition('open', makePosition()));
    refuse(market().cid, 10_024, 'TOO_MANY_REQUESTS');
    const ask = (requestId: string): InputBody => ({
      kind: 'OrderRequested', requestId, by: 'window', symbol: 'EURUSD', side: 'buy', volume: 0.1, type: 'market',
      price: null, sl: 1.095, tp: null, approve: true,
    });
    expect(only(run.take(ask('b1')), 'RequestRefused')[0]?.whyNot.code).toBe('EXECUTION_BACK_OFF');
    expect(close()).toMatchObject({ purpose: 'close' });
    run.atMs += 5_000;
    run.tick(1.1, 1.1001);
    expect(sent(run.take(ask('b2')))).toHaveLength(1);
  });

  it('because what was to be changed is another by now asks for everything anew', () => {
    run.take(reportPosition('open', makePosition()));
    expect(sent(refuse(close().cid, 10_023, 'ORDER_CHANGED'))).toMatchObject([{ type: 'snapshot' }]);
  });

  it.each([
    ['EXECUTION_OFF_SERVER', 10_026, 'SERVER_DISABLES_AT', ''],
    ['EXECUTION_OFF_TERMINAL', 10_027, 'CLIENT_DISABLES_AT', ''],
    ['EXECUTION_OFF_TERMINAL', 0, 'E_TRADE_OFF', 'terminal'],
    ['EXECUTION_OFF_PROGRAM', 0, 'E_TRADE_OFF', 'program: algo trading is not allowed'],
    ['EXECUTION_OFF_ACCOUNT', 0, 'E_TRADE_OFF', 'account'],
    ['EXECUTION_OFF_SERVER', 0, 'E_TRADE_OFF', 'detail server'],
    ['E_TRADE_OFF', 0, 'E_TRADE_OFF', ''],
  ])('%s is kept in words until a command goes through or the terminal connects again', (code, retcode, retname, comment) => {
    refuse(market().cid, retcode, retname, { comment });
    expect(run.kernel.view.account?.tradeOff?.code).toBe(code);
    const next = market();
    expect(run.kernel.view.account?.tradeOff?.code).toBe(code);
    run.take(answerOrder({ cid: next.cid, state: 'done', deal: '7', order: '8', position: '9', volume: 0.1, price: 1.1 }));
    expect(run.kernel.view.account?.tradeOff).toBeNull();
    refuse(market().cid, retcode, retname, { comment });
    run.take({ kind: 'TerminalDisconnected', session: 's1', account: keyOf(DEMO), code: 1006, reason: '' });
    run.join(DEMO, 's2');
    expect(run.kernel.view.account?.tradeOff).toBeNull();
  });

  it.each([10_006, 10_013, 10_018, 10_019, 10_030, 10_045, 10_046])('checklist orders-retcodes: %s ends the order with its name', (retcode) => {
    const order = market();
    refuse(order.cid, retcode, 'NAME_OF_IT');
    expect(run.kernel.view.orders.get(order.cid)).toMatchObject({
      state: 'rejected', retcode, whyNot: { code: 'EXECUTION_REJECTED' },
    });
    expect(run.kernel.view.orders.get(order.cid)?.whyNot?.text).toContain(`${String(retcode)} NAME_OF_IT`);
  });
});

describe('a position of ours without the stop that was approved', () => {
  function open(changes: Partial<Position> = {}): Position {
    const order = market();
    run.take(answerOrder({ cid: order.cid, state: 'done', deal: '500', order: '400', position: '900', volume: 0.1, price: 1.1 }));
    const position = makePosition({ cid: order.cid, magic: order.magic, sl: null, tp: null, ...changes });
    run.take(reportDeal(makeDeal({ cid: order.cid, magic: order.magic })), reportPosition('open', position));
    return position;
  }

  function wait(ms: number): readonly FactBody[] {
    run.atMs += ms;
    return run.take({ kind: 'ClockRead' });
  }

  it('checklist orders-13: is given it after two seconds, once, with an alarm', () => {
    open();
    expect(wait(1_900)).toEqual([]);
    const facts = wait(100);
    expect(only(facts, 'AlarmRaised')).toMatchObject([{ code: 'EXECUTION_STOP_MISSING', positionId: '900' }]);
    expect(sent(facts)).toMatchObject([{ type: 'position.modify', position: '900', sl: 1.095, tp: 1.11 }]);
    expect(wait(2_000)).toEqual([]);
  });

  it('checklist orders-13: raises a second alarm when that is refused, and leaves the rest to the trader', () => {
    open();
    const order = orderOf(wait(2_000));
    refuse(order.cid, 10_016, 'INVALID_STOPS');
    expect(only(wait(1_000), 'AlarmRaised')).toMatchObject([{ code: 'EXECUTION_STOP_REFUSED' }]);
    expect(wait(60_000)).toEqual([]);
  });

  it('is let be when the terminal set it in time, and when someone took it away later', () => {
    const position = open();
    run.take(reportPosition('update', { ...position, sl: 1.095 }));
    expect(wait(3_000)).toEqual([]);
    run.take(reportPosition('update', position));
    expect(wait(3_000)).toEqual([]);
  });

  it('is no matter for positions of another hand', () => {
    run.take(reportPosition('open', makePosition({ sl: null })));
    wait(1_000);
    expect(wait(3_000)).toEqual([]);
  });
});
