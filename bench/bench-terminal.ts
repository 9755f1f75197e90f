// A terminal of the wire with nothing behind it: it proves itself, tells an empty account, and from then on sends the
// ticks it is given. It keeps to the page's window of unconfirmed bytes.

import { createHash, randomBytes } from 'node:crypto';
import { WebSocket, type RawData } from 'ws';
import { decodeToken, encodeFrame, terminalProof, WIRE_LIMITS, WIRE_SUBPROTOCOL } from '#core/intake';
import { OFFSET_S, type TickBatch } from './tick-stream.ts';

export interface BenchTerminalOptions {
  readonly url: string;
  readonly pairingToken: string;
  readonly clock: 'wall' | 'data';
}

interface ServerWords {
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const IDENTITY = { login: '51234567', server: 'Bench-Demo', epoch: 'b1' } as const;
const HEARTBEAT_MS = 2_000;
const COLUMNS = '["msc","bid","ask","last","vol","flags"]';

/** A batch as the text of a `tick` frame. */
export function tickFrame({ symbol, ticks, prev, next }: TickBatch): string {
  const { brokerMs, bid, ask, last, volume, flags } = ticks;
  const rows = brokerMs.map((msc, i) => (
    `[${[msc, bid[i], ask[i], last[i], volume[i], flags[i]].join(',')}]`
  ));
  const body = `{"s":"${symbol}","cols":${COLUMNS},"rows":[${rows.join(',')}],`
    + `"prev":${JSON.stringify(prev)},"next":${JSON.stringify(next)}}`;
  return encodeFrame({ type: 'tick', seq: 0, ack: 0, ts: Date.now() }, body);
}

export class BenchTerminal {
  /** Called with the cursors that were confirmed. */
  onCursor: (ticks: Readonly<Record<string, readonly [number, number]>>) => void = () => undefined;
  readonly #socket: WebSocket;
  readonly #options: BenchTerminalOptions;
  readonly #cnonce = randomBytes(16).toString('hex');
  readonly #unconfirmed: { readonly symbol: string; readonly msc: number; readonly bytes: number }[] = [];
  #unconfirmedBytes = 0;
  #room: (() => void) | null = null;
  #seq = 0;
  #beat: NodeJS.Timeout | null = null;
  #fault: Error | null = null;

  private constructor(options: BenchTerminalOptions) {
    this.#options = options;
    this.#socket = new WebSocket(options.url, WIRE_SUBPROTOCOL, { perMessageDeflate: false });
  }

  /** Resolves once the server has welcomed it and stored its empty snapshot. */
  static connect(options: BenchTerminalOptions): Promise<BenchTerminal> {
    const terminal = new BenchTerminal(options);
    return new Promise((done, failed) => {
      const socket = terminal.#socket;
      socket.on('open', () => { terminal.#hello(); });
      socket.on('error', failed);
      socket.on('close', (code, reason) => {
        terminal.#fault ??= new Error(`the wire was closed: ${code} ${reason.toString('utf8')}`);
        terminal.#room?.();
        failed(terminal.#fault);
      });
      socket.on('message', (data) => { terminal.#hear(data, () => { done(terminal); }, failed); });
    });
  }

  /** Sends a frame made by tickFrame, once the window has room for it. */
  async sendTicks(batch: TickBatch, text: string): Promise<void> {
    while (this.#unconfirmedBytes + text.length > WIRE_LIMITS.window_bytes && this.#fault === null) {
      await new Promise<void>((done) => { this.#room = done; });
    }
    this.sendNow(batch, text);
  }

  /** Sends without asking for room: for rates far below what the window bounds. */
  sendNow(batch: TickBatch, text: string): void {
    if (this.#fault !== null) throw this.#fault;
    this.#unconfirmed.push({ symbol: batch.symbol, msc: batch.next[0], bytes: text.length });
    this.#unconfirmedBytes += text.length;
    this.#socket.send(text);
  }

  /** Resolves once every tick sent is confirmed. */
  async settled(): Promise<void> {
    while (this.#unconfirmed.length > 0 && this.#fault === null) {
      await new Promise<void>((done) => { this.#room = done; });
    }
    if (this.#fault !== null) throw this.#fault;
  }

  close(): void {
    if (this.#beat !== null) clearInterval(this.#beat);
    this.#socket.terminate();
  }

  #say(type: string, body: object, isReliable = false): void {
    if (isReliable) this.#seq += 1;
    this.#socket.send(encodeFrame({ type, seq: isReliable ? this.#seq : 0, ack: 0, ts: Date.now() }, body));
  }

  #hello(): void {
    const { login, server, epoch } = IDENTITY;
    this.#say('hello', {
      proto: [1, 1], ea: '1.0.0', build: 4620, login, server, epoch, cnonce: this.#cnonce, last_seq: 0,
      trade_mode: 'demo', margin_mode: 'hedging', currency: 'USD', off: OFFSET_S, clock: this.#options.clock,
      caps: ['tick'],
    });
  }

  #hear(data: RawData, joined: () => void, failed: (error: Error) => void): void {
    const { type, body } = JSON.parse((data as Buffer).toString('utf8')) as ServerWords;
    switch (type) {
      case 'challenge': this.#prove(String(body['snonce'])); break;
      case 'welcome':
        this.#beat = setInterval(() => { this.#say('hb', {}); }, HEARTBEAT_MS);
        this.#tellEmptyAccount();
        joined();
        break;
      case 'snapshot': this.#tellEmptyAccount(); break;
      case 'ack.cursor': this.#confirm(body['tick'] as Readonly<Record<string, readonly [number, number]>>); break;
      case 'resync':
      case 'error':
        this.#fault ??= new Error(`the server said ${type} ${JSON.stringify(body)}`);
        failed(this.#fault);
        this.#room?.();
        break;
      default:
    }
  }

  #prove(snonce: string): void {
    const token = decodeToken(this.#options.pairingToken);
    if (token === null) throw new Error('the pairing token is not readable');
    this.#say('auth', { mac: terminalProof(token, { snonce, cnonce: this.#cnonce, ...IDENTITY }) });
  }

  #tellEmptyAccount(): void {
    this.#say('snapshot.begin', {}, true);
    this.#say('account', {
      balance: 10_000, credit: 0, equity: 10_000, profit: 0, margin: 0, margin_free: 10_000, margin_level: null,
      leverage: 100, so_call: 100, so_so: 50, so_mode: 'percent', trade_allowed: true, expert_allowed: true,
      terminal_connected: true, currency: 'USD',
    });
    const hash = createHash('sha256').update('').digest('hex');
    this.#say('snapshot.end', { hash, counts: { positions: 0, orders: 0, deals: 0 } }, true);
  }

  #confirm(ticks: Readonly<Record<string, readonly [number, number]>>): void {
    let kept = 0;
    for (const sent of this.#unconfirmed) {
      if (sent.msc <= (ticks[sent.symbol]?.[0] ?? -1)) this.#unconfirmedBytes -= sent.bytes;
      else {
        this.#unconfirmed[kept] = sent;
        kept += 1;
      }
    }
    this.#unconfirmed.length = kept;
    this.onCursor(ticks);
    const room = this.#room;
    this.#room = null;
    room?.();
  }
}
