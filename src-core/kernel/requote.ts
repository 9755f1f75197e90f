// A requote: the broker offers another price. Inside the bounds of the approval the same order is asked for again, with
// a fresh client order id; outside them the trader is asked again, by a new card.

import { judgeBounds } from '#core/approval';
import { whyNot, type ClientOrder, type OrderResult, type Quote, type WhyNot } from '#core/model';
import { judgePlan } from '#core/risk';
import { openSignal } from './cards.ts';
import type { Context, Turn } from './context.ts';
import { closePosition } from './order-commands.ts';
import { sendOrder } from './trading.ts';

/** Times one approval is sent at most. */
const SENDS_MAX = 3;

/** Acts on an order that a requote has just ended. */
export function followRequote(context: Context, turn: Turn, order: ClientOrder, result: OrderResult): void {
  const quote = freshQuote(context, order, result);
  if (order.purpose === 'close') {
    reclose(context, turn, order, quote);
    return;
  }
  if (order.purpose !== 'open' || order.kind !== 'market') return;
  const outside = judgeAgain(context, order, quote);
  if (outside === null && quote !== null) {
    const signal = order.signalId === null ? undefined : context.signals.signals.get(order.signalId);
    resend(context, turn, order, quote, signal?.strategy ?? 'manual');
  } else if (quote !== null && outside?.code === 'APPROVAL_PRICE_MOVED') {
    askAgain(context, turn, order, quote);
  }
}

/** The price in the answer is the newest there is; without one, the market's. */
function freshQuote(context: Context, order: ClientOrder, { bid, ask }: OrderResult): Quote | null {
  if (bid === null || ask === null || !(bid > 0) || !(ask >= bid)) return context.quote(order.symbol);
  return { symbol: order.symbol, timeMs: context.nowMs(), bid, ask };
}

function sends(context: Context, order: ClientOrder): number {
  let count = 1;
  let { retryOf } = order;
  while (retryOf !== null) {
    count += 1;
    retryOf = context.orders.orders.get(retryOf)?.retryOf ?? null;
  }
  return count;
}

/** Why the same approval does not cover the new price, null when it does. */
function judgeAgain(context: Context, order: ClientOrder, quote: Quote | null): WhyNot | null {
  const point = context.instrument(order.symbol)?.point;
  if (quote === null || point === undefined || order.price === null) return whyNot('RISK_QUOTE_STALE');
  if (context.nowMs() >= order.deadlineMs || sends(context, order) >= SENDS_MAX) return whyNot('EXECUTION_DEADLINE');
  const signal = order.signalId === null ? undefined : context.signals.signals.get(order.signalId);
  if (signal !== undefined) return judgeBounds(signal, quote, point);
  const price = order.side === 'buy' ? quote.ask : quote.bid;
  const first = firstPrice(context, order);
  const movedPoints = Math.round(Math.abs(price - first) / point);
  return movedPoints > order.deviationPoints
    ? whyNot('APPROVAL_PRICE_MOVED', `${String(movedPoints)} points, ${String(order.deviationPoints)} allowed.`)
    : null;
}

/** What the trader saw when this was asked for first. */
function firstPrice(context: Context, order: ClientOrder): number {
  let first = order;
  while (first.retryOf !== null) {
    const before = context.orders.orders.get(first.retryOf);
    if (before === undefined) break;
    first = before;
  }
  return first.price ?? order.price ?? 0;
}

function resend(context: Context, turn: Turn, order: ClientOrder, quote: Quote, label: string): void {
  const picture = context.riskPicture();
  const entry = order.side === 'buy' ? quote.ask : quote.bid;
  const plan = { symbol: order.symbol, side: order.side, entry, stop: order.sl ?? 0, target: order.tp };
  if (picture === null || order.sl === null || !judgePlan(plan, order.volume, quote, picture).ok) return;
  sendOrder(context, turn, {
    ...plan, signalId: order.signalId, requestId: order.requestId, volume: order.volume, label, purpose: 'open',
    retryOf: order.cid, deadlineMs: order.deadlineMs,
  });
}

/** The trader's word covered another price: the same setup is put before them at the new one. */
function askAgain(context: Context, turn: Turn, order: ClientOrder, quote: Quote): void {
  const entry = order.side === 'buy' ? quote.ask : quote.bid;
  const signal = order.signalId === null ? undefined : context.signals.signals.get(order.signalId);
  if (order.sl === null) return;
  openSignal(
    context, turn,
    {
      symbol: order.symbol, timeframe: signal?.timeframe ?? 'M1', strategy: signal?.strategy ?? 'manual',
      strategyHash: signal?.strategyHash ?? 'manual', side: order.side, entry, stop: order.sl,
      target: order.tp ?? entry + (entry - order.sl), barTime: signal?.barTime ?? context.nowMs(),
      votes: signal?.votes ?? [],
      reasons: [...(signal?.reasons ?? ['asked for by hand']), 'the broker offered another price'],
    },
    order.volume, null,
  );
}

function reclose(context: Context, turn: Turn, order: ClientOrder, quote: Quote | null): void {
  const position = order.positionId === null ? undefined : context.active?.positions.get(order.positionId);
  const point = context.instrument(order.symbol)?.point;
  if (position === undefined || quote === null || point === undefined || context.guard() !== null) return;
  if (context.nowMs() >= order.deadlineMs || sends(context, order) >= SENDS_MAX) return;
  if (context.active?.linkUp !== true) return;
  const price = order.side === 'buy' ? quote.ask : quote.bid;
  const movedPoints = Math.round(Math.abs(price - firstPrice(context, order)) / point);
  if (movedPoints > order.deviationPoints) return;
  const isPart = order.volume < position.volume;
  closePosition(context, turn, position, {
    requestId: order.requestId, volume: isPart ? order.volume : null, retryOf: order.cid,
  });
}
