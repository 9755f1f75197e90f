// A run over history: the very kernel that runs live, on the history's clock, with the broker model as its venue and
// a strategy that approves its own signals.
//
// Invariants: the kernel sees every tick at its own time, whether ticks come singly or in batches; a command is
// carried out at the price of the tick that caused it; nothing later than a tick has a say in what follows from it.

import { assert } from '#core/base';
import { Broker, roundTo, type BrokerSetup } from '#core/broker-model';
import { Kernel } from '#core/kernel';
import {
  accountKey, barOpenMs, TIMEFRAME_MS, type Bar, type FactBody, type InputBody, type Instrument, type JournalEvent,
  type RiskLimits, type Side, type StrategySetting, type TickColumns, type Timeframe, type Trade,
} from '#core/model';
import type { MarketSink } from '#core/ports';
import { SimulatedVenue } from './simulated-venue.ts';
import { summarise, type EquityPoint, type Statistics } from './statistics.ts';

export interface BacktestSetup {
  readonly instrument: Instrument;
  /** `automatic` is taken as true. */
  readonly strategy: StrategySetting;
  readonly limits: RiskLimits;
  readonly engineHash: string;
  /** Account currency. */
  readonly cash: number;
  readonly leverage: number;
  /** Account currency for one lot and one side. */
  readonly commissionPerLot: number;
  /** Points between bid and ask; null takes the data's own asks. */
  readonly spreadPoints: number | null;
  /** Points that every market and stop fill is worse than the price. */
  readonly slippagePoints: number;
  readonly seed: number;
}

export interface BacktestTrade {
  readonly side: Side;
  /** Lots. */
  readonly size: number;
  /** Bars of the strategy's timeframe closed before. */
  readonly entryBar: number;
  readonly exitBar: number;
  readonly entryTime: number;
  readonly exitTime: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  /** Without commission and swap. */
  readonly profit: number;
  readonly commission: number;
  readonly swap: number;
}

export interface BacktestResult {
  readonly statistics: Statistics;
  readonly trades: readonly BacktestTrade[];
  /** One point a closed bar of the strategy's timeframe. */
  readonly equity: readonly EquityPoint[];
  readonly decisions: number;
  readonly decisionHash: string;
  readonly partial: boolean;
}

export interface TickInput {
  /** UTC ms. */
  readonly time: number;
  readonly bid: number;
  readonly ask: number;
  readonly volume: number;
}

const MINUTE_MS = TIMEFRAME_MS.M1;
const ROWS_MAX = 4096;

interface Rows {
  readonly brokerMs: number[];
  readonly bid: number[];
  readonly ask: number[];
  readonly last: number[];
  readonly volume: number[];
  readonly flags: number[];
}

export class Backtest {
  readonly #setup: BacktestSetup;
  readonly #broker: Broker;
  readonly #venue: SimulatedVenue;
  readonly #account: string;
  readonly #kernel = new Kernel();
  readonly #market: MarketSink;
  readonly #symbol: string;
  readonly #trades: BacktestTrade[] = [];
  readonly #equity: EquityPoint[] = [];
  readonly #entryBars = new Map<string, number>();
  readonly #due: InputBody[] = [];
  #rows: Rows = emptyRows();
  #seq = 0;
  #nowMs = 0;
  #minuteEndMs = -Infinity;
  #cursorMs = 0;
  #cursorCount = 0;
  #closedBars = 0;
  #isOpen = false;

  constructor(setup: BacktestSetup) {
    this.#setup = setup;
    this.#symbol = setup.instrument.symbol;
    const broker = brokerSetup(setup);
    this.#account = accountKey(broker.identity.login, broker.identity.server);
    this.#broker = new Broker(broker);
    this.#venue = new SimulatedVenue(this.#broker, this.#account);
    this.#market = {
      putTicks: () => undefined,
      putBar: (_seq, _feed, _symbol, timeframe, bar) => { this.#countBar(timeframe, bar); },
    };
  }

