// The trading floor: everything a broker holds, and the few acts that both its clients' requests and the moving market
// need: taking a ticket, slipping a price, filling, asking for money.

import { Random } from '#core/base';
import type { AccountState, Instrument, Side } from '#core/model';
import { clientIdOfMagic } from './client-key.ts';
import { roundTo } from './instruments.ts';
import { Ledger, type Fill } from './ledger.ts';
import { MarginBook } from './margin-book.ts';
import { wholeLots } from './order-checks.ts';
import { OrderBook } from './order-book.ts';
import type { Retcode } from './retcodes.ts';
import {
  ALL_ALLOWED, type BookOrder, type BrokerEvent, type BrokerSetup, type BrokerState, type Filling, type HeldPosition,
  type HeldQuote, type Permissions,
} from './setup.ts';
import { Valuation } from './valuation.ts';

const FIRST_TICKET = 1_000_001;
/** What an order of an older state file lacks. */
const WRITTEN_BEFORE = { reason: 'expert' } as const;

/** A fill that happened, and the position it changed. */
export interface Filled {
  readonly fill: Fill;
  readonly position: string;
}

export class TradingFloor {
  readonly setup: BrokerSetup;
  readonly instruments = new Map<string, Instrument>();
  readonly quotes = new Map<string, HeldQuote>();
  readonly valuation: Valuation;
  readonly ledger: Ledger;
  readonly margins: MarginBook;
  readonly book = new OrderBook();
  readonly random: Random;
  offsetS: number;
  /** Broker day of the newest tick, null before the first. */
  day: number | null;
  permissions: Permissions;
  #nextTicket: number;

  constructor(setup: BrokerSetup, state: BrokerState | null, openedMs: number) {
    this.setup = setup;
    for (const one of setup.instruments) this.instruments.set(one.symbol, one);
    for (const one of state?.instruments ?? []) this.instruments.set(one.symbol, one);
    this.valuation = new Valuation(setup.identity.currency, setup.leverage, this.instruments, this.quotes);
    this.ledger = new Ledger(setup, this.valuation, this.quotes, this.instruments);
    this.margins = new MarginBook(this.ledger, this.valuation, this.instruments);
    this.random = new Random(state?.random ?? setup.seed);
    this.#nextTicket = state?.nextTicket ?? FIRST_TICKET;
    this.offsetS = state?.offsetS ?? setup.offsetS;
    this.day = state?.day ?? null;
    this.permissions = { ...ALL_ALLOWED, ...setup.permissions };
    if (state === null) this.ledger.book(setup.deposit, this.ticket(), openedMs, this.offsetS);
    else this.#restore(state);
  }

  #restore(state: BrokerState): void {
    this.ledger.balance = state.balance;
    for (const [symbol, quote] of Object.entries(state.quotes)) this.quotes.set(symbol, { ...quote });
    for (const position of state.positions) {
      const stamp = { openBrokerMs: position.openMs + this.offsetS * 1000 };
      this.ledger.add({ ...stamp, ...position });
    }
    for (const order of state.orders) this.book.hold({ ...WRITTEN_BEFORE, ...order });
    for (const deal of state.deals) this.ledger.deals.push(deal);
    for (const order of state.closedOrders) this.book.keep(order);
  }

  account(): AccountState {
    const { identity, leverage, stopOutCall, stopOutLevel } = this.setup;
    let profit = 0;
    for (const position of this.ledger.positions.values()) {
      profit = roundTo(profit + this.ledger.profitOf(position) + position.swap, 2);
    }
    const balance = this.ledger.balance;
    const equity = roundTo(balance + profit, 2);
    const margin = this.margins.total();
    return {
      balance, credit: 0, equity, profit, margin, marginFree: roundTo(equity - margin, 2),
      marginLevel: margin > 0 ? roundTo((equity / margin) * 100, 2) : null, leverage, stopOutCall, stopOutLevel,
      stopOutMode: 'percent', tradeAllowed: this.permissions.account,
      expertAllowed: this.permissions.terminal && this.permissions.program && this.permissions.server,
      terminalConnected: true,
      currency: identity.currency,
    };
  }

  state(): BrokerState {
    return {
      balance: this.ledger.balance, nextTicket: this.#nextTicket, offsetS: this.offsetS, day: this.day,
      random: this.random.state(),
      quotes: Object.fromEntries([...this.quotes].map(([symbol, quote]) => [symbol, { ...quote }])),
      instruments: [...this.instruments.values()],
      positions: [...this.ledger.positions.values()].map((one) => ({ ...one })), orders: this.book.waiting(),
      deals: [...this.ledger.deals], closedOrders: [...this.book.closed],
    };
  }

  ticket(): string {
    const ticket = this.#nextTicket;
    this.#nextTicket += 1;
    return String(ticket);
  }

  // A position is named by its identifier; after a netting reversal its ticket differs and is understood too.
  find(id: string): HeldPosition | null {
    const held = this.ledger.positions.get(id);
    if (held !== undefined) return held;
    for (const one of this.ledger.positions.values()) if (one.ticket === id) return one;
    return null;
  }

  /** Points against the client; negative in its favour. */
  slip(): number {
    const { slippage } = this.setup;
    if ('points' in slippage) return slippage.points;
    const { chance, pointsMax } = slippage;
    if (chance <= 0 || !this.random.nextChance(chance)) return 0;
    const points = this.random.nextInt(1, Math.max(1, pointsMax));
    return this.random.nextChance(0.75) ? points : -points;
  }

  checkMoney(instrument: Instrument, side: Side, lots: number, price: number): Retcode | null {
    const account = this.account();
    const needed = this.margins.totalWith(instrument, side, lots, price) - account.margin;
    return needed > 0 && needed > account.marginFree ? 10019 : null;
  }

  /** Fills at once: the order, its deal and its position are told in that order. */
  fillNow(
    events: BrokerEvent[], fill: Fill, filling: Filling, wanted: number,
  ): Filled {
    const brokerMs = fill.timeMs + this.offsetS * 1000;
    const order: BookOrder = {
      id: fill.order, ticket: fill.order, symbol: fill.instrument.symbol, state: 'started', kind: 'market',
      side: fill.side, volume: wanted, volumeInitial: wanted, price: fill.price, stopLimit: null, sl: fill.sl,
      tp: fill.tp, magic: fill.magic, cid: clientIdOfMagic(fill.magic), comment: fill.comment,
      reason: fill.reason, brokerMs, filling, expiresMs: null,
    };
    events.push({ kind: 'order', op: 'add', order });
    const position = this.ledger.apply(fill, this.offsetS, events);
    const rest = wholeLots(fill.instrument, wanted - fill.lots);
    const done: BookOrder = { ...order, state: rest > 0 ? 'canceled' : 'filled', volume: rest };
    this.book.keep(done);
    events.push({ kind: 'order', op: 'remove', order: done });
    return { fill, position };
  }
}
