// Calendar, central bank, news, flow, book, signal, sentiment, pattern, performance, correlation and log: each body is
// held to the page (required fields, words, bounds) and becomes a noun, or the first fault found.
//
// Invariants: what is computed says its origin; lists are bounded; unknown fields are ignored.

import {
  ORIGINS, TIMEFRAMES, type BookLevel, type CalendarRow, type DataRecord, type Origin, type SymbolFigures,
} from '#core/model';
import {
  FieldReader, COUNT, POSITIVE_OR_ZERO, WHOLE, isObject, numberFault, type JsonObject, type NumberBounds,
} from './field-reader.ts';
import type { WireFault } from './wire.ts';

/** A line of the terminal's own log; it belongs to the link. */
export interface LogLine {
  readonly level: string;
  readonly code: string | null;
  readonly text: string;
}

export type DataRead = DataRecord | { readonly fault: WireFault };

const UNIT: NumberBounds = { min: 0, max: 1 };
const SIGNED_UNIT: NumberBounds = { min: -1, max: 1 };
const POSITIVE: NumberBounds = { min: Number.MIN_VALUE };

const ID_LENGTH_MAX = 64;
const WORD_LENGTH_MAX = 64;
const LINE_LENGTH_MAX = 2_000;
const ARTICLE_LENGTH_MAX = 100_000;
const CALENDAR_ROWS_MAX = 5_000;
const CURRENCIES_MAX = 32;
const BOOK_LEVELS_MAX = 256;
const PATTERN_LEVELS_MAX = 64;
const SYMBOLS_MAX = 256;
const FIGURES_MAX = 64;

type Maker = (reader: FieldReader, offsetS: number) => DataRecord;

const MAKERS: Readonly<Record<DataRecord['type'], Maker>> = {
  calendar: (r, offsetS) => ({ type: 'calendar', changeId: r.id('change_id'), rows: readRows(r, offsetS) }),
  central_bank: (r, offsetS) => ({
    type: 'central_bank', origin: readOrigin(r), bank: readText(r, 'bank', WORD_LENGTH_MAX),
    kind: r.oneOf('kind', ['rate', 'minutes', 'speech', 'statement']), rate: r.numberOrNull('rate'),
    rows: r.isSet('rows') ? readRows(r, offsetS) : [],
  }),
  news: (r) => ({
    type: 'news', origin: readOrigin(r), id: readText(r, 'id', ID_LENGTH_MAX), timeMs: r.number('ts', COUNT),
    headline: readText(r, 'headline', LINE_LENGTH_MAX), body: r.textOr('body', '', ARTICLE_LENGTH_MAX),
    source: r.text('source', WORD_LENGTH_MAX * 4),
    currencies: readNames(r, 'currencies', CURRENCIES_MAX), lang: r.textOr('lang', '', WORD_LENGTH_MAX),
  }),
  flow: (r) => ({
    type: 'flow', origin: readOrigin(r), symbol: r.name('s'), windowS: r.number('win_s', POSITIVE),
    ticksUp: r.number('ticks_up', COUNT), ticksDown: r.number('ticks_down', COUNT),
    volumeBuy: r.number('vol_buy', POSITIVE_OR_ZERO), volumeSell: r.number('vol_sell', POSITIVE_OR_ZERO),
    spreadAvg: r.number('spread_avg', POSITIVE_OR_ZERO), bookImbalance: r.numberOrNull('book_imb', SIGNED_UNIT),
  }),
  book: (r) => ({ type: 'book', symbol: r.name('s'), bids: readLevels(r, 'bids'), asks: readLevels(r, 'asks') }),
  signal: (r) => ({
    type: 'signal', origin: readOrigin(r), id: readText(r, 'id', ID_LENGTH_MAX), symbol: r.name('s'),
    timeframe: r.oneOf('tf', TIMEFRAMES), side: r.oneOf('side', ['buy', 'sell']), strength: r.number('strength', UNIT),
    price: r.numberOrNull('price', POSITIVE), sl: r.numberOrNull('sl', POSITIVE), tp: r.numberOrNull('tp', POSITIVE),
    expiryMs: r.numberOrNull('expiry_ts', COUNT), source: r.text('source', WORD_LENGTH_MAX * 4),
    reason: r.textOr('reason', '', LINE_LENGTH_MAX),
  }),
  sentiment: (r) => ({
    type: 'sentiment', origin: readOrigin(r), scope: readText(r, 'scope', WORD_LENGTH_MAX),
    score: r.number('score', SIGNED_UNIT), count: r.number('n', COUNT), windowS: r.number('win_s', POSITIVE_OR_ZERO),
    basis: r.oneOf('basis', ['calendar_impact', 'news', 'positions']),
  }),
  pattern: (r) => {
    const from = r.number('t0', COUNT);
    return {
      type: 'pattern', origin: readOrigin(r), symbol: r.name('s'), timeframe: r.oneOf('tf', TIMEFRAMES),
      name: readText(r, 'name', WORD_LENGTH_MAX), from, to: r.number('t1', { min: from, whole: true }),
      confidence: r.number('conf', UNIT), levels: readNumbers(r, 'levels', PATTERN_LEVELS_MAX),
    };
  },
  performance: (r) => {
    const fromBrokerMs = r.number('from_msc', COUNT);
    return {
      type: 'performance', origin: readOrigin(r), fromBrokerMs,
      toBrokerMs: r.number('to_msc', { min: fromBrokerMs, whole: true }), trades: r.number('trades', COUNT),
      winRate: r.numberOrNull('win_rate', { min: 0, max: 100 }),
      profitFactor: r.numberOrNull('profit_factor', POSITIVE_OR_ZERO), net: r.number('net'),
      drawdownMax: r.number('max_dd'), sharpe: r.numberOrNull('sharpe'), bySymbol: readFigures(r, 'by_symbol'),
    };
  },
  correlation: (r) => {
    const symbols = readNames(r, 'symbols', SYMBOLS_MAX);
    return {
      type: 'correlation', origin: readOrigin(r), timeframe: r.oneOf('tf', TIMEFRAMES), count: r.number('n', COUNT),
      symbols, matrix: readMatrix(r, 'm', symbols.length),
    };
  },
};

