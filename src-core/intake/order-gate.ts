// Orders leave at most 5 a second with a burst of 10; the rest wait in order. Closes, queries, snapshots and the kill
// switch do not pass through here.

const PER_SECOND = 5;
const BURST = 10;

export class OrderGate {
  readonly #waiting: (() => void)[] = [];
  #tokens = BURST;
  #filledMs: number;

  constructor(nowMs: number) {
    this.#filledMs = nowMs;
  }

  /** Runs `send` now or when its turn comes (at `nextMs`, by `release`). */
  pass(send: () => void, nowMs: number): void {
    this.#waiting.push(send);
    this.release(nowMs);
  }

  release(nowMs: number): void {
    this.#tokens = Math.min(BURST, this.#tokens + ((nowMs - this.#filledMs) * PER_SECOND) / 1_000);
    this.#filledMs = nowMs;
    while (this.#waiting.length > 0 && this.#tokens >= 1) {
      this.#tokens -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** When the next one may leave; Infinity when none waits. */
  get nextMs(): number {
    if (this.#waiting.length === 0) return Infinity;
    return this.#filledMs + Math.ceil(((1 - this.#tokens) * 1_000) / PER_SECOND);
  }
}
