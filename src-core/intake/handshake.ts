// The server's half of the handshake: hello, challenge, auth. It decides who may come in; what happens after the
// proof is the session's.

import { equalsInConstantTime } from '#core/base';
import { accountKey } from '#core/model';
import { serverProof, terminalProof } from './pairing.ts';
import { readBody, speaksVersionOne, type BodyContext } from './read-body.ts';
import type { SessionSettings } from './session-parts.ts';
import { CLOSE, WIRE_TIMES, type Envelope, type HelloBody, type WireFault } from './wire.ts';

export type HandshakeStep =
  | { readonly do: 'wait' }
  | { readonly do: 'say'; readonly type: string; readonly body: object }
  | {
      readonly do: 'refuse'; readonly code: string; readonly path: string; readonly reason: string;
      readonly close: number | null;
    }
  | { readonly do: 'quarantine'; readonly fault: WireFault }
  | { readonly do: 'join'; readonly hello: HelloBody };

const CONTEXT: BodyContext = { offsetS: 0, currency: '', re: null };

export class Handshake {
  readonly #settings: SessionSettings;
  readonly #nonce: () => string;
  #hello: HelloBody | null = null;
  #snonce: string | null = null;
  #challengeMs = Infinity;
  #deadlineMs: number;

  constructor(settings: SessionSettings, nonce: () => string, nowMs: number) {
    this.#settings = settings;
    this.#nonce = nonce;
    this.#deadlineMs = nowMs + WIRE_TIMES.proofMsMax;
  }

  /** When something is due here: the challenge, or the end of patience. */
  get nextMs(): number {
    return Math.min(this.#challengeMs, this.#deadlineMs);
  }

  isOverdue(nowMs: number): boolean {
    return nowMs >= this.#deadlineMs;
  }

  take(frame: Envelope, nowMs: number): HandshakeStep {
    if (frame.type === 'error') return { do: 'wait' };
    if (frame.type !== 'hello' && frame.type !== 'auth') {
      return refuse('E_NOT_AUTHED', 'type', `${frame.type} before welcome`, null);
    }
    const read = readBody(frame.type, frame.body, CONTEXT);
    if (!read.ok) return { do: 'quarantine', fault: read.fault };
    if (read.value.type === 'hello') return this.#takeHello(read.value.hello, nowMs);
    return read.value.type === 'auth' ? this.#takeAuth(read.value.mac, nowMs) : { do: 'wait' };
  }

  /** The challenge, once it may be said. */
  release(nowMs: number): HandshakeStep {
    if (this.#hello === null || nowMs < this.#challengeMs) return { do: 'wait' };
    const { cnonce, login } = this.#hello;
    this.#challengeMs = Infinity;
    this.#deadlineMs = nowMs + WIRE_TIMES.proofMsMax;
    this.#snonce = this.#nonce();
    const mac = serverProof(this.#settings.token, cnonce, this.#snonce, login);
    return { do: 'say', type: 'challenge', body: { snonce: this.#snonce, mac } };
  }

  #takeHello(hello: HelloBody, nowMs: number): HandshakeStep {
    if (this.#hello !== null) return refuse('E_PROTO', 'type', 'a second hello', null);
    if (!speaksVersionOne(hello.proto)) {
      return refuse('E_VERSION', 'body.proto', 'this server speaks version 1', CLOSE.version);
    }
    if (hello.clock === 'data' && hello.trade_mode !== 'demo') {
      return refuse('E_RANGE', 'body.clock', 'data time is for demo accounts only', CLOSE.protocol);
    }
    this.#hello = hello;
    this.#challengeMs = this.#settings.door.challengeAtMs(callerOf(hello), nowMs);
    // the wait is ours, not the caller's: his five seconds begin with the challenge
    if (this.#challengeMs > nowMs) this.#deadlineMs = Infinity;
    return this.release(nowMs);
  }

  #takeAuth(mac: string, nowMs: number): HandshakeStep {
    const hello = this.#hello;
    const snonce = this.#snonce;
    if (hello === null || snonce === null) {
      return refuse('E_NOT_AUTHED', 'type', 'auth before the challenge', null);
    }
    const { token, door } = this.#settings;
    const { cnonce, login, server, epoch } = hello;
    if (!equalsInConstantTime(terminalProof(token, { snonce, cnonce, login, server, epoch }), mac)) {
      door.noteFailedProof(callerOf(hello), nowMs);
      return refuse('E_AUTH', 'body.mac', 'the proof does not fit the pairing token', CLOSE.auth);
    }
    door.noteProof(callerOf(hello));
    return { do: 'join', hello };
  }
}

function refuse(code: string, path: string, reason: string, close: number | null): HandshakeStep {
  return { do: 'refuse', code, path, reason, close };
}

function callerOf(hello: HelloBody): string {
  return accountKey(hello.login, hello.server);
}
