// A broker as a pure state machine: ticks and requests in, fills, deals and positions out. One model for the simulated
// terminal, the backtest and the fault simulation.
//
// Honest prices: market orders pay the spread and slip; a stop (and a stop loss) gapped through fills at the first
// price there is, never at its own; a limit (and a take profit) fills at its own price, never better. Refusals are
// answers with MT5's return codes; nothing throws. All chance is seeded and part of the state.

import { Random } from '#core/base';
import type { AccountState, Deal, Instrument, Position, Side } from '#core/model';
import { clientIdOfMagic } from './client-key.ts';
import { roundTo, weekdayOf } from './instruments.ts';
import { Ledger, type Fill } from './ledger.ts';
import { MarginBook } from './margin-book.ts';
import { OrderBook } from './order-book.ts';
import {
  checkExpiry, checkPendingPrice, checkSession, checkStops, checkTradeMode, checkVolume, chooseFilling,
  waitsAboveMarket, wholeLots,
} from './order-checks.ts';
import { RETCODES, type Retcode } from './retcodes.ts';
import type {
  BookOrder, BrokerEvent, BrokerSetup, BrokerState, CloseRequest, Filling, HeldPosition, HeldQuote, OrderRequest,
  TradeAnswer,
} from './setup.ts';
import { Valuation } from './valuation.ts';

const DAY_MS = 86_400_000;
const FIRST_TICKET = 1_000_001;
const NO_EVENTS: readonly BrokerEvent[] = [];

export interface Traded {
  readonly answer: TradeAnswer;
  readonly events: readonly BrokerEvent[];
}

export class Broker {
  readonly setup: BrokerSetup;
  readonly #instruments = new Map<string, Instrument>();
  readonly #quotes = new Map<string, HeldQuote>();
  readonly #book: OrderBook;
  readonly #valuation: Valuation;
  readonly #ledger: Ledger;
  readonly #margins: MarginBook;
  readonly #random: Random;
  /** Symbols whose tick value moves with the price of the key. */
  readonly #revalued = new Map<string, string[]>();
  #nextTicket: number;
  #offsetS: number;
  #day: number | null;

  /** A new account (its deposit is the first deal), or one that goes on from `state`. */
  constructor(setup: BrokerSetup, state: BrokerState | null = null, openedMs = 0) {
    this.setup = setup;
    for (const one of setup.instruments) this.#instruments.set(one.symbol, one);
    for (const one of state?.instruments ?? []) this.#instruments.set(one.symbol, one);
    this.#valuation = new Valuation(setup.identity.currency, setup.leverage, this.#instruments, this.#quotes);
    this.#ledger = new Ledger(setup, this.#valuation, this.#quotes, this.#instruments);
    this.#margins = new MarginBook(this.#ledger, this.#valuation, this.#instruments);
    this.#book = new OrderBook();
    this.#random = new Random(state?.random ?? setup.seed);
    this.#nextTicket = state?.nextTicket ?? FIRST_TICKET;
    this.#offsetS = state?.offsetS ?? setup.offsetS;
    this.#day = state?.day ?? null;
    if (state === null) this.#ledger.book(setup.deposit, this.#ticket(), openedMs, this.#offsetS);
    else this.#restore(state);
    this.#linkValues();
  }

