// What a terminal's history adds: rows for the market store, deals and ended orders for the account's mirror, and the
// word that a span was told whole. Strategies are not shown the past: what was decided then was decided.

import type { InputBody } from '#core/model';
import { takeDeal, takeOrder } from './broker-truth.ts';
import type { Context, Turn } from './context.ts';

export type HistoryBody = Extract<InputBody, { kind: `History${string}` }>;

export function isHistory(body: InputBody): body is HistoryBody {
  return body.kind.startsWith('History');
}

const ENDED: ReadonlySet<string> = new Set(['filled', 'canceled', 'rejected', 'expired']);

export function perceiveHistory(context: Context, turn: Turn, body: HistoryBody): void {
  const feed = context.mirrors.get(body.account)?.identity.server ?? body.account.slice(body.account.indexOf('@') + 1);
  const { market } = turn.outputs;
  switch (body.kind) {
    case 'HistoryTicksReceived': {
      const point = context.instruments.get(feed)?.get(body.symbol)?.point ?? 0;
      market.putTicks(turn.seq, feed, body.symbol, body.offsetS, body.ticks, { point, before: body.before });
      return;
    }
    case 'HistoryBarsReceived':
      for (const bar of body.bars) {
        const offsetS = context.links.offsetAt(body.account, bar.time);
        market.putBar(turn.seq, feed, body.symbol, body.timeframe, bar, offsetS);
      }
      return;
    case 'HistoryDealsReceived':
      for (const deal of body.deals) takeDeal(context, turn, body.account, deal);
      return;
    case 'HistoryOrdersReceived':
      // What still works stands in the snapshot; the past only says how orders ended.
      for (const order of body.orders) {
        if (ENDED.has(order.state)) takeOrder(context, turn, body.account, 'remove', order);
      }
      return;
    case 'HistoryEnded': {
      const { of, symbol, timeframe, outcome } = body;
      // A refusal says nothing about what is there.
      if (outcome !== 'complete' || symbol === null || (of !== 'ticks' && of !== 'bars')) return;
      const span = { fromMs: body.fromMs, toMs: body.toMs };
      context.told.note(feed, symbol, of === 'ticks' ? 'tick' : timeframe ?? 'M1', span);
    }
  }
}
