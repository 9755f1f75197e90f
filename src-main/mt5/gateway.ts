// The sockets of /ws/mt5: each carries one WireSession (src-core/intake), which holds all the rules; here are the
// real clock, the real randomness, the registry of who is connected, and the Venue that commands leave through.
//
// Invariants: at most one live session per login and server; an exception of the engine reaches `onBroken` and never
// the process; after a journal fault nothing is acknowledged.

import {
  decodeToken, DoorBook, MESSAGE_BYTES_MAX, WireSession, WIRE_SUBPROTOCOL,
  type FlowOrder, type FollowedSymbol, type HistoryAskStatus, type LogLine, type SessionCounts, type SessionEffects,
  type SessionSettings, type WireTrade,
} from '#core/intake';
import type { Engine } from '#core/kernel';
import type { HistoryAsk, InputBody, JournalEvent, TradeCommand } from '#core/model';
import type { Clock, Venue } from '#core/ports';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { DoorLog, reasonOfClose, type DoorStage } from './door-log.ts';
import { inflateText } from './inflate.ts';
import { refusalOf, refuseUpgrade } from './upgrade-door.ts';

export interface Mt5GatewayOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  /** The pairing token as base32 text. */
  readonly pairingToken: string;
  /** The port we listen on: known only once we do. */
  ownPort(): number;
  /** A broken invariant of the engine, or a defect of a session. */
  onBroken(error: unknown): void;
  /** Symbols to subscribe to at every terminal; those already known are added. */
  readonly watchList?: readonly string[];
}

export interface LinkStatus {
  readonly account: string | null;
  readonly phase: WireSession['phase'];
  readonly counts: SessionCounts;
  /** The watch list and what became of it at this terminal. */
  readonly symbols: readonly FollowedSymbol[];
  /** What it was asked to rest while the disk is behind. */
  readonly flow: FlowOrder;
  /** Newest lines of its own log, oldest first. */
  readonly log: readonly LogLine[];
}

interface Connection {
  readonly session: WireSession;
  readonly socket: WebSocket;
  timer: NodeJS.Timeout | null;
  wakeMs: number;
  readonly marks: { readonly number: number; stage: DoorStage; /** The code that we sent. */ ownCode: number | null };
}

const DEFAULT_WATCH = ['EURUSD', 'GBPUSD', 'USDJPY', 'XAUUSD'] as const;
const CONNECTIONS_MAX = 256;
const CLOSE_GRACE_MS = 2_000;
/** A terminal that stopped reading is cut off before its unsent frames fill our memory. */
const UNSENT_BYTES_MAX = 16_777_216;
/** While more frames than this wait for the disk, nothing more is read. */
const UNCOMMITTED_MAX = 8_192;
const TIMER_MS_MAX = 60_000;

