import { beforeEach, describe, expect, it } from 'vitest';
import { magicOfCid } from '#core/execution';
import type { BrokerOrder, ClientOrder, FactBody, InputBody, OrderCommand, Position } from '#core/model';
import { DEMO, KernelRun, answerOrder, keyOf, makePosition, reportDeal, reportPosition, makeDeal } from './testing/events.ts';

let run: KernelRun;
let keys = 0;

beforeEach(() => {
  run = new KernelRun().begin();
  run.tick(1.1, 1.1001);
});

function only<K extends FactBody['kind']>(facts: readonly FactBody[], kind: K): Extract<FactBody, { kind: K }>[] {
  return facts.filter((fact): fact is Extract<FactBody, { kind: K }> => fact.kind === kind);
}

function refusals(facts: readonly FactBody[]): readonly string[] {
  return only(facts, 'RequestRefused').map(({ whyNot }) => whyNot.code);
}

function sent(facts: readonly FactBody[]): readonly OrderCommand[] {
  return only(facts, 'CommandIssued').map(({ command }) => command as OrderCommand);
}

type Ask = InputBody extends infer B ? (B extends { readonly requestId: string } ? Omit<B, 'requestId' | 'by'> : never) : never;

function ask(body: Ask, requestId = `r${String((keys += 1))}`): readonly FactBody[] {
  return run.take({ ...body, requestId, by: 'window' });
}

function place(changes: Partial<Extract<InputBody, { kind: 'OrderRequested' }>> = {}): readonly FactBody[] {
  return ask({
    kind: 'OrderRequested', symbol: 'EURUSD', side: 'buy', volume: 0.1, type: 'limit', price: 1.098, sl: 1.096, tp: 1.104,
    approve: true, ...changes,
  });
}

function orderOf(facts: readonly FactBody[]): ClientOrder {
  return only(facts, 'OrderOpened')[0]?.order as ClientOrder;
}

function brokerOrder(order: ClientOrder, changes: Partial<BrokerOrder> = {}): BrokerOrder {
  const { symbol, kind, side, volume, price, stopLimit, sl, tp, magic, cid } = order;
  return {
    id: '77', ticket: '77', symbol, state: 'placed', kind, side, volume, volumeInitial: volume, price, stopLimit, sl, tp,
    magic, cid, comment: '', brokerMs: 0, expiryBrokerMs: null, ...changes,
  };
}

function reportOrder(op: 'add' | 'update' | 'remove', order: BrokerOrder): readonly FactBody[] {
  return run.take({ kind: 'OrderReported', wire: { account: keyOf(DEMO), epoch: 'e1', wireSeq: 0 }, op, order });
}

/** A limit order of ours that waits at the broker. */
function waiting(): ClientOrder {
  const order = orderOf(place());
  run.take(answerOrder({ cid: order.cid, state: 'placed', retcode: 10_008, retname: 'PLACED', order: '77' }));
  reportOrder('add', brokerOrder(order));
  return run.kernel.view.orders.get(order.cid) as ClientOrder;
}

/** A position that one of our orders opened. */
function ours(changes: Partial<Position> = {}): Position {
  const order = orderOf(place({ type: 'market', price: null, sl: 1.095, tp: 1.11 }));
  run.take(answerOrder({ cid: order.cid, state: 'done', order: '400', deal: '500', position: '900', volume: 0.1, price: 1.1001 }));
  const position = makePosition({ ticket: '901', cid: order.cid, magic: order.magic, ...changes });
  run.take(reportPosition('open', position), reportDeal(makeDeal({ cid: order.cid, magic: order.magic })));
  return position;
}

const stateOf = (cid: string): string | undefined => run.kernel.view.orders.get(cid)?.state;

