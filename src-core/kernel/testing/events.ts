// Builders of events for tests: a demo account on EURUSD, its terminal's frames as inputs, and a run that feeds them to
// a kernel and keeps what it said.

import { INSTRUMENTS } from '#core/broker-model';
import { hashPositions } from '#core/market';
import {
  DEFAULT_LIMITS,
  type AccountIdentity,
  type AccountState,
  type Deal,
  type FactBody,
  type InputBody,
  type Instrument,
  type JournalEvent,
  type OrderResult,
  type Position,
  type RiskLimits,
  type StrategySetting,
  type WireMark,
} from '#core/model';
import type { MarketSink } from '#core/ports';
import { Kernel } from '../kernel.ts';

/** A Monday morning in UTC. */
export const MORNING = Date.UTC(2024, 0, 15, 9);

export const DEMO: AccountIdentity = {
  login: '51234567',
  server: 'Broker-Demo',
  currency: 'USD',
  tradeMode: 'demo',
  marginMode: 'hedging',
};

export const NO_MARKET: MarketSink = { putTicks: () => undefined, putBar: () => undefined };

/** The trend strategy quick enough for a test: EMA 2 over EMA 3 on closed minutes. */
export const QUICK_TREND: StrategySetting = {
  name: 'trend',
  symbols: ['EURUSD'],
  timeframe: 'M1',
  params: { fast: 2, slow: 3, atr: 2 },
  automatic: false,
};

export function keyOf(identity: AccountIdentity): string {
  return `${identity.login}@${identity.server}`;
}

function markOf(identity: AccountIdentity = DEMO): WireMark {
  return { account: keyOf(identity), epoch: 'e1', wireSeq: 0 };
}

export function accountState(equity = 10_000, changes: Partial<AccountState> = {}): AccountState {
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
    ...changes,
  };
}

export function startEngine(
  strategies: readonly StrategySetting[] = [QUICK_TREND],
  limits: RiskLimits = DEFAULT_LIMITS,
): InputBody {
  return { kind: 'EngineStarted', engineHash: 'engine', version: '0', mode: 'minimal', limits, strategies };
}

export function connect(
  identity: AccountIdentity = DEMO,
  session = 's1',
  clock: 'wall' | 'data' = 'wall',
  offsetS = 7_200,
): InputBody {
  return {
    kind: 'TerminalConnected',
    session,
    account: identity,
    epoch: 'e1',
    offsetS,
    clock,
    lastSeq: 0,
    ea: '1.0.0',
    build: 1,
  };
}

export function disconnect(identity: AccountIdentity = DEMO, session = 's1'): InputBody {
  return { kind: 'TerminalDisconnected', session, account: keyOf(identity), code: 1006, reason: 'lost' };
}

export function reportInstrument(identity: AccountIdentity = DEMO, symbol = 'EURUSD'): InputBody {
  const instrument = INSTRUMENTS.find((one) => one.symbol === symbol) as Instrument;
  return { kind: 'InstrumentReported', wire: markOf(identity), instrument };
}

export function reportAccount(identity: AccountIdentity = DEMO, state = accountState()): InputBody {
  return { kind: 'AccountReported', account: keyOf(identity), state };
}

/** One tick at `atMs` UTC. */
export function tick(
  atMs: number,
  bid: number,
  ask: number,
  identity: AccountIdentity = DEMO,
  offsetS = 7_200,
): InputBody {
  const brokerMs = atMs + offsetS * 1_000;
  return {
    kind: 'TicksReceived',
    account: keyOf(identity),
    symbol: 'EURUSD',
    offsetS,
    next: [brokerMs, 1],
    ticks: { brokerMs: [brokerMs], bid: [bid], ask: [ask], last: [0], volume: [0], flags: [6] },
  };
}

export function reportPosition(
  op: 'open' | 'update' | 'close',
  position: Position,
  identity: AccountIdentity = DEMO,
): InputBody {
  return { kind: 'PositionReported', wire: markOf(identity), op, position };
}

export function reportDeal(deal: Deal, identity: AccountIdentity = DEMO): InputBody {
  return { kind: 'DealReported', wire: markOf(identity), deal };
}

