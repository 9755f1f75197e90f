// The MT5 terminal with Sextant's Expert Advisor, as MT5-PROTOCOL.md has it: a state machine without a socket or a
// clock. The host opens and closes links, hands in frames and calls `step`; everything outward goes through `effects`.
//
// Invariants: nothing but the handshake leaves before `welcome`, and nothing at all to a server that did not prove
// itself; after it come the outbox, a snapshot, then live data; a reliable message is kept until the server has
// stored it; a client order id runs at most once. Whatever the server sends, nothing throws.

import { equalsInConstantTime, Random } from '#core/base';
import type { Broker, BrokerEvent } from '#core/broker-model';
import {
  decodeToken, readEnvelope, readServerFrame, serverProof, terminalProof, WIRE_TIMES, type ServerMessage,
  type SubBody, type WelcomeBody, type WireCursors,
} from '#core/intake';
import { AccountSampler } from './account-sampler.ts';
import { BackOff } from './back-off.ts';
import { eventFrame, identityFields, resultBody } from './bodies.ts';
import { CommandRoom, isRoomCommand } from './command-room.ts';
import { CommandFields } from './command-fields.ts';
import { FrameOutlet } from './frame-outlet.ts';
import { MarketPump } from './market-pump.ts';
import type { MarketSource } from './market-source.ts';
import { OrderDesk } from './order-desk.ts';
import { Outbox } from './outbox.ts';
import { RateLimit } from './rate-limit.ts';
import { SideStreams, type StreamGate } from './side-streams.ts';
import { snapshotFrames } from './snapshot.ts';
import { checkSub } from './subscription.ts';
import type {
  TerminalCounts, TerminalEffects, TerminalFailure, TerminalPhase, TerminalSetup, TerminalState,
} from './terminal-setup.ts';
import { TerminalWindow } from './terminal-window.ts';

const CAPS = [
  'tick', 'bar', 'account', 'position', 'order', 'deal', 'symbol', 'history', 'book', 'flow', 'calendar',
  'central_bank', 'time', 'log', 'signal.draw',
];

/** After these closes going on makes no sense. */
const FATAL_CLOSES: Readonly<Record<number, readonly [code: string, words: string]>> = {
  4401: ['E_AUTH', 'the server refused the pairing token'], 4426: ['E_VERSION', 'no common protocol version'],
};

