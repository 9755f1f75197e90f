// What the broker tells against what the kernel holds: when it is believed, what differs, who is asked, what counts.

import { beforeEach, describe, expect, it } from 'vitest';
import { hashPositions } from '#core/market';
import type {
  AccountState, BrokerOrder, ClientOrder, Deal, FactBody, InputBody, JournalEvent, Position, TradeCommand, WireMark,
} from '#core/model';
import { openRisk } from '#core/risk';
import { Context } from './context.ts';
import { Kernel } from './index.ts';
import {
  accountState, answerOrder, answerSignal, connect, DEMO, disconnect, keyOf, KernelRun, makeDeal, makePosition,
  NO_MARKET, reportAccount, reportDeal, reportInstrument, reportPosition, startEngine,
} from './testing/events.ts';

type FactOf<K extends FactBody['kind']> = Extract<FactBody, { kind: K }>;

const WIRE: WireMark = { account: keyOf(DEMO), epoch: 'e1', wireSeq: 0 };

function only<K extends FactBody['kind']>(facts: readonly FactBody[], kind: K): readonly FactOf<K>[] {
  return facts.filter((fact): fact is FactOf<K> => fact.kind === kind);
}

function commands(facts: readonly FactBody[]): readonly TradeCommand[] {
  return only(facts, 'CommandIssued').map((fact) => fact.command);
}

function asked(facts: readonly FactBody[], type: TradeCommand['type']): number {
  return commands(facts).filter((command) => command.type === type).length;
}

function reportOrder(op: 'add' | 'update' | 'remove', order: BrokerOrder): InputBody {
  return { kind: 'OrderReported', wire: WIRE, op, order };
}

function waiting(changes: Partial<BrokerOrder> = {}): BrokerOrder {
  return {
    id: '400', ticket: '400', symbol: 'EURUSD', state: 'placed', kind: 'limit', side: 'buy', volume: 0.1,
    volumeInitial: 0.1, price: 1.09, stopLimit: null, sl: null, tp: null, magic: '0', cid: null, comment: '', brokerMs: 0,
    ...changes,
  };
}

interface Told {
  readonly positions?: readonly Position[];
  readonly orders?: readonly BrokerOrder[];
  readonly deals?: readonly Deal[];
  readonly account?: AccountState;
}

/** A whole snapshot, in the page's order. */
function snapshotOf({ positions = [], orders = [], deals = [], account }: Told): readonly InputBody[] {
  return [
    { kind: 'SnapshotBegan', wire: WIRE },
    ...(account === undefined ? [] : [reportAccount(DEMO, account)]),
    ...positions.map((position): InputBody => reportPosition('open', position)),
    ...orders.map((order) => reportOrder('add', order)),
    ...deals.map((deal) => reportDeal(deal)),
    {
      kind: 'SnapshotEnded', wire: WIRE, hash: hashPositions(positions),
      counts: { positions: positions.length, orders: orders.length, deals: deals.length },
    },
  ];
}

let run: KernelRun;
beforeEach(() => {
  run = new KernelRun().begin();
});

const TICKET = {
  kind: 'OrderRequested', requestId: 'r1', by: 'rest', symbol: 'EURUSD', side: 'buy', volume: 0.1, type: 'market',
  price: null, sl: 1.095, tp: null, approve: true,
} as const;

function ordered(changes: Partial<Extract<InputBody, { kind: 'OrderRequested' }>> = {}): ClientOrder {
  run.tick(1.1);
  const [opened] = only(run.take({ ...TICKET, ...changes }), 'OrderOpened');
  return opened?.order as ClientOrder;
}

function dealOf(order: ClientOrder, changes: Partial<Deal> = {}): Deal {
  return makeDeal({ volume: order.volume, price: 1.1001, magic: order.magic, cid: order.cid, ...changes });
}

