// The server's side of one connection, as a pure state machine: text frames and the clock go in, frames and journal
// events go out through the effects. MT5-PROTOCOL.md is its specification.
//
// Life: hello -> (proved) joining -> (TerminalConnected committed) live -> closed. The welcome waits for the commit,
// so that what it says of numbers and cursors speaks of stored things only.

import { accountKey, TIMEFRAMES, type AccountIdentity, type TradeCommand } from '#core/model';
import { CommandDesk } from './command-desk.ts';
import { encodeFrame, readEnvelope } from './envelope.ts';
import { FrameMeter } from './frame-meter.ts';
import { Handshake, type HandshakeStep } from './handshake.ts';
import { HistoryDesk } from './history-desk.ts';
import { LiveLink, type LinkHost } from './live-link.ts';
import type { SessionCounts, SessionEffects, SessionSettings, SubscriptionProblem } from './session-parts.ts';
import {
  CLOSE, WIRE_LIMITS, WIRE_TIMES, WIRE_VERSION, type HelloBody, type SubBody, type WelcomeBody, type WireFault,
} from './wire.ts';

type Phase = 'hello' | 'joining' | 'live' | 'closed';

const HISTORY_MS = 5 * 86_400_000;
const DEALS_MS = 30 * 86_400_000;
const SNAPSHOT_PATIENCE_MS = 5_000;
const WATCH_MAX = 64;
/** Of a frame from someone who has not proved himself, this much is kept. */
const STRANGER_RAW_MAX = 4_096;

interface Joined {
  readonly account: string;
  readonly identity: AccountIdentity;
  readonly hello: HelloBody;
  readonly session: string;
}

export class WireSession {
  readonly counts: SessionCounts = { frames: 0, quarantined: 0, repeats: 0, mismatches: 0, dropped: new Map() };
  readonly #effects: SessionEffects;
  readonly #settings: SessionSettings;
  readonly #meter = new FrameMeter();
  readonly #handshake: Handshake;
  readonly #desk: CommandDesk;
  #phase: Phase = 'hello';
  #joined: Joined | null = null;
  #link: LiveLink | null = null;
  #history: HistoryDesk | null = null;
  #receivedMs: number;
  #sentMs: number;
  #beats = 0;
  #isBusy = false;
  #snapshotDueMs = Infinity;
  #snapshotAskedMs = -Infinity;

