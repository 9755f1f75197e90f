// The account's book: positions, deals and the balance, and how a fill changes them on a hedging and a netting account.
//
// Invariants: the balance is the sum of all deals' profit, commission, fee and swap; a symbol's position volume is the
// sum of its deals' signed volumes; a position of volume 0 is not kept.

import type { Deal, DealEntry, Instrument, Position, Side } from '#core/model';
import { clientIdOfMagic } from './client-key.ts';
import { roundTo } from './instruments.ts';
import { wholeLots } from './order-checks.ts';
import type { BrokerEvent, BrokerSetup, HeldPosition, HeldQuote } from './setup.ts';
import type { Valuation } from './valuation.ts';

export interface Fill {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly lots: number;
  readonly price: number;
  readonly timeMs: number;
  readonly order: string;
  readonly deal: string;
  readonly magic: string;
  readonly comment: string;
  readonly reason: string;
  /** Hedging: the position this fill closes; null opens a new one. */
  readonly closes: string | null;
  readonly sl: number | null;
  readonly tp: number | null;
}

export class Ledger {
  balance = 0;
  readonly deals: Deal[] = [];
  readonly positions = new Map<string, HeldPosition>();
  readonly #bySymbol = new Map<string, HeldPosition[]>();
  readonly #setup: BrokerSetup;
  readonly #valuation: Valuation;
  readonly #quotes: ReadonlyMap<string, HeldQuote>;
  readonly #instruments: ReadonlyMap<string, Instrument>;

  constructor(
    setup: BrokerSetup, valuation: Valuation, quotes: ReadonlyMap<string, HeldQuote>,
    instruments: ReadonlyMap<string, Instrument>,
  ) {
    this.#setup = setup;
    this.#valuation = valuation;
    this.#quotes = quotes;
    this.#instruments = instruments;
  }

  get isHedging(): boolean {
    return this.#setup.identity.marginMode === 'hedging';
  }

  /** Open positions of a symbol, oldest first. */
  heldIn(symbol: string): readonly HeldPosition[] {
    return this.#bySymbol.get(symbol) ?? NONE;
  }

  add(position: HeldPosition): void {
    this.positions.set(position.id, position);
    const list = this.#bySymbol.get(position.symbol);
    if (list === undefined) this.#bySymbol.set(position.symbol, [position]);
    else list.push(position);
  }

  remove(position: HeldPosition): void {
    this.positions.delete(position.id);
    const list = this.#bySymbol.get(position.symbol) ?? [];
    this.#bySymbol.set(position.symbol, list.filter((one) => one !== position));
  }

  /** The price at which a position would close now. */
  closePriceOf(position: HeldPosition): number {
    const quote = this.#quotes.get(position.symbol);
    if (quote === undefined) return position.priceOpen;
    return position.side === 'buy' ? quote.bid : quote.ask;
  }