  /** The next tick; its time must not lie before the last one's. */
  next(given: TickInput): void {
    const tick = this.#withSpread(given);
    const { time, bid, ask } = tick;
    assert(time >= this.#nowMs, 'a backtest does not go back in time');
    if (!this.#isOpen) this.#open(time);
    // The account is told before a bar may close, so that a decision is sized by the equity of its moment.
    if (time >= this.#minuteEndMs) this.#beginMinute(time);
    this.#nowMs = time;
    const events = bid > 0 && ask >= bid ? this.#broker.onTick(this.#symbol, time, bid, ask) : [];
    this.#gather(tick);
    // Whatever can lead to a decision happens at the first tick of a minute or by a deal; in between rows may wait.
    if (this.#rows.brokerMs.length === 1 && this.#isMinuteNew) this.#flush();
    else if (events.length > 0 || this.#rows.brokerMs.length >= ROWS_MAX) this.#flush();
    this.#isMinuteNew = false;
    for (const input of this.#venue.report(events)) this.#apply(input);
    this.#work();
  }

  #isMinuteNew = false;

  /** What the run says so far; `isPartial`: it was stopped before its end. Open positions count at their value. */
  result(isPartial: boolean): BacktestResult {
    this.#flush();
    this.#work();
    const { equity } = this.#broker.account();
    const points: EquityPoint[] = this.#nowMs > 0 ? [...this.#equity, [this.#nowMs, equity]] : [];
    const { decisions, decisionHash } = this.#kernel.view;
    const nets = this.#trades.map(({ profit, commission, swap }) => ({ net: profit + commission + swap }));
    return {
      statistics: summarise(this.#setup.cash, points, nets), trades: this.#trades, equity: points, decisions,
      decisionHash, partial: isPartial,
    };
  }

  #open(timeMs: number): void {
    const { engineHash, limits, strategy, seed } = this.#setup;
    this.#isOpen = true;
    this.#nowMs = timeMs;
    this.#apply({ kind: 'JournalCreated', seed: `backtest-${String(seed)}`, formatVersion: 1 });
    this.#apply({
      kind: 'EngineStarted', engineHash, version: 'backtest', mode: 'backtest', limits,
      strategies: [{ ...strategy, automatic: true }],
    });
    for (const input of this.#venue.connect()) this.#apply(input);
    this.#equity.push([timeMs, this.#setup.cash]);
  }

  #beginMinute(timeMs: number): void {
    this.#flush();
    this.#minuteEndMs = barOpenMs(timeMs, 'M1', 0) + MINUTE_MS;
    this.#isMinuteNew = true;
    if (this.#broker.positions().length > 0) this.#apply(this.#venue.account());
  }

  #withSpread(tick: TickInput): TickInput {
    const { spreadPoints, instrument } = this.#setup;
    if (spreadPoints === null) return tick;
    return { ...tick, ask: roundTo(tick.bid + spreadPoints * instrument.point, instrument.digits) };
  }

  #gather(tick: TickInput): void {
    const { time, bid, ask, volume } = tick;
    const rows = this.#rows;
    rows.brokerMs.push(time);
    rows.bid.push(bid);
    rows.ask.push(ask);
    rows.last.push(0);
    rows.volume.push(volume);
    rows.flags.push(0);
    this.#cursorCount = time === this.#cursorMs ? this.#cursorCount + 1 : 1;
    this.#cursorMs = time;
  }

  #flush(): void {
    if (this.#rows.brokerMs.length === 0) return;
    const ticks: TickColumns = this.#rows;
    this.#rows = emptyRows();
    this.#apply({
      kind: 'TicksReceived', account: this.#account, symbol: this.#symbol, offsetS: 0, ticks,
      next: [this.#cursorMs, this.#cursorCount],
    });
  }

  /** Carries out what the kernel asked for, and what it asks for because of the answers. */
  #work(): void {
    for (let input = this.#due.shift(); input !== undefined; input = this.#due.shift()) this.#apply(input);
  }

  #apply(body: InputBody): void {
    this.#seq += 1;
    const event: JournalEvent<InputBody> = { seq: this.#seq, ts: this.#nowMs, body };
    const facts: FactBody[] = [];
    this.#kernel.apply(event, { fact: (fact) => { facts.push(fact); }, market: this.#market });
    if (body.kind === 'PositionReported' && body.op === 'open') this.#entryBars.set(body.position.id, this.#closedBars);
    for (const fact of facts) {
      this.#seq += 1;
      if (fact.kind === 'CommandIssued') this.#due.push(...this.#venue.run(fact.command, this.#nowMs));
      else if (fact.kind === 'TradeClosed') this.#keepTrade(fact.trade);
    }
  }

  #countBar(timeframe: Timeframe, bar: Bar): void {
    if (timeframe !== this.#setup.strategy.timeframe) return;
    this.#closedBars += 1;
    this.#equity.push([bar.time + TIMEFRAME_MS[timeframe], this.#broker.account().equity]);
  }

  #keepTrade(trade: Trade): void {
    this.#trades.push({
      side: trade.side, size: trade.volume, entryBar: this.#entryBars.get(trade.positionId) ?? 0,
      exitBar: this.#closedBars, entryTime: trade.openMs, exitTime: trade.closeMs ?? this.#nowMs,
      entryPrice: trade.openPrice, exitPrice: trade.closePrice ?? trade.openPrice, profit: trade.profit,
      commission: trade.commission + trade.fee, swap: trade.swap,
    });
    this.#entryBars.delete(trade.positionId);
  }
}

function emptyRows(): Rows {
  return { brokerMs: [], bid: [], ask: [], last: [], volume: [], flags: [] };
}

/** A demo account that opens with the run's cash, at a broker without requotes or rejects. */
function brokerSetup(setup: BacktestSetup): BrokerSetup {
  return {
    identity: { login: '1', server: 'Backtest', currency: 'USD', tradeMode: 'demo', marginMode: 'hedging' },
    deposit: setup.cash, leverage: setup.leverage, stopOutCall: 100, stopOutLevel: 50, instruments: [setup.instrument],
    commissionPerLot: setup.commissionPerLot, slippage: { points: setup.slippagePoints }, requoteChance: 0,
    rejectChance: 0,
    liquidityLots: null, isFifo: false, isHedgeForbidden: false, offsetS: 0, seed: setup.seed,
  };
}
