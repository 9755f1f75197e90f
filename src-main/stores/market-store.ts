// The main side of the market store: gathers what the kernel puts until its event is committed in the log, sends it
// to the store's thread in bulk, and brings questions there.
//
// Invariants: nothing is stored before its event is committed, or a crash would leave rows of events that never
// were; the cursor covers whole events only.

import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { assert, ok, type Failure, type Result } from '#core/base';
import { whyNot, type Bar, type TickColumns, type Timeframe } from '#core/model';
import type { PastTicks } from '#core/ports';
import { diskError, failureOf, faultOf, type DiskError, type DiskFault } from '#main/disk';
import { workerUrl } from '#main/workers';
import type {
  BarComparison, BarRange, BarTimes, CommitMark, DeadLetter, LetterFilter, MarketStore, MarketStoreOptions, Page,
  SeriesSpan, TickRange, TickRow,
} from './market-types.ts';
import {
  rowsOf, type Answer, type FromStore, type Put, type Question, type StoreData, type SymbolFeeds,
  type TickPage, type TickPlace, type ToStore,
} from './store-messages.ts';

// Rows gathered before they are sent although the thread is still at work.
const ROWS_MAX = 2000;

/**
 * Opens or makes the market store of a data folder. Fails with JOURNAL_READ_ONLY or JOURNAL_DISK_FULL. A store that
 * is damaged or does not belong to `journal` is begun anew, with cursor 0.
 */
export async function openMarketStore(options: MarketStoreOptions): Promise<Result<MarketStore>> {
  const dataDir = resolve(options.dataDir);
  const data: StoreData = { folder: join(dataDir, 'stores'), headSeq: options.journal?.headSeq ?? null };
  const worker = new Worker(workerUrl(import.meta.url, './market-worker'), { workerData: data });
  try {
    const first = await firstMessage(worker);
    if (first.type === 'opened') return ok(new WorkerStore(dataDir, worker, options.journal, first.cursorSeq));
    assert(first.type === 'refused', 'a first message of the store that is neither yes nor no');
    return { ok: false, error: failureOf(first.error, dataDir) };
  } catch (error) {
    return { ok: false, error: failureOf(diskError(error), dataDir) };
  }
}

function firstMessage(worker: Worker): Promise<FromStore> {
  return new Promise((done, failed) => {
    worker.once('error', failed);
    worker.once('message', (message: FromStore) => {
      worker.off('error', failed);
      done(message);
    });
  });
}

interface Settling {
  /** Waits for this many puts to be stored. */
  readonly putCount: number;
  readonly done: (result: Result<null>) => void;
}

interface Asking {
  readonly done: (answer: Answer) => void;
  readonly failed: (error: Error) => void;
}

class WorkerStore implements MarketStore {
  readonly #file: string;
  readonly #worker: Worker;
  readonly #journal: CommitMark | null;
  readonly #stops: (() => void)[] = [];
  readonly #closed: Promise<void>;
  /** Newest tick event put for each feed and symbol: the same event again is ignored. */
  readonly #tickSeqs = new Map<string, number>();
  readonly #asking = new Map<number, Asking>();
  #gathered: Put[] = [];
  #gatheredRows = 0;
  #settling: Settling[] = [];
  #putCount = 0;
  #storedCount = 0;
  #sentCount = 0;
  #sentRows = 0;
  #lastSeq: number;
  #cursorSeq: number;
  #nextAsk = 1;
  #fault: DiskFault | null = null;
  #journalFault: Failure | null = null;
  #isScheduled = false;
  #isClosing = false;

