// The contract's calls over a two-way channel: WebSocket for the browser, a message port for the desktop window. Both
// end in the same router; a message that is no call ends its channel, never the process.

import { RPCHandler } from '@orpc/server/ws';
import type { WebSocket } from 'ws';
import type { WorkstationApi } from '#main/engine';
import { createProcedures, type CallContext } from './procedures.ts';
import type { SetupDesk } from './setup-procedures.ts';
import { WindowHub } from './window-hub.ts';

/** Bytes a socket may owe its reader before it is cut off. */
const UNSENT_BYTES_MAX = 32 * 1_048_576;

export interface ContractHostOptions {
  /** Address for the Expert Advisor. */
  readonly mt5Url: () => string;
  readonly setup: SetupDesk;
  /** Hears of failures that are not the caller's. */
  readonly log: (error: unknown) => void;
}

/** What Electron's MessagePortMain, a worker's MessagePort and a browser's have in common, as far as it is used. */
export type ContractPort =
  | {
      postMessage(message: unknown): void;
      addEventListener(type: 'message' | 'close', listener: (event: { readonly data?: unknown }) => void): void;
      start?(): void;
      close(): void;
    }
  | {
      postMessage(message: unknown): void;
      on(type: 'message' | 'close', listener: (event?: { readonly data?: unknown }) => void): unknown;
      start?(): void;
      close(): void;
    };

type Listener = (event: { readonly data: unknown }) => void;

/** Router, windows and channels of one workstation. */
export class ContractHost {
  readonly procedures: ReturnType<typeof createProcedures>;
  readonly #hub: WindowHub;
  readonly #handler: RPCHandler<CallContext>;
  readonly #log: (error: unknown) => void;

  constructor(workstation: WorkstationApi, { mt5Url, setup, log }: ContractHostOptions) {
    this.#hub = new WindowHub(workstation);
    this.#log = log;
    this.procedures = createProcedures({ workstation, hub: this.#hub, mt5Url, setup, log });
    this.#handler = new RPCHandler(this.procedures.all);
  }

  /** Windows held now. */
  get windows(): number {
    return this.#hub.size;
  }

  attachSocket(socket: WebSocket): void {
    socket.on('error', (error) => { this.#log(error); });
    this.#attach({
      send: (data) => {
        socket.send(data);
        if (socket.bufferedAmount > UNSENT_BYTES_MAX) socket.terminate();
      },
      onMessage: (listener) => {
        socket.on('message', (data, isBinary) => { listener({ data: isBinary ? data : textOf(data) }); });
      },
      onClose: (listener) => { socket.on('close', listener); },
      end: () => { socket.close(1008, 'not a call'); },
    });
  }

  attachPort(port: ContractPort): void {
    this.#attach({
      send: (data) => { port.postMessage(data); },
      onMessage: (listener) => { listenTo(port, 'message', (event) => { listener({ data: event?.data }); }); },
      onClose: (listener) => { listenTo(port, 'close', listener); },
      end: () => { port.close(); },
    });
    port.start?.();
  }

  close(): void {
    this.#hub.closeAll();
  }

  // The handler swallows what it cannot read with a line on the console; here such a message is kept from it.
  #attach(channel: {
    readonly send: (data: string | Uint8Array) => void;
    readonly onMessage: (listener: Listener) => void;
    readonly onClose: (listener: () => void) => void;
    readonly end: () => void;
  }): void {
    const addEventListener = (type: string, listener: Listener | (() => void)): void => {
      if (type === 'close') channel.onClose(() => { listener({ data: undefined }); });
      if (type !== 'message') return;
      channel.onMessage((event) => {
        if (isCall(event.data)) listener(event);
        else channel.end();
      });
    };
    const peer = { addEventListener, send: channel.send } as unknown as Pick<WebSocket, 'addEventListener' | 'send'>;
    void this.#handler.upgrade(peer, { context: { by: 'window', key: null } });
  }
}

function listenTo(
  port: ContractPort, type: 'message' | 'close', listener: (event?: { readonly data?: unknown }) => void,
): void {
  if ('addEventListener' in port) port.addEventListener(type, listener);
  else port.on(type, listener);
}

function textOf(data: unknown): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : String(data);
}

// A call is a JSON object in text: an id, and a request to a path, or (type 4) its end. Nothing in the contract is
// uploaded or streamed to us.
function isCall(data: unknown): boolean {
  if (typeof data !== 'string') return false;
  const message = parseObject(data);
  if (message === null || typeof message['i'] !== 'string') return false;
  if (message['t'] === 4) return true;
  const request = message['p'];
  if ((message['t'] ?? 1) !== 1 || typeof request !== 'object' || request === null) return false;
  const { u: url, h: headers, m: method } = request as Readonly<Record<string, unknown>>;
  return typeof url === 'string' && url.startsWith('/') && (method === undefined || typeof method === 'string')
    && (headers === undefined || (typeof headers === 'object' && headers !== null));
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}
