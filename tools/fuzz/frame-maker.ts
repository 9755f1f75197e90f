// Frames for the fuzzer: by grammar (a body of the page in an envelope), bent in one place, or torn as text. The same
// seed makes the same frames.

import type { Random } from '#core/base';
import { RECORD_BODIES } from '../../src-core/intake/record-bodies.test-kit.ts';
import { ACCOUNT, DEAL, SYMBOL, tickBody } from '../../src-core/intake/session-rig.ts';

const RESULT = {
  re: 'c1', cid: '7H3K9QZX', state: 'done', retcode: 10009, retname: 'DONE', order: '8001', deal: '9001',
  position: '7001', vol: 0.1, price: 1.08524, bid: 1.08512, ask: 1.08524, comment: '', replay: false, ms: 143,
};
const POSITION = {
  op: 'open', id: '7', ticket: '7', s: 'EURUSD', side: 'sell', vol: 0.2, price_open: 1.1, sl: 0, tp: null, price: 1.09,
  profit: 20, swap: -1, magic: '0', cid: null, comment: '', open_msc: 5,
};
const ORDER = {
  op: 'add', id: '8', ticket: '8', s: 'EURUSD', state: 'placed', type: 'limit', side: 'buy', vol: 0.1, vol_initial: 0.1,
  price: 1.05, stoplimit: null, sl: null, tp: null, filling: 'return', expiration: null, magic: '0', cid: null,
  comment: '', msc: 6,
};
const HELLO = {
  proto: [1, 1], ea: '1.0.0', build: 4620, login: '51234567', server: 'Broker-Demo', epoch: '9f2c',
  cnonce: '00'.repeat(16), last_seq: 0, trade_mode: 'demo', margin_mode: 'hedging', currency: 'USD', off: 7200,
  clock: 'wall', caps: ['tick'],
};
const EMPTY_COUNTS = { positions: 0, orders: 0, deals: 0 };

type Body = Readonly<Record<string, unknown>>;

/** What a terminal says, one good body of each. */
const TERMINAL: readonly (readonly [type: string, body: Body])[] = [
  ...Object.entries(RECORD_BODIES), ['deal', DEAL], ['account', ACCOUNT], ['symbol', SYMBOL], ['position', POSITION],
  ['position.mark', { id: '7', price: 1.1, profit: 1, swap: 0 }], ['order', ORDER], ['order.result', RESULT],
  ['tick', tickBody([[1000, 1.1, 1.2], [1001, 1.1, 1.2]], null, [1001, 1]) as Body],
  ['tick', tickBody([[1002, 1.1, 1.2]], [1001, 1], [1002, 1]) as Body],
  ['bar', { s: 'EURUSD', tf: 'M5', rows: [[300, 1, 2, 0.5, 1.5, 3, 1, 0]], closed: true, prev: null }],
  ['bar', { s: 'EURUSD', tf: 'M5', rows: [[600, 1, 2, 0.5, 1.5, 3, 1, 0]], closed: false }],
  ['time', { off: 7200, src: 'calc', at_msc: 1 }], ['gap', { from_seq: 1, to_seq: 3 }], ['busy', { why: 'order' }],
  ['hb', { t: 1, n: 1 }], ['ack', {}], ['nack', { from: 1 }], ['log', { level: 'info', code: null, text: 'hello' }],
  ['snapshot.begin', {}], ['snapshot.end', { hash: '0'.repeat(64), counts: EMPTY_COUNTS }], ['hello', HELLO],
  ['auth', { mac: '0'.repeat(64) }], ['result', { re: 's1', ok: false, code: 'E_SYMBOL', suggestions: ['EURUSDm'] }],
  ['error', { re: 'c1', code: 'E_BUSY', msg: '', retry_ms: 500 }],
  ['history.page', { re: 's3', i: 0, rows: [[1000, 1.1, 1.2, 0, 0, 6]], more: true, next_from: [1000, 1] }],
  ['history.end', { re: 's3', rows_total: 1, complete: true, reason: null }],
];

/** What the server says. */
const SERVER: readonly (readonly [type: string, body: Body])[] = [
  ['challenge', { snonce: '11'.repeat(16), mac: '0'.repeat(64) }],
  ['welcome', {
    session: 's', proto: 1, ts: 1, resume: { epoch: '9f2c', ack: 3 }, cursors: { tick: { EURUSD: [1, 2] }, bar: {} },
    deal_from_msc: 0, calendar_change_id: null, subs: [{ id: 'w1', ticks: ['EURUSD'], bars: [], book: [] }],
    limits: { window_bytes: 4_194_304, max_tick_rows: 2000, orders_per_s: 5 }, trade: 'enabled',
  }],
  ['error', { re: null, code: 'E_AUTH', msg: '', retry_ms: null }], ['ack', {}], ['nack', { from: 7 }], ['hb', {}],
  ['ack.cursor', { tick: { EURUSD: [1, 2] }, bar: { 'EURUSD:M1': 60 } }],
  ['resync', { s: 'EURUSD', cursor: [1, 2] }], ['resync', { s: 'EURUSD', tf: 'M1', cursor: 60 }],
  ['sub', { id: 's1', ticks: ['EURUSD'], bars: ['EURUSD:M1'], book: [], from_msc: 5 }],
  ['unsub', { id: 's2', ticks: ['EURUSD'], bars: [], book: [] }], ['snapshot', { id: 's3' }],
  ['kill', { id: 'k1', flatten: true }], ['order.query', { id: 'k2', cid: '7H3K9QZX' }],
  ['flow.ctl', { id: 's4', pause: ['book'], tick_min_ms: 100 }], ['signal.erase', { id: 'S1', s: 'EURUSD' }],
];

