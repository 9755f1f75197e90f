// The kernel is a function of its events: told twice it says the same, saved anywhere it goes on the same, and another
// engine that reads its record comes to the same signals, orders and decision hash.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_LIMITS,
  isFact,
  type FactBody,
  type InputBody,
  type JournalEvent,
  type TradeCommand,
} from '#core/model';
import { isFinal } from '#core/execution';
import { Grouping, Kernel } from './index.ts';
import {
  accountState,
  answerOrder,
  answerSignal,
  connect,
  disconnect,
  DEMO,
  keyOf,
  KernelRun,
  makeDeal,
  makePosition,
  NO_MARKET,
  QUICK_TREND,
  reportAccount,
  reportDeal,
  reportInstrument,
  reportPosition,
  snapshot,
  startEngine,
} from './testing/events.ts';

interface Step {
  readonly kind: string;
  readonly a: number;
  readonly b: number;
}

const KINDS = [
  'tick',
  'tick',
  'propose',
  'approve',
  'approve',
  'again',
  'reject',
  'answer',
  'answer',
  'answer',
  'deal',
  'deal',
  'close',
  'stop',
  'lose',
  'join',
  'absent',
  'restart',
  'clock',
  'kill',
  'badSnapshot',
  'half',
  'hand',
  'lie',
  'differs',
  'history',
  'account',
  'order',
  'order',
  'order',
  'settle',
  'settle',
  'settle',
] as const;

const script = fc.array(fc.record({ kind: fc.constantFrom(...KINDS), a: fc.nat(1_000), b: fc.nat(1_000) }), {
  minLength: 8,
  maxLength: 60,
  size: 'max',
});

/** Turns steps into events that fit what the kernel holds: answers to its own orders, clicks on its own cards. */
class Session extends KernelRun {
  #session = 1;