function positionOf(order: ClientOrder, changes: Partial<Position> = {}): Position {
  return makePosition({
    volume: order.volume, priceOpen: 1.1001, sl: order.sl, tp: null, magic: order.magic, cid: order.cid, ...changes,
  });
}

function filled(order: ClientOrder): InputBody {
  return answerOrder({
    cid: order.cid, state: 'done', order: '400', deal: '500', position: '900', volume: order.volume, price: 1.1001,
  });
}

/** What every view shows of the broker's state. */
function shown(): unknown {
  const { positions, brokerOrders, deals, trades } = run.kernel.view;
  return JSON.parse(JSON.stringify([[...positions], [...brokerOrders], [...deals], [...trades]]));
}

describe('a snapshot being told', () => {
  it('is seen in no view before its end, and a link that dies half-way leaves no trace of it', () => {
    run.take(reportPosition('open', makePosition()), reportDeal(makeDeal()));
    const before = shown();
    const [began, position, deal] = snapshotOf({
      positions: [makePosition({ id: '901' })], deals: [makeDeal({ deal: '501', positionId: '901' })],
    });
    expect(run.take(began as InputBody, position as InputBody, deal as InputBody)).toEqual([]);
    expect(run.take(reportOrder('add', waiting()), reportPosition('close', makePosition({ volume: 0 })))).toEqual([]);
    expect(shown()).toEqual(before);
    run.take(disconnect(), connect(DEMO, 's2'));
    expect(shown()).toEqual(before);
    expect(run.kernel.view.account?.snapshotReady).toBe(false);
  });

  it('is waited for by what the terminal tells right after the welcome', () => {
    run.take(reportPosition('open', makePosition()), reportDeal(makeDeal()), disconnect(), connect(DEMO, 's2'));
    const before = shown();
    run.take(
      reportDeal(makeDeal({ deal: '501', entry: 'out', side: 'sell', profit: 3 })),
      reportPosition('close', makePosition({ volume: 0 })),
    );
    expect(shown()).toEqual(before);
    const facts = run.take(...snapshotOf({}));
    expect(only(facts, 'TradeClosed')).toMatchObject([{ trade: { positionId: '900', profit: 3, closeReason: 'expert' } }]);
    expect(only(facts, 'TradingLocked')).toEqual([]);
    expect(run.kernel.view.positions.size).toBe(0);
  });

  it('settles our own fill once, over a dead link and however often the deal is told', () => {
    const order = ordered();
    run.take(disconnect(), connect(DEMO, 's2'), reportDeal(dealOf(order)));
    expect(run.kernel.view.orders.get(order.cid)?.state).toBe('unknown');
    run.take({ kind: 'SnapshotBegan', wire: WIRE }, reportDeal(dealOf(order)), disconnect(DEMO, 's2'));
    const facts = run.take(
      connect(DEMO, 's3'), ...snapshotOf({ positions: [positionOf(order)], deals: [dealOf(order)] }),
      reportDeal(dealOf(order)),
    );
    expect(only(facts, 'OrderMoved')).toMatchObject([{ cid: order.cid, from: 'unknown', to: 'filled' }]);
    expect(run.kernel.view.orders.get(order.cid)?.filledVolume).toBe(order.volume);
    expect(run.kernel.view.trades.get('900')).toMatchObject({ volume: order.volume, origin: 'manual' });
    expect(asked(facts, 'order.query')).toBe(0);
  });

  it('asked for meanwhile does not make the account unready', () => {
    run.take({ kind: 'SnapshotBegan', wire: WIRE });
    expect(run.kernel.view.lock).toBeNull();
  });

  it('that does not fit is not taken, and what is told waits for the next one', () => {
    const wrong: InputBody = {
      kind: 'SnapshotEnded', wire: WIRE, hash: 'f'.repeat(64), counts: { positions: 1, orders: 0, deals: 0 },
    };
    const facts = run.take(
      { kind: 'SnapshotBegan', wire: WIRE }, reportPosition('open', makePosition()), wrong,
      reportPosition('open', makePosition({ id: '901' })),
    );
    expect(asked(facts, 'snapshot')).toBe(1);
    expect(run.kernel.view.positions.size).toBe(0);
    expect(run.kernel.view.lock?.code).toBe('RISK_SNAPSHOT_MISSING');
  });
});

