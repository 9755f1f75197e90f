// What `ws` alone costs, in a process of its own: /ack parses each frame and answers a small acknowledgement, /relay
// hands each frame on to whoever listens at /listen. Nothing is checked, kept or computed.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';

interface Frame {
  readonly body: { readonly s: string; readonly next: readonly [number, number] };
}

const listeners = new Set<WebSocket>();

function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data as ArrayBuffer).toString('utf8');
}

function serve(socket: WebSocket, path: string): void {
  socket.on('error', () => { socket.terminate(); });
  if (path === '/listen') {
    listeners.add(socket);
    socket.on('close', () => { listeners.delete(socket); });
  } else if (path === '/relay') {
    socket.on('message', (data) => {
      const text = textOf(data);
      for (const listener of listeners) listener.send(text);
    });
  } else {
    socket.on('message', (data) => {
      const { body } = JSON.parse(textOf(data)) as Frame;
      socket.send(JSON.stringify({ type: 'ack.cursor', body: { tick: { [body.s]: body.next } } }));
    });
  }
}

const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on('connection', (socket, request) => { serve(socket, request.url ?? ''); });
http.listen(0, '127.0.0.1', () => {
  const { port } = http.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `ws://127.0.0.1:${port}` })}\n`);
});
process.stdin.on('end', () => { process.exit(0); });
process.stdin.resume();
