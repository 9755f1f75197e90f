// The orders that wait at the broker, by symbol, and those that are done with.

import type { BookOrder, BrokerEvent } from './setup.ts';

const NONE: readonly BookOrder[] = [];

export class OrderBook {
  readonly #waiting = new Map<string, readonly BookOrder[]>();
  readonly #closed: BookOrder[] = [];

  /** How many symbols have waiting orders. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Orders that are done with, oldest first. */
  get closed(): readonly BookOrder[] {
    return this.#closed;
  }

  /** All waiting orders, oldest first. */
  waiting(): readonly BookOrder[] {
    return [...this.#waiting.values()].flat().sort((a, b) => Number(a.id) - Number(b.id));
  }

  waitingIn(symbol: string): readonly BookOrder[] {
    return this.#waiting.get(symbol) ?? NONE;
  }

  find(ticket: string): BookOrder | null {
    for (const list of this.#waiting.values()) {
      const found = list.find((one) => one.id === ticket);
      if (found !== undefined) return found;
    }
    return null;
  }

  hold(order: BookOrder): void {
    this.#waiting.set(order.symbol, [...this.waitingIn(order.symbol), order]);
  }

  replace(order: BookOrder): void {
    this.#waiting.set(order.symbol, this.waitingIn(order.symbol).map((one) => (one.id === order.id ? order : one)));
  }

  drop(order: BookOrder): void {
    const rest = this.waitingIn(order.symbol).filter((one) => one.id !== order.id);
    if (rest.length > 0) this.#waiting.set(order.symbol, rest);
    else this.#waiting.delete(order.symbol);
  }

  /** Remembers an order that is done with. */
  keep(order: BookOrder): void {
    this.#closed.push(order);
  }

  /** Takes a waiting order out unfilled. */
  retire(order: BookOrder, state: 'canceled' | 'expired' | 'rejected', brokerMs: number, events: BrokerEvent[]): void {
    this.drop(order);
    const gone: BookOrder = { ...order, state, brokerMs };
    this.keep(gone);
    events.push({ kind: 'order', op: 'remove', order: gone });
  }
}
