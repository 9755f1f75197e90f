// A trader's day told to the kernel event by event, and what must follow from each.

import { beforeEach, describe, expect, it } from 'vitest';
import {
  DEFAULT_LIMITS,
  type AccountIdentity,
  type ClientOrder,
  type FactBody,
  type InputBody,
  type Signal,
  type TradeCommand,
} from '#core/model';
import { Engine, Kernel } from './index.ts';
import {
  accountState,
  answerOrder,
  answerSignal,
  connect,
  DEMO,
  disconnect,
  keyOf,
  KernelRun,
  makeDeal,
  makePosition,
  MORNING,
  QUICK_TREND,
  reportAccount,
  reportDeal,
  reportPosition,
  snapshot,
  startEngine,
  tick,
} from './testing/events.ts';

type FactOf<K extends FactBody['kind']> = Extract<FactBody, { kind: K }>;

function only<K extends FactBody['kind']>(facts: readonly FactBody[], kind: K): readonly FactOf<K>[] {
  return facts.filter((fact): fact is FactOf<K> => fact.kind === kind);
}

function kinds(facts: readonly FactBody[]): readonly string[] {
  return facts.map((fact) => fact.kind);
}

function commands(facts: readonly FactBody[]): readonly TradeCommand[] {
  return only(facts, 'CommandIssued').map((fact) => fact.command);
}

function codes(facts: readonly FactBody[]): readonly string[] {
  return only(facts, 'RequestRefused').map((fact) => fact.whyNot.code);
}

let run: KernelRun;
beforeEach(() => {
  run = new KernelRun().begin();
});

/** What a symbol of another name tells: the same inputs, renamed. */
class RenamedRun extends KernelRun {
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  override take(...inputs: readonly InputBody[]): readonly FactBody[] {
    return super.take(...inputs.map((input): InputBody => {
      if (input.kind === 'InstrumentReported') {
        return { ...input, instrument: { ...input.instrument, symbol: this.name } };
      }
      return input.kind === 'TicksReceived' ? { ...input, symbol: this.name } : input;
    }));
  }
}

describe('a broker with names of his own', () => {
  it('checklist symbols-6: runs a strategy that names EURUSD on EURUSDm, under the broker\'s name', () => {
    const own = new RenamedRun('EURUSDm').begin();
    const [opened] = only(own.propose(), 'SignalOpened');
    expect(opened?.signal).toMatchObject({ symbol: 'EURUSDm', state: 'pending' });
    expect(own.kernel.view.marketName('EURUSDm')).toBe('EURUSD');
  });

  it('checklist symbols-6: leaves it alone where the trader meant another symbol, until he takes that back', () => {
    const own = new RenamedRun('EURUSDm').begin();
    const word = { kind: 'SymbolNamed', account: keyOf(DEMO), symbol: 'EURUSD', by: 'window' } as const;
    own.take({ ...word, name: 'EURUSD.pro' });
    expect(only(own.propose(), 'SignalOpened')).toEqual([]);
    const again = new Kernel();
    again.restore(own.kernel.snapshot());
    expect(again.view.brokerName(keyOf(DEMO), 'EURUSD')).toBe('EURUSD.pro');
    own.take({ ...word, name: null });
    expect(only(own.propose(), 'SignalOpened')).toHaveLength(1);
  });

  it('refuses a name for an account that never came', () => {
    const facts = run.take({ kind: 'SymbolNamed', account: '9@Nowhere', symbol: 'EURUSD', name: 'X', by: 'api' });
    expect(codes(facts)).toEqual(['RISK_ACCOUNT_UNKNOWN']);
  });
});

/** Proposes, and gives the card. */
function card(): Signal {
  const [opened] = only(run.propose(), 'SignalOpened');
  expect(opened?.signal.state).toBe('pending');
  return opened?.signal as Signal;
}

/** Proposes and approves, and gives the order. */
function approved(): ClientOrder {
  const [opened] = only(run.take(answerSignal(card().id)), 'OrderOpened');
  return opened?.order as ClientOrder;
}

