// The history questions of one session: at most two at a time, pages in, journal events out.
//
// An answer is believed only whole: pages in their order, as many rows as its end says, and `complete`. Everything else
// (a terminal that still loads, a page that is missing, silence) is asked again from the last stored page, later and
// later, and is never taken for "there is none". Rows are keyed, so what comes twice is stored once.

import type { DataRecord, HistoryAsk, InputBody, TickColumns, TickCursor } from '#core/model';
import type { HistoryItem, HistoryQueue } from './history-queue.ts';
import { advanceTickCursor } from './link-book.ts';
import { parseRows, readHistoryRows, type HistoryRecord, type HistoryRows } from './read-history.ts';
import type { WireFault } from './wire.ts';

/** What the desk needs of the session around it. */
export interface HistoryHost {
  readonly account: string;
  readonly epoch: string;
  nowMs(): number;
  say(type: string, body: object): void;
  nextId(): string;
  /** Broker time minus UTC, seconds, at a raw broker ms or a UTC ms. */
  offsetS(time: { readonly brokerMs: number } | { readonly utcMs: number }): number;
  /** Raw broker ms of the newest tick of the running stream, null before the first. */
  tickCursorMs(symbol: string): number | null;
  /** Text of a packed page, null where it is not one or is too large. */
  inflate(base64: string): string | null;
  /** Journals one input; false when nothing more is taken. */
  store(input: InputBody): boolean;
  quarantine(fault: WireFault, text: string): void;
}

interface Active {
  readonly item: HistoryItem;
  readonly id: string;
  pages: number;
  rows: number;
  /** Where the rows of this answer stand; null before the first. */
  cursor: TickCursor | null;
  heardMs: number;
}

const ACTIVE_MAX = 2;
const PAGE_ROWS = 5_000;
/** No page for so long: the answer is given up. */
const SILENCE_MS_MAX = 60_000;
const BAD_ANSWERS_MAX = 5;

/** Refusals that more patience does not cure. */
const FINAL: ReadonlySet<string> = new Set(['E_SYMBOL', 'E_RANGE', 'E_TYPE', 'E_TOO_BIG', 'E_PROTO']);

const UNPACKABLE: WireFault = {
  code: 'E_RANGE', path: 'body.rows', reason: 'not a zlib stream of rows, or too large',
};

export class HistoryDesk {
  readonly #host: HistoryHost;
  readonly #queue: HistoryQueue;
  readonly #active = new Map<string, Active>();
  #isOpen = false;

  constructor(host: HistoryHost, queue: HistoryQueue) {
    this.#host = host;
    this.#queue = queue;
  }