export class Mt5Gateway implements Venue {
  readonly #options: Mt5GatewayOptions;
  readonly #server = new WebSocketServer({
    noServer: true, maxPayload: MESSAGE_BYTES_MAX, perMessageDeflate: false, clientTracking: false,
    handleProtocols: () => WIRE_SUBPROTOCOL,
  });
  readonly #settings: SessionSettings;
  readonly #connections = new Set<Connection>();
  readonly #byAccount = new Map<string, Connection>();
  /** What happened at the door lately. */
  readonly door: DoorLog;
  readonly #stopListening: () => void;
  #isClosing = false;

  constructor(options: Mt5GatewayOptions) {
    const token = decodeToken(options.pairingToken);
    if (token === null) throw new RangeError('the pairing token is not 52 characters of base32');
    this.#options = options;
    this.door = new DoorLog(options.clock);
    const { kernel } = options.engine;
    this.#settings = {
      token, door: new DoorBook(),
      links: () => kernel.links,
      tradeMode: (account): WireTrade => {
        const { account: active } = kernel.view;
        return active?.key === account ? active.trade : 'readonly';
      },
      digits: (_account, symbol) => kernel.view.instruments.get(symbol)?.digits ?? null,
      inflate: inflateText,
      symbolName: (account, symbol) => {
        const name = kernel.view.brokerName(account, symbol);
        return name === null ? null : { name, isChosen: kernel.view.chosenName(account, symbol) !== null };
      },
      watchList: (account) => this.#watchList(account),
      pendingSignals: (account) => (
        kernel.view.account?.key === account
          ? [...kernel.view.signals.values()].filter(({ state }) => state === 'pending') : []
      ),
    };
    this.#stopListening = options.engine.onEvents((events) => {
      this.#showSignals(events);
      this.#rename(events);
    });
  }

  /** One entry per open connection. */
  get links(): readonly LinkStatus[] {
    return [...this.#connections].map(({ session }) => ({
      account: session.account, phase: session.phase, counts: session.counts, symbols: session.symbols,
      flow: session.flow, log: session.log,
    }));
  }

  /** Takes an HTTP upgrade that was asked for at /ws/mt5. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = refusalOf(request, this.#options.ownPort());
    if (refusal !== null) {
      this.door.refused(refusal.why);
      refuseUpgrade(socket, refusal);
    } else if (this.#isClosing || this.#connections.size >= CONNECTIONS_MAX) {
      this.door.refused('full');
      const text = 'Too many connections, or Sextant is stopping. Try again later.';
      refuseUpgrade(socket, { status: 503, why: 'full', text });
    } else {
      this.#server.handleUpgrade(request, socket, head, (opened) => { this.#open(opened); });
    }
  }

  /** Hands a committed command to the terminal of `account`; without a live link it is dropped. */
  send(account: string, command: TradeCommand): void {
    const connection = this.#byAccount.get(account);
    if (connection !== undefined) this.#guarded(connection.session, () => { connection.session.sendCommand(command); });
  }

  /** Queues a question about the past; it is asked when the terminal is there. False where it is queued already. */
  askHistory(account: string, ask: HistoryAsk, priority: number): boolean {
    const isNew = this.#settings.door.history(account).add(ask, priority);
    const session = this.#byAccount.get(account)?.session;
    if (isNew && session !== undefined) this.#guarded(session, () => { session.askHistory(); });
    return isNew;
  }

  /** The questions about the past that await an answer. */
  historyStatus(account: string): readonly HistoryAskStatus[] {
    return this.#settings.door.history(account).status;
  }

  /**
   * Ends the session of `account` (1001): its terminal connects again and is told anew whether it may trade, for the
   * page has no other word for that.
   */
  renew(account: string): void {
    this.#byAccount.get(account)?.session.stop();
  }

  /** Ends every session (1001) and waits until the sockets are gone. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#stopListening();
    const gone = [...this.#connections].map(({ session, socket }) => new Promise<void>((resolve) => {
      socket.once('close', () => { resolve(); });
      session.stop();
    }));
    await Promise.all(gone);
    this.#server.close();
  }

  /** Cards that open and close show on the terminal's charts once they are committed. */
  #showSignals(events: readonly JournalEvent[]): void {
    const last = events[events.length - 1];
    const { engine } = this.#options;
    for (const { body } of events) {
      if (body.kind !== 'SignalOpened' && body.kind !== 'SignalClosed') continue;
      if (body.kind === 'SignalOpened' && body.signal.state !== 'pending') continue;
      const id = body.kind === 'SignalOpened' ? body.signal.id : body.signalId;
      engine.whenCommitted(last?.seq ?? 0, () => { this.#showSignal(id); });
    }
  }

  /** A name that the trader chose, or took back, is followed once it is committed. */
  #rename(events: readonly JournalEvent[]): void {
    const [input] = events;
    if (input?.body.kind !== 'SymbolNamed') return;
    const { account, symbol } = input.body;
    const { engine } = this.#options;
    engine.whenCommitted(events[events.length - 1]?.seq ?? 0, () => {
      const session = this.#byAccount.get(account)?.session;
      if (session === undefined) return;
      const name = engine.kernel.view.brokerName(account, symbol) ?? symbol;
      this.#guarded(session, () => { session.follow(symbol, name); });
    });
  }

  #showSignal(id: string): void {
    const { view } = this.#options.engine.kernel;
    const signal = view.signals.get(id);
    const connection = this.#byAccount.get(view.account?.key ?? '');
    if (signal === undefined || connection === undefined) return;
    this.#guarded(connection.session, () => {
      if (signal.state === 'pending') connection.session.drawSignal(signal);
      else connection.session.eraseSignal(signal);
    });
  }

  #open(socket: WebSocket): void {
    const held: { connection: Connection | null } = { connection: null };
    let firstWakeMs = Infinity;
    const marks: Connection['marks'] = { number: this.door.opened(), stage: 'opened', ownCode: null };
    const effects: SessionEffects = {
      nowMs: () => this.#options.clock.nowMs(),
      nonce: () => randomBytes(16).toString('hex'),
      send: (text) => {
        if (socket.readyState !== socket.OPEN) return;
        if (marks.stage === 'opened' && text.includes('"type":"challenge"')) marks.stage = 'challenged';
        if (socket.bufferedAmount > UNSENT_BYTES_MAX) socket.terminate();
        else socket.send(text);
      },
      close: (code, reason) => {
        marks.ownCode = code;
        socket.close(code, reason);
        const cut = setTimeout(() => { socket.terminate(); }, CLOSE_GRACE_MS);
        cut.unref();
        socket.once('close', () => { clearTimeout(cut); });
      },
      accept: (input) => this.#accept(input),
      whenCommitted: (seq, run) => {
        this.#options.engine.whenCommitted(seq, () => {
          if (held.connection === null) return;
          this.#guarded(held.connection.session, run);
          if (socket.isPaused && session.uncommitted < UNCOMMITTED_MAX / 2) socket.resume();
        });
      },
      wakeAt: (ms) => {
        if (held.connection === null) firstWakeMs = Math.min(firstWakeMs, ms);
        else this.#arm(held.connection, ms);
      },
      proven: (account) => {
        marks.stage = 'proven';
        this.door.proven(marks.number, account);
        this.#register(account, held.connection);
      },
    };
    const session = new WireSession(effects, this.#settings);
    const connection: Connection = { session, socket, timer: null, wakeMs: Infinity, marks };
    held.connection = connection;
    this.#connections.add(connection);
    this.#arm(connection, firstWakeMs);
    socket.on('message', (data, isBinary) => {
      this.#guarded(session, () => {
        if (isBinary) session.onBinary();
        else session.onText(textOf(data), bytesOf(data));
      });
      if (session.uncommitted >= UNCOMMITTED_MAX) socket.pause();
    });
    // ws says here why it closes a socket by itself (1009 too large, 1007 not UTF-8); the close follows
    socket.on('error', () => undefined);
    socket.on('close', (code, reason) => { this.#gone(connection, code, reason.toString('utf8')); });
  }

  #register(account: string, connection: Connection | null): void {
    const older = this.#byAccount.get(account);
    if (older !== undefined && older !== connection) older.session.replace();
    if (connection !== null) this.#byAccount.set(account, connection);
  }

  #gone(connection: Connection, code: number, reason: string): void {
    if (connection.timer !== null) clearTimeout(connection.timer);
    connection.timer = null;
    this.#connections.delete(connection);
    const { session } = connection;
    this.#guarded(session, () => { session.onClosed(code, reason); });
    const { account } = session;
    const { number, ownCode, stage } = connection.marks;
    const isStorageDown = this.#options.engine.fault !== null;
    this.door.closed(number, reasonOfClose(ownCode, code, stage, isStorageDown), account);
    if (account !== null && this.#byAccount.get(account) === connection) this.#byAccount.delete(account);
  }

  /** Keeps one timer per connection, at the earliest wish. */
  #arm(connection: Connection, ms: number): void {
    if (ms >= connection.wakeMs || connection.session.phase === 'closed') return;
    if (connection.timer !== null) clearTimeout(connection.timer);
    const wait = Math.max(0, Math.min(ms - this.#options.clock.nowMs(), TIMER_MS_MAX));
    connection.wakeMs = ms;
    connection.timer = setTimeout(() => {
      connection.timer = null;
      connection.wakeMs = Infinity;
      this.#guarded(connection.session, () => {
        if (this.#options.engine.fault === null) connection.session.tick();
        else connection.session.fail();
      });
    }, wait);
    connection.timer.unref();
  }

  #accept(input: InputBody): { readonly seq: number; readonly lastSeq: number } | null {
    const { engine } = this.#options;
    if (engine.fault !== null) return null;
    try {
      return engine.accept(input);
    } catch (error) {
      this.#options.onBroken(error);
      return null;
    }
  }

  /** A defect of ours ends the session, not the process. */
  #guarded(session: WireSession, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#options.onBroken(error);
      session.fail();
    }
  }

  #watchList(account: string): readonly string[] {
    const { view, links } = this.#options.engine.kernel;
    const known = view.account?.key === account ? [...view.instruments.keys()] : [];
    const streamed = Object.keys(links.cursors(account).tick);
    return [...new Set([...(this.#options.watchList ?? DEFAULT_WATCH), ...streamed, ...known])];
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}

function bytesOf(data: RawData): number {
  if (Array.isArray(data)) return data.reduce((sum, part) => sum + part.length, 0);
  return data.byteLength;
}
