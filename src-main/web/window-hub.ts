// What each open window has not been told yet. Events only mark what changed; the answer to a pull reads the newest
// state, so a thousand ticks between two pulls cost one quote. Bars that closed are the one thing listed one by one.
//
// Invariants: an answer that carries something gets the next number, and whoever does not hold the newest number is
// told everything; a window silent for WINDOW_SILENT_MS leaves nothing behind; without windows nothing is listened to.

import { randomUUID } from 'node:crypto';
import { TIMEFRAMES, seriesKey, type Bar, type JournalEvent, type Timeframe } from '#core/model';
import type { Series, StudyRef, WindowDelta } from '#core/contract';
import type { WorkstationApi } from '#main/engine';
import { contractError } from './failures.ts';
import { WindowState, type DeltaBasis } from './window-state.ts';

/** A window that has not pulled for this long is forgotten. */
export const WINDOW_SILENT_MS = 30_000;
/** Most windows at a time. */
export const WINDOWS_MAX = 32;
const SWEEP_MS = 5_000;

export interface PullRequest {
  readonly windowId: string;
  readonly have: number | null;
  readonly watch: readonly Series[];
  readonly studies: readonly StudyRef[];
  readonly waitMs: number;
}

export class WindowHub {
  readonly #workstation: WorkstationApi;
  readonly #windows = new Map<string, WindowState>();
  #stopListening: (() => void)[] = [];
  #sweep: NodeJS.Timeout | null = null;

  constructor(workstation: WorkstationApi) {
    this.#workstation = workstation;
  }

  /** Windows that are held now. */
  get size(): number {
    return this.#windows.size;
  }

  open(): string {
    return randomUUID();
  }

  /** Answers once something changed since answer `have`, at the latest after `waitMs`; ends early with `signal`. */
  async pull(request: PullRequest, signal: AbortSignal | undefined): Promise<WindowDelta> {
    const window = this.#windowOf(request.windowId);
    window.interrupt();
    window.watch(request.watch);
    window.studies.watch(request.studies);
    window.begin(request.have);
    if (!window.hasNews(this.#basis())) {
      const isAnswered = await window.wait(request.waitMs, signal);
      if (!isAnswered) throw contractError('WEB_PULL_ENDED');
      window.touch(Date.now());
    }
    return window.answer(this.#basis());
  }

  close(windowId: string): void {
    const window = this.#windows.get(windowId);
    if (window === undefined) return;
    this.#windows.delete(windowId);
    window.studies.release();
    window.interrupt();
    if (this.#windows.size === 0) this.#stop();
  }

  closeAll(): void {
    for (const windowId of [...this.#windows.keys()]) this.close(windowId);
  }

  #windowOf(windowId: string): WindowState {
    let window = this.#windows.get(windowId);
    if (window === undefined) {
      if (this.#windows.size >= WINDOWS_MAX) throw contractError('WEB_WINDOWS_MAX');
      if (this.#windows.size === 0) this.#start();
      window = new WindowState(this.#workstation.studies);
      this.#windows.set(windowId, window);
    }
    window.touch(Date.now());
    return window;
  }

  #basis(): DeltaBasis {
    return { view: this.#workstation.view, fault: this.#workstation.status().fault, nowMs: Date.now() };
  }

  #start(): void {
    this.#stopListening = [
      this.#workstation.onEvents((events) => { this.#onEvents(events); }),
      this.#workstation.onBarClosed((feed, symbol, timeframe, bar) => { this.#onBar(feed, symbol, timeframe, bar); }),
    ];
    this.#sweep = setInterval(() => { this.#forgetSilent(); }, SWEEP_MS);
    this.#sweep.unref();
  }

  #stop(): void {
    for (const stop of this.#stopListening) stop();
    this.#stopListening = [];
    if (this.#sweep !== null) clearInterval(this.#sweep);
    this.#sweep = null;
  }

  #forgetSilent(): void {
    const nowMs = Date.now();
    for (const [windowId, window] of this.#windows) {
      if (!window.isWaiting && nowMs - window.seenMs > WINDOW_SILENT_MS) this.close(windowId);
    }
  }

  #onEvents(events: readonly JournalEvent[]): void {
    const nowMs = Date.now();
    for (const window of this.#windows.values()) {
      for (const event of events) markEvent(window, event);
      window.wakeIfNews(nowMs);
    }
  }

  #onBar(feed: string, symbol: string, timeframe: Timeframe, bar: Bar): void {
    const nowMs = Date.now();
    const server = this.#workstation.view.account?.identity.server ?? null;
    for (const window of this.#windows.values()) {
      if (server === null || feed === server) window.markClosedBar({ symbol, timeframe }, bar);
      else window.markStale(seriesKey(symbol, timeframe));
      window.wakeIfNews(nowMs);
    }
  }
}

// What an event may have changed. More is harmless, less is a window that shows the past.
function markEvent(window: WindowState, event: JournalEvent): void {
  const { body } = event;
  switch (body.kind) {
    case 'TicksReceived':
      window.quotes.add(body.symbol);
      for (const timeframe of TIMEFRAMES) window.markForming(seriesKey(body.symbol, timeframe));
      break;
    case 'BarsReceived':
      window.markForming(seriesKey(body.symbol, body.timeframe));
      break;
    case 'TicksImported':
      for (const timeframe of TIMEFRAMES) window.markStale(seriesKey(body.symbol, timeframe));
      window.symbolsChanged = true;
      break;
    case 'HistoryEnded':
      // Ticks of the past make bars anew in every timeframe.
      if (body.symbol === null || body.rows === 0) break;
      for (const timeframe of TIMEFRAMES) window.markStale(seriesKey(body.symbol, timeframe));
      break;
    case 'BarsImported':
      window.markStale(seriesKey(body.symbol, body.timeframe));
      window.symbolsChanged = true;
      break;
    case 'InstrumentReported':
      window.symbolsChanged = true;
      break;
    case 'SignalOpened':
      window.signals.add(body.signal.id);
      break;
    case 'SignalClosed':
    case 'SignalAnswered':
      window.signals.add(body.signalId);
      break;
    case 'Quarantined':
      window.deadLettersChanged = true;
      break;
    default:
      markTrading(window, event);
  }
}

function markTrading(window: WindowState, event: JournalEvent): void {
  const { body } = event;
  switch (body.kind) {
    case 'OrderOpened':
      window.orders.add(body.order.cid);
      break;
    case 'OrderMoved':
      window.orders.add(body.cid);
      break;
    case 'OrderAnswered':
      window.orders.add(body.result.cid);
      break;
    case 'OrderReported':
      window.foreignOrdersChanged = true;
      if (body.order.cid !== null) window.orders.add(body.order.cid);
      break;
    case 'DealReported':
      if (body.deal.cid !== null) window.orders.add(body.deal.cid);
      window.trades.add(body.deal.positionId);
      window.positionsChanged = true;
      break;
    case 'TradeClosed':
      window.trades.add(body.trade.positionId);
      break;
    case 'PositionReported':
      window.positionsChanged = true;
      window.trades.add(body.position.id);
      break;
    case 'PositionMarked':
      window.positionsChanged = true;
      break;
    case 'SnapshotEnded':
    case 'TerminalConnected':
      window.positionsChanged = true;
      window.foreignOrdersChanged = true;
      window.accountChanged = true;
      break;
    case 'ClockRead':
    case 'DecisionTaken':
    case 'CommandIssued':
      break;
    default:
      window.accountChanged = true;
  }
}
