// Limits by time, as buckets that fill as it passes: what the EA sends (messages and bytes a second), what it takes.

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

/** So many a second with a burst, counted by the sender's clock: what the way bunches together is not its fault. */
export class TakeLimit {
  readonly #perS: number;
  readonly #burst: number;
  #left: number;
  #atMs: number | null = null;

  constructor(perS: number, burst: number) {
    this.#perS = perS;
    this.#burst = burst;
    this.#left = burst;
  }

  /** True while it keeps to the rate; takes one. `sentMs` is the sender's stamp. */
  take(sentMs: number): boolean {
    const passedS = this.#atMs === null ? 0 : Math.max(0, sentMs - this.#atMs) / 1000;
    this.#atMs = Math.max(sentMs, this.#atMs ?? sentMs);
    this.#left = Math.min(this.#burst, this.#left + passedS * this.#perS);
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }

  /** How long until the next one fits, ms. */
  get waitMs(): number {
    return Math.ceil(((1 - Math.min(1, this.#left)) / this.#perS) * 1000);
  }
}
