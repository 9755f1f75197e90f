// Everything the kernel knows, in one place, and its plain JSON for snapshots.

import { assert } from '#core/base';
import { SignalBook, type SignalBookState } from '#core/approval';
import { clientIdOfMagic } from '#core/broker-model';
import { Decisions, type DecisionsState } from '#core/decision';
import { ClientOrders, type ClientOrdersState } from '#core/execution';
import { ToldSpans, type ToldSpansState } from '#core/gaps';
import { LinkBook, type LinkBookJson } from '#core/intake';
import {
  AccountMirror,
  ClosedBars,
  Market,
  SymbolNames,
  type AccountMirrorState,
  type ClosedBarsState,
  type MarketState,
  type SymbolNamesState,
} from '#core/market';
import {
  DEFAULT_LIMITS,
  whyNot,
  type AccountKey,
  type BrokerOrder,
  type FactBody,
  type Instrument,
  type Quote,
  type RiskLimits,
  type StrategySetting,
  type WhyNot,
} from '#core/model';
import { Trades, type TradesState } from '#core/outcome';
import type { MarketSink } from '#core/ports';
import type { RiskPicture } from '#core/risk';
import { RecordDesk, type RecordDeskState } from './records.ts';
import { STRATEGIES, hashStrategy, type Strategy } from '#core/strategies';
import { judgeGuard, type RealTrading } from './account-guard.ts';
import { ChangeBook, type ChangeBookState } from './change-book.ts';
import { StopWatch, type StopWatchState } from './stop-watch.ts';

/** One strategy on one symbol's series. */
export interface Runner {
  readonly setting: StrategySetting;
  readonly symbol: string;
  readonly hash: string;
  readonly bars: ClosedBars;
  readonly strategy: Strategy;
}

export interface KernelOutputs {
  fact(body: FactBody): void;
  readonly market: MarketSink;
}

/** One input being applied. */
export interface Turn {
  readonly seq: number;
  /** Host clock, UTC ms. */
  readonly ts: number;
  readonly outputs: KernelOutputs;
}

/** Of the comparison with the broker: host clock, ms. */
export interface Comparing {
  /** When a snapshot was last asked for (or a link began, which tells one unasked), and when one last ended. */
  askedMs: number;
  endedMs: number;
  /** Since when something told does not fit the rest; null while all fits. */
  doubtMs: number | null;
  /** A position was marked that we do not hold. */
  isStrange: boolean;
  /** Records of the last snapshot. */
  count: number;
  /** The differences last announced. */
  told: string | null;
}

const NOT_COMPARED: Comparing = { askedMs: 0, endedMs: 0, doubtMs: null, isStrange: false, count: 0, told: null };

export interface ContextState {
  readonly seed: string;
  readonly engineHash: string;
  readonly limits: RiskLimits;
  readonly settings: readonly StrategySetting[];
  readonly links: LinkBookJson;
  readonly told: ToldSpansState;
  readonly records: RecordDeskState;
  readonly market: MarketState;
  readonly mirrors: readonly AccountMirrorState[];
  readonly activeKey: AccountKey | null;
  readonly instruments: readonly { readonly feed: string; readonly instrument: Instrument }[];
  readonly runners: readonly {
    readonly name: string;
    readonly symbol: string;
    readonly hash: string;
    readonly bars: ClosedBarsState;
    readonly strategy: unknown;
  }[];
  readonly decisions: DecisionsState;
  readonly signals: SignalBookState;
  readonly orders: ClientOrdersState;
  readonly trades: TradesState;
  readonly killSwitch: boolean;
  readonly isFlattenWanted: boolean;
  readonly replayDifference: string | null;
  readonly comparing: Comparing;
  readonly quarantined: number;
  readonly commandCount: number;
  readonly lastTs: number;
  readonly realTrading: RealTrading;
  readonly unlockedKey: AccountKey | null;
  readonly adopted: readonly string[];
  readonly names: SymbolNamesState;
  readonly changes: ChangeBookState;
  readonly stops: StopWatchState;
  readonly tradeOff: WhyNot | null;
  readonly backOffUntilMs: number;
}

