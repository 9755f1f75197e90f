// What may be confirmed and when: reliable numbers and cursors become sayable when their event is committed, and are
// said at once when nothing more is on its way to the disk, otherwise within 250 ms or 64 messages.
//
// Invariant: `ack` and every cursor handed to `say` were committed before.

import type { TickCursor } from '#core/model';
import type { SendGate } from './send-gate.ts';
import { WIRE_TIMES, type WireTickCursor } from './wire.ts';

export interface Confirmation {
  readonly ticks: ReadonlyMap<string, WireTickCursor>;
  readonly bars: ReadonlyMap<string, number>;
}

const MESSAGES_MAX = 64;

export class AckKeeper {
  readonly #say: (confirmation: Confirmation) => void;
  readonly #gate: SendGate;
  #ack: number;
  #outstanding = 0;
  #messages = 0;
  #dirtySinceMs: number | null = null;
  #ticks = new Map<string, WireTickCursor>();
  #bars = new Map<string, number>();

  /** `gate` is the terminal's pace: what is confirmed takes its turns there. */
  constructor(ack: number, gate: SendGate, say: (confirmation: Confirmation) => void) {
    this.#ack = ack;
    this.#gate = gate;
    this.#say = say;
  }

  /** The highest reliable number up to which all are committed. */
  get ack(): number {
    return this.#ack;
  }

  /** Events accepted and not yet committed. */
  get outstanding(): number {
    return this.#outstanding;
  }

  noteAccepted(): void {
    this.#outstanding += 1;
  }

  noteReliable(ack: number, nowMs: number): void {
    this.#outstanding -= 1;
    this.#ack = Math.max(this.#ack, ack);
    this.#messages += 1;
    this.#touch(nowMs);
  }

  noteTicks(symbol: string, cursor: TickCursor, nowMs: number): void {
    this.#outstanding -= 1;
    this.#messages += 1;
    this.#ticks.set(symbol, cursor);
    this.#touch(nowMs);
  }

  noteBars(series: string, brokerS: number, nowMs: number): void {
    this.#outstanding -= 1;
    this.#messages += 1;
    this.#bars.set(series, brokerS);
    this.#touch(nowMs);
  }

  /** A repeat of something long stored came: the terminal missed our word, so it is said again in a while. */
  noteRepeat(nowMs: number): void {
    this.#dirtySinceMs ??= nowMs;
  }

  /** Some other frame carried `ack`: nothing more to say unless cursors wait. */
  noteSaid(): void {
    if (this.#ticks.size > 0 || this.#bars.size > 0) return;
    this.#dirtySinceMs = null;
    this.#messages = 0;
  }

  /** Says what is due at `nowMs`. */
  release(nowMs: number): void {
    if (this.#dirtySinceMs !== null && nowMs >= this.#dueMs(nowMs)) this.#flush(nowMs);
  }

  /** When `release` has something to do; Infinity when nothing waits. */
  nextMs(nowMs: number): number {
    return this.#dirtySinceMs === null ? Infinity : this.#dueMs(nowMs);
  }

  #touch(nowMs: number): void {
    this.#dirtySinceMs ??= nowMs;
    if (this.#outstanding === 0 || this.#messages >= MESSAGES_MAX) this.release(nowMs);
  }

  #dueMs(nowMs: number): number {
    const latest = (this.#dirtySinceMs ?? nowMs) + WIRE_TIMES.ackMsMax;
    if (this.#messages === 0 || (this.#outstanding > 0 && this.#messages < MESSAGES_MAX)) return latest;
    return Math.max(nowMs, Math.min(latest, this.#gate.freeMs(nowMs)));
  }

  #flush(nowMs: number): void {
    const confirmation = { ticks: this.#ticks, bars: this.#bars };
    this.#ticks = new Map();
    this.#bars = new Map();
    this.#dirtySinceMs = null;
    this.#messages = 0;
    this.#gate.spend(nowMs);
    this.#say(confirmation);
  }
}
