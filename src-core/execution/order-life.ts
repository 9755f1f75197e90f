// The life of an order as one table: from which state it may come to which. Whatever is not here cannot happen; an
// attempt is a broken invariant and disarms trading.

import type { OrderPurpose, OrderState } from '#core/model';

const NOTHING: readonly OrderState[] = [];
/** What may still be learnt of an order that a broker was told of and that has not filled. */
const ENDS: readonly OrderState[] = ['filled', 'done', 'rejected', 'expired', 'canceled'];

/**
 * A fill is never taken back, and a deal that comes late is a fill whatever was thought before. `unknown` leads to
 * `issued` only by the answer `absent`: the same command leaves again.
 */
export const ORDER_LIFE: Readonly<Record<OrderState, readonly OrderState[]>> = {
  issued: ['accepted', 'working', 'partial', 'unknown', ...ENDS],
  accepted: ['working', 'partial', 'unknown', ...ENDS],
  working: ['accepted', 'partial', 'unknown', ...ENDS],
  partial: ['filled'],
  unknown: ['issued', 'accepted', 'working', 'partial', ...ENDS],
  filled: NOTHING,
  done: ['filled'],
  rejected: ['filled'],
  expired: ['filled'],
  canceled: ['filled'],
};

export function mayMove(from: OrderState, to: OrderState): boolean {
  return from === to || ORDER_LIFE[from].includes(to);
}

const FINAL: ReadonlySet<OrderState> = new Set<OrderState>(ENDS);

export function isFinal(state: OrderState): boolean {
  return FINAL.has(state);
}

/** Ends by deals of its own; the others end when what they asked stands. */
export function endsByDeals(purpose: OrderPurpose): boolean {
  return purpose === 'open' || purpose === 'close' || purpose === 'close_by';
}

/** Takes a position, or part of one, off the books. */
export function isClosing(purpose: OrderPurpose): boolean {
  return purpose === 'close' || purpose === 'close_by';
}
