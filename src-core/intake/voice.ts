// What one session says: frames are made here, at the pace of the send gate, with the newest `ack` on each.
//
// Invariants: everything is said with `seq` 0; no frame is longer than the page allows.

import { encodeFrame } from './envelope.ts';
import { SendGate } from './send-gate.ts';
import { SERVER_MESSAGE_BYTES_MAX } from './wire.ts';

export interface VoiceHost {
  nowMs(): number;
  send(text: string): void;
  /** Highest reliable number that is committed. */
  ack(): number;
  /** A frame carried the newest `ack`. */
  noteSaid(): void;
}

export interface ErrorWords {
  readonly code: string;
  readonly path?: string;
  readonly reason: string;
}

const REASON_LENGTH_MAX = 500;

export class Voice {
  readonly gate: SendGate;
  readonly #host: VoiceHost;
  #sentMs: number;

  constructor(host: VoiceHost) {
    this.#host = host;
    this.#sentMs = host.nowMs();
    this.gate = new SendGate(this.#sentMs);
  }

  get sentMs(): number {
    return this.#sentMs;
  }

  /** Says it now. */
  say(type: string, body: object | string): void {
    const nowMs = this.#host.nowMs();
    const text = encodeFrame({ type, seq: 0, ack: this.#host.ack(), ts: nowMs }, body);
    // at most three bytes a unit: only a frame that may be too long is measured
    if (text.length * 3 > SERVER_MESSAGE_BYTES_MAX && bytesOf(text) > SERVER_MESSAGE_BYTES_MAX) return;
    this.#sentMs = nowMs;
    this.#host.send(text);
    this.#host.noteSaid();
  }

  /** Says it when its turn comes. */
  sayInTurn(type: string, body: object | string): void {
    this.gate.pass(() => { this.say(type, body); }, this.#host.nowMs());
  }

  /** What was wrong with a frame of the terminal. `seq` and `path` go beyond the page: they help who reads a log. */
  sayError(words: ErrorWords, seq: number, re: string | null, retryMs: number | null = null): void {
    const path = (words.path ?? '').slice(0, REASON_LENGTH_MAX);
    const reason = words.reason.slice(0, REASON_LENGTH_MAX);
    this.sayInTurn('error', {
      re, code: words.code, msg: path === '' ? reason : `${path}: ${reason}`, retry_ms: retryMs,
      path: path === '' ? null : path, seq,
    });
  }
}

function bytesOf(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  return bytes;
}
