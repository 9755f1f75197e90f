// A demo account's morning for tests of the engine's way back: real journal and store on a folder, a clock set by hand,
// and the terminal's words as inputs.

import { INSTRUMENTS } from '#core/broker-model';
import { hashPositions } from '#core/market';
import {
  DEFAULT_LIMITS, type AccountIdentity, type ClientOrder, type FactBody, type InputBody, type Instrument,
  type JournalEvent, type Position, type StrategySetting, type TradeCommand, type WireMark,
} from '#core/model';
import { openEngine, type OpenEngine, type OpenEngineOptions } from './open-engine.ts';
import { Workstation } from './workstation.ts';

/** A Monday morning in UTC. */
const MORNING = Date.UTC(2024, 0, 15, 9);
const OFFSET_S = 7_200;
const IDENTITY: AccountIdentity = {
  login: '51234567', server: 'Broker-Demo', currency: 'USD', tradeMode: 'demo', marginMode: 'hedging',
};
const ACCOUNT = '51234567@Broker-Demo';
const WIRE: WireMark = { account: ACCOUNT, epoch: 'e1', wireSeq: 0 };

/** The trend strategy quick enough for a test: EMA 2 over EMA 3 on closed minutes. */
const QUICK_TREND: StrategySetting = {
  name: 'trend', symbols: ['EURUSD'], timeframe: 'M1', params: { fast: 2, slow: 3, atr: 2 }, automatic: false,
};

export class Morning {
  atMs = MORNING;
  /** What left for the terminal. */
  readonly sent: TradeCommand[] = [];
  readonly #dataDir: string;
  #open: OpenEngine | null = null;
  #tick = 0;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  get open(): OpenEngine {
    if (this.#open === null) throw new Error('the engine is not open');
    return this.#open;
  }

  async start(options: Partial<OpenEngineOptions> = {}): Promise<this> {
    const opened = await openEngine({
      dataDir: this.#dataDir, clock: { nowMs: () => this.atMs }, strategies: [QUICK_TREND],
      venue: { send: (_account, command) => { this.sent.push(command); } }, ...options,
    });
    if (!opened.ok) throw new Error(opened.error.text);
    this.#open = opened.value;
    return this;
  }

  async stop(): Promise<void> {
    await this.#open?.close();
    this.#open = null;
  }

  workstation(): Workstation {
    return new Workstation(this.open, {
      version: '0', mode: 'minimal', dataDir: this.#dataDir, pairingToken: '', limits: DEFAULT_LIMITS,
    });
  }

  take(...inputs: readonly InputBody[]): readonly FactBody[] {
    return inputs.flatMap((input) => this.open.engine.accept(input).facts);
  }

  /** The terminal connects and tells all it holds. */
  join(positions: readonly Position[] = []): void {
    const instrument = INSTRUMENTS.find(({ symbol }) => symbol === 'EURUSD') as Instrument;
    this.take(
      {
        kind: 'TerminalConnected', session: `s${String(this.atMs)}`, account: IDENTITY, epoch: 'e1', offsetS: OFFSET_S,
        clock: 'wall', lastSeq: 0, ea: '1.0.0', build: 1,
      },
      { kind: 'InstrumentReported', wire: WIRE, instrument },
      {
        kind: 'AccountReported', account: ACCOUNT, state: {
          balance: 10_000, credit: 0, equity: 10_000, profit: 0, margin: 0, marginFree: 10_000, marginLevel: null,
          leverage: 100, stopOutCall: 50, stopOutLevel: 30, stopOutMode: 'percent', tradeAllowed: true,
          expertAllowed: true, terminalConnected: true, currency: 'USD',
        },
      },
      { kind: 'SnapshotBegan', wire: WIRE },
      ...positions.map((position): InputBody => ({ kind: 'PositionReported', wire: WIRE, op: 'open', position })),
      {
        kind: 'SnapshotEnded', wire: WIRE, hash: hashPositions(positions),
        counts: { positions: positions.length, orders: 0, deals: 0 },
      },
    );
  }

  tick(bid: number): readonly FactBody[] {
    const brokerMs = this.atMs + OFFSET_S * 1_000;
    this.#tick += 1;
    return this.take({
      kind: 'TicksReceived', account: ACCOUNT, symbol: 'EURUSD', offsetS: OFFSET_S, next: [brokerMs, 1],
      ticks: {
        brokerMs: [brokerMs], bid: [bid], ask: [Number((bid + 0.0001).toFixed(5))], last: [0], volume: [0], flags: [6],
      },
    });
  }

  /** Flat minutes, a rise, and the tick that closes its minute: the id of the card that follows. */
  propose(): string {
    const facts: FactBody[] = [];
    for (const close of [1.1, 1.1, 1.1, 1.1, 1.103]) {
      this.tick(Number((close - 0.001).toFixed(5)));
      this.atMs += 30_000;
      this.tick(close);
      this.atMs += 30_000;
    }
    facts.push(...this.tick(1.103));
    for (const fact of facts) {
      if (fact.kind === 'SignalOpened') return fact.signal.id;
    }
    throw new Error('nothing was proposed');
  }

  /** The terminal fills an order of ours. */
  fill({ cid, magic, volume, sl, tp }: ClientOrder): Position {
    const position: Position = {
      id: '900', ticket: '900', symbol: 'EURUSD', side: 'buy', volume, priceOpen: 1.1031, sl, tp, price: 1.103,
      profit: 0, swap: 0, magic, cid, comment: '', openBrokerMs: this.atMs + OFFSET_S * 1_000,
    };
    this.take(
      {
        kind: 'OrderAnswered', wire: WIRE, result: {
          re: 'k1', cid, state: 'done', retcode: 10_009, retname: 'DONE', order: '400', deal: '500', position: '900',
          volume, price: 1.1031, bid: null, ask: null, comment: '', replay: false, elapsedMs: 1,
        },
      },
      { kind: 'PositionReported', wire: WIRE, op: 'open', position },
    );
    return position;
  }

  quarantine(raw: string): void {
    this.take({ kind: 'Quarantined', wire: null, code: 'E_PROTO', reason: 'not JSON', source: 'mt5', raw });
  }

  async events(): Promise<readonly JournalEvent[]> {
    await this.open.journal.settled();
    const all: JournalEvent[] = [];
    for await (const batch of this.open.journal.readEvents()) all.push(...batch);
    return all;
  }
}
