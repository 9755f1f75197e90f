// What the terminal says of our commands, and of the orders and positions they are about. Answers, deals, removals and
// reports may come in any order and come to the same end.

import { isFinal } from '#core/execution';
import type { BrokerOrder, OrderResult } from '#core/model';
import type { Context, Turn } from './context.ts';
import { issue } from './issuing.ts';
import { followRequote } from './requote.ts';
import { judgeResend, orderListener, reconcileOrders } from './trading.ts';

/** After "too many requests" nothing new is sent for this long, on the account's clock. */
const BACK_OFF_MS = 5_000;

export function takeAnswer(context: Context, turn: Turn, result: OrderResult): void {
  const before = context.orders.orders.get(result.cid);
  context.orders.answer(
    result, context.nowMs(), turn.ts, (order) => judgeResend(context, order), orderListener(context, turn),
  );
  // An answer `unknown` is asked about at once: nothing is sent again before the broker has spoken.
  if (result.state === 'unknown') reconcileOrders(context, turn);
  const order = context.orders.orders.get(result.cid);
  if (before === undefined || order === undefined) return;
  if (!isFinal(before.state) && order.state === 'rejected') followRefusal(context, turn, result);
  else if (order.state !== 'rejected' && order.state !== 'unknown') context.tradeOff = null;
  settle(context, turn);
}

/** A command was refused just now: what its code asks for. */
function followRefusal(context: Context, turn: Turn, result: OrderResult): void {
  const order = context.orders.orders.get(result.cid);
  const why = order?.whyNot ?? null;
  if (order === undefined || why === null) return;
  switch (why.code) {
    case 'EXECUTION_REQUOTE':
      followRequote(context, turn, order, result);
      return;
    case 'EXECUTION_BACK_OFF':
      context.backOffUntilMs = context.nowMs() + BACK_OFF_MS;
      return;
    case 'EXECUTION_CHANGED':
      issue(context, turn, { type: 'snapshot', id: context.nextCommandId() });
      return;
    case 'EXECUTION_OFF_TERMINAL':
    case 'EXECUTION_OFF_PROGRAM':
    case 'EXECUTION_OFF_ACCOUNT':
    case 'EXECUTION_OFF_SERVER':
    case 'E_TRADE_OFF':
      context.tradeOff = why;
      return;
    default:
  }
}

export function seeOrder(context: Context, turn: Turn, op: 'add' | 'update' | 'remove', order: BrokerOrder): void {
  const listener = orderListener(context, turn);
  if (op === 'remove') {
    context.changes.removed(order);
    context.orders.removed(order, context.nowMs(), listener);
  } else {
    const expiryMs = order.expiryBrokerMs ?? null;
    const offsetMs = (context.active?.offsetS ?? 0) * 1000;
    context.orders.reported(order, expiryMs === null ? null : expiryMs - offsetMs, context.nowMs(), listener);
  }
  settle(context, turn);
}

export function seePosition(context: Context, turn: Turn): void {
  settle(context, turn);
  context.stops.look(context, turn);
}

function settle(context: Context, turn: Turn): void {
  context.orders.settleChanges(
    (change) => context.changes.judge(context, change), context.nowMs(), orderListener(context, turn),
  );
}
