// The terminal's mouth: numbers and keeps what is reliable, stamps everything with the server's time, and counts what
// goes out against the EA's own limits.

import { encodeFrame } from '#core/intake';
import type { Outbox, OutboxEntry } from './outbox.ts';
import type { RateLimit } from './rate-limit.ts';
import { ServerClock } from './server-clock.ts';

export interface OutletEffects {
  send(text: string): void;
  nowMs(): number;
}

export class FrameOutlet {
  readonly serverClock = new ServerClock();
  /** True between `welcome` and the link's end: only then do reliable messages leave. */
  isLive = false;
  lastSentMs = 0;
  readonly #effects: OutletEffects;
  readonly #outbox: Outbox;
  readonly #rate: RateLimit;

  constructor(effects: OutletEffects, outbox: Outbox, rate: RateLimit) {
    this.#effects = effects;
    this.#outbox = outbox;
    this.#rate = rate;
  }

  /** Now by the server's clock, UTC ms. */
  get timestamp(): number {
    return this.#effects.nowMs() + this.serverClock.aheadMs;
  }

  /** False when the message or byte rate is used up; what must go anyway does not ask. */
  canSend(): boolean {
    return this.isLive && this.#rate.isFree(this.#effects.nowMs());
  }

  /** Kept until the server has stored it; leaves now where the link is live. */
  reliable(type: string, body: object, re: string | null = null): void {
    const entry = this.#outbox.push(this.timestamp, type, re, body);
    if (this.isLive) this.#resend(entry);
  }

  /** Everything kept from `seq` on, again. */
  replayFrom(seq: number): void {
    for (const entry of this.#outbox.from(seq, this.timestamp)) this.#resend(entry);
  }

  volatile(type: string, body: object | string, re: string | null = null): void {
    this.#frame(type, 0, this.timestamp, re, body);
  }

  answer(id: string, isOk: boolean): void {
    this.volatile('result', { re: id, ok: isOk, code: null }, id);
  }

  /** A line for the server's log; lost where there is no link. */
  log(level: 'info' | 'warn', code: string, text: string): void {
    if (this.isLive) this.volatile('log', { level, code, text });
  }

  #resend(entry: OutboxEntry): void {
    this.#frame(entry.type, entry.seq, entry.ts, entry.re, entry.body);
  }

  #frame(type: string, seq: number, ts: number, re: string | null, body: object | string): void {
    const text = encodeFrame({ type, seq, ack: 0, ts, re }, body);
    this.lastSentMs = this.#effects.nowMs();
    this.#rate.take(this.lastSentMs, text.length);
    this.#effects.send(text);
  }
}
