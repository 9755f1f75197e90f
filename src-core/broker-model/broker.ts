// A broker as a pure state machine: ticks and requests in, fills, deals and positions out. One model for the simulated
// terminal, the backtest and the fault simulation.
//
// Honest prices: market orders pay the spread and slip; a stop (and a stop loss) gapped through fills at the first
// price there is, never at its own; a limit (and a take profit) fills at its own price, never better. Refusals are
// answers with MT5's return codes; nothing throws. All chance is seeded and part of the state.

import type { AccountState, Deal, Instrument, Position, Side } from '#core/model';
import { clientIdOfMagic } from './client-key.ts';
import { roundTo } from './instruments.ts';
import type { Fill } from './ledger.ts';
import { MarketMoves } from './market-moves.ts';
import {
  checkExpiry, checkPendingPrice, checkSession, checkStops, checkTradeMode, checkVolume, chooseFilling, wholeLots,
} from './order-checks.ts';
import { RETCODES, type Retcode } from './retcodes.ts';
import type {
  BookOrder, BrokerEvent, BrokerSetup, BrokerState, CloseRequest, Filling, HeldPosition, HeldQuote, OrderRequest,
  Permissions, TradeAnswer,
} from './setup.ts';
import { TradingFloor, type Filled } from './trading-floor.ts';

const DAY_MS = 86_400_000;
const NO_EVENTS: readonly BrokerEvent[] = [];

export interface Traded {
  readonly answer: TradeAnswer;
  readonly events: readonly BrokerEvent[];
}

export class Broker {
  readonly setup: BrokerSetup;
  readonly #floor: TradingFloor;
  readonly #moves: MarketMoves;

  /** A new account (its deposit is the first deal), or one that goes on from `state`. */
  constructor(setup: BrokerSetup, state: BrokerState | null = null, openedMs = 0) {
    this.setup = setup;
    this.#floor = new TradingFloor(setup, state, openedMs);
    this.#moves = new MarketMoves(this.#floor);
  }

  get offsetS(): number {
    return this.#floor.offsetS;
  }

  /** Broker time changed against UTC (daylight saving). */
  setOffset(offsetS: number): void {
    this.#floor.offsetS = offsetS;
  }

  get permissions(): Permissions {
    return this.#floor.permissions;
  }

  /** Someone presses a switch: the terminal's button, the program's setting; the rest stays. */
  permit(change: Partial<Permissions>): void {
    this.#floor.permissions = { ...this.#floor.permissions, ...change };
  }

  instrument(symbol: string): Instrument | null {
    return this.#floor.instruments.get(symbol) ?? null;
  }