describe('an order that a snapshot leaves out', () => {
  function working(): ClientOrder {
    const order = ordered({ type: 'limit', price: 1.099 });
    run.take(
      answerOrder({ cid: order.cid, state: 'placed', retcode: 10_008, order: '400', re: 'k1' }),
      reportOrder('add', waiting({ magic: order.magic, cid: order.cid })),
    );
    expect(run.kernel.view.orders.get(order.cid)?.state).toBe('working');
    return order;
  }

  function away(told: Told = {}): readonly FactBody[] {
    run.atMs += 1_000;
    return run.take(disconnect(DEMO, 's1'), connect(DEMO, 's1'), ...snapshotOf(told));
  }

  function stateOf(order: ClientOrder): unknown {
    const { state, whyNot } = run.kernel.view.orders.get(order.cid) as ClientOrder;
    return [state, whyNot?.code ?? null];
  }

  it('is asked about, and ends by the answer', () => {
    for (const [answer, end] of [
      [{ state: 'rejected', retcode: 10_006 }, ['rejected', 'EXECUTION_REJECTED']],
      [{ state: 'absent' }, ['canceled', 'EXECUTION_GONE']],
      [{ state: 'done', deal: '500', position: '900', volume: 0.1, price: 1.099 }, ['filled', null]],
    ] as const) {
      run = new KernelRun().begin();
      const order = working();
      const [query] = commands(away());
      expect(query).toMatchObject({ type: 'order.query', cid: order.cid });
      run.take(answerOrder({ cid: order.cid, re: query?.id ?? '', ...answer }));
      expect(stateOf(order)).toEqual(end);
    }
  });

  it('and that the terminal only remembers as placed is gone when the next snapshot agrees', () => {
    const order = working();
    const placed = (facts: readonly FactBody[]): InputBody =>
      answerOrder({ cid: order.cid, state: 'placed', order: '400', replay: true, re: commands(facts)[0]?.id ?? '' });
    run.take(placed(away()));
    expect(stateOf(order)).toEqual(['working', null]);
    run.atMs += 6_000;
    expect(asked(run.take(reportAccount()), 'snapshot')).toBe(1);
    run.take(placed(run.take(...snapshotOf({}))));
    expect(stateOf(order)).toEqual(['canceled', 'EXECUTION_GONE']);
    expect(run.kernel.view.orders.get(order.cid)?.filledVolume).toBe(0);
  });

  it('is not asked about while the snapshot shows it, or a deal or its removal explains it', () => {
    const order = working();
    const held = waiting({ magic: order.magic, cid: order.cid });
    expect(asked(away({ orders: [held] }), 'order.query')).toBe(0);
    expect(asked(away({ positions: [positionOf(order)], deals: [dealOf(order)] }), 'order.query')).toBe(0);
    expect(stateOf(order)).toEqual(['filled', null]);
    run = new KernelRun().begin();
    const other = working();
    run.take(disconnect(), connect(DEMO, 's2'));
    const facts = run.take(reportOrder('remove', waiting({ state: 'expired', cid: other.cid })), ...snapshotOf({}));
    expect([asked(facts, 'order.query'), stateOf(other)]).toEqual([0, ['expired', null]]);
  });

  it('keeps the part that was filled', () => {
    const order = working();
    const part = dealOf(order, { volume: 0.04 });
    run.take(reportDeal(part), reportPosition('open', positionOf(order, { volume: 0.04 })));
    const [query] = commands(away({ positions: [positionOf(order, { volume: 0.04 })], deals: [part] }));
    run.take(answerOrder({ cid: order.cid, state: 'partial', volume: 0.04, deal: '500', re: query?.id ?? '' }));
    expect(stateOf(order)).toEqual(['filled', null]);
    expect(run.kernel.view.orders.get(order.cid)?.filledVolume).toBe(0.04);
  });

  it('was accepted only while that snapshot was told, and is not missed', () => {
    run.take({ kind: 'SnapshotBegan', wire: WIRE });
    const order = ordered();
    run.take(answerOrder({ cid: order.cid, state: 'placed', order: '400', re: 'k1' }));
    expect(asked(run.take(...snapshotOf({}).slice(1)), 'order.query')).toBe(0);
    expect(stateOf(order)).toEqual(['accepted', null]);
  });
});