  step({ kind, a, b }: Step): void {
    this.atMs += (b % 40) * 500;
    switch (kind) {
      case 'tick':
        this.tick(Number((1.1 + (a - 500) / 100_000).toFixed(5)));
        return;
      case 'propose':
        this.propose();
        return;
      case 'again':
      case 'reject':
        this.take(answerSignal(`S${1 + (a % 4)}`, kind === 'again' ? 'approve' : kind, `window ${b % 2}`));
        return;
      case 'approve':
        this.#approve();
        return;
      case 'settle':
        this.#settle();
        return;
      case 'history':
        this.take(
          {
            kind: 'HistoryDealsReceived', account: keyOf(DEMO),
            deals: [makeDeal({ deal: `h${a % 6}`, positionId: `h${a % 2}`, entry: b % 2 === 0 ? 'in' : 'out' })],
          },
          {
            kind: 'HistoryEnded', account: keyOf(DEMO), of: 'bars', symbol: 'EURUSD', timeframe: 'M1',
            fromMs: a * 60_000, toMs: (a + b) * 60_000, rows: 0, outcome: 'complete', code: null,
          },
        );
        return;
      case 'lose':
        this.take(disconnect(DEMO, `s${this.#session}`));
        return;
      case 'join':
        this.#session += 1;
        this.join(DEMO, `s${this.#session}`, this.#held());
        return;
      case 'restart':
        this.take(startEngine([QUICK_TREND]));
        return;
      case 'clock':
        this.atMs += a * 100;
        this.take({ kind: 'ClockRead' });
        return;
      case 'kill':
        if (a % 4 === 0) this.take({ kind: 'KillSwitchPulled', by: 'w', flatten: b % 2 === 0 });
        return;
      case 'badSnapshot':
        if (a % 4 === 0) this.take(...this.#badSnapshot(), ...this.#badSnapshot());
        return;
      case 'half':
        // a snapshot whose link dies before its end
        this.take(...snapshot(this.#held()).slice(0, 1 + (a % 2)), reportDeal(makeDeal({ deal: `h${a % 5}`, timeMs: this.atMs })));
        this.take(disconnect(DEMO, `s${this.#session}`));
        return;
      case 'hand':
        // a trade by hand at the broker, told by its deal, its position, or both
        this.#byHand(a, b);
        return;
      case 'lie':
        this.take(...snapshot(this.#held().slice(a % 2).map((one) => makePosition({ ...one, volume: 0.3 }))));
        return;
      case 'differs':
        if (a % 4 === 0) this.take({ kind: 'ReplayDiffered', fromSeq: 1, toSeq: 2, count: a, what: 'ClockRead' });
        return;
      case 'absent':
        this.#absent();
        return;
      case 'account':
        this.take(reportAccount(DEMO, accountState(9_900 + (a % 200))));
        return;
      case 'order':
        this.tick(1.1);
        this.take({
          kind: 'OrderRequested',
          requestId: `r${a % 9}`,
          by: 'rest',
          symbol: 'EURUSD',
          side: 'sell',
          volume: 0.01,
          type: 'market',
          price: null,
          sl: 1.12,
          tp: null,
          approve: b % 2 === 0,
        });
        return;
      default:
        this.#trade(kind, a, b);
    }
  }

  /** Clicks the newest card that waits, at its own price. */
  #approve(): void {
    const waiting = [...this.kernel.view.signals.values()].findLast((signal) => signal.state === 'pending');
    if (waiting === undefined) return;
    this.tick(Number((waiting.entry - (waiting.side === 'buy' ? 0.0001 : 0)).toFixed(5)));
    this.take(answerSignal(waiting.id));
  }

  /** All is well again: the link, the locks, the equity. */
  #settle(): void {
    this.#session += 1;
    this.take(
      { kind: 'KillSwitchReset', by: 'w' }, { kind: 'BrokerStateAccepted', by: 'w' }, { kind: 'RecordAccepted', by: 'w' },
    );
    this.join(DEMO, `s${this.#session}`, this.#held());
    this.tick(1.1);
  }

  #badSnapshot(): readonly InputBody[] {
    return snapshot(this.#held(), DEMO, 'f'.repeat(64));
  }

  #byHand(a: number, b: number): void {
    const id = `m${a % 3}`;
    const volume = 0.01 * (1 + (b % 3));
    if (a % 4 !== 0) this.take(reportDeal(makeDeal({ deal: `${id} ${b}`, positionId: id, volume, reason: 'client', timeMs: this.atMs })));
    if (b % 4 !== 0) this.take(reportPosition('open', makePosition({ id, ticket: id, volume })));
  }

  /** The link is lost and comes back at once; the newest question is answered: never seen. */
  #absent(): void {
    this.take(disconnect(DEMO, `s${this.#session}`));
    this.#session += 1;
    const asked = this.join(DEMO, `s${this.#session}`, this.#held());
    const query = asked.findLast((fact) => fact.kind === 'CommandIssued' && fact.command.type === 'order.query');
    if (query?.kind !== 'CommandIssued' || query.command.type !== 'order.query') return;
    this.take(answerOrder({ cid: query.command.cid, state: 'absent', re: query.command.id }));
  }

  #held(): ReturnType<typeof makePosition>[] {
    return [...this.kernel.view.positions.values()];
  }

  #trade(kind: string, a: number, b: number): void {
    const orders = [...this.kernel.view.orders.values()];
    const order = orders[a % Math.max(1, orders.length)];
    const position = this.#held()[a % Math.max(1, this.#held().length)];
    if (kind === 'close' && position !== undefined) {
      this.take({ kind: 'CloseRequested', requestId: `c${a}`, by: 'rest', positionId: position.id, volume: null });
    } else if (kind === 'stop' && position !== undefined) {
      this.take(
        reportDeal(
          makeDeal({
            deal: `x${position.id}`,
            positionId: position.id,
            entry: 'out',
            side: 'sell',
            reason: 'sl',
            volume: position.volume,
            profit: -5,
            magic: position.magic,
            timeMs: this.atMs,
          }),
        ),
        reportPosition('close', { ...position, volume: 0 }),
      );
    } else if (kind === 'answer' && order !== undefined) {
      const asked = this.events
        .map((event) => event.body)
        .findLast((body) => body.kind === 'CommandIssued' && body.command.type === 'order.query');
      const re = asked?.kind === 'CommandIssued' ? asked.command.id : 'k1';
      const state =
        (['done', 'partial', 'placed', 'rejected', 'unknown', 'absent', 'absent'] as const)[b % 7] ?? 'done';
      const fill = {
        deal: `d${order.cid}`,
        order: `o${order.cid}`,
        position: `p${order.cid}`,
        volume: order.volume,
        price: 1.1,
      };
      this.take(answerOrder({ cid: order.cid, state, re, ...(state === 'done' || state === 'partial' ? fill : {}) }));
    } else if (kind === 'deal' && order !== undefined) {
      const positionId = order.positionId ?? `p${order.cid}`;
      this.take(
        reportDeal(
          makeDeal({
            deal: `d${order.cid}`,
            order: `o${order.cid}`,
            positionId,
            side: order.side,
            volume: order.volume,
            entry: order.purpose === 'open' ? 'in' : 'out',
            magic: order.magic,
            cid: order.cid,
            timeMs: this.atMs,
          }),
        ),
        reportPosition(
          order.purpose === 'open' ? 'open' : 'close',
          makePosition({
            id: positionId,
            ticket: positionId,
            side: order.side,
            volume: order.volume,
            sl: order.sl,
            tp: order.tp,
            magic: order.magic,
            cid: order.cid,
          }),
        ),
      );
    }
  }
}

function record(steps: readonly Step[]): Session {
  const session = new Session();
  session.begin();
  for (const step of steps) session.step(step);
  return session;
}

interface Group {
  readonly input: JournalEvent<InputBody>;
  readonly facts: readonly FactBody[];
}

function groupsOf(events: readonly JournalEvent[]): readonly Group[] {
  const grouping = new Grouping();
  const groups: Group[] = [];
  for (const event of events) {
    const ended = grouping.next(event);
    if (ended !== null) groups.push(ended);
  }
  const last = grouping.end();
  return last === null ? groups : [...groups, last];
}

function factsOf(kernel: Kernel, input: JournalEvent<InputBody>): readonly FactBody[] {
  const facts: FactBody[] = [];
  kernel.apply(input, {
    fact: (fact) => {
      facts.push(fact);
    },
    market: NO_MARKET,
  });
  return facts;
}

const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('any session', () => {
  it('told again gives the same facts and the same state', () => {
    fc.assert(
      fc.property(script, (steps) => {
        const session = record(steps);
        const again = new Kernel();
        for (const { input, facts } of groupsOf(session.events)) expect(factsOf(again, input)).toEqual(facts);
        expect(again.snapshot()).toEqual(session.kernel.snapshot());
      }),
      { numRuns: 60 },
    );
  });

  it('saved as JSON anywhere goes on with the same facts', () => {
    fc.assert(
      fc.property(script, fc.nat(200), (steps, cut) => {
        const session = record(steps);
        const groups = groupsOf(session.events);
        let kernel = new Kernel();
        groups.forEach(({ input, facts }, index) => {
          if (index === cut % groups.length) {
            const saved = json(kernel.snapshot());
            kernel = new Kernel();
            kernel.restore(saved);
            expect(json(kernel.snapshot())).toEqual(saved);
          }
          expect(factsOf(kernel, input)).toEqual(facts);
        });
        expect(json(kernel.snapshot())).toEqual(json(session.kernel.snapshot()));
      }),
      { numRuns: 60 },
    );
  });

  it('read by another engine leaves the same cards waiting, the same orders open, the same hash and locks', () => {
    fc.assert(
      fc.property(script, (steps) => {
        const session = record(steps);
        const reader = new Kernel();
        for (const { input, facts } of groupsOf(session.events)) {
          reader.perceive(input, {
            fact: () => {
              throw new Error('a perceived event says nothing');
            },
            market: NO_MARKET,
          });
          for (const fact of facts) reader.adopt(fact);
        }
        const [ours, theirs] = [reader.view, session.kernel.view];
        expect([...ours.signals.values()]).toEqual([...theirs.signals.values()]);
        expect([...ours.orders.values()].map(({ cid, state, whyNot }) => [cid, state, whyNot])).toEqual(
          [...theirs.orders.values()].map(({ cid, state, whyNot }) => [cid, state, whyNot]),
        );
        expect([...ours.trades.values()].map(({ positionId, closeMs }) => [positionId, closeMs])).toEqual(
          [...theirs.trades.values()].map(({ positionId, closeMs }) => [positionId, closeMs]),
        );
        expect([ours.decisionHash, ours.decisions, ours.discrepancy, ours.killSwitch, ours.lock]).toEqual([
          theirs.decisionHash,
          theirs.decisions,
          theirs.discrepancy,
          theirs.killSwitch,
          theirs.lock,
        ]);
      }),
      { numRuns: 60 },
    );
  });

  it('read by another engine takes the answer to the recorded question, and to no other', () => {
    const session = new Session();
    session.begin();
    session.tick(1.1);
    session.step({ kind: 'order', a: 0, b: 0 });
    session.join(DEMO, 's2');
    const asked = session.join(DEMO, 's3').find((fact) => fact.kind === 'CommandIssued' && fact.command.type === 'order.query');
    if (asked?.kind !== 'CommandIssued' || asked.command.type !== 'order.query') throw new Error('nothing was asked');
    const { cid, id } = asked.command;
    session.atMs += DEFAULT_LIMITS.orderDeadlineMs;
    for (const [re, state] of [['k0', 'unknown'], ['k9', 'unknown'], [id, 'expired']] as const) {
      session.take(answerOrder({ cid, state: 'absent', re }));
      const reader = new Kernel();
      for (const { input, facts } of groupsOf(session.events)) {
        reader.perceive(input, { fact: () => undefined, market: NO_MARKET });
        for (const fact of facts) reader.adopt(fact);
      }
      expect([reader.view.orders.get(cid)?.state, session.kernel.view.orders.get(cid)?.state]).toEqual([state, state]);
    }
  });

  it('read by another engine still ends its waiting cards in time', () => {
    const session = new Session();
    session.begin();
    session.propose();
    const reader = new Kernel();
    for (const { input, facts } of groupsOf(session.events)) {
      reader.perceive(input, { fact: () => undefined, market: NO_MARKET });
      for (const fact of facts) reader.adopt(fact);
    }
    const ts = session.atMs + DEFAULT_LIMITS.signalLifeMs;
    const ended = factsOf(reader, { seq: session.events.length + 1, ts, body: { kind: 'ClockRead' } });
    expect(ended).toMatchObject([{ kind: 'SignalClosed', signalId: 'S1', state: 'expired' }]);
  });

  it('keeps the laws: each order is sent once or again only when absent, each signal has one end and at most one order', () => {
    let orders = 0;
    fc.assert(
      fc.property(script, (steps) => {
        const session = record(steps);
        const sent = new Map<string, number>();
        const ends = new Map<string, number>();
        const bySignal = new Map<string, number>();
        let isAbsent = false;
        let isKilled = false;
        let isLinkUp = false;
        const add = (counts: Map<string, number>, key: string): number => {
          counts.set(key, (counts.get(key) ?? 0) + 1);
          return counts.get(key) ?? 0;
        };
        const send = (command: TradeCommand): void => {
          if (command.type !== 'order.send' && command.type !== 'position.close') return;
          expect(isLinkUp).toBe(true);
          if (command.type === 'order.send') expect(isKilled).toBe(false);
          if (add(sent, command.cid) > 1) expect(isAbsent).toBe(true);
        };
        for (const { body } of session.events) {
          if (!isFact(body)) isAbsent = body.kind === 'OrderAnswered' && body.result.state === 'absent';
          if (body.kind === 'KillSwitchPulled') isKilled = true;
          if (body.kind === 'KillSwitchReset') isKilled = false;
          if (body.kind === 'TerminalConnected') isLinkUp = true;
          if (body.kind === 'TerminalDisconnected' || body.kind === 'EngineStarted') isLinkUp = false;
          if (body.kind === 'SignalClosed') expect(add(ends, body.signalId)).toBe(1);
          if (body.kind === 'OrderOpened' && body.order.signalId !== null)
            expect(add(bySignal, body.order.signalId)).toBe(1);
          if (body.kind === 'CommandIssued') send(body.command);
        }
        for (const order of session.kernel.view.orders.values()) {
          orders += 1;
          expect(sent.get(order.cid) ?? 0).toBeGreaterThan(0);
          if (!isFinal(order.state)) expect(order.whyNot === null || order.state === 'unknown').toBe(true);
        }
      }),
      { numRuns: 300 },
    );
    expect(orders).toBeGreaterThan(150);
  });

  it('reaches far: orders of every state, trades, locks and cards of every end come up in it', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(script, (steps) => {
        const session = record(steps);
        const { view } = session.kernel;
        for (const order of view.orders.values()) seen.add(order.state);
        for (const signal of view.signals.values()) seen.add(signal.state);
        for (const trade of view.trades.values()) seen.add(trade.closeMs === null ? 'trade' : 'closed trade');
        for (const { body } of session.events) {
          if (body.kind === 'TradingLocked') seen.add(body.code);
          if (body.kind === 'OrderMoved') seen.add(`${body.from}>${body.to}`);
        }
      }),
      { numRuns: 400, seed: 7 },
    );
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'issued',
        'filled',
        'rejected',
        'unknown',
        'pending',
        'approved',
        'expired',
        'superseded',
        'suppressed',
        'trade',
        'closed trade',
        'RISK_DISCREPANCY',
        'RISK_KILL_SWITCH',
        'RISK_REPLAY_DIFFERS',
        'unknown>issued',
        'unknown>filled',
        'issued>unknown',
      ]),
    );
  });

  it('cannot go back in time', () => {
    const run = new KernelRun().begin();
    expect(() => {
      run.kernel.apply(
        { seq: 99, ts: run.atMs - 1, body: { kind: 'ClockRead' } },
        { fact: () => undefined, market: NO_MARKET },
      );
    }).toThrow('goes back in time');
    run.take(connect(DEMO, 's9'), reportInstrument());
  });
});
