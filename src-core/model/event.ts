// The journal's nouns: what happened, in one total order. Inputs come from outside; facts are what the kernel
// concluded from them and are journaled in the same commit as their cause, so that a restart finds both or neither.
// Every body is plain JSON (ticks and bars are packed in columns on disk).

import type {
  AccountIdentity, AccountState, BrokerOrder, Deal, OrderKind, OrderResult, Position,
} from './account.ts';
import type { BrokerZone } from './broker-zone.ts';
import type { Bar, Instrument, TickColumns, TickCursor } from './market.ts';
import type { HistoryKind, HistoryOutcome } from './history.ts';
import type { TimeInForce, TradeCommand } from './command.ts';
import type { DataRecord } from './records.ts';
import type { SignalState, OrderState, Signal, ClientOrder, Trade, WhyNot } from './signal.ts';
import type { Timeframe } from './timeframe.ts';
import type { RiskLimits } from './limits.ts';

/** The wire's bookkeeping that rides on an input from a terminal: what may be acknowledged once it is stored. */
export interface WireMark {
  readonly account: string;
  readonly epoch: string;
  /** Reliable sequence number of the frame, 0 for volatile and cursor frames. */
  readonly wireSeq: number;
  /** 53 bits over the frame's type and body, where `wireSeq` > 0: tells a repeat from another frame of that number. */
  readonly digest?: number;
}

