// A terminal joined to the scripted server in one process, with a clock moved by hand.

import { Broker, INSTRUMENTS, type BrokerSetup } from '#core/broker-model';
import {
  DEMO, SyntheticMarket, SyntheticSource, Terminal, TERMINAL_DEFAULTS, type MarketSource, type TerminalSetup,
  type TerminalState,
} from './index.ts';
import { ScriptedServer, TOKEN_TEXT, type ServerScript } from './scripted-server.test-kit.ts';

const BROKER: BrokerSetup = {
  identity: { login: '51234567', server: 'Broker-Demo', currency: 'USD', tradeMode: 'demo', marginMode: 'hedging' },
  deposit: 10_000, leverage: 100, stopOutCall: 100, stopOutLevel: 50, instruments: INSTRUMENTS, commissionPerLot: 3,
  slippage: { chance: 0, pointsMax: 0 }, requoteChance: 0, rejectChance: 0, liquidityLots: null, isFifo: false,
  isHedgeForbidden: false, offsetS: DEMO.offsetS, seed: 1,
};

export interface RigOptions {
  readonly script?: ServerScript;
  readonly setup?: Partial<TerminalSetup>;
  readonly broker?: Partial<BrokerSetup>;
  readonly source?: MarketSource;
}

const MARKET = new SyntheticMarket(DEMO.seed);

export class Rig {
  hostMs = 1_764_000_000_000;
  readonly server: ScriptedServer;
  source: MarketSource;
  broker: Broker;
  terminal: Terminal;
  readonly closes: string[] = [];
  flushes: { readonly terminal: TerminalState; readonly broker: ReturnType<Broker['state']> }[] = [];
  canFlush = true;
  /** False: what the terminal says is lost on the way. */
  isWired = true;
  readonly #options: RigOptions;
  #nonces = 0;
  #queue: string[] = [];

  constructor(options: RigOptions = {}) {
    this.#options = options;
    this.server = new ScriptedServer({ nowMs: () => this.hostMs + 5000, ...options.script });
    this.source = options.source ?? this.#freshSource(null);
    this.broker = new Broker({ ...BROKER, ...options.broker }, null, DEMO.startMs);
    this.terminal = this.#make(null);
  }

  #freshSource(drainedMs: number | null): MarketSource {
    return new SyntheticSource(
      MARKET, { startMs: drainedMs ?? DEMO.startMs, speed: 1, offsetS: DEMO.offsetS, drainedMs },
    );
  }

  #make(state: TerminalState | null): Terminal {
    return new Terminal({ ...TERMINAL_DEFAULTS, token: TOKEN_TEXT, chartSymbols: ['EURUSD'], ...this.#options.setup }, {
      send: (text) => { if (this.isWired) this.server.receive(text); },
      close: (code, reason) => { this.closes.push(`${String(code)} ${reason}`); },
      nowMs: () => this.hostMs,
      nonce: () => {
        this.#nonces += 1;
        return String(this.#nonces).padStart(32, '0');
      },
      flush: () => {
        if (!this.canFlush) return false;
        this.flushes.push(structuredCloneOf({ terminal: this.terminal.state(), broker: this.broker.state() }));
        return true;
      },
    }, this.broker, this.source, state);
  }

  /** Opens a link and runs the handshake; the server's frames are delivered in order. */
  connect(): void {
    this.server.connect((text) => { this.#queue.push(text); this.#deliver(); }, (code) => {
      this.terminal.closed(code, '');
    });
    this.terminal.step();
    this.terminal.opened();
  }

  #isDelivering = false;

  #deliver(): void {
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    while (this.#queue.length > 0) this.terminal.receive(this.#queue.shift() as string);
    this.#isDelivering = false;
  }

  /** Lets host time pass in steps. */
  pass(ms: number, stepMs = 100): void {
    for (let done = 0; done < ms; done += stepMs) {
      this.hostMs += Math.min(stepMs, ms - done);
      this.terminal.step();
    }
  }

  /** A new process from what the old one had on disk: at the last flush, or now. */
  restart(from: 'last flush' | 'now' = 'now'): void {
    const kept = from === 'now'
      ? structuredCloneOf({ terminal: this.terminal.state(), broker: this.broker.state() })
      : this.flushes[this.flushes.length - 1];
    if (kept === undefined) throw new Error('nothing was flushed');
    this.terminal.closed(1006, '');
    this.source = this.#freshSource(this.source.nowMs);
    this.broker = new Broker({ ...BROKER, ...this.#options.broker }, kept.broker, DEMO.startMs);
    this.terminal = this.#make(kept.terminal);
  }

  /** A market order for EURUSD; `change` replaces fields of the body. */
  order(change: object = {}): void {
    this.server.command('order.send', {
      id: 'c9', cid: '7H3K9QZX', s: 'EURUSD', kind: 'market', side: 'buy', vol: 0.1, price: null, stoplimit: null,
      sl: null, tp: null, dev: 10, fill: 'auto', tif: 'gtc', expiry_ts: null, label: 'trend',
      deadline_ts: this.source.nowMs + 10_000, check_only: false, ...change,
    });
  }

  results(): readonly Record<string, unknown>[] {
    return this.server.ofType('order.result').map((frame) => frame.body);
  }
}

function structuredCloneOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
