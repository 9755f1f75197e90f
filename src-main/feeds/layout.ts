// Finds out what a file is: its separator, its header, which column holds what, and whose export it looks like.

import { fail, ok, type Result } from '#core/base';
import { StampReader } from './stamp.ts';
import { makeZone, type Zone } from './zone.ts';

export const FORMATS = ['auto', 'mt5', 'histdata', 'dukascopy', 'truefx', 'csv', 'mt-report'] as const;
export type FormatName = (typeof FORMATS)[number];
export type RowKind = 'tick' | 'bar';
export type Separator = ',' | ';' | '\t';

/** What a column can hold. Ask columns beside bid ones make bid/ask bars. */
export type ColumnName =
  | 'time' | 'timeMsc' | 'date' | 'clock' | 'ticker'
  | 'bid' | 'ask' | 'last' | 'volume' | 'flags' | 'open' | 'high' | 'low' | 'close'
  | 'askOpen' | 'askHigh' | 'askLow' | 'askClose' | 'tickVolume' | 'realVolume' | 'spread';

export type Columns = ReadonlyMap<ColumnName, number>;

export interface Layout {
  readonly format: Exclude<FormatName, 'auto' | 'mt-report'>;
  readonly kind: RowKind;
  readonly separator: Separator;
  readonly hasHeader: boolean;
  readonly columns: Columns;
  /** A row with fewer fields was cut off; one with more has a separator inside a number. */
  readonly fieldsMin: number;
  readonly fieldsMax: number;
  /** The zone of the source's own convention, where it has one; `--tz` goes before it. */
  readonly zone: Zone | null;
  /** Written by our own export: whatever prices are in it were stored, and go back as they are. */
  readonly isOwn: boolean;
  /** Header names that nothing is read from. */
  readonly ignored: readonly string[];
}

const NAMES: Readonly<Record<string, ColumnName>> = {
  time: 'time', datetime: 'time', timestamp: 'time', epochms: 'time', epoch: 'time', msc: 'time', timemsc: 'timeMsc',
  gmttime: 'time', utctime: 'time', timeutc: 'time', timegmt: 'time', localtime: 'time', opentime: 'time', date: 'date',
  dtyyyymmdd: 'date', ticker: 'ticker', symbol: 'ticker', pair: 'ticker', instrument: 'ticker',
  bid: 'bid', bidprice: 'bid', ask: 'ask', askprice: 'ask', last: 'last', flags: 'flags', volume: 'volume',
  vol: 'volume',
  open: 'open', high: 'high', low: 'low', close: 'close',
  bidopen: 'open', bidhigh: 'high', bidlow: 'low', bidclose: 'close',
  askopen: 'askOpen', askhigh: 'askHigh', asklow: 'askLow', askclose: 'askClose',
  tickvolume: 'tickVolume', tickvol: 'tickVolume', ticks: 'tickVolume', realvolume: 'realVolume', realvol: 'realVolume',
  spread: 'spread',
};
const DUKASCOPY_NAMES: ReadonlySet<string> = new Set([
  'gmttime', 'localtime', 'timeutc', 'timegmt', 'askvolume', 'bidvolume',
]);
/** A pair in front of its quotes, as TrueFX writes it. */
const PAIR = /^[A-Z]{3}\/?[A-Z]{3}$/;
/** A time column that names its zone: `Time (EET)`, as JForex writes it. */
const ZONED_TIME = /^time\s*\(([a-z][\w/+-]*)\)$/i;
/** Headers of our own exports. */
export const BAR_HEADER = 'time,open,high,low,close,tickVolume,spread,realVolume';
export const TICK_HEADER = 'time,bid,ask,last,volume,flags';
const OWN_HEADERS: ReadonlySet<string> = new Set([BAR_HEADER, TICK_HEADER]);
const TICK_REQUIRED: readonly ColumnName[] = ['bid', 'ask'];
const BAR_REQUIRED: readonly ColumnName[] = ['open', 'high', 'low', 'close'];
const ASK_BAR: readonly ColumnName[] = ['askOpen', 'askHigh', 'askLow', 'askClose'];

/** Fields of a line; quotes around them are dropped, and a separator between quotes separates nothing. */
export function splitFields(line: string, separator: Separator): string[] {
  if (!line.includes('"')) return line.split(separator);
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      fields.push(field);
      field = '';
    } else field += character;
  }
  return [...fields, field];
}

