// For tests: a WireSession on a clock and an engine of its own. Commits happen when the test says so; the books
// survive the session, as they would a restart.

import type { InputBody, JournalEvent, Signal } from '#core/model';
import { DoorBook } from './door-book.ts';
import { encodeFrame } from './envelope.ts';
import { LinkBook } from './link-book.ts';
import { terminalProof } from './pairing.ts';
import type { SessionEffects, SessionSettings } from './session-parts.ts';
import { WireSession } from './wire-session.ts';

const RIG_TOKEN = Uint8Array.from({ length: 32 }, (_, i) => i);

export interface SentFrame {
  readonly v: number;
  readonly type: string;
  readonly seq: number;
  readonly ack: number;
  readonly ts: number;
  readonly re?: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A journal and the books, shared by the sessions of a test. */
export class RigEngine {
  nowMs = 1_764_000_000_000;
  readonly events: JournalEvent[] = [];
  readonly links = new LinkBook();
  readonly door = new DoorBook();
  committedSeq = 0;
  isCommittingAtOnce = true;
  hasFailed = false;
  watch: readonly string[] = [];
  /** Names that the trader chose. */
  readonly names = new Map<string, string>();
  inflate: (base64: string) => string | null = () => null;
  pending: readonly Signal[] = [];
  trade: 'enabled' | 'readonly' | 'off' = 'enabled';
  readonly #waiting: { readonly seq: number; readonly run: () => void }[] = [];

  accept(body: InputBody): { readonly seq: number; readonly lastSeq: number } | null {
    if (this.hasFailed) return null;
    const seq = this.events.length + 1;
    const event: JournalEvent = { seq, ts: this.nowMs, body };
    this.events.push(event);
    this.links.apply(event);
    if (this.isCommittingAtOnce) this.commit(seq);
    return { seq, lastSeq: seq };
  }

  whenCommitted(seq: number, run: () => void): void {
    if (seq <= this.committedSeq) run();
    else this.#waiting.push({ seq, run });
  }

