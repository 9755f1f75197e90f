// The bodies of the terminal's messages, field for field as MT5-PROTOCOL section 9 lists them.

import { sha256Hex } from '#core/base';
import type { BookOrder, BrokerEvent } from '#core/broker-model';
import { decimalText } from '#core/intake';
import type { AccountIdentity, AccountState, Deal, Instrument, OrderResult, Position } from '#core/model';

export function accountBody(state: AccountState): object {
  return {
    balance: state.balance, credit: state.credit, equity: state.equity, profit: state.profit, margin: state.margin,
    margin_free: state.marginFree, margin_level: state.marginLevel, leverage: state.leverage,
    so_call: state.stopOutCall, so_so: state.stopOutLevel, so_mode: state.stopOutMode,
    trade_allowed: state.tradeAllowed, expert_allowed: state.expertAllowed,
    terminal_connected: state.terminalConnected, currency: state.currency,
  };
}

export function symbolBody(one: Instrument): object {
  return {
    s: one.symbol, description: one.description, digits: one.digits, point: one.point, tick_size: one.tickSize,
    tick_value: one.tickValue, tick_value_profit: one.tickValueProfit, tick_value_loss: one.tickValueLoss,
    contract_size: one.contractSize, vol_min: one.volumeMin, vol_max: one.volumeMax, vol_step: one.volumeStep,
    vol_limit: one.volumeLimit, stops_level: one.stopsLevel, freeze_level: one.freezeLevel, swap_long: one.swapLong,
    swap_short: one.swapShort, swap_mode: one.swapMode, swap_triple_day: one.swapTripleDay,
    margin_initial: one.marginInitial, margin_maintenance: one.marginMaintenance, calc_mode: one.calcMode,
    trade_mode: one.tradeMode, exec_mode: one.executionMode, filling: one.filling, order_modes: one.orderModes,
    expiration_modes: one.expirationModes, base: one.baseCurrency, profit: one.profitCurrency,
    margin_currency: one.marginCurrency, sessions: one.sessions, rev: one.rev,
  };
}

export function positionBody(op: 'open' | 'update' | 'close', one: Position): object {
  return {
    op, id: one.id, ticket: one.ticket, s: one.symbol, side: one.side, vol: one.volume, price_open: one.priceOpen,
    sl: one.sl, tp: one.tp, price: one.price, profit: one.profit, swap: one.swap, magic: one.magic, cid: one.cid,
    comment: one.comment, open_msc: one.openBrokerMs,
  };
}

export function markBody(one: Position): object {
  return { id: one.id, price: one.price, profit: one.profit, swap: one.swap };
}

export function orderBody(op: 'add' | 'update' | 'remove', one: BookOrder, offsetS: number): object {
  return {
    op, id: one.id, ticket: one.ticket, s: one.symbol, state: one.state, type: one.kind, side: one.side,
    vol: one.volume, vol_initial: one.volumeInitial, price: one.price, stoplimit: one.stopLimit, sl: one.sl,
    tp: one.tp, filling: one.filling, expiration: one.expiresMs === null ? null : one.expiresMs + offsetS * 1000,
    magic: one.magic, cid: one.cid, comment: one.comment, msc: one.brokerMs,
  };
}

export function dealBody(one: Deal): object {
  return {
    deal: one.deal, order: one.order, position_id: one.positionId, s: one.symbol, entry: one.entry,
    reason: one.reason, side: one.side, vol: one.volume, price: one.price, profit: one.profit,
    commission: one.commission, fee: one.fee, swap: one.swap, msc: one.brokerMs, magic: one.magic, cid: one.cid,
    comment: one.comment,
  };
}

/** `detail` says who does not allow it, with E_TRADE_OFF. */
export function resultBody(one: OrderResult, detail: string | null = null): object {
  return {
    ...(detail === null ? {} : { detail }),
    re: one.re, cid: one.cid, state: one.state, retcode: one.retcode, retname: one.retname, order: one.order,
    deal: one.deal, position: one.position, vol: one.volume, price: one.price, bid: one.bid, ask: one.ask,
    comment: one.comment, replay: one.replay, ms: one.elapsedMs,
  };
}

/** The account's part of `hello`. */
export function identityFields(one: AccountIdentity): object {
  return {
    login: one.login, server: one.server, trade_mode: one.tradeMode, margin_mode: one.marginMode,
    currency: one.currency,
  };
}

/** What happened at the broker, as the message that tells it. */
export function eventFrame(event: BrokerEvent, offsetS: number): { readonly type: string; readonly body: object } {
  switch (event.kind) {
    case 'order': return { type: 'order', body: orderBody(event.op, event.order, offsetS) };
    case 'deal': return { type: 'deal', body: dealBody(event.deal) };
    case 'position': return { type: 'position', body: positionBody(event.op, event.position) };
    case 'instrument': return { type: 'symbol', body: symbolBody(event.instrument) };
  }
}

/** SHA-256 over the sorted `id:vol:sl:tp` lines of the open positions. */
export function positionsHash(positions: readonly Position[]): string {
  const text = (value: number | null) => (value === null ? 'null' : decimalText(value));
  const lines = positions.map((one) => `${one.id}:${text(one.volume)}:${text(one.sl)}:${text(one.tp)}`);
  return sha256Hex(lines.sort().join('\n'));
}