/** The order's fill as the terminal tells it. */
function fill(order: ClientOrder): readonly FactBody[] {
  return run.take(
    answerOrder({
      cid: order.cid,
      state: 'done',
      order: '400',
      deal: '500',
      position: '900',
      volume: order.volume,
      price: 1.1031,
      re: 'k1',
    }),
    reportPosition(
      'open',
      makePosition({
        volume: order.volume,
        priceOpen: 1.1031,
        sl: order.sl,
        tp: order.tp,
        magic: order.magic,
        cid: order.cid,
      }),
    ),
    reportDeal(makeDeal({ volume: order.volume, price: 1.1031, magic: order.magic, cid: order.cid, commission: -1 })),
  );
}

describe('a signal, all the way', () => {
  it('becomes a decision and a card on the tick that closed its bar', () => {
    const facts = run.propose();
    expect(kinds(facts)).toEqual(['DecisionTaken', 'SignalOpened']);
    const [decision] = only(facts, 'DecisionTaken');
    const [opened] = only(facts, 'SignalOpened');
    expect(decision).toMatchObject({
      n: 1,
      outcome: 'proposed',
      side: 'buy',
      entryPoints: 110_310,
      engineHash: 'engine',
      barTime: MORNING + 240_000,
    });
    expect(opened?.signal).toMatchObject({
      id: 'S1',
      entry: 1.1031,
      state: 'pending',
      createdMs: run.atMs,
      expiresMs: run.atMs + DEFAULT_LIMITS.signalLifeMs,
    });
    const distance = 1.1031 - (opened?.signal.stop ?? 0);
    expect(opened?.signal.card?.moneyAtRisk).toBeLessThanOrEqual(50);
    expect(opened?.signal.card?.volume).toBeCloseTo(Math.floor(50 / (distance * 1_000)) / 100, 8);
    expect(run.kernel.view.decisionHash).toBe(decision?.hash);
  });

  it('approved becomes one order, one command, in the order decided, opened, issued', () => {
    const signal = card();
    const facts = run.take(answerSignal(signal.id));
    expect(kinds(facts)).toEqual(['SignalClosed', 'OrderOpened', 'CommandIssued']);
    const [closed] = only(facts, 'SignalClosed');
    const [command] = commands(facts);
    expect(closed).toMatchObject({ state: 'approved', by: 'window' });
    expect(command).toMatchObject({
      type: 'order.send',
      cid: closed?.cid,
      symbol: 'EURUSD',
      kind: 'market',
      side: 'buy',
      volume: signal.card?.volume,
      sl: signal.stop,
      tp: signal.target,
      price: null,
      deadlineMs: run.atMs + DEFAULT_LIMITS.orderDeadlineMs,
    });
    expect(only(facts, 'CommandIssued')[0]?.account).toBe(keyOf(DEMO));
  });

  it('is filled, held, stopped, and told with its costs and its R', () => {
    const order = approved();
    expect(only(fill(order), 'OrderMoved').map((fact) => [fact.from, fact.to])).toEqual([['issued', 'filled']]);
    expect(run.kernel.view.positions.size).toBe(1);
    const loss = -Math.round(100_000 * order.volume * (1.1031 - (order.sl ?? 0)) * 100) / 100;
    const facts = run.take(
      reportPosition('close', makePosition({ volume: 0 })),
      reportDeal(
        makeDeal({
          deal: '501',
          entry: 'out',
          side: 'sell',
          reason: 'sl',
          volume: order.volume,
          price: order.sl ?? 0,
          profit: loss,
          commission: -1,
          swap: -2,
          magic: order.magic,
        }),
      ),
    );
    const [ended] = only(facts, 'TradeClosed');
    expect(ended?.trade).toMatchObject({
      origin: 'signal',
      signalId: 'S1',
      closeReason: 'sl',
      commission: -2,
      swap: -2,
      profit: loss,
    });
    expect(ended?.trade.rMultiple).toBeCloseTo((loss - 4) / -loss, 2);
    expect(run.kernel.view.positions.size).toBe(0);
    expect(run.kernel.view.trades.get('900')?.closeMs).not.toBeNull();
  });

  it("measures R by the volume traded, not by the card's, when the trader halved it", () => {
    const signal = card();
    const half = Number(((signal.card?.volume ?? 0) / 2).toFixed(2));
    const [opened] = only(run.take({ ...answerSignal(signal.id), volume: half } as never), 'OrderOpened');
    const order = opened?.order as ClientOrder;
    expect(order.volume).toBe(half);
    fill(order);
    const atRisk = 100_000 * half * (1.1031 - (order.sl ?? 0));
    const [ended] = only(
      run.take(
        reportDeal(
          makeDeal({ deal: '501', entry: 'out', side: 'sell', volume: half, profit: 1 - atRisk, magic: order.magic }),
        ),
      ),
      'TradeClosed',
    );
    expect(ended?.trade.rMultiple).toBeCloseTo(-1, 6);
  });

  it('rejected or expired sends nothing', () => {
    const signal = card();
    expect(kinds(run.take({ ...answerSignal(signal.id, 'reject'), reason: 'no' } as never))).toEqual(['SignalClosed']);
    expect(run.kernel.view.signals.get(signal.id)).toMatchObject({ state: 'rejected', rejectReason: 'no' });
    run = new KernelRun().begin();
    const other = card();
    run.atMs += DEFAULT_LIMITS.signalLifeMs;
    const facts = run.take({ kind: 'ClockRead' });
    expect(only(facts, 'SignalClosed')).toMatchObject([
      { signalId: other.id, state: 'expired', whyNot: { code: 'APPROVAL_EXPIRED' } },
    ]);
    expect(commands(facts)).toEqual([]);
  });

  it('gives way to a newer one of its strategy and symbol', () => {
    const signal = card();
    for (const close of [1.097, 1.097]) {
      run.atMs += 60_000;
      const facts = run.tick(close);
      const ended = only(facts, 'SignalClosed').find((fact) => fact.signalId === signal.id);
      if (ended !== undefined) expect(ended.state).toBe('superseded');
    }
    expect(run.kernel.view.signals.get(signal.id)?.state).toBe('superseded');
  });
});

