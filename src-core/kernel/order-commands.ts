// What a trader asks of orders and positions that stand: modify, cancel, close, close by. Each is checked by the
// broker's own rules first, by side; whatever raises risk is checked by ours too, and nothing of ours stands in the
// way of what lowers it.

import { roundToTick } from '#core/decision';
import { isFinal } from '#core/execution';
import { clientIdOfMagic } from '#core/broker-model';
import {
  whyNot, type BrokerOrder, type ClientOrder, type InputBody, type Instrument, type Position, type WhyNot,
} from '#core/model';
import {
  CLOSE_BY_BIT, floorVolume, hasFlag, judgeFreeze, judgeKind, judgePendingPrice, judgeStops, judgeWiderRisk,
  type RiskPicture,
} from '#core/risk';
import type { Context, Turn } from './context.ts';
import { commandHead, isAnswered, makeOrder, openOrder, refuse } from './issuing.ts';

type Input<K extends InputBody['kind']> = Extract<InputBody, { kind: K }>;

const VOLUME_EPSILON = 1e-9;

export function requestClose(context: Context, turn: Turn, body: Input<'CloseRequested'>): void {
  const { requestId, positionId } = body;
  const isSame = (made: ClientOrder): boolean => made.purpose === 'close' && made.positionId === positionId;
  if (isAnswered(context, turn, requestId, isSame)) return;
  const position = context.active?.positions.get(positionId);
  const refusal =
    position === undefined
      ? whyNot('EXECUTION_POSITION_UNKNOWN', positionId)
      : judgeClose(context, position, body.volume);
  if (refusal !== null || position === undefined) {
    if (refusal !== null) refuse(turn, requestId, refusal);
    return;
  }
  const isPart = body.volume !== null && body.volume < position.volume;
  closePosition(context, turn, position, { requestId, volume: isPart ? body.volume : null });
}

/** Closes a position, or `volume` lots of it, at the market. */
export function closePosition(
  context: Context, turn: Turn, position: Position,
  terms: { readonly requestId: string | null; readonly volume: number | null; readonly retryOf?: string },
): void {
  const { requestId, volume, retryOf = null } = terms;
  const order = makeOrder(context, {
    purpose: 'close', requestId, retryOf, positionId: position.id, symbol: position.symbol,
    side: position.side === 'buy' ? 'sell' : 'buy', kind: 'market', volume: volume ?? position.volume,
    price: closingPrice(context, position), brokerPosition: position.id,
  });
  openOrder(context, turn, order, {
    type: 'position.close', ...commandHead(context, order), position: position.ticket, volume,
    deviationPoints: order.deviationPoints,
  });
}

export function requestCloseBy(context: Context, turn: Turn, body: Input<'CloseByRequested'>): void {
  const { requestId, positionId, byPositionId } = body;
  const isSame = (made: ClientOrder): boolean =>
    made.purpose === 'close_by' && made.positionId === positionId && made.byPositionId === byPositionId;
  if (isAnswered(context, turn, requestId, isSame)) return;
  const position = context.active?.positions.get(positionId);
  const by = context.active?.positions.get(byPositionId);
  if (position === undefined || by === undefined) {
    refuse(turn, requestId, whyNot('EXECUTION_POSITION_UNKNOWN', position === undefined ? positionId : byPositionId));
    return;
  }
  const refusal = judgeCloseBy(context, position, by);
  if (refusal !== null) {
    refuse(turn, requestId, refusal);
    return;
  }
  const order = makeOrder(context, {
    purpose: 'close_by', requestId, positionId, byPositionId, symbol: position.symbol,
    side: position.side === 'buy' ? 'sell' : 'buy', kind: 'market', volume: Math.min(position.volume, by.volume),
    brokerPosition: position.id,
  });
  openOrder(context, turn, order, {
    type: 'position.close_by', ...commandHead(context, order), position: position.ticket, by: by.ticket,
  });
}

