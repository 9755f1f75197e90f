// The fourteen data types, and the table that says of every record which of them it is, on which lane it goes on, and
// to which stores it is delivered. `time` and `log` belong to the link, not to the fourteen.
//
// Invariant: both tables are exhaustive at compile time: a new record or a new kind of event that is not in them does
// not compile.

import type { DataRecordType, EventKind } from '#core/model';

/** In the order of the plan's table, which numbers them from 1. */
export const DATA_TYPES = [
  'calendar', 'news', 'central_bank', 'flow', 'tick', 'account', 'signal', 'position', 'sentiment', 'pattern',
  'performance', 'correlation', 'bar', 'execution',
] as const;
export type DataType = (typeof DATA_TYPES)[number];

export type StoreName = 'clickhouse' | 'arangodb' | 'dragonfly' | 'postgres' | 'weaviate' | 'redpanda';

/** Who reads it next: quotes and bars, the account's mirror, orders, what is around the market, what was computed. */
export type Lane = 'market' | 'account' | 'trading' | 'context' | 'insight' | 'link';

/** Everything that comes over the wire with a body of its own. */
export type RecordType =
  | DataRecordType | 'tick' | 'bar' | 'account' | 'position' | 'position.mark' | 'order' | 'deal' | 'order.result'
  | 'symbol' | 'time' | 'log';

interface Delivery {
  readonly lane: Lane;
  readonly stores: readonly StoreName[];
}

export const DELIVERIES = {
  calendar: { lane: 'context', stores: ['clickhouse', 'arangodb'] },
  news: { lane: 'context', stores: ['arangodb', 'weaviate'] },
  central_bank: { lane: 'context', stores: ['clickhouse', 'arangodb'] },
  flow: { lane: 'market', stores: ['clickhouse'] },
  tick: { lane: 'market', stores: ['clickhouse', 'redpanda'] },
  account: { lane: 'account', stores: ['clickhouse', 'postgres'] },
  signal: { lane: 'insight', stores: ['arangodb', 'redpanda'] },
  position: { lane: 'account', stores: ['clickhouse', 'dragonfly'] },
  sentiment: { lane: 'insight', stores: ['clickhouse', 'weaviate'] },
  pattern: { lane: 'insight', stores: ['weaviate', 'arangodb'] },
  performance: { lane: 'insight', stores: ['clickhouse'] },
  correlation: { lane: 'insight', stores: ['clickhouse', 'dragonfly'] },
  bar: { lane: 'market', stores: ['clickhouse'] },
  execution: { lane: 'trading', stores: ['clickhouse', 'arangodb', 'redpanda'] },
} as const satisfies Record<DataType, Delivery>;

export const RECORD_TYPES = {
  calendar: 'calendar', news: 'news', central_bank: 'central_bank', flow: 'flow', book: 'flow', tick: 'tick',
  account: 'account', signal: 'signal', position: 'position', 'position.mark': 'position', order: 'position',
  sentiment: 'sentiment', pattern: 'pattern', performance: 'performance', correlation: 'correlation', bar: 'bar',
  deal: 'execution', 'order.result': 'execution', symbol: 'execution', time: 'link', log: 'link',
} as const satisfies Record<RecordType, DataType | 'link'>;

/** `record`: its own `record.type` says which. null: not data from outside, or no data at all. */
const EVENT_RECORDS = {
  TicksReceived: 'tick', TicksImported: 'tick', BarsReceived: 'bar', BarsImported: 'bar', AccountReported: 'account',
  PositionReported: 'position', PositionMarked: 'position.mark', OrderReported: 'order', DealReported: 'deal',
  HistoryTicksReceived: 'tick', HistoryBarsReceived: 'bar', HistoryDealsReceived: 'deal',
  HistoryOrdersReceived: 'order', HistoryEnded: null, OrderAnswered: 'order.result',
  InstrumentReported: 'symbol', OffsetReported: 'time', RecordReceived: 'record',
  SignalOpened: 'signal', SignalClosed: 'signal',
  JournalCreated: null, EngineStarted: null, ClockRead: null, TerminalConnected: null, TerminalDisconnected: null,
  SnapshotBegan: null, SnapshotEnded: null, GapReported: null, RecordKept: null, Quarantined: null,
  SignalAnswered: null, OrderRequested: null, CloseRequested: null, KillSwitchPulled: null, KillSwitchReset: null,
  OrderModifyRequested: null, OrderCancelRequested: null, PositionModifyRequested: null, CloseByRequested: null,
  PositionAdopted: null, AccountConfirmed: null, AccountUnlocked: null, AccountLocked: null, AlarmRaised: null,
  SymbolNamed: null, BrokerZoneConfirmed: null, BrokerStateAccepted: null, ReplayDiffered: null, RecordAccepted: null,
  DecisionTaken: null, RequestRefused: null, OrderOpened: null,
  OrderMoved: null, CommandIssued: null, TradeClosed: null, TradingLocked: null, TradingUnlocked: null,
} as const satisfies Record<EventKind, RecordType | 'record' | null>;

export interface Route {
  readonly record: RecordType;
  readonly dataType: DataType | 'link';
  readonly lane: Lane;
  readonly stores: readonly StoreName[];
}

/** Where a record of this type goes; null for a name that is none. */
export function routeOfRecord(type: string): Route | null {
  if (!Object.hasOwn(RECORD_TYPES, type)) return null;
  const record = type as RecordType;
  const dataType = RECORD_TYPES[record];
  return { record, dataType, ...(dataType === 'link' ? { lane: 'link', stores: [] } : DELIVERIES[dataType]) };
}

/** The type of the record an event carries; null for one that carries none. */
export function recordTypeOf(kind: EventKind): RecordType | 'record' | null {
  return EVENT_RECORDS[kind];
}
