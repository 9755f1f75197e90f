// One loopback port for everything: the window's files, REST under /api/v1, the contract's calls at /ws/app, and the
// MT5 wire at /ws/mt5, which another room speaks. Every door checks Host and Origin first.
//
// Invariants: only loopback is bound; nothing that arrives ends the process; after `close` nothing is held.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { fail, ok, type Result } from '#core/base';
import type { Problem } from '#core/contract';
import type { Code } from '#core/model';
import type { WorkstationApi } from '#main/engine';
import { ContractHost } from './contract-host.ts';
import { problemOf, toContractError, problemOfError } from './failures.ts';
import { Guard } from './guards.ts';
import { rawProblem, sendProblem } from './http-reply.ts';
import { API_PREFIX, BODY_BYTES_MAX, RestDoor } from './rest-door.ts';
import type { SetupDesk } from './setup-procedures.ts';
import { StaticFiles } from './static-files.ts';

export interface WebServerOptions {
  readonly workstation: WorkstationApi;
  /** A loopback address: 127.0.0.1, ::1 or localhost. */
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** The built window. */
  readonly staticDir: string;
  readonly secrets: {
    readonly apiToken: string;
    /** Opens the window in a browser, for the life of the process. */
    readonly windowKey: string;
  };
  /** Takes an upgrade at /ws/mt5 whose Host is ours and that has no Origin. */
  readonly mt5Upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Hears of one at /ws/mt5 that was refused before. */
  readonly mt5Refused: (why: 'host' | 'origin') => void;
  readonly setup: SetupDesk;
  /** Hears of failures that are not the caller's. */
  readonly log: (error: unknown) => void;
}

export interface WebServer {
  readonly port: number;
  /** Opens the window: with the key. */
  readonly url: string;
  /** Ends in /api/v1. */
  readonly api: string;
  /** The full /ws/mt5 address. */
  readonly ws: string;
  /** Windows that are pulling now. */
  readonly windows: number;
  /** Serves nothing more and resolves once every connection is closed. */
  close(): Promise<void>;
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);
const PING_MS = 15_000;
const CONNECTIONS_MAX = 512;
/** Addresses that answer an upgrade only, and what a plain request to them is told (RFC 9110, 426). */
const SOCKETS: ReadonlySet<string> = new Set(['/ws/mt5', '/ws/app']);
const UPGRADE = { upgrade: 'websocket', connection: 'Upgrade' } as const;

/** Fails with HOST_PORT_IN_USE for a port that is taken, HOST_USAGE for an address that is not loopback. */
export async function startWebServer(options: WebServerOptions): Promise<Result<WebServer>> {
  if (!LOOPBACK.has(options.host)) {
    return fail('HOST_USAGE', `Sextant listens on loopback only, not on ${options.host}. Use --host 127.0.0.1.`);
  }
  const doors = new Doors(options);
  const listening = await listen(doors.server, options);
  if (!listening.ok) return listening;
  const { port, family } = listening.value;
  const isIpv6 = family === 'IPv6';
  doors.open(port, isIpv6);
  const authority = isIpv6 ? `[::1]:${port}` : `127.0.0.1:${port}`;
  return ok({
    port,
    url: `http://${authority}/?key=${options.secrets.windowKey}`,
    api: `http://${authority}${API_PREFIX}`,
    ws: doors.mt5Url(),
    get windows() { return doors.contract.windows; },
    close: () => doors.close(),
  });
}

class Doors {
  readonly server: Server;
  readonly contract: ContractHost;
  readonly #options: WebServerOptions;
  readonly #guard: Guard;
  readonly #rest: RestDoor;
  readonly #files: StaticFiles;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: BODY_BYTES_MAX, perMessageDeflate: false });
  readonly #alive = new WeakSet<WebSocket>();
  #authority = '';
  #pings: NodeJS.Timeout | null = null;

