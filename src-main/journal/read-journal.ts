// Reading the log: beside its writer or without one, in constant memory, checking the chain on the way.

import type Database from 'better-sqlite3';
import { toHex } from '#core/base';
import type { EventKind, JournalEvent } from '#core/model';
import { diskError } from '#main/disk';
import { CHAIN_START, chainOf, decodeBody } from './event-codec.ts';
import { openForReading } from './journal-file.ts';
import type { JournalVerdict } from './journal-types.ts';

const ROWS_MAX = 256;

interface EventRow {
  readonly seq: number;
  readonly ts: number;
  readonly kind: string;
  readonly body: Buffer;
  readonly chain: Buffer;
}

/** The log is not what was written. `seq` is the first event that does not fit, or the nearest that is known. */
export class JournalBroken extends Error {
  override readonly name = 'JournalBroken';
  readonly code = 'JOURNAL_CHAIN_BROKEN';
  readonly seq: number;
  readonly what: string;

  constructor(seq: number, what: string) {
    super(`event ${String(seq)}: ${what}`);
    this.seq = seq;
    this.what = what;
  }
}

/**
 * Committed events of the log in `dataDir` from `fromSeq` on, ascending, up to the newest at the time it gets there.
 * An absent log has none. Throws JournalBroken where an event is missing or damaged, and what SQLite throws where
 * the log cannot be opened.
 */
export async function* readEvents(dataDir: string, fromSeq = 1): AsyncGenerator<readonly JournalEvent[], void, void> {
  const db = openForReading(dataDir);
  if (db === null) return;
  try {
    let seq = Math.max(1, fromSeq);
    let chain = chainBefore(db, seq);
    if (chain === null) return;
    const rows = db.prepare('SELECT seq, ts, kind, body, chain FROM events WHERE seq >= ? ORDER BY seq LIMIT ?');
    for (;;) {
      const events: JournalEvent[] = [];
      // One view of rows and head: a live writer may go on in between.
      db.exec('BEGIN');
      for (const row of readRows(rows, seq)) {
        events.push(checkRow(row, seq, chain));
        chain = row.chain;
        seq += 1;
      }
      const isEnd = events.length < ROWS_MAX;
      if (isEnd) checkEnd(db, seq - 1, chain);
      db.exec('COMMIT');
      if (events.length > 0) yield events;
      if (isEnd) return;
      await nextTurn();
    }
  } finally {
    db.close();
  }
}

/** The newest event of a kind; null where there is none, or no log. Throws what SQLite throws. */
export function findNewest(dataDir: string, kind: EventKind): JournalEvent | null {
  const db = openForReading(dataDir);
  if (db === null) return null;
  try {
    const find = db.prepare('SELECT seq, ts, kind, body FROM events WHERE kind = ? ORDER BY seq DESC LIMIT 1');
    const row = find.get(kind) as Omit<EventRow, 'chain'> | undefined;
    return row === undefined ? null : { seq: row.seq, ts: row.ts, body: decodeBody(row.kind, row.body) };
  } finally {
    db.close();
  }
}

/**
 * Walks the whole log of `dataDir`: every event must decode, stand behind its forerunner, and fit its hash; the last
 * one must be the last that was written. Never throws: what cannot be read is broken.
 */
export async function verifyJournal(dataDir: string): Promise<JournalVerdict> {
  let events = 0;
  let headChain: string | null = null;
  try {
    const db = openForReading(dataDir);
    if (db === null) return { events, headChain, broken: { seq: 0, what: `there is no journal in ${dataDir}` } };
    db.close();
    for await (const batch of readEvents(dataDir)) events += batch.length;
    headChain = chainAt(dataDir, events);
    return { events, headChain, broken: null };
  } catch (error) {
    if (error instanceof JournalBroken) {
      return { events: Math.max(0, error.seq - 1), headChain: null, broken: { seq: error.seq, what: error.what } };
    }
    return { events, headChain: null, broken: { seq: events + 1, what: diskError(error).text } };
  }
}

/** Hash of event `seq` as stored, 64 hex digits; null where there is no such event. */
export function chainAt(dataDir: string, seq: number): string | null {
  const db = openForReading(dataDir);
  if (db === null) return null;
  try {
    const row = db.prepare('SELECT chain FROM events WHERE seq = ?').get(seq) as { chain: Buffer } | undefined;
    return row === undefined ? null : toHex(row.chain);
  } finally {
    db.close();
  }
}

// Null where the log ends before `seq` - 1.
function chainBefore(db: Database.Database, seq: number): Uint8Array | null {
  if (seq === 1) return CHAIN_START;
  if (readHead(db).seq < seq - 1) return null;
  const row = db.prepare('SELECT chain FROM events WHERE seq = ?').get(seq - 1) as { chain: Buffer } | undefined;
  if (row === undefined) throw new JournalBroken(seq - 1, 'it is missing');
  return row.chain;
}

function readHead(db: Database.Database): { readonly seq: number; readonly chain: Buffer } {
  const head = db.prepare('SELECT seq, chain FROM head').get();
  if (head === undefined) throw new JournalBroken(0, 'the mark of the last event is missing');
  return head as { seq: number; chain: Buffer };
}

// Row by row, so that a damaged page does not take the sound events before it along.
function* readRows(rows: Database.Statement, fromSeq: number): Generator<EventRow> {
  let seq = fromSeq;
  try {
    for (const row of rows.iterate(fromSeq, ROWS_MAX)) {
      yield row as EventRow;
      seq += 1;
    }
  } catch (error) {
    throw new JournalBroken(seq, diskError(error).text);
  }
}

function checkRow(row: EventRow, seq: number, chain: Uint8Array): JournalEvent {
  if (row.seq !== seq) throw new JournalBroken(seq, `it is missing; event ${String(row.seq)} stands in its place`);
  let event: JournalEvent;
  let fits: boolean;
  try {
    event = { seq, ts: row.ts, body: decodeBody(row.kind, row.body) };
    fits = row.chain.equals(chainOf(chain, event));
  } catch (error) {
    throw new JournalBroken(seq, diskError(error).text);
  }
  if (!fits) throw new JournalBroken(seq, 'its hash does not fit its content and its forerunner');
  return event;
}

function checkEnd(db: Database.Database, seq: number, chain: Uint8Array): void {
  const head = readHead(db);
  const before = db.prepare('SELECT seq FROM events WHERE seq < 1 ORDER BY seq DESC LIMIT 1').pluck().get();
  if (before !== undefined) throw new JournalBroken(Number(before), 'it was not written by this program');
  if (head.seq > seq) throw new JournalBroken(seq + 1, `it is missing; event ${String(head.seq)} was written`);
  if (head.seq < seq) throw new JournalBroken(head.seq + 1, 'it was not written by this program');
  if (!head.chain.equals(chain)) throw new JournalBroken(seq, 'its hash is not the one that was written');
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => { setImmediate(resolve); });
}