describe('a difference with the broker', () => {
  const HELD = makePosition();

  function held(): void {
    run.take(reportPosition('open', HELD), reportDeal(makeDeal()));
  }

  it('in lots is told in words, stops new entries and no close, and ends with the deal that explains it', () => {
    held();
    const less = makePosition({ volume: 0.05 });
    const [locked] = only(run.take(...snapshotOf({ positions: [less] })), 'TradingLocked');
    expect(locked).toMatchObject({ code: 'RISK_DISCREPANCY' });
    expect(run.kernel.view.discrepancy).toBe('Position 900 EURUSD: we 0.10 lots, broker 0.05 lots.');
    run.tick(1.1);
    expect(only(run.take(TICKET), 'RequestRefused')).toMatchObject([{ whyNot: { code: 'RISK_DISCREPANCY' } }]);
    const close = run.take({ kind: 'CloseRequested', requestId: 'c', by: 'rest', positionId: '900', volume: null });
    expect(commands(close)).toMatchObject([{ type: 'position.close', position: '900' }]);
    const facts = run.take(reportDeal(makeDeal({ deal: '501', entry: 'out', side: 'sell', volume: 0.05 })));
    expect(only(facts, 'TradingUnlocked')).toMatchObject([{ code: 'RISK_DISCREPANCY' }]);
    expect(run.kernel.view.lock).toBeNull();
  });

  it('in lots is explained by deals told in the same snapshot, after a time without a link too', () => {
    held();
    run.take(disconnect(), connect(DEMO, 's2'));
    const facts = run.take(...snapshotOf({
      positions: [makePosition({ volume: 0.05 }), makePosition({ id: '901', ticket: '901' })],
      deals: [
        makeDeal({ deal: '501', entry: 'out', side: 'sell', volume: 0.05 }),
        makeDeal({ deal: '502', positionId: '901', reason: 'client' }),
      ],
    }));
    expect(only(facts, 'TradingLocked')).toEqual([]);
    expect(run.kernel.view.trades.get('901')?.origin).toBe('external');
  });

  it('made by a snapshot that lied ends with the one that tells the truth, and the trade goes on', () => {
    held();
    expect(only(run.take(...snapshotOf({})), 'TradeClosed')).toMatchObject([{ trade: { closeReason: 'orphan' } }]);
    expect(run.kernel.view.discrepancy).toBe('Position 900 EURUSD: we 0.10 lots, broker none.');
    expect(only(run.take(...snapshotOf({ positions: [HELD] })), 'TradingUnlocked')).toHaveLength(1);
    expect(run.kernel.view.trades.get('900')).toMatchObject({ closeMs: null, closeReason: null });
    const facts = run.take(
      reportDeal(makeDeal({ deal: '501', entry: 'out', side: 'sell', profit: 7 })), reportPosition('close', HELD),
    );
    expect(only(facts, 'TradeClosed')).toMatchObject([{ trade: { profit: 7, closeReason: 'expert' } }]);
  });

  it('in money beyond a cent is told and stops new entries; a deal that is told late explains it', () => {
    run.take(...snapshotOf({ account: accountState(10_000) }));
    expect(run.take(...snapshotOf({ account: accountState(10_000.01) }))).toEqual([]);
    run.take(...snapshotOf({ account: accountState(9_988) }));
    expect(run.kernel.view.discrepancy).toBe('Balance: we 10000.00, broker 9988.00 USD.');
    run.take(reportDeal(makeDeal({ deal: '7', side: 'balance', symbol: '', volume: 0, profit: -12, positionId: '0' })));
    expect(run.kernel.view.discrepancy).toBeNull();
  });

  it('takes the sum of profit, commission, fee and swap for the balance, and keeps deposits out of trades', () => {
    run.take(...snapshotOf({ account: accountState(10_000) }));
    held();
    const out = makeDeal({
      deal: '501', entry: 'out', side: 'sell', profit: 20, commission: -1, fee: -0.5, swap: -2,
    });
    const deposit = makeDeal({ deal: '502', side: 'balance', symbol: '', volume: 0, profit: 100, positionId: '0' });
    run.take(reportDeal(out), reportPosition('close', HELD), reportDeal(deposit));
    expect(run.take(...snapshotOf({ account: accountState(10_116.5) }))).toEqual([]);
    expect(run.kernel.view.trades.get('900')).toMatchObject({ profit: 20, commission: -1, fee: -0.5, swap: -2 });
    expect(run.kernel.view.trades.size).toBe(1);
  });

  it('in levels or waiting orders counts where the link told everything, and not where something was lost', () => {
    held();
    run.take(reportOrder('add', waiting()));
    run.take(...snapshotOf({ positions: [makePosition({ sl: 1.08 })] }));
    expect(run.kernel.view.discrepancy).toBe(
      'Position 900 EURUSD: we stop 1.095 and target 1.11, broker 1.08 and 1.11. '
      + 'Order 400 EURUSD: we 0.1 lots waiting, broker none.',
    );
    run.take(reportPosition('update', makePosition({ sl: 1.08 })), reportOrder('remove', waiting({ state: 'canceled' })));
    expect(run.kernel.view.discrepancy).toBeNull();
    run.take({ kind: 'GapReported', wire: WIRE, fromSeq: 3, toSeq: 4 });
    run.take(...snapshotOf({ positions: [makePosition({ sl: 1.07 })] }));
    expect([run.kernel.view.discrepancy, run.kernel.view.positions.get('900')?.sl]).toEqual([null, 1.07]);
  });

  it("accepted takes the broker's word, from the snapshot asked for at once", () => {
    held();
    run.take(...snapshotOf({ account: accountState(10_000) }));
    run.take(...snapshotOf({ positions: [makePosition({ id: '905' })], account: accountState(9_900) }));
    expect(run.kernel.view.discrepancy).toContain('Position 905');
    const facts = run.take({ kind: 'BrokerStateAccepted', by: 'window' });
    expect([asked(facts, 'snapshot'), only(facts, 'TradingUnlocked').length]).toEqual([1, 1]);
    const told = { positions: [makePosition({ id: '905' })], account: accountState(9_900) };
    expect(run.take(...snapshotOf(told), ...snapshotOf(told))).toEqual([]);
    expect(run.kernel.view.lock).toBeNull();
  });

  it('read by another engine locks it with the same words, and ends with the same acceptance', () => {
    held();
    run.take(...snapshotOf({}));
    const text = run.kernel.view.discrepancy;
    const reader = new Kernel();
    const read = (events: readonly JournalEvent[]): void => {
      for (const event of events) {
        if (event.body.kind === 'TradingLocked' || event.body.kind === 'TradingUnlocked') reader.adopt(event.body);
        else if (!('command' in event.body)) {
          reader.perceive(event as JournalEvent<InputBody>, { fact: () => undefined, market: NO_MARKET });
        }
      }
    };
    read(run.events.filter(({ body }) => body.kind !== 'TradeClosed'));
    expect([text, reader.view.discrepancy]).toEqual(['Position 900 EURUSD: we 0.10 lots, broker none.', text]);
    const from = run.events.length;
    run.take({ kind: 'BrokerStateAccepted', by: 'window' });
    read(run.events.slice(from));
    expect(reader.view.discrepancy).toBeNull();
  });
});