describe('a pending order', () => {
  it('leaves with its kind, price, expiry and a deadline, journaled as a record first', () => {
    const facts = place({ type: 'stop_limit', price: 1.1020, stopLimit: 1.1015, sl: 1.0990, expiryMs: run.atMs + 3_600_000 });
    expect(facts.map(({ kind }) => kind)).toEqual(['OrderOpened', 'CommandIssued']);
    expect(orderOf(facts)).toMatchObject({ purpose: 'open', kind: 'stop_limit', price: 1.102, stopLimit: 1.1015, tif: 'spec' });
    expect(sent(facts)).toMatchObject([{
      type: 'order.send', kind: 'stop_limit', price: 1.102, stopLimit: 1.1015, sl: 1.099, tp: 1.104, tif: 'spec',
      expiryMs: run.atMs + 3_600_000, fill: 'auto', checkOnly: false, deadlineMs: run.atMs + 10_000,
    }]);
  });

  it('checklist symbols-10: has its prices on the tick grid', () => {
    const [command] = sent(place({ price: 1.0980004, sl: 1.0959996, tp: 1.1040003 }));
    expect(command).toMatchObject({ price: 1.098, sl: 1.096, tp: 1.104 });
  });

  it.each<[string, Partial<Extract<InputBody, { kind: 'OrderRequested' }>>]>([
    ['WEB_BAD_REQUEST', { price: null }],
    ['WEB_BAD_REQUEST', { approve: false }],
    ['WEB_BAD_REQUEST', { type: 'stop_limit', price: 1.102 }],
    ['WEB_BAD_REQUEST', { stopLimit: 1.1 }],
    ['RISK_STOP_MISSING', { sl: null }],
    ['RISK_PRICE_WRONG_SIDE', { price: 1.1005, sl: 1.098 }],
    ['RISK_PRICE_WRONG_SIDE', { type: 'stop', price: 1.099 }],
    ['RISK_PRICE_WRONG_SIDE', { type: 'stop_limit', price: 1.102, stopLimit: 1.103, sl: 1.099, tp: 1.11 }],
    ['RISK_PRICE_TOO_CLOSE', { price: 1.10005 }],
    ['RISK_STOP_TOO_CLOSE', { sl: 1.09795 }],
    ['RISK_STOP_WRONG_SIDE', { sl: 1.099 }],
    ['RISK_EXPIRATION', { expiryMs: 1 }],
    ['RISK_EXPIRATION', { tif: 'spec' }],
    ['EXECUTION_SYMBOL_UNKNOWN', { symbol: 'NOPE' }],
  ])('is refused with %s', (code, changes) => {
    const facts = place(changes);
    expect(refusals(facts)).toEqual([code]);
    expect(sent(facts)).toEqual([]);
  });

  it('asked only whether the broker would take it, opens nothing and counts for nothing', () => {
    const facts = place({ checkOnly: true, approve: false, type: 'market', price: null });
    const order = orderOf(facts);
    expect(sent(facts)).toMatchObject([{ type: 'order.send', checkOnly: true }]);
    run.take(answerOrder({ cid: order.cid, state: 'done', volume: 0.1 }));
    expect(run.kernel.view.orders.get(order.cid)).toMatchObject({ purpose: 'check', state: 'done', filledVolume: 0 });
  });

  it('ends by its deals and its removal, in either order', () => {
    for (const isRemovedFirst of [true, false]) {
      run = new KernelRun().begin();
      run.tick(1.1, 1.1001);
      const order = waiting();
      expect(order.state).toBe('working');
      const deal = makeDeal({ order: '77', positionId: '77', cid: order.cid, magic: order.magic, price: 1.098 });
      const remove = brokerOrder(order, { state: 'filled', volume: 0 });
      if (isRemovedFirst) reportOrder('remove', remove);
      run.take(reportDeal(deal));
      if (!isRemovedFirst) reportOrder('remove', remove);
      expect(run.kernel.view.orders.get(order.cid)).toMatchObject({ state: 'filled', filledVolume: 0.1, fillPrice: 1.098 });
    }
  });

  it('whose answer was lost is working as soon as the broker shows it', () => {
    const order = orderOf(place());
    run.take({ kind: 'TerminalDisconnected', session: 's1', account: keyOf(DEMO), code: 1006, reason: '' });
    expect(stateOf(order.cid)).toBe('unknown');
    run.join(DEMO, 's2');
    reportOrder('add', brokerOrder(order));
    expect(stateOf(order.cid)).toBe('working');
  });
});

