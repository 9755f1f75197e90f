// From the model's nouns to what the doors hand out. Broker times become UTC by the account's offset.

import type {
  AccountResource, BarResource, DealResource, InstrumentResource, OrderResource, PositionResource, SafetyResource,
  SignalResource, TradeResource,
} from '#core/contract';
import type { AccountView, KernelView } from '#core/kernel';
import type {
  Bar, BrokerOrder, ClientOrder, Deal, Instrument, Position, Signal, Trade,
} from '#core/model';

export function toBar(bar: Bar): BarResource {
  const { time, open, high, low, close, tickVolume, realVolume, spread, source, offsetS } = bar;
  const brokerTime = offsetS === undefined ? null : time + offsetS * 1000;
  return { time, brokerTime, open, high, low, close, tickVolume, realVolume, spread, source };
}

export function toInstrument(instrument: Instrument): InstrumentResource {
  return {
    ...instrument,
    sessions: instrument.sessions.map((day) => day.map(([start, end]) => [start, end])),
  };
}

export function toSignal(signal: Signal): SignalResource {
  const { probabilityMillionths, ...rest } = signal;
  return {
    ...rest,
    votes: signal.votes.map((vote) => ({ ...vote })),
    reasons: [...signal.reasons],
    probability: probabilityMillionths === null ? null : probabilityMillionths / 1e6,
  };
}

export function toOrder(order: ClientOrder): OrderResource {
  return { id: order.cid, ...order };
}

const STATE_OF_BROKER_ORDER = {
  started: 'accepted', placed: 'working', partial: 'partial', filled: 'filled', canceled: 'canceled',
  rejected: 'rejected', expired: 'expired',
} as const;

/** An order at the broker that is not ours. */
export function toForeignOrder(order: BrokerOrder, offsetS: number): OrderResource {
  const timeMs = order.brokerMs - offsetS * 1000;
  const expiryBrokerMs = order.expiryBrokerMs ?? null;
  return {
    id: order.id, cid: null, magic: order.magic, signalId: null, purpose: 'open', positionId: null, byPositionId: null,
    ticket: null, retryOf: null, symbol: order.symbol, side: order.side, kind: order.kind, volume: order.volumeInitial,
    price: order.price, stopLimit: order.stopLimit, tif: expiryBrokerMs === null ? 'gtc' : 'spec',
    expiryMs: expiryBrokerMs === null ? null : expiryBrokerMs - offsetS * 1000, sl: order.sl,
    tp: order.tp, deviationPoints: null, createdMs: timeMs, deadlineMs: null,
    state: STATE_OF_BROKER_ORDER[order.state], filledVolume: filledVolumeOf(order), fillPrice: null, retcode: null,
    whyNot: null, brokerOrder: order.ticket, brokerPosition: null, updatedMs: timeMs,
  };
}

// Volumes are decimal lots: the difference is rounded to what a lot step can tell apart.
function filledVolumeOf(order: BrokerOrder): number {
  return Math.round((order.volumeInitial - order.volume) * 1e8) / 1e8;
}

export function toPosition(position: Position, view: KernelView): PositionResource {
  const { openBrokerMs, ...rest } = position;
  const offsetS = view.account?.offsetS ?? 0;
  const [origin, managed] = [view.originOf(position), view.isManaged(position.id)];
  return { ...rest, origin, managed, openMs: openBrokerMs - offsetS * 1000 };
}

export function toDeal(deal: Deal): DealResource {
  const { timeMs, ...rest } = deal;
  return { ...rest, time: timeMs };
}

export function toTrade(trade: Trade): TradeResource {
  return { ...trade };
}

export function toSafety(view: KernelView): SafetyResource {
  const { killSwitch, lock, discrepancy, replayDifference } = view;
  return { killSwitch, lock, discrepancy, replayDifference };
}

export function toAccount(account: AccountView, feeds: KernelView['feeds']): AccountResource {
  const { identity, state } = account;
  return {
    key: account.key, login: identity.login, server: identity.server, currency: identity.currency,
    tradeMode: identity.tradeMode, marginMode: identity.marginMode, confirmed: account.confirmed,
    unlocked: account.isUnlocked, tradeOff: account.tradeOff,
    feeds: feeds.map((feed) => ({
      key: feed.key, login: feed.identity.login, server: feed.identity.server, currency: feed.identity.currency,
      tradeMode: feed.identity.tradeMode, linkUp: feed.linkUp,
    })),
    trade: account.trade, whyNot: account.whyNot, clock: account.clock, linkUp: account.linkUp,
    snapshotReady: account.snapshotReady, lastSeenMs: account.lastSeenMs, disconnectedMs: account.disconnectedMs,
    offsetS: account.offsetS,
    balance: state?.balance ?? null, credit: state?.credit ?? null, equity: state?.equity ?? null,
    profit: state?.profit ?? null, margin: state?.margin ?? null, marginFree: state?.marginFree ?? null,
    marginLevel: state?.marginLevel ?? null, leverage: state?.leverage ?? null,
    stopOutCall: state?.stopOutCall ?? null, stopOutLevel: state?.stopOutLevel ?? null,
    stopOutMode: state?.stopOutMode ?? null, tradeAllowed: state?.tradeAllowed ?? null,
    expertAllowed: state?.expertAllowed ?? null, terminalConnected: state?.terminalConnected ?? null,
    dayStartEquity: account.dayStartEquity, dayLoss: account.dayLoss, dayLossMax: account.dayLossMax,
  };
}