  /** The terminal has told its state: it may be asked about its past. */
  open(): void {
    this.#isOpen = true;
    this.release(this.#host.nowMs());
  }

  /** Gives up what stays silent, asks what is due. */
  release(nowMs: number): void {
    for (const active of this.#active.values()) {
      if (nowMs - active.heardMs < SILENCE_MS_MAX) continue;
      this.#active.delete(active.id);
      this.#queue.putBack(active.item, 'waiting', nowMs);
    }
    if (!this.#isOpen) return;
    while (this.#active.size < ACTIVE_MAX) {
      const item = this.#queue.next(nowMs);
      if (item === null) return;
      this.#ask(item, nowMs);
    }
  }

  get nextMs(): number {
    if (!this.#isOpen) return Infinity;
    const silentMs = Math.min(Infinity, ...[...this.#active.values()].map(({ heardMs }) => heardMs + SILENCE_MS_MAX));
    return this.#active.size < ACTIVE_MAX ? Math.min(silentMs, this.#queue.nextMs) : silentMs;
  }

  /** The link is gone. */
  close(): void {
    this.#isOpen = false;
    for (const { item } of this.#active.values()) this.#queue.release(item);
    this.#active.clear();
  }

  /** Takes a page or an end; `text` is kept where rows of it are refused. Those of a question given up are ignored. */
  take(record: HistoryRecord, text: string): void {
    const active = this.#active.get(record.re);
    if (active === undefined) return;
    active.heardMs = this.#host.nowMs();
    if (record.type === 'history.page') this.#takePage(active, record, text);
    else this.#takeEnd(active, record);
    this.release(this.#host.nowMs());
  }

  /** A refusal of one of our questions: true where it was one. */
  refuse(re: string, code: string): boolean {
    const active = this.#active.get(re);
    if (active === undefined) return false;
    this.#active.delete(re);
    if (FINAL.has(code)) this.#finish(active.item, 'refused', code);
    else this.#queue.putBack(active.item, code === 'E_SYNCING' ? 'loading' : 'waiting', this.#host.nowMs());
    this.release(this.#host.nowMs());
    return true;
  }

  /** True where an answer to `re` is awaited. */
  isOurs(re: string): boolean {
    return this.#active.has(re);
  }

  #ask(item: HistoryItem, nowMs: number): void {
    const { kind, symbol, timeframe, fromMs, toMs } = item.ask;
    const id = this.#host.nextId();
    const fromMsc = Math.max(0, item.next?.[0] ?? fromMs + this.#offsetS(kind, { utcMs: fromMs }) * 1000);
    const toMsc = Math.max(fromMsc, toMs + this.#offsetS(kind, { utcMs: toMs }) * 1000 - 1);
    item.state = 'asked';
    this.#active.set(id, { item, id, pages: 0, rows: 0, cursor: null, heardMs: nowMs });
    this.#host.say('history', {
      id, kind, s: symbol, tf: timeframe, from_msc: fromMsc, to_msc: toMsc, page: PAGE_ROWS, enc: 'json',
    });
  }

  /** The terminal states its calendar's whole past in the summer or winter time of today. */
  #offsetS(kind: HistoryAsk['kind'], time: Parameters<HistoryHost['offsetS']>[0]): number {
    return this.#host.offsetS(kind === 'calendar' ? { utcMs: this.#host.nowMs() } : time);
  }

  #takePage(active: Active, page: Extract<HistoryRecord, { type: 'history.page' }>, text: string): void {
    const { item } = active;
    if (page.index !== active.pages) {
      this.#giveUp(active);
      return;
    }
    const rows = typeof page.rows === 'string' ? this.#unpack(page.rows) : page.rows;
    if (rows === null) {
      this.#host.quarantine(UNPACKABLE, text);
      this.#giveUp(active);
      return;
    }
    active.pages += 1;
    active.rows += rows.length;
    const { offsetS } = page;
    const offsetOf = (brokerMs: number): number => offsetS ?? this.#offsetS(item.ask.kind, { brokerMs });
    const read = readHistoryRows(item.ask, rows, offsetOf);
    if (read.fault !== null) this.#host.quarantine(read.fault, text);
    const before = active.cursor;
    const stored = this.#store(item.ask, read, before, offsetOf);
    if (stored === null) return;
    item.rows += stored;
    active.cursor = nextCursor(read, before, page.next);
    const reached = active.cursor ?? page.next;
    if (reached !== null && (item.next === null || isAfter(reached, item.next))) {
      item.next = reached;
      item.vainAnswers = 0;
    }
  }

  #takeEnd(active: Active, end: Extract<HistoryRecord, { type: 'history.end' }>): void {
    const { item } = active;
    this.#active.delete(active.id);
    const isWhole = item.ask.kind === 'count' || end.total === active.rows;
    if (!isWhole) {
      this.#contradicted(item, true);
    } else if (end.complete) {
      if (item.ask.kind === 'count') item.rows = end.total;
      this.#finish(item, 'complete', null);
    } else {
      this.#queue.putBack(item, 'loading', this.#host.nowMs());
    }
  }

  #giveUp(active: Active): void {
    this.#active.delete(active.id);
    this.#contradicted(active.item, false);
  }

  /** Rows are missing somewhere: asked again, and in the end not any more. */
  #contradicted(item: HistoryItem, isFromStart: boolean): void {
    item.badAnswers += 1;
    if (isFromStart) item.next = null;
    if (item.badAnswers >= BAD_ANSWERS_MAX) this.#finish(item, 'refused', 'E_RANGE');
    else this.#queue.putBack(item, 'waiting', this.#host.nowMs());
  }

  #finish(item: HistoryItem, outcome: 'complete' | 'refused', code: string | null): void {
    this.#queue.remove(item);
    const { kind, symbol, timeframe, fromMs, toMs } = item.ask;
    this.#host.store({
      kind: 'HistoryEnded', account: this.#host.account, of: kind, symbol, timeframe, fromMs, toMs, rows: item.rows,
      outcome, code,
    });
  }

  #unpack(base64: string): readonly unknown[] | null {
    const text = this.#host.inflate(base64);
    return text === null ? null : parseRows(text);
  }

  /** Journals the rows of a page; gives how many were new to this question, null when nothing more is taken. */
  #store(
    ask: HistoryAsk, read: HistoryRows, before: TickCursor | null, offsetOf: (brokerMs: number) => number,
  ): number | null {
    const { account, epoch } = this.#host;
    switch (read.kind) {
      case 'ticks': return this.#storeTicks(ask, read.ticks, before, offsetOf);
      case 'bars': {
        const bars = read.bars.filter(({ time }) => time >= ask.fromMs && time < ask.toMs);
        if (bars.length === 0) return 0;
        const { symbol, timeframe } = ask;
        if (symbol === null || timeframe === null) return 0;
        const input: InputBody = { kind: 'HistoryBarsReceived', account, symbol, timeframe, bars };
        return this.#host.store(input) ? bars.length : null;
      }
      case 'deals': {
        const { deals } = read;
        if (deals.length === 0) return 0;
        return this.#host.store({ kind: 'HistoryDealsReceived', account, deals }) ? deals.length : null;
      }
      case 'orders': {
        const { orders } = read;
        if (orders.length === 0) return 0;
        return this.#host.store({ kind: 'HistoryOrdersReceived', account, orders }) ? orders.length : null;
      }
      case 'calendar': {
        const { rows } = read;
        if (rows.length === 0) return 0;
        const wire = { account, epoch, wireSeq: 0 };
        const record: DataRecord = { type: 'calendar', changeId: null, rows };
        return this.#host.store({ kind: 'RecordReceived', wire, record }) ? rows.length : null;
      }
      case 'count': return 0;
    }
  }

  /**
   * Ticks inside the span, and older than the running stream's newest: that one goes on by itself. A page over a
   * change of the broker's offset makes an event for each.
   */
  #storeTicks(
    ask: HistoryAsk, ticks: TickColumns, before: TickCursor | null, offsetOf: (brokerMs: number) => number,
  ): number | null {
    const { symbol } = ask;
    const { brokerMs } = ticks;
    if (symbol === null || brokerMs.length === 0) return 0;
    const liveMs = this.#host.tickCursorMs(symbol) ?? Infinity;
    let count = 0;
    let place = before;
    for (const [start, end] of runsOf(brokerMs, offsetOf)) {
      const offsetS = offsetOf(brokerMs[start] as number);
      const isIn = (ms: number): boolean => (
        ms < liveMs && ms - offsetS * 1000 >= ask.fromMs && ms - offsetS * 1000 < ask.toMs
      );
      let first = start;
      while (first < end && !isIn(brokerMs[first] as number)) first += 1;
      let last = first;
      while (last < end && isIn(brokerMs[last] as number)) last += 1;
      place = advanceTickCursor(place, brokerMs.slice(start, first));
      if (first < last) {
        const cut = sliceTicks(ticks, first, last);
        const input: InputBody = {
          kind: 'HistoryTicksReceived', account: this.#host.account, symbol, offsetS, ticks: cut,
          before: place !== null && place[0] === brokerMs[first] ? place[1] : 0,
        };
        if (!this.#host.store(input)) return null;
        count += last - first;
      }
      place = advanceTickCursor(place, brokerMs.slice(first, end));
    }
    return count;
  }
}

