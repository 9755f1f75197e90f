// Ticks and bars on their way to the server, which owns the cursors: what is missing is read from the terminal's own
// history, from where the server says it stands. Nothing is buffered here; only what was sent and not yet confirmed is
// counted, against the window.
//
// Invariants: each batch's `prev` is the cursor after the batch before it; no more than the window is unconfirmed
// beyond the batch that fills it.

import { isTimeframe, type TickCursor, type Timeframe } from '#core/model';
import type { BarRow, MarketSource, TickRow } from './market-source.ts';

/** What the pump may send now. */
export interface PumpGate {
  /** UTC ms of the host. */
  readonly hostMs: number;
  send(type: 'tick' | 'bar', body: string): void;
  /** False when the message or byte rate is used up. */
  canSend(): boolean;
}

interface Unconfirmed {
  readonly at: number;
  readonly n: number;
  readonly bytes: number;
  readonly rows: number;
}

interface TickStream {
  readonly symbol: string;
  isOn: boolean;
  sent: TickCursor | null;
  fromBrokerMs: number;
  lastSentHostMs: number;
  readonly waiting: Unconfirmed[];
}

interface BarStream {
  readonly key: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  isOn: boolean;
  sent: number | null;
  fromBrokerMs: number;
  formingHostMs: number;
  readonly waiting: Unconfirmed[];
}

export interface PumpLimits {
  readonly windowBytes: number;
  readonly tickRowsMax: number;
}

const FORMING_MS = 500;
/** An envelope's own length. */
const HEAD_BYTES = 72;
/** Before any time there is: nothing was told yet. */
const NEVER_MS = -1e15;

export class MarketPump {
  readonly #source: MarketSource;
  readonly #ticks = new Map<string, TickStream>();
  readonly #bars = new Map<string, BarStream>();
  #limits: PumpLimits = { windowBytes: 4_194_304, tickRowsMax: 2000 };
  #bytes = 0;
  #paused: ReadonlySet<string> = new Set();
  #tickMs = 0;
  #next = 0;
  rowsSent = 0;
  rowsConfirmed = 0;

  constructor(source: MarketSource) {
    this.#source = source;
  }

  /** Bytes of market data sent and not confirmed. */
  get unconfirmedBytes(): number {
    return this.#bytes;
  }

