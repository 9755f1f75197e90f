// `tick` and `bar` bodies. This is the hot path: rows are read into columns in one pass, and nothing is copied twice.

import { isTimeframe, TIMEFRAME_MS, type Bar, type TickColumns, type TickCursor, type Timeframe } from '#core/model';
import { advanceTickCursor } from './link-book.ts';
import { FieldReader, numberFault, rangeFault, COUNT, POSITIVE_OR_ZERO, WHOLE,
  type JsonObject } from './field-reader.ts';
import { TICK_COLUMNS, type WireFault } from './wire.ts';

export interface TickRecord {
  readonly type: 'tick';
  readonly symbol: string;
  /** The body's own `off`, null where the session's holds. */
  readonly offsetS: number | null;
  readonly ticks: TickColumns;
  readonly prev: TickCursor | null;
  readonly next: TickCursor | null;
}

export interface BarRecord {
  readonly type: 'bar';
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly offsetS: number;
  readonly closed: boolean;
  /** Broker seconds of the last closed bar before these; undefined where the sender does not say. */
  readonly prev: number | null | undefined;
  /** Broker seconds of each bar's open. */
  readonly openBrokerS: readonly number[];
  readonly bars: readonly Bar[];
}

export type TickRead =
  | { readonly ok: true; readonly value: TickRecord }
  /** `rest` holds the readable rows where only single rows are at fault and their times are not. */
  | { readonly ok: false; readonly fault: WireFault; readonly rest: TickRecord | null };

type Column = number[];
type TickField = (typeof TICK_COLUMNS)[number];

/** Where a broker has no last price, volume or flags, null stands for MT5's own 0. */
const MAY_BE_UNSET: ReadonlySet<TickField> = new Set(['last', 'vol', 'flags']);

/** Reads a `tick` body. */
export function readTick(body: JsonObject): TickRead {
  const reader = new FieldReader(body);
  const symbol = reader.name('s');
  const offsetS = reader.offsetOrNull('off');
  const rows = reader.list('rows');
  const order = columnOrder(reader);
  const prev = readCursor(reader, 'prev');
  const next = readCursor(reader, 'next');
  if (reader.fault !== null) return { ok: false, fault: reader.fault, rest: null };
  const columns: Record<TickField, Column> = { msc: [], bid: [], ask: [], last: [], vol: [], flags: [] };
  const allMsc: number[] = [];
  let rowFault: WireFault | null = null;
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i];
    const fault = takeRow(row, order, columns, i);
    if (fault === null) {
      allMsc.push(columns.msc[columns.msc.length - 1] as number);
      continue;
    }
    rowFault ??= fault;
    const msc = Array.isArray(row) ? (row as readonly unknown[])[order.indexOf('msc')] : undefined;
    if (numberFault(msc, '', COUNT) !== null) return { ok: false, fault: rowFault, rest: null };
    allMsc.push(msc as number);
  }
  const reached = advanceTickCursor(prev, allMsc);
  if (next !== null && (reached?.[0] !== next[0] || reached[1] !== next[1])) {
    const fault = rangeFault('body.next', `does not follow from prev and rows (${JSON.stringify(reached)})`);
    return { ok: false, fault: rowFault ?? fault, rest: null };
  }
  const ticks: TickColumns = {
    brokerMs: columns.msc, bid: columns.bid, ask: columns.ask, last: columns.last, volume: columns.vol,
    flags: columns.flags,
  };
  const value: TickRecord = { type: 'tick', symbol, offsetS, ticks, prev, next: reached };
  return rowFault === null ? { ok: true, value } : { ok: false, fault: rowFault, rest: value };
}

function columnOrder(reader: FieldReader): readonly TickField[] {
  if (!reader.isSet('cols')) return TICK_COLUMNS;
  const names = reader.list('cols');
  const known = names.filter((name): name is TickField => (TICK_COLUMNS as readonly unknown[]).includes(name));
  if (known.length !== new Set(known).size) reader.refuse('cols', 'a column twice');
  for (const needed of ['msc', 'bid', 'ask'] as const) {
    if (!known.includes(needed)) reader.refuse('cols', `no column ${needed}`);
  }
  const isStandard = names.length === TICK_COLUMNS.length && TICK_COLUMNS.every((name, c) => names[c] === name);
  return isStandard ? TICK_COLUMNS : names as readonly TickField[];
}