export function requestModifyPosition(context: Context, turn: Turn, body: Input<'PositionModifyRequested'>): void {
  const { requestId, positionId } = body;
  const isSame = (made: ClientOrder): boolean => made.purpose === 'modify' && made.positionId === positionId;
  if (isAnswered(context, turn, requestId, isSame)) return;
  const position = context.active?.positions.get(positionId);
  if (position === undefined) {
    refuse(turn, requestId, whyNot('EXECUTION_POSITION_UNKNOWN', positionId));
    return;
  }
  const instrument = context.instrument(position.symbol);
  const sl = body.sl === undefined ? position.sl : onGrid(body.sl, instrument);
  const tp = body.tp === undefined ? position.tp : onGrid(body.tp, instrument);
  const refusal = judgeModifyPosition(context, position, instrument, sl, tp);
  if (refusal !== null) refuse(turn, requestId, refusal);
  else modifyPosition(context, turn, position, { requestId, sl, tp });
}

/** Sets both levels of a position. */
export function modifyPosition(
  context: Context, turn: Turn, position: Position,
  terms: { readonly requestId: string | null; readonly sl: number | null; readonly tp: number | null },
): void {
  const { symbol, side, volume, id, ticket } = position;
  const order = makeOrder(context, {
    purpose: 'modify', ...terms, positionId: id, symbol, side, kind: 'market', volume, brokerPosition: id,
  });
  openOrder(context, turn, order, {
    type: 'position.modify', ...commandHead(context, order), symbol, position: ticket, sl: terms.sl, tp: terms.tp,
  });
}

export function requestModifyOrder(context: Context, turn: Turn, body: Input<'OrderModifyRequested'>): void {
  const { requestId } = body;
  const found = findWaiting(context, body.orderId);
  const isSame = (made: ClientOrder): boolean => made.purpose === 'modify' && made.ticket === ticketOf(context, body);
  if (isAnswered(context, turn, requestId, isSame)) return;
  if ('code' in found) {
    refuse(turn, requestId, found);
    return;
  }
  const instrument = context.instrument(found.symbol);
  const before = found.price ?? 0;
  const price = body.price === undefined ? before : (onGrid(body.price, instrument) ?? before);
  const sl = body.sl === undefined ? found.sl : onGrid(body.sl, instrument);
  const tp = body.tp === undefined ? found.tp : onGrid(body.tp, instrument);
  const expiryMs = body.expiryMs === undefined ? expiryOf(context, found) : body.expiryMs;
  const refusal = judgeModifyOrder(context, found, instrument, { price, sl, tp, expiryMs });
  if (refusal !== null) {
    refuse(turn, requestId, refusal);
    return;
  }
  const order = makeOrder(context, {
    purpose: 'modify', requestId, ticket: found.ticket, symbol: found.symbol, side: found.side, kind: found.kind,
    volume: found.volume, price, stopLimit: found.stopLimit, sl, tp, tif: expiryMs === null ? 'gtc' : 'spec', expiryMs,
  });
  openOrder(context, turn, order, {
    type: 'order.modify', ...commandHead(context, order), symbol: found.symbol, ticket: found.ticket, price, sl, tp,
    expiryMs,
  });
}

export function requestCancel(context: Context, turn: Turn, body: Input<'OrderCancelRequested'>): void {
  const { requestId } = body;
  const found = findWaiting(context, body.orderId);
  const isSame = (made: ClientOrder): boolean => made.purpose === 'cancel' && made.ticket === ticketOf(context, body);
  if (isAnswered(context, turn, requestId, isSame)) return;
  const refusal =
    'code' in found
      ? found
      : (judgeWay(context) ?? judgeIdle(context, found.ticket, null) ?? judgeFrozenOrder(context, found));
  if (refusal !== null || 'code' in found) {
    if (refusal !== null) refuse(turn, requestId, refusal);
    return;
  }
  const { ticket, symbol, side, kind, volume, price, stopLimit } = found;
  const order = makeOrder(context, {
    purpose: 'cancel', requestId, ticket, symbol, side, kind, volume, price, stopLimit,
  });
  openOrder(context, turn, order, { type: 'order.cancel', ...commandHead(context, order), ticket });
}

/** Was it opened by one of our commands, or taken over by the trader's word? */
export function isManaged(context: Context, position: Position): boolean {
  return position.cid !== null || clientIdOfMagic(position.magic) !== null || context.adopted.has(position.id);
}