describe('the terminal is asked for a snapshot', () => {
  it('every five seconds while something is open, rarely while nothing is, and never twice within five', () => {
    run.take(reportPosition('open', makePosition()), reportDeal(makeDeal()));
    const counts = { open: 0, idle: 0 };
    for (let i = 0; i < 240; i += 1) {
      run.atMs += 500;
      const facts = run.take(reportAccount());
      counts.open += asked(facts, 'snapshot');
      if (asked(facts, 'snapshot') > 0) run.take(...snapshotOf({ positions: [makePosition()] }));
    }
    run.take(
      reportDeal(makeDeal({ deal: '501', entry: 'out', side: 'sell' })), reportPosition('close', makePosition()),
    );
    for (let i = 0; i < 240; i += 1) {
      run.atMs += 500;
      const facts = run.take(reportAccount());
      counts.idle += asked(facts, 'snapshot');
      if (asked(facts, 'snapshot') > 0) run.take(...snapshotOf({}));
    }
    expect(counts.open).toBeGreaterThanOrEqual(23);
    expect(counts.open).toBeLessThanOrEqual(24);
    expect(counts.idle).toBeGreaterThanOrEqual(1);
    expect(counts.idle).toBeLessThanOrEqual(3);
  });

  it('not by the clock where the file sets the pace', () => {
    run = new KernelRun();
    run.take({ kind: 'JournalCreated', seed: 'seed', formatVersion: 1 }, startEngine());
    run.take(connect(DEMO, 's1', 'data'), reportInstrument(), ...snapshotOf({ positions: [makePosition()] }));
    run.atMs += 600_000;
    expect(commands(run.take(reportAccount()))).toEqual([]);
  });

  it.each<[string, () => readonly InputBody[]]>([
    ['a deal whose position is not told', () => [reportDeal(makeDeal())]],
    ['a position whose deal is not told', () => [reportPosition('open', makePosition())]],
    ['money that nothing told explains', () => [reportAccount(DEMO, accountState(9_000))]],
    ['margin in use with nothing open', () => [reportAccount(DEMO, accountState(10_000, { margin: 50 }))]],
    ['a mark of a position we do not hold', () => [
      { kind: 'PositionMarked', account: keyOf(DEMO), id: '77', price: 1, profit: 1, swap: 0 },
    ]],
  ])('within seconds, on any clock, after %s', (_what, told) => {
    for (const clock of ['wall', 'data'] as const) {
      run = new KernelRun();
      run.take({ kind: 'JournalCreated', seed: 'seed', formatVersion: 1 }, startEngine());
      run.take(connect(DEMO, 's1', clock), reportInstrument(), ...snapshotOf({ account: accountState(10_000) }));
      run.atMs += 6_000;
      const facts = [...run.take(...told())];
      const last = told().find((input) => input.kind === 'AccountReported') ?? reportAccount();
      for (let i = 0; i < 6; i += 1) {
        run.atMs += 500;
        facts.push(...run.take(last));
      }
      expect(asked(facts, 'snapshot')).toBe(1);
    }
  });

  it('anew where one was begun and does not end', () => {
    run.take({ kind: 'SnapshotBegan', wire: WIRE });
    run.atMs += 9_000;
    expect(asked(run.take(reportAccount()), 'snapshot')).toBe(0);
    run.atMs += 61_000;
    expect(asked(run.take(reportAccount()), 'snapshot')).toBe(1);
  });
});

