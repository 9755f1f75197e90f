// A real socket, the real engine, and a client written from MT5-PROTOCOL.md alone (node:crypto for the proofs).

import { createHmac, randomBytes } from 'node:crypto';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { BrokenInvariant } from '#core/base';
import { Engine, Kernel } from '#core/kernel';
import type { JournalEvent } from '#core/model';
import type { Journal, JournalFault } from '#core/ports';
import { Mt5Gateway } from './index.ts';

const TOKEN_TEXT = 'aaaq-eaye-auda-ocaj-bifq-ydio-b4ib-ceqt-cqkr-mfyy-denb-wha5-dypq';
const TOKEN = Buffer.from(Array.from({ length: 32 }, (_, i) => i));

class MemoryJournal implements Journal {
  readonly events: JournalEvent[] = [];
  committedSeq = 0;
  readonly #committed: ((seq: number) => void)[] = [];
  readonly #faults: ((fault: JournalFault) => void)[] = [];
  #hasFailed = false;

  get headSeq(): number {
    return this.events.length;
  }

  append(batch: readonly JournalEvent[]): void {
    this.events.push(...batch);
    setImmediate(() => {
      if (this.#hasFailed) return;
      this.committedSeq = this.events.length;
      for (const listener of this.#committed) listener(this.committedSeq);
    });
  }

  onCommitted(listener: (seq: number) => void): () => void {
    this.#committed.push(listener);
    return () => undefined;
  }

  onFault(listener: (fault: JournalFault) => void): () => void {
    this.#faults.push(listener);
    return () => undefined;
  }

  fail(): void {
    this.#hasFailed = true;
    for (const listener of this.#faults) listener({ code: 'JOURNAL_DISK_FULL', text: 'full' });
  }

  kinds(): readonly string[] {
    return this.events.map((event) => event.body.kind);
  }
}

interface Frame {
  readonly type: string;
  readonly seq: number;
  readonly ack: number;
  readonly body: Readonly<Record<string, unknown>>;
}

function hmac(text: string): string {
  return createHmac('sha256', TOKEN).update(text, 'utf8').digest('hex');
}

class Client {
  readonly frames: Frame[] = [];
  closeCode: number | null = null;
  readonly socket: WebSocket;
  #look: (() => void)[] = [];

  constructor(port: number, options: { readonly headers?: Record<string, string> } = {}) {
    this.socket = new WebSocket(`ws://127.0.0.1:${String(port)}/ws/mt5`, 'sextant-mt5.v1', options);
    this.socket.on('message', (data: Buffer) => {
      this.frames.push(JSON.parse(data.toString('utf8')) as Frame);
      this.#wake();
    });
    this.socket.on('close', (code) => {
      this.closeCode = code;
      this.#wake();
    });
    this.socket.on('error', () => undefined);
  }

  #wake(): void {
    const look = this.#look;
    this.#look = [];
    for (const one of look) one();
  }

  async until<T>(find: () => T | undefined): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => { this.#look.push(resolve); });
    }
  }

  next(type: string, fits: (frame: Frame) => boolean = () => true): Promise<Frame> {
    return this.until(() => this.frames.find((frame) => frame.type === type && fits(frame)));
  }

  closed(): Promise<number> {
    return this.until(() => this.closeCode ?? undefined);
  }

  say(type: string, body: object, seq = 0): void {
    this.socket.send(JSON.stringify({ v: 1, type, seq, ack: 0, ts: Date.now(), body }));
  }

  async join(
    more: { readonly login?: string; readonly last_seq?: number; readonly mac?: string } = {},
  ): Promise<Frame> {
    const login = more.login ?? '51234567';
    const cnonce = randomBytes(16).toString('hex');
    this.say('hello', {
      proto: [1, 1], ea: '1.0.0', build: 4620, login, server: 'Broker-Demo', epoch: '9f2c', cnonce,
        last_seq: more.last_seq ?? 0,
      trade_mode: 'demo', margin_mode: 'hedging', currency: 'USD', off: 7200, clock: 'wall', caps: ['tick', 'bar'],
    });
    const { snonce, mac } = (await this.next('challenge')).body as { snonce: string; mac: string };
    expect(mac).toBe(hmac(`sx1|srv|${cnonce}|${snonce}|${login}`));
    this.say('auth', { mac: more.mac ?? hmac(`sx1|ea|${snonce}|${cnonce}|${login}|Broker-Demo|9f2c`) });
    return more.mac === undefined ? this.next('welcome') : this.next('error');
  }

  opened(): Promise<void> {
    return new Promise((resolve) => { this.socket.once('open', () => { resolve(); }); });
  }
}

describe('the door at /ws/mt5', () => {
  let server: Server;
  let port = 0;
  let journal: MemoryJournal;
  let gateway: Mt5Gateway;
  let engine: Engine;
  let broken: unknown[];
  const clients: Client[] = [];

  beforeEach(async () => {
    journal = new MemoryJournal();
    broken = [];
    const venue = { send: (account: string,
      command: Parameters<Mt5Gateway['send']>[1]): void => { gateway.send(account, command); } };
    const clock = { nowMs: () => Date.now() };
    engine = new Engine({ kernel: new Kernel(), journal, clock, venue, market: { putTicks: () => undefined,
      putBar: () => undefined } });
    engine.accept({ kind: 'JournalCreated', seed: '42', formatVersion: 1 });
    gateway = new Mt5Gateway({ engine, clock, pairingToken: TOKEN_TEXT, ownPort: () => port,
      onBroken: (error) => { broken.push(error); } });
    server = createServer();
    server.on('upgrade', (message, socket, head) => { gateway.handleUpgrade(message, socket, head); });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    port = (server.address() as AddressInfo).port;
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.socket.terminate();
    await gateway.close();
    await new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
    expect(broken).toEqual([]);
  });

  async function connect(options: { readonly headers?: Record<string, string> } = {}): Promise<Client> {
    const client = new Client(port, options);
    clients.push(client);
    await client.opened();
    return client;
  }

  function refused(headers: Record<string, string>): Promise<{ status: number; text: string; connection: string }> {
    return new Promise((resolve, reject) => {
      const upgrade = request({
        host: '127.0.0.1', port, path: '/ws/mt5', headers: {
          Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13',
            'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', ...headers,
        },
      });
      const take = (response: { statusCode?: number | undefined; headers: Record<string, unknown> },
        text: string): void => {
        resolve({ status: response.statusCode ?? 0, text, connection: String(response.headers['connection']) });
      };
      upgrade.on('response', (response) => {
        let text = '';
        response.on('data', (part: Buffer) => { text += part.toString('utf8'); });
        response.on('end', () => { take(response, text); });
      });
      upgrade.on('upgrade', (response, socket, head) => {
        socket.destroy();
        take(response, head.toString('utf8'));
      });
      upgrade.on('error', reject);
      upgrade.end();
    });
  }

  it('answers an upgrade without the subprotocol by 426 and one line', async () => {
    const { status, text, connection } = await refused({});
    expect(status).toBe(426);
    expect(text).toBe('Ask for the WebSocket subprotocol sextant-mt5.v1.\n');
    expect(connection).toContain('close');
    expect((await refused({ 'Sec-WebSocket-Protocol': 'sextant-mt5.v2' })).status).toBe(426);
  });

  it('answers any Origin and any foreign Host by 403', async () => {
    const good = { 'Sec-WebSocket-Protocol': 'sextant-mt5.v1' };
    expect((await refused({ ...good, Origin: `http://127.0.0.1:${String(port)}` })).status).toBe(403);
    expect((await refused({ ...good, Host: `evil.example:${String(port)}` })).status).toBe(403);
    expect((await refused({ ...good, Host: `127.0.0.1:${String(port + 1)}` })).status).toBe(403);
    expect((await refused({ ...good, Host: `localhost:${String(port)}` })).status).toBe(101);
  });

  it('takes a terminal through handshake, snapshot and stream, and acknowledges what is stored', async () => {
    const client = await connect();
    const welcome = await client.join();
    expect(welcome.body).toMatchObject({ proto: 1, resume: { epoch: '9f2c', ack: 0 }, trade: 'enabled' });
    const sub = await client.next('sub', (frame) => (frame.body['ticks'] as string[]).length > 0);
    expect(sub.body['ticks']).toEqual(['EURUSD', 'GBPUSD', 'USDJPY', 'XAUUSD']);
    client.say('snapshot.begin', {}, 1);
    client.say('snapshot.end', { hash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      counts: { positions: 0, orders: 0, deals: 0 } }, 2);
    await client.next('ack', (frame) => frame.ack === 2);
    client.say('tick', { s: 'EURUSD', cols: ['msc', 'bid', 'ask', 'last', 'vol', 'flags'], rows: [[1764007200123,
      1.08512, 1.08524, 0, 0, 6]], prev: null, next: [1764007200123, 1] });
    const cursor = await client.next('ack.cursor');
    expect(cursor.body).toEqual({ tick: { EURUSD: [1764007200123, 1] }, bar: {} });
    expect(cursor.ack).toBe(2);
    expect(journal.kinds()).toEqual(expect.arrayContaining(['TerminalConnected', 'SnapshotBegan', 'SnapshotEnded',
      'TicksReceived']));
  });

  it('checklist connection-4: replaces an older session of the same login by the newer one, with 4409', async () => {
    const older = await connect();
    await older.join();
    older.say('time', { off: 7200, src: 'calc', at_msc: 1 }, 1);
    await older.next('ack', (frame) => frame.ack === 1);
    const newer = await connect();
    expect((await newer.join({ last_seq: 1 })).body['resume']).toEqual({ epoch: '9f2c', ack: 1 });
    expect(await older.closed()).toBe(4409);
    expect(gateway.links.filter((link) => link.phase === 'live')).toHaveLength(1);
    newer.say('time', { off: 7200, src: 'calc', at_msc: 1 }, 2);
    await newer.next('ack', (frame) => frame.ack === 2);
  });

  it('checklist connection-4: lets a second account in as a read-only feed', async () => {
    await (await connect()).join();
    const second = await connect();
    expect((await second.join({ login: '777' })).body['trade']).toBe('readonly');
  });

  it('checklist connection-4: sends a command to the terminal of its account only', async () => {
    const client = await connect();
    await client.join();
    const other = await connect();
    await other.join({ login: '777' });
    gateway.send('51234567@Broker-Demo', { type: 'order.query', id: 'c1', cid: '7H3K9QZX' });
    gateway.send('nobody@nowhere', { type: 'order.query', id: 'c2', cid: '7H3K9QZX' });
    expect((await client.next('order.query')).body).toEqual({ id: 'c1', cid: '7H3K9QZX' });
    other.socket.ping();
    await new Promise<void>((resolve) => { other.socket.once('pong', () => { resolve(); }); });
    expect(other.frames.some((frame) => frame.type === 'order.query')).toBe(false);
  });

  it('checklist symbols-6: follows the name the trader chose for a symbol at once, and after the next welcome', async () => {
    const account = '51234567@Broker-Demo';
    const client = await connect();
    await client.join();
    const asks = (name: string) => (frame: Frame): boolean => (frame.body['ticks'] as string[]).includes(name);
    await client.next('sub', asks('EURUSD'));
    engine.accept({ kind: 'SymbolNamed', account, symbol: 'EURUSD', name: 'EURUSD.pro', by: 'window' });
    expect((await client.next('sub', asks('EURUSD.pro'))).body['ticks']).toEqual(['EURUSD.pro']);
    const [link] = gateway.links;
    expect(link?.symbols[0]).toMatchObject({ asked: 'EURUSD', name: 'EURUSD.pro', state: 'asked' });
    const next = await connect();
    await next.join();
    expect((await next.next('sub', asks('EURUSD.pro'))).body['ticks']).not.toContain('EURUSD');
  });

  it('closes a wrong proof with 4401, a binary frame with 4400 and a message above 1 MiB with 1009', async () => {
    const wrong = await connect();
    expect((await wrong.join({ mac: '0'.repeat(64), login: '1' })).body['code']).toBe('E_AUTH');
    expect(await wrong.closed()).toBe(4401);
    const binary = await connect();
    binary.socket.send(Buffer.from('{}'), { binary: true });
    expect(await binary.closed()).toBe(4400);
    const large = await connect();
    await large.join();
    large.socket.send('x'.repeat(1_048_577));
    expect(await large.closed()).toBe(1009);
    const still = await connect();
    await still.join();
  });

  it('notes what happened at the door, and no secret with it', async () => {
    await refused({});
    await refused({ 'Sec-WebSocket-Protocol': 'sextant-mt5.v1', Host: 'evil.example' });
    const wrong = await connect();
    await wrong.join({ mac: '0'.repeat(64) });
    await wrong.closed();
    const leaves = await connect();
    leaves.say('hello', {
      proto: [1, 1], ea: '1.0.0', build: 4620, login: '1', server: 'Broker-Demo', epoch: '9f2c', cnonce: '0'.repeat(32),
      last_seq: 0, trade_mode: 'demo', margin_mode: 'hedging', currency: 'USD', off: 0, clock: 'wall', caps: [],
    });
    await leaves.next('challenge');
    leaves.socket.close(1000);
    await leaves.closed();
    const good = await connect();
    await good.join({ login: '777' });
    await gateway.close();
    const told = gateway.door.events.map(({ what, why, account }) => [what, why, account]);
    expect(told).toEqual([
      ['refused', 'subprotocol', null], ['refused', 'host', null],
      ['opened', null, null], ['closed', 'auth', null],
      ['opened', null, null], ['closed', 'unproven', null],
      ['opened', null, null], ['proven', null, '777@Broker-Demo'], ['closed', 'stopped', '777@Broker-Demo'],
    ]);
    expect(JSON.stringify(gateway.door.events)).not.toMatch(/[0-9a-f]{32}|[A-Z2-7]{52}/);
  });

  it('takes a message sent in fragments', async () => {
    const client = await connect();
    await client.join();
    const text = JSON.stringify({ v: 1, type: 'time', seq: 1, ack: 0, ts: 0, body: { off: 7200, src: 'calc',
      at_msc: 1 } });
    client.socket.send(text.slice(0, 20), { fin: false });
    client.socket.send(text.slice(20), { fin: true });
    await client.next('ack', (frame) => frame.ack === 1);
  });

  it('says E_INTERNAL and closes when the journal fails, having acknowledged nothing of it', async () => {
    const client = await connect();
    await client.join();
    journal.fail();
    client.say('time', { off: 7200, src: 'calc', at_msc: 1 }, 1);
    expect((await client.next('error')).body['code']).toBe('E_INTERNAL');
    expect(await client.closed()).toBe(1001);
    expect(client.frames.every((frame) => frame.ack === 0)).toBe(true);
  });

  it('closes every session with 1001 when the program stops', async () => {
    const client = await connect();
    await client.join();
    await gateway.close();
    expect(await client.closed()).toBe(1001);
    expect(journal.kinds().at(-1)).toBe('TerminalDisconnected');
    expect((await refused({ 'Sec-WebSocket-Protocol': 'sextant-mt5.v1' })).status).toBe(503);
  });
});

class BreakingEngine extends Engine {
  isBroken = false;