describe('a change of a waiting order', () => {
  it('carries all its values, what was left out as it stands', () => {
    const order = waiting();
    const facts = ask({ kind: 'OrderModifyRequested', orderId: order.cid, price: 1.097, sl: 1.0955 });
    expect(orderOf(facts)).toMatchObject({ purpose: 'modify', ticket: '77', requestId: expect.any(String) as string });
    expect(orderOf(facts).cid).not.toBe(order.cid);
    expect(sent(facts)).toMatchObject([
      { type: 'order.modify', ticket: '77', price: 1.097, sl: 1.0955, tp: 1.104, expiryMs: null },
    ]);
  });

  it('ends done by its answer, and the order takes the values that the broker shows', () => {
    const order = waiting();
    const change = orderOf(ask({ kind: 'OrderModifyRequested', orderId: '77', price: 1.097 }));
    run.take(answerOrder({ cid: change.cid, state: 'done', order: '77' }));
    expect(stateOf(change.cid)).toBe('done');
    reportOrder('update', brokerOrder(order, { price: 1.097 }));
    expect(run.kernel.view.orders.get(order.cid)).toMatchObject({ state: 'working', price: 1.097 });
  });

  it('checklist orders-15: that was only accepted ends when the order stands as asked', () => {
    const order = waiting();
    const change = orderOf(ask({ kind: 'OrderModifyRequested', orderId: order.cid, price: 1.097 }));
    run.take(answerOrder({ cid: change.cid, state: 'placed', retcode: 10_008, retname: 'PLACED' }));
    expect(stateOf(change.cid)).toBe('accepted');
    reportOrder('update', brokerOrder(order, { price: 1.097 }));
    expect(stateOf(change.cid)).toBe('done');
  });

  it.each<[string, Omit<Extract<InputBody, { kind: 'OrderModifyRequested' }>, 'kind' | 'requestId' | 'by' | 'orderId'>]>([
    ['EXECUTION_NOTHING_TO_CHANGE', { price: 1.098 }],
    ['RISK_STOP_MISSING', { sl: null }],
    ['RISK_PRICE_WRONG_SIDE', { price: 1.101 }],
    ['RISK_PRICE_TOO_CLOSE', { price: 1.10005 }],
    ['RISK_STOP_TOO_CLOSE', { sl: 1.09795 }],
    ['RISK_EXPIRATION', { expiryMs: 5 }],
    ['RISK_OPEN_RISK', { sl: 1.06 }],
  ])('is refused with %s', (code, changes) => {
    const order = waiting();
    const facts = ask({ kind: 'OrderModifyRequested', orderId: order.cid, ...changes });
    expect(refusals(facts)).toEqual([code]);
    expect(sent(facts)).toEqual([]);
  });

  it('waits for the one before, and never finds an order that is not there', () => {
    const order = waiting();
    ask({ kind: 'OrderModifyRequested', orderId: order.cid, price: 1.097 });
    expect(refusals(ask({ kind: 'OrderCancelRequested', orderId: order.cid }))).toEqual(['EXECUTION_CHANGE_PENDING']);
    expect(refusals(ask({ kind: 'OrderCancelRequested', orderId: '4711' }))).toEqual(['EXECUTION_ORDER_UNKNOWN']);
    const fresh = orderOf(place());
    expect(refusals(ask({ kind: 'OrderCancelRequested', orderId: fresh.cid }))).toEqual(['EXECUTION_ORDER_NOT_WORKING']);
  });
});

describe('a cancel', () => {
  it('is done by its answer or, when that is lost, by the removal of the order, whichever comes first', () => {
    for (const isAnswered of [true, false]) {
      run = new KernelRun().begin();
      run.tick(1.1, 1.1001);
      const order = waiting();
      const facts = ask({ kind: 'OrderCancelRequested', orderId: order.cid });
      const cancel = orderOf(facts);
      expect(sent(facts)).toMatchObject([{ type: 'order.cancel', ticket: '77', cid: cancel.cid }]);
      if (isAnswered) run.take(answerOrder({ cid: cancel.cid, state: 'done', order: '77' }));
      else run.take(answerOrder({ cid: cancel.cid, state: 'unknown', retcode: 10_012, retname: 'TIMEOUT' }));
      reportOrder('remove', brokerOrder(order, { state: 'canceled' }));
      expect([stateOf(cancel.cid), stateOf(order.cid)]).toEqual(['done', 'canceled']);
    }
  });

  it('of an order that filled meanwhile is told apart, whether the deal or the removal comes first', () => {
    for (const isRemovedFirst of [true, false]) {
      run = new KernelRun().begin();
      run.tick(1.1, 1.1001);
      const order = waiting();
      const cancel = orderOf(ask({ kind: 'OrderCancelRequested', orderId: order.cid }));
      run.take(answerOrder({ cid: cancel.cid, state: 'unknown', retcode: 10_031, retname: 'CONNECTION' }));
      const deal = reportDeal(makeDeal({ order: '77', cid: order.cid, magic: order.magic, price: 1.098 }));
      if (!isRemovedFirst) run.take(deal);
      reportOrder('remove', brokerOrder(order, { state: 'filled', volume: 0 }));
      if (isRemovedFirst) run.take(deal);
      expect([stateOf(cancel.cid), stateOf(order.cid)]).toEqual(['rejected', 'filled']);
      expect(run.kernel.view.orders.get(cancel.cid)?.whyNot?.code).toBe('EXECUTION_TARGET_GONE');
    }
  });

  it('is allowed for an order that is not ours, a change of it is not', () => {
    const foreign = brokerOrder(orderOf(place()), { id: '88', ticket: '88', cid: null, magic: '0' });
    reportOrder('add', foreign);
    expect(refusals(ask({ kind: 'OrderModifyRequested', orderId: '88', price: 1.097 }))).toEqual(['EXECUTION_FOREIGN']);
    expect(sent(ask({ kind: 'OrderCancelRequested', orderId: '88' }))).toMatchObject([{ type: 'order.cancel', ticket: '88' }]);
  });

  it('is sent again after `absent` only while its order still waits', () => {
    const order = waiting();
    const cancel = orderOf(ask({ kind: 'OrderCancelRequested', orderId: order.cid }));
    const asked = run.take(answerOrder({ cid: cancel.cid, state: 'unknown', retcode: 10_012, retname: 'TIMEOUT' }));
    const [query] = sent(asked);
    const again = run.take(answerOrder({ re: query?.id ?? '', cid: cancel.cid, state: 'absent', retcode: 0 }));
    expect(sent(again)).toMatchObject([{ type: 'order.cancel', cid: cancel.cid }]);
  });
});