export type InputBody =
  /** First event of a journal. `seed` feeds the kernel's random numbers and client order ids. */
  | { readonly kind: 'JournalCreated'; readonly seed: string; readonly formatVersion: number }
  /** A process began: its engine, and the settings in force. */
  | {
      readonly kind: 'EngineStarted';
      readonly engineHash: string;
      readonly version: string;
      readonly mode: string;
      readonly limits: RiskLimits;
      readonly strategies: readonly StrategySetting[];
      /** May an account that is not demo be unlocked? Without it, `held`. */
      readonly realTrading?: 'held' | 'allowed';
    }
  | { readonly kind: 'ClockRead' }
  | {
      readonly kind: 'TerminalConnected';
      readonly session: string;
      readonly account: AccountIdentity;
      readonly epoch: string;
      readonly offsetS: number;
      readonly clock: 'wall' | 'data';
      readonly lastSeq: number;
      readonly ea: string;
      readonly build: number;
    }
  | {
      readonly kind: 'TerminalDisconnected';
      readonly session: string;
      readonly account: string;
      readonly code: number;
      readonly reason: string;
    }
  | {
      readonly kind: 'TicksReceived';
      readonly account: string;
      readonly symbol: string;
      readonly offsetS: number;
      readonly ticks: TickColumns;
      readonly next: TickCursor;
    }
  | {
      readonly kind: 'BarsReceived';
      readonly account: string;
      readonly symbol: string;
      readonly timeframe: Timeframe;
      readonly offsetS: number;
      readonly closed: boolean;
      readonly bars: readonly Bar[];
      /** Broker seconds of the newest closed bar: the cursor after this batch; null for a forming bar. */
      readonly next: number | null;
    }
  | { readonly kind: 'AccountReported'; readonly account: string; readonly state: AccountState }
  | { readonly kind: 'InstrumentReported'; readonly wire: WireMark; readonly instrument: Instrument }
  | {
      readonly kind: 'PositionReported';
      readonly wire: WireMark;
      readonly op: 'open' | 'update' | 'close';
      readonly position: Position;
    }
  | {
      readonly kind: 'PositionMarked';
      readonly account: string;
      readonly id: string;
      readonly price: number;
      readonly profit: number;
      readonly swap: number;
    }
  | {
      readonly kind: 'OrderReported';
      readonly wire: WireMark;
      readonly op: 'add' | 'update' | 'remove';
      readonly order: BrokerOrder;
    }
  | { readonly kind: 'DealReported'; readonly wire: WireMark; readonly deal: Deal }
  | { readonly kind: 'OrderAnswered'; readonly wire: WireMark; readonly result: OrderResult }
  | { readonly kind: 'SnapshotBegan'; readonly wire: WireMark }
  | {
      readonly kind: 'SnapshotEnded';
      readonly wire: WireMark;
      readonly hash: string;
      readonly counts: { readonly positions: number; readonly orders: number; readonly deals: number };
    }
  /** Ticks of the terminal's history, oldest first, all under one offset. */
  | {
      readonly kind: 'HistoryTicksReceived';
      readonly account: string;
      readonly symbol: string;
      readonly offsetS: number;
      readonly ticks: TickColumns;
      /** How many ticks of the first one's millisecond come before it at the broker. */
      readonly before: number;
    }
  | {
      readonly kind: 'HistoryBarsReceived';
      readonly account: string;
      readonly symbol: string;
      readonly timeframe: Timeframe;
      readonly bars: readonly Bar[];
    }
  | { readonly kind: 'HistoryDealsReceived'; readonly account: string; readonly deals: readonly Deal[] }
  | { readonly kind: 'HistoryOrdersReceived'; readonly account: string; readonly orders: readonly BrokerOrder[] }
  /** A question about the terminal's history was answered to its end, or refused for good. */
  | {
      readonly kind: 'HistoryEnded';
      readonly account: string;
      readonly of: HistoryKind;
      readonly symbol: string | null;
      readonly timeframe: Timeframe | null;
      /** UTC ms, `to` exclusive. */
      readonly fromMs: number;
      readonly toMs: number;
      /** Rows it brought; what the terminal counted, where only that was asked. */
      readonly rows: number;
      readonly outcome: HistoryOutcome;
      readonly code: string | null;
    }
  /** The broker's offset from UTC changed. */
  | {
      readonly kind: 'OffsetReported';
      readonly wire: WireMark;
      readonly offsetS: number;
      readonly source: string;
      readonly atBrokerMs: number;
    }
  /** A ring overflow at the terminal: reliable messages were lost there. */
  | { readonly kind: 'GapReported'; readonly wire: WireMark; readonly fromSeq: number; readonly toSeq: number }
  /** Calendar, news, flows, and what somebody computed: exact to the page, as nouns. */
  | { readonly kind: 'RecordReceived'; readonly wire: WireMark; readonly record: DataRecord }
  /**
   * A number of the wire whose frame made no event of its own (`seq.mark`). Journals of version 0.1.0 also hold
   * calendars, news and the like under this name, with the body as it was sent.
   */
  | { readonly kind: 'RecordKept'; readonly wire: WireMark; readonly type: string; readonly body: unknown }
  /** What did not validate; `wire` is set when the envelope was readable and carried a reliable number. */
  | {
      readonly kind: 'Quarantined';
      readonly wire: WireMark | null;
      readonly code: string;
      readonly reason: string;
      readonly source: string;
      /** The frame's text, cut where it is very long. */
      readonly raw: string;
      /** The frame's type where its head could be read. */
      readonly of?: string;
    }
  | {
      readonly kind: 'TicksImported';
      readonly feed: string;
      readonly symbol: string;
      readonly file: string;
      readonly ticks: TickColumns;
      /** Broker time minus UTC of all of them; absent where no broker's clock is known: `brokerMs` is UTC then. */
      readonly offsetS?: number;
    }
  | {
      readonly kind: 'BarsImported';
      readonly feed: string;
      readonly symbol: string;
      readonly timeframe: Timeframe;
      readonly file: string;
      readonly bars: readonly Bar[];
    }
  | {
      readonly kind: 'SignalAnswered';
      readonly signalId: string;
      readonly answer: 'approve' | 'reject';
      readonly by: string;
      readonly key: string | null;
      readonly reason: string | null;
      /** Modified card values; null leaves them. */
      readonly volume: number | null;
      readonly stop: number | null;
      readonly target: number | null;
    }
  | {
      readonly kind: 'OrderRequested';
      readonly requestId: string;
      readonly by: string;
      readonly symbol: string;
      readonly side: 'buy' | 'sell';
      readonly volume: number | null;
      readonly type: OrderKind;
      readonly price: number | null;
      readonly sl: number | null;
      readonly tp: number | null;
      readonly approve: boolean;
      /** A stop-limit's limit price. */
      readonly stopLimit?: number | null;
      /** Without it: `spec` where there is an expiry, else `gtc`. */
      readonly tif?: TimeInForce;
      /** UTC ms. */
      readonly expiryMs?: number | null;
      /** The broker is asked whether it would take it; nothing is placed. */
      readonly checkOnly?: boolean;
    }
  /** What is left out stays as it is; null takes a level away. */
  | {
      readonly kind: 'OrderModifyRequested';
      readonly requestId: string;
      readonly by: string;
      /** Client order id, or the broker's order. */
      readonly orderId: string;
      readonly price?: number;
      readonly sl?: number | null;
      readonly tp?: number | null;
      readonly expiryMs?: number | null;
    }
  | {
      readonly kind: 'OrderCancelRequested';
      readonly requestId: string;
      readonly by: string;
      readonly orderId: string;
    }
  | {
      readonly kind: 'PositionModifyRequested';
      readonly requestId: string;
      readonly by: string;
      readonly positionId: string;
      readonly sl?: number | null;
      readonly tp?: number | null;
    }
  | {
      readonly kind: 'CloseByRequested';
      readonly requestId: string;
      readonly by: string;
      readonly positionId: string;
      readonly byPositionId: string;
    }
  /** A position that is not ours is managed like ours from here on. */
  | { readonly kind: 'PositionAdopted'; readonly positionId: string; readonly by: string }
  | {
      readonly kind: 'CloseRequested';
      readonly requestId: string;
      readonly by: string;
      readonly positionId: string;
      readonly volume: number | null;
    }
  | { readonly kind: 'KillSwitchPulled'; readonly by: string; readonly flatten: boolean }
  | { readonly kind: 'KillSwitchReset'; readonly by: string }
  | { readonly kind: 'AccountConfirmed'; readonly login: string; readonly server: string; readonly by: string }
  /** An account that is not demo may trade until the engine stops or it is locked again. */
  | { readonly kind: 'AccountUnlocked'; readonly login: string; readonly server: string; readonly by: string }
  | { readonly kind: 'AccountLocked'; readonly by: string }
  /** The trader names the broker's symbol for `symbol` on this account; null takes his word back. */
  | {
      readonly kind: 'SymbolNamed'; readonly account: string; readonly symbol: string; readonly name: string | null;
      readonly by: string;
    }
  /** The trader has confirmed the clock of his broker's server; null takes his word back. */
  | { readonly kind: 'BrokerZoneConfirmed'; readonly zone: BrokerZone | null; readonly by: string }
  | { readonly kind: 'BrokerStateAccepted'; readonly by: string }
  /**
   * At start the record did not come out again under the engine that made it. From `fromSeq` to `toSeq` it was taken
   * as it stands.
   */
  | {
      readonly kind: 'ReplayDiffered';
      readonly fromSeq: number;
      readonly toSeq: number;
      /** Inputs whose facts came out otherwise, and the kind of the first. */
      readonly count: number;
      readonly what: string;
    }
  /** The trader goes on from the record as it stands. */
  | { readonly kind: 'RecordAccepted'; readonly by: string };

