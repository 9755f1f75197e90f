// What the door remembers from one connection to the next, in memory only: who failed to prove himself and how long
// he waits, which unreadable numbers were seen before, how many dead letters strangers may still write, which
// subscriptions were in force, and which questions about its history a terminal has not answered. Losing it at a
// restart costs nothing that was acknowledged.

import { HistoryQueue } from './history-queue.ts';
import type { SubBody } from './wire.ts';

interface Failures {
  count: number;
  lastMs: number;
}

const DELAY_MS_MAX = 60_000;
const FORGET_MS = 600_000;
const CALLERS_MAX = 1_000;
const STRANGER_LETTERS_MAX = 100;
const STRANGER_WINDOW_MS = 60_000;
const POISON_MAX = 10_000;
const NAMES_MAX = 1_000;

export class DoorBook {
  readonly #failures = new Map<string, Failures>();
  readonly #unreadable = new Set<string>();
  readonly #histories = new Map<string, HistoryQueue>();
  readonly #subs = new Map<string, readonly SubBody[]>();
  readonly #names = new Map<string, Map<string, string>>();
  #strangerLetters = 0;
  #strangerWindowMs = 0;

  /**
   * When `caller` (login@server) may be challenged: at once, or after 1, 2, 4 … 60 s from its last failed proof.
   * The wait runs from the failure, so a caller who mends his token is never kept out for longer than that.
   */
  challengeAtMs(caller: string, nowMs: number): number {
    const failures = this.#failures.get(caller);
    if (failures === undefined || nowMs - failures.lastMs > FORGET_MS) return nowMs;
    let delayMs = 1_000;
    for (let n = 1; n < failures.count && delayMs < DELAY_MS_MAX; n += 1) delayMs *= 2;
    return Math.max(nowMs, failures.lastMs + Math.min(delayMs, DELAY_MS_MAX));
  }

  noteFailedProof(caller: string, nowMs: number): void {
    const failures = this.#failures.get(caller) ?? { count: 0, lastMs: nowMs };
    failures.count = nowMs - failures.lastMs > FORGET_MS ? 1 : failures.count + 1;
    failures.lastMs = nowMs;
    this.#failures.delete(caller);
    this.#failures.set(caller, failures);
    if (this.#failures.size > CALLERS_MAX) this.#failures.delete(this.#failures.keys().next().value as string);
  }

  noteProof(caller: string): void {
    this.#failures.delete(caller);
  }

  /** Notes an unreadable reliable frame; true when the same number was unreadable before. */
  noteUnreadable(account: string, epoch: string, seq: number): boolean {
    const key = `${account} ${epoch} ${String(seq)}`;
    if (this.#unreadable.has(key)) return true;
    this.#unreadable.add(key);
    if (this.#unreadable.size > POISON_MAX) this.#unreadable.delete(this.#unreadable.values().next().value as string);
    return false;
  }

  /** May someone who has not proved himself still write a dead letter? A hundred a minute, over all connections. */
  spendStrangerLetter(nowMs: number): boolean {
    if (nowMs - this.#strangerWindowMs >= STRANGER_WINDOW_MS) {
      this.#strangerWindowMs = nowMs;
      this.#strangerLetters = 0;
    }
    this.#strangerLetters += 1;
    return this.#strangerLetters <= STRANGER_LETTERS_MAX;
  }

  /** The broker's name under which a symbol was found at an account's terminal. */
  brokerName(account: string, asked: string): string | null {
    return this.#names.get(account)?.get(asked) ?? null;
  }

  noteBrokerName(account: string, asked: string, name: string): void {
    const names = this.#names.get(account) ?? new Map<string, string>();
    if (names.size >= NAMES_MAX && !names.has(asked)) return;
    names.set(asked, name);
    this.#names.set(account, names);
  }

  /** The subscriptions last sent to an account's terminal. */
  subs(account: string): readonly SubBody[] {
    return this.#subs.get(account) ?? [];
  }

  /** The questions about the past that await this account's terminal. */
  history(account: string): HistoryQueue {
    let queue = this.#histories.get(account);
    if (queue === undefined) {
      queue = new HistoryQueue();
      this.#histories.set(account, queue);
    }
    return queue;
  }

  setSubs(account: string, subs: readonly SubBody[]): void {
    this.#subs.set(account, subs);
  }
}