  override accept(body: Parameters<Engine['accept']>[0]): ReturnType<Engine['accept']> {
    if (this.isBroken) throw new BrokenInvariant('made to break');
    return super.accept(body);
  }
}

describe('a broken engine', () => {
  it('is reported, ends the session, and leaves the process standing', async () => {
    const journal = new MemoryJournal();
    const clock = { nowMs: () => Date.now() };
    const market = { putTicks: () => undefined, putBar: () => undefined };
    const venue = { send: () => undefined };
    const engine = new BreakingEngine({ kernel: new Kernel(), journal, clock, venue, market });
    const broken: unknown[] = [];
    let port = 0;
    const gateway = new Mt5Gateway({
      engine, clock, pairingToken: TOKEN_TEXT, ownPort: () => port, onBroken: (error) => { broken.push(error); },
    });
    const server = createServer();
    server.on('upgrade', (message, socket, head) => { gateway.handleUpgrade(message, socket, head); });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    port = (server.address() as AddressInfo).port;
    engine.accept({ kind: 'JournalCreated', seed: '42', formatVersion: 1 });
    const client = new Client(port);
    await client.opened();
    await client.join();
    engine.isBroken = true;
    client.say('time', { off: 7200, src: 'calc', at_msc: 1 }, 1);
    expect((await client.next('error')).body['code']).toBe('E_INTERNAL');
    expect(await client.closed()).toBe(1001);
    expect(broken[0]).toBeInstanceOf(BrokenInvariant);
    await gateway.close();
    await new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
  });
});
