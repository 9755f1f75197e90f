// What the terminal tells besides prices, account and trades: the book, the flow of ticks, the economic calendar with
// its central banks, changes of the broker's offset, and its log. Book, flow and log are lossy by nature.

import { Random } from '#core/base';
import type { Broker } from '#core/broker-model';
import type { MarketSource } from './market-source.ts';
import { calendarBody } from './synthetic-calendar.ts';

export interface StreamGate {
  /** UTC ms of the host. */
  readonly hostMs: number;
  isPaused(kind: string): boolean;
  /** False when the message rate is used up. */
  canSend(): boolean;
  volatile(type: string, body: object): void;
  reliable(type: string, body: object): void;
}

const BOOK_MS = 250;
const BOOK_LEVELS = 5;
const FLOW_MS = 5000;
const WINDOW_S = 60;
const NEVER_MS = -1e15;

interface FlowTick {
  readonly ms: number;
  /** 1 up, -1 down, 0 unchanged. */
  readonly move: number;
  readonly spread: number;
}

export class SideStreams {
  readonly #broker: Broker;
  readonly #source: MarketSource;
  readonly #books = new Set<string>();
  readonly #flows = new Map<string, FlowTick[]>();
  readonly #lastBids = new Map<string, number>();
  #bookMs = NEVER_MS;
  #flowMs = NEVER_MS;
  #changeId: number | null;
  #offsetS: number;
  #isCalled = false;

  /** `changeId`: the newest calendar change an earlier life has told. */
  constructor(broker: Broker, source: MarketSource, changeId: number | null) {
    this.#broker = broker;
    this.#source = source;
    this.#changeId = changeId;
    this.#offsetS = broker.offsetS;
  }

  get changeId(): number | null {
    return this.#changeId;
  }

  /** A new session: nothing but the books of its subs is followed. */
  begin(): void {
    this.#books.clear();
    this.#bookMs = NEVER_MS;
    this.#flowMs = NEVER_MS;
  }

  /** Follows the books of a `sub`. */
  follow(books: readonly string[]): void {
    for (const symbol of books) this.#books.add(symbol);
  }

  unfollow(books: readonly string[]): void {
    for (const symbol of books) this.#books.delete(symbol);
  }

  /** Counts a tick into its symbol's flow. */
  onTick(symbol: string, timeMs: number, bid: number, ask: number): void {
    const ticks = this.#flows.get(symbol) ?? [];
    const before = this.#lastBids.get(symbol) ?? bid;
    this.#lastBids.set(symbol, bid);
    ticks.push({ ms: timeMs, move: Math.sign(bid - before), spread: ask - bid });
    while (ticks.length > 0 && (ticks[0] as FlowTick).ms <= timeMs - WINDOW_S * 1000) ticks.shift();
    this.#flows.set(symbol, ticks);
  }

