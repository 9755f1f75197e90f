// The other end of the page for tests: a small server that proves itself, stores what comes, keeps the cursors and
// acknowledges when told to. Written from MT5-PROTOCOL.md, not from the terminal.

import { encodeToken, serverProof, terminalProof } from '#core/intake';
import type { TickCursor } from '#core/model';

const TOKEN_BYTES_00_1F = Uint8Array.from({ length: 32 }, (_, i) => i);
export const TOKEN_TEXT = encodeToken(TOKEN_BYTES_00_1F);

export interface WireFrame {
  readonly v: number;
  readonly type: string;
  readonly seq: number;
  readonly ts: number;
  readonly re?: string;
  readonly body: Record<string, unknown>;
}

export interface ServerScript {
  token?: Uint8Array;
  subs?: readonly object[];
  trade?: 'enabled' | 'readonly' | 'off';
  windowBytes?: number;
  tickRowsMax?: number;
  calendarChangeId?: string;
  /** Confirms ticks and bars, and acknowledges reliable messages, as they come. */
  isEager?: boolean;
  nowMs?: () => number;
}

export class ScriptedServer {
  readonly frames: WireFrame[] = [];
  readonly rows = new Map<string, number[][]>();
  readonly bars = new Map<string, number[][]>();
  readonly cursors = { tick: new Map<string, TickCursor>(), bar: new Map<string, number>() };
  readonly reliable = new Map<number, string>();
  ack = 0;
  epoch = '';
  resyncs = 0;
  problems: string[] = [];
  script: ServerScript;
  #send: (text: string) => void = () => undefined;
  #close: (code: number) => void = () => undefined;
  #hello: Record<string, unknown> = {};
  #isLive = false;
  readonly #snonce = '11'.repeat(16);

  constructor(script: ServerScript = {}) {
    this.script = { isEager: true, ...script };
  }

  /** A fresh link; what was stored stays. */
  connect(send: (text: string) => void, close: (code: number) => void = () => undefined): void {
    this.#send = send;
    this.#close = close;
    this.#isLive = false;
  }

  get isLive(): boolean {
    return this.#isLive;
  }

  ofType(type: string): readonly WireFrame[] {
    return this.frames.filter((frame) => frame.type === type);
  }

  say(type: string, body: object, extra: object = {}): void {
    this.#send(JSON.stringify({ v: 1, type, seq: 0, ack: this.ack, ts: this.#now(), body, ...extra }));
  }

  /** One command, as the page has it. */
  command(type: string, body: object): void {
    this.say(type, body);
  }

  receive(text: string): void {
    const frame = JSON.parse(text) as WireFrame;
    this.frames.push(frame);
    const { type, body } = frame;
    if (frame.v !== 1 || typeof frame.ts !== 'number') this.problems.push(`bad envelope: ${text.slice(0, 80)}`);
    if (type === 'hello') this.#challenge(body);
    else if (type === 'auth') this.#welcome(body);
    else if (!this.#isLive) this.problems.push(`${type} before welcome`);
    else if (frame.seq > 0) this.#store(frame);
    else if (type === 'tick') this.#ticks(body);
    else if (type === 'bar' && body['closed'] === true) this.#bars(body);
  }

  /** Confirms everything stored so far. */
  confirm(): void {
    this.say('ack', {});
    this.say('ack.cursor', { tick: Object.fromEntries(this.cursors.tick), bar: Object.fromEntries(this.cursors.bar) });
  }

  #now(): number {
    return this.script.nowMs?.() ?? 1_764_000_000_000;
  }

  #challenge(hello: Record<string, unknown>): void {
    this.#hello = hello;
    const token = this.script.token ?? TOKEN_BYTES_00_1F;
    const mac = serverProof(token, String(hello['cnonce']), this.#snonce, String(hello['login']));
    this.say('challenge', { snonce: this.#snonce, mac });
  }

  #welcome(body: Record<string, unknown>): void {
    const hello = this.#hello;
    const text = (name: string) => String(hello[name]);
    const wanted = terminalProof(this.script.token ?? TOKEN_BYTES_00_1F, {
      snonce: this.#snonce, cnonce: text('cnonce'), login: text('login'), server: text('server'), epoch: text('epoch'),
    });
    if (body['mac'] !== wanted) {
      this.say('error', { re: null, code: 'E_AUTH', msg: 'wrong proof', retry_ms: null });
      this.#close(4401);
      return;
    }
    if (text('epoch') !== this.epoch) {
      this.epoch = text('epoch');
      this.ack = 0;
      this.reliable.clear();
    }
    this.#isLive = true;
    this.say('welcome', {
      session: 's1', proto: 1, ts: this.#now(), resume: { epoch: this.epoch, ack: this.ack },
      cursors: { tick: Object.fromEntries(this.cursors.tick), bar: Object.fromEntries(this.cursors.bar) },
      deal_from_msc: 0, calendar_change_id: this.script.calendarChangeId ?? null, subs: this.script.subs ?? [],
      limits: {
        window_bytes: this.script.windowBytes ?? 4_194_304, max_tick_rows: this.script.tickRowsMax ?? 2000,
        orders_per_s: 5,
      },
      trade: this.script.trade ?? 'enabled',
    });
  }

  #store(frame: WireFrame): void {
    const content = JSON.stringify([frame.type, frame.body]);
    const known = this.reliable.get(frame.seq);
    if (known !== undefined && known !== content) this.problems.push(`E_SEQ ${String(frame.seq)}`);
    if (frame.seq > this.ack + 1 && known === undefined && this.script.isEager === true) {
      this.problems.push(`hole before ${String(frame.seq)} (${frame.type})`);
    }
    this.reliable.set(frame.seq, content);
    if (frame.type === 'gap') this.ack = Math.max(this.ack, Number(frame.body['to_seq']));
    while (this.reliable.has(this.ack + 1)) this.ack += 1;
    if (this.script.isEager === true) this.say('ack', {});
  }

  #ticks(body: Record<string, unknown>): void {
    const symbol = String(body['s']);
    const at = this.cursors.tick.get(symbol) ?? null;
    if (JSON.stringify(body['prev']) !== JSON.stringify(at)) {
      this.resyncs += 1;
      this.say('resync', { s: symbol, cursor: at });
      return;
    }
    const rows = body['rows'] as number[][];
    const stored = this.rows.get(symbol) ?? [];
    stored.push(...rows);
    this.rows.set(symbol, stored);
    this.cursors.tick.set(symbol, body['next'] as [number, number]);
    if (this.script.isEager === true) this.say('ack.cursor', { tick: { [symbol]: body['next'] }, bar: {} });
  }

  #bars(body: Record<string, unknown>): void {
    const key = `${String(body['s'])}:${String(body['tf'])}`;
    if (JSON.stringify(body['prev']) !== JSON.stringify(
      this.cursors.bar.get(key) ?? null,
    )) this.problems.push(`bar prev ${key}`);
    const rows = body['rows'] as number[][];
    const stored = this.bars.get(key) ?? [];
    stored.push(...rows);
    this.bars.set(key, stored);
    const last = rows[rows.length - 1]?.[0] ?? 0;
    this.cursors.bar.set(key, last);
    if (this.script.isEager === true) this.say('ack.cursor', { tick: {}, bar: { [key]: last } });
  }
}