export interface StrategySetting {
  readonly name: string;
  readonly symbols: readonly string[] | 'all';
  readonly timeframe: Timeframe;
  readonly params: Readonly<Record<string, number>>;
  /** Approves its own signals (backtest, or automatic trading switched on). */
  readonly automatic: boolean;
}

export type FactBody =
  /** One closed bar judged by one strategy: a proposal, or why not. These make the decision hash. */
  | {
      readonly kind: 'DecisionTaken';
      readonly n: number;
      readonly engineHash: string;
      readonly symbol: string;
      readonly timeframe: Timeframe;
      readonly barTime: number;
      readonly strategy: string;
      readonly strategyHash: string;
      readonly outcome: 'proposed' | 'suppressed';
      readonly code: string | null;
      readonly side: 'buy' | 'sell';
      /** Whole points from zero. */
      readonly entryPoints: number;
      readonly stopPoints: number;
      readonly targetPoints: number;
      /** Running hash after this decision. */
      readonly hash: string;
    }
  | { readonly kind: 'SignalOpened'; readonly signal: Signal }
  | {
      readonly kind: 'SignalClosed';
      readonly signalId: string;
      readonly state: SignalState;
      readonly whyNot: WhyNot | null;
      readonly by: string | null;
      readonly cid: string | null;
    }
  /** A click, an order or a close that was refused, and why. */
  | { readonly kind: 'RequestRefused'; readonly requestId: string; readonly whyNot: WhyNot }
  | { readonly kind: 'OrderOpened'; readonly order: ClientOrder }
  | {
      readonly kind: 'OrderMoved';
      readonly cid: string;
      readonly from: OrderState;
      readonly to: OrderState;
      readonly whyNot: WhyNot | null;
    }
  /** Leaves for the wire once this event is committed to the platter. */
  | { readonly kind: 'CommandIssued'; readonly account: string; readonly command: TradeCommand }
  | { readonly kind: 'TradeClosed'; readonly trade: Trade }
  /** Something needs the trader now; trading goes on. */
  | {
      readonly kind: 'AlarmRaised';
      readonly code: string;
      readonly text: string;
      readonly symbol: string;
      readonly positionId: string;
    }
  | { readonly kind: 'TradingLocked'; readonly code: string; readonly text: string }
  | { readonly kind: 'TradingUnlocked'; readonly code: string };

export type EventBody = InputBody | FactBody;
export type EventKind = EventBody['kind'];

export interface JournalEvent<B extends EventBody = EventBody> {
  /** 1, 2, 3 … over the whole journal. */
  readonly seq: number;
  /** The host's clock when it came in, UTC ms; a fact carries its cause's. */
  readonly ts: number;
  readonly body: B;
}

const FACT_KINDS: ReadonlySet<string> = new Set<FactBody['kind']>([
  'DecisionTaken',
  'SignalOpened',
  'SignalClosed',
  'RequestRefused',
  'OrderOpened',
  'OrderMoved',
  'CommandIssued',
  'TradeClosed',
  'AlarmRaised',
  'TradingLocked',
  'TradingUnlocked',
]);

export function isFact(body: EventBody): body is FactBody {
  return FACT_KINDS.has(body.kind);
}

const PLATTER_KINDS: ReadonlySet<string> = new Set<EventKind>([
  'CommandIssued',
  'SignalAnswered',
  'OrderRequested',
  'CloseRequested',
  'CloseByRequested',
  'OrderModifyRequested',
  'OrderCancelRequested',
  'PositionModifyRequested',
  'PositionAdopted',
  'AccountUnlocked',
  'AccountLocked',
  'KillSwitchPulled',
  'KillSwitchReset',
  'AccountConfirmed',
  'SymbolNamed',
  'BrokerZoneConfirmed',
  'BrokerStateAccepted',
  'ReplayDiffered',
  'RecordAccepted',
  'OrderAnswered',
  'DealReported',
  'HistoryDealsReceived',
  'JournalCreated',
]);

/** True for events that must survive power loss before anyone acts on them. */
export function needsPlatter(body: EventBody): boolean {
  return PLATTER_KINDS.has(body.kind);
}