  /** The change of the broker's offset, before anything under the new one is told. */
  tellOffset(gate: Pick<StreamGate, 'reliable'>): void {
    const { offsetS, nowMs } = this.#source;
    if (offsetS === this.#offsetS) return;
    this.#offsetS = offsetS;
    this.#broker.setOffset(offsetS);
    gate.reliable('time', { off: offsetS, src: 'calc', at_msc: Math.floor(nowMs) + offsetS * 1000 });
  }

  /**
   * Everything in the calendar that the server does not have: part of a snapshot. `changeId` is the newest it has,
   * null for none.
   */
  calendarSince(changeId: number | null): object | null {
    const calendar = this.#source.calendar ?? null;
    if (calendar === null) return null;
    const changes = calendar.changesSince(changeId, this.#brokerNowMs());
    const last = changes[changes.length - 1];
    if (last !== undefined) this.#changeId = Math.max(last.id, this.#changeId ?? 0);
    return calendarBody(changes);
  }

  /** Says what is due. `followed` are the symbols whose ticks go out. */
  sample(gate: StreamGate, followed: ReadonlySet<string>): void {
    this.#sayCalendar(gate);
    this.#sayMarginCall(gate);
    if (gate.hostMs - this.#bookMs >= BOOK_MS && !gate.isPaused('book')) this.#sayBooks(gate);
    if (gate.hostMs - this.#flowMs >= FLOW_MS && !gate.isPaused('flow')) this.#sayFlows(gate, followed);
  }

  #sayCalendar(gate: StreamGate): void {
    // before the first snapshot has told it whole, there is nothing to add to
    if (this.#changeId === null) return;
    for (const change of this.#source.calendar?.changesSince(this.#changeId, this.#brokerNowMs()) ?? []) {
      this.#changeId = change.id;
      gate.reliable('calendar', { change_id: String(change.id), rows: change.rows, origin: 'ea' });
      const row = change.rows[0];
      if (change.bank === null || row === undefined) continue;
      gate.reliable('central_bank', { ...row, bank: change.bank, kind: 'rate', rate: row.actual, origin: 'ea' });
    }
  }

  #sayMarginCall(gate: StreamGate): void {
    const { marginLevel, stopOutCall } = this.#broker.account();
    const isCalled = marginLevel !== null && marginLevel <= stopOutCall;
    if (isCalled && !this.#isCalled) {
      const level = `the margin level is ${String(marginLevel)} %, the call is at ${String(stopOutCall)} %`;
      gate.volatile('log', { level: 'warn', code: 'MARGIN_CALL', text: level });
    }
    this.#isCalled = isCalled;
  }

  #sayBooks(gate: StreamGate): void {
    this.#bookMs = gate.hostMs;
    for (const symbol of this.#books) {
      const book = this.#bookOf(symbol);
      if (book !== null && gate.canSend()) gate.volatile('book', { s: symbol, ...book });
    }
  }

  // Five levels a side around the quote, a tick apart; the volumes follow from the price, so that the same market shows
  // the same book.
  #bookOf(symbol: string): { readonly bids: number[][]; readonly asks: number[][] } | null {
    const quote = this.#broker.quote(symbol);
    const instrument = this.#broker.instrument(symbol);
    if (quote === null || instrument === null) return null;
    const random = new Random(Math.round(quote.bid / instrument.tickSize));
    const sideOf = (best: number, step: number) => Array.from({ length: BOOK_LEVELS }, (_, level) => {
      const price = best + step * level * instrument.tickSize;
      return [Number(price.toFixed(instrument.digits)), random.nextInt(1, 10) * (level + 1)];
    });
    return { bids: sideOf(quote.bid, -1), asks: sideOf(quote.ask, 1) };
  }

  #sayFlows(gate: StreamGate, followed: ReadonlySet<string>): void {
    this.#flowMs = gate.hostMs;
    for (const symbol of followed) {
      const ticks = this.#flows.get(symbol);
      const instrument = this.#broker.instrument(symbol);
      if (ticks === undefined || ticks.length === 0 || instrument === null || !gate.canSend()) continue;
      const book = this.#bookOf(symbol);
      const bids = sumOf(book?.bids ?? []);
      const asks = sumOf(book?.asks ?? []);
      const spread = ticks.reduce((sum, tick) => sum + tick.spread, 0) / ticks.length;
      gate.volatile('flow', {
        s: symbol, win_s: WINDOW_S, ticks_up: ticks.filter((tick) => tick.move > 0).length,
        ticks_down: ticks.filter((tick) => tick.move < 0).length, vol_buy: 0, vol_sell: 0,
        spread_avg: Math.round((spread / instrument.point) * 100) / 100,
        book_imb: bids + asks === 0 ? 0 : Math.round(((bids - asks) / (bids + asks)) * 1e4) / 1e4, origin: 'ea',
      });
    }
  }

  #brokerNowMs(): number {
    return Math.floor(this.#source.nowMs) + this.#source.offsetS * 1000;
  }
}

function sumOf(levels: readonly (readonly number[])[]): number {
  return levels.reduce((sum, level) => sum + (level[1] ?? 0), 0);
}
