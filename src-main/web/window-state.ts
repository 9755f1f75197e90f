// One window: what it was told last, what it has not been told yet, and the pull that waits.

import type { KernelView } from '#core/kernel';
import { seriesKey, type Bar, type BrokerOrder, type Position, type WhyNot } from '#core/model';
import type { Series, WindowDelta } from '#core/contract';
import type { StudyDesk } from '#main/engine';
import {
  toAccount, toBar, toForeignOrder, toOrder, toPosition, toSafety, toSignal, toTrade,
} from './resources.ts';
import { WindowStudies } from './window-studies.ts';

/** Bars that closed, held for one window; beyond it their series are asked for again. */
const CLOSED_BARS_MAX = 2_000;
/** Newest signals, orders and trades of a full answer. */
const FULL_LIST_MAX = 500;
/** How often the link's age alone is news, ms. */
const LINK_AGE_MS = 1_000;
/** How often one series may be called stale, ms: an import rewrites it bar by bar. */
const STALE_EVERY_MS = 1_000;

/** What an answer is made from. */
export interface DeltaBasis {
  readonly view: KernelView;
  readonly fault: WhyNot | null;
  /** Host clock, UTC ms. */
  readonly nowMs: number;
}

export class WindowState {
  readonly quotes = new Set<string>();
  readonly signals = new Set<string>();
  /** Client order ids. */
  readonly orders = new Set<string>();
  /** Position ids. */
  readonly trades = new Set<string>();
  /** Orders at the broker that are not ours. */
  foreignOrdersChanged = false;
  positionsChanged = false;
  accountChanged = false;
  deadLettersChanged = false;
  symbolsChanged = false;
  seenMs = 0;
  readonly studies: WindowStudies;
  readonly #forming = new Set<string>();
  readonly #stale = new Set<string>();
  readonly #watched = new Map<string, Series>();
  #closed: { key: string; series: Series; bar: Bar }[] = [];
  readonly #newestClosed = new Map<string, number>();
  #positionsTold = new Map<string, Position>();
  #foreignTold = new Map<string, BrokerOrder>();
  readonly #staleToldMs = new Map<string, number>();
  #safetyTold = '';
  #faultTold: string | null = null;
  #accountToldMs = 0;
  #lastSeenTold = 0;
  #full = true;
  #n = 0;
  #end: ((isAnswered: boolean) => void) | null = null;

  constructor(desk: StudyDesk) {
    this.studies = new WindowStudies(desk, () => { this.wakeIfNews(Date.now()); });
  }

  get isWaiting(): boolean {
    return this.#end !== null;
  }

  touch(nowMs: number): void {
    this.seenMs = nowMs;
  }

