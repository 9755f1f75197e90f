// A relay between the terminal and the workstation that hears both: what the workstation said was stored, and which
// commands it sent. It changes nothing. The terminal keeps one address while the workstation dies and comes back.

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { contentDigest, WIRE_SUBPROTOCOL } from '#core/intake';
import { Violation } from './violation.ts';

/** All that a terminal was told is stored, and all that it was sent. */
export interface Told {
  /** Highest acknowledged reliable number of each epoch. */
  readonly acks: ReadonlyMap<string, number>;
  /** Highest confirmed (broker ms, count) of each symbol's ticks. */
  readonly ticks: ReadonlyMap<string, readonly [number, number]>;
  /** Newest confirmed bar of each series, broker seconds. */
  readonly bars: ReadonlyMap<string, number>;
  /** Commands that trade by client order id: the JSON text of the body's fields that say what to do. */
  readonly commands: ReadonlyMap<string, string>;
}

interface Frame {
  readonly type: string;
  readonly seq: number;
  readonly ack: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Links {
  readonly down: WebSocket;
  readonly up: WebSocket;
  epoch: string;
}

interface Cursors {
  readonly tick?: Record<string, [number, number]>;
  readonly bar?: Record<string, number>;
}

export class Witness {
  readonly #server = new WebSocketServer({
    host: '127.0.0.1', port: 0, perMessageDeflate: false, handleProtocols: () => WIRE_SUBPROTOCOL,
  });
  readonly #links = new Set<Links>();
  readonly #acks = new Map<string, number>();
  readonly #ticks = new Map<string, readonly [number, number]>();
  readonly #bars = new Map<string, number>();
  readonly #commands = new Map<string, string>();
  /** Client order ids that were sent and not yet declared absent. */
  readonly #sent = new Set<string>();
  /** Digests of what the terminal sent under each epoch and number: more than one where it forgot that it had. */
  readonly #digests = new Map<string, number[]>();
  readonly #welcomed: (() => void)[] = [];
  readonly #waiting: ((target: string) => void)[] = [];
  #upstream: string | null = null;
  /** The first broken promise seen on the wire. */
  violation: Violation | null = null;
  welcomes = 0;
  sends = 0;
  resends = 0;

  constructor() {
    this.#server.on('connection', (down) => { this.#open(down); });
  }

  /** The address that the terminal uses, once it listens. */
  async address(): Promise<string> {
    if (this.#server.address() === null) await once(this.#server, 'listening');
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/ws/mt5`;
  }

  /** Where the workstation is now. */
  relayTo(url: string): void {
    this.#upstream = url;
    for (const join of this.#waiting.splice(0)) join(url);
  }

  /** True for the content of a frame that the terminal sent under this number. */
  hasSent(epoch: string, seq: number, digest: number): boolean {
    return this.#digests.get(`${epoch} ${seq}`)?.includes(digest) === true;
  }

  /** Settles at the next welcome. */
  nextWelcome(): Promise<void> {
    return new Promise((done) => { this.#welcomed.push(done); });
  }

  /** Waits until every link to the dead workstation was read to its end, and gives what it had said. */
  async takeTold(): Promise<Told> {
    this.#upstream = null;
    for (const { up } of [...this.#links]) {
      if (up.readyState !== WebSocket.CLOSED) await new Promise((done) => { up.once('close', done); });
    }
    return {
      acks: new Map(this.#acks), ticks: new Map(this.#ticks), bars: new Map(this.#bars),
      commands: new Map(this.#commands),
    };
  }

  close(): void {
    for (const { down, up } of this.#links) {
      down.terminate();
      up.terminate();
    }
    this.#server.close();
  }

  /** A terminal that comes while nobody is there is kept waiting: its next try might be seconds away. */
  #open(down: WebSocket): void {
    const early: string[] = [];
    const keep = (data: RawData): void => { early.push(textOf(data)); };
    down.on('error', () => undefined);
    down.on('message', keep);
    const join = (target: string): void => {
      if (down.readyState !== WebSocket.OPEN) return;
      down.off('message', keep);
      this.#join(down, target, early);
    };
    if (this.#upstream === null) this.#waiting.push(join);
    else join(this.#upstream);
  }

  #join(down: WebSocket, target: string, early: string[]): void {
    const up = new WebSocket(target, [WIRE_SUBPROTOCOL], { perMessageDeflate: false });
    const links: Links = { down, up, epoch: '' };
    this.#links.add(links);
    const hear = (text: string): void => {
      this.#guarded(() => { this.#hearTerminal(links, JSON.parse(text) as Frame); });
    };
    for (const text of early) hear(text);
    up.on('error', () => undefined);
    up.on('open', () => { for (const text of early.splice(0)) up.send(text); });
    down.on('message', (data: RawData) => {
      const text = textOf(data);
      hear(text);
      if (up.readyState === WebSocket.OPEN) up.send(text);
      else if (up.readyState === WebSocket.CONNECTING) early.push(text);
    });
    up.on('message', (data: RawData) => {
      const text = textOf(data);
      this.#guarded(() => { this.#hearServer(links, JSON.parse(text) as Frame); });
      if (down.readyState === WebSocket.OPEN) down.send(text);
    });
    up.on('close', (code, reason) => {
      this.#links.delete(links);
      if (code === 1000 || code === 1001 || code >= 4000) down.close(code, reason);
      else down.terminate();
    });
    down.on('close', (code, reason) => {
      if (code === 1000 && up.readyState === WebSocket.OPEN) up.close(code, reason);
      else up.terminate();
    });
  }

  #guarded(hear: () => void): void {
    try {
      hear();
    } catch (error) {
      this.violation ??= error instanceof Violation ? error : new Violation(String(error));
    }
  }

  #hearTerminal(links: Links, { type, seq, body }: Frame): void {
    if (type === 'hello') links.epoch = String(body['epoch']);
    if (seq > 0) this.#noteReliable(`${links.epoch} ${seq}`, contentDigest(type, body));
    if (type === 'order.result' && body['state'] === 'absent') this.#sent.delete(String(body['cid']));
  }

  #hearServer(links: Links, { type, ack, body }: Frame): void {
    this.#noteAck(links.epoch, ack);
    if (type === 'welcome') {
      const resume = body['resume'] as { epoch: string; ack: number };
      this.#noteAck(resume.epoch, resume.ack);
      this.#noteCursors(body['cursors'] as Cursors);
      this.welcomes += 1;
      for (const done of this.#welcomed.splice(0)) done();
    } else if (type === 'ack.cursor') {
      this.#noteCursors(body);
    } else if (type === 'order.send' || type === 'position.close') {
      this.#noteCommand(type, body);
    }
  }

  #noteReliable(key: string, digest: number): void {
    const known = this.#digests.get(key);
    if (known === undefined) this.#digests.set(key, [digest]);
    else if (!known.includes(digest)) known.push(digest);
  }

  #noteAck(epoch: string, ack: number): void {
    if (ack > (this.#acks.get(epoch) ?? 0)) this.#acks.set(epoch, ack);
  }

  #noteCursors({ tick = {}, bar = {} }: Cursors): void {
    for (const [symbol, cursor] of Object.entries(tick)) {
      const known = this.#ticks.get(symbol) ?? [0, 0];
      if (cursor[0] > known[0] || (cursor[0] === known[0] && cursor[1] > known[1])) this.#ticks.set(symbol, cursor);
    }
    for (const [series, t] of Object.entries(bar)) {
      if (t > (this.#bars.get(series) ?? 0)) this.#bars.set(series, t);
    }
  }

  #noteCommand(type: string, body: Frame['body']): void {
    const cid = String(body['cid']);
    const words = type === 'order.send'
      ? [type, cid, body['s'], body['side'], body['vol'], body['sl'], body['tp']]
      : [type, cid, body['position'], body['vol']];
    const content = JSON.stringify(words);
    const known = this.#commands.get(cid);
    if (known !== undefined) {
      this.resends += 1;
      if (known !== content) throw new Violation(`order ${cid} was sent as ${known} and again as ${content}`);
      if (this.#sent.has(cid)) throw new Violation(`order ${cid} was sent twice, and nobody had said it is absent`);
    }
    this.sends += 1;
    this.#commands.set(cid, content);
    this.#sent.add(cid);
  }
}

function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.concat(data as Buffer[]).toString('utf8');
}