describe('a fill', () => {
  const pictureNow = (): ReturnType<Context['riskPicture']> => {
    const context = new Context();
    context.restore(run.kernel.snapshot());
    return context.riskPicture();
  };

  const riskNow = (): number => {
    const picture = pictureNow();
    return Math.round(100 * (picture === null ? 0 : (openRisk(picture) ?? Number.NaN))) / 100;
  };

  const told = (order: ClientOrder): Readonly<Record<string, InputBody>> => ({
    answer: filled(order), deal: reportDeal(dealOf(order)), position: reportPosition('open', positionOf(order)),
  });

  it.each([
    ['answer', 'deal', 'position'], ['answer', 'position', 'deal'], ['deal', 'answer', 'position'],
    ['deal', 'position', 'answer'],
  ])('counts in open risk once at every moment, told as %s, %s, %s, over any pause', (...order) => {
    for (const marginMode of ['hedging', 'netting'] as const) {
      run = new KernelRun().begin({ ...DEMO, marginMode });
      const made = ordered();
      expect(riskNow()).toBe(51);
      for (const step of order) {
        run.take(told(made)[step] as InputBody);
        expect(riskNow()).toBe(51);
        run.atMs += 3_600_000;
        run.tick(1.1);
        expect(riskNow()).toBe(51);
      }
      expect(pictureNow()?.inFlight).toEqual([]);
    }
  });

  it('that enlarges a netting position counts beside what stood before until it is reported', () => {
    run = new KernelRun().begin({ ...DEMO, marginMode: 'netting' });
    run.take(
      reportPosition('open', makePosition({ priceOpen: 1.1001 })), reportDeal(makeDeal({ deal: '499', price: 1.1001 })),
    );
    expect(riskNow()).toBe(51);
    const order = ordered();
    run.take(filled(order));
    expect(riskNow()).toBe(102);
    run.take(reportDeal(dealOf(order)));
    expect(riskNow()).toBe(102);
    run.take(reportPosition('update', positionOf(order, { volume: 0.2 })));
    expect(riskNow()).toBe(102);
  });

  it('counts no longer once its position was closed, or a snapshot begun after it does not hold it', () => {
    const order = ordered();
    run.take(filled(order), reportDeal(dealOf(order)), reportPosition('open', positionOf(order)));
    run.take(
      reportDeal(dealOf(order, { deal: '501', entry: 'out', side: 'sell' })),
      reportPosition('close', positionOf(order)),
    );
    expect(riskNow()).toBe(0);
    run = new KernelRun().begin();
    const lost = ordered();
    run.take(filled(lost));
    expect(riskNow()).toBe(51);
    run.take(...snapshotOf({}));
    expect(riskNow()).toBe(0);
  });
});