/** Runs [start, end) of rows under one offset. */
function* runsOf(
  brokerMs: readonly number[], offsetOf: (brokerMs: number) => number,
): Generator<readonly [number, number], void, undefined> {
  let start = 0;
  for (let i = 1; i <= brokerMs.length; i += 1) {
    const isSame = i < brokerMs.length && offsetOf(brokerMs[i] as number) === offsetOf(brokerMs[start] as number);
    if (isSame) continue;
    yield [start, i];
    start = i;
  }
}

function sliceTicks(ticks: TickColumns, from: number, to: number): TickColumns {
  return {
    brokerMs: ticks.brokerMs.slice(from, to), bid: ticks.bid.slice(from, to), ask: ticks.ask.slice(from, to),
    last: ticks.last.slice(from, to), volume: ticks.volume.slice(from, to), flags: ticks.flags.slice(from, to),
  };
}

/** Where the rows read so far end: counted here for ticks and bars, as the sender says for the others. */
function nextCursor(read: HistoryRows, before: TickCursor | null, told: TickCursor | null): TickCursor | null {
  if (read.kind === 'ticks') return advanceTickCursor(before, read.ticks.brokerMs);
  if (read.kind !== 'bars') return told ?? before;
  const last = read.openBrokerS[read.openBrokerS.length - 1];
  return last === undefined ? before : [last * 1000, 1];
}

function isAfter(a: TickCursor, b: TickCursor): boolean {
  return a[0] !== b[0] ? a[0] > b[0] : a[1] > b[1];
}
