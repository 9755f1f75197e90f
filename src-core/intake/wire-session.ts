// The server's side of one connection, as a pure state machine: text frames and the clock go in, frames and journal
// events go out through the effects. MT5-PROTOCOL.md is its specification.
//
// Life: hello -> (proved) joining -> (TerminalConnected committed) live -> closed. The welcome waits for the commit,
// so that what it says of numbers and cursors speaks of stored things only.

import { accountKey, type AccountIdentity, type OrderResult, type Signal, type TradeCommand } from '#core/model';
import { CommandDesk } from './command-desk.ts';
import { deadLetter, STRANGER_RAW_MAX } from './dead-letter.ts';
import { readEnvelope } from './envelope.ts';
import { FlowControl, type FlowOrder } from './flow-control.ts';
import { FrameMeter } from './frame-meter.ts';
import { Handshake, type HandshakeStep } from './handshake.ts';
import { HistoryDesk } from './history-desk.ts';
import { LiveLink, type LinkHost } from './live-link.ts';
import type { BodyRecord } from './read-body.ts';
import type { LogLine } from './read-records.ts';
import { signalBody } from './server-frames.ts';
import type { SessionCounts, SessionEffects, SessionSettings } from './session-parts.ts';
import { Subscriptions, type FollowedSymbol, type SubscriptionHost } from './subscriptions.ts';
import { Voice } from './voice.ts';
import { fitCursors } from './welcome-cursors.ts';
import {
  CLOSE, WIRE_LIMITS, WIRE_TIMES, WIRE_VERSION, type HelloBody, type WelcomeBody, type WireFault,
} from './wire.ts';

type Phase = 'hello' | 'joining' | 'live' | 'closed';

const HISTORY_MS = 5 * 86_400_000;
const DEALS_MS = 30 * 86_400_000;
const SNAPSHOT_PATIENCE_MS = 5_000;
const LOG_LINES_MAX = 100;

interface Joined {
  readonly account: string;
  readonly identity: AccountIdentity;
  readonly hello: HelloBody;
  readonly session: string;
}

export class WireSession {
  readonly counts: SessionCounts = { frames: 0, quarantined: 0, repeats: 0, mismatches: 0 };
  readonly #effects: SessionEffects;
  readonly #settings: SessionSettings;
  readonly #meter = new FrameMeter();
  readonly #handshake: Handshake;
  readonly #voice: Voice;
  readonly #desk: CommandDesk;
  readonly #flow = new FlowControl();
  readonly #subscriptions: Subscriptions;
  readonly #log: LogLine[] = [];
  #phase: Phase = 'hello';
  #joined: Joined | null = null;
  #link: LiveLink | null = null;
  #history: HistoryDesk | null = null;
  #receivedMs: number;
  #beats = 0;
  #isBusy = false;
  #snapshotDueMs = Infinity;
  #snapshotAskedMs = -Infinity;

