// A terminal that a test speaks for, frame by frame, written from the protocol: what the simulated one never does (a
// wrong token, a broker out of reach, algo trading off).

import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

interface Frame {
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RawTerminalOptions {
  readonly login: string;
  readonly server: string;
  readonly tradeMode?: 'demo' | 'real';
  /** Another one than the server's own. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly proto?: readonly [number, number];
}

function keyOf(token: string): Buffer {
  let bits = '';
  for (const letter of token) bits += BASE32.indexOf(letter).toString(2).padStart(5, '0');
  return Buffer.from(Array.from({ length: 32 }, (_, i) => parseInt(bits.slice(i * 8, i * 8 + 8), 2)));
}

export class RawTerminal {
  readonly #socket: WebSocket;
  readonly #frames: Frame[] = [];
  #seq = 0;
  #wake: () => void = () => undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      this.#frames.push(JSON.parse(data.toString('utf8')) as Frame);
      this.#wake();
    });
    socket.on('close', () => { this.#wake(); });
    socket.on('error', () => undefined);
  }

  /** Connects and goes as far as it is let: to the welcome, or to the end of the connection. */
  static async connect(ws: string, pairingToken: string, options: RawTerminalOptions): Promise<RawTerminal> {
    const { login, server, headers = {}, proto = [1, 1] } = options;
    const terminal = new RawTerminal(new WebSocket(ws, 'sextant-mt5.v1', { headers: { ...headers } }));
    const socket = terminal.#socket;
    await Promise.race([once(socket, 'open'), once(socket, 'close')]).catch(() => undefined);
    if (socket.readyState !== WebSocket.OPEN) return terminal;
    const cnonce = randomBytes(16).toString('hex');
    terminal.say('hello', {
      proto, ea: '1.00', build: 5430, login, server, epoch: 'e2e1', cnonce, last_seq: 0,
      trade_mode: options.tradeMode ?? 'demo', margin_mode: 'hedging', currency: 'USD', off: 7200, clock: 'wall', caps: [],
    });
    const challenge = await terminal.next('challenge');
    if (challenge === null) return terminal;
    const key = keyOf(options.token ?? pairingToken);
    const text = `sx1|ea|${String(challenge.body['snonce'])}|${cnonce}|${login}|${server}|e2e1`;
    terminal.say('auth', { mac: createHmac('sha256', key).update(text, 'utf8').digest('hex') });
    await terminal.next('welcome');
    return terminal;
  }

  say(type: string, body: object, isReliable = false): void {
    const seq = isReliable ? (this.#seq += 1) : 0;
    this.#socket.send(JSON.stringify({ v: 1, type, seq, ack: 0, ts: Date.now(), body }));
  }

  /** The account's state, and an empty snapshot with the first. */
  report(state: { readonly isConnected: boolean; readonly mayTrade: boolean }): void {
    if (this.#seq === 0) this.say('snapshot.begin', {}, true);
    this.say('account', {
      balance: 10_000, credit: 0, equity: 10_000, profit: 0, margin: 0, margin_free: 10_000, margin_level: null,
      leverage: 100, so_call: 50, so_so: 30, so_mode: 'percent', trade_allowed: state.mayTrade,
      expert_allowed: state.mayTrade, terminal_connected: state.isConnected, currency: 'USD',
    });
    if (this.#seq === 1) {
      this.say('snapshot.end', { hash: EMPTY_HASH, counts: { positions: 0, orders: 0, deals: 0 } }, true);
    }
  }

  /** Null where the connection ended before. */
  async next(type: string): Promise<Frame | null> {
    for (;;) {
      const found = this.#frames.find((frame) => frame.type === type);
      if (found !== undefined) return found;
      if (this.#socket.readyState !== WebSocket.OPEN) return null;
      await new Promise<void>((resolve) => { this.#wake = resolve; });
    }
  }

  end(): void {
    this.#socket.terminate();
  }
}
