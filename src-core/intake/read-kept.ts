// Shapes of the types that no stage reads yet (signal, calendar, news …). Each field is checked by its kind, so that
// what is kept can be used later as it is; unknown fields stay and are ignored.

import {
  FieldReader, COUNT, isObject, numberFault, rangeFault, type JsonObject, type NumberBounds,
} from './field-reader.ts';
import type { WireFault } from './wire.ts';

/** `?` at the end = may be absent or null. */
type FieldKind =
  | 'text' | 'text?' | 'name' | 'number' | 'number?' | 'count' | 'count?' | 'unit' | 'unit?' | 'score' | 'side'
  | 'list' | 'list?' | 'object?' | 'level3?' | 'level2?' | 'bool' | 'texts?' | 'rows:calendar' | 'origin?' | 'id'
  | 'matrix';

type Shape = Readonly<Record<string, FieldKind>>;

const CALENDAR_ROW: Shape = {
  id: 'text', event_id: 'text', time: 'count', country: 'text?', currency: 'text?', name: 'text',
  importance: 'level3?', digits: 'count?',
  impact: 'level2?', actual: 'number?', forecast: 'number?', prev: 'number?', revised: 'number?',
};

export const KEPT_SHAPES = {
  signal: {
    id: 'text', s: 'name', tf: 'text?', side: 'side', strength: 'unit?', price: 'number?', sl: 'number?',
    tp: 'number?', expiry_ts: 'count?', source: 'text?', reason: 'text?', origin: 'origin?',
  },
  calendar: { change_id: 'id', rows: 'rows:calendar' },
  central_bank: { bank: 'text', kind: 'text', rate: 'number?', origin: 'origin?' },
  news: {
    id: 'text', ts: 'count', headline: 'text', body: 'text?', source: 'text?', currencies: 'texts?', lang: 'text?',
    origin: 'origin?',
  },
  sentiment: { scope: 'text', score: 'score', n: 'count?', win_s: 'number?', basis: 'text?', origin: 'origin?' },
  pattern: {
    s: 'name', tf: 'text', name: 'text', t0: 'count', t1: 'count', conf: 'unit', levels: 'list?', origin: 'origin?',
  },
  performance: {
    from_msc: 'count?', to_msc: 'count?', trades: 'count', win_rate: 'number?', profit_factor: 'number?',
    net: 'number?', max_dd: 'number?', sharpe: 'number?', by_symbol: 'object?', origin: 'origin?',
  },
  correlation: { tf: 'text?', n: 'count?', symbols: 'texts?', m: 'matrix', origin: 'origin?' },
  book: { s: 'name', bids: 'matrix', asks: 'matrix' },
  flow: {
    s: 'name', win_s: 'number?', ticks_up: 'count?', ticks_down: 'count?', vol_buy: 'number?', vol_sell: 'number?',
    spread_avg: 'number?', book_imb: 'number?', origin: 'origin?',
  },
  log: { level: 'text?', code: 'text?', text: 'text' },
} as const satisfies Record<string, Shape>;

/** Lossy by nature (section 6): counted when they carry no reliable number. */
export const VOLATILE_KEPT: ReadonlySet<string> = new Set(['performance', 'correlation', 'book', 'flow', 'log']);

/** Checks `body` against `shape`; null when it fits. */
export function readKept(shape: Shape, body: JsonObject): WireFault | null {
  return shapeFault(shape, body, 'body');
}

function shapeFault(shape: Shape, object: JsonObject, path: string): WireFault | null {
  const reader = new FieldReader(object, path);
  for (const name of Object.keys(shape)) {
    const kind = shape[name] as FieldKind;
    if (kind.endsWith('?')) {
      if (reader.isSet(name)) checkField(reader, name, kind.slice(0, -1));
    } else {
      checkField(reader, name, kind);
    }
    if (reader.fault !== null) return reader.fault;
  }
  return null;
}

const BOUNDS: Readonly<Record<string, NumberBounds>> = {
  number: {}, count: COUNT, unit: { min: 0, max: 1 }, score: { min: -1, max: 1 },
  level3: { min: 0, max: 3, whole: true }, level2: { min: 0, max: 2, whole: true },
};

function checkField(reader: FieldReader, name: string, kind: string): void {
  const bounds = BOUNDS[kind];
  if (bounds !== undefined) {
    reader.number(name, bounds);
    return;
  }
  switch (kind) {
    case 'text': reader.text(name); return;
    case 'name': reader.name(name); return;
    case 'id': reader.id(name); return;
    case 'bool': reader.flag(name); return;
    case 'side': reader.oneOf(name, ['buy', 'sell']); return;
    case 'origin': reader.oneOf(name, ['ea', 'sextant', 'ext']); return;
    case 'list': reader.list(name); return;
    case 'object': reader.object(name); return;
    case 'matrix': checkMatrix(reader, name); return;
    case 'texts': checkTexts(reader, name); return;
    default: checkCalendarRows(reader, name);
  }
}

function checkNumbers(reader: FieldReader, list: readonly unknown[], path: string): void {
  for (let i = 0; i < list.length; i += 1) reader.fault ??= numberFault(list[i], `${path}[${String(i)}]`);
}

function checkMatrix(reader: FieldReader, name: string): void {
  const path = reader.pathOf(name);
  reader.list(name).forEach((row, i) => {
    if (Array.isArray(row)) checkNumbers(reader, row as readonly unknown[], `${path}[${String(i)}]`);
    else reader.fault ??= rangeFault(`${path}[${String(i)}]`, 'not a list');
  });
}

function checkTexts(reader: FieldReader, name: string): void {
  reader.list(name).forEach((item, i) => {
    if (typeof item !== 'string') reader.refuse(`${name}[${String(i)}]`, 'not a string');
  });
}

function checkCalendarRows(reader: FieldReader, name: string): void {
  reader.list(name).forEach((row, i) => {
    const path = `${reader.pathOf(name)}[${String(i)}]`;
    reader.fault ??= isObject(row) ? shapeFault(CALENDAR_ROW, row, path) : rangeFault(path, 'not an object');
  });
}