export function isDataRecordType(type: string): type is DataRecord['type'] {
  return Object.hasOwn(MAKERS, type);
}

/** Reads the body of one of the types above. `offsetS` turns broker seconds into UTC. */
export function readRecord(type: DataRecord['type'], body: JsonObject, offsetS: number): DataRead {
  const reader = new FieldReader(body);
  const record = MAKERS[type](reader, offsetS);
  return reader.fault === null ? record : { fault: reader.fault };
}

export function readLog(body: JsonObject): LogLine | { readonly fault: WireFault } {
  const r = new FieldReader(body);
  const line = {
    level: r.isSet('level') ? r.word('level') : 'info', code: r.isSet('code') ? r.word('code') : null,
    text: r.text('text', ARTICLE_LENGTH_MAX).slice(0, LINE_LENGTH_MAX),
  };
  return r.fault === null ? line : { fault: r.fault };
}

/** Who does not say where a figure comes from is trusted least. */
function readOrigin(r: FieldReader): Origin {
  return r.oneOfOr('origin', ORIGINS, 'ext');
}

function readText(r: FieldReader, name: string, lengthMax: number): string {
  const text = r.text(name, lengthMax);
  if (text === '') r.refuse(name, 'empty');
  return text;
}

/** A list, at most `max` long; `each` reads one item and says what is wrong with it. */
function readList<T>(
  r: FieldReader, name: string, max: number, each: (item: unknown, path: string) => T,
): readonly T[] {
  const list = r.list(name);
  if (list.length > max) {
    r.refuse(name, `more than ${String(max)}`);
    return [];
  }
  return list.map((item, i) => each(item, `${name}[${String(i)}]`));
}

function readNames(r: FieldReader, name: string, max: number): readonly string[] {
  return readList(r, name, max, (item, path) => {
    if (typeof item === 'string' && item !== '' && item.length <= ID_LENGTH_MAX) return item;
    r.refuse(path, 'not a name');
    return '';
  });
}

function readNumbers(r: FieldReader, name: string, max: number): readonly number[] {
  return readList(r, name, max, (item, path) => numberAt(r, item, path));
}

