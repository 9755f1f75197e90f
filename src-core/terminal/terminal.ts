// The MT5 terminal with Sextant's Expert Advisor, as MT5-PROTOCOL.md has it: a state machine without a socket or a
// clock. The host opens and closes links, hands in frames and calls `step`; everything outward goes through `effects`.
//
// Invariants: nothing but the handshake leaves before `welcome`, and nothing at all to a server that did not prove
// itself; after it come the outbox, a snapshot, then live data; a reliable message is kept until the server has
// stored it; a client order id runs at most once. Whatever the server sends, nothing throws.

import { equalsInConstantTime, Random } from '#core/base';
import type { Broker, BrokerEvent } from '#core/broker-model';
import {
  decodeToken, encodeFrame, readEnvelope, readServerFrame, serverProof, terminalProof, WIRE_TIMES, type ServerMessage,
  type SubBody, type WelcomeBody,
} from '#core/intake';
import type { OrderResult } from '#core/model';
import { AccountSampler } from './account-sampler.ts';
import { BackOff } from './back-off.ts';
import { eventFrame, identityFields, resultBody } from './bodies.ts';
import { CommandFields, type CommandBody } from './command-fields.ts';
import { tradeByHand, type HandCommand, type HandResult } from './hand-trading.ts';
import { historyPages } from './history-pages.ts';
import { MarketPump } from './market-pump.ts';
import type { MarketSource } from './market-source.ts';
import { isOrderCommand, OrderDesk } from './order-desk.ts';
import { Outbox, type OutboxEntry } from './outbox.ts';
import { RateLimit } from './rate-limit.ts';
import { snapshotFrames } from './snapshot.ts';
import { checkSub } from './subscription.ts';
import type {
  TerminalCounts, TerminalEffects, TerminalFailure, TerminalPhase, TerminalSetup, TerminalState,
} from './terminal-setup.ts';

const CAPS = ['tick', 'bar', 'account', 'position', 'order', 'deal', 'symbol', 'history'];

export class Terminal {
  readonly #setup: TerminalSetup;
  readonly #effects: TerminalEffects;
  readonly #broker: Broker;
  readonly #source: MarketSource;
  readonly #pump: MarketPump;
  readonly #desk: OrderDesk;
  readonly #outbox: Outbox;
  readonly #rate: RateLimit;
  readonly #backOff: BackOff;
  readonly #sampler: AccountSampler;
  readonly #token: Uint8Array | null;
  #epoch: string;
  #phase: TerminalPhase = 'idle';
  #failure: TerminalFailure | null = null;
  #cnonce = '';
  /** Server clock minus ours, ms. */
  #serverAheadMs = 0;
  #lastSentMs = 0;
  #lastHeardMs = 0;
  #helloMs = 0;
  #heartbeats = 0;
  #nackMs = -1e15;
  #welcome: WelcomeBody | null = null;
  #orders = 0;
  #deals = 0;
  #faults = 0;
  readonly #turns: (() => void)[] = [];
  #isBusy = false;

  /**
   * A terminal at `broker` whose prices come from `source`; `state` from an earlier life. What was pending when that
   * life ended is settled here, before anything else.
   */
  constructor(
    setup: TerminalSetup, effects: TerminalEffects, broker: Broker, source: MarketSource,
    state: TerminalState | null = null,
  ) {
    this.#setup = setup;
    this.#effects = effects;
    this.#broker = broker;
    this.#source = source;
    this.#token = decodeToken(setup.token);
    this.#backOff = new BackOff(new Random(setup.seed));
    this.#sampler = new AccountSampler(broker);
    this.#epoch = state?.epoch ?? effects.nonce();
    this.#outbox = new Outbox(setup.outboxBytesMax, state?.outbox ?? null);
    this.#desk = new OrderDesk(broker, () => effects.flush(), state?.desk ?? null);
    this.#pump = new MarketPump(source);
    this.#rate = new RateLimit(setup.messagesPerS, setup.bytesPerS);
    const settled = this.#desk.settlePending();
    for (const result of settled) this.#reliable('order.result', resultBody(result), result.re);
  }

