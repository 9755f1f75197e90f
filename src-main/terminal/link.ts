// The terminal's socket: opens it, hands frames to the terminal, opens it again with the terminal's own back-off, and
// knows when going on makes no sense.

import { WebSocket, type RawData } from 'ws';
import { WIRE_SUBPROTOCOL } from '#core/intake';
import type { Terminal } from '#core/terminal';

/** Tries before the first link gives up; after one link it tries for ever. */
const FIRST_TRIES_MAX = 6;
const CLOSE_WAIT_MS = 1000;

export interface LinkHooks {
  log(text: string): void;
  /** No more links: `failure` says why, null after an ordinary end. */
  ended(failure: string | null): void;
}

export class Link {
  readonly #url: string;
  readonly #terminal: () => Terminal;
  readonly #hooks: LinkHooks;
  #socket: WebSocket | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isStopping = false;
  #everOpen = false;
  #tries = 0;
  reconnects = 0;

  constructor(url: string, terminal: () => Terminal, hooks: LinkHooks) {
    this.#url = url;
    this.#terminal = terminal;
    this.#hooks = hooks;
  }

  open(): void {
    this.#tries += 1;
    let refusal: string | null = null;
    let lastError = '';
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.#url, [WIRE_SUBPROTOCOL], { perMessageDeflate: false, handshakeTimeout: 5000 });
    } catch (error) {
      this.#hooks.ended(`cannot connect to ${this.#url}: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    this.#socket = socket;
    socket.on('open', () => {
      if (this.#everOpen) this.reconnects += 1;
      this.#everOpen = true;
      this.#terminal().opened();
    });
    socket.on('message', (data, isBinary) => {
      if (!isBinary) this.#terminal().receive(textOf(data));
    });
    socket.on('unexpected-response', (request, response) => {
      refusal = refusalText(this.#url, response.statusCode ?? 0);
      response.resume();
      request.destroy();
      socket.terminate();
    });
    socket.on('error', (error) => { lastError = error.message; });
    socket.on('close', (code, reason) => {
      this.#socket = null;
      this.#terminal().closed(code, String(reason));
      this.#again(refusal, lastError, code);
    });
  }

  send(text: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  /** Closes the link; it opens again unless `stop` was called. A peer that does not answer the close is cut off. */
  close(code: number, reason: string): void {
    const socket = this.#socket;
    if (socket === null) return;
    socket.close(code, reason);
    setTimeout(() => { if (socket.readyState !== WebSocket.CLOSED) socket.terminate(); }, CLOSE_WAIT_MS).unref();
  }

  /** A broken wire: no close frame, nothing flushed. */
  cut(): void {
    this.#socket?.terminate();
  }

  /** Closes the link for good. */
  stop(): void {
    this.#isStopping = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#socket === null) this.#hooks.ended(null);
    else this.close(1000, 'done');
  }

  #again(refusal: string | null, lastError: string, code: number): void {
    const failure = this.#terminal().failure;
    if (refusal !== null) this.#hooks.ended(refusal);
    else if (failure !== null) this.#hooks.ended(`${failure.code}: ${failure.text}`);
    else if (this.#isStopping) this.#hooks.ended(null);
    else if (!this.#everOpen && this.#tries >= FIRST_TRIES_MAX) {
      this.#hooks.ended(
        `cannot connect to ${this.#url}: ${lastError === '' ? `closed with ${String(code)}` : lastError}. `
          + 'Is Sextant running there?',
      );
    } else {
      const delay = this.#terminal().nextDelayMs();
      const plain = lastError === '' ? `link closed (${String(code)})` : lastError;
      const why = code === 4409 ? 'another terminal took the session over' : plain;
      this.#hooks.log(`${why}; next try in ${(delay / 1000).toFixed(1)} s`);
      this.#timer = setTimeout(() => { this.open(); }, delay);
    }
  }
}

/** A message as text, however the socket hands it over. */
function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : data.toString('utf8');
}

function refusalText(url: string, status: number): string {
  if (status === 426) {
    return `${url} does not speak ${WIRE_SUBPROTOCOL} (426): is it the address that Sextant printed as "ws"?`;
  }
  if (status === 403) return `${url} refused the connection (403): use 127.0.0.1 and the port that Sextant printed`;
  return `${url} answered ${String(status)} instead of a WebSocket: use the address that Sextant printed as "ws"`;
}
