// The app's process: engine, kernel and wire sessions over a journal, put together as the host does it, on the
// simulated clock, disk and links. It lives until it is killed; the next one is made from the disk.

import { DoorBook, WireSession, type SessionEffects, type SessionSettings, type WireTrade } from '#core/intake';
import { Engine, Kernel, type ContextState } from '#core/kernel';
import type { InputBody, JournalEvent, RiskLimits, StrategySetting, TradeCommand } from '#core/model';
import type { MarketSink } from '#core/ports';
import type { Canary } from './canary.ts';
import { MemoryJournal, type Disk } from './memory-journal.ts';
import { recallEvents } from './recall.ts';
import type { Schedule } from './schedule.ts';
import type { SimulatedLink } from './simulated-link.ts';

export interface AppParts {
  readonly schedule: Schedule;
  readonly disk: Disk;
  /** The host's clock, UTC ms, never going back while the process lives. */
  readonly clockMs: () => number;
  readonly token: Uint8Array;
  readonly nonce: () => string;
  readonly limits: RiskLimits;
  readonly strategies: readonly StrategySetting[];
  readonly symbols: readonly string[];
  readonly journalSeed: string;
  readonly canary: Canary | null;
  /** How long the disk takes for the next commit, ms. */
  readonly commitMs: () => number;
  readonly watch: AppWatch;
}

/** Who looks over the app's shoulder. */
interface AppWatch {
  committed(): void;
  sending(command: TradeCommand): void;
  said(link: SimulatedLink, text: string): void;
  /** Between an input and its commit; false when the process died here. */
  reachesCommit(events: readonly (readonly JournalEvent[])[]): boolean;
  /** Between a commit and the word of it; false when the process died here. */
  survives(events: readonly (readonly JournalEvent[])[]): boolean;
}

/** A kernel's state as of a sequence number. */
export interface StoredState {
  readonly seq: number;
  readonly state: ContextState;
}

interface Connection {
  readonly session: WireSession;
  readonly link: SimulatedLink;
  wakeMs: number;
}

const NOWHERE: MarketSink = { putTicks: () => undefined, putBar: () => undefined };
const CLOCK_MS = 1_000;
const TIMER_MS_MAX = 60_000;

export class SimulatedApp {
  /** The name under which this engine judges: another name takes what stands as facts. */
  readonly engineHash: string;
  readonly kernel = new Kernel();
  readonly engine: Engine;
  readonly journal: MemoryJournal;
  readonly #parts: AppParts;
  readonly #settings: SessionSettings;
  readonly #connections = new Set<Connection>();
  readonly #byAccount = new Map<string, Connection>();
  #isAlive = true;