describe('a second click', () => {
  it('sends nothing: twice in one window, from two windows, or after a reject', () => {
    const signal = card();
    run.take(answerSignal(signal.id, 'approve', 'window 1'));
    for (const input of [
      answerSignal(signal.id, 'approve', 'window 1'),
      answerSignal(signal.id, 'approve', 'window 2'),
      answerSignal(signal.id, 'reject'),
    ]) {
      const facts = run.take(input);
      expect(kinds(facts)).toEqual(['RequestRefused']);
      expect(codes(facts)).toEqual(['APPROVAL_ALREADY_DECIDED']);
    }
    expect(run.kernel.view.orders.size).toBe(1);
  });

  it('after expiry sends nothing, in the same instant too', () => {
    const signal = card();
    run.atMs = signal.expiresMs;
    const facts = run.take(answerSignal(signal.id));
    expect(kinds(facts)).toEqual(['RequestRefused', 'SignalClosed']);
    expect(codes(facts)).toEqual(['APPROVAL_EXPIRED']);
    expect(codes(run.take(answerSignal(signal.id)))).toEqual(['APPROVAL_EXPIRED']);
    expect(codes(run.take(answerSignal('S99')))).toEqual(['APPROVAL_UNKNOWN_SIGNAL']);
  });

  it("outside the price's bounds ends the card and sends nothing", () => {
    const signal = card();
    const facts = [...run.tick(1.106), ...run.take(answerSignal(signal.id))];
    expect(codes(facts)).toEqual(['APPROVAL_PRICE_MOVED']);
    expect(run.kernel.view.signals.get(signal.id)?.state).toBe('expired');
    expect(commands(facts)).toEqual([]);
  });

  it('on a quote grown stale is refused, and the card stays', () => {
    const signal = card();
    run.atMs += DEFAULT_LIMITS.quoteAgeMsMax + 1;
    expect(codes(run.take(answerSignal(signal.id)))).toEqual(['RISK_QUOTE_STALE']);
    run.tick(1.103);
    expect(commands(run.take(answerSignal(signal.id)))).toHaveLength(1);
  });
});

