// The writer thread of the log. It commits whatever has arrived since the last commit in one transaction: nothing
// ever waits for a timer, and the busier it gets the larger the transactions grow.
//
// Invariants: a batch is whole within one transaction; seq has no holes; after a fault nothing is committed.

import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import { assert } from '#core/base';
import { needsPlatter, type JournalEvent } from '#core/model';
import { diskError, faultOf } from '#main/disk';
import { chainOf, encodeBody } from './event-codec.ts';
import { JournalRefused, journalFile, openForWriting, whyRefused } from './journal-file.ts';
import type { FromWriter, ToWriter, WriterData } from './writer-messages.ts';

// A transaction this large is committed before more is taken: it bounds memory and the wait of the first in it.
const EVENTS_MAX = 4096;

class Writer {
  readonly #db: Database.Database;
  readonly #file: string;
  readonly #insert: Database.Statement;
  readonly #moveHead: Database.Statement;
  #headSeq: number;
  #chain: Uint8Array;
  #hasFault = false;
  /** As the file was opened: every commit flushed to disk. */
  #toPlatter = true;

  constructor(data: WriterData) {
    this.#file = journalFile(data.dataDir);
    this.#db = openForWriting(this.#file, data.pageCountMax);
    this.#insert = this.#db.prepare('INSERT INTO events (seq, ts, kind, body, chain) VALUES (?, ?, ?, ?, ?)');
    this.#moveHead = this.#db.prepare('UPDATE head SET seq = ?, chain = ?');
    const head = readHead(this.#db, this.#file);
    this.#headSeq = head.seq;
    this.#chain = head.chain;
  }

  get headSeq(): number {
    return this.#headSeq;
  }

  /** Commits batches together and says what came of it; null after a fault. */
  commit(batches: readonly (readonly JournalEvent[])[]): FromWriter | null {
    if (this.#hasFault) return null;
    const before = this.#chain;
    const seqBefore = this.#headSeq;
    try {
      const toPlatter = batches.some((batch) => batch.some((event) => needsPlatter(event.body)));
      this.#setDurability(toPlatter);
      this.#db.exec('BEGIN IMMEDIATE');
      for (const batch of batches) {
        for (const event of batch) this.#write(event);
      }
      this.#moveHead.run(this.#headSeq, this.#chain);
      this.#db.exec('COMMIT');
      return { type: 'committed', seq: this.#headSeq };
    } catch (error) {
      this.#hasFault = true;
      this.#chain = before;
      this.#headSeq = seqBefore;
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      return { type: 'fault', fault: faultOf(diskError(error), this.#file) };
    }
  }

  #setDurability(toPlatter: boolean): void {
    if (toPlatter === this.#toPlatter) return;
    this.#db.pragma(`synchronous = ${toPlatter ? 'FULL' : 'NORMAL'}`);
    this.#toPlatter = toPlatter;
  }

  /**
   * Folds the write-ahead log into the file and leaves write-ahead mode, so that a closed log is one plain file that
   * can be read from a folder that cannot be written.
   */
  close(): void {
    try {
      this.#db.pragma('wal_checkpoint(TRUNCATE)');
      this.#db.pragma('journal_mode = DELETE');
    } catch {
      // A reader is still there, or the disk is full: all stays in the write-ahead log and is found at the next start.
    }
    this.#db.close();
  }

  #write(event: JournalEvent): void {
    assert(event.seq === this.#headSeq + 1, 'an event out of turn');
    this.#chain = chainOf(this.#chain, event);
    this.#insert.run(event.seq, event.ts, event.body.kind, encodeBody(event.body), this.#chain);
    this.#headSeq = event.seq;
  }
}

function readHead(db: Database.Database, file: string): { seq: number; chain: Uint8Array } {
  const head = db.prepare('SELECT seq, chain FROM head').get() as { seq: number; chain: Buffer } | undefined;
  const last = db.prepare('SELECT seq, chain FROM events ORDER BY seq DESC LIMIT 1').get() as typeof head;
  const fits = head !== undefined &&
    (last === undefined ? head.seq === 0 : head.seq === last.seq && head.chain.equals(last.chain));
  if (!fits) {
    throw new JournalRefused('JOURNAL_CHAIN_BROKEN', `(${file} ends at event ${String(last?.seq ?? 0)}, ` +
      `and event ${String(head?.seq ?? 0)} was written)`);
  }
  return head;
}

/** Everything that has arrived, up to a transaction's worth. */
function takeArrived(port: MessagePort, first: ToWriter): { batches: (readonly JournalEvent[])[]; isLast: boolean } {
  const batches: (readonly JournalEvent[])[] = [];
  let events = 0;
  let message: ToWriter | undefined = first;
  while (message !== undefined) {
    if (message === 'close') return { batches, isLast: true };
    batches.push(message);
    events += message.length;
    if (events >= EVENTS_MAX) break;
    message = receiveMessageOnPort(port)?.message as ToWriter | undefined;
  }
  return { batches, isLast: false };
}

function run(port: MessagePort, data: WriterData): void {
  const say = (message: FromWriter): void => { port.postMessage(message); };
  let writer: Writer;
  try {
    writer = new Writer(data);
  } catch (error) {
    say({ type: 'refused', failure: whyRefused(error, data.dataDir) });
    return;
  }
  port.on('message', (first: ToWriter) => {
    const { batches, isLast } = takeArrived(port, first);
    const outcome = batches.length === 0 ? null : writer.commit(batches);
    if (outcome !== null) say(outcome);
    if (!isLast) return;
    writer.close();
    port.close();
  });
  say({ type: 'opened', headSeq: writer.headSeq });
}

if (parentPort !== null) run(parentPort, workerData as WriterData);