export class Terminal {
  readonly #setup: TerminalSetup;
  readonly #effects: TerminalEffects;
  readonly #broker: Broker;
  readonly #source: MarketSource;
  readonly #pump: MarketPump;
  readonly #desk: OrderDesk;
  readonly #room: CommandRoom;
  readonly #streams: SideStreams;
  readonly #outbox: Outbox;
  readonly #outlet: FrameOutlet;
  readonly #backOff: BackOff;
  readonly #sampler: AccountSampler;
  readonly #token: Uint8Array | null;
  #epoch: string;
  #phase: TerminalPhase = 'idle';
  #failure: TerminalFailure | null = null;
  #cnonce = '';
  #lastHeardMs = 0;
  #helloMs = 0;
  #heartbeats = 0;
  #nackMs = -1e15;
  #welcome: WelcomeBody | null = null;
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
    this.#outlet = new FrameOutlet(effects, this.#outbox, new RateLimit(setup.messagesPerS, setup.bytesPerS));
    this.#streams = new SideStreams(broker, source, state?.calendarChangeId ?? null);
    this.#room = this.#makeRoom(state);
    const settled = this.#desk.settlePending();
    for (const result of settled) this.#outlet.reliable('order.result', resultBody(result), result.re);
  }

  #makeRoom(state: TerminalState | null): CommandRoom {
    const { orderDelayMs = 0 } = this.#setup;
    return new CommandRoom({
      broker: this.#broker, source: this.#source, desk: this.#desk, pump: this.#pump, outlet: this.#outlet,
      orderDelayMs,
    }, {
      accountNowMs: () => this.#accountNowMs(), hostMs: () => this.#effects.nowMs(),
      report: (events) => { this.report(events); },
    }, state?.drawn ?? []);
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
    const { rowsSent, rowsConfirmed } = this.#pump;
    return { rowsSent, rowsConfirmed, orders: this.#room.orders, deals: this.#deals, faults: this.#faults };
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
    return {
      epoch: this.#epoch, outbox: this.#outbox.state(), desk: this.#desk.state(), drawn: this.#room.drawn,
      calendarChangeId: this.#streams.changeId,
    };
  }

  /** Fault: the next `count` order commands run, and their answers are lost. */
  loseAnswers(count: number): void {
    this.#desk.loseAnswers(count);
  }

  /** A trade made by hand in the terminal: its events reach the server like any others. */
  report(events: readonly BrokerEvent[]): void {
    for (const event of events) this.#tell(event);
  }

  /** The terminal's own window: what the person in front of it sees and does. */
  get window(): TerminalWindow {
    return new TerminalWindow(this.#broker, this.#desk, this.#room, this.#outlet, {
      nowMs: () => this.#accountNowMs(), report: (events) => { this.report(events); },
    });
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
    this.#outlet.isLive = false;
    this.#backOff.tried();
    this.#helloMs = this.#effects.nowMs();
    this.#lastHeardMs = this.#helloMs;
    this.#cnonce = this.#effects.nonce();
    const { ea, build } = this.#setup;
    this.#outlet.volatile('hello', {
      proto: [1, 1], ea, build, ...identityFields(identity), epoch: this.#epoch, cnonce: this.#cnonce,
      last_seq: this.#outbox.lastSeq, off: this.#source.offsetS, clock: this.#source.clock, caps: CAPS,
    });
  }

  /** The link is gone (or never came to be). */
  closed(code: number, reason: string): void {
    this.#phase = 'idle';
    this.#outlet.isLive = false;
    this.#backOff.closed(code);
    const [name, words] = FATAL_CLOSES[code] ?? [];
    if (name !== undefined) this.#failure ??= { code: name, text: reason === '' ? words ?? '' : reason };
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
    if (this.#phase === 'live') {
      this.#outbox.acknowledge(ack);
      this.#outlet.serverClock.read(read.value.ts, this.#lastHeardMs);
    }
    const fields = new CommandFields(body);
    if (this.#phase === 'live' && isRoomCommand(type)) {
      this.#room.take(type, fields, read.value.ts);
      this.#room.turn();
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
    this.#source.advance(this.#effects.marketMs?.() ?? now);
    const gate = this.#gate(now);
    this.#streams.tellOffset(gate);
    this.#work();
    this.#room.turn();
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
    this.#sampler.sample(gate);
    this.#streams.sample(gate, this.#pump.followed);
    if (now - this.#outlet.lastSentMs >= WIRE_TIMES.heartbeatMs) {
      this.#heartbeats += 1;
      this.#outlet.volatile('hb', { t: now + this.#outlet.serverClock.aheadMs, n: this.#heartbeats });
    }
  }

  // --- handshake

  #shakeHands(message: ServerMessage): void {
    if (message.type === 'challenge' && this.#phase === 'hello') this.#prove(message.snonce, message.mac);
    else if (message.type === 'welcome' && this.#phase === 'auth') this.#begin(message.welcome);
    if (message.type !== 'error') return;
    const { code, msg } = message.error;
    if (code === 'E_AUTH' || code === 'E_VERSION') this.#failure = { code, text: msg };
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
    this.#outlet.volatile('auth', { mac: terminalProof(this.#token, parts) });
  }

  #begin(welcome: WelcomeBody): void {
    this.#phase = 'live';
    this.#outlet.isLive = true;
    this.#backOff.succeeded();
    this.#welcome = welcome;
    this.#outlet.serverClock.forget();
    this.#outlet.serverClock.read(welcome.ts, this.#effects.nowMs());
    // A kill that came over the wire is lifted the same way: by a server that says trading is on again.
    if (welcome.trade === 'enabled') this.#desk.isReadOnly = false;
    const ack = welcome.resume.epoch === this.#epoch ? welcome.resume.ack : 0;
    if (ack > this.#outbox.lastSeq) {
      this.#freshEpoch();
      return;
    }
    this.#outbox.acknowledge(ack);
    // what the broken link could not confirm, the server's cursor does
    this.#confirm(welcome.cursors);
    const newest = Object.values(welcome.cursors.tick).reduce((most, [msc]) => Math.max(most, msc), 0);
    if (newest > 0) this.#source.catchUp(newest);
    this.#pump.begin({
      windowBytes: Math.max(1, welcome.limits.window_bytes), tickRowsMax: Math.max(1, welcome.limits.max_tick_rows),
    });
    this.#room.begin(welcome.limits.orders_per_s);
    this.#streams.begin();
    this.#outlet.replayFrom(ack + 1);
    // prices first: margins and tick values of the snapshot are those of now
    this.#work();
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
        this.#confirm(message.cursors);
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
        this.#pump.unsubscribe(message.sub.ticks, message.sub.bars);
        this.#streams.unfollow(message.sub.book);
        this.#outlet.answer(message.sub.id, true);
        return;
      case 'snapshot':
        this.#outlet.answer(message.id, true);
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

  #confirm({ tick, bar }: WireCursors): void {
    for (const [symbol, cursor] of Object.entries(tick)) this.#pump.confirmTicks(symbol, cursor);
    for (const [key, t] of Object.entries(bar)) this.#pump.confirmBars(key, t);
  }

  #subscribe(sub: SubBody): void {
    const { known, unknown } = checkSub(sub, this.#source.instruments.map((one) => one.symbol));
    if (unknown === null) {
      this.#outlet.answer(sub.id, true);
    } else {
      const { symbol, suggestions } = unknown;
      this.#outlet.volatile(
        'result', { re: sub.id, ok: false, code: 'E_SYMBOL', msg: `no symbol ${symbol}`, suggestions }, sub.id,
      );
      this.#outlet.log('warn', 'E_SYMBOL', `no symbol ${symbol}; like it: ${suggestions.slice(0, 5).join(', ')}`);
    }
    this.#follow(known);
    this.#pumpNow();
  }

  #follow(sub: SubBody): void {
    const from = sub.from_msc ?? this.#brokerNowMs();
    for (const symbol of sub.ticks) this.#followTicks(symbol, from);
    for (const key of sub.bars) this.#pump.subscribeBars(key, this.#welcome?.cursors.bar[key] ?? null, from);
    this.#streams.follow(sub.book);
  }

  #followTicks(symbol: string, fromBrokerMs: number): void {
    this.#pump.subscribeTicks(symbol, this.#welcome?.cursors.tick[symbol] ?? null, fromBrokerMs);
  }

  #replay(from: number): void {
    const now = this.#effects.nowMs();
    if (now - this.#nackMs < WIRE_TIMES.nackMs / 2) return;
    this.#nackMs = now;
    this.#outlet.replayFrom(Math.max(1, from));
  }

  // A server that holds more, or other content, under our numbers (our file is older): begin again under a new name.
  // What the old link still says afterwards speaks of the old numbers: nothing of it is believed.
  #freshEpoch(): void {
    this.#phase = 'idle';
    this.#outlet.isLive = false;
    this.#epoch = this.#effects.nonce();
    this.#outbox.renumber();
    this.#effects.flush();
    this.#effects.close(1000, 'fresh epoch');
  }

  // --- what happens at the broker

  #work(): void {
    this.#source.drain((symbol, timeMs, bid, ask) => {
      this.#streams.onTick(symbol, timeMs, bid, ask);
      const events = this.#broker.onTick(symbol, timeMs, bid, ask);
      for (const event of events) this.#tell(event);
    });
  }

  #tell(event: BrokerEvent): void {
    if (event.kind === 'deal') this.#deals += 1;
    const { type, body } = eventFrame(event, this.#broker.offsetS);
    this.#outlet.reliable(type, body);
  }

  #snapshot(re: string | null): void {
    const known = this.#welcome?.calendar_change_id ?? null;
    const calendar = this.#streams.calendarSince(known === null ? null : Number(known));
    const frames = snapshotFrames(this.#broker, this.#welcome?.deal_from_msc ?? 0, calendar);
    for (const { type, body, isReliable } of frames) {
      const answers = type.startsWith('snapshot.') ? re : null;
      if (isReliable) this.#outlet.reliable(type, body, answers);
      else this.#outlet.volatile(type, body);
    }
  }

  // --- frames

  #pumpNow(): void {
    if (this.#phase !== 'live') return;
    this.#pump.pump({
      hostMs: this.#effects.nowMs(),
      canSend: () => this.#outlet.canSend(),
      send: (type, body) => { this.#outlet.volatile(type, body); },
    });
    this.#work();
  }

  #gate(hostMs: number): StreamGate {
    return {
      hostMs, isPaused: (kind) => this.#pump.isPaused(kind), canSend: () => this.#outlet.canSend(),
      volatile: (type, body) => { this.#outlet.volatile(type, body); },
      reliable: (type, body) => { this.#outlet.reliable(type, body); },
    };
  }

  #fault(id: string | null, code: string, text: string): void {
    this.#faults += 1;
    if (this.#phase !== 'live') return;
    this.#outlet.volatile('error', { re: id, code, msg: text.slice(0, 300), retry_ms: null }, id);
  }

  /** The account's clock, UTC: its newest row where the session runs on data, else the server's clock. */
  #accountNowMs(): number {
    return this.#source.clock === 'data' ? this.#source.nowMs : this.#outlet.timestamp;
  }

  #brokerNowMs(): number {
    return this.#source.nowMs + this.#source.offsetS * 1000;
  }
}
