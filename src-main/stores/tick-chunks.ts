// Ticks on disk: chunks of columns, each ascending in time, at most an hour long and 1,024 rows. Chunks of one series
// may overlap in time (an import may come after what it precedes); rows are ordered by time, then chunk, then row,
// which for equal times is the order in which they came.

import type Database from 'better-sqlite3';
import { ByteReader, ByteWriter, readColumn, writeColumn } from '#core/base';
import type { TickColumns } from '#core/model';

const CHUNK_MS_MAX = 3_600_000;
const CHUNK_ROWS_MAX = 1024;
const CHUNKS_READ = 32;

/** Rows in columns; all times UTC ms. */
export interface TickChunk {
  readonly timeMs: number[];
  readonly bid: number[];
  readonly ask: number[];
  readonly last: number[];
  readonly volume: number[];
  readonly flags: number[];
}

const COLUMNS = ['timeMs', 'bid', 'ask', 'last', 'volume', 'flags'] as const satisfies (keyof TickChunk)[];

function emptyChunk(): TickChunk {
  return { timeMs: [], bid: [], ask: [], last: [], volume: [], flags: [] };
}

function encodeChunk(chunk: TickChunk): Uint8Array {
  const out = new ByteWriter();
  out.varint(chunk.timeMs.length);
  for (const name of COLUMNS) writeColumn(out, chunk[name]);
  return out.view();
}

function decodeChunk(body: Uint8Array): TickChunk {
  const input = new ByteReader(body);
  const count = input.varint();
  const [timeMs, bid, ask, last, volume, flags] = COLUMNS.map(() => readColumn(input, count));
  return { timeMs, bid, ask, last, volume, flags } as TickChunk;
}

interface OpenChunk {
  /** Null until it was written once. */
  id: number | null;
  readonly rows: TickChunk;
  isDirty: boolean;
}

/** Appends ticks; the newest chunk of a series stays open and is written again as it grows. */
export class TickWriter {
  readonly #db: Database.Database;
  readonly #insert: Database.Statement;
  readonly #update: Database.Statement;
  readonly #newest: Database.Statement;
  readonly #open = new Map<number, OpenChunk>();

  constructor(db: Database.Database) {
    this.#db = db;
    this.#insert = db.prepare('INSERT INTO tick_chunks (series, first_ms, last_ms, body) VALUES (?, ?, ?, ?)');
    this.#update = db.prepare('UPDATE tick_chunks SET last_ms = ?, body = ? WHERE id = ?');
    this.#newest = db.prepare('SELECT id, body FROM tick_chunks WHERE series = ? ORDER BY id DESC LIMIT 1');
  }

  /** Takes ticks in the order they came. Nothing is on disk before `flush`. */
  append(series: number, ticks: TickColumns, offsetS: number): void {
    let chunk = this.#openChunk(series);
    for (const row of rowsByTime(ticks.brokerMs)) {
      const timeMs = (ticks.brokerMs[row] as number) - offsetS * 1000;
      if (!hasRoom(chunk.rows, timeMs)) {
        this.#write(series, chunk);
        chunk = { id: null, rows: emptyChunk(), isDirty: false };
        this.#open.set(series, chunk);
      }
      chunk.rows.timeMs.push(timeMs);
      chunk.rows.bid.push(ticks.bid[row] as number);
      chunk.rows.ask.push(ticks.ask[row] as number);
      chunk.rows.last.push(ticks.last[row] as number);
      chunk.rows.volume.push(ticks.volume[row] as number);
      chunk.rows.flags.push(ticks.flags[row] as number);
      chunk.isDirty = true;
    }
  }