  /** Takes the series the window shows now. New ones are stale until it has asked for their history. */
  watch(series: readonly Series[]): void {
    const wanted = new Set(series.map(({ symbol, timeframe }) => seriesKey(symbol, timeframe)));
    for (const key of this.#watched.keys()) {
      if (wanted.has(key)) continue;
      this.#watched.delete(key);
      this.#dropSeries(key);
    }
    for (const { symbol, timeframe } of series) {
      const key = seriesKey(symbol, timeframe);
      if (this.#watched.has(key)) continue;
      this.#watched.set(key, { symbol, timeframe });
      this.#stale.add(key);
      this.#forming.add(key);
    }
  }

  /** `have` is the number of the newest answer the window holds. */
  begin(have: number | null): void {
    if (have !== this.#n) this.#full = true;
  }

  markForming(key: string): void {
    if (this.#watched.has(key)) this.#forming.add(key);
    this.studies.markForming(key);
  }

  markStale(key: string): void {
    if (!this.#watched.has(key)) return;
    this.#stale.add(key);
    this.#closed = this.#closed.filter((entry) => entry.key !== key);
  }

  /** A bar older than the newest one told rewrites the past: the series is then asked for again. */
  markClosedBar(series: Series, bar: Bar): void {
    const key = seriesKey(series.symbol, series.timeframe);
    if (!this.#watched.has(key)) return;
    this.#forming.add(key);
    if (this.#stale.has(key)) return;
    if (bar.time <= (this.#newestClosed.get(key) ?? -Infinity)) {
      this.markStale(key);
      return;
    }
    this.#newestClosed.set(key, bar.time);
    this.#closed.push({ key, series, bar });
    if (this.#closed.length > CLOSED_BARS_MAX) {
      for (const { key: held } of this.#closed) this.#stale.add(held);
      this.#closed = [];
    }
  }

  hasNews(basis: DeltaBasis): boolean {
    return this.#full || this.#hasMarks(basis.nowMs) || this.#faultText(basis) !== this.#faultTold;
  }

  wakeIfNews(nowMs: number): void {
    if (this.#end !== null && (this.#full || this.#hasMarks(nowMs))) this.#end(true);
  }

  /** Ends a pull that waits without an answer. */
  interrupt(): void {
    this.#end?.(false);
  }

  /** True with the next news or after `waitMs`; false when it was interrupted or `signal` ended. */
  async wait(waitMs: number, signal: AbortSignal | undefined): Promise<boolean> {
    if (signal?.aborted === true) return false;
    return new Promise<boolean>((done) => {
      const end = (isAnswered: boolean): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        this.#end = null;
        done(isAnswered);
      };
      const abort = (): void => { end(false); };
      const timer = setTimeout(() => { end(true); }, waitMs);
      signal?.addEventListener('abort', abort, { once: true });
      this.#end = end;
    });
  }

  /** Tells everything not told yet, and forgets that it was news. */
  answer(basis: DeltaBasis): WindowDelta {
    const { view, nowMs } = basis;
    const isFull = this.#full;
    const head = { serverMs: nowMs, nowMs: view.nowMs };
    const account = this.#accountNews(basis, isFull);
    if (!this.hasNews(basis) && account === undefined) {
      return { n: this.#n, full: false, ...head, ...emptyLists() };
    }
    this.#n += 1;
    const safety = toSafety(view);
    const safetyText = JSON.stringify(safety);
    const fault = this.#faultText(basis);
    const delta: WindowDelta = {
      n: this.#n, full: isFull, ...head,
      quotes: isFull ? [...view.quotes.values()].map((quote) => ({ ...quote })) : this.#quoteNews(view),
      ...this.#marketNews(view, nowMs),
      studies: this.studies.answer(isFull),
      ...this.#listNews(view, isFull),
      ...this.#orderNews(view, isFull),
      ...this.#positionNews(view, isFull),
      ...(account === undefined ? {} : { account }),
      ...(isFull || safetyText !== this.#safetyTold ? { safety } : {}),
      ...(isFull || this.deadLettersChanged ? { deadLetters: view.quarantined } : {}),
      ...(isFull || this.symbolsChanged ? { symbolsChanged: true } : {}),
      ...(isFull || fault !== this.#faultTold ? { fault: basis.fault } : {}),
    };
    this.#safetyTold = safetyText;
    this.#faultTold = fault;
    this.#forgetNews();
    return delta;
  }

  #hasMarks(nowMs: number): boolean {
    return this.positionsChanged || this.foreignOrdersChanged || this.accountChanged || this.deadLettersChanged
      || this.symbolsChanged || this.#closed.length > 0
      || [this.quotes, this.#forming, this.signals, this.orders, this.trades].some((marks) => marks.size > 0)
      || this.studies.hasNews || this.#staleDue(nowMs).length > 0;
  }

  #staleDue(nowMs: number): string[] {
    return [...this.#stale].filter((key) => nowMs - (this.#staleToldMs.get(key) ?? -Infinity) >= STALE_EVERY_MS);
  }

  #faultText({ fault }: DeltaBasis): string | null {
    return fault === null ? null : `${fault.code} ${fault.text}`;
  }

  #quoteNews(view: KernelView): WindowDelta['quotes'] {
    return pick(view.quotes, this.quotes).map((quote) => ({ ...quote }));
  }

  #marketNews(view: KernelView, nowMs: number): Pick<WindowDelta, 'forming' | 'closed' | 'stale'> {
    const formingKeys = this.#full ? [...this.#watched.keys()] : [...this.#forming];
    const forming = formingKeys.flatMap((key) => {
      const series = this.#watched.get(key);
      const bar = series === undefined ? null : view.formingBar(series.symbol, series.timeframe);
      return series === undefined || bar === null ? [] : [{ ...series, bar: toBar(bar) }];
    });
    const staleKeys = this.#full ? [...this.#watched.keys()] : this.#staleDue(nowMs);
    const stale = staleKeys.flatMap((key) => this.#watched.get(key) ?? []);
    for (const key of staleKeys) {
      this.#stale.delete(key);
      this.#staleToldMs.set(key, nowMs);
    }
    const closed = this.#full ? [] : this.#closed.map(({ series, bar }) => ({ ...series, bar: toBar(bar) }));
    this.#closed = [];
    return { forming, closed, stale };
  }

  #listNews(view: KernelView, isFull: boolean): Pick<WindowDelta, 'signals' | 'trades'> {
    const signals = isFull ? newest(view.signals) : pick(view.signals, this.signals);
    const trades = isFull ? newest(view.trades) : pick(view.trades, this.trades);
    return { signals: signals.map(toSignal), trades: trades.map(toTrade) };
  }

  #orderNews(view: KernelView, isFull: boolean): Pick<WindowDelta, 'orders' | 'ordersGone'> {
    const offsetS = view.account?.offsetS ?? 0;
    const own = (isFull ? newest(view.orders) : pick(view.orders, this.orders)).map(toOrder);
    if (!isFull && !this.foreignOrdersChanged) return { orders: own, ordersGone: [] };
    const foreign = newest(view.brokerOrders).filter((order) => order.cid === null || !view.orders.has(order.cid));
    const changed = isFull ? foreign : foreign.filter((order) => this.#foreignTold.get(order.id) !== order);
    const there = new Map(foreign.map((order) => [order.id, order]));
    const ordersGone = isFull ? [] : [...this.#foreignTold.keys()].filter((id) => !there.has(id));
    this.#foreignTold = there;
    return { orders: [...own, ...changed.map((order) => toForeignOrder(order, offsetS))], ordersGone };
  }

  // The kernel replaces a position that changed, so the object itself says whether it was told.
  #positionNews(view: KernelView, isFull: boolean): Pick<WindowDelta, 'positions' | 'positionsGone'> {
    const all = [...view.positions.values()];
    const changed = isFull ? all : all.filter((position) => this.#positionsTold.get(position.id) !== position);
    const gone = isFull ? [] : [...this.#positionsTold.keys()].filter((id) => !view.positions.has(id));
    this.#positionsTold = new Map(all.map((position) => [position.id, position]));
    return { positions: changed.map((position) => toPosition(position, view)), positionsGone: gone };
  }

  #accountNews({ view, nowMs }: DeltaBasis, isFull: boolean): WindowDelta['account'] {
    const { account } = view;
    const isAgeNews = (account?.lastSeenMs ?? 0) !== this.#lastSeenTold && nowMs - this.#accountToldMs >= LINK_AGE_MS;
    if (!isFull && !this.accountChanged && !isAgeNews) return undefined;
    this.#accountToldMs = nowMs;
    this.#lastSeenTold = account?.lastSeenMs ?? 0;
    return account === null ? null : toAccount(account, view.feeds);
  }

  #dropSeries(key: string): void {
    this.#forming.delete(key);
    this.#stale.delete(key);
    this.#staleToldMs.delete(key);
    this.#newestClosed.delete(key);
    this.#closed = this.#closed.filter((entry) => entry.key !== key);
  }

  #forgetNews(): void {
    for (const marks of [this.quotes, this.#forming, this.signals, this.orders, this.trades]) marks.clear();
    this.positionsChanged = false;
    this.foreignOrdersChanged = false;
    this.accountChanged = false;
    this.deadLettersChanged = false;
    this.symbolsChanged = false;
    this.#full = false;
  }
}

function emptyLists(): Omit<WindowDelta, 'n' | 'full' | 'serverMs' | 'nowMs'> {
  return {
    quotes: [], forming: [], closed: [], stale: [], studies: [], signals: [], orders: [], ordersGone: [], positions: [],
    positionsGone: [], trades: [],
  };
}

function pick<V>(all: ReadonlyMap<string, V>, keys: ReadonlySet<string>): V[] {
  return [...keys].flatMap((key) => {
    const value = all.get(key);
    return value === undefined ? [] : [value];
  });
}

function newest<V>(all: ReadonlyMap<string, V>): V[] {
  return [...all.values()].slice(-FULL_LIST_MAX);
}