  constructor(options: WebServerOptions) {
    this.#options = options;
    const { secrets, workstation, setup, log } = options;
    this.#guard = new Guard(secrets);
    this.contract = new ContractHost(workstation, { mt5Url: () => this.mt5Url(), setup, log });
    this.#rest = new RestDoor({
      guard: this.#guard, procedures: this.contract.procedures.rest, version: workstation.status().version, log,
    });
    this.#files = new StaticFiles(options.staticDir, this.#guard);
    this.server = createServer({
      headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 10_000, connectionsCheckingInterval: 2_000,
      // A missing Host is judged by the guard, like a foreign one.
      maxHeaderSize: 16_384, requireHostHeader: false,
    });
    this.server.maxConnections = CONNECTIONS_MAX;
    this.server.on('request', (request, response) => { void this.#onRequest(request, response); });
    this.server.on('upgrade', (request, socket, head) => { this.#onUpgrade(request, socket, head); });
    this.server.on('clientError', (error, socket) => { answerClientError(error, socket); });
  }

  mt5Url(): string {
    return `ws://${this.#authority}/ws/mt5`;
  }

  open(port: number, isIpv6: boolean): void {
    this.#authority = isIpv6 ? `[::1]:${port}` : `127.0.0.1:${port}`;
    this.#guard.listen(port, isIpv6);
    this.#pings = setInterval(() => { this.#pingAll(); }, PING_MS);
    this.#pings.unref();
  }

  async close(): Promise<void> {
    if (this.#pings !== null) clearInterval(this.#pings);
    const closed = new Promise<void>((done) => { this.server.close(() => { done(); }); });
    this.contract.close();
    for (const socket of this.#sockets.clients) socket.close(1001, 'Sextant is stopping');
    this.#sockets.close();
    this.server.closeIdleConnections();
    // Whoever is still talking has a moment to finish.
    const patience = setTimeout(() => {
      for (const socket of this.#sockets.clients) socket.terminate();
      this.server.closeAllConnections();
    }, 500);
    await closed;
    clearTimeout(patience);
  }

  async #onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = parseUrl(request);
      if (url === null) {
        sendProblem(response, problemOf('WEB_BAD_REQUEST', 'The address is not valid.'));
      } else if (url.pathname === API_PREFIX || url.pathname.startsWith(`${API_PREFIX}/`)) {
        await this.#rest.handle(request, response, url);
      } else {
        const foreign = this.#guard.findForeign(request.headers, false);
        if (foreign !== null) sendProblem(response, problemOf(foreign));
        else if (SOCKETS.has(url.pathname)) sendProblem(response, problemOf('WEB_UPGRADE_NEEDED'), UPGRADE);
        else await this.#files.handle(request, response, url);
      }
    } catch (error) {
      sendProblem(response, problemOfError(toContractError(error, this.#options.log)));
    }
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => { socket.destroy(); });
    const pathname = parseUrl(request)?.pathname;
    const foreign = this.#guard.findForeign(request.headers, true);
    // The Expert Advisor is no browser; whatever sends an Origin is.
    const isBrowser = request.headers.origin !== undefined;
    if (pathname === '/ws/mt5' && (foreign !== null || isBrowser)) {
      this.#options.mt5Refused(foreign === 'WEB_FORBIDDEN_HOST' ? 'host' : 'origin');
      refuseUpgrade(socket, foreign ?? 'WEB_FORBIDDEN_ORIGIN');
    } else if (foreign !== null) refuseUpgrade(socket, foreign);
    else if (pathname === '/ws/mt5') this.#options.mt5Upgrade(request, socket, head);
    else if (pathname !== '/ws/app') refuseUpgrade(socket, 'WEB_NOT_FOUND');
    else if (!this.#guard.mayCall(request.headers)) refuseUpgrade(socket, 'WEB_UNAUTHORIZED');
    else this.#sockets.handleUpgrade(request, socket, head, (peer) => { this.#onSocket(peer); });
  }

  #onSocket(socket: WebSocket): void {
    this.#alive.add(socket);
    socket.on('pong', () => { this.#alive.add(socket); });
    this.contract.attachSocket(socket);
  }

  // A browser answers pings by itself: one that does not is gone.
  #pingAll(): void {
    for (const socket of this.#sockets.clients) {
      if (!this.#alive.delete(socket)) socket.terminate();
      else if (socket.readyState === socket.OPEN) socket.ping();
    }
  }
}

async function listen(server: Server, { host, port }: WebServerOptions): Promise<Result<AddressInfo>> {
  return new Promise((done) => {
    const where = `Port ${port} on ${host}`;
    const onError = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE') {
        done(fail('HOST_PORT_IN_USE', `${where} is in use. Choose another with --port, or 0 for any free one.`));
      } else if (error.code === 'EACCES') {
        done(fail('HOST_PORT_IN_USE', `${where} may not be opened by this user. Choose one above 1023 with --port.`));
      } else {
        done(fail('HOST_PORT_IN_USE', `${where} cannot be opened (${error.code ?? error.message}).`));
      }
    };
    server.once('error', onError);
    server.listen({ host: host === 'localhost' ? '127.0.0.1' : host, port, exclusive: true }, () => {
      server.off('error', onError);
      done(ok(server.address() as AddressInfo));
    });
  });
}

function parseUrl(request: IncomingMessage): URL | null {
  const target = request.url ?? '/';
  // Only an origin-form target: no proxy speaks to us.
  if (!target.startsWith('/')) return null;
  try {
    return new URL(`http://sextant${target}`);
  } catch {
    return null;
  }
}

function refuseUpgrade(socket: Duplex, code: Code): void {
  socket.end(rawProblem(problemOf(code)));
}

function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(rawProblem(problemOfClientError(error)));
}

function problemOfClientError(error: NodeJS.ErrnoException): Problem {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return problemOf('WEB_TIMEOUT');
  if (error.code === 'HPE_HEADER_OVERFLOW') return problemOf('WEB_TOO_LARGE', 'The headers are larger than 16 KiB.');
  return problemOf('WEB_BAD_REQUEST', 'The bytes are not HTTP/1.1.');
}
