// The `history` questions under way: two at a time, a few pages a turn, so that live data goes between them; one more
// is answered `E_BUSY`. Pages wait while the market data's window is full.

import type { HistoryFrame } from './history-pages.ts';

const HISTORIES_MAX = 2;
const PAGES_A_TURN = 4;

export class HistoryDesk {
  #running: { readonly id: string; readonly frames: Iterator<HistoryFrame> }[] = [];

  /** False when two are under way already. */
  begin(id: string, frames: Iterable<HistoryFrame>): boolean {
    if (this.#running.length >= HISTORIES_MAX) return false;
    this.#running.push({ id, frames: frames[Symbol.iterator]() });
    return true;
  }

  /** A new session: what the old one asked is not answered. */
  clear(): void {
    this.#running = [];
  }

  /** Says what may be said now. */
  turn(canSend: () => boolean, say: (frame: HistoryFrame, id: string) => void): void {
    for (let page = 0; page < PAGES_A_TURN; page += 1) {
      for (const one of [...this.#running]) {
        if (!canSend()) return;
        const next = one.frames.next();
        if (next.done === true) this.#running = this.#running.filter((other) => other !== one);
        else say(next.value, one.id);
      }
    }
  }
}