export function answerOrder(
  result: Partial<OrderResult> & Pick<OrderResult, 'cid' | 'state'>,
  identity: AccountIdentity = DEMO,
): InputBody {
  return {
    kind: 'OrderAnswered',
    wire: markOf(identity),
    result: {
      re: '',
      retcode: 10_009,
      retname: 'DONE',
      order: null,
      deal: null,
      position: null,
      volume: 0,
      price: null,
      bid: null,
      ask: null,
      comment: '',
      replay: false,
      elapsedMs: 1,
      ...result,
    },
  };
}

export function answerSignal(signalId: string, answer: 'approve' | 'reject' = 'approve', by = 'window'): InputBody {
  return {
    kind: 'SignalAnswered',
    signalId,
    answer,
    by,
    key: null,
    reason: null,
    volume: null,
    stop: null,
    target: null,
  };
}

export function makePosition(changes: Partial<Position> = {}): Position {
  return {
    id: '900',
    ticket: '900',
    symbol: 'EURUSD',
    side: 'buy',
    volume: 0.1,
    priceOpen: 1.1,
    sl: 1.095,
    tp: 1.11,
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

export function makeDeal(changes: Partial<Deal> = {}): Deal {
  return {
    deal: '500',
    order: '400',
    positionId: '900',
    symbol: 'EURUSD',
    entry: 'in',
    reason: 'expert',
    side: 'buy',
    volume: 0.1,
    price: 1.1,
    profit: 0,
    commission: 0,
    fee: 0,
    swap: 0,
    brokerMs: 0,
    timeMs: MORNING,
    magic: '0',
    cid: null,
    comment: '',
    ...changes,
  };
}

/** Begin, what is held, end with the hash that fits (or `hash`). */
export function snapshot(
  positions: readonly Position[] = [],
  identity: AccountIdentity = DEMO,
  hash?: string,
): readonly InputBody[] {
  const wire = markOf(identity);
  return [
    { kind: 'SnapshotBegan', wire },
    ...positions.map((position): InputBody => ({ kind: 'PositionReported', wire, op: 'open', position })),
    {
      kind: 'SnapshotEnded',
      wire,
      hash: hash ?? hashPositions(positions),
      counts: { positions: positions.length, orders: 0, deals: 0 },
    },
  ];
}

/** A kernel fed by hand: a clock that is set, every fact in order, and the events as a journal would hold them. */
export class KernelRun {
  readonly kernel: Kernel;
  readonly events: JournalEvent[] = [];
  atMs = MORNING;

  constructor(kernel = new Kernel()) {
    this.kernel = kernel;
  }

  /** Applies inputs at the present time; gives the facts that followed them. */
  take(...inputs: readonly InputBody[]): readonly FactBody[] {
    const facts: FactBody[] = [];
    for (const body of inputs) {
      this.atMs = Math.max(this.atMs, this.kernel.lastTs);
      const seq = this.events.length + 1;
      this.events.push({ seq, ts: this.atMs, body });
      this.kernel.apply(
        { seq, ts: this.atMs, body },
        {
          fact: (fact) => {
            facts.push(fact);
            this.events.push({ seq: this.events.length + 1, ts: this.atMs, body: fact });
          },
          market: NO_MARKET,
        },
      );
    }
    return facts;
  }

  /** A tick at the present time. */
  tick(bid: number, ask = Number((bid + 0.0001).toFixed(5)), identity: AccountIdentity = DEMO): readonly FactBody[] {
    return this.take(tick(this.atMs, bid, ask, identity));
  }

  /** Creates the journal, starts the engine and connects a terminal with its whole snapshot. */
  begin(identity: AccountIdentity = DEMO, strategies: readonly StrategySetting[] = [QUICK_TREND]): this {
    this.take({ kind: 'JournalCreated', seed: 'seed', formatVersion: 1 }, startEngine(strategies));
    this.join(identity);
    return this;
  }

  /** A terminal connects and tells all it holds. */
  join(identity: AccountIdentity = DEMO, session = 's1', positions: readonly Position[] = []): readonly FactBody[] {
    return this.take(
      connect(identity, session),
      reportInstrument(identity),
      reportAccount(identity),
      ...snapshot(positions, identity),
    );
  }

  /** Ticks that make the quick trend buy: flat minutes, a rise, and the tick that closes the minute of the rise. */
  propose(): readonly FactBody[] {
    const closes = [1.1, 1.1, 1.1, 1.1, 1.103];
    const facts: FactBody[] = [];
    for (const close of closes) {
      facts.push(...this.tick(close - 0.001), ...this.tick(close));
      this.atMs += 60_000;
    }
    facts.push(...this.tick(1.103));
    return facts;
  }
}
