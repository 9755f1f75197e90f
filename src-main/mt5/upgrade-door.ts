// Who may open a socket at /ws/mt5: no browser (Origin), nobody who reached us by another name (Host), and only who
// asks for our subprotocol. A refusal is plain HTTP on the raw socket.

import { WIRE_SUBPROTOCOL } from '#core/intake';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { DoorReason } from './door-log.ts';

export interface Refusal {
  readonly status: 403 | 426 | 503;
  readonly why: DoorReason;
  readonly text: string;
}

const STATUS_WORDS = { 403: 'Forbidden', 426: 'Upgrade Required', 503: 'Service Unavailable' } as const;

/** Why this upgrade is refused, null when it may pass. `port` is our own. */
export function refusalOf(request: IncomingMessage, port: number): Refusal | null {
  const { origin, host } = request.headers;
  if (origin !== undefined) {
    const text = 'No Origin header may be sent here: this door is for MetaTrader 5, not for browsers.';
    return { status: 403, why: 'origin', text };
  }
  const name = (host ?? '').toLowerCase();
  if (name !== `127.0.0.1:${String(port)}` && name !== `localhost:${String(port)}`) {
    const text = `Use the address ws://127.0.0.1:${String(port)}/ws/mt5: this Host header is not ours.`;
    return { status: 403, why: 'host', text };
  }
  const asked = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((token) => token.trim());
  if (!asked.includes(WIRE_SUBPROTOCOL)) {
    return { status: 426, why: 'subprotocol', text: `Ask for the WebSocket subprotocol ${WIRE_SUBPROTOCOL}.` };
  }
  return null;
}

/** Answers on the raw socket and ends it. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const body = `${refusal.text}\n`;
  const upgrade = refusal.status === 426
    ? `Upgrade: websocket\r\nSec-WebSocket-Protocol: ${WIRE_SUBPROTOCOL}\r\n` : '';
  const connection = refusal.status === 426 ? 'Upgrade, close' : 'close';
  socket.on('error', () => { socket.destroy(); });
  socket.end(
    `HTTP/1.1 ${String(refusal.status)} ${STATUS_WORDS[refusal.status]}\r\n${upgrade}Connection: ${connection}\r\n`
    + `Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
  );
}
