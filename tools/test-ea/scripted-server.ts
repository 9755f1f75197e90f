// A server of a few lines for what the real one does not do on purpose: prove itself wrongly, refuse, forget to
// confirm, ask for history page by page. It keeps every frame that the EA sends.

import { createHmac, randomBytes } from 'node:crypto';
import { type AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { until } from './terminal.ts';

export interface Frame {
  readonly type: string;
  readonly seq: number;
  readonly re?: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ScriptedOptions {
  /** The server's proof is made with another token. */
  readonly isRogue?: boolean;
  /** Answers `hello` with this instead of a challenge. */
  readonly refusal?: { readonly code: string; readonly close: number };
  readonly welcome?: Readonly<Record<string, unknown>>;
}

/** RFC 4648 without padding. */
function toBase32(bytes: Buffer): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(Number.parseInt(five.padEnd(5, '0'), 2))).join('');
}

export class ScriptedServer {
  readonly frames: Frame[] = [];
  readonly token: string;
  options: ScriptedOptions;
  /** Whether reliable messages and ticks are confirmed. */
  isConfirming = true;
  isWelcoming = true;
  connections = 0;
  welcomes = 0;
  epoch = '';
  ack = 0;
  closeCodes: number[] = [];
  readonly #key = randomBytes(32);
  #server: WebSocketServer | null = null;
  #socket: WebSocket | null = null;
  #ids = 0;
  #port = 0;
  readonly #cursors = new Map<string, readonly [number, number]>();

  constructor(options: ScriptedOptions = {}) {
    this.options = options;
    this.token = toBase32(this.#key);
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}/ws/mt5`;
  }

  async listen(): Promise<void> {
    const server = new WebSocketServer({
      port: this.#port, host: '127.0.0.1', handleProtocols: () => 'sextant-mt5.v1', perMessageDeflate: false,
    });
    this.#server = server;
    await new Promise<void>((done) => { server.on('listening', done); });
    this.#port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => { this.#take(socket); });
  }

  /** Gone, as a killed application; `listen` comes back on the same port. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    for (const socket of server.clients) socket.terminate();
    await new Promise<void>((done) => { server.close(() => { done(); }); });
  }

  drop(code?: number): void {
    if (code === undefined) this.#socket?.terminate();
    else this.#socket?.close(code, 'scripted');
  }

  of(type: string): Frame[] {
    return this.frames.filter((frame) => frame.type === type);
  }

  /** Waits for a frame of `type` that `fits`, from the first on. */
  async frame(type: string, fits: (frame: Frame) => boolean = () => true, msMax = 30_000): Promise<Frame> {
    let found: Frame | undefined;
    await until(`a frame ${type}`, () => {
      found = this.frames.find((frame) => frame.type === type && fits(frame));
      return found !== undefined;
    }, msMax);
    return found as Frame;
  }

  say(type: string, body: Readonly<Record<string, unknown>>): void {
    this.#socket?.send(JSON.stringify({ v: 1, type, seq: 0, ack: this.ack, ts: Date.now(), body }));
  }

  /** Sends a command and waits for `order.result`, `result` or `error` with its id. */
  async command(type: string, body: Readonly<Record<string, unknown>>): Promise<Frame> {
    this.#ids += 1;
    const id = `c${this.#ids}`;
    this.say(type, { id, ...body });
    let found: Frame | undefined;
    await until(`an answer to ${type}`, () => {
      found = this.frames.find((frame) => ['order.result', 'result', 'error'].includes(frame.type)
        && (frame.body['re'] === id || frame.re === id));
      return found !== undefined;
    });
    return found as Frame;
  }

  #take(socket: WebSocket): void {
    this.connections += 1;
    this.#socket = socket;
    let hello: Readonly<Record<string, unknown>> = {};
    let snonce = '';
    socket.on('error', () => undefined);
    socket.on('close', (code) => { this.closeCodes.push(code); });
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as Frame;
      this.frames.push(frame);
      if (frame.type === 'hello') {
        hello = frame.body;
        const { refusal } = this.options;
        if (refusal !== undefined) {
          this.say('error', { code: refusal.code, msg: 'scripted', retry_ms: null });
          socket.close(refusal.close, refusal.code);
          return;
        }
        snonce = randomBytes(16).toString('hex');
        const key = this.options.isRogue === true ? randomBytes(32) : this.#key;
        const text = `sx1|srv|${String(hello['cnonce'])}|${snonce}|${String(hello['login'])}`;
        this.say('challenge', { snonce, mac: createHmac('sha256', key).update(text).digest('hex') });
      } else if (frame.type === 'auth') {
        this.#welcome(hello, snonce, String(frame.body['mac']), socket);
      } else {
        this.#confirm(frame);
      }
    });
  }

  #welcome(hello: Readonly<Record<string, unknown>>, snonce: string, mac: string, socket: WebSocket): void {
    const { cnonce, login, server, epoch } = hello;
    const text = `sx1|ea|${snonce}|${String(cnonce)}|${String(login)}|${String(server)}|${String(epoch)}`;
    if (createHmac('sha256', this.#key).update(text).digest('hex') !== mac || !this.isWelcoming) {
      this.say('error', { code: 'E_AUTH', msg: 'scripted', retry_ms: null });
      socket.close(4401, 'E_AUTH');
      return;
    }
    if (this.epoch !== String(epoch)) this.ack = 0;
    this.epoch = String(epoch);
    this.welcomes += 1;
    this.say('welcome', {
      session: `s${this.welcomes}`, proto: 1, ts: Date.now(), resume: { epoch, ack: this.ack },
      cursors: { tick: Object.fromEntries(this.#cursors), bar: {} },
      deal_from_msc: 0, calendar_change_id: null, subs: [],
      limits: { window_bytes: 4_194_304, max_tick_rows: 2000, orders_per_s: 5 }, trade: 'enabled',
      ...this.options.welcome,
    });
  }

  #confirm(frame: Frame): void {
    if (frame.type === 'hb') this.say('hb', { t: Date.now(), n: 0 });
    if (!this.isConfirming) return;
    if (frame.seq > 0) {
      this.ack = Math.max(this.ack, frame.seq);
      this.say('ack', {});
    }
    if (frame.type !== 'tick') return;
    const { s, next } = frame.body as { s: string; next: readonly [number, number] };
    this.#cursors.set(s, next);
    this.say('ack.cursor', { tick: { [s]: next } });
  }
}
