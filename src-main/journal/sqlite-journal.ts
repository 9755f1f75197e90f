// The main side of the log: hands batches to the writer thread and tells when they are committed.

import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { assert, ok, type Result } from '#core/base';
import { whyNot, type JournalEvent } from '#core/model';
import type { JournalFault } from '#core/ports';
import { diskError } from '#main/disk';
import { workerUrl } from '#main/workers';
import { takeLock, type DataLock } from './data-lock.ts';
import { journalFile, makeFolder, whyRefused } from './journal-file.ts';
import type { JournalOptions, KernelSnapshot, LoadedSnapshot, SqliteJournal } from './journal-types.ts';
import { readSnapshot, writeSnapshot } from './kernel-snapshots.ts';
import { chainAt, readEvents } from './read-journal.ts';
import type { FromWriter, ToWriter, WriterData } from './writer-messages.ts';

/**
 * Opens the log of a data folder for its one writer, and makes what is missing. Fails with JOURNAL_LOCKED where
 * another process has the folder, JOURNAL_READ_ONLY, JOURNAL_DISK_FULL, JOURNAL_FORMAT_UNKNOWN, or
 * JOURNAL_CHAIN_BROKEN where the file is damaged or does not end with the last event written.
 */
export async function openJournal(options: JournalOptions): Promise<Result<SqliteJournal>> {
  const dataDir = resolve(options.dataDir);
  let lock: DataLock | null = null;
  try {
    makeFolder(dataDir);
    lock = takeLock(dataDir);
    const data: WriterData = { dataDir, pageCountMax: options.pageCountMax ?? null };
    const worker = new Worker(workerUrl(import.meta.url, './journal-worker'), { workerData: data });
    const first = await firstMessage(worker);
    if (first.type === 'opened') return ok(new WorkerJournal(dataDir, lock, worker, first.headSeq));
    lock.release();
    assert(first.type === 'refused', 'a first message of the journal that is neither yes nor no');
    return { ok: false, error: first.failure };
  } catch (error) {
    lock?.release();
    return { ok: false, error: whyRefused(error, dataDir) };
  }
}

function firstMessage(worker: Worker): Promise<FromWriter> {
  return new Promise((done, failed) => {
    worker.once('error', failed);
    worker.once('message', (message: FromWriter) => {
      worker.off('error', failed);
      done(message);
    });
  });
}

class WorkerJournal implements SqliteJournal {
  readonly dataDir: string;
  readonly #lock: DataLock;
  readonly #worker: Worker;
  readonly #commitListeners = new Set<(seq: number) => void>();
  readonly #faultListeners = new Set<(fault: JournalFault) => void>();
  readonly #closed: Promise<void>;
  #headSeq: number;
  #committedSeq: number;
  #fault: JournalFault | null = null;
  #isClosing = false;

  constructor(dataDir: string, lock: DataLock, worker: Worker, headSeq: number) {
    this.dataDir = dataDir;
    this.#lock = lock;
    this.#worker = worker;
    this.#headSeq = headSeq;
    this.#committedSeq = headSeq;
    worker.on('message', (message: FromWriter) => { this.#hear(message); });
    worker.on('error', (error) => { this.#fail(this.#lostWriter(diskError(error).text)); });
    this.#closed = new Promise((done) => {
      worker.once('exit', () => {
        this.#fail(this.#lostWriter(this.#isClosing ? 'it is closed' : 'its writer ended'));
        this.#lock.release();
        done();
      });
    });
  }

  get headSeq(): number {
    return this.#headSeq;
  }

  get committedSeq(): number {
    return this.#committedSeq;
  }

  append(batch: readonly JournalEvent[]): void {
    assert(!this.#isClosing, 'an append after the journal was closed');
    // What comes between a fault and its news reaching the caller is lost with it: none of it was acknowledged.
    if (this.#fault !== null || batch.length === 0) return;
    let seq = this.#headSeq;
    for (const event of batch) {
      seq += 1;
      assert(event.seq === seq && Number.isSafeInteger(event.ts), 'an event out of turn or without a whole time');
    }
    this.#tell(batch);
    this.#headSeq = seq;
  }

  onCommitted(listener: (committedSeq: number) => void): () => void {
    this.#commitListeners.add(listener);
    return () => { this.#commitListeners.delete(listener); };
  }

  onFault(listener: (fault: JournalFault) => void): () => void {
    this.#faultListeners.add(listener);
    return () => { this.#faultListeners.delete(listener); };
  }

  settled(): Promise<Result<null>> {
    return this.#whenCommitted(this.#headSeq);
  }

  readEvents(fromSeq?: number): AsyncGenerator<readonly JournalEvent[], void, void> {
    return readEvents(this.dataDir, fromSeq);
  }

  async saveSnapshot(snapshot: KernelSnapshot): Promise<Result<null>> {
    assert(snapshot.seq <= this.#headSeq, 'a snapshot of an event that was not appended');
    try {
      const committed = await this.#whenCommitted(snapshot.seq);
      if (!committed.ok) return committed;
      const chain = chainAt(this.dataDir, snapshot.seq);
      assert(chain !== null, 'a snapshot of an event that is not in the log');
      await writeSnapshot(this.dataDir, snapshot, chain);
      return ok(null);
    } catch (error) {
      return { ok: false, error: whyRefused(error, this.dataDir) };
    }
  }

  loadSnapshot(engineHash: string, seqMax: number): Promise<LoadedSnapshot> {
    return readSnapshot(this.dataDir, engineHash, seqMax, (seq) => chainAt(this.dataDir, seq));
  }

  close(): Promise<void> {
    if (!this.#isClosing) {
      this.#isClosing = true;
      this.#tell('close');
    }
    return this.#closed;
  }

  #whenCommitted(seq: number): Promise<Result<null>> {
    return new Promise((done) => {
      if (seq <= this.#committedSeq) {
        done(ok(null));
        return;
      }
      if (this.#fault !== null) {
        done({ ok: false, error: this.#fault });
        return;
      }
      const stops = [
        this.onCommitted((committed) => { if (committed >= seq) finish(ok(null)); }),
        this.onFault((fault) => { finish({ ok: false, error: fault }); }),
      ];
      const finish = (result: Result<null>): void => {
        for (const stop of stops) stop();
        done(result);
      };
    });
  }

  #tell(message: ToWriter): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromWriter): void {
    if (message.type === 'committed') {
      this.#committedSeq = message.seq;
      for (const listener of [...this.#commitListeners]) listener(message.seq);
    } else if (message.type === 'fault') {
      this.#fail(message.fault);
    }
  }

  #fail(fault: JournalFault): void {
    if (this.#fault !== null) return;
    this.#fault = fault;
    if (this.#isClosing && this.#committedSeq === this.#headSeq) return;
    for (const listener of [...this.#faultListeners]) listener(fault);
  }

  #lostWriter(what: string): JournalFault {
    return whyNot('JOURNAL_WRITE_FAILED', `(${journalFile(this.dataDir)}: ${what})`) as JournalFault;
  }
}