  /** Starts on what the disk holds: from nothing, or from `stored` and what came after. */
  constructor(parts: AppParts, engineHash: string, stored: StoredState | null) {
    this.#parts = parts;
    this.engineHash = engineHash;
    this.journal = new MemoryJournal(parts.disk, () => { this.#startCommit(); });
    const { kernel } = this;
    this.engine = new Engine({
      kernel, journal: this.journal, clock: { nowMs: parts.clockMs }, market: NOWHERE,
      venue: { send: (account, command) => { if (parts.canary !== 'sends-early') this.#send(account, command); } },
    });
    this.#settings = {
      token: parts.token, door: new DoorBook(), links: () => kernel.links,
      tradeMode: (account): WireTrade => {
        const { account: active } = kernel.view;
        return active?.key === account ? active.trade : 'readonly';
      },
      digits: (_account, symbol) => kernel.view.instruments.get(symbol)?.digits ?? null,
      inflate: () => null, watchList: () => parts.symbols, symbolName: () => null, pendingSignals: () => [],
    };
    if (stored !== null) kernel.restore(stored.state);
    recallEvents(parts.disk.events, stored?.seq ?? 0, kernel, engineHash);
    this.engine.onEvents((events) => {
      if (parts.canary === 'sends-early') this.#sendAtOnce(events);
      if (parts.canary === 'no-approval') this.#orderUnasked(events);
    });
    if (this.journal.headSeq === 0) this.accept({ kind: 'JournalCreated', seed: parts.journalSeed, formatVersion: 1 });
    this.accept({
      kind: 'EngineStarted', engineHash, version: '0', mode: 'simulation', limits: parts.limits,
      strategies: parts.strategies,
    });
    this.#beat();
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** True when the process lives and its journal can be written. */
  get isWorking(): boolean {
    return this.#isAlive && this.engine.fault === null;
  }

  /** One input of the trader or the host; null when nothing is taken any more. */
  accept(body: InputBody): { readonly seq: number; readonly lastSeq: number } | null {
    return this.isWorking ? this.engine.accept(body) : null;
  }

  /** The process is gone, with everything that was not on the disk. */
  kill(): void {
    this.#isAlive = false;
    for (const { link } of this.#connections) link.abandon('server');
    this.#connections.clear();
    this.#byAccount.clear();
  }

  /** A terminal connects. */
  open(link: SimulatedLink): void {
    const held: { connection: Connection | null } = { connection: null };
    const effects: SessionEffects = {
      nowMs: this.#parts.clockMs,
      nonce: this.#parts.nonce,
      send: (text) => {
        this.#parts.watch.said(link, text);
        link.sendTo('terminal', text);
      },
      close: (code, reason) => { link.closeBy('server', code, reason); },
      accept: (input) => this.accept(input),
      whenCommitted: (seq, run) => {
        if (this.#parts.canary === 'confirms-early') run();
        else this.engine.whenCommitted(seq, run);
      },
      wakeAt: (ms) => { if (held.connection !== null) this.#arm(held.connection, ms); },
      proven: (account) => { this.#register(account, held.connection); },
    };
    const session = new WireSession(effects, this.#settings);
    const connection: Connection = { session, link, wakeMs: Infinity };
    held.connection = connection;
    this.#connections.add(connection);
    this.#arm(connection, this.#parts.clockMs() + 5_000);
    link.attach('server', {
      hear: (text) => { if (this.#isAlive) session.onText(text, text.length); },
      closed: (code, reason) => {
        if (!this.#isAlive) return;
        this.#connections.delete(connection);
        session.onClosed(code, reason);
        const { account } = session;
        if (account !== null && this.#byAccount.get(account) === connection) this.#byAccount.delete(account);
      },
    });
  }

  #send(account: string, command: TradeCommand): void {
    if (!this.#isAlive) return;
    const connection = this.#byAccount.get(account);
    if (connection === undefined) return;
    this.#parts.watch.sending(command);
    connection.session.sendCommand(command);
  }

  #sendAtOnce(events: readonly JournalEvent[]): void {
    for (const { body } of events) if (body.kind === 'CommandIssued') this.#send(body.account, body.command);
  }

  /** The canary's own defect: what the trader has not answered is ordered by another way. */
  #orderUnasked(events: readonly JournalEvent[]): void {
    for (const { body } of events) {
      if (body.kind !== 'SignalOpened' || body.signal.card === null) continue;
      const { signal, id } = { signal: body.signal, id: `x${body.signal.id}` };
      const volume = body.signal.card.volume;
      this.#parts.schedule.after(50, () => {
        const { account } = this.kernel.view;
        if (account === null) return;
        const cid = signal.id.slice(1).padStart(8, '0');
        this.#byAccount.get(account.key)?.session.sendCommand({
          type: 'order.send', id, cid, symbol: signal.symbol, kind: 'market', side: signal.side, volume, price: null,
          stopLimit: null, sl: signal.stop, tp: signal.target, deviationPoints: 20, fill: 'auto', tif: 'gtc',
          expiryMs: null, checkOnly: false, label: 'canary',
          deadlineMs: this.kernel.view.nowMs + 10_000,
        });
      });
    }
  }

  #register(account: string, connection: Connection | null): void {
    const older = this.#byAccount.get(account);
    if (older !== undefined && older !== connection) older.session.replace();
    if (connection !== null) this.#byAccount.set(account, connection);
    if (this.#parts.canary === 'blind-resend') this.#sendAgain(account);
  }

  /** The canary's own defect: what is not past its deadline is sent once more, without a question. */
  #sendAgain(account: string): void {
    this.#parts.schedule.after(300, () => {
      for (const { body } of this.#parts.disk.events) {
        if (body.kind !== 'CommandIssued' || body.command.type !== 'order.send') continue;
        if (body.command.deadlineMs > this.kernel.view.nowMs) this.#send(account, body.command);
      }
    });
  }

  /** Keeps one timer per connection, at the earliest wish. */
  #arm(connection: Connection, ms: number): void {
    if (ms >= connection.wakeMs || connection.session.phase === 'closed') return;
    connection.wakeMs = ms;
    const waitMs = Math.max(1, Math.min(ms - this.#parts.clockMs(), TIMER_MS_MAX));
    this.#parts.schedule.after(waitMs, () => {
      if (!this.#isAlive || connection.wakeMs !== ms) return;
      connection.wakeMs = Infinity;
      if (this.engine.fault === null) connection.session.tick();
      else connection.session.fail();
    });
  }

  /** The kernel's clock is read while something waits for it. */
  #beat(): void {
    this.#parts.schedule.after(CLOCK_MS, () => {
      if (!this.#isAlive) return;
      if (this.#isSomethingWaiting()) this.accept({ kind: 'ClockRead' });
      this.#beat();
    });
  }

  #isSomethingWaiting(): boolean {
    const { view } = this.kernel;
    for (const signal of view.signals.values()) if (signal.state === 'pending') return true;
    for (const order of view.orders.values()) if (order.state === 'issued' || order.state === 'unknown') return true;
    return false;
  }

  /** As soon as the disk is free: what waits now goes in one commit, what comes meanwhile in the next. */
  #startCommit(): void {
    const { schedule, watch, commitMs } = this.#parts;
    // the batches of one moment belong together
    schedule.after(0, () => {
      if (!this.#isAlive) return;
      const count = this.journal.pending.length;
      schedule.after(commitMs(), () => {
        if (!this.#isAlive) return;
        const batches = this.journal.pending.slice(0, count);
        if (!watch.reachesCommit(batches)) return;
        this.journal.commit(count, () => {
          watch.committed();
          return watch.survives(batches);
        });
      });
    });
  }
}