  constructor(effects: SessionEffects, settings: SessionSettings) {
    this.#effects = effects;
    this.#settings = settings;
    const nowMs = effects.nowMs();
    this.#receivedMs = nowMs;
    this.#sentMs = nowMs;
    this.#handshake = new Handshake(settings, () => effects.nonce(), nowMs);
    this.#desk = new CommandDesk((type, body) => { this.#say(type, body); }, nowMs);
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

  get subscriptionProblems(): readonly SubscriptionProblem[] {
    return this.#desk.problems;
  }

  /** Takes one text frame of `bytes` bytes. */
  onText(text: string, bytes: number): void {
    if (this.#phase === 'closed') return;
    const nowMs = this.#effects.nowMs();
    this.#receivedMs = nowMs;
    this.counts.frames += 1;
    const verdict = this.#meter.take(bytes, nowMs);
    if (verdict !== 'pass') {
      if (verdict === 'drop-and-say') this.#sayError({ code: 'E_RATE', reason: 'too many messages' }, 0, null, 1_000);
      return;
    }
    const read = readEnvelope(text);
    if (!read.ok) {
      this.#takeUnreadable(text, read.fault, read.seq);
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
      if (left !== null) this.#takeUnreadable(text, left.unreadable, frame.seq > 0 ? frame.seq : null);
    }
    this.#wake();
  }

  /** Binary frames are reserved. */
  onBinary(): void {
    if (this.#phase === 'closed') return;
    this.#sayError({ code: 'E_PROTO', reason: 'binary frames are reserved' }, 0, null);
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
    this.#sayError({ code: 'E_INTERNAL', reason: 'nothing can be stored' }, 0, null, 5_000);
    this.#end(CLOSE.goingAway, 'nothing can be stored');
  }

  #shake(step: HandshakeStep, text: string): void {
    switch (step.do) {
      case 'wait': return;
      case 'say': this.#say(step.type, step.body); return;
      case 'quarantine': this.#takeStrange(step.fault, text); return;
      case 'refuse':
        this.#sayError(step, 0, null);
        if (step.close !== null) this.#end(step.close, step.reason);
        return;
      case 'join': this.#join(step.hello);
    }
  }

  #refuseEarly(type: string): void {
    this.#sayError({ code: 'E_NOT_AUTHED', reason: `${type} before welcome` }, 0, null);
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
    this.#phase = 'live';
    this.#receivedMs = nowMs;
    const link = new LiveLink(this.#linkHost(joined), hello.clock === 'wall');
    this.#link = link;
    this.#history = this.#openHistory(joined, link);
    const welcome: WelcomeBody = {
      session, proto: WIRE_VERSION, ts: nowMs, resume, cursors,
      // with no deal stored a month is asked for; on data time the account's now is not known here, so all of it
      deal_from_msc: links.dealFromBrokerMs(account) ?? (hello.clock === 'data' ? 0 : brokerNowMs - DEALS_MS),
      calendar_change_id: links.calendarChangeId(account), subs: this.#settings.door.subs(account),
      limits: WIRE_LIMITS, trade: this.#settings.tradeMode(account, identity),
    };
    this.#say('welcome', welcome);
    this.#subscribe(account, hello.clock === 'data' ? 0 : brokerNowMs - HISTORY_MS);
    this.#snapshotDueMs = nowMs + SNAPSHOT_PATIENCE_MS;
    this.#wake();
  }

  /** Bars of the watch list from a few days back (where no cursor says more), and ticks from now. */
  #subscribe(account: string, fromMsc: number): void {
    const watch = this.#settings.watchList(account).slice(0, WATCH_MAX);
    if (watch.length === 0) return;
    const bars = watch.flatMap((symbol) => TIMEFRAMES.map((timeframe) => `${symbol}:${timeframe}`));
    const subs: readonly SubBody[] = [
      { id: this.#desk.nextId(), ticks: [], bars, book: [], from_msc: Math.max(0, fromMsc) },
      { id: this.#desk.nextId(), ticks: watch, bars: [], book: [] },
    ];
    for (const sub of subs) this.#desk.subscribe(sub);
    this.#settings.door.setSubs(account, subs);
  }

  #openHistory({ account, hello }: Joined, link: LiveLink): HistoryDesk {
    const links = (): ReturnType<SessionSettings['links']> => this.#settings.links();
    return new HistoryDesk({
      account, epoch: hello.epoch,
      nowMs: () => this.#effects.nowMs(),
      say: (type, body) => { this.#say(type, body); },
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
      currency: joined.identity.currency,
      links: () => this.#settings.links(),
      say: (type, body) => { this.#say(type, body); },
      sayError: (fault, seq, re) => { this.#sayError(fault, seq, re); },
      fail: () => { this.fail(); },
      askSnapshot: () => { this.#askSnapshot(); },
      noteSnapshotBegun: () => { this.#snapshotDueMs = Infinity; },
      noteBusy: () => { this.#isBusy = true; },
      noteSnapshotEnded: () => { this.#history?.open(); },
      takeHistory: (record, text) => { this.#history?.take(record, text); },
      takeAnswer: (record) => {
        if (record.type === 'order.result' || record.re === null || this.#history?.isOurs(record.re) !== true) {
          return this.#desk.takeAnswer(record);
        }
        if (record.type === 'error' || !record.isOk) this.#history.refuse(record.re, record.code ?? 'E_INTERNAL');
        return null;
      },
    };
  }

  /** At once, at most once a second: something was lost, whatever the terminal is about to send anyway. */
  #askSnapshot(): void {
    const nowMs = this.#effects.nowMs();
    if (this.#phase !== 'live' || nowMs - this.#snapshotAskedMs < 1_000) return;
    this.#snapshotAskedMs = nowMs;
    this.#desk.askSnapshot();
    this.#snapshotDueMs = nowMs + SNAPSHOT_PATIENCE_MS;
  }

  #takeUnreadable(text: string, fault: WireFault, seq: number | null): void {
    const nowMs = this.#effects.nowMs();
    const joined = this.#joined;
    if (this.#link === null || joined === null) {
      this.#takeStrange(fault, text);
    } else {
      const wasSeen = seq !== null && this.#settings.door.noteUnreadable(joined.account, joined.hello.epoch, seq);
      this.#link.passUnreadable(seq ?? 0, wasSeen, fault, text);
      this.#sayError(fault, seq ?? 0, null);
    }
    if (this.#meter.takeUnreadable(nowMs)) this.#end(CLOSE.protocol, 'ten unreadable frames within a minute');
  }

  /** Something wrong from someone who has not proved himself: a short dead letter, while strangers have any left. */
  #takeStrange(fault: WireFault, text: string): void {
    if (this.#settings.door.spendStrangerLetter(this.#effects.nowMs())) {
      this.counts.quarantined += 1;
      const reason = fault.path === '' ? fault.reason : `${fault.path}: ${fault.reason}`;
      const raw = text.slice(0, STRANGER_RAW_MAX);
      this.#effects.accept({ kind: 'Quarantined', wire: null, code: fault.code, reason, source: 'mt5', raw });
    }
    this.#sayError(fault, 0, null);
  }

  #tickLive(link: LiveLink, nowMs: number): void {
    if (nowMs - this.#receivedMs >= this.#silenceMsMax()) {
      this.#end(CLOSE.timeout, 'nothing heard');
      return;
    }
    link.release(nowMs);
    this.#desk.release(nowMs);
    this.#history?.release(nowMs);
    if (nowMs >= this.#snapshotDueMs) {
      this.#desk.askSnapshot();
      this.#snapshotDueMs = Infinity;
    }
    if (nowMs - this.#sentMs >= WIRE_TIMES.heartbeatMs) {
      this.#beats += 1;
      this.#say('hb', { t: nowMs, n: this.#beats });
    }
  }

  #silenceMsMax(): number {
    return this.#isBusy || this.#desk.hasOrderInFlight ? WIRE_TIMES.busySilenceMsMax : WIRE_TIMES.silenceMsMax;
  }

  #wake(): void {
    if (this.#phase === 'closed') return;
    const nowMs = this.#effects.nowMs();
    if (this.#phase === 'hello') this.#effects.wakeAt(this.#handshake.nextMs);
    if (this.#link === null) return;
    this.#effects.wakeAt(Math.min(
      this.#receivedMs + this.#silenceMsMax(), this.#sentMs + WIRE_TIMES.heartbeatMs, this.#snapshotDueMs,
      this.#link.nextMs(nowMs), this.#desk.nextMs, this.#history?.nextMs ?? Infinity,
    ));
  }

  #say(type: string, body: object | string): void {
    if (this.#phase === 'closed') return;
    const nowMs = this.#effects.nowMs();
    this.#sentMs = nowMs;
    this.#effects.send(encodeFrame({ type, seq: 0, ack: this.#link?.acks.ack ?? 0, ts: nowMs }, body));
    this.#link?.acks.noteSaid();
  }

  #sayError(
    fault: { readonly code: string; readonly path?: string; readonly reason: string }, seq: number, re: string | null,
    retryMs: number | null = null,
  ): void {
    const path = fault.path ?? '';
    const msg = path === '' ? fault.reason : `${path}: ${fault.reason}`;
    this.#say('error', { re, code: fault.code, msg, retry_ms: retryMs, path: path === '' ? null : path, seq });
  }

  #end(code: number, reason: string): void {
    if (this.#phase === 'closed') return;
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
