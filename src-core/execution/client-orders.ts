// The life of our orders. A client order id reaches the broker at most once: whatever is not known to have ended is
// asked about (order.query), and sent again only when the terminal has answered `absent` before the deadline.
//
// Every change of state is told (moved) so that it is journaled with its cause, before anything follows from it.

import {
  whyNot, type BrokerOrder, type ClientOrder, type Deal, type OrderResult, type OrderState, type TradeCommand,
  type WhyNot,
} from '#core/model';
import { cidOfMagic } from './cid.ts';

const ORDERS_MAX = 5_000;
/** An answer not there after this long on the host's clock is lost. */
const ANSWER_MS_MAX = 20_000;

interface Followed {
  order: ClientOrder;
  /** The command that made it, kept until the order has ended: it may have to be sent again as it was. */
  command: TradeCommand | null;
  /** Host clock of the last command about it. */
  askedMs: number;
  readonly deals: string[];
}

export interface ClientOrdersState {
  readonly count: number;
  readonly followed: readonly Followed[];
}

export interface OrderListener {
  moved(order: ClientOrder, from: OrderState): void;
  command(command: TradeCommand): void;
}

const FINAL: ReadonlySet<OrderState> = new Set<OrderState>(['filled', 'rejected', 'expired', 'canceled']);

export function isFinal(state: OrderState): boolean {
  return FINAL.has(state);
}

export class ClientOrders {
  /** By client order id, oldest first. */
  readonly orders: ReadonlyMap<string, ClientOrder>;
  readonly #orders = new Map<string, ClientOrder>();
  readonly #followed = new Map<string, Followed>();
  #count = 0;

  constructor(state?: ClientOrdersState) {
    this.orders = this.#orders;
    if (state === undefined) return;
    this.#count = state.count;
    for (const entry of state.followed) {
      this.#followed.set(entry.order.cid, { ...entry, deals: [...entry.deals] });
      this.#orders.set(entry.order.cid, entry.order);
    }
  }

  state(): ClientOrdersState {
    return { count: this.#count, followed: [...this.#followed.values()].map((entry) => ({ ...entry, deals: [...entry.deals] })) };
  }

  nextCount(): number {
    this.#count += 1;
    return this.#count;
  }

  /** The order that a request made, if it made one. */
  ofRequest(requestId: string): ClientOrder | undefined {
    for (const order of this.#orders.values()) {
      if (order.requestId === requestId) return order;
    }
    return undefined;
  }

  /** Orders that have not ended. */
  open(): readonly ClientOrder[] {
    const found: ClientOrder[] = [];
    for (const order of this.#orders.values()) {
      if (!isFinal(order.state)) found.push(order);
    }
    return found;
  }

  /** Takes a new order whose command leaves with this event. */
  put(order: ClientOrder, command: TradeCommand | null, hostMs: number): void {
    this.#followed.set(order.cid, { order, command, askedMs: hostMs, deals: [] });
    this.#orders.set(order.cid, order);
    if (this.#followed.size <= ORDERS_MAX) return;
    for (const [cid, old] of this.#followed) {
      if (!isFinal(old.order.state)) continue;
      this.#followed.delete(cid);
      this.#orders.delete(cid);
      return;
    }
  }

  /** The terminal answered. `nowMs` is the account's clock, `hostMs` the host's. */
  answer(result: OrderResult, nowMs: number, hostMs: number, listener: OrderListener): void {
    const entry = this.#followed.get(result.cid);
    if (entry === undefined || isFinal(entry.order.state)) return;
    const facts: Partial<ClientOrder> = {
      retcode: result.retcode,
      brokerOrder: result.order ?? entry.order.brokerOrder,
      brokerPosition: result.position ?? entry.order.brokerPosition,
    };
    switch (result.state) {
      case 'done':
        this.#move(entry, result.deal === null ? 'accepted' : 'filled', nowMs, null, listener, {
          ...facts,
          ...(result.deal === null ? {} : { filledVolume: Math.max(entry.order.filledVolume, result.volume), fillPrice: result.price }),
        });
        return;
      case 'partial':
        this.#move(entry, 'partial', nowMs, null, listener, { ...facts, filledVolume: Math.max(entry.order.filledVolume, result.volume), fillPrice: result.price });
        return;
      case 'placed':
        this.#move(entry, entry.order.kind === 'market' ? 'accepted' : 'working', nowMs, null, listener, facts);
        return;
      case 'rejected':
        this.#move(entry, 'rejected', nowMs, whyNot('EXECUTION_REJECTED', `${String(result.retcode)} ${result.retname} ${result.comment}`.trim()), listener, facts);
        return;
      case 'unknown':
        this.#move(entry, 'unknown', nowMs, whyNot('EXECUTION_UNKNOWN'), listener, facts);
        return;
      case 'absent':
        this.#answerAbsent(entry, nowMs, hostMs, listener);
    }
  }

