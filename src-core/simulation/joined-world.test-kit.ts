// Terminal, broker, wire session, engine and kernel joined in one process, without chance: a wall clock moved by hand,
// frames delivered in order at once, and a journal on a disk that outlives the engine.

import { Broker, INSTRUMENTS, type BrokerSetup, type TradeAnswer } from '#core/broker-model';
import { DoorBook, encodeToken, WireSession } from '#core/intake';
import { Engine, Kernel } from '#core/kernel';
import {
  DEFAULT_LIMITS, type Bar, type ClientOrder, type Deal, type InputBody, type RiskLimits, type Timeframe,
} from '#core/model';
import type { MarketSink } from '#core/ports';
import {
  DEMO, SyntheticMarket, SyntheticSource, Terminal, TERMINAL_DEFAULTS, type HandCommand, type TerminalState,
} from '#core/terminal';
import { Disk, MemoryJournal } from './memory-journal.ts';
import { recallEvents } from './recall.ts';

const TOKEN = Uint8Array.from({ length: 32 }, (_one, i) => i);
const HASH = 'joined';
const MARKET = new SyntheticMarket(DEMO.seed);

const BROKER: BrokerSetup = {
  identity: { login: '51234567', server: 'Broker-Demo', currency: 'USD', tradeMode: 'demo', marginMode: 'hedging' },
  deposit: 100_000, leverage: 100, stopOutCall: 100, stopOutLevel: 50, instruments: INSTRUMENTS, commissionPerLot: 3,
  slippage: { chance: 0, pointsMax: 0 }, requoteChance: 0, rejectChance: 0, liquidityLots: null, isFifo: false,
  isHedgeForbidden: false, offsetS: DEMO.offsetS, seed: 1,
};

export interface WorldOptions {
  readonly broker?: Partial<BrokerSetup>;
  readonly limits?: Partial<RiskLimits>;
  readonly marginMode?: 'hedging' | 'netting';
  readonly startMs?: number;
  /** The broker puts its clock to `offsetS` at this UTC ms. */
  readonly offsetChange?: { readonly atMs: number; readonly offsetS: number };
}

/** A bar as the kernel handed it to the store. */
interface StoredBar {
  readonly timeframe: Timeframe;
  readonly bar: Bar;
}