  #restore(state: BrokerState): void {
    this.#ledger.balance = state.balance;
    for (const [symbol, quote] of Object.entries(state.quotes)) this.#quotes.set(symbol, { ...quote });
    for (const position of state.positions) this.#ledger.add({ ...position });
    for (const order of state.orders) this.#book.hold(order);
    for (const deal of state.deals) this.#ledger.deals.push(deal);
    for (const order of state.closedOrders) this.#book.keep(order);
  }

  #linkValues(): void {
    const currency = this.setup.identity.currency;
    for (const one of this.#instruments.values()) {
      if (one.profitCurrency === currency) continue;
      for (const other of this.#instruments.values()) {
        const currencies = [other.baseCurrency, other.profitCurrency];
        if (!currencies.includes(one.profitCurrency) || !currencies.includes(currency)) continue;
        this.#revalued.set(other.symbol, [...(this.#revalued.get(other.symbol) ?? []), one.symbol]);
      }
    }
  }

  get offsetS(): number {
    return this.#offsetS;
  }

  /** Broker time changed against UTC (daylight saving). */
  setOffset(offsetS: number): void {
    this.#offsetS = offsetS;
  }

  instrument(symbol: string): Instrument | null {
    return this.#instruments.get(symbol) ?? null;
  }

  instruments(): readonly Instrument[] {
    return [...this.#instruments.values()];
  }

  quote(symbol: string): { readonly bid: number; readonly ask: number; readonly timeMs: number } | null {
    return this.#quotes.get(symbol) ?? null;
  }

  positions(): readonly Position[] {
    return [...this.#ledger.positions.values()].map((one) => this.#ledger.report(one, this.#offsetS));
  }

  position(id: string): Position | null {
    const held = this.#find(id);
    return held === null ? null : this.#ledger.report(held, this.#offsetS);
  }

  /** Orders waiting in the book, oldest first. */
  orders(): readonly BookOrder[] {
    return this.#book.waiting();
  }

  /** Orders that are done with, oldest first. */
  closedOrders(): readonly BookOrder[] {
    return this.#book.closed;
  }

  deals(): readonly Deal[] {
    return this.#ledger.deals;
  }

  account(): AccountState {
    const { identity, leverage, stopOutCall, stopOutLevel } = this.setup;
    let profit = 0;
    for (const position of this.#ledger.positions.values()) {
      profit = roundTo(profit + this.#ledger.profitOf(position) + position.swap, 2);
    }
    const balance = this.#ledger.balance;
    const equity = roundTo(balance + profit, 2);
    const margin = this.#margins.total();
    return {
      balance, credit: 0, equity, profit, margin, marginFree: roundTo(equity - margin, 2),
      marginLevel: margin > 0 ? roundTo((equity / margin) * 100, 2) : null, leverage, stopOutCall, stopOutLevel,
      stopOutMode: 'percent', tradeAllowed: true, expertAllowed: true, terminalConnected: true,
      currency: identity.currency,
    };
  }

  state(): BrokerState {
    return {
      balance: this.#ledger.balance, nextTicket: this.#nextTicket, offsetS: this.#offsetS, day: this.#day,
      random: this.#random.state(),
      quotes: Object.fromEntries([...this.#quotes].map(([symbol, quote]) => [symbol, { ...quote }])),
      instruments: this.instruments(),
      positions: [...this.#ledger.positions.values()].map((one) => ({ ...one })), orders: this.orders(),
      deals: [...this.#ledger.deals], closedOrders: [...this.#book.closed],
    };
  }

  /**
   * A new price, UTC ms. Charges the night's swap when the broker's day turns, closes positions at their stops and
   * targets, fills and expires waiting orders, and stops the account out when its margin level is too low.
   * Cheap while nothing is held in the symbol.
   */
  onTick(symbol: string, timeMs: number, bid: number, ask: number): readonly BrokerEvent[] {
    const quote = this.#quotes.get(symbol);
    if (quote === undefined) {
      if (!this.#instruments.has(symbol)) return NO_EVENTS;
      this.#quotes.set(symbol, { bid, ask, timeMs });
    } else {
      quote.bid = bid;
      quote.ask = ask;
      quote.timeMs = timeMs;
    }
    const day = Math.floor((timeMs + this.#offsetS * 1000) / DAY_MS);
    const hasWork = this.#ledger.positions.size > 0 || this.#book.size > 0;
    if (!hasWork && day === this.#day && !this.#revalued.has(symbol)) return NO_EVENTS;
    const events: BrokerEvent[] = [];
    if (day !== this.#day) this.#turnDay(day, events);
    this.#revalue(symbol, events);
    if (hasWork) {
      this.#closeAtLevels(symbol, timeMs, events);
      this.#workOrders(symbol, timeMs, events);
      this.#stopOut(timeMs, events);
    }
    return events;
  }

  /** Asks for an order. `isCheckOnly` runs every check and changes nothing. */
  send(request: OrderRequest, timeMs: number, isCheckOnly = false): Traded {
    const instrument = this.#instruments.get(request.symbol);
    const quote = this.#quotes.get(request.symbol);
    if (instrument === undefined) return this.#refuse(10013, request.symbol);
    if (quote === undefined) return this.#refuse(10021, request.symbol);
    const filling = chooseFilling(instrument, request);
    const orderModeBit = { market: 1, limit: 2, stop: 4, stop_limit: 8 }[request.kind];
    const refusal = checkVolume(instrument, request.volume)
      ?? checkTradeMode(instrument, request.side)
      ?? (Math.floor(instrument.orderModes / orderModeBit) % 2 === 0 ? 10035 : null)
      ?? checkSession(instrument, timeMs + this.#offsetS * 1000)
      ?? (typeof filling === 'number' ? filling : null)
      ?? this.#checkLimits(instrument, request);
    if (refusal !== null) return this.#refuse(refusal, request.symbol);
    return request.kind === 'market'
      ? this.#sendMarket(instrument, request, filling as Filling, quote, timeMs, isCheckOnly)
      : this.#sendPending(instrument, request, quote, timeMs, isCheckOnly);
  }

  /** Closes a position, or a part of it, at the market. */
  close(request: CloseRequest, timeMs: number): Traded {
    const held = this.#find(request.position);
    if (held === null) return this.#refuse(10036, null);
    const instrument = this.#instruments.get(held.symbol) as Instrument;
    const quote = this.#quotes.get(held.symbol);
    const volume = request.volume ?? held.volume;
    if (quote === undefined) return this.#refuse(10021, held.symbol);
    if (volume > held.volume + 1e-9) return this.#refuse(10038, held.symbol);
    const refusal = checkVolume(instrument, volume)
      ?? (instrument.tradeMode === 'disabled' ? 10017 : null)
      ?? checkSession(instrument, timeMs + this.#offsetS * 1000)
      ?? (this.setup.isFifo && this.#hasOlder(held) ? 10045 : null);
    if (refusal !== null) return this.#refuse(refusal, held.symbol);
    const side: Side = held.side === 'buy' ? 'sell' : 'buy';
    const price = this.#marketPrice(instrument, side, quote, request.deviationPoints, null);
    if (typeof price !== 'object') return this.#refuse(price, held.symbol);
    const lots = this.#available(wholeLots(instrument, volume));
    const events: BrokerEvent[] = [];
    const filled = this.#fillNow(events, {
      instrument, side, lots, price: price.price, timeMs, order: this.#ticket(), deal: this.#ticket(),
      magic: request.magic, comment: request.comment, reason: request.reason, closes: held.id, sl: null, tp: null,
    }, 'ioc', volume);
    return this.#done(filled, lots < volume ? 10010 : 10009, events, quote);
  }

  /** Closes two opposite positions of one symbol against each other (hedging accounts). */
  closeBy(position: string, by: string, magic: string, timeMs: number): Traded {
    const first = this.#find(position);
    const second = this.#find(by);
    if (first === null || second === null) return this.#refuse(10036, null);
    if (!this.#ledger.isHedging || first.symbol !== second.symbol || first.side === second.side) {
      return this.#refuse(10013, first.symbol);
    }
    const instrument = this.#instruments.get(first.symbol) as Instrument;
    const events: BrokerEvent[] = [];
    const fill: Fill = {
      instrument, side: first.side === 'buy' ? 'sell' : 'buy', lots: Math.min(first.volume, second.volume),
      price: second.priceOpen, timeMs, order: this.#ticket(), deal: this.#ticket(), magic, comment: '',
      reason: 'expert', closes: null, sl: null, tp: null,
    };
    this.#ledger.closeBy(first, second, fill, this.#ticket(), this.#offsetS, events);
    const quote = this.#quotes.get(first.symbol);
    return this.#done({ fill, position: first.id }, 10009, events, quote);
  }

  /** Moves a position's stop and target; null takes one away. */
  modifyPosition(id: string, sl: number | null, tp: number | null): Traded {
    const held = this.#find(id);
    if (held === null) return this.#refuse(10036, null);
    const instrument = this.#instruments.get(held.symbol) as Instrument;
    if (held.sl === sl && held.tp === tp) return this.#refuse(10025, held.symbol);
    const price = this.#ledger.closePriceOf(held);
    const refusal = checkStops(instrument, held.side, price, sl, tp) ?? this.#checkFrozen(instrument, held, price);
    if (refusal !== null) return this.#refuse(refusal, held.symbol);
    held.sl = sl;
    held.tp = tp;
    return {
      answer: this.#answer(10009, held.symbol, { position: held.id, volume: held.volume, price }),
      events: [{ kind: 'position', op: 'update', position: this.#ledger.report(held, this.#offsetS) }],
    };
  }

  /** Moves a waiting order; null for `price` leaves it. */
  modifyOrder(
    ticket: string, price: number | null, sl: number | null, tp: number | null, expiresMs: number | null, timeMs: number,
  ): Traded {
    const order = this.#book.find(ticket);
    if (order === null) return this.#refuse(10013, null);
    const instrument = this.#instruments.get(order.symbol) as Instrument;
    const quote = this.#quotes.get(order.symbol);
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
    this.#book.replace(moved);
    return {
      answer: this.#answer(10009, order.symbol, { order: order.id, volume: order.volume, price: moved.price }),
      events: [{ kind: 'order', op: 'update', order: moved }],
    };
  }

  /** Takes a waiting order out of the book. */
  cancel(ticket: string, timeMs: number): Traded {
    const order = this.#book.find(ticket);
    if (order === null) return this.#refuse(10013, null);
    const events: BrokerEvent[] = [];
    this.#book.retire(order, 'canceled', timeMs + this.#offsetS * 1000, events);
    return { answer: this.#answer(10009, order.symbol, { order: order.id, volume: order.volume, price: order.price }), events };
  }

  // --- requests

  #sendMarket(
    instrument: Instrument, request: OrderRequest, filling: Filling, quote: HeldQuote, timeMs: number,
    isCheckOnly: boolean,
  ): Traded {
    const from = request.side === 'buy' ? quote.bid : quote.ask;
    const refusal = checkStops(instrument, request.side, from, request.sl, request.tp)
      ?? this.#checkMoney(instrument, request.side, request.volume, request.side === 'buy' ? quote.ask : quote.bid);
    if (refusal !== null) return this.#refuse(refusal, request.symbol);
    if (isCheckOnly) return { answer: this.#answer(10009, request.symbol, { volume: request.volume }), events: NO_EVENTS };
    if (this.#random.nextChance(this.setup.rejectChance)) return this.#refuse(10006, request.symbol);
    const asked = request.price;
    const price = this.#marketPrice(instrument, request.side, quote, request.deviationPoints, asked);
    if (typeof price !== 'object') return this.#refuse(price, request.symbol);
    const wanted = wholeLots(instrument, request.volume);
    const lots = this.#available(wanted);
    if (lots < wanted && filling === 'fok') return this.#refuse(10006, request.symbol);
    const events: BrokerEvent[] = [];
    const filled = this.#fillNow(events, {
      instrument, side: request.side, lots, price: price.price, timeMs, order: this.#ticket(), deal: this.#ticket(),
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
    if (isCheckOnly) return { answer: this.#answer(10009, request.symbol, { volume: request.volume }), events: NO_EVENTS };
    const ticket = this.#ticket();
    const volume = wholeLots(instrument, request.volume);
    const dayEndMs = (Math.floor((timeMs + this.#offsetS * 1000) / DAY_MS) + 1) * DAY_MS - this.#offsetS * 1000;
    const order: BookOrder = {
      id: ticket, ticket, symbol: request.symbol, state: 'placed', kind: request.kind, side: request.side, volume,
      volumeInitial: volume, price: request.price, stopLimit: request.kind === 'stop_limit' ? request.stopLimit : null,
      sl: request.sl, tp: request.tp, magic: request.magic, cid: clientIdOfMagic(request.magic),
      comment: request.comment, brokerMs: timeMs + this.#offsetS * 1000, filling: 'return',
      expiresMs: request.tif === 'gtc' ? null : request.tif === 'day' ? dayEndMs : request.expiresMs,
    };
    this.#book.hold(order);
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
    const slip = this.#slip();
    const price = roundTo(now + (side === 'buy' ? slip : -slip) * instrument.point, instrument.digits);
    if (instrument.executionMode !== 'instant' && instrument.executionMode !== 'request') return { price };
    const worse = (side === 'buy' ? price - (asked ?? now) : (asked ?? now) - price) / instrument.point;
    if (this.#random.nextChance(this.setup.requoteChance) || worse > deviationPoints + 1e-6) return 10004;
    return { price };
  }

  /** Points against the client; negative in its favour. */
  #slip(): number {
    const { chance, pointsMax } = this.setup.slippage;
    if (chance <= 0 || !this.#random.nextChance(chance)) return 0;
    const points = this.#random.nextInt(1, Math.max(1, pointsMax));
    return this.#random.nextChance(0.75) ? points : -points;
  }

  #available(lots: number): number {
    const most = this.setup.liquidityLots;
    return most === null ? lots : Math.min(lots, most);
  }

  #checkLimits(instrument: Instrument, request: OrderRequest): Retcode | null {
    const held = this.#ledger.heldIn(request.symbol);
    if (this.#ledger.isHedging && this.setup.isHedgeForbidden && held.some((one) => one.side !== request.side)) {
      return 10046;
    }
    if (instrument.volumeLimit <= 0) return null;
    let total = request.volume;
    for (const one of held) if (one.side === request.side) total += one.volume;
    for (const one of this.#book.waitingIn(request.symbol)) if (one.side === request.side) total += one.volume;
    return total > instrument.volumeLimit + 1e-9 ? 10034 : null;
  }

  #checkMoney(instrument: Instrument, side: Side, lots: number, price: number): Retcode | null {
    const account = this.account();
    const needed = this.#margins.totalWith(instrument, side, lots, price) - account.margin;
    return needed > 0 && needed > account.marginFree ? 10019 : null;
  }

  #checkFrozen(instrument: Instrument, held: HeldPosition, price: number): Retcode | null {
    const near = instrument.freezeLevel * instrument.point;
    if (near <= 0) return null;
    const isNear = (level: number | null) => level !== null && Math.abs(level - price) < near;
    return isNear(held.sl) || isNear(held.tp) ? 10029 : null;
  }

  #hasOlder(held: HeldPosition): boolean {
    const list = this.#ledger.heldIn(held.symbol).filter((one) => one.side === held.side);
    return list.length > 0 && list[0] !== held;
  }

  // --- the market moves

  #turnDay(day: number, events: BrokerEvent[]): void {
    const before = this.#day;
    this.#day = day;
    if (before === null) return;
    // A jump over several days charges each night once; more than a month is a new record, not a holding.
    for (let night = Math.max(before, day - 31); night < day; night += 1) {
      const weekday = weekdayOf(night);
      if (weekday === 0 || weekday === 6) continue;
      for (const held of this.#ledger.positions.values()) {
        const instrument = this.#instruments.get(held.symbol) as Instrument;
        const nights = weekday === instrument.swapTripleDay ? 3 : 1;
        const swap = roundTo(this.#valuation.swapOf(instrument, held) * nights, 2);
        if (swap === 0) continue;
        held.swap = roundTo(held.swap + swap, 2);
        events.push({ kind: 'position', op: 'update', position: this.#ledger.report(held, this.#offsetS) });
      }
    }
  }

  // The tick value of a pair whose profit is in another currency follows the price; told when it moved by 0.2 %.
  #revalue(symbol: string, events: BrokerEvent[]): void {
    for (const name of this.#revalued.get(symbol) ?? []) {
      const instrument = this.#instruments.get(name) as Instrument;
      const value = this.#valuation.tickValueOf(instrument);
      if (Math.abs(value - instrument.tickValue) < 0.002 * instrument.tickValue) continue;
      const next: Instrument = {
        ...instrument, tickValue: value, tickValueProfit: value, tickValueLoss: value, rev: instrument.rev + 1,
      };
      this.#instruments.set(name, next);
      events.push({ kind: 'instrument', instrument: next });
    }
  }

  #closeAtLevels(symbol: string, timeMs: number, events: BrokerEvent[]): void {
    const held = this.#ledger.heldIn(symbol);
    if (held.length === 0) return;
    for (const position of [...held]) {
      const price = this.#ledger.closePriceOf(position);
      const isBuy = position.side === 'buy';
      if (position.sl !== null && (isBuy ? price <= position.sl : price >= position.sl)) {
        this.#closeAt(position, price, true, 'sl', timeMs, events);
      } else if (position.tp !== null && (isBuy ? price >= position.tp : price <= position.tp)) {
        this.#closeAt(position, position.tp, false, 'tp', timeMs, events);
      }
    }
  }

  #closeAt(
    position: HeldPosition, price: number, canSlip: boolean, reason: 'sl' | 'tp' | 'so', timeMs: number,
    events: BrokerEvent[],
  ): void {
    const instrument = this.#instruments.get(position.symbol) as Instrument;
    const side: Side = position.side === 'buy' ? 'sell' : 'buy';
    const slip = canSlip ? Math.max(0, this.#slip()) * instrument.point : 0;
    const at = roundTo(side === 'buy' ? price + slip : price - slip, instrument.digits);
    const level = reason === 'so' ? '' : ` ${(reason === 'sl' ? position.sl : position.tp) ?? ''}`;
    this.#fillNow(events, {
      instrument, side, lots: position.volume, price: at, timeMs, order: this.#ticket(), deal: this.#ticket(),
      magic: position.magic, comment: `[${reason}${level}]`, reason, closes: position.id, sl: null, tp: null,
    }, 'fok', position.volume);
  }

  #workOrders(symbol: string, timeMs: number, events: BrokerEvent[]): void {
    const list = this.#book.waitingIn(symbol);
    if (list.length === 0) return;
    const quote = this.#quotes.get(symbol) as HeldQuote;
    for (const order of [...list]) {
      if (order.expiresMs !== null && timeMs >= order.expiresMs) {
        this.#book.retire(order, 'expired', timeMs + this.#offsetS * 1000, events);
        continue;
      }
      const price = order.price as number;
      const market = order.side === 'buy' ? quote.ask : quote.bid;
      const isReached = waitsAboveMarket(order.kind, order.side) ? market >= price : market <= price;
      if (!isReached) continue;
      if (order.kind === 'stop_limit') {
        const next: BookOrder = { ...order, kind: 'limit', price: order.stopLimit, stopLimit: null };
        this.#book.replace(next);
        events.push({ kind: 'order', op: 'update', order: next });
        continue;
      }
      this.#fillOrder(order, market, timeMs, events);
    }
  }

  #fillOrder(order: BookOrder, market: number, timeMs: number, events: BrokerEvent[]): void {
    const instrument = this.#instruments.get(order.symbol) as Instrument;
    const slip = order.kind === 'stop' ? Math.max(0, this.#slip()) * instrument.point : 0;
    const at = order.kind === 'limit' ? (order.price as number) : order.side === 'buy' ? market + slip : market - slip;
    const price = roundTo(at, instrument.digits);
    if (this.#checkMoney(instrument, order.side, order.volume, price) !== null) {
      this.#book.retire(order, 'rejected', timeMs + this.#offsetS * 1000, events);
      return;
    }
    this.#book.drop(order);
    this.#ledger.apply({
      instrument, side: order.side, lots: order.volume, price, timeMs, order: order.id, deal: this.#ticket(),
      magic: order.magic, comment: order.comment, reason: 'expert', closes: null, sl: order.sl, tp: order.tp,
    }, this.#offsetS, events);
    const done: BookOrder = { ...order, state: 'filled', volume: 0, brokerMs: timeMs + this.#offsetS * 1000 };
    this.#book.keep(done);
    events.push({ kind: 'order', op: 'remove', order: done });
  }

  #stopOut(timeMs: number, events: BrokerEvent[]): void {
    while (this.#ledger.positions.size > 0) {
      const { marginLevel } = this.account();
      if (marginLevel === null || marginLevel > this.setup.stopOutLevel) return;
      let worst: HeldPosition | null = null;
      for (const one of this.#ledger.positions.values()) {
        if (worst === null || this.#ledger.profitOf(one) < this.#ledger.profitOf(worst)) worst = one;
      }
      if (worst === null) return;
      this.#closeAt(worst, this.#ledger.closePriceOf(worst), true, 'so', timeMs, events);
    }
  }

  // --- the book

  #fillNow(
    events: BrokerEvent[], fill: Fill, filling: Filling, wanted: number,
  ): { readonly fill: Fill; readonly position: string } {
    const brokerMs = fill.timeMs + this.#offsetS * 1000;
    const order: BookOrder = {
      id: fill.order, ticket: fill.order, symbol: fill.instrument.symbol, state: 'started', kind: 'market',
      side: fill.side, volume: wanted, volumeInitial: wanted, price: fill.price, stopLimit: null, sl: fill.sl,
      tp: fill.tp, magic: fill.magic, cid: clientIdOfMagic(fill.magic), comment: fill.comment, brokerMs, filling,
      expiresMs: null,
    };
    events.push({ kind: 'order', op: 'add', order });
    const position = this.#ledger.apply(fill, this.#offsetS, events);
    const rest = wholeLots(fill.instrument, wanted - fill.lots);
    const done: BookOrder = { ...order, state: rest > 0 ? 'canceled' : 'filled', volume: rest };
    this.#book.keep(done);
    events.push({ kind: 'order', op: 'remove', order: done });
    return { fill, position };
  }

  // A position is named by its identifier; after a netting reversal its ticket differs and is understood too.
  #find(id: string): HeldPosition | null {
    const held = this.#ledger.positions.get(id);
    if (held !== undefined) return held;
    for (const one of this.#ledger.positions.values()) if (one.ticket === id) return one;
    return null;
  }

  #ticket(): string {
    const ticket = this.#nextTicket;
    this.#nextTicket += 1;
    return String(ticket);
  }

  // --- answers

  #done(
    filled: { readonly fill: Fill; readonly position: string }, retcode: 10009 | 10010, events: readonly BrokerEvent[],
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
    const quote = symbol === null ? undefined : this.#quotes.get(symbol);
    return {
      retcode, retname: RETCODES[retcode], order: null, deal: null, position: null, volume: 0, price: null,
      bid: quote?.bid ?? null, ask: quote?.ask ?? null, ...known,
    };
  }
}
