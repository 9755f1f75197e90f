// The questions about a terminal's history that await an answer, per account. It outlives the connection: what a lost
// link interrupted goes on from the last page that was stored.
//
// Invariants: a question leaves the queue only answered or refused; where it goes on never lies behind what is stored.

import type { HistoryAsk, HistoryAskState, TickCursor } from '#core/model';

export interface HistoryItem {
  readonly ask: HistoryAsk;
  /** Higher ones are asked first, equal ones in the order they came. */
  readonly priority: number;
  readonly order: number;
  /** Raw broker ms and n rows of it stored: where it goes on; null from the beginning. */
  next: TickCursor | null;
  /** Rows stored over all answers. */
  rows: number;
  state: HistoryAskState;
  /** Answers in a row that brought nothing further: the wait grows with them. */
  vainAnswers: number;
  /** Answers that contradicted themselves. */
  badAnswers: number;
  notBeforeMs: number;
}

export interface HistoryAskStatus extends HistoryAsk {
  readonly state: HistoryAskState;
  readonly rows: number;
}

const QUEUE_MAX = 512;
const WAITS_MS = [2_000, 4_000, 8_000, 16_000, 32_000] as const;
const WAIT_MS_MAX = 60_000;

export class HistoryQueue {
  readonly #items: HistoryItem[] = [];
  #count = 0;

  /** False where the same question waits already, or too many do. */
  add(ask: HistoryAsk, priority: number): boolean {
    if (this.#items.length >= QUEUE_MAX) return false;
    if (this.#items.some((item) => isSameAsk(item.ask, ask))) return false;
    this.#count += 1;
    this.#items.push({
      ask, priority, order: this.#count, next: null, rows: 0, state: 'waiting', vainAnswers: 0, badAnswers: 0,
      notBeforeMs: 0,
    });
    return true;
  }

  get status(): readonly HistoryAskStatus[] {
    return this.#items.map(({ ask, state, rows }) => ({ ...ask, state, rows }));
  }

  /** The question to ask next; null where none is due. What is asked already is passed over. */
  next(nowMs: number): HistoryItem | null {
    let best: HistoryItem | null = null;
    for (const item of this.#items) {
      if (item.state === 'asked' || item.notBeforeMs > nowMs) continue;
      if (best === null || item.priority > best.priority) best = item;
    }
    return best;
  }

  /** When the earliest question that waits is due, Infinity where none does. */
  get nextMs(): number {
    return Math.min(Infinity, ...this.#items.filter(({ state }) => state !== 'asked').map((one) => one.notBeforeMs));
  }

  /** Asked again after 2, 4, 8 … 60 s. */
  putBack(item: HistoryItem, state: 'waiting' | 'loading', nowMs: number): void {
    item.state = state;
    item.notBeforeMs = nowMs + (WAITS_MS[item.vainAnswers] ?? WAIT_MS_MAX);
    item.vainAnswers += 1;
  }

  /** The link is gone: what was asked waits for the next one. */
  release(item: HistoryItem): void {
    item.state = 'waiting';
    item.notBeforeMs = 0;
  }

  remove(item: HistoryItem): void {
    const at = this.#items.indexOf(item);
    if (at >= 0) this.#items.splice(at, 1);
  }
}

function isSameAsk(a: HistoryAsk, b: HistoryAsk): boolean {
  return a.kind === b.kind && a.symbol === b.symbol && a.timeframe === b.timeframe && a.fromMs === b.fromMs
    && a.toMs === b.toMs;
}