export class Context {
  seed = '';
  engineHash = '';
  limits: RiskLimits = DEFAULT_LIMITS;
  settings: readonly StrategySetting[] = [];
  links = new LinkBook();
  /** What each server has told whole of its past. */
  told = new ToldSpans();
  records = new RecordDesk();
  market = new Market();
  readonly mirrors = new Map<AccountKey, AccountMirror>();
  activeKey: AccountKey | null = null;
  /** By feed, then symbol. */
  readonly instruments = new Map<string, Map<string, Instrument>>();
  readonly runners = new Map<string, Runner>();
  decisions = new Decisions();
  signals = new SignalBook();
  orders = new ClientOrders();
  trades = new Trades();
  killSwitch = false;
  isFlattenWanted = false;
  /** How the journal's replay differs from the record, until the trader accepts the record; null when it does not. */
  replayDifference: string | null = null;
  comparing: Comparing = { ...NOT_COMPARED };
  quarantined = 0;
  commandCount = 0;
  lastTs = 0;
  realTrading: RealTrading = 'held';
  /** The account that is not demo and was unlocked since the engine started. */
  unlockedKey: AccountKey | null = null;
  /** Positions that are not ours and were taken over by the trader's word. */
  readonly adopted = new Set<string>();
  /** What the brokers' symbols are called elsewhere. */
  names = new SymbolNames();
  changes = new ChangeBook();
  stops = new StopWatch();
  /** Where MT5 said last that trading is off, until a command goes through or the terminal connects again. */
  tradeOff: WhyNot | null = null;
  /** Account clock until which nothing new is sent. */
  backOffUntilMs = 0;
  /** False while the record of another engine is read: strategies warm up, nothing is judged or ended. */
  isDeciding = true;
  /** Account clock at which the next pending signal expires. */
  nextExpiryMs = Number.POSITIVE_INFINITY;

  get active(): AccountMirror | null {
    return this.activeKey === null ? null : (this.mirrors.get(this.activeKey) ?? null);
  }

  /** How positions, orders or money here and at the broker differ; null when they do not. */
  get discrepancy(): string | null {
    return this.active?.truth.text ?? null;
  }

  /** The account's clock; the host's before an account is known. */
  nowMs(): number {
    return this.active?.nowMs(this.lastTs) ?? this.lastTs;
  }

  instrumentsOf(feed: string): Map<string, Instrument> {
    let found = this.instruments.get(feed);
    if (found === undefined) {
      found = new Map();
      this.instruments.set(feed, found);
    }
    return found;
  }

  quote(symbol: string): Quote | null {
    const { active } = this;
    return active === null ? null : this.market.quote(active.identity.server, symbol);
  }

  instrument(symbol: string): Instrument | undefined {
    const { active } = this;
    return active === null ? undefined : this.instruments.get(active.identity.server)?.get(symbol);
  }

  /** What a symbol of the active account is called elsewhere: strategies name that. */
  marketName(symbol: string): string {
    const { active } = this;
    if (active === null) return symbol;
    return this.names.marketName(active.key, symbol, this.instrumentsOf(active.identity.server));
  }

  /** Why nothing that trades may leave for the active account, null when it may. */
  guard(): WhyNot | null {
    const { active } = this;
    if (active === null) return whyNot('RISK_ACCOUNT_UNKNOWN');
    const { identity, confirmed, key } = active;
    const isUnlocked = this.unlockedKey === key;
    return judgeGuard({ identity, isConfirmed: confirmed, isUnlocked, realTrading: this.realTrading });
  }

  /** Ids are the record's own while it is read: what is only perceived uses up none, and answers to no question. */
  nextCommandId(): string {
    if (!this.isDeciding) return 'k0';
    this.commandCount += 1;
    return `k${String(this.commandCount)}`;
  }

  /** Takes a recorded command's id as used. */
  adoptCommandId(id: string): void {
    const number = /^k(\d+)$/.exec(id)?.[1];
    if (number !== undefined) this.commandCount = Math.max(this.commandCount, Number(number));
  }

  /** The runners that read a symbol, made on its first bar: nothing is computed unasked. */
  runnersOf(symbol: string): readonly Runner[] {
    const found: Runner[] = [];
    for (const setting of this.settings) {
      const { symbols } = setting;
      if (symbols !== 'all' && !symbols.includes(symbol) && !symbols.includes(this.marketName(symbol))) continue;
      const key = `${setting.name}|${symbol}`;
      let runner = this.runners.get(key);
      if (runner === undefined) {
        const kind = STRATEGIES.get(setting.name);
        assert(kind !== undefined, `settings name an unknown strategy: ${setting.name}`);
        runner = {
          setting,
          symbol,
          hash: hashStrategy(kind, setting),
          bars: new ClosedBars(),
          strategy: kind.make(setting.params),
        };
        this.runners.set(key, runner);
      }
      found.push(runner);
    }
    return found;
  }

  /** New settings keep a runner whose strategy and parameters are unchanged, and drop the others. */
  applySettings(settings: readonly StrategySetting[]): void {
    this.settings = settings;
    for (const [key, runner] of this.runners) {
      const setting = settings.find((candidate) => candidate.name === runner.setting.name);
      const kind = setting === undefined ? undefined : STRATEGIES.get(setting.name);
      if (setting === undefined || kind === undefined || hashStrategy(kind, setting) !== runner.hash)
        this.runners.delete(key);
      else this.runners.set(key, { ...runner, setting });
    }
  }

