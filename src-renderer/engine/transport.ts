// The road to the engine: a WebSocket in a browser, a message port in the desktop window. Above it both are the same
// typed client of the contract.

import type { ContractClient } from '#core/contract';
import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';

export interface Transport {
  readonly client: ContractClient;
  /** Settles when the road is gone; true where it had been open before. */
  readonly gone: Promise<boolean>;
  readonly close: () => void;
}

/** Sent to the page by the desktop's preload, with one MessagePort. */
const PORT_MESSAGE = 'sextant-port';
/** Sent by the page, so that it does not matter who is ready first. */
const PORT_WANTED_MESSAGE = 'sextant-port-wanted';
const PORT_ASK_MS = 250;

function isDesktop(): boolean {
  return 'sextant' in window || !location.protocol.startsWith('http');
}

function isPortMessage(event: MessageEvent<unknown>): boolean {
  const data = event.data;
  return (
    event.source === window &&
    typeof data === 'object' &&
    data !== null &&
    'type' in data &&
    data.type === PORT_MESSAGE &&
    event.ports.length === 1
  );
}

async function openPort(): Promise<Transport> {
  const port = await new Promise<MessagePort>((resolve) => {
    const ask = (): void => {
      window.postMessage({ type: PORT_WANTED_MESSAGE }, location.origin === 'null' ? '*' : location.origin);
    };
    const timer = window.setInterval(ask, PORT_ASK_MS);
    const onMessage = (event: MessageEvent<unknown>): void => {
      const handed = event.ports[0];
      if (!isPortMessage(event) || handed === undefined) return;
      window.clearInterval(timer);
      window.removeEventListener('message', onMessage);
      resolve(handed);
    };
    window.addEventListener('message', onMessage);
    ask();
  });
  const client: ContractClient = createORPCClient(new PortLink({ port }));
  const gone = new Promise<boolean>((resolve) => {
    port.addEventListener('close', () => {
      resolve(true);
    });
  });
  port.start();
  return {
    client,
    gone,
    close: () => {
      port.close();
    },
  };
}

async function openSocket(): Promise<Transport> {
  const address = new URL('ws/app', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  address.search = '';
  address.hash = '';
  const socket = new WebSocket(address);
  const client: ContractClient = createORPCClient(new SocketLink({ websocket: socket }));
  let wasOpen = false;
  const gone = new Promise<boolean>((resolve) => {
    socket.addEventListener('close', () => {
      resolve(wasOpen);
    });
  });
  await new Promise<void>((resolve) => {
    socket.addEventListener('open', () => {
      wasOpen = true;
      resolve();
    });
    socket.addEventListener('close', () => {
      resolve();
    });
  });
  return {
    client,
    gone,
    close: () => {
      socket.close();
    },
  };
}

/** A fresh road; it may be gone at once, which `gone` tells. */
export function openTransport(): Promise<Transport> {
  return isDesktop() ? openPort() : openSocket();
}

/** Does the host answer at all? Tells a stopped host from one that does not take this window's key any more. */
export async function isHostAlive(): Promise<boolean> {
  if (isDesktop()) return false;
  try {
    const answer = await fetch(new URL('api/v1/health', location.href), { cache: 'no-store' });
    return answer.ok;
  } catch {
    return false;
  }
}
