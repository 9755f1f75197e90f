// `history.page` and `history.end`, and the rows of a page once it is known what was asked. A row that cannot be read
// costs itself, not its page: asking again would bring the same row.

import type { BrokerOrder, CalendarRow, Deal, Bar, HistoryAsk, TickColumns, TickCursor } from '#core/model';
import { isDeeperThan } from './envelope.ts';
import { FieldReader, COUNT, isObject, numberFault, rangeFault, type JsonObject } from './field-reader.ts';
import { readDeal, readOrder } from './read-account.ts';
import { readBar, readTick } from './read-market.ts';
import { readRecord } from './read-records.ts';
import { NESTING_MAX, type WireFault } from './wire.ts';

export type HistoryRecord =
  | {
      readonly type: 'history.page';
      readonly re: string;
      /** 0, 1, 2 … within one answer. */
      readonly index: number;
      /** A list, or base64 text of a zlib stream that holds one as JSON. */
      readonly rows: readonly unknown[] | string;
      readonly more: boolean;
      /** (raw broker ms, n) where the next page begins; null where the sender does not say. */
      readonly next: TickCursor | null;
      /** The body's own offset, null where the link's holds. */
      readonly offsetS: number | null;
    }
  | {
      readonly type: 'history.end';
      readonly re: string;
      readonly total: number;
      readonly complete: boolean;
      readonly reason: string | null;
    };

/** `re` of the envelope stands in where the body has none. */
export function readHistory(
  type: HistoryRecord['type'], body: JsonObject, re: string | null,
): HistoryRecord | { readonly fault: WireFault } {
  const r = new FieldReader(body);
  const id = r.textOr('re', re ?? '');
  if (type === 'history.end') {
    const record = {
      type, re: id, total: r.number('rows_total', COUNT), complete: r.flag('complete'),
      reason: r.isSet('reason') ? r.text('reason', 256) : null,
    } as const;
    return r.fault === null ? record : { fault: r.fault };
  }
  const isPacked = r.oneOfOr('enc', ['json', 'zb64'], 'json') === 'zb64' && typeof r.raw('rows') === 'string';
  const rows = isPacked ? r.text('rows', Infinity) : r.list('rows');
  const record = {
    type, re: id, index: r.number('i', COUNT), rows, more: r.flag('more'), next: readNext(r),
    offsetS: r.offsetOrNull('off'),
  } as const;
  return r.fault === null ? record : { fault: r.fault };
}

function readNext(r: FieldReader): TickCursor | null {
  if (!r.isSet('next_from')) return null;
  const cells = r.list('next_from');
  const fault = numberFault(cells[0], r.pathOf('next_from[0]'), COUNT)
    ?? numberFault(cells[1], r.pathOf('next_from[1]'), COUNT);
  if (fault !== null) r.fault ??= fault;
  return fault === null ? [cells[0] as number, cells[1] as number] : null;
}

/** The rows inside an unpacked page: a list no deeper than a frame may be. */
export function parseRows(text: string): readonly unknown[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  return Array.isArray(parsed) && !isDeeperThan(parsed, NESTING_MAX) ? parsed as readonly unknown[] : null;
}

/** What a page holds, as model nouns, and what was wrong with single rows (the first of it). */
export type HistoryRows = { readonly fault: WireFault | null } & (
  | { readonly kind: 'ticks'; readonly ticks: TickColumns }
  | { readonly kind: 'bars'; readonly bars: readonly Bar[]; readonly openBrokerS: readonly number[] }
  | { readonly kind: 'deals'; readonly deals: readonly Deal[] }
  | { readonly kind: 'orders'; readonly orders: readonly BrokerOrder[] }
  | { readonly kind: 'calendar'; readonly rows: readonly CalendarRow[] }
  | { readonly kind: 'count' }
);

