// Answers to `history`: pages from the terminal's own history, then the end. Rows are plain JSON (`enc` zb64 is
// answered in JSON too and says so).

import type { Broker } from '#core/broker-model';
import { isTimeframe, type TickCursor } from '#core/model';
import { dealBody, orderBody } from './bodies.ts';
import type { CommandFields } from './command-fields.ts';
import { cursorAfter } from './market-pump.ts';
import type { MarketSource } from './market-source.ts';

export interface HistoryFrame {
  readonly type: 'history.page' | 'history.end' | 'result';
  readonly body: object;
}

const PAGE_MAX = 5000;
const PAGES_MAX = 200;

interface Rows {
  readonly rows: readonly unknown[];
  /** Where the next page begins; null when there is none. */
  readonly next: TickCursor | null;
}

/** The frames that answer one `history` command, in order. An unknown kind or symbol is a refusal. */
export function* historyPages(fields: CommandFields, source: MarketSource, broker: Broker): Generator<HistoryFrame> {
  const id = fields.text('id') ?? '';
  const kind = fields.text('kind') ?? '';
  const symbol = fields.text('s') ?? '';
  const needsSymbol = kind === 'ticks' || kind === 'bars' || kind === 'count';
  if (needsSymbol && !source.instruments.some((one) => one.symbol === symbol)) {
    yield { type: 'result', body: { re: id, ok: false, code: 'E_SYMBOL', msg: `no symbol ${symbol}` } };
    return;
  }
  const page = Math.max(1, Math.min(PAGE_MAX, fields.number('page') ?? PAGE_MAX));
  const read = reader(kind, fields, source, broker, page);
  if (read === null) {
    yield { type: 'result', body: { re: id, ok: false, code: 'E_RANGE', msg: `no history of kind ${kind}` } };
    return;
  }
  if (kind === 'bars' && source.isLoading?.() === true) {
    yield { type: 'history.end', body: { re: id, rows_total: 0, complete: false, reason: 'E_SYNCING' } };
    return;
  }
  let total = 0;
  let at: TickCursor | null = null;
  for (let i = 0; i < PAGES_MAX; i += 1) {
    const { rows, next }: Rows = read(at);
    total += rows.length;
    const more: boolean = next !== null && i + 1 < PAGES_MAX;
    if (kind !== 'count') {
      yield { type: 'history.page', body: { re: id, i, enc: 'json', rows, more, next_from: next ?? at } };
    }
    at = next;
    if (!more) break;
  }
  // Past the last page that one answer may have there is more: it is asked for from there.
  const complete = at === null;
  yield { type: 'history.end', body: { re: id, rows_total: total, complete, reason: complete ? null : 'E_BUSY' } };
}

function reader(
  kind: string, fields: CommandFields, source: MarketSource, broker: Broker, page: number,
): ((at: TickCursor | null) => Rows) | null {
  const from = fields.number('from_msc') ?? 0;
  const to = fields.number('to_msc') ?? Number.MAX_SAFE_INTEGER;
  const symbol = fields.text('s') ?? '';
  const within = (msc: number) => msc >= from && msc <= to;
  if (kind === 'deals') {
    const rows = broker.deals().filter((deal) => within(deal.brokerMs)).map(dealBody);
    return () => ({ rows, next: null });
  }
  if (kind === 'orders') {
    const orders = [...broker.closedOrders(), ...broker.orders()].filter((order) => within(order.brokerMs));
    return () => ({ rows: orders.map((order) => orderBody('add', order, source.offsetS)), next: null });
  }
  if (kind === 'ticks') {
    return (at) => {
      const ticks = source.ticksAfter(symbol, at, from, page);
      const rows = ticks.filter((row) => row.msc <= to);
      const isLast = ticks.length < page || rows.length < ticks.length;
      return {
        rows: rows.map((row) => [row.msc, row.bid, row.ask, 0, 0, 6]), next: isLast ? null : cursorAfter(at, ticks),
      };
    };
  }
  // The simulated broker keeps no calendar: there is none, and that is all of it.
  if (kind === 'calendar') return () => ({ rows: [], next: null });
  const timeframe = fields.text('tf');
  if (kind !== 'bars' && kind !== 'count') return null;
  if (!isTimeframe(timeframe)) return null;
  return (at) => {
    const after = at === null ? null : at[0] / 1000;
    const bars = source.pastBarsAfter?.(symbol, timeframe, after, from, page)
      ?? source.barsAfter(symbol, timeframe, after, from, page);
    const rows = bars.filter((bar) => bar.t * 1000 <= to);
    const isLast = bars.length < page || rows.length < bars.length;
    const lastT = bars[bars.length - 1]?.t ?? 0;
    return {
      rows: rows.map((bar) => [bar.t, bar.open, bar.high, bar.low, bar.close, bar.tickVolume, bar.spread, 0]),
      next: isLast ? null : [lastT * 1000, 1],
    };
  };
}