/** Judges a file by its first lines (blank ones left out). Fails with IMPORT_FORMAT_UNKNOWN, saying what is missing. */
export function findLayout(sample: readonly string[], kind: RowKind, wanted: FormatName): Result<Layout> {
  if (wanted === 'mt-report') {
    return fail('IMPORT_FORMAT_UNKNOWN', 'A report holds neither bars nor ticks: sextant import reads it.');
  }
  const first = sample[0];
  if (first === undefined) return fail('IMPORT_FORMAT_UNKNOWN', 'The file is empty.');
  const separator = findSeparator(sample);
  const found = isHeader(splitFields(first, separator))
    ? layoutOfHeader(splitFields(first, separator), separator, kind)
    : layoutOfRows(sample, separator, kind);
  if (!found.ok || wanted === 'auto' || found.value.format === wanted) return found;
  // A plain table may well come from the named source; then the source's own convention of time holds.
  if (found.value.format === 'csv' && (wanted !== 'truefx' || kind === 'tick')) {
    return ok({ ...found.value, format: wanted, zone: conventionOf(wanted) });
  }
  return fail('IMPORT_FORMAT_UNKNOWN', `The file looks like ${found.value.format}, not ${wanted}.`);
}

function conventionOf(format: Layout['format']): Zone | null {
  // HistData writes New York's standard time the whole year; TrueFX and Dukascopy write UTC.
  if (format === 'csv' || format === 'mt5') return null;
  const zone = makeZone(format === 'histdata' ? '-05:00' : 'UTC');
  return zone.ok ? zone.value : null;
}

function findSeparator(sample: readonly string[]): Separator {
  const text = sample.slice(0, 5).join('\n');
  if (text.includes('\t')) return '\t';
  return text.includes(';') ? ';' : ',';
}