export class JoinedWorld {
  nowMs: number;
  /** EURUSD's bars by timeframe and time; the newest of a time stands. */
  readonly bars = new Map<string, StoredBar>();
  readonly broker: Broker;
  readonly disk = new Disk();
  kernel = new Kernel();
  terminal: Terminal;
  /** Every order that was sent to the terminal, as its frame. */
  readonly sentOrders: string[] = [];
  /** False: what the terminal says is lost on the way, as before a link breaks. */
  isHeard = true;
  readonly #options: WorldOptions;
  readonly #source: SyntheticSource;
  readonly #sink: MarketSink = {
    putTicks: () => undefined,
    putBar: (_seq, _feed, _symbol, timeframe, bar) => {
      this.bars.set(`${timeframe} ${String(bar.time)}`, { timeframe, bar });
    },
  };
  #engine: Engine;
  #journal: MemoryJournal;
  #session: WireSession | null = null;
  #toTerminal: string[] = [];
  #toServer: string[] = [];
  #isPumping = false;
  #nonces = 0;
  #keys = 0;

  constructor(options: WorldOptions = {}) {
    this.#options = options;
    this.nowMs = options.startMs ?? DEMO.startMs;
    this.#source = new SyntheticSource(MARKET, {
      startMs: null, speed: 1, offsetS: DEMO.offsetS, drainedMs: null, offsetChange: options.offsetChange ?? null,
    });
    const identity = { ...BROKER.identity, marginMode: options.marginMode ?? 'hedging' };
    this.broker = new Broker({ ...BROKER, identity, ...options.broker }, null, this.nowMs - 86_400_000);
    this.terminal = this.#makeTerminal(null);
    [this.#engine, this.#journal] = this.#makeEngine();
    this.accept({ kind: 'JournalCreated', seed: 'seed', formatVersion: 1 });
    this.#startEngine();
    this.connect();
    this.pass(3_000);
  }

  /** One input; commits, and lets everything that follows arrive. */
  accept(body: InputBody): void {
    this.#engine.accept(body);
    this.#pump();
  }

  /** A link, and the handshake over it. */
  connect(): void {
    this.#session = new WireSession({
      nowMs: () => this.nowMs, nonce: () => this.#nonce(),
      send: (text) => {
        if (text.includes('"type":"order.send"')) this.sentOrders.push(text);
        this.#toTerminal.push(text);
      },
      close: () => undefined,
      accept: (input) => this.#engine.accept(input),
      whenCommitted: (seq, run) => { this.#engine.whenCommitted(seq, run); },
      wakeAt: () => undefined, proven: () => undefined,
    }, {
      token: TOKEN, door: new DoorBook(), links: () => this.kernel.links,
      tradeMode: () => this.kernel.view.account?.trade ?? 'readonly',
      digits: (_account, symbol) => this.kernel.view.instruments.get(symbol)?.digits ?? null,
      inflate: () => null, watchList: () => ['EURUSD'], symbolName: () => null, pendingSignals: () => [],
    });
    this.terminal.step();
    this.terminal.opened();
    this.#pump();
  }

  /** The link breaks, what was under way is lost. */
  cut(): void {
    this.#toServer = [];
    this.#toTerminal = [];
    const session = this.#session;
    this.#session = null;
    session?.onClosed(1006, 'lost');
    this.terminal.closed(1006, '');
    this.#pump();
  }

  /** Lets time pass in steps of 100 ms. */
  pass(ms: number): void {
    for (let done = 0; done < ms; done += 100) {
      this.nowMs += 100;
      this.terminal.step();
      this.#session?.tick();
      this.#pump();
      if (done % 1_000 === 0) this.accept({ kind: 'ClockRead' });
    }
  }

  /** A frame reaches the terminal once more. */
  repeat(text: string): void {
    this.#toTerminal.push(text);
    this.#pump();
  }

  /** The EA is initialised again: a new life on what the old one left in its files. */
  initAgain(): void {
    const kept = JSON.parse(JSON.stringify(this.terminal.state())) as TerminalState;
    this.cut();
    this.terminal = this.#makeTerminal(kept);
  }

  /** The app is killed and started again on its journal. */
  restartApp(): void {
    this.cut();
    this.kernel = new Kernel();
    [this.#engine, this.#journal] = this.#makeEngine();
    recallEvents(this.disk.events, 0, this.kernel, HASH);
    this.#startEngine();
  }

  /** A market order asked for over REST: buys with a stop 50 points below; its client order. */
  order(volume = 0.1, side: 'buy' | 'sell' = 'buy'): ClientOrder | null {
    this.#keys += 1;
    const requestId = `r${String(this.#keys)}`;
    const quote = this.kernel.view.quotes.get('EURUSD');
    const stop = side === 'buy' ? (quote?.bid ?? 0) - 0.005 : (quote?.ask ?? 0) + 0.005;
    this.accept({
      kind: 'OrderRequested', requestId, by: 'rest', symbol: 'EURUSD', side, volume, type: 'market', price: null,
      sl: Number(stop.toFixed(5)), tp: null, approve: true,
    });
    return this.orders.find((one) => one.requestId === requestId) ?? null;
  }

  close(positionId: string, volume: number | null = null): void {
    this.#keys += 1;
    this.accept({ kind: 'CloseRequested', requestId: `c${String(this.#keys)}`, by: 'rest', positionId, volume });
  }

  byHand(command: HandCommand, body: Readonly<Record<string, unknown>>): TradeAnswer {
    const result = this.terminal.window.trade(command, body);
    if (!result.ok) throw new Error(result.text);
    this.#pump();
    return result.answer;
  }

  get orders(): readonly ClientOrder[] {
    return [...this.kernel.view.orders.values()];
  }

  /** The broker's deals without the deposit. */
  get deals(): readonly Deal[] {
    return this.broker.deals().filter((deal) => deal.symbol !== '');
  }

  #nonce(): string {
    this.#nonces += 1;
    return this.#nonces.toString(16).padStart(32, '0');
  }

  #startEngine(): void {
    this.accept({
      kind: 'EngineStarted', engineHash: HASH, version: '0', mode: 'minimal', strategies: [],
      limits: { ...DEFAULT_LIMITS, ...this.#options.limits },
    });
  }

  #makeEngine(): [Engine, MemoryJournal] {
    const journal = new MemoryJournal(this.disk, () => undefined);
    const engine = new Engine({
      kernel: this.kernel, journal, clock: { nowMs: () => this.nowMs }, market: this.#sink,
      venue: { send: (_account, command) => { this.#session?.sendCommand(command); } },
    });
    return [engine, journal];
  }

  #makeTerminal(state: TerminalState | null): Terminal {
    return new Terminal({ ...TERMINAL_DEFAULTS, token: encodeToken(TOKEN), chartSymbols: ['EURUSD'] }, {
      send: (text) => { if (this.isHeard) this.#toServer.push(text); },
      close: () => undefined, nowMs: () => this.nowMs, nonce: () => this.#nonce(), flush: () => true,
    }, this.broker, this.#source, state);
  }

  /** Commits and delivers until nothing is under way. */
  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    for (let isMoving = true; isMoving;) {
      isMoving = false;
      if (this.#journal.pending.length > 0) {
        this.#journal.commit(this.#journal.pending.length, () => true);
        isMoving = true;
      }
      const up = this.#toServer.shift();
      if (up !== undefined) this.#session?.onText(up, up.length);
      const down = this.#toTerminal.shift();
      if (down !== undefined) this.terminal.receive(down);
      isMoving ||= up !== undefined || down !== undefined;
    }
    this.#isPumping = false;
  }
}