describe('the account guard', () => {
  const REAL: AccountIdentity = { ...DEMO, tradeMode: 'real' };

  it('keeps a real account read-only, confirmed or not', () => {
    run = new KernelRun().begin(REAL);
    const [opened] = only(run.propose(), 'SignalOpened');
    expect(opened?.signal).toMatchObject({ state: 'suppressed', whyNot: { code: 'RISK_ACCOUNT_READ_ONLY' } });
    const confirmed = run.take({ kind: 'AccountConfirmed', login: REAL.login, server: REAL.server, by: 'window' });
    const order = run.take({
      kind: 'OrderRequested',
      requestId: 'r',
      by: 'rest',
      symbol: 'EURUSD',
      side: 'buy',
      volume: 0.01,
      type: 'market',
      price: null,
      sl: 1.09,
      tp: null,
      approve: true,
    });
    run.take(reportPosition('open', makePosition(), REAL));
    const close = run.take({ kind: 'CloseRequested', requestId: 'c', by: 'rest', positionId: '900', volume: null });
    const kill = run.take({ kind: 'KillSwitchPulled', by: 'window', flatten: true });
    expect(codes([...order, ...close])).toEqual(['RISK_ACCOUNT_READ_ONLY', 'RISK_ACCOUNT_READ_ONLY']);
    expect(commands([...confirmed, ...order, ...close, ...kill])).toEqual([]);
    expect(run.kernel.view.account?.trade).toBe('readonly');
  });

  it('reads a second account and never trades on it, until it is confirmed', () => {
    const second: AccountIdentity = { ...DEMO, login: '2', server: 'Other-Demo' };
    run.join(second, 's2');
    expect(run.kernel.view.account?.key).toBe(keyOf(DEMO));
    const before = run.kernel.view.decisions;
    for (const [index, close] of [1.1, 1.1, 1.1, 1.1, 1.103, 1.103].entries()) {
      run.take(tick(MORNING + index * 60_000, close, close + 0.0001, second));
    }
    expect(run.kernel.view.decisions).toBe(before);
    run.take({ kind: 'AccountConfirmed', login: '2', server: 'Other-Demo', by: 'window' });
    expect(run.kernel.view.account).toMatchObject({ key: keyOf(second), trade: 'enabled' });
  });

  it('keeps the account while it holds an order whose end is not known, and never asks another broker about it', () => {
    const order = approved();
    run.atMs += 60_000;
    run.take(disconnect());
    expect(run.kernel.view.orders.get(order.cid)?.state).toBe('unknown');
    const second: AccountIdentity = { ...DEMO, login: '2', server: 'Other-Demo' };
    run.join(second, 's2');
    const facts = run.take({ kind: 'AccountConfirmed', login: '2', server: 'Other-Demo', by: 'window' });
    expect(codes(facts)).toEqual(['RISK_ACCOUNT_UNCONFIRMED']);
    expect(run.kernel.view.account?.identity.login).toBe(DEMO.login);
    expect(commands(run.take(...snapshot([], second)))).toEqual([]);
    expect(run.kernel.view.orders.get(order.cid)?.state).toBe('unknown');
  });

  it('ends waiting cards when another account takes over, and refuses a login that was never seen', () => {
    const signal = card();
    const second: AccountIdentity = { ...DEMO, login: '2', server: 'Other-Demo' };
    run.join(second, 's2');
    const never = run.take({ kind: 'AccountConfirmed', login: '9', server: 'Nowhere', by: 'window' });
    expect(codes(never)).toEqual(['RISK_ACCOUNT_UNKNOWN']);
    expect(run.kernel.view.signals.get(signal.id)?.state).toBe('pending');
    run.take({ kind: 'AccountConfirmed', login: '2', server: 'Other-Demo', by: 'window' });
    expect(run.kernel.view.signals.get(signal.id)?.state).toBe('expired');
    expect(run.kernel.view.account?.identity.login).toBe('2');
  });

  it('locks when there is no account at all', () => {
    expect(new Kernel().view.lock?.code).toBe('RISK_ACCOUNT_UNKNOWN');
    expect(run.kernel.view.lock).toBeNull();
  });

  it('stops at the daily loss, and a new broker day begins afresh', () => {
    run.take(reportAccount(DEMO, accountState(9_700)));
    expect(run.kernel.view.lock?.code).toBe('RISK_DAILY_LOSS');
    run.atMs = Date.UTC(2024, 0, 15, 22);
    run.take({ kind: 'ClockRead' });
    expect(run.kernel.view.lock).toBeNull();
  });
});