  profitOf(position: HeldPosition): number {
    const instrument = this.#instruments.get(position.symbol) as Instrument;
    return this.#valuation.profitOf(
      instrument, position.side, position.volume, position.priceOpen, this.closePriceOf(position),
    );
  }

  /** The position as the terminal reports it. */
  report(position: HeldPosition): Position {
    const digits = (this.#instruments.get(position.symbol) as Instrument).digits;
    return {
      id: position.id, ticket: position.ticket, symbol: position.symbol, side: position.side,
      volume: position.volume, priceOpen: roundTo(position.priceOpen, digits), sl: position.sl, tp: position.tp,
      price: this.closePriceOf(position), profit: position.volume === 0 ? 0 : this.profitOf(position),
      swap: position.swap, magic: position.magic, cid: clientIdOfMagic(position.magic), comment: position.comment,
      openBrokerMs: position.openBrokerMs,
    };
  }

  /** Money put in or taken out by the broker: the deal that opens an account. */
  book(amount: number, deal: string, timeMs: number, offsetS: number): void {
    this.balance = roundTo(this.balance + amount, 2);
    this.deals.push({
      deal, order: '0', positionId: '0', symbol: '', entry: 'in', reason: 'client', side: 'balance', volume: 0,
      price: 0, profit: amount, commission: 0, fee: 0, swap: 0, brokerMs: timeMs + offsetS * 1000, timeMs,
      magic: '0', cid: null, comment: 'deposit',
    });
  }

  /** Applies a fill; returns the position's id. The events say what became of it, deal first. */
  apply(fill: Fill, offsetS: number, events: BrokerEvent[]): string {
    const target = fill.closes === null
      ? (this.isHedging ? undefined : this.heldIn(fill.instrument.symbol)[0])
      : this.positions.get(fill.closes);
    if (target === undefined) return this.#open(fill, offsetS, events);
    if (target.side === fill.side) return this.#enlarge(target, fill, offsetS, events);
    return this.#reduce(target, fill, offsetS, events);
  }

  #open(fill: Fill, offsetS: number, events: BrokerEvent[]): string {
    const position: HeldPosition = {
      id: fill.order, ticket: fill.order, symbol: fill.instrument.symbol, side: fill.side, volume: fill.lots,
      priceOpen: fill.price, sl: fill.sl, tp: fill.tp, swap: 0, magic: fill.magic, comment: fill.comment,
      openMs: fill.timeMs, openBrokerMs: fill.timeMs + offsetS * 1000,
    };
    this.add(position);
    this.#deal(fill, position.id, 'in', 0, 0, offsetS, events);
    events.push({ kind: 'position', op: 'open', position: this.report(position) });
    return position.id;
  }

  #enlarge(position: HeldPosition, fill: Fill, offsetS: number, events: BrokerEvent[]): string {
    const total = wholeLots(fill.instrument, position.volume + fill.lots);
    position.priceOpen = (position.priceOpen * position.volume + fill.price * fill.lots) / total;
    position.volume = total;
    if (fill.sl !== null) position.sl = fill.sl;
    if (fill.tp !== null) position.tp = fill.tp;
    this.#deal(fill, position.id, 'in', 0, 0, offsetS, events);
    events.push({ kind: 'position', op: 'update', position: this.report(position) });
    return position.id;
  }

  #reduce(position: HeldPosition, fill: Fill, offsetS: number, events: BrokerEvent[]): string {
    const closed = Math.min(position.volume, fill.lots);
    const rest = wholeLots(fill.instrument, position.volume - closed);
    const over = wholeLots(fill.instrument, fill.lots - closed);
    const profit = this.#valuation.profitOf(
      fill.instrument, position.side, closed, position.priceOpen, fill.price,
    );
    const swap = rest === 0 ? position.swap : roundTo((position.swap * closed) / position.volume, 2);
    position.swap = roundTo(position.swap - swap, 2);
    position.volume = rest;
    if (over > 0) this.#reverse(position, fill, over, offsetS);
    else if (rest === 0) this.remove(position);
    this.#deal(fill, position.id, over > 0 ? 'inout' : 'out', profit, swap, offsetS, events);
    const op = over === 0 && rest === 0 ? 'close' : 'update';
    events.push({ kind: 'position', op, position: this.report(position) });
    return position.id;
  }

  // One deal closes the old side and opens the new one; the identifier stays, the ticket does not.
  #reverse(position: HeldPosition, fill: Fill, lots: number, offsetS: number): void {
    position.side = fill.side;
    position.volume = lots;
    position.priceOpen = fill.price;
    position.ticket = fill.order;
    position.sl = fill.sl;
    position.tp = fill.tp;
    position.magic = fill.magic;
    position.comment = fill.comment;
    position.openMs = fill.timeMs;
    position.openBrokerMs = fill.timeMs + offsetS * 1000;
  }

  /** Closes two opposite positions against each other at the second one's open price; returns the two deals. */
  closeBy(
    first: HeldPosition, second: HeldPosition, fill: Fill, secondDeal: string, offsetS: number, events: BrokerEvent[],
  ): void {
    const lots = Math.min(first.volume, second.volume);
    const price = second.priceOpen;
    const profit = this.#valuation.profitOf(fill.instrument, first.side, lots, first.priceOpen, price);
    for (const [position, deal, earned] of [[first, fill.deal, profit], [second, secondDeal, 0]] as const) {
      const rest = wholeLots(fill.instrument, position.volume - lots);
      const swap = rest === 0 ? position.swap : roundTo((position.swap * lots) / position.volume, 2);
      position.swap = roundTo(position.swap - swap, 2);
      position.volume = rest;
      if (rest === 0) this.remove(position);
      const side: Side = position.side === 'buy' ? 'sell' : 'buy';
      this.#deal({ ...fill, side, lots, price, deal }, position.id, 'out_by', earned, swap, offsetS, events, true);
      events.push({
        kind: 'position', op: rest === 0 ? 'close' : 'update', position: this.report(position),
      });
    }
  }

  #deal(
    fill: Fill, positionId: string, entry: DealEntry, profit: number, swap: number, offsetS: number,
    events: BrokerEvent[], isFree = false,
  ): void {
    const commission = isFree ? 0 : roundTo(-this.#setup.commissionPerLot * fill.lots, 2);
    this.balance = roundTo(this.balance + profit + commission + swap, 2);
    const deal: Deal = {
      deal: fill.deal, order: fill.order, positionId, symbol: fill.instrument.symbol, entry, reason: fill.reason,
      side: fill.side, volume: fill.lots, price: roundTo(fill.price, fill.instrument.digits), profit, commission,
      fee: 0, swap, brokerMs: fill.timeMs + offsetS * 1000, timeMs: fill.timeMs, magic: fill.magic,
      cid: clientIdOfMagic(fill.magic), comment: fill.comment,
    };
    this.deals.push(deal);
    events.push({ kind: 'deal', deal });
  }
}

const NONE: readonly HeldPosition[] = [];