  constructor(dataDir: string, worker: Worker, journal: CommitMark | null, cursorSeq: number) {
    this.#file = join(dataDir, 'stores', 'market.sqlite');
    this.#worker = worker;
    this.#journal = journal;
    this.#cursorSeq = cursorSeq;
    this.#lastSeq = cursorSeq;
    worker.on('message', (message: FromStore) => { this.#hear(message); });
    worker.on('error', (error) => { this.#fail(diskError(error)); });
    if (journal !== null) {
      this.#stops.push(journal.onCommitted(() => { this.#schedule(); }));
      this.#stops.push(journal.onFault((fault) => {
        this.#journalFault = fault;
        this.#giveUpSettling(fault);
      }));
    }
    this.#closed = new Promise((done) => {
      worker.once('exit', () => {
        this.#fail({ code: '', text: 'the market store is closed' });
        done();
      });
    });
  }

  get cursorSeq(): number {
    return this.#cursorSeq;
  }

  get backlogRows(): number {
    return this.#gatheredRows + this.#sentRows;
  }

  get fault(): DiskFault | null {
    return this.#fault;
  }

  putTicks(
    seq: number, feed: string, symbol: string, offsetS: number, ticks: TickColumns, past?: PastTicks,
  ): void {
    const key = JSON.stringify([feed, symbol]);
    if (seq <= Math.max(this.#cursorSeq, this.#tickSeqs.get(key) ?? 0)) return;
    this.#tickSeqs.set(key, seq);
    const put = { type: 'ticks', seq, feed, symbol, offsetS, ticks } as const;
    this.#put(past === undefined ? put : { ...put, past });
  }

  putBar(
    seq: number, feed: string, symbol: string, timeframe: Timeframe, bar: Bar, offsetS: number | null = null,
  ): void {
    this.#put({ type: 'bar', seq, feed, symbol, timeframe, bar, offsetS });
  }

  putDeadLetter(seq: number, letter: Omit<DeadLetter, 'id'>): void {
    this.#put({ type: 'letter', seq, letter });
  }

  settle(throughSeq?: number): Promise<Result<null>> {
    if (throughSeq !== undefined && throughSeq > this.#cursorSeq) this.#put({ type: 'mark', seq: throughSeq });
    const putCount = this.#putCount;
    if (putCount === this.#storedCount) return Promise.resolve(ok(null));
    if (this.#fault !== null) return Promise.resolve({ ok: false, error: this.#fault });
    this.#send(Infinity);
    if (this.#journalFault !== null && this.#gathered.length > 0) {
      return Promise.resolve({ ok: false, error: this.#journalFault });
    }
    return new Promise((done) => { this.#settling.push({ putCount, done }); });
  }

  async bars(range: BarRange, feeds: readonly string[]): Promise<Page<Bar>> {
    return await this.#ask({ type: 'bars', range, feeds }) as Page<Bar>;
  }

  async ticks(range: TickRange, feeds: readonly string[]): Promise<Result<Page<TickRow>>> {
    const after = range.cursor === null ? null : readPlace(range.cursor);
    if (after === undefined) return { ok: false, error: whyNot('WEB_CURSOR_BAD') };
    const { items, last } = await this.#ask({ type: 'ticks', range, after, feeds }) as TickPage;
    return ok({ items, next: last === null ? null : writePlace(last) });
  }

  async barTimes(span: SeriesSpan, feed: string): Promise<BarTimes> {
    return await this.#ask({ type: 'times', span, feed }) as BarTimes;
  }

  async compareBars(span: SeriesSpan, feed: string, limit: number): Promise<BarComparison> {
    return await this.#ask({ type: 'compare', span, feed, limit }) as BarComparison;
  }

  async symbols(): Promise<readonly SymbolFeeds[]> {
    return await this.#ask({ type: 'symbols' }) as readonly SymbolFeeds[];
  }

  async deadLetters(
    limit: number, cursor: string | null, filter: LetterFilter = {},
  ): Promise<Result<Page<DeadLetter>>> {
    if (cursor !== null && !/^[1-9]\d{0,15}$/.test(cursor)) return { ok: false, error: whyNot('WEB_CURSOR_BAD') };
    const before = cursor === null ? null : Number(cursor);
    const { code = null, source = null } = filter;
    return ok(await this.#ask({ type: 'letters', limit, before, code, source }) as Page<DeadLetter>);
  }

  close(): Promise<void> {
    if (!this.#isClosing) {
      this.#send(Infinity);
      this.#isClosing = true;
      for (const stop of this.#stops) stop();
      this.#tell({ type: 'close' });
    }
    return this.#closed;
  }

  #put(put: Put): void {
    if (this.#fault !== null || this.#isClosing) return;
    // More puts of the event at hand may follow: only those before it are whole.
    if (this.#gatheredRows >= ROWS_MAX && put.seq > this.#lastSeq) this.#send(this.#lastSeq);
    this.#lastSeq = Math.max(this.#lastSeq, put.seq);
    this.#gathered.push(put);
    this.#gatheredRows += rowsOf(put);
    this.#putCount += 1;
    this.#schedule();
  }

  // The kernel puts all of an event in one go, so in a turn of its own every event is whole.
  #schedule(): void {
    if (this.#isScheduled || this.#gathered.length === 0 || this.#sentCount > this.#storedCount) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#send(Infinity);
    });
  }

  /** Sends what is committed in the log, up to the event `seqMax`. */
  #send(seqMax: number): void {
    if (this.#isClosing || this.#fault !== null) return;
    const limit = Math.min(seqMax, this.#journal?.committedSeq ?? Infinity);
    let count = 0;
    let rows = 0;
    for (const put of this.#gathered) {
      if (put.seq > limit) break;
      count += 1;
      rows += rowsOf(put);
    }
    if (count === 0) return;
    const puts = this.#gathered.slice(0, count);
    this.#gathered = this.#gathered.slice(count);
    this.#gatheredRows -= rows;
    this.#sentCount += count;
    this.#sentRows += rows;
    this.#tell({ type: 'put', puts });
  }

  #ask(question: Question): Promise<Answer> {
    if (this.#isClosing) return Promise.reject(new Error('the market store is closed'));
    this.#send(Infinity);
    const id = this.#nextAsk;
    this.#nextAsk += 1;
    return new Promise((done, failed) => {
      this.#asking.set(id, { done, failed });
      this.#tell({ type: 'ask', id, question });
    });
  }

  #tell(message: ToStore): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromStore): void {
    switch (message.type) {
      case 'stored':
        this.#cursorSeq = message.cursorSeq;
        this.#storedCount += message.puts;
        this.#sentRows -= message.rows;
        this.#finishSettling();
        this.#schedule();
        return;
      case 'answer':
        this.#asking.get(message.id)?.done(message.answer);
        this.#asking.delete(message.id);
        return;
      case 'unanswered':
        this.#asking.get(message.id)?.failed(new Error(message.error.text));
        this.#asking.delete(message.id);
        return;
      case 'fault':
        this.#fail(message.error);
        return;
      case 'opened':
      case 'refused':
        return;
    }
  }

  #finishSettling(): void {
    const done = this.#settling.filter(({ putCount }) => putCount <= this.#storedCount);
    this.#settling = this.#settling.filter(({ putCount }) => putCount > this.#storedCount);
    for (const waiting of done) waiting.done(ok(null));
  }

  #giveUpSettling(error: Failure): void {
    const waiting = this.#settling;
    this.#settling = [];
    for (const { done } of waiting) done({ ok: false, error });
  }

  // What was not stored is put again after a start: the cursor stands before it.
  #fail(error: DiskError): void {
    if (this.#fault !== null) return;
    this.#fault = faultOf(error, this.#file);
    this.#gathered = [];
    this.#gatheredRows = 0;
    this.#sentRows = 0;
    this.#giveUpSettling(this.#fault);
    for (const { failed } of this.#asking.values()) failed(new Error(error.text));
    this.#asking.clear();
  }
}

function writePlace(place: TickPlace): string {
  const { timeMs, feed, chunk, row } = place;
  return Buffer.from(JSON.stringify([timeMs, feed, chunk, row])).toString('base64url');
}

/** undefined for text that is not a cursor. */
function readPlace(cursor: string): TickPlace | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    // Not JSON: not a cursor of ours.
    return undefined;
  }
  if (!Array.isArray(value) || value.length !== 4) return undefined;
  const [timeMs, feed, chunk, row] = value as readonly unknown[];
  if (typeof timeMs !== 'number' || typeof feed !== 'string') return undefined;
  if (typeof chunk !== 'number' || typeof row !== 'number') return undefined;
  return { timeMs, feed, chunk, row };
}