function normalise(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

// A header has no number in it. (An empty field is neither.)
function isHeader(fields: readonly string[]): boolean {
  const texts = fields.map((field) => field.trim()).filter((field) => field !== '');
  return texts.length > 1 && texts.every((field) => /^[<"]?[a-z]/i.test(field) && !PAIR.test(field));
}

function layoutOfHeader(fields: readonly string[], separator: Separator, kind: RowKind): Result<Layout> {
  const columns = new Map<ColumnName, number>();
  const ignored: string[] = [];
  fields.forEach((field, index) => {
    const name = ZONED_TIME.test(field.trim()) ? 'time' : NAMES[normalise(field)];
    if (name === undefined || columns.has(name)) {
      if (field.trim() !== '') ignored.push(field.trim());
    } else columns.set(name, index);
  });
  nameTimeColumns(columns);
  nameVolumeColumns(columns, kind);
  if (kind === 'bar' && ASK_BAR.some((name) => !columns.has(name))) for (const name of ASK_BAR) columns.delete(name);
  const required: readonly ColumnName[] = ['time', ...(kind === 'tick' ? TICK_REQUIRED : BAR_REQUIRED)];
  const missing = required.filter((name) => !columns.has(name));
  if (missing.length > 0) {
    const other = kind === 'tick' ? BAR_REQUIRED : TICK_REQUIRED;
    const hint = other.every((name) => columns.has(name))
      ? ` It holds ${kind === 'tick' ? 'bars' : 'ticks'}: see --timeframe.` : '';
    return fail(
      'IMPORT_FORMAT_UNKNOWN',
      `The header has no column ${missing.join(', ')} (it has ${fields.join(', ').slice(0, 200)}).${hint}`,
    );
  }
  const isMt5 = fields.some((field) => field.includes('<'));
  const zoneName = fields.map((field) => ZONED_TIME.exec(field.trim())?.[1]).find((name) => name !== undefined);
  const isDukascopy = zoneName !== undefined || fields.some((field) => DUKASCOPY_NAMES.has(normalise(field)));
  const format = isMt5 ? 'mt5' : isDukascopy ? 'dukascopy' : 'csv';
  const zone = zoneName === undefined ? ok(conventionOf(format)) : makeZone(zoneName);
  if (!zone.ok) return zone;
  return ok({
    format, kind, separator, hasHeader: true, columns, fieldsMin: fields.length, fieldsMax: fields.length,
    zone: zone.value, isOwn: OWN_HEADERS.has(fields.join(',')), ignored,
  });
}

// `date` and `time` beside each other are two halves; alone, either is the whole.
function nameTimeColumns(columns: Map<ColumnName, number>): void {
  const date = columns.get('date');
  const milliseconds = columns.get('timeMsc');
  // The same moment in whole seconds beside it says less.
  if (milliseconds !== undefined) columns.set('time', milliseconds);
  columns.delete('timeMsc');
  const time = columns.get('time');
  if (date === undefined || milliseconds !== undefined) return;
  columns.delete('date');
  columns.set('time', date);
  if (time !== undefined) columns.set('clock', time);
}

// A bar's only `volume` counts ticks, as everywhere in foreign exchange; beside a tick volume it is the real one.
function nameVolumeColumns(columns: Map<ColumnName, number>, kind: RowKind): void {
  const volume = columns.get('volume');
  if (kind === 'tick' || volume === undefined) return;
  columns.delete('volume');
  if (!columns.has('tickVolume')) columns.set('tickVolume', volume);
  else if (!columns.has('realVolume')) columns.set('realVolume', volume);
}

function layoutOfRows(sample: readonly string[], separator: Separator, kind: RowKind): Result<Layout> {
  // What most rows are: the first may be damaged.
  const votes = new Map<string, { readonly layout: Layout; count: number }>();
  for (const line of sample) {
    const layout = layoutOfRow(splitFields(line, separator), separator, kind);
    if (layout === null) continue;
    const key = JSON.stringify([layout.format, ...layout.columns, layout.fieldsMax]);
    const vote = votes.get(key) ?? { layout, count: 0 };
    vote.count += 1;
    votes.set(key, vote);
  }
  const most = Math.max(...[...votes.values()].map(({ count }) => count));
  for (const { layout, count } of votes.values()) if (count === most) return ok(layout);
  const wants = kind === 'tick' ? 'time, bid, ask' : 'time, open, high, low, close';
  return fail(
    'IMPORT_FORMAT_UNKNOWN', `No header, and no row of the form ${wants} in the first ${sample.length} lines.`,
  );
}

function layoutOfRow(fields: readonly string[], separator: Separator, kind: RowKind): Layout | null {
  const first = fields[0]?.trim() ?? '';
  if (kind === 'tick' && PAIR.test(first) && isStamp(fields[1] ?? '') && fields.length >= 4) {
    return headless('truefx', fields, kind, separator, [['ticker', 0], ['time', 1], ['bid', 2], ['ask', 3]]);
  }
  if (!isStamp(first)) return null;
  const hasClock = /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/.test(fields[1]?.trim() ?? '');
  const start = hasClock ? 2 : 1;
  const numbers = fields.slice(start).filter((field) => field.trim() !== '').length;
  const columns: [ColumnName, number][] = hasClock ? [['time', 0], ['clock', 1]] : [['time', 0]];
  const isHistData = /^\d{8} \d{6}(?:\d{3})?$/.test(first);
  if (kind === 'tick') {
    const names: readonly ColumnName[] = ['bid', 'ask', 'last', 'volume', 'flags'];
    if (numbers < 2 || numbers > names.length) return null;
    if (isHistData) return headless('histdata', fields, kind, separator, [...columns, ['bid', 1], ['ask', 2]]);
    const found = positions(names.slice(0, fields.length - start), start);
    return headless('csv', fields, kind, separator, [...columns, ...found]);
  }
  // More would be numbers with a separator inside.
  if (numbers < 4 || numbers > 7) return null;
  const extras: readonly ColumnName[] = numbers >= 7
    ? ['tickVolume', 'realVolume', 'spread'] : ['tickVolume', 'spread'];
  const names = [...BAR_REQUIRED, ...extras.slice(0, numbers - 4)];
  return headless(isHistData ? 'histdata' : 'csv', fields, kind, separator, [...columns, ...positions(names, start)]);
}

function positions(names: readonly ColumnName[], start: number): [ColumnName, number][] {
  return names.map((name, index) => [name, start + index]);
}

function headless(
  format: Layout['format'], fields: readonly string[], kind: RowKind, separator: Separator,
  columns: readonly [ColumnName, number][],
): Layout {
  const fieldsMin = Math.max(...columns.map(([, index]) => index)) + 1;
  return {
    format, kind, separator, hasHeader: false, columns: new Map(columns), fieldsMin, fieldsMax: fields.length,
    zone: conventionOf(format), isOwn: false, ignored: [],
  };
}

const anyZone: Zone = { name: 'any', toUtc: (localMs) => localMs, twice: 0 };

// Without a header a bare number is a time only when it is long enough to be an epoch of our age.
function isStamp(text: string): boolean {
  if (/^-?\d*\.?\d*$/.test(text.trim()) && !/^\d{8}$|^\d{9,}/.test(text.trim())) return false;
  return new StampReader(anyZone).read(text, -Infinity) === null;
}