  instruments(): readonly Instrument[] {
    return [...this.#floor.instruments.values()];
  }

  quote(symbol: string): { readonly bid: number; readonly ask: number; readonly timeMs: number } | null {
    return this.#floor.quotes.get(symbol) ?? null;
  }

  positions(): readonly Position[] {
    return [...this.#floor.ledger.positions.values()].map((one) => this.#floor.ledger.report(one));
  }

  position(id: string): Position | null {
    const held = this.#floor.find(id);
    return held === null ? null : this.#floor.ledger.report(held);
  }

  /** Orders waiting in the book, oldest first. */
  orders(): readonly BookOrder[] {
    return this.#floor.book.waiting();
  }

  /** Orders that are done with, oldest first. */
  closedOrders(): readonly BookOrder[] {
    return this.#floor.book.closed;
  }

  deals(): readonly Deal[] {
    return this.#floor.ledger.deals;
  }

  /** Asks for an order. `isCheckOnly` runs every check and changes nothing. */
  send(request: OrderRequest, timeMs: number, isCheckOnly = false): Traded {
    const instrument = this.#floor.instruments.get(request.symbol);
    const quote = this.#floor.quotes.get(request.symbol);
    if (instrument === undefined) return this.#refuse(10013, request.symbol);
    if (quote === undefined) return this.#refuse(10021, request.symbol);
    const filling = chooseFilling(instrument, request);
    const orderModeBit = { market: 1, limit: 2, stop: 4, stop_limit: 8 }[request.kind];
    const refusal = this.#checkPermission(request.reason)
      ?? checkVolume(instrument, request.volume)
      ?? checkTradeMode(instrument, request.side)
      ?? (Math.floor(instrument.orderModes / orderModeBit) % 2 === 0 ? 10035 : null)
      ?? checkSession(instrument, timeMs + this.#floor.offsetS * 1000)
      ?? (typeof filling === 'number' ? filling : null)
      ?? this.#checkLimits(instrument, request);
    if (refusal !== null) return this.#refuse(refusal, request.symbol);
    return request.kind === 'market'
      ? this.#sendMarket(instrument, request, filling as Filling, quote, timeMs, isCheckOnly)
      : this.#sendPending(instrument, request, quote, timeMs, isCheckOnly);
  }

  /** Closes a position, or a part of it, at the market. */
  close(request: CloseRequest, timeMs: number): Traded {
    const held = this.#floor.find(request.position);
    if (held === null) return this.#refuse(10036, null);
    const instrument = this.#floor.instruments.get(held.symbol) as Instrument;
    const quote = this.#floor.quotes.get(held.symbol);
    const volume = request.volume ?? held.volume;
    if (quote === undefined) return this.#refuse(10021, held.symbol);
    if (volume > held.volume + 1e-9) return this.#refuse(10038, held.symbol);
    const filling = chooseFilling(instrument, { kind: 'market', filling: 'auto' });
    const refusal = this.#checkPermission(request.reason)
      ?? checkVolume(instrument, volume)
      ?? (typeof filling === 'number' ? filling : null)
      ?? (instrument.tradeMode === 'disabled' ? 10017 : null)
      ?? checkSession(instrument, timeMs + this.#floor.offsetS * 1000)
      ?? (this.#floor.setup.isFifo && this.#hasOlder(held) ? 10045 : null);
    if (refusal !== null) return this.#refuse(refusal, held.symbol);
    const side: Side = held.side === 'buy' ? 'sell' : 'buy';
    const price = this.#marketPrice(instrument, side, quote, request.deviationPoints, null);
    if (typeof price !== 'object') return this.#refuse(price, held.symbol);
    const lots = this.#available(wholeLots(instrument, volume));
    if (lots < volume && filling === 'fok') return this.#refuse(10006, held.symbol);
    const events: BrokerEvent[] = [];
    const filled = this.#floor.fillNow(events, {
      instrument, side, lots, price: price.price, timeMs, order: this.#floor.ticket(), deal: this.#floor.ticket(),
      magic: request.magic, comment: request.comment, reason: request.reason, closes: held.id, sl: null, tp: null,
    }, filling as Filling, volume);
    return this.#done(filled, lots < volume ? 10010 : 10009, events, quote);
  }

  /** Closes two opposite positions of one symbol against each other (hedging accounts). */
  closeBy(
    position: string, by: string, who: Pick<CloseRequest, 'magic' | 'comment' | 'reason'>, timeMs: number,
  ): Traded {
    const first = this.#floor.find(position);
    const second = this.#floor.find(by);
    if (first === null || second === null) return this.#refuse(10036, null);
    const forbidden = this.#checkPermission(who.reason);
    if (forbidden !== null) return this.#refuse(forbidden, first.symbol);
    if (!this.#floor.ledger.isHedging || first.symbol !== second.symbol || first.side === second.side) {
      return this.#refuse(10013, first.symbol);
    }
    const instrument = this.#floor.instruments.get(first.symbol) as Instrument;
    const events: BrokerEvent[] = [];
    const fill: Fill = {
      instrument, side: first.side === 'buy' ? 'sell' : 'buy', lots: Math.min(first.volume, second.volume),
      price: second.priceOpen, timeMs, order: this.#floor.ticket(), deal: this.#floor.ticket(), ...who,
      closes: null, sl: null, tp: null,
    };
    this.#floor.ledger.closeBy(first, second, fill, this.#floor.ticket(), this.#floor.offsetS, events);
    const quote = this.#floor.quotes.get(first.symbol);
    return this.#done({ fill, position: first.id }, 10009, events, quote);
  }

  /** Moves a position's stop and target; null takes one away. */
  modifyPosition(id: string, sl: number | null, tp: number | null): Traded {
    const held = this.#floor.find(id);
    if (held === null) return this.#refuse(10036, null);
    if (!this.#floor.permissions.account) return this.#refuse(10017, held.symbol);
    const instrument = this.#floor.instruments.get(held.symbol) as Instrument;
    if (held.sl === sl && held.tp === tp) return this.#refuse(10025, held.symbol);
    const price = this.#floor.ledger.closePriceOf(held);
    const refusal = checkStops(instrument, held.side, price, sl, tp) ?? this.#checkFrozen(instrument, held, price);
    if (refusal !== null) return this.#refuse(refusal, held.symbol);
    held.sl = sl;
    held.tp = tp;
    return {
      answer: this.#answer(10009, held.symbol, { position: held.id, volume: held.volume, price }),
      events: [{ kind: 'position', op: 'update', position: this.#floor.ledger.report(held) }],
    };
  }

  /** Moves a waiting order; null for `price` leaves it. */
  modifyOrder(
    ticket: string, price: number | null, sl: number | null, tp: number | null, expiresMs: number | null,
    timeMs: number,
  ): Traded {
    const order = this.#floor.book.find(ticket);
    if (order === null) return this.#refuse(10013, null);
    if (!this.#floor.permissions.account) return this.#refuse(10017, order.symbol);
    const instrument = this.#floor.instruments.get(order.symbol) as Instrument;
    const quote = this.#floor.quotes.get(order.symbol);
    if (quote === undefined) return this.#refuse(10021, order.symbol);
    const moved: BookOrder = { ...order, price: price ?? order.price, sl, tp, expiresMs };
    if (moved.price === order.price && sl === order.sl && tp === order.tp && expiresMs === order.expiresMs) {
      return this.#refuse(10025, order.symbol);
    }
    const asked: OrderRequest = {
      symbol: moved.symbol, kind: moved.kind, side: moved.side, volume: moved.volume, price: moved.price,
      stopLimit: moved.stopLimit, sl, tp, deviationPoints: 0, filling: 'auto', tif: expiresMs === null ? 'gtc' : 'spec',
      expiresMs, magic: moved.magic, comment: moved.comment, reason: 'expert',
    };
    const refusal = checkPendingPrice(instrument, asked, quote)
      ?? checkStops(instrument, moved.side, moved.stopLimit ?? (moved.price as number), sl, tp)
      ?? checkExpiry(instrument, asked, timeMs);
    if (refusal !== null) return this.#refuse(refusal, order.symbol);
    this.#floor.book.replace(moved);
    return {
      answer: this.#answer(10009, order.symbol, { order: order.id, volume: order.volume, price: moved.price }),
      events: [{ kind: 'order', op: 'update', order: moved }],
    };
  }

  /** Takes a waiting order out of the book. */
  cancel(ticket: string, timeMs: number): Traded {
    const order = this.#floor.book.find(ticket);
    if (order === null) return this.#refuse(10013, null);
    if (!this.#floor.permissions.account) return this.#refuse(10017, order.symbol);
    const events: BrokerEvent[] = [];
    this.#floor.book.retire(order, 'canceled', timeMs + this.#floor.offsetS * 1000, events);
    return {
      answer: this.#answer(10009, order.symbol, { order: order.id, volume: order.volume, price: order.price }), events,
    };
  }

  account(): AccountState {
    return this.#floor.account();
  }

  /** Everything, as plain JSON from which a new Broker goes on. */
  state(): BrokerState {
    return this.#floor.state();
  }

  /**
   * A new price, UTC ms. Charges the night's swap when the broker's day turns, closes positions at their stops and
   * targets, fills and expires waiting orders, and stops the account out when its margin level is too low.
   * Cheap while nothing is held in the symbol.
   */
  onTick(symbol: string, timeMs: number, bid: number, ask: number): readonly BrokerEvent[] {
    return this.#moves.onTick(symbol, timeMs, bid, ask);
  }

  // --- requests

  #sendMarket(
    instrument: Instrument, request: OrderRequest, filling: Filling, quote: HeldQuote, timeMs: number,
    isCheckOnly: boolean,
  ): Traded {
    const from = request.side === 'buy' ? quote.bid : quote.ask;
    const refusal = checkStops(instrument, request.side, from, request.sl, request.tp)
      ?? this.#floor.checkMoney(
        instrument, request.side, request.volume, request.side === 'buy' ? quote.ask : quote.bid,
      );
    if (refusal !== null) return this.#refuse(refusal, request.symbol);
    if (isCheckOnly) return {
      answer: this.#answer(10009, request.symbol, { volume: request.volume }), events: NO_EVENTS,
    };
    if (this.#floor.random.nextChance(this.#floor.setup.rejectChance)) return this.#refuse(10006, request.symbol);
    const asked = request.price;
    const price = this.#marketPrice(instrument, request.side, quote, request.deviationPoints, asked);
    if (typeof price !== 'object') return this.#refuse(price, request.symbol);
    const wanted = wholeLots(instrument, request.volume);
    const lots = this.#available(wanted);
    if (lots < wanted && filling === 'fok') return this.#refuse(10006, request.symbol);
    const events: BrokerEvent[] = [];
    const filled = this.#floor.fillNow(events, {
      instrument, side: request.side, lots, price: price.price, timeMs, order: this.#floor.ticket(),
      deal: this.#floor.ticket(),
      magic: request.magic, comment: request.comment, reason: request.reason, closes: null, sl: request.sl,
      tp: request.tp,
    }, filling, wanted);
    return this.#done(filled, lots < wanted ? 10010 : 10009, events, quote);
  }

  #sendPending(
    instrument: Instrument, request: OrderRequest, quote: HeldQuote, timeMs: number, isCheckOnly: boolean,
  ): Traded {
    const entry = request.stopLimit !== null && request.kind === 'stop_limit' ? request.stopLimit : request.price;
    const refusal = checkPendingPrice(instrument, request, quote)
      ?? checkStops(instrument, request.side, entry as number, request.sl, request.tp)
      ?? checkExpiry(instrument, request, timeMs);
    if (refusal !== null) return this.#refuse(refusal, request.symbol);
    if (isCheckOnly) return {
      answer: this.#answer(10009, request.symbol, { volume: request.volume }), events: NO_EVENTS,
    };
    const ticket = this.#floor.ticket();
    const volume = wholeLots(instrument, request.volume);
    const dayEndMs = (
      Math.floor((timeMs + this.#floor.offsetS * 1000) / DAY_MS) + 1
    ) * DAY_MS - this.#floor.offsetS * 1000;
    const order: BookOrder = {
      id: ticket, ticket, symbol: request.symbol, state: 'placed', kind: request.kind, side: request.side, volume,
      volumeInitial: volume, price: request.price, stopLimit: request.kind === 'stop_limit' ? request.stopLimit : null,
      sl: request.sl, tp: request.tp, magic: request.magic, cid: clientIdOfMagic(request.magic),
      comment: request.comment, reason: request.reason, brokerMs: timeMs + this.#floor.offsetS * 1000,
      filling: 'return', expiresMs: request.tif === 'gtc' ? null : request.tif === 'day' ? dayEndMs : request.expiresMs,
    };
    this.#floor.book.hold(order);
    return {
      answer: this.#answer(10008, request.symbol, { order: ticket, volume, price: request.price }),
      events: [{ kind: 'order', op: 'add', order }],
    };
  }

  /** The price a market order gets, or why not. */
  #marketPrice(
    instrument: Instrument, side: Side, quote: HeldQuote, deviationPoints: number, asked: number | null,
  ): { readonly price: number } | Retcode {
    const now = side === 'buy' ? quote.ask : quote.bid;
    const slip = this.#floor.slip();
    const price = roundTo(now + (side === 'buy' ? slip : -slip) * instrument.point, instrument.digits);
    if (instrument.executionMode !== 'instant' && instrument.executionMode !== 'request') return { price };
    const worse = (side === 'buy' ? price - (asked ?? now) : (asked ?? now) - price) / instrument.point;
    if (this.#floor.random.nextChance(this.#floor.setup.requoteChance) || worse > deviationPoints + 1e-6) return 10004;
    return { price };
  }

  // The trade server's own word; the terminal asks its switches before it sends anything.
  #checkPermission(reason: 'expert' | 'client'): Retcode | null {
    const { account, server } = this.#floor.permissions;
    if (!account) return 10017;
    return reason === 'expert' && !server ? 10026 : null;
  }

  #available(lots: number): number {
    const most = this.#floor.setup.liquidityLots;
    return most === null ? lots : Math.min(lots, most);
  }

  #checkLimits(instrument: Instrument, request: OrderRequest): Retcode | null {
    const held = this.#floor.ledger.heldIn(request.symbol);
    if (this.#floor.ledger.isHedging && this.#floor.setup.isHedgeForbidden && held.some(
      (one) => one.side !== request.side,
    )) {
      return 10046;
    }
    if (instrument.volumeLimit <= 0) return null;
    let total = request.volume;
    for (const one of held) if (one.side === request.side) total += one.volume;
    for (const one of this.#floor.book.waitingIn(request.symbol)) if (one.side === request.side) total += one.volume;
    return total > instrument.volumeLimit + 1e-9 ? 10034 : null;
  }

  #checkFrozen(instrument: Instrument, held: HeldPosition, price: number): Retcode | null {
    const near = instrument.freezeLevel * instrument.point;
    if (near <= 0) return null;
    const isNear = (level: number | null) => level !== null && Math.abs(level - price) < near;
    return isNear(held.sl) || isNear(held.tp) ? 10029 : null;
  }

  #hasOlder(held: HeldPosition): boolean {
    const list = this.#floor.ledger.heldIn(held.symbol).filter((one) => one.side === held.side);
    return list.length > 0 && list[0] !== held;
  }

  // --- answers

  #done(
    filled: Filled, retcode: 10009 | 10010, events: readonly BrokerEvent[],
    quote: HeldQuote | undefined,
  ): Traded {
    const { fill, position } = filled;
    return {
      answer: {
        retcode, retname: RETCODES[retcode], order: fill.order, deal: fill.deal, position, volume: fill.lots,
        price: roundTo(fill.price, fill.instrument.digits), bid: quote?.bid ?? null, ask: quote?.ask ?? null,
      },
      events,
    };
  }

  #refuse(retcode: Retcode, symbol: string | null): Traded {
    return { answer: this.#answer(retcode, symbol, {}), events: NO_EVENTS };
  }

  #answer(retcode: Retcode, symbol: string | null, known: Partial<TradeAnswer>): TradeAnswer {
    const quote = symbol === null ? undefined : this.#floor.quotes.get(symbol);
    return {
      retcode, retname: RETCODES[retcode], order: null, deal: null, position: null, volume: 0, price: null,
      bid: quote?.bid ?? null, ask: quote?.ask ?? null, ...known,
    };
  }
}