describe('a position', () => {
  it("checklist orders-19: is closed in part and in full with its own ticket, and a fresh id each time", () => {
    ours();
    const part = ask({ kind: 'CloseRequested', positionId: '900', volume: 0.04 });
    expect(sent(part)).toMatchObject([{ type: 'position.close', position: '901', volume: 0.04 }]);
    const first = orderOf(part);
    run.take(answerOrder({ cid: first.cid, state: 'done', deal: '501', order: '401', volume: 0.04, price: 1.1 }));
    const full = ask({ kind: 'CloseRequested', positionId: '900', volume: null });
    expect(sent(full)).toMatchObject([{ type: 'position.close', position: '901', volume: null }]);
    expect(orderOf(full).cid).not.toBe(first.cid);
  });

  it('is not closed to a rest below the smallest volume, nor off the step', () => {
    ours({ volume: 0.1 });
    for (const volume of [0.095, 0.11, 0.004, 0]) {
      expect(refusals(ask({ kind: 'CloseRequested', positionId: '900', volume }))).toEqual(['EXECUTION_VOLUME_INVALID']);
    }
  });

  it('checklist orders-19: that the broker had closed already ends the close as done', () => {
    ours();
    const close = orderOf(ask({ kind: 'CloseRequested', positionId: '900', volume: null }));
    run.take(answerOrder({ cid: close.cid, state: 'rejected', retcode: 10_036, retname: 'POSITION_CLOSED' }));
    expect(run.kernel.view.orders.get(close.cid)).toMatchObject({ state: 'done', whyNot: null });
  });

  it('has stop and target moved together, the one left out as it stands', () => {
    ours();
    const facts = ask({ kind: 'PositionModifyRequested', positionId: '900', sl: 1.0985 });
    expect(sent(facts)).toMatchObject([{ type: 'position.modify', position: '901', sl: 1.0985, tp: 1.11 }]);
    run.take(answerOrder({ cid: orderOf(facts).cid, state: 'done', position: '900' }));
    expect(stateOf(orderOf(facts).cid)).toBe('done');
    const off = ask({ kind: 'PositionModifyRequested', positionId: '900', tp: null });
    expect(sent(off)).toMatchObject([{ type: 'position.modify', sl: 1.095, tp: null }]);
  });

  it.each<[string, { readonly sl?: number | null; readonly tp?: number | null }]>([
    ['EXECUTION_NOTHING_TO_CHANGE', { sl: 1.095, tp: 1.11 }],
    ['RISK_STOP_MISSING', { sl: null }],
    ['RISK_STOP_WRONG_SIDE', { sl: 1.1005 }],
    ['RISK_STOP_WRONG_SIDE', { tp: 1.0995 }],
    ['RISK_STOP_TOO_CLOSE', { sl: 1.09995 }],
    ['RISK_STOP_TOO_CLOSE', { tp: 1.10005 }],
    ['RISK_OPEN_RISK', { sl: 1.06 }],
  ])('keeps its levels when a change is refused with %s', (code, changes) => {
    ours();
    const facts = ask({ kind: 'PositionModifyRequested', positionId: '900', ...changes });
    expect(refusals(facts)).toEqual([code]);
    expect(sent(facts)).toEqual([]);
  });

  it('without a stop may always be given one, however wide', () => {
    ours({ sl: null });
    expect(sent(ask({ kind: 'PositionModifyRequested', positionId: '900', sl: 1.02 }))).toMatchObject([{ sl: 1.02 }]);
  });

  it('checklist orders-18: of another hand is closed by a click and changed only once it is adopted', () => {
    run.take(reportPosition('open', makePosition()));
    const change = { kind: 'PositionModifyRequested', positionId: '900', sl: 1.096 } as const;
    expect(run.kernel.view.isManaged('900')).toBe(false);
    expect(refusals(ask(change))).toEqual(['EXECUTION_FOREIGN']);
    run.take({ kind: 'PositionAdopted', positionId: '900', by: 'window' });
    expect(run.kernel.view.isManaged('900')).toBe(true);
    expect(sent(ask(change))).toMatchObject([{ type: 'position.modify' }]);
    expect(sent(ask({ kind: 'CloseRequested', positionId: '900', volume: null }))).toMatchObject([{ type: 'position.close' }]);
  });

  it('checklist orders-19: is closed by an opposite one, and its deals end that', () => {
    ours();
    run.take(reportPosition('open', makePosition({ id: '950', ticket: '951', side: 'sell', volume: 0.05, sl: 1.11, tp: 1.09 })));
    const facts = ask({ kind: 'CloseByRequested', positionId: '900', byPositionId: '950' });
    const order = orderOf(facts);
    expect(order).toMatchObject({ purpose: 'close_by', volume: 0.05, positionId: '900', byPositionId: '950' });
    expect(sent(facts)).toMatchObject([{ type: 'position.close_by', position: '901', by: '951' }]);
    const out = { entry: 'out_by', order: '402', cid: order.cid, magic: magicOfCid(order.cid), volume: 0.05, side: 'sell' } as const;
    run.take(reportDeal(makeDeal({ deal: '510', ...out })), reportDeal(makeDeal({ deal: '511', ...out, positionId: '950', side: 'buy' })));
    expect(run.kernel.view.orders.get(order.cid)).toMatchObject({ state: 'filled', filledVolume: 0.05 });
  });

  it('is not closed by one of its own side, by itself, or on a netting account', () => {
    ours();
    run.take(reportPosition('open', makePosition({ id: '950', ticket: '951' })));
    for (const byPositionId of ['950', '900']) {
      expect(refusals(ask({ kind: 'CloseByRequested', positionId: '900', byPositionId }))).toEqual(['EXECUTION_CLOSE_BY_INVALID']);
    }
    expect(refusals(ask({ kind: 'CloseByRequested', positionId: '900', byPositionId: '1' }))).toEqual(['EXECUTION_POSITION_UNKNOWN']);
    run = new KernelRun().begin({ ...DEMO, marginMode: 'netting' });
    run.tick(1.1, 1.1001);
    run.take(
      reportPosition('open', makePosition()),
      reportPosition('open', makePosition({ id: '950', side: 'sell', sl: 1.11, tp: 1.09 })),
    );
    expect(refusals(ask({ kind: 'CloseByRequested', positionId: '900', byPositionId: '950' }))).toEqual(['EXECUTION_CLOSE_BY_INVALID']);
  });
});

describe('a key', () => {
  it('never makes a second command, and is refused for another target or another kind', () => {
    ours();
    const first = ask({ kind: 'PositionModifyRequested', positionId: '900', sl: 1.096 }, 'same');
    expect(sent(first)).toHaveLength(1);
    expect(ask({ kind: 'PositionModifyRequested', positionId: '900', sl: 1.096 }, 'same')).toEqual([]);
    expect(refusals(ask({ kind: 'PositionModifyRequested', positionId: '901', sl: 1.096 }, 'same'))).toEqual(['WEB_KEY_REUSED']);
    expect(refusals(ask({ kind: 'CloseRequested', positionId: '900', volume: null }, 'same'))).toEqual(['WEB_KEY_REUSED']);
    expect(refusals(place({}))).toEqual([]);
  });
});