  riskPicture(): RiskPicture | null {
    const { active } = this;
    if (active === null) return null;
    return {
      identity: active.identity,
      account: active.account,
      guard: this.guard(),
      isLinkUp: active.linkUp,
      isSnapshotReady: active.snapshotReady,
      killSwitch: this.killSwitch,
      discrepancy: this.discrepancy,
      replayDifference: this.replayDifference,
      dayStartEquity: active.dayStartEquity,
      dayLoss: active.dayLoss,
      positions: [...active.positions.values()],
      inFlight: this.orders.opening(),
      foreignOrders: this.#foreignOrders(active),
      instruments: this.instrumentsOf(active.identity.server),
      limits: this.limits,
      nowMs: this.nowMs(),
      offsetS: active.offsetS,
    };
  }

  #foreignOrders(active: AccountMirror): readonly BrokerOrder[] {
    return [...active.orders.values()].filter(({ cid, magic, kind }) => {
      const ours = cid ?? clientIdOfMagic(magic);
      return kind !== 'market' && (ours === null || !this.orders.orders.has(ours));
    });
  }

  state(): ContextState {
    return {
      seed: this.seed,
      engineHash: this.engineHash,
      limits: this.limits,
      settings: this.settings,
      links: this.links.toJson(),
      told: this.told.state(),
      records: this.records.state(),
      market: this.market.state(),
      mirrors: [...this.mirrors.values()].map((m) => m.state()),
      activeKey: this.activeKey,
      instruments: [...this.instruments].flatMap(([feed, map]) =>
        [...map.values()].map((instrument) => ({ feed, instrument })),
      ),
      runners: [...this.runners.values()].map((runner) => ({
        name: runner.setting.name,
        symbol: runner.symbol,
        hash: runner.hash,
        bars: runner.bars.state(),
        strategy: runner.strategy.state(),
      })),
      decisions: this.decisions.state(),
      signals: this.signals.state(),
      orders: this.orders.state(),
      trades: this.trades.state(),
      killSwitch: this.killSwitch,
      isFlattenWanted: this.isFlattenWanted,
      replayDifference: this.replayDifference,
      comparing: { ...this.comparing },
      quarantined: this.quarantined,
      commandCount: this.commandCount,
      lastTs: this.lastTs,
      realTrading: this.realTrading,
      unlockedKey: this.unlockedKey,
      adopted: [...this.adopted],
      names: this.names.state(),
      changes: this.changes.state(),
      stops: this.stops.state(),
      tradeOff: this.tradeOff,
      backOffUntilMs: this.backOffUntilMs,
    };
  }

  /** Takes back a state of the same engine. */
  restore(state: ContextState): void {
    this.seed = state.seed;
    this.engineHash = state.engineHash;
    this.limits = state.limits;
    this.settings = state.settings;
    this.links = LinkBook.fromJson(state.links);
    this.told = new ToldSpans(state.told);
    this.records = new RecordDesk(state.records);
    this.market = new Market(state.market);
    for (const mirror of state.mirrors) {
      const restored = new AccountMirror(mirror.identity, mirror);
      this.mirrors.set(restored.key, restored);
    }
    this.activeKey = state.activeKey;
    for (const { feed, instrument } of state.instruments) this.instrumentsOf(feed).set(instrument.symbol, instrument);
    for (const entry of state.runners) {
      const setting = state.settings.find((candidate) => candidate.name === entry.name);
      const kind = STRATEGIES.get(entry.name);
      if (setting === undefined || kind === undefined) continue;
      this.runners.set(`${entry.name}|${entry.symbol}`, {
        setting,
        symbol: entry.symbol,
        hash: entry.hash,
        bars: new ClosedBars(entry.bars),
        strategy: kind.make(setting.params, entry.strategy),
      });
    }
    this.decisions = new Decisions(state.decisions);
    this.signals = new SignalBook(state.signals);
    this.orders = new ClientOrders(state.orders);
    this.trades = new Trades(state.trades);
    this.killSwitch = state.killSwitch;
    this.isFlattenWanted = state.isFlattenWanted;
    this.replayDifference = state.replayDifference;
    this.comparing = { ...state.comparing };
    this.quarantined = state.quarantined;
    this.commandCount = state.commandCount;
    this.lastTs = state.lastTs;
    this.realTrading = state.realTrading;
    this.unlockedKey = state.unlockedKey;
    for (const id of state.adopted) this.adopted.add(id);
    this.names = new SymbolNames(state.names);
    this.changes = new ChangeBook(state.changes);
    this.stops = new StopWatch(state.stops);
    this.tradeOff = state.tradeOff;
    this.backOffUntilMs = state.backOffUntilMs;
    this.nextExpiryMs = Math.min(Number.POSITIVE_INFINITY, ...this.signals.pending().map((signal) => signal.expiresMs));
  }
}
