// A small WebSocket server that speaks the page's server side, for tests of the simulated terminal's process.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { decodeToken, encodeToken, serverProof, terminalProof, WIRE_SUBPROTOCOL } from '#core/intake';

export const TOKEN_TEXT = encodeToken(Uint8Array.from({ length: 32 }, (_, i) => i));

export class PageServer {
  readonly rows: number[][] = [];
  readonly types: string[] = [];
  readonly results: Record<string, unknown>[] = [];
  /** Headers of the newest upgrade. */
  headers: Readonly<Record<string, string | string[] | undefined>> = {};
  connections = 0;
  ack = 0;
  cursor: [number, number] | null = null;
  /** Answers every upgrade with this status instead; 0 accepts. */
  refusal = 0;
  /** Breaks the link after this many tick frames, once. */
  breakAfter = Infinity;
  trouble: string[] = [];
  readonly #http: Server = createServer();
  readonly #sockets = new WebSocketServer({ noServer: true, handleProtocols: () => WIRE_SUBPROTOCOL });
  readonly #key: Uint8Array;
  #socket: WebSocket | null = null;
  #hello: Record<string, unknown> = {};
  #epoch = '';

  constructor(token = TOKEN_TEXT) {
    this.#key = decodeToken(token) ?? new Uint8Array(32);
    this.#http.on('upgrade', (request, socket, head) => {
      this.headers = request.headers;
      if (this.refusal !== 0) {
        socket.end(`HTTP/1.1 ${String(this.refusal)} No\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (opened) => {
        this.connections += 1;
        this.#socket = opened;
        // what a broken link still delivers is lost
        opened.on(
          'message',
          (data) => { if (opened.readyState === opened.OPEN) this.#receive((data as Buffer).toString('utf8')); },
        );
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => { this.#http.listen(0, '127.0.0.1', resolve); });
    return `ws://127.0.0.1:${String((this.#http.address() as AddressInfo).port)}/ws/mt5`;
  }

  async close(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    await new Promise((resolve) => { this.#http.close(resolve); });
  }

  say(type: string, body: object): void {
    this.#socket?.send(JSON.stringify({ v: 1, type, seq: 0, ack: this.ack, ts: Date.now(), body }));
  }

  #receive(text: string): void {
    const { type, seq, body } = JSON.parse(text) as { type: string; seq: number; body: Record<string, unknown> };
    this.types.push(type);
    if (type === 'hello') {
      this.#hello = body;
      this.say(
        'challenge',
        {
          snonce: 'ab'.repeat(16),
          mac: serverProof(this.#key, String(body['cnonce']), 'ab'.repeat(16), String(body['login'])),
        },
      );
    } else if (type === 'auth') {
      this.#prove(String(body['mac']));
    } else if (type === 'tick') {
      this.#store(body);
    } else if (seq > 0) {
      if (type === 'order.result') this.results.push(body);
      if (seq > this.ack + 1) this.trouble.push(`hole before ${String(seq)}`);
      this.ack = Math.max(this.ack, seq);
      this.say('ack', {});
    }
  }

  #prove(mac: string): void {
    const text = (name: string) => String(this.#hello[name]);
    const wanted = terminalProof(this.#key, {
      snonce: 'ab'.repeat(16), cnonce: text('cnonce'), login: text('login'), server: text('server'),
      epoch: text('epoch'),
    });
    if (mac !== wanted) this.trouble.push('wrong proof');
    if (text('epoch') !== this.#epoch) this.ack = 0;
    this.#epoch = text('epoch');
    this.say('welcome', {
      session: 's', proto: 1, ts: Date.now(), resume: { epoch: this.#epoch, ack: this.ack },
      cursors: {
        tick: this.cursor === null ? {} : { EURUSD: this.cursor }, bar: {},
      }, deal_from_msc: 0, calendar_change_id: null,
      subs: [], limits: { window_bytes: 100_000, max_tick_rows: 100, orders_per_s: 5 }, trade: 'enabled',
    });
  }

  #store(body: Record<string, unknown>): void {
    this.breakAfter -= 1;
    if (this.breakAfter === 0) {
      this.#socket?.terminate();
      return;
    }
    if (JSON.stringify(body['prev']) !== JSON.stringify(this.cursor)) {
      this.trouble.push('prev does not fit');
      return;
    }
    this.rows.push(...body['rows'] as number[][]);
    this.cursor = body['next'] as [number, number];
    this.say('ack.cursor', { tick: { EURUSD: this.cursor }, bar: {} });
  }
}
