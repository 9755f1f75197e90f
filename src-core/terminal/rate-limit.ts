// The EA's own limits on what it sends: messages and bytes a second, as two buckets that fill as time passes.

export class RateLimit {
  readonly #messagesPerS: number;
  readonly #bytesPerS: number;
  #messages: number;
  #bytes: number;
  #atMs: number | null = null;

  constructor(messagesPerS: number, bytesPerS: number) {
    this.#messagesPerS = messagesPerS;
    this.#bytesPerS = bytesPerS;
    this.#messages = messagesPerS;
    this.#bytes = bytesPerS;
  }

  /** True while another message may go; what must go anyway (reliable messages) does not ask. */
  isFree(nowMs: number): boolean {
    this.#fill(nowMs);
    return this.#messages >= 1 && this.#bytes > 0;
  }

  take(nowMs: number, bytes: number): void {
    this.#fill(nowMs);
    this.#messages -= 1;
    this.#bytes -= bytes;
  }

  #fill(nowMs: number): void {
    const passedS = this.#atMs === null ? 0 : Math.max(0, nowMs - this.#atMs) / 1000;
    this.#atMs = nowMs;
    this.#messages = Math.min(this.#messagesPerS, this.#messages + passedS * this.#messagesPerS);
    this.#bytes = Math.min(this.#bytesPerS, this.#bytes + passedS * this.#bytesPerS);
  }
}
