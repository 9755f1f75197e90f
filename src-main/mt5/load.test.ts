// Load over real sockets, with the real engine and the real journal on disk: counts are exact, and nothing is confirmed
// before it is on the disk. How fast it went is `npm run bench -- wire`; a test judges what arrived.

import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Engine, Kernel } from '#core/kernel';
import { openJournal, type SqliteJournal } from '#main/journal';
import { Mt5Gateway } from './index.ts';

const TOKEN_TEXT = 'AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPQ';
const TOKEN = Buffer.from(Array.from({ length: 32 }, (_, i) => i));
const ROWS = 50;

interface Frame {
  readonly type: string;
  readonly ack: number;
  readonly body: Readonly<Record<string, unknown>>;
}

function hmac(text: string): string {
  return createHmac('sha256', TOKEN).update(text, 'utf8').digest('hex');
}

/** A terminal written from the page: it streams one symbol's ticks and keeps what was confirmed. */
class LoadTerminal {
  readonly login: string;
  readonly symbol: string;
  readonly socket: WebSocket;
  /** Msc of the newest tick that was confirmed. */
  confirmedMsc = 0;
  acked = 0;
  isRefused = false;
  #look: (() => void)[] = [];
  #frames: Frame[] = [];
  #at = 0;
  #seq = 0;