  get phase(): TerminalPhase {
    return this.#phase;
  }

  /** Set when going on makes no sense: a wrong token, a server that cannot prove itself, no common version. */
  get failure(): TerminalFailure | null {
    return this.#failure;
  }

  get epoch(): string {
    return this.#epoch;
  }

  get counts(): TerminalCounts {
    return {
      rowsSent: this.#pump.rowsSent, rowsConfirmed: this.#pump.rowsConfirmed, orders: this.#orders,
      deals: this.#deals, faults: this.#faults,
    };
  }

  /** What the last `welcome` allowed; null before one. */
  get trade(): WelcomeBody['trade'] | null {
    return this.#welcome?.trade ?? null;
  }

  /** Highest reliable number used, and how many messages the server has not stored yet. */
  get reliable(): { readonly lastSeq: number; readonly waiting: number } {
    return { lastSeq: this.#outbox.lastSeq, waiting: this.#outbox.size };
  }

  /** True when the market is over and the server has stored every row and every reliable message. */
  get isDone(): boolean {
    return this.#phase === 'live' && this.#source.isEnded && this.#pump.isConfirmed && this.#outbox.size === 0;
  }

  state(): TerminalState {
    return { epoch: this.#epoch, outbox: this.#outbox.state(), desk: this.#desk.state() };
  }

  /** Fault: the next `count` order commands run, and their answers are lost. */
  loseAnswers(count: number): void {
    this.#desk.loseAnswers(count);
  }

  /** A trade made by hand in the terminal: its events reach the server like any others. */
  report(events: readonly BrokerEvent[]): void {
    for (const event of events) this.#tell(event);
  }

  /** One thing done by hand in the terminal's window; its events reach the server like any others. */
  tradeByHand(command: HandCommand, body: CommandBody): HandResult {
    const result = tradeByHand(command, body, this.#broker, this.#accountNowMs());
    if (result.ok) this.report(result.events);
    return result;
  }

  /** How long to wait before the next link, ms: 0.5, 1, 2, 5, 10 s with jitter, a minute after being replaced. */
  nextDelayMs(): number {
    return this.#backOff.nextMs();
  }

  // --- the link

  /** A link is open: says hello. */
  opened(): void {
    this.#inTurn(() => { this.#greet(); });
  }

  #greet(): void {
    const { identity } = this.#broker.setup;
    this.#phase = 'hello';
    this.#backOff.tried();
    this.#helloMs = this.#effects.nowMs();
    this.#lastHeardMs = this.#helloMs;
    this.#cnonce = this.#effects.nonce();
    const { ea, build } = this.#setup;
    this.#volatile('hello', {
      proto: [1, 1], ea, build, ...identityFields(identity), epoch: this.#epoch, cnonce: this.#cnonce,
      last_seq: this.#outbox.lastSeq, off: this.#source.offsetS, clock: this.#source.clock, caps: CAPS,
    });
  }

  /** The link is gone (or never came to be). */
  closed(code: number, reason: string): void {
    this.#phase = 'idle';
    this.#backOff.closed(code);
    if (this.#failure === null && code === 4401) {
      this.#failure = { code: 'E_AUTH', text: reason === '' ? 'the server refused the pairing token' : reason };
    }
    if (this.#failure === null && code === 4426) {
      this.#failure = { code: 'E_VERSION', text: reason === '' ? 'no common protocol version' : reason };
    }
  }

  /** One frame of the server, whatever it is. */
  receive(text: string): void {
    this.#inTurn(() => { this.#take(text); });
  }

