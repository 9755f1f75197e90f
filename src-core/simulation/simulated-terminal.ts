// The terminal's process beside a broker that outlives it: a Terminal on a link of its own, the files it leaves
// behind, and what happens at the broker while it is not there.

import {
  Broker, type BookOrder, type BrokerEvent, type BrokerSetup, type OrderRequest, type Traded,
} from '#core/broker-model';
import type { Deal, Position } from '#core/model';
import { Terminal, TERMINAL_DEFAULTS, type TerminalState } from '#core/terminal';
import type { Random } from '#core/base';
import type { Canary } from './canary.ts';
import type { Schedule } from './schedule.ts';
import type { SimulatedLink } from './simulated-link.ts';
import type { SimulatedMarket } from './simulated-market.ts';

interface TerminalParts {
  readonly schedule: Schedule;
  readonly random: Random;
  readonly market: SimulatedMarket;
  readonly broker: SimulatedBroker;
  readonly clockMs: () => number;
  readonly token: string;
  readonly nonce: () => string;
  readonly canary: Canary | null;
  /** A new link to the app, null when nobody listens there. */
  readonly connect: () => SimulatedLink | null;
  /** A frame leaves. */
  readonly said: (text: string) => void;
}

/** How a terminal's process ended, and so what its files hold. */
export type TerminalEnd =
  /** Everything up to the last moment. */
  | 'whole'
  /** The order journal as last flushed, the outbox as of some seconds ago. */
  | 'stale';

/** The broker of the simulation: it tells of each order it is sent; with the canary its past can be out of sight. */
export class SimulatedBroker extends Broker {
  isHistoryHidden = false;
  /** With the canary: the first position is shown larger than it is. */
  isLying = false;
  /** Called with each order, before anyone hears what came of it. */
  onSent: () => void = () => undefined;

  constructor(setup: BrokerSetup, openedMs: number) {
    super(setup, null, openedMs);
  }

  override send(request: OrderRequest, timeMs: number, isCheckOnly = false): Traded {
    const traded = super.send(request, timeMs, isCheckOnly);
    if (request.reason === 'expert') this.onSent();
    return traded;
  }

  override deals(): readonly Deal[] {
    return this.isHistoryHidden ? [] : super.deals();
  }

  override closedOrders(): readonly BookOrder[] {
    return this.isHistoryHidden ? [] : super.closedOrders();
  }

  override positions(): readonly Position[] {
    const [first, ...others] = super.positions();
    if (first === undefined) return [];
    const volume = this.isLying ? Number((first.volume + 0.01).toFixed(2)) : first.volume;
    return [{ ...first, volume }, ...others];
  }

  /** What the broker knows, whatever the terminal can see of it. */
  get truth(): {
    readonly deals: readonly Deal[];
    readonly closedOrders: readonly BookOrder[];
    readonly positions: readonly Position[];
  } {
    return { deals: super.deals(), closedOrders: super.closedOrders(), positions: super.positions() };
  }
}

/** With the canary: so long after a restart the broker's past is not loaded yet. */
const HIDDEN_MS = 20_000;
const FILE_MS = 3_000;

export class SimulatedTerminal {
  readonly #parts: TerminalParts;
  #terminal: Terminal | null = null;
  #link: SimulatedLink | null = null;
  #life = 0;
  /** What the last flush of the order journal, and the last writing of everything, left on disk. */
  #flushed: TerminalState | null = null;
  #written: TerminalState | null = null;
  #writtenMs = -Infinity;

  constructor(parts: TerminalParts) {
    this.#parts = parts;
    parts.broker.isLying = parts.canary === 'lying-snapshot';
    this.start();
  }

  get isRunning(): boolean {
    return this.#terminal !== null;
  }

  get terminal(): Terminal | null {
    return this.#terminal;
  }

  get link(): SimulatedLink | null {
    return this.#link;
  }

  /** Starts the process on the files that the last one left. */
  start(): void {
    if (this.#terminal !== null) return;
    const { parts, life } = { parts: this.#parts, life: (this.#life += 1) };
    this.#terminal = new Terminal(
      {
        ...TERMINAL_DEFAULTS, token: parts.token, chartSymbols: [parts.market.instruments[0]?.symbol ?? ''], seed: life,
      },
      {
        send: (text) => {
          if (life !== this.#life || this.#link === null) return;
          parts.said(text);
          this.#link.sendTo('server', text);
        },
        close: (code, reason) => { if (life === this.#life) this.#link?.closeBy('terminal', code, reason); },
        nowMs: parts.clockMs,
        nonce: parts.nonce,
        flush: () => {
          // a terminal under construction has nothing to write yet
          if (this.#terminal !== null && life === this.#life) this.#flushed = copy(this.#terminal.state());
          return true;
        },
      },
      parts.broker, parts.market, this.#written,
    );
    this.#connect(life);
    this.#step(life);
  }

  /** The process dies; its files stay. */
  kill(end: TerminalEnd): void {
    const terminal = this.#terminal;
    if (terminal === null) return;
    const now = copy(terminal.state());
    // an outbox is written before its messages leave; the order journal as of its last flush
    if (end === 'whole') this.#written = { ...now, desk: this.#flushed?.desk ?? now.desk };
    else this.#written = { ...(this.#written ?? now), desk: this.#flushed?.desk ?? now.desk };
    const { canary } = this.#parts;
    if (canary === 'forgetful-terminal' || canary === 'blind-resend') {
      this.#written = { ...this.#written, desk: { entries: [], isReadOnly: false } };
    }
    if (canary === 'forgetful-terminal') {
      this.#parts.broker.isHistoryHidden = true;
      this.#parts.schedule.after(HIDDEN_MS, () => { this.#parts.broker.isHistoryHidden = false; });
    }
    this.#terminal = null;
    this.#life += 1;
    this.#link?.abandon('terminal');
    this.#link = null;
  }

  /** Something was done at the broker by hand; a terminal that is not there learns of it from the broker later. */
  report(events: readonly BrokerEvent[]): void {
    this.#terminal?.report(events);
  }

  /** Lets the market reach the broker while no terminal runs. */
  passWithout(): void {
    if (this.#terminal !== null) return;
    const { market, broker } = this.#parts;
    market.advance();
    market.drain((symbol, timeMs, bid, ask) => { broker.onTick(symbol, timeMs, bid, ask); });
  }

  #step(life: number): void {
    if (life !== this.#life) return;
    this.#terminal?.step();
    const { schedule, random } = this.#parts;
    if (schedule.nowMs - this.#writtenMs >= FILE_MS && this.#terminal !== null) {
      this.#writtenMs = schedule.nowMs;
      this.#written = copy(this.#terminal.state());
      this.#flushed = this.#written;
    }
    schedule.after(random.nextInt(20, 400), () => { this.#step(life); });
  }

  #connect(life: number): void {
    const terminal = this.#terminal;
    if (life !== this.#life || terminal === null) return;
    const link = this.#parts.connect();
    const again = (): void => {
      this.#parts.schedule.after(terminal.nextDelayMs(), () => { this.#connect(life); });
    };
    if (link === null) {
      terminal.closed(1006, '');
      again();
      return;
    }
    this.#link = link;
    link.attach('terminal', {
      hear: (text) => { if (life === this.#life) terminal.receive(text); },
      closed: (code, reason) => {
        if (life !== this.#life) return;
        this.#link = null;
        terminal.closed(code, reason);
        again();
      },
    });
    terminal.opened();
  }
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