describe('the origin of a trade', () => {
  it.each([
    ['a hand in the terminal', { reason: 'client', magic: '0' }, 'external'],
    ['a phone', { reason: 'mobile', magic: '0' }, 'external'],
    ['another program', { reason: 'expert', magic: '777' }, 'expert'],
  ] as const)('is %s by the deal', (_who, deal, origin) => {
    run.take(reportDeal(makeDeal(deal)), reportPosition('open', makePosition({ magic: deal.magic })));
    expect(run.kernel.view.trades.get('900')?.origin).toBe(origin);
    expect(run.kernel.view.originOf(run.kernel.view.positions.get('900') as Position)).toBe(origin);
  });

  it.each(['sl', 'tp', 'so', 'rollover', 'client', 'mobile'])('keeps the reason of its end: %s', (reason) => {
    run.take(reportDeal(makeDeal()), reportPosition('open', makePosition()));
    run.take(reportDeal(makeDeal({ deal: '501', entry: 'out', side: 'sell', reason })));
    expect(run.kernel.view.trades.get('900')?.closeReason).toBe(reason);
  });

  it('is ours from the position alone, where a snapshot shows it before any deal of it', () => {
    const [opened] = only(run.propose(), 'SignalOpened');
    const [approved] = only(run.take(answerSignal(opened?.signal.id ?? '')), 'OrderOpened');
    const order = approved?.order as ClientOrder;
    run.take(disconnect(), connect(DEMO, 's2'), ...snapshotOf({ positions: [positionOf(order)] }));
    expect(run.kernel.view.trades.get('900')).toMatchObject({ origin: 'signal', signalId: 'S1' });
    const late = dealOf(order, { price: 1.1009, commission: -2, timeMs: 0 });
    run.take(reportDeal(late));
    expect(run.kernel.view.trades.get('900')).toMatchObject({ volume: order.volume, openPrice: 1.1009, commission: -2 });
  });
});

