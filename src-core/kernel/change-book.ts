// What became of orders that waited at the broker and were removed, so that a change whose answer was lost can be
// judged by what stands there now, whichever came first.

import { isFinal, type ChangeVerdict } from '#core/execution';
import type { BrokerOrder, BrokerOrderState, ClientOrder } from '#core/model';
import type { Context } from './context.ts';

const ENDS_MAX = 1_000;

export interface ChangeBookState {
  readonly ends: readonly (readonly [string, BrokerOrderState])[];
}

export class ChangeBook {
  /** How a removed order ended, by ticket, oldest first. */
  readonly #ends: Map<string, BrokerOrderState>;

  constructor(state?: ChangeBookState) {
    this.#ends = new Map(state?.ends);
  }

  state(): ChangeBookState {
    return { ends: [...this.#ends] };
  }

  removed(order: BrokerOrder): void {
    this.#ends.set(order.ticket, order.state);
    if (this.#ends.size <= ENDS_MAX) return;
    const oldest = this.#ends.keys().next();
    if (oldest.done !== true) this.#ends.delete(oldest.value);
  }

  /** Does what `change` asked stand at the broker; is its target gone; or can that not be said yet? */
  judge(context: Context, change: ClientOrder): ChangeVerdict {
    const { active } = context;
    if (active === null) return 'waits';
    if (change.ticket === null) {
      const position = active.positions.get(change.positionId ?? '');
      if (position === undefined) return active.snapshotReady ? 'gone' : 'waits';
      return position.sl === change.sl && position.tp === change.tp ? 'stands' : 'waits';
    }
    const order = [...active.orders.values()].find(({ ticket }) => ticket === change.ticket);
    if (order === undefined) return this.#judgeEnd(context, change, change.ticket);
    if (change.purpose === 'cancel') return 'waits';
    const { price, sl, tp } = order;
    return price === change.price && sl === change.sl && tp === change.tp ? 'stands' : 'waits';
  }

  #judgeEnd(context: Context, change: ClientOrder, ticket: string): ChangeVerdict {
    const end = this.#ends.get(ticket);
    if (end === 'canceled') return change.purpose === 'cancel' ? 'stands' : 'gone';
    if (end !== undefined) return 'gone';
    const own = [...context.orders.orders.values()].find((one) => one.purpose === 'open' && one.brokerOrder === ticket);
    return own?.state === 'filled' || (own !== undefined && isFinal(own.state) && change.purpose !== 'cancel')
      ? 'gone'
      : 'waits';
  }
}
