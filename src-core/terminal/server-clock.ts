// How far the server's clock is ahead of this computer's. The server is master: every frame of it is a reading, the
// quickest on the way is the best one, and an old best one gives way, because two clocks drift apart.

const BEST_MS = 30_000;

export class ServerClock {
  #aheadMs = 0;
  #bestMs: number | null = null;

  /** Server minus ours, ms. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** A frame stamped `serverMs` came in when our clock said `ownMs`. */
  read(serverMs: number, ownMs: number): void {
    const ahead = serverMs - ownMs;
    const isStale = this.#bestMs === null || ownMs - this.#bestMs > BEST_MS || ownMs < this.#bestMs;
    if (!isStale && ahead <= this.#aheadMs) return;
    this.#aheadMs = ahead;
    this.#bestMs = ownMs;
  }

  /** A new session measures anew. */
  forget(): void {
    this.#bestMs = null;
  }
}