  /**
   * Those of `ticks` (ascending) that are not stored: a tick is known by its millisecond and its place within it.
   * `before` ticks of the first one's millisecond come ahead of it at their source.
   */
  unknownOf(series: number, ticks: TickColumns, offsetS: number, before: number): TickColumns {
    this.flush();
    const times = ticks.brokerMs.map((ms) => ms - offsetS * 1000);
    const fromMs = times[0] as number;
    const counts = new Map<number, number>();
    for (const { timeMs } of readTicks(this.#db, series, fromMs, (times[times.length - 1] as number) + 1)) {
      counts.set(timeMs, (counts.get(timeMs) ?? 0) + 1);
    }
    let place = before;
    const rows = times.map((_, row) => row).filter((row) => {
      place = row > 0 && times[row] !== times[row - 1] ? 1 : place + 1;
      return place > (counts.get(times[row] as number) ?? 0);
    });
    const pick = (column: readonly number[]): readonly number[] => rows.map((row) => column[row] as number);
    return {
      brokerMs: pick(ticks.brokerMs), bid: pick(ticks.bid), ask: pick(ticks.ask), last: pick(ticks.last),
      volume: pick(ticks.volume), flags: pick(ticks.flags),
    };
  }

  flush(): void {
    for (const [series, chunk] of this.#open) this.#write(series, chunk);
  }

  #openChunk(series: number): OpenChunk {
    const known = this.#open.get(series);
    if (known !== undefined) return known;
    const stored = this.#newest.get(series) as { id: number; body: Buffer } | undefined;
    const chunk: OpenChunk = stored === undefined
      ? { id: null, rows: emptyChunk(), isDirty: false }
      : { id: stored.id, rows: decodeChunk(stored.body), isDirty: false };
    this.#open.set(series, chunk);
    return chunk;
  }

  #write(series: number, chunk: OpenChunk): void {
    if (!chunk.isDirty) return;
    const { timeMs } = chunk.rows;
    const lastMs = timeMs[timeMs.length - 1];
    const body = encodeChunk(chunk.rows);
    if (chunk.id === null) chunk.id = Number(this.#insert.run(series, timeMs[0], lastMs, body).lastInsertRowid);
    else this.#update.run(lastMs, body, chunk.id);
    chunk.isDirty = false;
  }
}

function hasRoom(rows: TickChunk, timeMs: number): boolean {
  const count = rows.timeMs.length;
  if (count === 0) return true;
  return count < CHUNK_ROWS_MAX && timeMs >= (rows.timeMs[count - 1] as number) &&
    timeMs - (rows.timeMs[0] as number) < CHUNK_MS_MAX;
}

// Row numbers in order of time; equal times stay as they came.
function rowsByTime(times: readonly number[]): readonly number[] {
  const rows = times.map((_, row) => row);
  const isAscending = times.every((time, row) => row === 0 || time >= (times[row - 1] as number));
  return isAscending ? rows : rows.sort((a, b) => (times[a] as number) - (times[b] as number) || a - b);
}

export interface ChunkRow {
  readonly timeMs: number;
  readonly chunk: number;
  readonly row: number;
  readonly rows: TickChunk;
}

interface ReadChunk {
  readonly id: number;
  readonly firstMs: number;
  readonly rows: TickChunk;
  at: number;
}

/** Rows of a series with fromMs <= time < toMs in their order, chunks read as they are needed. */
export function* readTicks(
  db: Database.Database, series: number, fromMs: number, toMs: number,
): Generator<ChunkRow, void, undefined> {
  const waiting = readChunks(db, series, fromMs, toMs);
  let next = waiting.next();
  let active: ReadChunk[] = [];
  for (;;) {
    let first = firstOf(active);
    while (next.done !== true && (first === null || next.value.firstMs <= timeOf(first))) {
      active.push(next.value);
      next = waiting.next();
      first = firstOf(active);
    }
    if (first === null) return;
    const timeMs = timeOf(first);
    if (timeMs >= toMs) return;
    const row = first.at;
    first.at += 1;
    if (timeMs >= fromMs) yield { timeMs, chunk: first.id, row, rows: first.rows };
    if (first.at === first.rows.timeMs.length) active = active.filter((chunk) => chunk !== first);
  }
}

function timeOf(chunk: ReadChunk): number {
  return chunk.rows.timeMs[chunk.at] as number;
}

function firstOf(active: readonly ReadChunk[]): ReadChunk | null {
  let first: ReadChunk | null = null;
  for (const chunk of active) {
    const isEarlier = first === null || timeOf(chunk) < timeOf(first) ||
      (timeOf(chunk) === timeOf(first) && chunk.id < first.id);
    if (isEarlier) first = chunk;
  }
  return first;
}

function* readChunks(
  db: Database.Database, series: number, fromMs: number, toMs: number,
): Generator<ReadChunk, void, undefined> {
  const page = db.prepare(`SELECT id, first_ms AS firstMs, body FROM tick_chunks
    WHERE series = ? AND (first_ms, id) > (?, ?) AND first_ms < ? AND last_ms >= ?
    ORDER BY first_ms, id LIMIT ${String(CHUNKS_READ)}`);
  // No chunk is longer than CHUNK_MS_MAX: one that began earlier has ended.
  let afterMs = fromMs - CHUNK_MS_MAX;
  let afterId = -1;
  for (;;) {
    const found = page.all(series, afterMs, afterId, toMs, fromMs) as { id: number; firstMs: number; body: Buffer }[];
    for (const { id, firstMs, body } of found) yield { id, firstMs, rows: decodeChunk(body), at: 0 };
    const last = found[found.length - 1];
    if (last === undefined || found.length < CHUNKS_READ) return;
    afterMs = last.firstMs;
    afterId = last.id;
  }
}

/** UTC ms of the newest tick before `timeMs` whose prices count, null where there is none. */
export function lastGoodTickMs(db: Database.Database, series: number, timeMs: number): number | null {
  const page = db.prepare(`SELECT first_ms AS firstMs, id, body FROM tick_chunks
    WHERE series = ? AND (first_ms, id) < (?, ?) ORDER BY first_ms DESC, id DESC LIMIT 4`);
  let best = -Infinity;
  let before = { firstMs: timeMs, id: -1 };
  for (;;) {
    const found = page.all(series, before.firstMs, before.id) as { firstMs: number; id: number; body: Buffer }[];
    for (const { firstMs, id, body } of found) {
      // No chunk that began earlier reaches further.
      if (firstMs + CHUNK_MS_MAX <= best) return best;
      const rows = decodeChunk(body);
      for (let i = 0; i < rows.timeMs.length; i += 1) {
        const ms = rows.timeMs[i] as number;
        const bid = rows.bid[i] as number;
        if (ms < timeMs && ms > best && bid > 0 && (rows.ask[i] as number) >= bid) best = ms;
      }
      before = { firstMs, id };
    }
    if (found.length < 4) return best === -Infinity ? null : best;
  }
}
