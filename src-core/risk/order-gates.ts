// The broker's own rules for an order, asked before it is sent: trade mode, session, kinds, expiry, stops and freeze
// level by side, the limit of one direction. Each gives the reason against it, null when there is none. A rule that
// the specification does not state (0) is not asked.

import {
  whyNot, type Instrument, type OrderKind, type Quote, type Side, type TimeInForce, type WhyNot,
} from '#core/model';

/** What makes an order wait at the broker instead of filling at once. */
export interface PendingTerms {
  readonly kind: Exclude<OrderKind, 'market'>;
  /** A stop-limit's trigger, else the price it fills at. */
  readonly price: number;
  /** A stop-limit's limit price. */
  readonly stopLimit: number | null;
  readonly tif: TimeInForce;
  /** UTC ms, for `tif` spec. */
  readonly expiryMs: number | null;
}

const KIND_BIT = { market: 1, limit: 2, stop: 4, stop_limit: 8 } as const;
const SL_BIT = 16;
const TP_BIT = 32;
export const CLOSE_BY_BIT = 64;
const EXPIRY_BIT = { gtc: 1, day: 2, spec: 4 } as const;

/** A hundredth of a point forgives what decimals cost. */
const TOLERANCE_POINTS = 0.01;

export function hasFlag(flags: number, bit: number): boolean {
  return Math.floor(flags / bit) % 2 === 1;
}

/** May a position be opened on this side now? `brokerS`: seconds of the broker's clock. */
export function judgeTradable(instrument: Instrument, side: Side, brokerS: number): WhyNot | null {
  const mode = instrument.tradeMode;
  if (mode === 'disabled') return whyNot('RISK_SYMBOL_DISABLED');
  if (mode === 'closeonly') return whyNot('RISK_CLOSE_ONLY');
  if (mode === 'longonly' && side === 'sell') return whyNot('RISK_LONG_ONLY');
  if (mode === 'shortonly' && side === 'buy') return whyNot('RISK_SHORT_ONLY');
  if (instrument.sessions.every((day) => day.length === 0)) return null;
  const weekday = (Math.floor(brokerS / 86_400) + 4) % 7;
  const second = brokerS % 86_400;
  const isOpen = (instrument.sessions[weekday] ?? []).some(([from, to]) => second >= from && second < to);
  return isOpen ? null : whyNot('RISK_MARKET_CLOSED', 'Outside its session.');
}

/** Does the broker take this kind of order with a stop and a target, and this expiry? */
export function judgeKind(
  instrument: Instrument,
  kind: OrderKind,
  hasStop: boolean,
  hasTarget: boolean,
  pending: PendingTerms | null,
  nowMs: number,
): WhyNot | null {
  const { orderModes, expirationModes } = instrument;
  if (orderModes > 0) {
    if (!hasFlag(orderModes, KIND_BIT[kind])) return whyNot('RISK_ORDER_KIND', `Kind: ${kind}.`);
    if (hasStop && !hasFlag(orderModes, SL_BIT)) return whyNot('RISK_ORDER_KIND', 'No stop loss with the order.');
    if (hasTarget && !hasFlag(orderModes, TP_BIT)) return whyNot('RISK_ORDER_KIND', 'No target with the order.');
  }
  if (pending === null) return null;
  if (expirationModes > 0 && !hasFlag(expirationModes, EXPIRY_BIT[pending.tif])) {
    return whyNot('RISK_EXPIRATION', `Expiry: ${pending.tif}.`);
  }
  if (pending.tif !== 'spec') return null;
  return pending.expiryMs !== null && pending.expiryMs > nowMs ? null : whyNot('RISK_EXPIRATION', 'It is not ahead.');
}

/**
 * Stop and target on their sides of `from`, at least the stops level away. `from` is what the broker measures from:
 * the price at which the position would close (a buy closes at the bid), or a pending order's own price.
 */
export function judgeStops(
  instrument: Instrument,
  side: Side,
  from: number,
  sl: number | null,
  tp: number | null,
): WhyNot | null {
  const sign = side === 'buy' ? 1 : -1;
  const stopPoints = sl === null ? null : (sign * (from - sl)) / instrument.point;
  const targetPoints = tp === null ? null : (sign * (tp - from)) / instrument.point;
  // Each is asked so that a figure that is no number fails it.
  if (stopPoints !== null && !(stopPoints > 0)) return whyNot('RISK_STOP_WRONG_SIDE', 'Stop.');
  if (targetPoints !== null && !(targetPoints > 0)) return whyNot('RISK_STOP_WRONG_SIDE', 'Target.');
  const nearest = Math.min(stopPoints ?? Infinity, targetPoints ?? Infinity);
  return nearest + TOLERANCE_POINTS < instrument.stopsLevel
    ? whyNot('RISK_STOP_TOO_CLOSE', `At least ${String(instrument.stopsLevel)} points.`)
    : null;
}

/** A pending price on its side of the market, at least the stops level away; a limit that can follow its trigger. */
export function judgePendingPrice(
  instrument: Instrument,
  side: Side,
  terms: PendingTerms,
  quote: Quote,
): WhyNot | null {
  const { kind, price, stopLimit } = terms;
  const market = side === 'buy' ? quote.ask : quote.bid;
  const waitsAbove = (side === 'buy') === (kind !== 'limit');
  const points = ((waitsAbove ? 1 : -1) * (price - market)) / instrument.point;
  if (!(price > 0) || !(points > 0)) return whyNot('RISK_PRICE_WRONG_SIDE', `Market ${String(market)}.`);
  if (points + TOLERANCE_POINTS < instrument.stopsLevel) {
    return whyNot('RISK_PRICE_TOO_CLOSE', `At least ${String(instrument.stopsLevel)} points.`);
  }
  if (kind !== 'stop_limit') return null;
  const canFollow = stopLimit !== null && (side === 'buy' ? stopLimit <= price : stopLimit >= price);
  return canFollow
    ? null
    : whyNot('RISK_PRICE_WRONG_SIDE', 'The limit of a stop-limit lies at its trigger or on the better side of it.');
}

/**
 * Nothing may be changed while the market is within the freeze level of a level that would act: a pending order's
 * price, or a position's stop or target. `market` is the price that would reach it.
 */
export function judgeFreeze(
  instrument: Instrument,
  market: number,
  levels: readonly (number | null)[],
): WhyNot | null {
  const { freezeLevel, point } = instrument;
  if (!(freezeLevel > 0)) return null;
  const isNear = levels.some(
    (level) => level !== null && Math.abs(level - market) / point + TOLERANCE_POINTS < freezeLevel,
  );
  return isNear ? whyNot('RISK_FROZEN', `Within ${String(freezeLevel)} points.`) : null;
}

/** Something that holds or would hold volume in one direction of a symbol. */
interface Held {
  readonly symbol: string;
  readonly side: Side;
  readonly volume: number;
}

/** Lots of one direction that the broker's limit leaves, waiting orders counted; Infinity where it has none. */
export function roomInDirection(instrument: Instrument, side: Side, held: readonly Held[]): number {
  if (!(instrument.volumeLimit > 0)) return Infinity;
  const sum = held
    .filter((one) => one.symbol === instrument.symbol && one.side === side)
    .reduce((total, { volume }) => total + volume, 0);
  return Math.max(0, Number((instrument.volumeLimit - sum).toFixed(8)));
}
