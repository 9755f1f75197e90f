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
/** Deals and their kin are long: so many fit a message. */
const LIST_PAGE_MAX = 1000;

interface Rows {
  readonly rows: readonly unknown[];
  /** How many there are, also where only that was asked for. */
  readonly count: number;
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
  for (let i = 0; ; i += 1) {
    const { rows, count, next }: Rows = read(at);
    total += count;
    const more = next !== null;
    if (kind !== 'count') {
      yield { type: 'history.page', body: { re: id, i, enc: 'json', rows, more, next_from: next ?? at } };
    }
    at = next;
    if (!more) break;
  }
  yield { type: 'history.end', body: { re: id, rows_total: total, complete: true, reason: null } };
}

function reader(
  kind: string, fields: CommandFields, source: MarketSource, broker: Broker, page: number,
): ((at: TickCursor | null) => Rows) | null {
  const from = fields.number('from_msc') ?? 0;
  const to = fields.number('to_msc') ?? Number.MAX_SAFE_INTEGER;
  const within = (msc: number) => msc >= from && msc <= to;
  switch (kind) {
    case 'deals': {
      const deals = broker.deals().filter((deal) => within(deal.brokerMs));
      return listPages(deals, page, (deal) => deal.brokerMs, dealBody);
    }
    case 'orders': {
      const orders = [...broker.closedOrders(), ...broker.orders()].filter((order) => within(order.brokerMs));
      return listPages(orders, page, (order) => order.brokerMs, (order) => orderBody('add', order, source.offsetS));
    }
    case 'calendar': {
      const now = source.nowMs + source.offsetS * 1000;
      const rows = source.calendar?.rowsBetween(from, to, now) ?? [];
      return listPages(rows, page, (row) => row.time * 1000, (row) => row);
    }
    case 'ticks': return tickPages(fields, source, page, from, to, true);
    case 'bars': return barPages(fields, source, page, from, to, true);
    case 'count':
      return fields.isSet('tf')
        ? barPages(fields, source, page, from, to, false)
        : tickPages(fields, source, page, from, to, false);
    default: return null;
  }
}

/** Pages of a list that is known as a whole; the cursor counts the rows of its millisecond that went out. */
function listPages<T>(
  list: readonly T[], page: number, timeOf: (row: T) => number, bodyOf: (row: T) => unknown,
): () => Rows {
  const size = Math.min(page, LIST_PAGE_MAX);
  let at = 0;
  return () => {
    const rows = list.slice(at, at + size);
    at += size;
    const last = rows[rows.length - 1];
    const isMore = at < list.length && last !== undefined;
    const sameMs = last === undefined ? 0 : list.slice(0, at).filter((row) => timeOf(row) === timeOf(last)).length;
    return { rows: rows.map(bodyOf), count: rows.length, next: isMore ? [timeOf(last), sameMs] : null };
  };
}

function tickPages(
  fields: CommandFields, source: MarketSource, page: number, from: number, to: number, withRows: boolean,
): (at: TickCursor | null) => Rows {
  const symbol = fields.text('s') ?? '';
  return (at) => {
    const ticks = source.ticksAfter(symbol, at, from, page);
    const rows = ticks.filter((row) => row.msc <= to);
    const isLast = ticks.length < page || rows.length < ticks.length;
    return {
      rows: withRows ? rows.map((row) => [row.msc, row.bid, row.ask, 0, 0, 6]) : [], count: rows.length,
      next: isLast ? null : cursorAfter(at, ticks),
    };
  };
}

function barPages(
  fields: CommandFields, source: MarketSource, page: number, from: number, to: number, withRows: boolean,
): ((at: TickCursor | null) => Rows) | null {
  const symbol = fields.text('s') ?? '';
  const timeframe = fields.text('tf');
  if (!isTimeframe(timeframe)) return null;
  return (at) => {
    const after = at === null ? null : at[0] / 1000;
    const bars = source.pastBarsAfter?.(symbol, timeframe, after, from, page)
      ?? source.barsAfter(symbol, timeframe, after, from, page);
    const rows = bars.filter((bar) => bar.t * 1000 <= to);
    const isLast = bars.length < page || rows.length < bars.length;
    const lastT = bars[bars.length - 1]?.t ?? 0;
    const cells = (bar: (typeof bars)[number]) => {
      return [bar.t, bar.open, bar.high, bar.low, bar.close, bar.tickVolume, bar.spread, 0];
    };
    return { rows: withRows ? rows.map(cells) : [], count: rows.length, next: isLast ? null : [lastT * 1000, 1] };
  };
}