  constructor(effects: SessionEffects, settings: SessionSettings) {
    this.#effects = effects;
    this.#settings = settings;
    const nowMs = effects.nowMs();
    this.#receivedMs = nowMs;
    this.#handshake = new Handshake(settings, () => effects.nonce(), nowMs);
    this.#voice = new Voice({
      nowMs: () => effects.nowMs(), send: (text) => { if (this.#phase !== 'closed') effects.send(text); },
      ack: () => this.#link?.acks.ack ?? 0, noteSaid: () => { this.#link?.acks.noteSaid(); },
    });
    this.#desk = new CommandDesk((type, body) => { this.#voice.say(type, body); }, nowMs);
    this.#subscriptions = new Subscriptions(this.#subscriptionHost());
    this.#wake();
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** `login@server`, null before the proof. */
  get account(): string | null {
    return this.#joined?.account ?? null;
  }

  get identity(): AccountIdentity | null {
    return this.#joined?.identity ?? null;
  }

  /** Frames taken but not yet committed: a host stops reading while there are too many. */
  get uncommitted(): number {
    return this.#link?.acks.outstanding ?? 0;
  }

  /** The watch list and what became of it here. */
  get symbols(): readonly FollowedSymbol[] {
    return this.#subscriptions.symbols;
  }

  /** What the terminal was asked to rest while the disk is behind. */
  get flow(): FlowOrder {
    return this.#flow.order;
  }

  /** The newest lines of the terminal's own log, oldest first. */
  get log(): readonly LogLine[] {
    return this.#log;
  }

  /** Takes one text frame of `bytes` bytes. */
  onText(text: string, bytes: number): void {
    if (this.#phase === 'closed') return;
    const nowMs = this.#effects.nowMs();
    this.#receivedMs = nowMs;
    this.counts.frames += 1;
    const verdict = this.#meter.take(bytes, nowMs);
    if (verdict !== 'pass') {
      if (verdict === 'drop-and-say') {
        this.#voice.sayError({ code: 'E_RATE', reason: 'too many messages' }, 0, null, 1_000);
      }
      this.#wake();
      return;
    }
    const read = readEnvelope(text);
    if (!read.ok) {
      this.#takeUnreadable(text, read.fault, read.seq);
      this.#wake();
      return;
    }
    const frame = read.value;
    if (frame.type !== 'busy') this.#isBusy = false;
    if (this.#link === null) {
      if (this.#phase === 'joining') this.#refuseEarly(frame.type);
      else this.#shake(this.#handshake.take(frame, nowMs), text);
    } else if (frame.type === 'hello' || frame.type === 'auth') {
      const fault: WireFault = { code: 'E_PROTO', path: 'type', reason: `${frame.type} after welcome` };
      this.#takeUnreadable(text, fault, null);
    } else {
      const left = this.#link.take(frame, text);
      if (left !== null) this.#takeUnreadable(text, left.unreadable, frame.seq > 0 ? frame.seq : null, frame.type);
      this.#control(nowMs);
    }
    this.#wake();
  }

  /** Binary frames are reserved. */
  onBinary(): void {
    if (this.#phase === 'closed') return;
    this.#voice.sayError({ code: 'E_PROTO', reason: 'binary frames are reserved' }, 0, null);
    this.#end(CLOSE.protocol, 'binary frame');
  }

  /** The connection is gone, by whoever's hand. */
  onClosed(code: number, reason: string): void {
    if (this.#phase !== 'closed') this.#leave(code, reason);
  }

  /** The clock moved: deadlines are looked at. */
  tick(): void {
    if (this.#phase === 'closed') return;
    const nowMs = this.#effects.nowMs();
    if (this.#phase === 'hello') {
      if (this.#handshake.isOverdue(nowMs)) this.#end(CLOSE.timeout, 'no proof within 5 s');
      else this.#shake(this.#handshake.release(nowMs), '');
      this.#voice.gate.release(nowMs);
    } else if (this.#link !== null) {
      this.#tickLive(this.#link, nowMs);
    }
    this.#wake();
  }

  /** Hands a committed command to the terminal. Dropped while the link is not live: it is asked about later. */
  sendCommand(command: TradeCommand): void {
    const account = this.account;
    if (this.#phase !== 'live' || account === null) return;
    const digits = 'symbol' in command ? this.#settings.digits(account, command.symbol) : null;
    this.#desk.send(command, digits, this.#effects.nowMs());
    this.#wake();
  }

  /** A question about the past was added to this account's. */
  askHistory(): void {
    this.#history?.release(this.#effects.nowMs());
    this.#wake();
  }

  /** Shows a signal on the terminal's chart. */
  drawSignal(signal: Signal): void {
    const account = this.account;
    if (this.#phase !== 'live' || account === null) return;
    this.#voice.sayInTurn('signal.draw', signalBody(signal, this.#settings.digits(account, signal.symbol)));
    this.#wake();
  }

  /** Takes a signal off the chart again. */
  eraseSignal(signal: Signal): void {
    if (this.#phase !== 'live') return;
    this.#voice.sayInTurn('signal.erase', { id: signal.id, s: signal.symbol });
    this.#wake();
  }

  /** Follows a symbol of the watch list under the broker's `name`. False when 64 are followed already. */
  follow(symbol: string, name: string): boolean {
    if (this.#phase !== 'live') return true;
    const isTaken = this.#subscriptions.follow(symbol, name);
    this.#wake();
    return isTaken;
  }

  unfollow(symbol: string): void {
    if (this.#phase !== 'live') return;
    this.#subscriptions.unfollow(symbol);
    this.#wake();
  }

  /** A newer session of the same terminal proved itself. */
  replace(): void {
    this.#end(CLOSE.replaced, 'replaced by a newer session');
  }

  /** The program stops. */
  stop(): void {
    this.#end(CLOSE.goingAway, 'Sextant stops');
  }

  /** The journal takes nothing more: nothing is acknowledged any longer. */
  fail(): void {
    if (this.#phase === 'closed') return;
    this.#voice.sayError({ code: 'E_INTERNAL', reason: 'nothing can be stored' }, 0, null, 5_000);
    this.#end(CLOSE.goingAway, 'nothing can be stored');
  }

  #shake(step: HandshakeStep, text: string): void {
    switch (step.do) {
      case 'wait': return;
      case 'say': this.#voice.say(step.type, step.body); return;
      case 'quarantine': this.#takeStrange(step.fault, text); return;
      case 'refuse':
        this.#voice.sayError(step, 0, null);
        if (step.close !== null) this.#end(step.close, step.reason);
        return;
      case 'join': this.#join(step.hello);
    }
  }

  #refuseEarly(type: string): void {
    this.#voice.sayError({ code: 'E_NOT_AUTHED', reason: `${type} before welcome` }, 0, null);
  }

  #join(hello: HelloBody): void {
    const account = accountKey(hello.login, hello.server);
    const identity: AccountIdentity = {
      login: hello.login, server: hello.server, currency: hello.currency, tradeMode: hello.trade_mode,
      marginMode: hello.margin_mode,
    };
    const session = this.#effects.nonce();
    this.#phase = 'joining';
    this.#effects.proven(account);
    const joined: Joined = { account, identity, hello, session };
    const accepted = this.#effects.accept({
      kind: 'TerminalConnected', session, account: identity, epoch: hello.epoch, offsetS: hello.off,
      clock: hello.clock, lastSeq: hello.last_seq, ea: hello.ea, build: hello.build,
    });
    if (accepted === null) {
      this.fail();
      return;
    }
    this.#joined = joined;
    // read now: everything accepted before this event is committed with it at the latest
    const links = this.#settings.links();
    const resume = { epoch: hello.epoch, ack: links.reliableSeq(account, hello.epoch) };
    const cursors = links.cursors(account);
    this.#effects.whenCommitted(accepted.lastSeq, () => { this.#welcome(joined, resume, cursors); });
  }

  #welcome(joined: Joined, resume: WelcomeBody['resume'], cursors: WelcomeBody['cursors']): void {
    if (this.#phase !== 'joining') return;
    const { account, identity, hello, session } = joined;
    const nowMs = this.#effects.nowMs();
    const brokerNowMs = nowMs + hello.off * 1000;
    const links = this.#settings.links();
    const watch = this.#settings.watchList(account);
    this.#phase = 'live';
    this.#receivedMs = nowMs;
    this.#voice.gate.isPaced = hello.clock === 'wall';
    const link = new LiveLink(this.#linkHost(joined), this.#voice.gate);
    this.#link = link;
    this.#history = this.#openHistory(joined, link);
    const welcome: WelcomeBody = {
      session, proto: WIRE_VERSION, ts: nowMs, resume, cursors: fitCursors(cursors, watch),
      // with no deal stored a month is asked for; on data time the account's now is not known here, so all of it
      deal_from_msc: links.dealFromBrokerMs(account) ?? (hello.clock === 'data' ? 0 : brokerNowMs - DEALS_MS),
      calendar_change_id: links.calendarChangeId(account), subs: this.#settings.door.subs(account),
      limits: WIRE_LIMITS, trade: this.#settings.tradeMode(account, identity),
    };
    this.#voice.say('welcome', welcome);
    this.#subscriptions.begin(watch, Math.max(0, hello.clock === 'data' ? 0 : brokerNowMs - HISTORY_MS));
    for (const signal of this.#settings.pendingSignals(account)) this.drawSignal(signal);
    this.#snapshotDueMs = nowMs + SNAPSHOT_PATIENCE_MS;
    this.#wake();
  }

  #subscriptionHost(): SubscriptionHost {
    const { door } = this.#settings;
    const account = (): string => this.account ?? '';
    return {
      say: (type, body) => { this.#voice.sayInTurn(type, body); },
      nextId: () => this.#desk.nextId(),
      knownName: (asked) => this.#settings.symbolName(account(), asked)?.name ?? door.brokerName(account(), asked),
      isChosen: (asked) => this.#settings.symbolName(account(), asked)?.isChosen === true,
      noteName: (asked, name) => { door.noteBrokerName(account(), asked, name); },
      noteInForce: (subs) => { door.setSubs(account(), subs); },
    };
  }

  #openHistory({ account, hello }: Joined, link: LiveLink): HistoryDesk {
    const links = (): ReturnType<SessionSettings['links']> => this.#settings.links();
    return new HistoryDesk({
      account, epoch: hello.epoch,
      nowMs: () => this.#effects.nowMs(),
      say: (type, body) => { this.#voice.sayInTurn(type, body); },
      nextId: () => this.#desk.nextId(),
      offsetS: (time) => (
        'utcMs' in time ? links().offsetAt(account, time.utcMs) : links().offsetAtBroker(account, time.brokerMs)
      ),
      tickCursorMs: (symbol) => links().tickCursor(account, symbol)?.brokerMs ?? null,
      inflate: (base64) => this.#settings.inflate(base64),
      store: (input) => link.store(input),
      quarantine: (fault, text) => { link.quarantine(fault, text); },
    }, this.#settings.door.history(account));
  }

  #linkHost(joined: Joined): LinkHost {
    return {
      effects: this.#effects, counts: this.counts, account: joined.account, epoch: joined.hello.epoch,
      usedSeq: joined.hello.last_seq, currency: joined.identity.currency,
      links: () => this.#settings.links(),
      say: (type, body) => { this.#voice.say(type, body); },
      sayInTurn: (type, body) => { this.#voice.sayInTurn(type, body); },
      sayError: (fault, seq, re) => { this.#voice.sayError(fault, seq, re); },
      fail: () => { this.fail(); },
      askSnapshot: () => { this.#askSnapshot(); },
      noteSnapshotBegun: () => { this.#snapshotDueMs = Infinity; },
      noteBusy: () => { this.#isBusy = true; },
      noteSnapshotEnded: () => { this.#history?.open(); },
      takeHistory: (record, text) => { this.#history?.take(record, text); },
      noteLog: (line) => {
        this.#log.push(line);
        if (this.#log.length > LOG_LINES_MAX) this.#log.shift();
      },
      noteInstrument: (instrument) => { this.#subscriptions.takeInstrument(instrument); },
      takeAnswer: (record) => this.#takeAnswer(record),
    };
  }

  #takeAnswer(record: Extract<BodyRecord, { type: 'result' | 'error' | 'order.result' }>): OrderResult | null {
    if (record.type !== 'order.result' && record.re !== null) {
      if (this.#history?.isOurs(record.re) === true) {
        if (record.type === 'error' || !record.isOk) this.#history.refuse(record.re, record.code ?? 'E_INTERNAL');
        return null;
      }
      const listed = record.type === 'result' ? record.body['suggestions'] : null;
      const names: readonly unknown[] = Array.isArray(listed) ? listed : [];
      const answer = {
        isOk: record.type === 'result' && record.isOk, code: record.code, text: record.text,
        suggestions: names.filter((name): name is string => typeof name === 'string'),
      };
      if (this.#subscriptions.takeAnswer(record.re, answer, this.#effects.nowMs())) return null;
    }
    return this.#desk.takeAnswer(record);
  }

  /** Asks the terminal to slow down while the disk is behind, and lifts it. On data time the window is enough. */
  #control(nowMs: number): void {
    if (this.#joined?.hello.clock !== 'wall') return;
    const order = this.#flow.next(this.uncommitted, nowMs);
    if (order === null) return;
    const { pause, tickMinMs } = order;
    this.#voice.say('flow.ctl', { id: this.#desk.nextId(), pause, tick_min_ms: tickMinMs });
  }

  /** At once, at most once a second: something was lost, whatever the terminal is about to send anyway. */
  #askSnapshot(): void {
    const nowMs = this.#effects.nowMs();
    if (this.#phase !== 'live' || nowMs - this.#snapshotAskedMs < 1_000) return;
    this.#snapshotAskedMs = nowMs;
    this.#voice.sayInTurn('snapshot', { id: this.#desk.nextId() });
    this.#snapshotDueMs = nowMs + SNAPSHOT_PATIENCE_MS;
  }

  #takeUnreadable(text: string, fault: WireFault, seq: number | null, of?: string): void {
    const nowMs = this.#effects.nowMs();
    const joined = this.#joined;
    if (this.#link === null || joined === null) {
      this.#takeStrange(fault, text);
    } else {
      const wasSeen = seq !== null && this.#settings.door.noteUnreadable(joined.account, joined.hello.epoch, seq);
      this.#link.passUnreadable(seq ?? 0, wasSeen, fault, text, of);
      this.#voice.sayError(fault, seq ?? 0, null);
    }
    if (this.#meter.takeUnreadable(nowMs)) this.#end(CLOSE.protocol, 'ten unreadable frames within a minute');
  }

  /** Something wrong from someone who has not proved himself: a short dead letter, while strangers have any left. */
  #takeStrange(fault: WireFault, text: string): void {
    if (this.#settings.door.spendStrangerLetter(this.#effects.nowMs())) {
      this.counts.quarantined += 1;
      const letter = { fault, raw: text, wire: null, source: 'mt5', rawMax: STRANGER_RAW_MAX };
      this.#effects.accept(deadLetter(letter));
    }
    this.#voice.sayError(fault, 0, null);
  }

  #tickLive(link: LiveLink, nowMs: number): void {
    if (nowMs - this.#receivedMs >= this.#silenceMsMax()) {
      this.#end(CLOSE.timeout, 'nothing heard');
      return;
    }
    link.release(nowMs);
    this.#desk.release(nowMs);
    this.#history?.release(nowMs);
    this.#subscriptions.release(nowMs);
    this.#control(nowMs);
    if (nowMs >= this.#snapshotDueMs) {
      this.#voice.sayInTurn('snapshot', { id: this.#desk.nextId() });
      this.#snapshotDueMs = Infinity;
    }
    this.#voice.gate.release(nowMs);
    if (nowMs - this.#voice.sentMs >= WIRE_TIMES.heartbeatMs) {
      this.#beats += 1;
      this.#voice.say('hb', { t: nowMs, n: this.#beats });
    }
  }

  #silenceMsMax(): number {
    return this.#isBusy || this.#desk.hasOrderInFlight ? WIRE_TIMES.busySilenceMsMax : WIRE_TIMES.silenceMsMax;
  }

  #wake(): void {
    if (this.#phase === 'closed') return;
    const nowMs = this.#effects.nowMs();
    if (this.#phase === 'hello') this.#effects.wakeAt(Math.min(this.#handshake.nextMs, this.#voice.gate.nextMs));
    if (this.#link === null) return;
    this.#effects.wakeAt(Math.min(
      this.#receivedMs + this.#silenceMsMax(), this.#voice.sentMs + WIRE_TIMES.heartbeatMs, this.#snapshotDueMs,
      this.#link.nextMs(nowMs), this.#desk.nextMs, this.#history?.nextMs ?? Infinity,
      this.#subscriptions.nextMs, this.#flow.nextMs,
      this.#voice.gate.nextMs,
    ));
  }

  #end(code: number, reason: string): void {
    if (this.#phase === 'closed') return;
    this.#voice.gate.flush();
    this.#leave(code, reason);
    this.#effects.close(code, reason);
  }

  #leave(code: number, reason: string): void {
    const joined = this.#joined;
    this.#phase = 'closed';
    this.#link = null;
    this.#history?.close();
    this.#history = null;
    if (joined === null) return;
    const { session, account } = joined;
    this.#effects.accept({ kind: 'TerminalDisconnected', session, account, code, reason });
  }
}