describe('the kill switch', () => {
  it('ends every card, tells the terminal, and lets nothing new through', () => {
    const signal = card();
    const facts = run.take({ kind: 'KillSwitchPulled', by: 'window', flatten: true });
    expect(kinds(facts)).toEqual(['SignalClosed', 'TradingLocked', 'CommandIssued']);
    expect(commands(facts)).toMatchObject([{ type: 'kill', flatten: true }]);
    expect(codes(run.take(answerSignal(signal.id)))).toEqual(['APPROVAL_EXPIRED']);
    expect(run.kernel.view.lock?.code).toBe('RISK_KILL_SWITCH');
    expect(kinds(run.take({ kind: 'KillSwitchReset', by: 'window' }))).toEqual(['TradingUnlocked']);
    expect(run.kernel.view.lock).toBeNull();
  });

  it('is told again to a terminal that comes back with positions', () => {
    run.take(disconnect(), { kind: 'KillSwitchPulled', by: 'window', flatten: true });
    const facts = run.join(DEMO, 's2', [makePosition()]);
    expect(commands(facts)).toMatchObject([{ type: 'kill', flatten: true }]);
  });

  it('keeps an order that never arrived from being sent again', () => {
    const order = approved();
    run.take(disconnect(), { kind: 'KillSwitchPulled', by: 'window', flatten: false });
    const query = commands(run.join(DEMO, 's2')).find((command) => command.type === 'order.query');
    const facts = run.take(answerOrder({ cid: order.cid, state: 'absent', re: query?.id ?? '' }));
    expect(commands(facts)).toEqual([]);
    expect(only(facts, 'OrderMoved')).toMatchObject([{ to: 'expired', whyNot: { code: 'RISK_KILL_SWITCH' } }]);
  });
});

describe('a restart or a lost link', () => {
  it.each([
    ['a restart', () => [startEngine([QUICK_TREND])]],
    ['a lost link', () => [disconnect()]],
    ['a newer session', () => []],
  ] as const)(
    '%s makes what was issued unknown; it is asked about after the snapshot and sent again only when absent',
    (_what, inputs) => {
      const order = approved();
      const sent = run.events.map((event) => event.body).find((body) => body.kind === 'CommandIssued');
      const lost = run.take(...inputs(), connect(DEMO, 's2'));
      expect(only(lost, 'OrderMoved')).toMatchObject([{ cid: order.cid, from: 'issued', to: 'unknown' }]);
      expect(commands(lost)).toEqual([]);
      expect(commands(run.take({ kind: 'ClockRead' }))).toEqual([]);
      const [query] = commands(run.take(reportAccount(), ...snapshot()));
      expect(query).toMatchObject({ type: 'order.query', cid: order.cid });
      run.atMs += 1_000;
      const again = run.take(answerOrder({ cid: order.cid, state: 'absent', re: query?.id ?? '' }));
      expect(commands(again)).toEqual([sent?.kind === 'CommandIssued' ? sent.command : null]);
      expect(commands(run.take(answerOrder({ cid: order.cid, state: 'absent', re: query?.id ?? '' })))).toEqual([]);
      fill(order);
      expect(run.kernel.view.orders.get(order.cid)?.state).toBe('filled');
    },
  );

  it('after the deadline sends nothing', () => {
    const order = approved();
    run.take(disconnect());
    run.atMs += DEFAULT_LIMITS.orderDeadlineMs;
    const [query] = commands(run.join(DEMO, 's2'));
    expect(commands(run.take(answerOrder({ cid: order.cid, state: 'absent', re: query?.id ?? '' })))).toEqual([]);
    expect(run.kernel.view.orders.get(order.cid)).toMatchObject({
      state: 'expired',
      whyNot: { code: 'EXECUTION_DEADLINE' },
    });
  });

  it('checklist connection-2: lets nothing through before the snapshot is complete', () => {
    const signal = card();
    run.take(disconnect(), connect(DEMO, 's2'));
    expect(codes(run.take(answerSignal(signal.id)))).toEqual(['RISK_SNAPSHOT_MISSING']);
  });

  it("is not ended by the old session's farewell when a newer one speaks", () => {
    run.join(DEMO, 's2');
    run.take(disconnect(DEMO, 's1'));
    expect(run.kernel.view.account?.linkUp).toBe(true);
  });
});