const HOSTILE: readonly unknown[] = [
  null, true, '', 'x', '1', 0, -1, -0, 1.5, 2 ** 53, -(2 ** 53), 1e308, 1e-320, [], {}, [[]], [null], ['a', 1],
  { a: 1 },
  '\u0000', '\ud800', 'x'.repeat(5_000), '9'.repeat(400), '__proto__', 'constructor', [[[[[[[[]]]]]]]],
  Array.from({ length: 300 }, () => 0), Array.from({ length: 40 }, () => [1, 2]),
];
const PIECES: readonly string[] = [
  '{', '}', '[', ']', '"', ',', ':', '\\', '\\u0000', '1e999', '-', '0', 'null', 'true', '\u0000', '\ud800',
  '"__proto__":', '"seq":', '{"v":1,', '[[[[[[[[[[', ' '.repeat(50), '9'.repeat(30), '"v":2', '"type":"tick"',
];

export interface MadeFrame {
  readonly type: string;
  readonly text: string;
}

export class FrameMaker {
  readonly #random: Random;
  #seq = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A new session begins at this reliable number. */
  begin(seq: number): void {
    this.#seq = seq;
  }

  /** One frame a terminal might send. */
  terminal(): MadeFrame {
    const [type, body] = this.#pick(TERMINAL);
    return this.#frame(type, body, this.#number());
  }

  /** One frame a server might send. */
  server(): MadeFrame {
    const [type, body] = this.#pick(SERVER);
    return this.#frame(type, body, 0);
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#random.nextInt(0, list.length - 1)] as T;
  }

  #chance(percent: number): boolean {
    return this.#random.nextInt(1, 100) <= percent;
  }

  /** Mostly the next number; sometimes none, a repeat, or one beyond a hole. */
  #number(): number {
    const way = this.#random.nextInt(0, 9);
    if (way < 4) return 0;
    if (way === 4) return Math.max(0, this.#seq - this.#random.nextInt(0, 5));
    if (way === 5) return this.#seq + this.#random.nextInt(1, 5);
    this.#seq += 1;
    return this.#seq;
  }

  #frame(type: string, body: Body, seq: number): MadeFrame {
    const way = this.#random.nextInt(0, 9);
    const sent = way < 4 ? body : this.#bent(body);
    const head: Record<string, unknown> = { v: 1, type, seq, ack: 0, ts: 1_764_000_000_000 };
    if (this.#chance(3)) head['off'] = this.#pick([7200, 10_800, 60, '7200', null, 1e9]);
    if (this.#chance(3)) head['re'] = this.#pick(['s1', 'c1', 5, null, 'x'.repeat(300)]);
    if (this.#chance(2)) head[this.#pick(Object.keys(head))] = this.#pick(HOSTILE);
    const text = JSON.stringify({ ...head, body: this.#chance(2) ? this.#pick(HOSTILE) : sent });
    return { type, text: way < 8 ? text : this.#torn(text) };
  }

  /** The body with one place, at any depth, replaced, removed or added. */
  #bent(body: Body): Body {
    const bent = structuredClone(body) as Record<string, unknown>;
    let at: Record<string, unknown> | unknown[] = bent;
    for (let depth = 0; depth < 4; depth += 1) {
      const keys = Object.keys(at);
      const key = keys.length === 0 || this.#chance(5) ? this.#pick(['later', '__proto__', '0']) : this.#pick(keys);
      const value: unknown = Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined;
      if (typeof value === 'object' && value !== null && this.#chance(70)) {
        at = value as Record<string, unknown> | unknown[];
        continue;
      }
      if (this.#chance(20)) Reflect.deleteProperty(at, key);
      else Reflect.defineProperty(at, key, {
        value: this.#pick(HOSTILE), enumerable: true, configurable: true, writable: true,
      });
      break;
    }
    return bent;
  }

  /** The text cut, spliced, doubled or with pieces put in. */
  #torn(text: string): string {
    const from = this.#random.nextInt(0, text.length);
    const length = this.#random.nextInt(0, 20);
    switch (this.#random.nextInt(0, 4)) {
      case 0: return text.slice(0, from);
      case 1: return text.slice(0, from) + text.slice(from + length);
      case 2: return text.slice(0, from) + this.#pick(PIECES) + text.slice(from);
      case 3: return text.slice(0, from) + String.fromCharCode(this.#random.nextInt(0, 0xffff)) + text.slice(from + 1);
      default: return text + text.slice(from);
    }
  }
}
