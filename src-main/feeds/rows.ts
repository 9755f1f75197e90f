// Reads the fields of one line into a tick or a bar, or says by code why it is not one.

import { TIMEFRAME_MS, type Bar, type Timeframe } from '#core/model';
import type { TickRow } from '#main/stores';
import { readDecimal } from './decimal.ts';
import type { ColumnName, Layout } from './layout.ts';
import { isLeap } from './price-level.ts';
import { reject, type Reject } from './reject.ts';
import { StampReader } from './stamp.ts';
import type { Zone } from './zone.ts';

export type RowResult<T> = { readonly row: T } | { readonly reject: Reject };

export interface RowReader<T> {
  /** `aboveMs`: UTC ms of the row above, for local times that come twice. */
  read(fields: readonly string[], aboveMs: number): RowResult<T>;
}

const SHOWN_MAX = 40;

function show(name: string, value: string): string {
  const text = value.length > SHOWN_MAX ? `${value.slice(0, SHOWN_MAX)}…` : value;
  return `(${name} "${text.replaceAll(/[^\x20-\x7e…]/g, '?')}")`;
}

function plainName(text: string): string {
  return text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Two currencies beside each other, wherever they stand in a broker's name in capitals; null where there are none. */
export function pairIn(name: string): string | null {
  for (let at = 0; at + 6 <= name.length; at += 1) {
    const pair = name.slice(at, at + 6);
    if (CURRENCIES.has(pair.slice(0, 3)) && CURRENCIES.has(pair.slice(3))) return pair;
  }
  return null;
}

function isBlank(fields: readonly string[], from: number): boolean {
  for (let at = from; at < fields.length; at += 1) if ((fields[at] ?? '').trim() !== '') return false;
  return true;
}

/** What both kinds of rows need: the layout's columns and the file's times. */
class FieldReader {
  readonly #layout: Layout;
  readonly #stamps: StampReader;
  readonly #timeAt: number;
  readonly #clockAt: number | undefined;
  readonly #isComma: boolean;
  readonly #tickerAt: number | undefined;
  /** The only symbol whose rows are taken, as letters and digits; null until a row has named one. */
  #ticker: string | null;
  failure: { readonly reject: Reject } | null = null;

  /** `symbol`: what the rows are kept as, where they are. */
  constructor(layout: Layout, zone: Zone, symbol: string | undefined) {
    this.#layout = layout;
    this.#tickerAt = layout.columns.get('ticker');
    this.#ticker = pairIn(plainName(symbol ?? ''));
    this.#stamps = new StampReader(zone);
    this.#timeAt = layout.columns.get('time') ?? 0;
    this.#clockAt = layout.columns.get('clock');
    this.#isComma = layout.separator !== ',';
  }

  get utcMs(): number {
    return this.#stamps.utcMs;
  }

  get localMs(): number {
    return this.#stamps.localMs;
  }

  /** Begins a row: false where it is cut off or its time is bad (`failure` says why). */
  begin(fields: readonly string[], notBeforeMs: number): boolean {
    this.failure = null;
    if (fields.length < this.#layout.fieldsMin) {
      this.failure = reject('IMPORT_COLUMNS_SHORT', `(${fields.length} of ${this.#layout.fieldsMin})`);
      return false;
    }
    if (fields.length > this.#layout.fieldsMax && !isBlank(fields, this.#layout.fieldsMax)) {
      this.failure = reject('IMPORT_COLUMNS_MANY', `(${fields.length} of ${this.#layout.fieldsMax})`);
      return false;
    }
    if (this.#tickerAt !== undefined && !this.#isOurs(fields[this.#tickerAt] ?? '')) return false;
    const date = fields[this.#timeAt] ?? '';
    const text = this.#clockAt === undefined ? date : `${date.trim()} ${(fields[this.#clockAt] ?? '').trim()}`;
    const fault = this.#stamps.read(text, notBeforeMs);
    if (fault === null) return true;
    this.failure = fault === 'unreadable' ? reject('IMPORT_TIME_BAD', show('time', text))
      : reject('IMPORT_TIME_SKIPPED', show('time', text));
    return false;
  }

  // A pair of currencies in the row must be that of the symbol; any other name, that of the first row.
  #isOurs(text: string): boolean {
    const name = plainName(text);
    const pair = pairIn(name) ?? name;
    this.#ticker ??= pair;
    if (pair === this.#ticker) return true;
    this.failure = reject('IMPORT_SYMBOL_OTHER', show('symbol', text));
    return false;
  }

  isEmpty(fields: readonly string[], name: ColumnName): boolean {
    const at = this.#layout.columns.get(name);
    return at === undefined || (fields[at] ?? '').trim() === '';
  }

  /** The number of a column; NaN (and `failure`) where it is not one. */
  number(fields: readonly string[], name: ColumnName): number {
    const text = fields[this.#layout.columns.get(name) ?? -1] ?? '';
    const value = readDecimal(text, this.#isComma);
    if (Number.isNaN(value)) this.failure ??= reject('IMPORT_NUMBER_BAD', show(name, text));
    return value;
  }

  /** A count or size: not negative; `absent` where the column is missing or empty. */
  amount<T>(fields: readonly string[], name: ColumnName, absent: T): number | T {
    if (this.isEmpty(fields, name)) return absent;
    const value = this.number(fields, name);
    if (value < 0) this.failure ??= reject('IMPORT_NUMBER_BAD', `(${name} is negative)`);
    return value;
  }

  /** A price: above zero. */
  price(fields: readonly string[], name: ColumnName): number {
    const value = this.number(fields, name);
    if (value <= 0) this.failure ??= reject('IMPORT_PRICE_BAD', `(${name} ${value})`);
    return value;
  }
}

/** Ticks. An empty field repeats the value of the row above it, as MT5 writes its exports. */
export class TickReader implements RowReader<TickRow> {
  readonly #fields: FieldReader;
  readonly #isOwn: boolean;
  #bid = NaN;
  #ask = NaN;
  #last = 0;
  #volume = 0;

  constructor(layout: Layout, zone: Zone, symbol: string | undefined) {
    this.#fields = new FieldReader(layout, zone, symbol);
    this.#isOwn = layout.isOwn;
  }

  read(fields: readonly string[], aboveMs: number): RowResult<TickRow> {
    const from = this.#fields;
    if (!from.begin(fields, aboveMs)) return from.failure ?? reject('IMPORT_TIME_BAD');
    const bid = from.isEmpty(fields, 'bid') ? this.#bid : from.price(fields, 'bid');
    const ask = from.isEmpty(fields, 'ask') ? this.#ask : from.price(fields, 'ask');
    const last = from.amount(fields, 'last', this.#last);
    const volume = from.amount(fields, 'volume', this.#volume);
    const flags = from.amount(fields, 'flags', 0);
    if (from.failure !== null) return from.failure;
    if (Number.isNaN(bid) || Number.isNaN(ask)) return reject(
      'IMPORT_VALUE_MISSING', Number.isNaN(bid) ? '(bid)' : '(ask)',
    );
    if (!this.#isOwn && isLeap(bid, ask)) return reject('IMPORT_PRICE_LEAP', `(bid ${bid}, ask ${ask})`);
    if (ask < bid) return reject('IMPORT_QUOTE_CROSSED', `(bid ${bid}, ask ${ask})`);
    if (!Number.isInteger(flags)) return reject('IMPORT_NUMBER_BAD', `(flags ${flags})`);
    this.#bid = bid;
    this.#ask = ask;
    this.#last = last;
    this.#volume = volume;
    return { row: { time: from.utcMs, bid, ask, last, volume, flags } };
  }
}

const GRID_MS_MAX = 900_000;

/** Bars, labelled by their open. */
export class BarReader implements RowReader<Bar> {
  readonly #fields: FieldReader;
  readonly #gridMs: number;
  readonly #hasAsk: boolean;
  readonly #isOwn: boolean;
  readonly #timeframe: Timeframe;

  constructor(layout: Layout, zone: Zone, symbol: string | undefined, timeframe: Timeframe) {
    this.#fields = new FieldReader(layout, zone, symbol);
    this.#timeframe = timeframe;
    // Zones stand on quarters of an hour, so longer bars may open on any of them in UTC.
    this.#gridMs = Math.min(TIMEFRAME_MS[timeframe], GRID_MS_MAX);
    this.#isOwn = layout.isOwn;
    this.#hasAsk = layout.columns.has('askOpen');
  }

  read(fields: readonly string[], aboveMs: number): RowResult<Bar> {
    const from = this.#fields;
    // Two bars never open at one time, so the same wall time again is the next hour's.
    if (!from.begin(fields, aboveMs + 1)) return from.failure ?? reject('IMPORT_TIME_BAD');
    const open = from.price(fields, 'open');
    const high = from.price(fields, 'high');
    const low = from.price(fields, 'low');
    const close = from.price(fields, 'close');
    const askOpen = this.#hasAsk ? from.price(fields, 'askOpen') : null;
    const askHigh = this.#hasAsk ? from.price(fields, 'askHigh') : null;
    const askLow = this.#hasAsk ? from.price(fields, 'askLow') : null;
    const askClose = this.#hasAsk ? from.price(fields, 'askClose') : null;
    const tickVolume = from.amount(fields, 'tickVolume', 0);
    const realVolume = from.amount(fields, 'realVolume', 0);
    const spread = from.amount(fields, 'spread', null);
    if (from.failure !== null) return from.failure;
    if (from.localMs % this.#gridMs !== 0) return reject('IMPORT_TIME_OFF_GRID', `(${this.#timeframe})`);
    if (!holds(open, high, low, close)) return reject('IMPORT_OHLC_VIOLATION', `(${open} ${high} ${low} ${close})`);
    if (askOpen !== null && askHigh !== null && askLow !== null && askClose !== null
      && !holds(askOpen, askHigh, askLow, askClose)) {
      return reject('IMPORT_OHLC_VIOLATION', `(ask ${askOpen} ${askHigh} ${askLow} ${askClose})`);
    }
    if (!this.#isOwn && isLeap(low, high)) return reject('IMPORT_PRICE_LEAP', `(low ${low}, high ${high})`);
    if (askLow !== null && askHigh !== null && (isLeap(low, askHigh) || isLeap(high, askLow))) {
      return reject('IMPORT_PRICE_LEAP', `(ask ${askLow} ${askHigh})`);
    }
    return {
      row: {
        time: from.utcMs, open, high, low, close, tickVolume, realVolume, spread, askOpen, askHigh, askLow, askClose,
        source: 'import', partial: false,
      },
    };
  }
}

function holds(open: number, high: number, low: number, close: number): boolean {
  return high >= open && high >= close && low <= open && low <= close;
}