export function adoptPosition(context: Context, turn: Turn, body: Input<'PositionAdopted'>): void {
  if (context.active?.positions.has(body.positionId) !== true) {
    refuse(turn, body.positionId, whyNot('EXECUTION_POSITION_UNKNOWN', body.positionId));
    return;
  }
  context.adopted.add(body.positionId);
}

/** A command needs an account that may trade and a link; no limit of ours stands in the way of less risk. */
function judgeWay(context: Context): WhyNot | null {
  if (context.active === null) return whyNot('RISK_ACCOUNT_UNKNOWN');
  return context.guard() ?? (context.active.linkUp ? null : whyNot('RISK_LINK_DOWN'));
}

/** One change of a thing at a time: two at once would race each other at the broker. */
function judgeIdle(context: Context, ticket: string | null, positionId: string | null): WhyNot | null {
  const isBusy = context.orders.open().some((order) =>
    (order.purpose === 'modify' || order.purpose === 'cancel')
    && (ticket === null ? order.positionId === positionId : order.ticket === ticket));
  return isBusy ? whyNot('EXECUTION_CHANGE_PENDING') : null;
}

function isBeingClosed(context: Context, positionId: string): boolean {
  return context.orders.open().some((order) =>
    (order.purpose === 'close' && order.positionId === positionId)
    || (order.purpose === 'close_by' && (order.positionId === positionId || order.byPositionId === positionId)));
}

function judgeClose(context: Context, position: Position, volume: number | null): WhyNot | null {
  const blocked = judgeWay(context);
  if (blocked !== null) return blocked;
  if (isBeingClosed(context, position.id)) return whyNot('EXECUTION_CLOSE_PENDING');
  if (volume === null) return null;
  const instrument = context.instrument(position.symbol);
  const floored = instrument === undefined ? volume : floorVolume(volume, instrument);
  const isOnStep = floored > 0 && Math.abs(floored - volume) < VOLUME_EPSILON;
  const rest = position.volume - volume;
  const isRestValid = rest < VOLUME_EPSILON || rest + VOLUME_EPSILON >= (instrument?.volumeMin ?? 0);
  const isValid = volume > 0 && volume <= position.volume && isOnStep && isRestValid;
  return isValid ? null : whyNot('EXECUTION_VOLUME_INVALID');
}

function judgeCloseBy(context: Context, position: Position, by: Position): WhyNot | null {
  const blocked = judgeWay(context);
  if (blocked !== null) return blocked;
  if (isBeingClosed(context, position.id) || isBeingClosed(context, by.id)) return whyNot('EXECUTION_CLOSE_PENDING');
  const modes = context.instrument(position.symbol)?.orderModes ?? 0;
  const fits =
    context.active?.identity.marginMode === 'hedging' && position.id !== by.id && position.symbol === by.symbol
    && position.side !== by.side && (modes === 0 || hasFlag(modes, CLOSE_BY_BIT));
  return fits ? null : whyNot('EXECUTION_CLOSE_BY_INVALID');
}

function judgeModifyPosition(
  context: Context, position: Position, instrument: Instrument | undefined, sl: number | null, tp: number | null,
): WhyNot | null {
  const blocked = judgeWay(context);
  if (blocked !== null) return blocked;
  if (!isManaged(context, position)) return whyNot('EXECUTION_FOREIGN');
  if (instrument === undefined) return whyNot('EXECUTION_SYMBOL_UNKNOWN', position.symbol);
  const busy = judgeIdle(context, null, position.id);
  if (busy !== null) return busy;
  if (sl === position.sl && tp === position.tp) return whyNot('EXECUTION_NOTHING_TO_CHANGE');
  if (sl === null) return whyNot('RISK_STOP_MISSING');
  const price = closingPrice(context, position);
  const picture = context.riskPicture();
  if (price === null || picture === null) return whyNot('RISK_QUOTE_STALE');
  // The broker asks both levels again, but one that stays was taken before: only what moves is asked here.
  return (
    judgeStops(instrument, position.side, price, sl === position.sl ? null : sl, tp === position.tp ? null : tp) ??
    judgeFreeze(instrument, price, [position.sl, position.tp]) ??
    judgeWiderRisk(picture, replacePosition(picture, { ...position, sl, tp }))
  );
}

interface OrderTerms {
  readonly price: number;
  readonly sl: number | null;
  readonly tp: number | null;
  readonly expiryMs: number | null;
}

