// The one door that commands go through: a command is a fact, and leaves when its commit is on the platter. Every
// command that trades has a client order id of its own and an order record, journaled before it.

import { assert } from '#core/base';
import { makeCid, magicOfCid } from '#core/execution';
import { whyNot, type ClientOrder, type OrderCommand, type TradeCommand, type WhyNot } from '#core/model';
import { mayLeave } from './account-guard.ts';
import type { Context, Turn } from './context.ts';

/** What an order record says of itself; the rest is the same for all. */
export type OrderDraft = Pick<ClientOrder, 'purpose' | 'symbol' | 'side' | 'kind' | 'volume'> &
  Partial<
    Pick<
      ClientOrder,
      | 'signalId' | 'requestId' | 'positionId' | 'byPositionId' | 'ticket' | 'retryOf' | 'price' | 'stopLimit'
      | 'tif' | 'expiryMs' | 'sl' | 'tp' | 'deadlineMs' | 'brokerPosition' | 'cid'
    >
  >;

/** A fresh record with a fresh client order id (unless the draft brings the one its signal was closed with). */
export function makeOrder(context: Context, draft: OrderDraft): ClientOrder {
  const nowMs = context.nowMs();
  const cid = draft.cid ?? freshCid(context);
  return {
    signalId: null, requestId: null, positionId: null, byPositionId: null, ticket: null, retryOf: null, price: null,
    stopLimit: null, tif: 'gtc', expiryMs: null, sl: null, tp: null, brokerPosition: null,
    deadlineMs: nowMs + context.limits.orderDeadlineMs,
    ...draft,
    cid, magic: magicOfCid(cid), deviationPoints: context.limits.deviationPoints, createdMs: nowMs, state: 'issued',
    filledVolume: 0, fillPrice: null, retcode: null, whyNot: null, brokerOrder: null, updatedMs: nowMs,
  };
}

export function freshCid(context: Context): string {
  return makeCid(context.seed, context.orders.nextCount());
}

/** Journals the order and then its command. */
export function openOrder(context: Context, turn: Turn, order: ClientOrder, command: OrderCommand): void {
  context.orders.put(order, command, turn.ts);
  turn.outputs.fact({ kind: 'OrderOpened', order });
  issue(context, turn, command);
}

/** What every command that trades carries. */
export function commandHead(context: Context, order: ClientOrder): Pick<OrderCommand, 'id' | 'cid' | 'deadlineMs'> {
  return { id: context.nextCommandId(), cid: order.cid, deadlineMs: order.deadlineMs };
}

/** Throws BrokenInvariant for a command that the account guard holds back: whoever made it has not asked. */
export function issue(context: Context, turn: Turn, command: TradeCommand): void {
  if (context.activeKey === null) return;
  assert(mayLeave(context, command), `${command.type} was to leave for an account that may not trade`);
  turn.outputs.fact({ kind: 'CommandIssued', account: context.activeKey, command });
}

export function refuse(turn: Turn, requestId: string, why: WhyNot): void {
  turn.outputs.fact({ kind: 'RequestRefused', requestId, whyNot: why });
}

/**
 * True when the request was answered before: the same key never makes a second order or card, and another request under
 * it is refused. `asksCard` says that the request asks for a card.
 */
export function isAnswered(
  context: Context, turn: Turn, requestId: string, isSame: (made: ClientOrder) => boolean, asksCard = false,
): boolean {
  const made = context.orders.ofRequest(requestId);
  if (made === undefined && context.signals.ofRequest(requestId) === undefined) return false;
  if (made === undefined ? !asksCard : !isSame(made)) refuse(turn, requestId, whyNot('WEB_KEY_REUSED'));
  return true;
}