  // What comes in while something is being done (a server in the same process answers at once) waits its turn.
  #inTurn(run: () => void): void {
    this.#turns.push(run);
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let next = this.#turns.shift(); next !== undefined; next = this.#turns.shift()) next();
    this.#isBusy = false;
  }

  #take(text: string): void {
    this.#lastHeardMs = this.#effects.nowMs();
    const read = readEnvelope(text);
    if (!read.ok) {
      this.#fault(null, read.fault.code, read.fault.reason);
      return;
    }
    const { type, body, ack } = read.value;
    if (this.#phase === 'live') this.#outbox.acknowledge(ack);
    const fields = new CommandFields(body);
    if (this.#phase === 'live' && (isOrderCommand(type) || EXTRA_COMMANDS.has(type))) {
      this.#command(type, fields);
      this.#pumpNow();
      return;
    }
    const frame = readServerFrame(text);
    if (!frame.ok) {
      this.#fault(fields.text('id'), frame.fault.code, `${frame.fault.path}: ${frame.fault.reason}`);
      return;
    }
    if (this.#phase === 'live') this.#hear(frame.value.message);
    else this.#shakeHands(frame.value.message);
  }

  /** Lets time pass: prices, the broker, the sampled messages, the heartbeat. Call it every few milliseconds. */
  step(): void {
    this.#inTurn(() => { this.#tick(); });
  }

  #tick(): void {
    const now = this.#effects.nowMs();
    this.#source.advance(now);
    this.#work();
    if (this.#phase === 'idle') return;
    if (this.#phase !== 'live') {
      if (now - this.#helloMs > WIRE_TIMES.silenceMsMax) this.#effects.close(1000, 'no welcome');
      return;
    }
    if (now - this.#lastHeardMs > WIRE_TIMES.silenceMsMax) {
      this.#effects.close(1000, 'silence');
      return;
    }
    this.#pumpNow();
    this.#sampler.sample(now, (kind) => this.#pump.isPaused(kind), (type, body) => { this.#volatile(type, body); });
    if (now - this.#lastSentMs >= WIRE_TIMES.heartbeatMs) {
      this.#heartbeats += 1;
      this.#volatile('hb', { t: now + this.#serverAheadMs, n: this.#heartbeats });
    }
  }

  // --- handshake

  #shakeHands(message: ServerMessage): void {
    if (message.type === 'challenge' && this.#phase === 'hello') this.#prove(message.snonce, message.mac);
    else if (message.type === 'welcome' && this.#phase === 'auth') this.#begin(message.welcome);
    else if (message.type === 'error') this.#refusedWith(message.error.code, message.error.msg);
  }

  #refusedWith(code: string, text: string): void {
    if (code === 'E_AUTH' || code === 'E_VERSION') this.#failure = { code, text };
    else this.#faults += 1;
  }

  #prove(snonce: string, mac: string): void {
    const { login, server } = this.#broker.setup.identity;
    if (this.#token === null) {
      this.#failure = { code: 'E_AUTH', text: 'the pairing token is not 52 base32 characters' };
      this.#effects.close(1000, 'no token');
      return;
    }
    if (!equalsInConstantTime(serverProof(this.#token, this.#cnonce, snonce, login), mac)) {
      this.#failure = {
        code: 'E_AUTH',
        text: 'the server could not prove that it knows the pairing token: a wrong token, or not Sextant',
      };
      this.#effects.close(1000, 'server proof');
      return;
    }
    this.#phase = 'auth';
    const parts = { snonce, cnonce: this.#cnonce, login, server, epoch: this.#epoch };
    this.#volatile('auth', { mac: terminalProof(this.#token, parts) });
  }

  #begin(welcome: WelcomeBody): void {
    this.#phase = 'live';
    this.#backOff.succeeded();
    this.#welcome = welcome;
    this.#serverAheadMs = welcome.ts - this.#effects.nowMs();
    // A kill that came over the wire is lifted the same way: by a server that says trading is on again.
    if (welcome.trade === 'enabled') this.#desk.isReadOnly = false;
    const ack = welcome.resume.epoch === this.#epoch ? welcome.resume.ack : 0;
    if (ack > this.#outbox.lastSeq) {
      this.#freshEpoch();
      return;
    }
    this.#outbox.acknowledge(ack);
    const newest = Object.values(welcome.cursors.tick).reduce((most, [msc]) => Math.max(most, msc), 0);
    if (newest > 0) this.#source.catchUp(newest);
    this.#pump.begin({
      windowBytes: Math.max(1, welcome.limits.window_bytes), tickRowsMax: Math.max(1, welcome.limits.max_tick_rows),
    });
    for (const entry of this.#outbox.from(ack + 1, this.#timestamp())) this.#resend(entry);
    this.#snapshot(null);
    const now = this.#brokerNowMs();
    for (const symbol of this.#setup.chartSymbols) this.#followTicks(symbol, now);
    for (const sub of welcome.subs) this.#follow(sub);
    this.#sampler.begin();
    this.#pumpNow();
  }

  // --- what the server says

  #hear(message: ServerMessage): void {
    switch (message.type) {
      case 'ack.cursor':
        for (const [symbol, cursor] of Object.entries(message.cursors.tick)) this.#pump.confirmTicks(symbol, cursor);
        for (const [key, t] of Object.entries(message.cursors.bar)) this.#pump.confirmBars(key, t);
        this.#pumpNow();
        return;
      case 'resync':
        if (message.tf === null) this.#pump.resyncTicks(message.s, message.tickCursor);
        else this.#pump.resyncBars(`${message.s}:${message.tf}`, message.barCursor);
        this.#pumpNow();
        return;
      case 'nack': this.#replay(message.from); return;
      case 'sub': this.#subscribe(message.sub); return;
      case 'unsub':
        for (const symbol of message.sub.ticks) this.#pump.unsubscribeTicks(symbol);
        for (const key of message.sub.bars) this.#pump.unsubscribeBars(key);
        this.#answer(message.sub.id, true);
        return;
      case 'snapshot':
        this.#answer(message.id, true);
        this.#snapshot(message.id);
        return;
      case 'error':
        this.#faults += 1;
        if (message.error.code === 'E_SEQ') this.#freshEpoch();
        return;
      case 'other':
        this.#fault(message.id, 'E_TYPE', `unknown type ${message.name}`);
        return;
      default:
    }
  }

  #command(type: string, fields: CommandFields): void {
    const id = fields.text('id') ?? '';
    const now = this.#accountNowMs();
    if (isOrderCommand(type)) {
      this.#orders += 1;
      const { result, events } = this.#desk.run(type, fields, now);
      if (result !== null) this.#result(result);
      this.report(events);
    } else if (type === 'order.query') {
      this.#result(this.#desk.query(id, fields.text('cid') ?? ''));
    } else if (type === 'kill') {
      const events = this.#desk.kill(fields.isTrue('flatten'), now);
      this.#answer(id, true);
      this.report(events);
    } else if (type === 'flow.ctl') {
      this.#pump.throttle(fields.texts('pause'), fields.number('tick_min_ms') ?? 0);
      if (id !== '') this.#answer(id, true);
    } else if (type === 'history') {
      for (const page of historyPages(fields, this.#source, this.#broker)) this.#volatile(page.type, page.body, id);
    }
  }

  #subscribe(sub: SubBody): void {
    const { known, unknown } = checkSub(sub, this.#source.instruments.map((one) => one.symbol));
    if (unknown === null) {
      this.#answer(sub.id, true);
    } else {
      const { symbol, suggestions } = unknown;
      this.#volatile(
        'result', { re: sub.id, ok: false, code: 'E_SYMBOL', msg: `no symbol ${symbol}`, suggestions }, sub.id,
      );
    }
    this.#follow(known);
    this.#pumpNow();
  }

  #follow(sub: SubBody): void {
    const from = sub.from_msc ?? this.#brokerNowMs();
    for (const symbol of sub.ticks) this.#followTicks(symbol, from);
    for (const key of sub.bars) this.#pump.subscribeBars(key, this.#welcome?.cursors.bar[key] ?? null, from);
  }

  #followTicks(symbol: string, fromBrokerMs: number): void {
    this.#pump.subscribeTicks(symbol, this.#welcome?.cursors.tick[symbol] ?? null, fromBrokerMs);
  }

  #replay(from: number): void {
    const now = this.#effects.nowMs();
    if (now - this.#nackMs < WIRE_TIMES.nackMs / 2) return;
    this.#nackMs = now;
    for (const entry of this.#outbox.from(Math.max(1, from), this.#timestamp())) this.#resend(entry);
  }

  // A server that holds more, or other content, under our numbers (our file is older): begin again under a new name.
  #freshEpoch(): void {
    this.#epoch = this.#effects.nonce();
    this.#outbox.renumber();
    this.#effects.flush();
    this.#effects.close(1000, 'fresh epoch');
  }

  // --- what happens at the broker

  #work(): void {
    this.#source.drain((symbol, timeMs, bid, ask) => {
      const events = this.#broker.onTick(symbol, timeMs, bid, ask);
      for (const event of events) this.#tell(event);
    });
  }

  #tell(event: BrokerEvent): void {
    if (event.kind === 'deal') this.#deals += 1;
    const { type, body } = eventFrame(event, this.#broker.offsetS);
    this.#reliable(type, body);
  }

  #result(result: OrderResult): void {
    this.#reliable('order.result', resultBody(result), result.re);
  }

  #snapshot(re: string | null): void {
    for (const { type, body, isReliable } of snapshotFrames(this.#broker, this.#welcome?.deal_from_msc ?? 0)) {
      const answers = type.startsWith('snapshot.') ? re : null;
      if (isReliable) this.#reliable(type, body, answers);
      else this.#volatile(type, body);
    }
  }

  // --- frames

  #pumpNow(): void {
    if (this.#phase !== 'live') return;
    this.#pump.pump({
      hostMs: this.#effects.nowMs(),
      canSend: () => this.#rate.isFree(this.#effects.nowMs()),
      send: (type, body) => { this.#frame(type, 0, this.#timestamp(), null, body); },
    });
    this.#work();
  }

  #reliable(type: string, body: object, re: string | null = null): void {
    const entry = this.#outbox.push(this.#timestamp(), type, re, body);
    if (this.#phase === 'live') this.#resend(entry);
  }

  #resend(entry: OutboxEntry): void {
    this.#frame(entry.type, entry.seq, entry.ts, entry.re, entry.body);
  }

  #volatile(type: string, body: object, re: string | null = null): void {
    this.#frame(type, 0, this.#timestamp(), re, body);
  }

  #answer(id: string, isOk: boolean): void {
    this.#volatile('result', { re: id, ok: isOk, code: null }, id);
  }

  #fault(id: string | null, code: string, text: string): void {
    this.#faults += 1;
    if (this.#phase !== 'live') return;
    this.#volatile('error', { re: id, code, msg: text.slice(0, 300), retry_ms: null }, id);
  }

  #frame(type: string, seq: number, ts: number, re: string | null, body: object | string): void {
    const text = encodeFrame({ type, seq, ack: 0, ts, re }, body);
    this.#lastSentMs = this.#effects.nowMs();
    this.#rate.take(this.#lastSentMs, text.length);
    this.#effects.send(text);
  }

  #timestamp(): number {
    return this.#effects.nowMs() + this.#serverAheadMs;
  }

  /** The account's clock, UTC: its newest row where the session runs on data, else the server's clock. */
  #accountNowMs(): number {
    return this.#source.clock === 'data' ? this.#source.nowMs : this.#timestamp();
  }

  #brokerNowMs(): number {
    return this.#source.nowMs + this.#source.offsetS * 1000;
  }
}

const EXTRA_COMMANDS: ReadonlySet<string> = new Set(['order.query', 'kill', 'flow.ctl', 'history']);