function numberAt(r: FieldReader, item: unknown, path: string, bounds?: NumberBounds): number {
  const fault = numberFault(item, r.pathOf(path), bounds);
  if (fault === null) return item as number;
  r.fault ??= fault;
  return 0;
}

function cellsOf(r: FieldReader, item: unknown, path: string, length: number): readonly unknown[] {
  if (Array.isArray(item) && item.length === length) return item as readonly unknown[];
  r.refuse(path, Array.isArray(item) ? `not ${String(length)} long` : 'not a list');
  return [];
}

function readLevels(r: FieldReader, name: string): readonly BookLevel[] {
  return readList(r, name, BOOK_LEVELS_MAX, (item, path) => {
    const [price, volume] = cellsOf(r, item, path, 2);
    return [numberAt(r, price, `${path}[0]`, POSITIVE), numberAt(r, volume, `${path}[1]`, POSITIVE_OR_ZERO)];
  });
}

function readMatrix(r: FieldReader, name: string, size: number): readonly (readonly (number | null)[])[] {
  const rows = readList(r, name, SYMBOLS_MAX, (item, path) => cellsOf(r, item, path, size).map((cell, c) => (
    cell === null ? null : numberAt(r, cell, `${path}[${String(c)}]`, SIGNED_UNIT)
  )));
  if (rows.length !== size) r.refuse(name, `not ${String(size)} rows`);
  return rows;
}

function readFigures(r: FieldReader, name: string): readonly SymbolFigures[] {
  const entries = r.isSet(name) ? Object.entries(r.object(name)) : [];
  if (entries.length > SYMBOLS_MAX) r.refuse(name, `more than ${String(SYMBOLS_MAX)}`);
  return entries.slice(0, SYMBOLS_MAX).map(([symbol, value]) => {
    const path = `${name}.${symbol.slice(0, ID_LENGTH_MAX)}`;
    if (symbol.length > ID_LENGTH_MAX) r.refuse(path, 'too long a name');
    if (!isObject(value)) return { symbol, figures: [['net', numberAt(r, value, path)] as const] };
    const figures = Object.entries(value);
    if (figures.length > FIGURES_MAX) r.refuse(path, `more than ${String(FIGURES_MAX)}`);
    return {
      symbol,
      figures: figures.slice(0, FIGURES_MAX).filter(([, figure]) => figure !== null).map(([key, figure]) => (
        [key.slice(0, ID_LENGTH_MAX), numberAt(r, figure, `${path}.${key.slice(0, ID_LENGTH_MAX)}`)] as const
      )),
    };
  });
}

function readRows(r: FieldReader, offsetS: number): readonly CalendarRow[] {
  return readList(r, 'rows', CALENDAR_ROWS_MAX, (item, path): CalendarRow => {
    const row = new FieldReader(isObject(item) ? item : {}, r.pathOf(path));
    if (!isObject(item)) r.refuse(path, 'not an object');
    const brokerS = row.number('time', COUNT);
    const read: CalendarRow = {
      id: readText(row, 'id', ID_LENGTH_MAX), eventId: readText(row, 'event_id', ID_LENGTH_MAX), brokerS,
      timeMs: (brokerS - offsetS) * 1000, periodBrokerS: row.numberOrNull('period', WHOLE),
      rev: row.numberOr('rev', 0, COUNT), country: row.textOr('country', '', WORD_LENGTH_MAX),
      currency: row.text('currency', WORD_LENGTH_MAX), name: readText(row, 'name', LINE_LENGTH_MAX),
      importance: row.number('importance', { min: 0, max: 3, whole: true }), sector: wordOr(row, 'sector'),
      unit: wordOr(row, 'unit'), mult: wordOr(row, 'mult'),
      digits: row.numberOr('digits', 0, { min: 0, max: 15, whole: true }),
      impact: row.numberOr('impact', 0, { min: 0, max: 2, whole: true }), actual: row.numberOrNull('actual'),
      forecast: row.numberOrNull('forecast'), prev: row.numberOrNull('prev'), revised: row.numberOrNull('revised'),
    };
    r.fault ??= row.fault;
    return read;
  });
}

function wordOr(row: FieldReader, name: string): string {
  return row.isSet(name) ? row.word(name) : '';
}