  /** The broker has never seen it: sent again as it was before its deadline, ended after it. */
  #answerAbsent(entry: Followed, nowMs: number, hostMs: number, listener: OrderListener): void {
    if (entry.order.state !== 'unknown') return;
    if (entry.command === null || nowMs >= entry.order.deadlineMs) {
      this.#move(entry, 'expired', nowMs, whyNot('EXECUTION_DEADLINE'), listener, {});
      return;
    }
    this.#move(entry, 'issued', nowMs, null, listener, {});
    entry.askedMs = hostMs;
    listener.command(entry.command);
  }

  /** A deal of ours arrived: the fill, whatever became of the answer. */
  deal(deal: Deal, nowMs: number, listener: OrderListener): void {
    const cid = deal.cid ?? cidOfMagic(deal.magic);
    const entry = cid === null ? undefined : this.#followed.get(cid);
    if (entry === undefined || entry.deals.includes(deal.deal) || deal.side === 'balance') return;
    const isOurFill = entry.order.purpose === 'open' ? deal.entry === 'in' || deal.entry === 'inout' : deal.entry !== 'in';
    if (!isOurFill) return;
    const before = entry.deals.length === 0 ? 0 : entry.order.filledVolume;
    entry.deals.push(deal.deal);
    const filledVolume = Number((before + deal.volume).toFixed(8));
    const isWhole = filledVolume + 1e-9 >= entry.order.volume;
    const facts = { filledVolume, fillPrice: deal.price, brokerPosition: deal.positionId, brokerOrder: deal.order };
    if (isFinal(entry.order.state)) this.#set(entry, { ...entry.order, ...facts });
    else this.#move(entry, isWhole ? 'filled' : 'partial', nowMs, null, listener, facts);
  }

  /** The broker's own order left its books. */
  removed(order: BrokerOrder, nowMs: number, listener: OrderListener): void {
    const cid = order.cid ?? cidOfMagic(order.magic);
    const entry = cid === null ? undefined : this.#followed.get(cid);
    if (entry === undefined || isFinal(entry.order.state)) return;
    if (order.state === 'canceled' || order.state === 'expired' || order.state === 'rejected') {
      const why: WhyNot | null = order.state === 'rejected' ? whyNot('EXECUTION_REJECTED', order.comment) : null;
      const isPart = entry.order.filledVolume > 0;
      this.#move(entry, isPart ? 'filled' : order.state, nowMs, why, listener, { brokerOrder: order.ticket });
    }
  }

  /** The link or the process went: what was under way is unknown from here on. */
  loseLink(nowMs: number, listener: OrderListener): void {
    for (const entry of this.#followed.values()) {
      if (entry.order.state === 'issued') this.#move(entry, 'unknown', nowMs, whyNot('EXECUTION_UNKNOWN'), listener, {});
    }
  }

  /** Asks about everything unknown; `canAsk` says that the terminal's snapshot is complete. */
  reconcile(nowMs: number, hostMs: number, canAsk: boolean, makeId: () => string, listener: OrderListener): void {
    for (const entry of this.#followed.values()) {
      const { state } = entry.order;
      const isLate = hostMs - entry.askedMs >= ANSWER_MS_MAX;
      if (state === 'issued' && isLate) this.#move(entry, 'unknown', nowMs, whyNot('EXECUTION_UNKNOWN'), listener, {});
      if (entry.order.state !== 'unknown' || !canAsk) continue;
      if (state === 'unknown' && !isLate && entry.askedMs > 0) continue;
      entry.askedMs = hostMs;
      listener.command({ type: 'order.query', id: makeId(), cid: entry.order.cid });
    }
  }

  /** After a snapshot every unknown order is asked about at once. */
  askNow(): void {
    for (const entry of this.#followed.values()) {
      if (entry.order.state === 'unknown') entry.askedMs = 0;
    }
  }

  #move(
    entry: Followed, to: OrderState, nowMs: number, why: WhyNot | null, listener: OrderListener, facts: Partial<ClientOrder>,
  ): void {
    const from = entry.order.state;
    this.#set(entry, { ...entry.order, ...facts, state: to, whyNot: why, updatedMs: nowMs });
    if (isFinal(to)) entry.command = null;
    if (from !== to) listener.moved(entry.order, from);
  }

  /** Sets an order's state from a recorded fact: another engine's word stands. */
  adopt(cid: string, to: OrderState, why: WhyNot | null): void {
    const entry = this.#followed.get(cid);
    if (entry === undefined) return;
    this.#set(entry, { ...entry.order, state: to, whyNot: why });
    if (isFinal(to)) entry.command = null;
  }

  #set(entry: Followed, order: ClientOrder): void {
    entry.order = order;
    this.#orders.set(order.cid, order);
  }
}