  commit(seq = this.events.length): void {
    this.committedSeq = Math.max(this.committedSeq, seq);
    while ((this.#waiting[0]?.seq ?? Infinity) <= this.committedSeq) this.#waiting.shift()?.run();
  }

  bodies<K extends InputBody['kind']>(kind: K): readonly Extract<InputBody, { kind: K }>[] {
    type Body = Extract<InputBody, { kind: K }>;
    return this.events.map((event) => event.body).filter((body): body is Body => body.kind === kind);
  }
}

export interface RigHello {
  readonly last_seq?: number;
  readonly login?: string;
  readonly epoch?: string;
  readonly clock?: string;
  readonly trade_mode?: string;
  readonly proto?: unknown;
  readonly off?: number;
}

export class SessionRig {
  readonly engine: RigEngine;
  readonly session: WireSession;
  readonly sent: SentFrame[] = [];
  closed: { readonly code: number; readonly reason: string } | null = null;
  wakeMs = Infinity;
  provenAccounts: string[] = [];
  #nonces = 0;

  constructor(engine = new RigEngine()) {
    this.engine = engine;
    const effects: SessionEffects = {
      nowMs: () => engine.nowMs,
      nonce: () => {
        this.#nonces += 1;
        return this.#nonces.toString(16).padStart(32, '0');
      },
      send: (text) => { this.sent.push(JSON.parse(text) as SentFrame); },
      close: (code, reason) => { this.closed = { code, reason }; },
      accept: (input) => engine.accept(input),
      whenCommitted: (seq, run) => { engine.whenCommitted(seq, run); },
      wakeAt: (ms) => { this.wakeMs = Math.min(this.wakeMs, ms); },
      proven: (account) => { this.provenAccounts.push(account); },
    };
    const settings: SessionSettings = {
      token: RIG_TOKEN, door: engine.door, links: () => engine.links, tradeMode: () => engine.trade, digits: () => 5,
      inflate: (base64) => engine.inflate(base64), watchList: () => engine.watch, pendingSignals: () => engine.pending,
      symbolName: (_account, symbol) => {
        const name = engine.names.get(symbol);
        return name === undefined ? null : { name, isChosen: true };
      },
    };
    this.session = new WireSession(effects, settings);
  }

  raw(text: string): void {
    this.session.onText(text, text.length);
  }

  say(type: string, body: object = {}, seq = 0, more: { readonly off?: number; readonly re?: string } = {}): void {
    this.raw(encodeFrame({ type, seq, ack: 0, ts: this.engine.nowMs, ...more }, body));
  }

  /** Frames of a type, oldest first. */
  of(type: string): readonly SentFrame[] {
    return this.sent.filter((frame) => frame.type === type);
  }

  /** The newest frame of a type; fails the test by an exception where there is none. */
  last(type: string): SentFrame {
    const found = this.of(type).at(-1);
    if (found === undefined) throw new Error(`no ${type} was sent`);
    return found;
  }

  /** Lets time pass, waking the session whenever it wished to be. */
  pass(ms: number): void {
    const end = this.engine.nowMs + ms;
    while (this.wakeMs <= end && this.session.phase !== 'closed') {
      this.engine.nowMs = Math.max(this.engine.nowMs, this.wakeMs);
      this.wakeMs = Infinity;
      this.session.tick();
    }
    this.engine.nowMs = end;
  }

  hello(hello: RigHello = {}): void {
    this.say('hello', {
      proto: [1, 1], ea: '1.0.0', build: 4620, login: '51234567', server: 'Broker-Demo', epoch: '9f2c',
      cnonce: '00'.repeat(16), last_seq: 0, trade_mode: 'demo', margin_mode: 'hedging', currency: 'USD', off: 7200,
      clock: 'wall', caps: ['tick'], ...hello,
    });
  }

  prove(hello: RigHello = {}): void {
    const snonce = this.last('challenge').body['snonce'] as string;
    this.say('auth', {
      mac: terminalProof(RIG_TOKEN, {
        snonce, cnonce: '00'.repeat(16), login: hello.login ?? '51234567', server: 'Broker-Demo',
        epoch: hello.epoch ?? '9f2c',
      }),
    });
  }

  /** Through the whole handshake to a live session, with what was said so far forgotten. */
  join(hello: RigHello = {}): this {
    this.hello(hello);
    this.prove(hello);
    if (this.session.phase !== 'live') throw new Error(`not live but ${this.session.phase}`);
    return this;
  }
}

export const DEAL = {
  deal: '9001', order: '8001', position_id: '7001', s: 'EURUSD', entry: 'in', reason: 'expert', side: 'buy', vol: 0.1,
  price: 1.08524, profit: 0, commission: -0.35, fee: 0, swap: 0, msc: 1_764_007_200_123, magic: '8062977659166717',
  cid: '7H3K9QZX', comment: 'sx1:7H3K9QZX',
} as const;

export const ACCOUNT = {
  balance: 10_000, credit: 0, equity: 10_010.5, profit: 10.5, margin: 100, margin_free: 9_910.5, margin_level: 10_010.5,
  leverage: 100, so_call: 100, so_so: 50, so_mode: 'percent', trade_allowed: true, expert_allowed: true,
  terminal_connected: true, currency: 'USD',
} as const;

/** A specification, as the page has it. */
export const SYMBOL = {
  s: 'EURUSD', description: 'Euro vs US Dollar', digits: 5, point: 0.00001, tick_size: 0.00001, tick_value: 1,
  tick_value_profit: 1, tick_value_loss: 1, contract_size: 100_000, vol_min: 0.01, vol_max: 100, vol_step: 0.01,
  vol_limit: 0, stops_level: 0, freeze_level: 0, swap_long: -6.1, swap_short: 2.3, swap_mode: 'points',
  swap_triple_day: 3, margin_initial: 0, margin_maintenance: 0, calc_mode: 'forex', trade_mode: 'full',
  exec_mode: 'market', filling: 1, order_modes: 127, expiration_modes: 15, base: 'EUR', profit: 'USD',
  margin_currency: 'EUR', sessions: [[], [[0, 86_400]], [[0, 86_400]], [[0, 86_400]], [[0, 86_400]], [[0, 86_400]], []],
  rev: 1,
} as const;

/** A card that waits for a click. */
export const SIGNAL: Signal = {
  id: 'S7', requestId: null, symbol: 'EURUSD', timeframe: 'M5', strategy: 'trend', strategyHash: 'h', side: 'buy',
  entry: 1.085, stop: 1.0799999999999998, target: 1.095, slippagePointsMax: 20, createdMs: 1_764_000_000_000,
  expiresMs: 1_764_000_300_000, barTime: 1_763_999_700_000, state: 'pending', whyNot: null, card: null, votes: [],
  reasons: ['fast over slow'], probabilityMillionths: 580_000, decidedMs: null, decidedBy: null, rejectReason: null,
  cid: null,
};

/** A `tick` body of one or more rows [msc, bid, ask]. */
export function tickBody(
  rows: readonly (readonly [number, number, number])[], prev: readonly [number, number] | null,
  next: readonly [number, number],
): object {
  const cols = ['msc', 'bid', 'ask', 'last', 'vol', 'flags'];
  return { s: 'EURUSD', cols, rows: rows.map((row) => [...row, 0, 0, 6]), prev, next };
}
