// One event as bytes and back, and its place in the hash chain.
//
// Stored body = format byte, payload, CRC-32 of both (little-endian). Format 0: canonical JSON of the body without
// its kind. Formats 1 (ticks) and 2 (bars): length and canonical JSON of the rest of the body, then the columns.
// Chain = sha256 of the chain before and the event's content; content is made of decoded values, so that packing
// the same event otherwise leaves the chain as it is.

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ByteReader, ByteWriter, columnBytes, isFiniteColumn, readColumn, writeColumn } from '#core/base';
import type { Bar, BarSource, EventBody, JournalEvent, TickColumns } from '#core/model';
import { canonicalJson, parseCanonicalJson } from './canonical-json.ts';

export const CHAIN_START = new Uint8Array(32);

const PLAIN = 0;
const TICKS = 1;
const BARS = 2;

const TICK_COLUMNS = ['brokerMs', 'bid', 'ask', 'last', 'volume', 'flags'] as const satisfies (keyof TickColumns)[];
const BAR_NUMBERS = ['time', 'open', 'high', 'low', 'close', 'tickVolume', 'realVolume'] as const;
const BAR_NULLABLES = ['spread', 'askOpen', 'askHigh', 'askLow', 'askClose'] as const;
const BAR_SOURCES: readonly BarSource[] = ['tick', 'broker', 'import'];
const BAR_FIELDS = new Set<string>([...BAR_NUMBERS, ...BAR_NULLABLES, 'source', 'partial'] satisfies (keyof Bar)[]);

interface Packed {
  readonly format: typeof TICKS | typeof BARS;
  readonly count: number;
  readonly header: string;
  readonly columns: readonly (readonly number[])[];
}

/** The stored form of a body (without its kind). */
export function encodeBody(body: EventBody): Uint8Array {
  const out = new ByteWriter();
  const packed = packBody(body);
  if (packed === null) {
    out.byte(PLAIN);
    out.bytes(Buffer.from(plainJson(body)));
  } else {
    const header = Buffer.from(packed.header);
    out.byte(packed.format);
    out.varint(packed.count);
    out.varint(header.length);
    out.bytes(header);
    for (const column of packed.columns) writeColumn(out, column);
  }
  out.uint32(crc32(out.view()));
  return out.view();
}

/** The body of a stored event. Throws RangeError or SyntaxError for bytes that are not one. */
export function decodeBody(kind: string, stored: Uint8Array): EventBody {
  if (stored.length < 5) throw new RangeError('its body is too short');
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  const content = stored.subarray(0, stored.length - 4);
  if (crc32(content) !== view.getUint32(stored.length - 4, true)) throw new RangeError('its body was changed');
  const input = new ByteReader(content);
  const format = input.byte();
  if (format === PLAIN) return { ...parseObject(input.bytes(input.rest)), kind } as EventBody;
  if (format !== TICKS && format !== BARS) throw new RangeError('its body is of an unknown format');
  const count = input.varint();
  const header = parseObject(input.bytes(input.varint()));
  const body = format === TICKS
    ? { ...header, kind, ticks: readTicks(input, count) }
    : { ...header, kind, bars: readBars(input, count) };
  if (!input.isAtEnd) throw new RangeError('its body is too long');
  return body as unknown as EventBody;
}

/** Hash of an event behind the event with hash `before`: 32 bytes. */
export function chainOf(before: Uint8Array, event: JournalEvent): Uint8Array {
  const hash = createHash('sha256').update(before);
  const head = `${String(event.seq)} ${String(event.ts)} ${event.body.kind} `;
  const packed = packBody(event.body);
  if (packed === null) return hash.update(head).update(plainJson(event.body)).digest();
  hash.update(`${head}${String(packed.count)} ${packed.header}`);
  for (const column of packed.columns) hash.update(columnBytes(column));
  return hash.digest();
}

function plainJson(body: EventBody): string {
  return canonicalJson({ ...body, kind: undefined });
}

function parseObject(bytes: Uint8Array): object {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const value = parseCanonicalJson(text);
  if (typeof value !== 'object' || value === null) throw new SyntaxError('its body is not an object');
  return value;
}

// Bodies whose columns are not what the model says (a number that is not finite, a field too many) are kept plain:
// whatever was appended comes back.
function packBody(body: EventBody): Packed | null {
  switch (body.kind) {
    case 'TicksReceived':
    case 'TicksImported':
    case 'HistoryTicksReceived': {
      const { ticks } = body;
      const count = ticks.brokerMs.length;
      const columns = TICK_COLUMNS.map((name) => ticks[name]);
      if (Object.keys(ticks).length !== columns.length) return null;
      if (!columns.every((column) => isFiniteColumn(column, count))) return null;
      return { format: TICKS, count, header: canonicalJson({ ...body, kind: undefined, ticks: undefined }), columns };
    }
    case 'BarsReceived':
    case 'BarsImported':
    case 'HistoryBarsReceived': {
      const columns = barColumns(body.bars);
      if (columns === null) return null;
      const header = canonicalJson({ ...body, kind: undefined, bars: undefined });
      return { format: BARS, count: body.bars.length, header, columns };
    }
    default:
      return null;
  }
}

function barColumns(bars: readonly Bar[]): readonly (readonly number[])[] | null {
  const columns: number[][] = BAR_NUMBERS.map((name) => bars.map((bar) => bar[name]));
  for (const name of BAR_NULLABLES) {
    columns.push(bars.map((bar) => (bar[name] === null ? 0 : 1)), bars.map((bar) => bar[name] ?? 0));
  }
  columns.push(bars.map((bar) => BAR_SOURCES.indexOf(bar.source)), bars.map((bar) => (bar.partial ? 1 : 0)));
  if (!columns.every((column) => isFiniteColumn(column, bars.length))) return null;
  return bars.every(isPlainBar) ? columns : null;
}

function isPlainBar(bar: Bar): boolean {
  const keys = Object.keys(bar);
  return keys.length === BAR_FIELDS.size && keys.every((key) => BAR_FIELDS.has(key)) &&
    BAR_SOURCES.includes(bar.source) && typeof bar.partial === 'boolean' &&
    BAR_NULLABLES.every((name) => bar[name] === null || typeof bar[name] === 'number');
}

function readTicks(input: ByteReader, count: number): TickColumns {
  const [brokerMs, bid, ask, last, volume, flags] = TICK_COLUMNS.map(() => readColumn(input, count));
  return { brokerMs, bid, ask, last, volume, flags } as TickColumns;
}

function readBars(input: ByteReader, count: number): readonly Bar[] {
  const numbers = BAR_NUMBERS.map(() => readColumn(input, count));
  const nullables = BAR_NULLABLES.map(() => [readColumn(input, count), readColumn(input, count)] as const);
  const sources = readColumn(input, count);
  const partials = readColumn(input, count);
  return Array.from({ length: count }, (_, row) => {
    const bar: Record<string, unknown> = {};
    BAR_NUMBERS.forEach((name, index) => { bar[name] = numbers[index]?.[row]; });
    BAR_NULLABLES.forEach((name, index) => {
      const pair = nullables[index];
      bar[name] = pair?.[0][row] === 1 ? pair[1][row] : null;
    });
    bar.source = BAR_SOURCES[sources[row] ?? -1];
    bar.partial = partials[row] === 1;
    return bar as unknown as Bar;
  });
}