  constructor(port: number, login: string, symbol: string, onConfirmed: () => void) {
    this.login = login;
    this.symbol = symbol;
    this.socket = new WebSocket(`ws://127.0.0.1:${String(port)}/ws/mt5`, 'sextant-mt5.v1');
    this.socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString('utf8')) as Frame;
      this.acked = Math.max(this.acked, frame.ack);
      if (frame.type === 'ack.cursor') {
        const cursor = (frame.body['tick'] as Record<string, readonly [number, number]>)[symbol];
        this.confirmedMsc = Math.max(this.confirmedMsc, cursor?.[0] ?? 0);
        onConfirmed();
      }
      if (frame.type === 'resync' || frame.type === 'error' || frame.type === 'nack') this.isRefused = true;
      this.#frames.push(frame);
      for (const look of this.#look.splice(0)) look();
    });
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((done) => { this.#look.push(done); });
  }

  say(type: string, body: object, isReliable = false): void {
    if (isReliable) this.#seq += 1;
    this.socket.send(JSON.stringify({ v: 1, type, seq: isReliable ? this.#seq : 0, ack: 0, ts: Date.now(), body }));
  }

  async join(): Promise<void> {
    await new Promise<void>((done) => { this.socket.once('open', () => { done(); }); });
    const cnonce = randomBytes(16).toString('hex');
    this.say('hello', {
      proto: [1, 1], ea: '1.0.0', build: 4620, login: this.login, server: `Broker-${this.login}`, epoch: 'e1', cnonce,
      last_seq: 0, trade_mode: 'demo', margin_mode: 'hedging', currency: 'USD', off: 0, clock: 'wall', caps: ['tick'],
    });
    await this.until(() => this.#frames.some(({ type }) => type === 'challenge'));
    const snonce = String(this.#frames.find(({ type }) => type === 'challenge')?.body['snonce']);
    this.say('auth', { mac: hmac(`sx1|ea|${snonce}|${cnonce}|${this.login}|Broker-${this.login}|e1`) });
    await this.until(() => this.#frames.some(({ type }) => type === 'welcome'));
  }

  /** Sends `frames` batches of 50 ticks and a numbered frame behind each; gives the msc of the last tick. */
  stream(frames: number): number {
    for (let frame = 0; frame < frames; frame += 1) {
      const rows = Array.from({ length: ROWS }, (_, i) => {
        const msc = this.#at + i + 1;
        return [msc, 1 + msc / 1e6, 1.1 + msc / 1e6, 0, 0, 6];
      });
      const prev = this.#at === 0 ? null : [this.#at, 1];
      this.#at += ROWS;
      this.say('tick', { s: this.symbol, rows, prev, next: [this.#at, 1] });
      this.say('time', { off: 0, src: 'calc', at_msc: this.#at }, true);
    }
    return this.#at;
  }
}

describe('the wire under load', () => {
  let folder: string;
  let journal: SqliteJournal;
  let gateway: Mt5Gateway;
  let server: Server;
  let port: number;
  let broken: unknown[];
  const terminals: LoadTerminal[] = [];
  /** Times something was confirmed while it was not yet on the disk. */
  let early: string[];
  const stored = new Map<string, number>();

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sextant-load-'));
    const opened = await openJournal({ dataDir: folder });
    if (!opened.ok) throw new Error(opened.error.text);
    journal = opened.value;
    broken = [];
    early = [];
    stored.clear();
    const clock = { nowMs: () => Date.now() };
    const engine = new Engine({
      kernel: new Kernel(), journal, clock, venue: { send: () => undefined },
      market: { putTicks: () => undefined, putBar: () => undefined },
    });
    const waiting: { readonly seq: number; readonly symbol: string; readonly msc: number }[] = [];
    engine.onEvents((events) => {
      for (const { seq, body } of events) {
        if (body.kind === 'TicksReceived') waiting.push({ seq, symbol: body.symbol, msc: body.next[0] });
      }
    });
    journal.onCommitted((seq) => {
      while ((waiting[0]?.seq ?? Infinity) <= seq) {
        const one = waiting.shift();
        if (one !== undefined) stored.set(one.symbol, one.msc);
      }
    });
    engine.accept({ kind: 'JournalCreated', seed: '42', formatVersion: 1 });
    gateway = new Mt5Gateway({
      engine, clock, pairingToken: TOKEN_TEXT, ownPort: () => port, onBroken: (error) => { broken.push(error); },
      watchList: [],
    });
    server = createServer();
    server.on('upgrade', (message, socket, head) => { gateway.handleUpgrade(message, socket, head); });
    await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
    port = (server.address() as AddressInfo).port;
  });

  afterEach(async () => {
    for (const terminal of terminals.splice(0)) terminal.socket.terminate();
    await gateway.close();
    await new Promise<void>((done) => { server.close(() => { done(); }); });
    await journal.close();
    rmSync(folder, { recursive: true, force: true });
    expect(broken).toEqual([]);
  });

  function connect(login: string): LoadTerminal {
    const symbol = `S${login}`;
    const terminal: LoadTerminal = new LoadTerminal(port, login, symbol, () => {
      if (terminal.confirmedMsc > (stored.get(symbol) ?? 0)) early.push(`${symbol} ${String(terminal.confirmedMsc)}`);
    });
    terminals.push(terminal);
    return terminal;
  }

  /** What the journal on the disk holds: ticks by symbol as msc, and numbered frames by account. */
  async function onDisk(): Promise<{ readonly ticks: Map<string, number[]>; readonly numbers: Map<string, number[]> }> {
    const ticks = new Map<string, number[]>();
    const numbers = new Map<string, number[]>();
    for await (const batch of journal.readEvents()) {
      for (const { body } of batch) {
        if (body.kind === 'TicksReceived') {
          ticks.set(body.symbol, [...ticks.get(body.symbol) ?? [], ...body.ticks.brokerMs]);
        } else if (body.kind === 'OffsetReported') {
          numbers.set(body.wire.account, [...numbers.get(body.wire.account) ?? [], body.wire.wireSeq]);
        }
      }
    }
    return { ticks, numbers };
  }

  const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

  it('takes 10,000 ticks of one session in 200 messages, exactly, and confirms them after their commit', async () => {
    const terminal = connect('1');
    await terminal.join();
    const last = terminal.stream(200);
    await terminal.until(() => terminal.confirmedMsc === last && terminal.acked === 200);
    const { ticks, numbers } = await onDisk();
    expect(ticks.get('S1')).toEqual(count(10_000));
    expect(numbers.get('1@Broker-1')).toEqual(count(200));
    expect(terminal.isRefused).toBe(false);
    expect(early).toEqual([]);
  });

  it('takes eight sessions at once, each whole and in its order', async () => {
    const eight = count(8).map((n) => connect(String(n)));
    await Promise.all(eight.map((terminal) => terminal.join()));
    const lasts = eight.map((terminal) => terminal.stream(100));
    await Promise.all(eight.map((terminal, i) => (
      terminal.until(() => terminal.confirmedMsc === lasts[i] && terminal.acked === 100)
    )));
    const { ticks, numbers } = await onDisk();
    for (const { login, symbol, isRefused } of eight) {
      expect(ticks.get(symbol)).toEqual(count(5_000));
      expect(numbers.get(`${login}@Broker-${login}`)).toEqual(count(100));
      expect(isRefused).toBe(false);
    }
    expect(early).toEqual([]);
    expect(gateway.links.filter(({ phase }) => phase === 'live')).toHaveLength(8);
  });
});