describe('a record that did not come out again', () => {
  const DIFFERED: InputBody = { kind: 'ReplayDiffered', fromSeq: 41, toSeq: 60, count: 2, what: 'DealReported' };

  it('locks new entries, not closing, until the trader goes on from the record', () => {
    run.take(reportPosition('open', makePosition()), reportDeal(makeDeal()));
    expect(run.take(DIFFERED)).toMatchObject([{ kind: 'TradingLocked', code: 'RISK_REPLAY_DIFFERS' }]);
    expect(run.kernel.view.lock).toMatchObject({ code: 'RISK_REPLAY_DIFFERS' });
    expect(run.kernel.view.replayDifference).toBe('2 events, first DealReported at event 41.');
    run.tick(1.1);
    expect(only(run.take(TICKET), 'RequestRefused')).toMatchObject([{ whyNot: { code: 'RISK_REPLAY_DIFFERS' } }]);
    const close = run.take({ kind: 'CloseRequested', requestId: 'c', by: 'rest', positionId: '900', volume: null });
    expect(asked(close, 'position.close')).toBe(1);
    expect(run.take({ kind: 'RecordAccepted', by: 'window' })).toMatchObject([{ kind: 'TradingUnlocked' }]);
    expect(run.kernel.view.lock).toBeNull();
    expect(run.take({ kind: 'RecordAccepted', by: 'window' })).toEqual([]);
  });

  it('stays locked over a save', () => {
    run.take(DIFFERED);
    const again = new Kernel();
    again.restore(JSON.parse(JSON.stringify(run.kernel.snapshot())) as ReturnType<Kernel['snapshot']>);
    expect(again.view.lock?.code).toBe('RISK_REPLAY_DIFFERS');
  });
});

describe('a card asked for by hand', () => {
  const CARD = { ...TICKET, approve: false, requestId: 'card' };

  it('is made once for one request, after a save as well, whatever became of it', () => {
    run.tick(1.1);
    expect(only(run.take(CARD), 'SignalOpened')).toMatchObject([{ signal: { id: 'S1', requestId: 'card' } }]);
    expect(run.take(CARD)).toEqual([]);
    run.take(answerSignal('S1', 'reject'));
    const again = new Kernel();
    again.restore(JSON.parse(JSON.stringify(run.kernel.snapshot())) as ReturnType<Kernel['snapshot']>);
    const facts: FactBody[] = [];
    const event = { seq: run.events.length + 1, ts: run.atMs, body: CARD };
    again.apply(event, { fact: (fact) => { facts.push(fact); }, market: NO_MARKET });
    expect(facts).toEqual([]);
    expect(again.view.signals.size).toBe(1);
  });

  it('lends its key to nothing else', () => {
    run.tick(1.1);
    run.take(CARD, reportPosition('open', makePosition()), reportDeal(makeDeal()));
    for (const other of [
      { ...TICKET, requestId: 'card' },
      { kind: 'CloseRequested', requestId: 'card', by: 'rest', positionId: '900', volume: null },
    ] as const) {
      expect(run.take(other)).toMatchObject([{ kind: 'RequestRefused', whyNot: { code: 'WEB_KEY_REUSED' } }]);
    }
  });
});
