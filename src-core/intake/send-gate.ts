// The pace of what we say: a terminal is one thread and gets at most 50 frames in any second. Orders, closes, queries,
// the kill switch and heartbeats go at once and take their share (15 in a second at the most, see order-gate.ts); all
// else waits its turn here: 20 at once, then 15 a second.
//
// Invariants: order is kept; what is never due is never forgotten, except beyond `WAITING_MAX`, and that is counted.

const PER_SECOND = 15;
const BURST = 20;
const WAITING_MAX = 1_000;

export class SendGate {
  /** False for a simulator on data time: it takes as many as come. */
  isPaced = true;
  /** Frames that found the queue full and were not said. */
  unsaid = 0;
  readonly #waiting: (() => void)[] = [];
  #tokens = BURST;
  #filledMs: number;

  constructor(nowMs: number) {
    this.#filledMs = nowMs;
  }

  /** Runs `say` now or when its turn comes (at `nextMs`, by `release`). */
  pass(say: () => void, nowMs: number): void {
    if (this.#waiting.length >= WAITING_MAX) {
      this.unsaid += 1;
      return;
    }
    this.#waiting.push(say);
    this.release(nowMs);
  }

  release(nowMs: number): void {
    this.#fill(nowMs);
    while (this.#waiting.length > 0 && (this.#tokens >= 1 || !this.isPaced)) {
      this.#tokens -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Says all that waits: the link ends. */
  flush(): void {
    for (const say of this.#waiting.splice(0)) say();
  }

  /** An acknowledgement goes now: it comes before what waits, and takes a turn of it. */
  spend(nowMs: number): void {
    this.#fill(nowMs);
    this.#tokens -= 1;
  }

  /** When a frame that comes now would have its turn, were nothing waiting. */
  freeMs(nowMs: number): number {
    this.#fill(nowMs);
    return this.isPaced && this.#tokens < 1 ? this.#turnMs() : nowMs;
  }

  /** When the next one may be said; Infinity when none waits. */
  get nextMs(): number {
    return this.#waiting.length === 0 ? Infinity : this.#turnMs();
  }

  #turnMs(): number {
    return this.#filledMs + Math.ceil(((1 - this.#tokens) * 1_000) / PER_SECOND);
  }

  #fill(nowMs: number): void {
    if (nowMs <= this.#filledMs) return;
    const filled = Math.min(BURST, this.#tokens + ((nowMs - this.#filledMs) * PER_SECOND) / 1_000);
    this.#tokens = this.isPaced ? filled : BURST;
    this.#filledMs = nowMs;
  }
}