  /** The symbols whose ticks go out. */
  get followed(): ReadonlySet<string> {
    return new Set([...this.#ticks.values()].filter((stream) => stream.isOn).map((stream) => stream.symbol));
  }

  /** True while no more market data (and history) may go before the server confirms some. */
  get isFull(): boolean {
    return this.#bytes >= this.#limits.windowBytes;
  }

  /** A new session: what is subscribed and where the server stands come with `welcome`. */
  begin(limits: PumpLimits): void {
    this.#limits = limits;
    this.#ticks.clear();
    this.#bars.clear();
    this.#bytes = 0;
    this.#paused = new Set();
    this.#tickMs = 0;
  }

  /** Starts (or goes on with) a symbol's ticks after `cursor`; without one from `fromBrokerMs`. */
  subscribeTicks(symbol: string, cursor: TickCursor | null, fromBrokerMs: number): void {
    const known = this.#ticks.get(symbol);
    if (known !== undefined) {
      if (known.sent === null && !known.isOn) known.fromBrokerMs = fromBrokerMs;
      known.isOn = true;
      return;
    }
    this.#ticks.set(symbol, { symbol, isOn: true, sent: cursor, fromBrokerMs, lastSentHostMs: -1e15, waiting: [] });
  }

  subscribeBars(key: string, cursor: number | null, fromBrokerMs: number): void {
    const at = key.lastIndexOf(':');
    const timeframe = key.slice(at + 1);
    if (!this.#source.hasBars || !isTimeframe(timeframe)) return;
    const known = this.#bars.get(key);
    if (known !== undefined) {
      if (known.sent === null) known.fromBrokerMs = Math.min(known.fromBrokerMs, fromBrokerMs);
      known.isOn = true;
      return;
    }
    this.#bars.set(key, {
      key, symbol: key.slice(0, at), timeframe, isOn: true, sent: cursor, fromBrokerMs, formingHostMs: NEVER_MS,
      waiting: [],
    });
  }

  /** Rests these symbols' ticks and these series of bars. */
  unsubscribe(ticks: readonly string[], bars: readonly string[]): void {
    for (const stream of [...ticks.map((name) => this.#ticks.get(name)), ...bars.map((key) => this.#bars.get(key))]) {
      if (stream !== undefined) stream.isOn = false;
    }
  }

  /** The server's cursor after a mismatch: back to it, and what is under way counts no more. */
  resyncTicks(symbol: string, cursor: TickCursor | null): void {
    const stream = this.#ticks.get(symbol);
    if (stream === undefined) return;
    stream.sent = cursor;
    this.#forget(stream.waiting);
  }

  resyncBars(key: string, cursor: number | null): void {
    const stream = this.#bars.get(key);
    if (stream === undefined) return;
    stream.sent = cursor;
    this.#forget(stream.waiting);
  }

  confirmTicks(symbol: string, cursor: TickCursor): void {
    const stream = this.#ticks.get(symbol);
    if (stream === undefined) return;
    const [msc, n] = cursor;
    this.#source.release(symbol, cursor);
    this.#confirm(stream.waiting, (one) => one.at < msc || (one.at === msc && one.n <= n));
  }

  confirmBars(key: string, t: number): void {
    const stream = this.#bars.get(key);
    if (stream !== undefined) this.#confirm(stream.waiting, (one) => one.at <= t);
  }

  /** `flow.ctl`: kinds that rest, and the least time between a symbol's tick batches. */
  throttle(paused: readonly string[], tickMs: number): void {
    this.#paused = new Set(paused);
    this.#tickMs = Math.max(0, tickMs);
  }

  isPaused(kind: string): boolean {
    return this.#paused.has(kind);
  }

  /** True when every row of every subscribed symbol was sent and confirmed. */
  get isConfirmed(): boolean {
    for (const stream of this.#ticks.values()) if (stream.waiting.length > 0) return false;
    return true;
  }

  /** Sends what may be sent. */
  pump(gate: PumpGate): void {
    this.#pumpBars(gate);
    this.#pumpTicks(gate);
  }

  #pumpTicks(gate: PumpGate): void {
    if (this.#paused.has('tick')) return;
    const streams = [...this.#ticks.values()];
    const isLockstep = this.#source.pace === 'lockstep';
    let idle = 0;
    // Round robin from where the last turn ended, so that one busy symbol cannot starve the others.
    while (idle < streams.length) {
      if (this.#bytes >= this.#limits.windowBytes || !gate.canSend()) return;
      if (isLockstep && !this.isConfirmed) return;
      const stream = streams[this.#next % streams.length] as TickStream;
      this.#next = (this.#next + 1) % streams.length;
      idle = this.#sendTicks(stream, gate, isLockstep ? 1 : this.#limits.tickRowsMax) ? 0 : idle + 1;
    }
  }

  #sendTicks(stream: TickStream, gate: PumpGate, limit: number): boolean {
    if (!stream.isOn || gate.hostMs - stream.lastSentHostMs < this.#tickMs) return false;
    const taken = this.#source.takeTicks(stream.symbol, stream.sent, stream.fromBrokerMs, limit);
    if (taken.length === 0) return false;
    const { rows, off } = this.#underOneOffset(taken, (row) => row.msc);
    const next = cursorAfter(stream.sent, rows);
    const body = tickBody(stream.symbol, rows, stream.sent, next, off);
    stream.sent = next;
    stream.lastSentHostMs = gate.hostMs;
    this.#await(stream.waiting, { at: next[0], n: next[1], bytes: body.length + HEAD_BYTES, rows: rows.length });
    this.rowsSent += rows.length;
    gate.send('tick', body);
    return true;
  }

  #pumpBars(gate: PumpGate): void {
    if (this.#paused.has('bar')) return;
    for (const stream of this.#bars.values()) {
      while (stream.isOn) {
        if (this.#bytes >= this.#limits.windowBytes || !gate.canSend()) return;
        const taken = this.#source.barsAfter(
          stream.symbol, stream.timeframe, stream.sent, stream.fromBrokerMs, this.#limits.tickRowsMax,
        );
        if (taken.length === 0) break;
        const { rows, off } = this.#underOneOffset(taken, (row) => row.t * 1000);
        const last = rows[rows.length - 1] as BarRow;
        const body = barBody(stream, rows, true, stream.sent, off);
        stream.sent = last.t;
        this.#await(stream.waiting, { at: last.t, n: 1, bytes: body.length + HEAD_BYTES, rows: 0 });
        gate.send('bar', body);
      }
      this.#sendForming(stream, gate);
    }
  }

  // The forming bar is for those who do not take the ticks: with ticks the server makes its own, and needs ours once,
  // for the time before its first tick.
  #sendForming(stream: BarStream, gate: PumpGate): void {
    const isTold = stream.formingHostMs > NEVER_MS;
    if (!stream.isOn || (isTold && this.#ticks.get(stream.symbol)?.isOn === true)) return;
    if (gate.hostMs - stream.formingHostMs < FORMING_MS || !gate.canSend()) return;
    const row = this.#source.formingBar(stream.symbol, stream.timeframe);
    if (row === null) return;
    stream.formingHostMs = gate.hostMs;
    gate.send('bar', barBody(stream, [row], false, stream.sent, this.#source.offsetOf?.(row.t * 1000) ?? null));
  }

  // Where the broker's offset changes, a body carries its own, and no body holds rows of both.
  #underOneOffset<T>(rows: readonly T[], timeOf: (row: T) => number): { rows: readonly T[]; off: number | null } {
    const first = rows[0];
    const source = this.#source;
    if (source.offsetOf === undefined || first === undefined) return { rows, off: null };
    const off = source.offsetOf(timeOf(first));
    const end = rows.findIndex((row) => source.offsetOf?.(timeOf(row)) !== off);
    return { rows: end < 0 ? rows : rows.slice(0, end), off };
  }

  // Counted before it is sent: an answer may come while the send is still running.
  #await(waiting: Unconfirmed[], one: Unconfirmed): void {
    waiting.push(one);
    this.#bytes += one.bytes;
  }

  #confirm(waiting: Unconfirmed[], isStored: (one: Unconfirmed) => boolean): void {
    while (waiting.length > 0 && isStored(waiting[0] as Unconfirmed)) {
      const one = waiting.shift() as Unconfirmed;
      this.#bytes -= one.bytes;
      this.rowsConfirmed += one.rows;
    }
  }

  #forget(waiting: Unconfirmed[]): void {
    for (const one of waiting) this.#bytes -= one.bytes;
    waiting.length = 0;
  }
}

/** The cursor after `rows`, which follow `cursor`. */
export function cursorAfter(cursor: TickCursor | null, rows: readonly TickRow[]): TickCursor {
  let msc = cursor?.[0] ?? 0;
  let n = cursor?.[1] ?? 0;
  for (const row of rows) {
    if (row.msc === msc) {
      n += 1;
    } else {
      msc = row.msc;
      n = 1;
    }
  }
  return [msc, n];
}

function cursorText(cursor: TickCursor | null): string {
  return cursor === null ? 'null' : `[${String(cursor[0])},${String(cursor[1])}]`;
}

function tickBody(
  symbol: string, rows: readonly TickRow[], prev: TickCursor | null, next: TickCursor, off: number | null,
): string {
  const own = off === null ? '' : `"off":${String(off)},`;
  let text = `{"s":${JSON.stringify(symbol)},${own}"cols":["msc","bid","ask","last","vol","flags"],"rows":[`;
  let comma = '';
  for (const row of rows) {
    text += `${comma}[${String(row.msc)},${String(row.bid)},${String(row.ask)},0,0,6]`;
    comma = ',';
  }
  return `${text}],"prev":${cursorText(prev)},"next":${cursorText(next)}}`;
}

function barBody(
  stream: BarStream, rows: readonly BarRow[], isClosed: boolean, prev: number | null, off: number | null,
): string {
  const list = rows.map((row) => [row.t, row.open, row.high, row.low, row.close, row.tickVolume, row.spread, 0]);
  const own = off === null ? {} : { off };
  return JSON.stringify({ s: stream.symbol, tf: stream.timeframe, ...own, rows: list, closed: isClosed, prev });
}