function judgeModifyOrder(
  context: Context, order: BrokerOrder, instrument: Instrument | undefined, terms: OrderTerms,
): WhyNot | null {
  const blocked = judgeWay(context) ?? (context.killSwitch ? whyNot('RISK_KILL_SWITCH') : null);
  if (blocked !== null) return blocked;
  const cid = order.cid ?? clientIdOfMagic(order.magic);
  const own = cid === null ? undefined : context.orders.orders.get(cid);
  if (own === undefined) return whyNot('EXECUTION_FOREIGN');
  if (instrument === undefined) return whyNot('EXECUTION_SYMBOL_UNKNOWN', order.symbol);
  const { price, sl, tp, expiryMs } = terms;
  if (price === order.price && sl === order.sl && tp === order.tp && expiryMs === expiryOf(context, order)) {
    return whyNot('EXECUTION_NOTHING_TO_CHANGE');
  }
  if (sl === null) return whyNot('RISK_STOP_MISSING');
  const quote = context.quote(order.symbol);
  const picture = context.riskPicture();
  if (quote === null || picture === null || order.kind === 'market') return whyNot('RISK_QUOTE_STALE');
  const pending = {
    kind: order.kind, price, stopLimit: order.stopLimit, tif: expiryMs === null ? 'gtc' : 'spec', expiryMs,
  } as const;
  const inFlight = picture.inFlight.map((one) => (one.cid === own.cid ? { ...one, price, sl, tp } : one));
  return (
    judgeIdle(context, order.ticket, null) ??
    judgeFrozenOrder(context, order) ??
    judgePendingPrice(instrument, order.side, pending, quote) ??
    judgeStops(instrument, order.side, order.stopLimit ?? price, sl, tp) ??
    judgeKind(instrument, order.kind, true, tp !== null, pending, context.nowMs()) ??
    judgeWiderRisk(picture, { ...picture, inFlight })
  );
}

function judgeFrozenOrder(context: Context, order: BrokerOrder): WhyNot | null {
  const instrument = context.instrument(order.symbol);
  const quote = context.quote(order.symbol);
  if (instrument === undefined || quote === null) return null;
  return judgeFreeze(instrument, order.side === 'buy' ? quote.ask : quote.bid, [order.price]);
}

/** The waiting order of this id (client order id, or the broker's), as the broker holds it; or why there is none. */
function findWaiting(context: Context, orderId: string): BrokerOrder | WhyNot {
  const own = context.orders.orders.get(orderId);
  const held = [...(context.active?.orders.values() ?? [])];
  const found = held.find(({ id, ticket, cid, magic }) =>
    own === undefined ? id === orderId || ticket === orderId : (cid ?? clientIdOfMagic(magic)) === own.cid);
  if (found !== undefined) return found;
  if (own === undefined) return whyNot('EXECUTION_ORDER_UNKNOWN', orderId);
  const details = isFinal(own.state) ? `It is ${own.state}.` : 'Its answer is not there yet.';
  return whyNot('EXECUTION_ORDER_NOT_WORKING', details);
}

/** The ticket that an earlier request of this key named, also when its order has ended since. */
function ticketOf(context: Context, body: { readonly orderId: string }): string {
  const found = findWaiting(context, body.orderId);
  if (!('code' in found)) return found.ticket;
  return context.orders.orders.get(body.orderId)?.brokerOrder ?? body.orderId;
}

function expiryOf(context: Context, order: BrokerOrder): number | null {
  const brokerMs = order.expiryBrokerMs ?? null;
  return brokerMs === null ? null : brokerMs - (context.active?.offsetS ?? 0) * 1000;
}

function onGrid(price: number | null, instrument: Instrument | undefined): number | null {
  return price === null || instrument === undefined ? price : roundToTick(price, instrument);
}

/** A buy closes at the bid. */
function closingPrice(context: Context, position: Position): number | null {
  const quote = context.quote(position.symbol);
  if (quote === null) return null;
  return position.side === 'buy' ? quote.bid : quote.ask;
}

function replacePosition(picture: RiskPicture, changed: Position): RiskPicture {
  return { ...picture, positions: picture.positions.map((one) => (one.id === changed.id ? changed : one)) };
}