describe('a difference with the broker', () => {
  it('checklist events-21: in the hash is asked once more, then stops new entries until it is accepted', () => {
    const wrong = '0'.repeat(64);
    expect(commands(run.take(...snapshot([], DEMO, wrong)))).toMatchObject([{ type: 'snapshot' }]);
    const second = run.take(...snapshot([], DEMO, wrong));
    expect(only(second, 'TradingLocked')).toMatchObject([{ code: 'RISK_DISCREPANCY' }]);
    run.take(...snapshot());
    expect(run.kernel.view.lock?.code).toBe('RISK_DISCREPANCY');
    expect(kinds(run.take({ kind: 'BrokerStateAccepted', by: 'window' }))).toEqual([
      'CommandIssued',
      'TradingUnlocked',
    ]);
    run.take(...snapshot());
    expect(run.kernel.view.lock).toBeNull();
  });

  it('checklist events-22: by a position that vanished unexplained is an orphan and a lock; explained by its deal it is neither', () => {
    run.take(reportPosition('open', makePosition()), reportDeal(makeDeal()));
    const facts = run.take(...snapshot());
    expect(kinds(facts)).toEqual(['TradeClosed', 'TradingLocked']);
    run = new KernelRun().begin();
    run.take(reportPosition('open', makePosition()), reportDeal(makeDeal()), disconnect());
    run.take(connect(DEMO, 's2'));
    const [began, ended] = snapshot();
    const explained = run.take(
      began as never,
      reportDeal(makeDeal({ deal: '501', entry: 'out', side: 'sell' })),
      ended as never,
    );
    expect(kinds(explained)).toEqual(['TradeClosed']);
  });

  it('is not explained by a deal that closed only a part', () => {
    run.take(reportPosition('open', makePosition()), reportDeal(makeDeal()));
    run.take(reportDeal(makeDeal({ deal: '501', entry: 'out', side: 'sell', volume: 0.04 })));
    expect(kinds(run.take(...snapshot()))).toEqual(['TradeClosed', 'TradingLocked']);
  });

  it('is not seen in the end of a snapshot that an earlier link began', () => {
    run.take(reportPosition('open', makePosition()), reportDeal(makeDeal()));
    const [began, ended] = snapshot();
    run.take(began as never, disconnect(), connect(DEMO, 's2'));
    expect(run.take(ended as never)).toEqual([]);
    expect(run.kernel.view.positions.size).toBe(1);
    expect(run.kernel.view.lock?.code).toBe('RISK_SNAPSHOT_MISSING');
  });
});

