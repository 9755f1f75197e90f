// What a trade server checks before it looks at the market. Each check gives the return code of the refusal, or null.

import type { Instrument, OrderKind, Side } from '#core/model';
import { isInSession } from './instruments.ts';
import type { Retcode } from './retcodes.ts';
import type { Filling, HeldQuote, OrderRequest } from './setup.ts';

/** Rounds to whole steps of the volume and back, so that 0.1 + 0.2 is 0.3 lots. */
export function wholeLots(instrument: Instrument, lots: number): number {
  const steps = Math.round(lots / instrument.volumeStep);
  return Math.round(steps * instrument.volumeStep * 1e8) / 1e8;
}

/** INVALID_VOLUME unless `lots` is within the limits and on the step. */
export function checkVolume(instrument: Instrument, lots: number): Retcode | null {
  if (!(lots > 0) || lots - lots !== 0) return 10014;
  if (lots < instrument.volumeMin - 1e-9 || lots > instrument.volumeMax + 1e-9) return 10014;
  const steps = lots / instrument.volumeStep;
  return Math.abs(steps - Math.round(steps)) > 1e-6 ? 10014 : null;
}

function isOnGrid(instrument: Instrument, price: number): boolean {
  const ticks = price / instrument.tickSize;
  return price > 0 && price - price === 0 && Math.abs(ticks - Math.round(ticks)) < 1e-4;
}

/** TRADE_DISABLED and its kin for opening `side`. */
export function checkTradeMode(instrument: Instrument, side: Side): Retcode | null {
  if (instrument.tradeMode === 'disabled') return 10017;
  if (instrument.tradeMode === 'closeonly') return 10044;
  if (instrument.tradeMode === 'longonly' && side === 'sell') return 10042;
  if (instrument.tradeMode === 'shortonly' && side === 'buy') return 10043;
  return null;
}

export function checkSession(instrument: Instrument, brokerMs: number): Retcode | null {
  return isInSession(instrument, brokerMs) ? null : 10018;
}

/** INVALID_STOPS unless both lie on their side of `from`, at least the stops level away. */
export function checkStops(
  instrument: Instrument, side: Side, from: number, sl: number | null, tp: number | null,
): Retcode | null {
  const least = instrument.stopsLevel * instrument.point - instrument.point * 1e-4;
  const below = side === 'buy' ? sl : tp;
  const above = side === 'buy' ? tp : sl;
  if (below !== null && (!isOnGrid(instrument, below) || below >= from || from - below < least)) return 10016;
  if (above !== null && (!isOnGrid(instrument, above) || above <= from || above - from < least)) return 10016;
  return null;
}

/** INVALID_PRICE unless a pending order's price waits on the right side of the market. */
export function checkPendingPrice(instrument: Instrument, request: OrderRequest, quote: HeldQuote): Retcode | null {
  const price = request.price;
  if (price === null || !isOnGrid(instrument, price)) return 10015;
  const market = request.side === 'buy' ? quote.ask : quote.bid;
  const least = instrument.stopsLevel * instrument.point - instrument.point * 1e-4;
  const waitsAbove = waitsAboveMarket(request.kind, request.side);
  const distance = waitsAbove ? price - market : market - price;
  if (distance <= 0 || distance < least) return 10015;
  if (request.kind !== 'stop_limit') return null;
  const limit = request.stopLimit;
  if (limit === null || !isOnGrid(instrument, limit)) return 10015;
  return (request.side === 'buy' ? limit <= price : limit >= price) ? null : 10015;
}

/** True for orders that wait for the market to rise to them. */
export function waitsAboveMarket(kind: OrderKind, side: Side): boolean {
  return (side === 'buy') === (kind !== 'limit');
}

/** The filling to use, or INVALID_FILL. Pending orders use RETURN; market orders what the symbol allows. */
export function chooseFilling(
  instrument: Instrument, request: Pick<OrderRequest, 'kind' | 'filling'>,
): Filling | 10030 {
  if (request.kind !== 'market') return request.filling === 'auto' || request.filling === 'return' ? 'return' : 10030;
  const allowsFok = Math.floor(instrument.filling) % 2 === 1;
  const allowsIoc = Math.floor(instrument.filling / 2) % 2 === 1;
  const allowsReturn = instrument.executionMode !== 'market';
  if (request.filling === 'fok') return allowsFok ? 'fok' : 10030;
  if (request.filling === 'ioc') return allowsIoc ? 'ioc' : 10030;
  if (request.filling === 'return') return allowsReturn ? 'return' : 10030;
  if (allowsFok) return 'fok';
  if (allowsIoc) return 'ioc';
  return allowsReturn ? 'return' : 10030;
}

/** INVALID_EXPIRATION where the expiry is missing, past, or of a kind the symbol does not know. */
export function checkExpiry(instrument: Instrument, request: OrderRequest, timeMs: number): Retcode | null {
  const bit = request.tif === 'gtc' ? 1 : request.tif === 'day' ? 2 : 4;
  if (Math.floor(instrument.expirationModes / bit) % 2 === 0) return 10022;
  if (request.tif !== 'spec') return null;
  return request.expiresMs !== null && request.expiresMs > timeMs ? null : 10022;
}
