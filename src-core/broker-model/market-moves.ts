// What a new price does: the night's swap, tick values, stops and targets, waiting orders, stop-out.

import type { Instrument, Side } from '#core/model';
import { roundTo, weekdayOf } from './instruments.ts';
import { waitsAboveMarket } from './order-checks.ts';
import type { BookOrder, BrokerEvent, HeldPosition, HeldQuote } from './setup.ts';
import type { TradingFloor } from './trading-floor.ts';

const DAY_MS = 86_400_000;
const NO_EVENTS: readonly BrokerEvent[] = [];

export class MarketMoves {
  readonly #floor: TradingFloor;
  /** Symbols whose tick value moves with the price of the key. */
  readonly #revalued = new Map<string, string[]>();

  constructor(floor: TradingFloor) {
    this.#floor = floor;
    this.#linkValues();
  }

  /**
   * A new price, UTC ms. Charges the night's swap when the broker's day turns, closes positions at their stops and
   * targets, fills and expires waiting orders, and stops the account out when its margin level is too low.
   * Cheap while nothing is held in the symbol.
   */
  onTick(symbol: string, timeMs: number, bid: number, ask: number): readonly BrokerEvent[] {
    const quote = this.#floor.quotes.get(symbol);
    if (quote === undefined) {
      if (!this.#floor.instruments.has(symbol)) return NO_EVENTS;
      this.#floor.quotes.set(symbol, { bid, ask, timeMs });
    } else {
      quote.bid = bid;
      quote.ask = ask;
      quote.timeMs = timeMs;
    }
    const day = Math.floor((timeMs + this.#floor.offsetS * 1000) / DAY_MS);
    const hasWork = this.#floor.ledger.positions.size > 0 || this.#floor.book.size > 0;
    if (!hasWork && day === this.#floor.day && !this.#revalued.has(symbol)) return NO_EVENTS;
    const events: BrokerEvent[] = [];
    if (day !== this.#floor.day) this.#turnDay(day, events);
    this.#revalue(symbol, events);
    if (hasWork) {
      this.#closeAtLevels(symbol, timeMs, events);
      this.#workOrders(symbol, timeMs, events);
      this.#stopOut(timeMs, events);
    }
    return events;
  }

  #linkValues(): void {
    for (const one of this.#floor.instruments.values()) {
      for (const symbol of this.#floor.valuation.pathOf(one.profitCurrency)) {
        this.#revalued.set(symbol, [...(this.#revalued.get(symbol) ?? []), one.symbol]);
      }
    }
  }

  #turnDay(day: number, events: BrokerEvent[]): void {
    const before = this.#floor.day;
    this.#floor.day = day;
    if (before === null) return;
    // A jump over several days charges each night once; more than a month is a new record, not a holding.
    for (let night = Math.max(before, day - 31); night < day; night += 1) {
      const weekday = weekdayOf(night);
      if (weekday === 0 || weekday === 6) continue;
      for (const held of this.#floor.ledger.positions.values()) {
        const instrument = this.#floor.instruments.get(held.symbol) as Instrument;
        const nights = weekday === instrument.swapTripleDay ? 3 : 1;
        const swap = roundTo(this.#floor.valuation.swapOf(instrument, held) * nights, 2);
        if (swap === 0) continue;
        held.swap = roundTo(held.swap + swap, 2);
        events.push({ kind: 'position', op: 'update', position: this.#floor.ledger.report(held) });
      }
    }
  }

  // The tick value of a pair whose profit is in another currency follows the price; told when it moved by 0.2 %.
  #revalue(symbol: string, events: BrokerEvent[]): void {
    for (const name of this.#revalued.get(symbol) ?? []) {
      const instrument = this.#floor.instruments.get(name) as Instrument;
      // a value over a pair without a price would be a guess
      const isPriced = this.#floor.valuation.pathOf(instrument.profitCurrency)
        .every((pair) => this.#floor.quotes.has(pair));
      if (!isPriced) continue;
      const value = this.#floor.valuation.tickValueOf(instrument);
      if (Math.abs(value - instrument.tickValue) < 0.002 * instrument.tickValue) continue;
      const next: Instrument = {
        ...instrument, tickValue: value, tickValueProfit: value, tickValueLoss: value, rev: instrument.rev + 1,
      };
      this.#floor.instruments.set(name, next);
      events.push({ kind: 'instrument', instrument: next });
    }
  }

  #closeAtLevels(symbol: string, timeMs: number, events: BrokerEvent[]): void {
    const held = this.#floor.ledger.heldIn(symbol);
    if (held.length === 0) return;
    for (const position of [...held]) {
      const price = this.#floor.ledger.closePriceOf(position);
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
    const instrument = this.#floor.instruments.get(position.symbol) as Instrument;
    const side: Side = position.side === 'buy' ? 'sell' : 'buy';
    const slip = canSlip ? Math.max(0, this.#floor.slip()) * instrument.point : 0;
    const at = roundTo(side === 'buy' ? price + slip : price - slip, instrument.digits);
    const level = reason === 'so' ? '' : ` ${(reason === 'sl' ? position.sl : position.tp) ?? ''}`;
    this.#floor.fillNow(events, {
      instrument, side, lots: position.volume, price: at, timeMs, order: this.#floor.ticket(),
      deal: this.#floor.ticket(),
      magic: position.magic, comment: `[${reason}${level}]`, reason, closes: position.id, sl: null, tp: null,
    }, 'fok', position.volume);
  }

  #workOrders(symbol: string, timeMs: number, events: BrokerEvent[]): void {
    const list = this.#floor.book.waitingIn(symbol);
    if (list.length === 0) return;
    const quote = this.#floor.quotes.get(symbol) as HeldQuote;
    for (const order of [...list]) {
      if (order.expiresMs !== null && timeMs >= order.expiresMs) {
        this.#floor.book.retire(order, 'expired', timeMs + this.#floor.offsetS * 1000, events);
        continue;
      }
      const price = order.price as number;
      const market = order.side === 'buy' ? quote.ask : quote.bid;
      const isReached = waitsAboveMarket(order.kind, order.side) ? market >= price : market <= price;
      if (!isReached) continue;
      if (order.kind === 'stop_limit') {
        const next: BookOrder = { ...order, kind: 'limit', price: order.stopLimit, stopLimit: null };
        this.#floor.book.replace(next);
        events.push({ kind: 'order', op: 'update', order: next });
        continue;
      }
      this.#fillOrder(order, market, timeMs, events);
    }
  }

  #fillOrder(order: BookOrder, market: number, timeMs: number, events: BrokerEvent[]): void {
    const instrument = this.#floor.instruments.get(order.symbol) as Instrument;
    const slip = order.kind === 'stop' ? Math.max(0, this.#floor.slip()) * instrument.point : 0;
    const at = order.kind === 'limit' ? (order.price as number) : order.side === 'buy' ? market + slip : market - slip;
    const price = roundTo(at, instrument.digits);
    if (this.#floor.checkMoney(instrument, order.side, order.volume, price) !== null) {
      this.#floor.book.retire(order, 'rejected', timeMs + this.#floor.offsetS * 1000, events);
      return;
    }
    this.#floor.book.drop(order);
    this.#floor.ledger.apply({
      instrument, side: order.side, lots: order.volume, price, timeMs, order: order.id, deal: this.#floor.ticket(),
      magic: order.magic, comment: order.comment, reason: order.reason, closes: null, sl: order.sl, tp: order.tp,
    }, this.#floor.offsetS, events);
    const done: BookOrder = { ...order, state: 'filled', volume: 0, brokerMs: timeMs + this.#floor.offsetS * 1000 };
    this.#floor.book.keep(done);
    events.push({ kind: 'order', op: 'remove', order: done });
  }

  #stopOut(timeMs: number, events: BrokerEvent[]): void {
    while (this.#floor.ledger.positions.size > 0) {
      const { marginLevel } = this.#floor.account();
      if (marginLevel === null || marginLevel > this.#floor.setup.stopOutLevel) return;
      let worst: HeldPosition | null = null;
      for (const one of this.#floor.ledger.positions.values()) {
        if (worst === null || this.#floor.ledger.profitOf(one) < this.#floor.ledger.profitOf(worst)) worst = one;
      }
      if (worst === null) return;
      this.#closeAt(worst, this.#floor.ledger.closePriceOf(worst), true, 'so', timeMs, events);
    }
  }
}