describe('by hand', () => {
  const ticket = {
    kind: 'OrderRequested',
    requestId: 'r1',
    by: 'rest',
    symbol: 'EURUSD',
    side: 'buy',
    volume: 0.1,
    type: 'market',
    price: null,
    sl: 1.098,
    tp: null,
    approve: true,
  } as const;
  beforeEach(() => {
    run.tick(1.1);
  });

  it('an order is checked like a signal, sent once for one request, and measured from the market, not from its price', () => {
    const facts = run.take({ ...ticket, price: 1.0985 });
    expect(kinds(facts)).toEqual(['OrderOpened', 'CommandIssued']);
    expect(only(facts, 'OrderOpened')[0]?.order).toMatchObject({ price: 1.1001, signalId: null, requestId: 'r1' });
    expect(run.take({ ...ticket })).toEqual([]);
    expect(codes(run.take({ ...ticket, requestId: 'r2', sl: null }))).toEqual(['RISK_STOP_MISSING']);
    expect(codes(run.take({ ...ticket, requestId: 'r3', volume: 6 }))).toEqual(['RISK_LOTS_MAX']);
    expect(codes(run.take({ ...ticket, requestId: 'r4', symbol: 'NOPE' }))).toEqual(['EXECUTION_SYMBOL_UNKNOWN']);
  });

  it('a pending order needs its price and is its own approval', () => {
    expect(codes(run.take({ ...ticket, type: 'limit' }))).toEqual(['WEB_BAD_REQUEST']);
    expect(codes(run.take({ ...ticket, type: 'limit', price: 1.099, approve: false }))).toEqual(['WEB_BAD_REQUEST']);
    expect(commands(run.take({ ...ticket, type: 'limit', price: 1.099, sl: 1.097 }))).toMatchObject([
      { kind: 'limit', price: 1.099 },
    ]);
  });

  it('an order that is not its own approval becomes a card, and the click sends it', () => {
    const facts = run.take({ ...ticket, approve: false });
    expect(kinds(facts)).toEqual(['SignalOpened']);
    expect(commands(run.take(answerSignal('S1')))).toMatchObject([{ type: 'order.send', volume: 0.1 }]);
  });

  it('orders on their way count against the limits, and so does a fill until its position stands', () => {
    const risky = { ...ticket, volume: 1 };
    const [opened] = only(run.take(risky), 'OrderOpened');
    const order = opened?.order as ClientOrder;
    expect(codes(run.take({ ...risky, requestId: 'r2' }))).toEqual(['RISK_OPEN_RISK']);
    run.take(
      answerOrder({
        cid: order.cid,
        state: 'done',
        deal: '500',
        order: '400',
        position: '900',
        volume: 1,
        price: 1.1001,
      }),
    );
    expect(codes(run.take({ ...risky, requestId: 'r3' }))).toEqual(['RISK_OPEN_RISK']);
    run.take(reportPosition('open', makePosition({ volume: 1, priceOpen: 1.1001, sl: 1.098 })));
    expect(codes(run.take({ ...risky, requestId: 'r4' }))).toEqual(['RISK_OPEN_RISK']);
  });

  it('a close goes once, in part or whole, and never twice at a time', () => {
    run.take(reportPosition('open', makePosition()));
    const close = { kind: 'CloseRequested', requestId: 'c1', by: 'rest', positionId: '900', volume: null } as const;
    expect(codes(run.take({ ...close, positionId: '1' }))).toEqual(['EXECUTION_POSITION_UNKNOWN']);
    expect(codes(run.take({ ...close, volume: 0.055 }))).toEqual(['EXECUTION_VOLUME_INVALID']);
    expect(codes(run.take({ ...close, volume: 0.2 }))).toEqual(['EXECUTION_VOLUME_INVALID']);
    const facts = run.take({ ...close, volume: 0.04 });
    expect(commands(facts)).toMatchObject([{ type: 'position.close', position: '900', volume: 0.04 }]);
    expect(run.take({ ...close, volume: 0.04 })).toEqual([]);
    expect(codes(run.take({ ...close, requestId: 'c2' }))).toEqual(['EXECUTION_CLOSE_PENDING']);
  });
});

describe('a quote from the future', () => {
  it('is as stale as an old one: a wrong stamp does not freeze the price unseen', () => {
    const signal = card();
    run.take(tick(run.atMs + 3_600_000, signal.entry - 0.0001, signal.entry));
    expect(codes(run.take(answerSignal(signal.id)))).toEqual(['RISK_QUOTE_STALE']);
  });
});

describe('an engine whose listener throws', () => {
  it('still tells the others', () => {
    const heard: string[] = [];
    const journal = { headSeq: 0, committedSeq: 0, append: () => undefined, onCommitted: () => () => undefined, onFault: () => () => undefined };
    const engine = new Engine({
      kernel: new Kernel(), journal, clock: { nowMs: () => 1 }, venue: { send: () => undefined },
      market: { putTicks: () => undefined, putBar: () => undefined },
    });
    engine.onEvents(() => { throw new Error('a window is broken'); });
    engine.onEvents(() => { heard.push('second'); });
    expect(() => engine.accept({ kind: 'ClockRead' })).toThrow('a window is broken');
    expect(heard).toEqual(['second']);
  });
});

describe('a key that made an opening order', () => {
  it('closes nothing: it is refused by name instead of answered with that order', () => {
    const ticket = {
      kind: 'OrderRequested', by: 'rest', symbol: 'EURUSD', side: 'buy', volume: 0.1, type: 'market', price: null, sl: 1.095,
      tp: null, approve: true, requestId: 'k',
    } as const;
    run.tick(1.1);
    expect(kinds(run.take(ticket))).toContain('OrderOpened');
    const facts = run.take({ kind: 'CloseRequested', requestId: 'k', by: 'rest', positionId: 'P1', volume: null });
    expect(codes(facts)).toEqual(['WEB_KEY_REUSED']);
    expect(commands(facts)).toEqual([]);
  });
});