function takeRow(
  row: unknown, order: readonly TickField[], into: Record<TickField, Column>, index: number,
): WireFault | null {
  const path = (): string => `body.rows[${String(index)}]`;
  if (!Array.isArray(row)) return rangeFault(path(), 'not a list');
  const cells = row as readonly unknown[];
  if (cells.length < order.length) return rangeFault(path(), 'too few columns');
  for (let c = 0; c < order.length; c += 1) {
    const cell = cells[c];
    const name = order[c] as TickField;
    const isWhole = name === 'msc' || name === 'flags';
    if (typeof cell === 'number' && cell >= 0 && cell < Infinity && (!isWhole || Number.isSafeInteger(cell))) continue;
    if (!TICK_COLUMNS.includes(name) || (cell === null && MAY_BE_UNSET.has(name))) continue;
    const fault = numberFault(cell, `${path()}[${String(c)}]`, isWhole ? COUNT : POSITIVE_OR_ZERO);
    if (fault !== null) return fault;
  }
  const isStandard = order === TICK_COLUMNS;
  for (let c = 0; c < TICK_COLUMNS.length; c += 1) {
    const name = TICK_COLUMNS[c] as TickField;
    const from = isStandard ? c : order.indexOf(name);
    into[name].push(from < 0 ? 0 : cells[from] as number | null ?? 0);
  }
  return null;
}

function readCursor(reader: FieldReader, name: string): TickCursor | null {
  if (!reader.isSet(name)) return null;
  const cells = reader.list(name);
  const fault = numberFault(cells[0], `${reader.pathOf(name)}[0]`, COUNT)
    ?? numberFault(cells[1], `${reader.pathOf(name)}[1]`, { min: 1, whole: true });
  if (fault !== null) {
    reader.fault ??= fault;
    return null;
  }
  return [cells[0] as number, cells[1] as number];
}

const BAR_BOUNDS = [COUNT, ...Array.from({ length: 4 }, () => POSITIVE_OR_ZERO), COUNT, COUNT, POSITIVE_OR_ZERO];

/** Reads a `bar` body. `sessionOffsetS` turns broker time into UTC where the body has no `off` of its own. */
export function readBar(body: JsonObject, sessionOffsetS: number): { readonly fault: WireFault } | BarRecord {
  const reader = new FieldReader(body);
  const symbol = reader.name('s');
  const timeframe = reader.raw('tf');
  const offsetS = reader.offsetOrNull('off') ?? sessionOffsetS;
  const closed = reader.flag('closed');
  const rows = reader.list('rows');
  const prev = reader.raw('prev') === undefined ? undefined : reader.numberOrNull('prev', COUNT);
  if (!isTimeframe(timeframe)) reader.refuse('tf', 'not a timeframe');
  if (reader.fault !== null || !isTimeframe(timeframe)) return { fault: reader.fault ?? rangeFault('body.tf', '') };
  const bars: Bar[] = [];
  const openBrokerS: number[] = [];
  for (let i = 0; i < rows.length; i += 1) {
    const path = `body.rows[${String(i)}]`;
    const row = rows[i];
    if (!Array.isArray(row)) return { fault: rangeFault(path, 'not a list') };
    const cells = row as readonly unknown[];
    const fault = barRowFault(cells, path, timeframe, openBrokerS[i - 1] ?? prev ?? null, closed);
    if (fault !== null) return { fault };
    openBrokerS.push(cells[0] as number);
    bars.push(barOf(cells as readonly number[], offsetS));
  }
  return { type: 'bar', symbol, timeframe, offsetS, closed, prev, openBrokerS, bars };
}

function barRowFault(
  cells: readonly unknown[], path: string, timeframe: Timeframe, after: number | null, closed: boolean,
): WireFault | null {
  for (let c = 0; c < BAR_BOUNDS.length; c += 1) {
    // spread and real volume may be left out by sources that have none
    if (c >= 6 && (cells[c] === undefined || cells[c] === null)) continue;
    const fault = numberFault(cells[c], `${path}[${String(c)}]`, BAR_BOUNDS[c] ?? WHOLE);
    if (fault !== null) return fault;
  }
  const [t, open, high, low, close] = cells as readonly number[] as [number, number, number, number, number];
  if (t % (TIMEFRAME_MS[timeframe] / 1000) !== 0) return rangeFault(`${path}[0]`, `not the open of a ${timeframe} bar`);
  if (closed && after !== null && t <= after) return rangeFault(`${path}[0]`, 'not after the bar before');
  if (high < Math.max(open, close, low) || low > Math.min(open, close)) {
    return rangeFault(path, 'high or low does not hold open and close');
  }
  return null;
}

function barOf(cells: readonly number[], offsetS: number): Bar {
  const [t, open, high, low, close, tickVolume] = cells as readonly [number, number, number, number, number, number];
  return {
    time: (t - offsetS) * 1000, open, high, low, close, tickVolume, realVolume: cells[7] ?? 0,
    spread: cells[6] ?? null, askOpen: null, askHigh: null, askLow: null, askClose: null, source: 'broker',
    partial: false,
  };
}