/** `offsetOf` gives broker time minus UTC, seconds, at a raw broker ms. */
export function readHistoryRows(
  ask: HistoryAsk, rows: readonly unknown[], offsetOf: (brokerMs: number) => number,
): HistoryRows {
  const faults: WireFault[] = [];
  const note = (fault: WireFault, i: number): void => {
    if (faults.length === 0) faults.push({ ...fault, path: fault.path.replace('body', `body.rows[${String(i)}]`) });
  };
  const each = <T>(read: (row: unknown) => T | { readonly fault: WireFault }): readonly T[] => (
    rows.flatMap((row, i) => {
      const one = read(row);
      if (typeof one !== 'object' || one === null || !('fault' in one)) return [one];
      note(one.fault, i);
      return [];
    })
  );
  const first = (): WireFault | null => faults[0] ?? null;
  switch (ask.kind) {
    case 'ticks': {
      const read = readTick({ s: ask.symbol, rows });
      const taken = read.ok ? read.value : read.rest;
      return { kind: 'ticks', ticks: inOrder(taken?.ticks ?? NO_TICKS), fault: read.ok ? null : read.fault };
    }
    case 'bars': {
      const bars = each((row) => {
        const t = Array.isArray(row) ? (row as readonly unknown[])[0] : undefined;
        const offsetS = offsetOf(typeof t === 'number' ? t * 1000 : 0);
        return readBar({ s: ask.symbol, tf: ask.timeframe, closed: true, rows: [row] }, offsetS);
      });
      return {
        kind: 'bars', bars: bars.flatMap((one) => one.bars), openBrokerS: bars.flatMap((one) => one.openBrokerS),
        fault: first(),
      };
    }
    case 'deals': {
      const deals = each<Deal>((row) => {
        if (!isObject(row)) return { fault: rangeFault('body', 'not an object') };
        const msc = row['msc'];
        const read = readDeal(row, offsetOf(typeof msc === 'number' ? msc : 0));
        return 'fault' in read || read.type !== 'deal' ? { fault: faultOf(read) } : read.deal;
      });
      return { kind: 'deals', deals, fault: first() };
    }
    case 'orders': {
      const orders = each<BrokerOrder>((row) => {
        if (!isObject(row)) return { fault: rangeFault('body', 'not an object') };
        const read = readOrder({ op: 'update', ...row });
        return 'fault' in read || read.type !== 'order' ? { fault: faultOf(read) } : read.order;
      });
      return { kind: 'orders', orders, fault: first() };
    }
    case 'calendar': {
      const told = each<readonly CalendarRow[]>((row) => {
        const time = isObject(row) ? row['time'] : undefined;
        const offsetS = offsetOf(typeof time === 'number' ? time * 1000 : 0);
        const read = readRecord('calendar', { change_id: '0', rows: [row] }, offsetS);
        return 'fault' in read || read.type !== 'calendar' ? { fault: faultOf(read) } : read.rows;
      });
      return { kind: 'calendar', rows: told.flat(), fault: first() };
    }
    case 'count': return { kind: 'count', fault: null };
  }
}

const NO_TICKS: TickColumns = { brokerMs: [], bid: [], ask: [], last: [], volume: [], flags: [] };

/** Ticks by time; equal times stay as they came. */
function inOrder(ticks: TickColumns): TickColumns {
  const { brokerMs } = ticks;
  if (brokerMs.every((ms, i) => i === 0 || ms >= (brokerMs[i - 1] as number))) return ticks;
  const rows = brokerMs.map((_, i) => i).sort((a, b) => (brokerMs[a] as number) - (brokerMs[b] as number) || a - b);
  const pick = (column: readonly number[]): readonly number[] => rows.map((row) => column[row] as number);
  return {
    brokerMs: pick(brokerMs), bid: pick(ticks.bid), ask: pick(ticks.ask), last: pick(ticks.last),
    volume: pick(ticks.volume), flags: pick(ticks.flags),
  };
}

function faultOf(read: object): WireFault {
  return 'fault' in read ? read.fault as WireFault : rangeFault('body', 'not what was asked');
}
