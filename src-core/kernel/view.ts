// What may be read of the kernel's state from outside. Read-only, and always the state after the last input (which
// may run a few milliseconds ahead of the journal's commit).

import { judgeAccount } from '#core/risk';
import type { CountKey, DataCount, LatestRecords } from '#core/routing';
import { openerOf } from './broker-truth.ts';
import type { Context } from './context.ts';
import { isManaged } from './order-commands.ts';
import { knownPoint } from './perceive.ts';
import {
  whyNot,
  type AccountIdentity,
  type AccountState,
  type Bar,
  type BrokerZone,
  type BrokerOrder,
  type ClientOrder,
  type Deal,
  type Instrument,
  type Position,
  type Quote,
  type Signal,
  type Timeframe,
  type Trade,
  type TradeOrigin,
  type WhyNot,
} from '#core/model';

export interface AccountView {
  readonly key: string;
  readonly identity: AccountIdentity;
  readonly state: AccountState | null;
  readonly confirmed: boolean;
  /** Not demo, and opened for this run of the engine. */
  readonly isUnlocked: boolean;
  /** Where MT5 said last that trading is off, in words; null when nothing stands against it. */
  readonly tradeOff: WhyNot | null;
  /** May commands leave? Otherwise why not. */
  readonly trade: 'enabled' | 'readonly';
  readonly whyNot: WhyNot | null;
  readonly clock: 'wall' | 'data';
  readonly linkUp: boolean;
  readonly snapshotReady: boolean;
  /** Host clock of the last frame, UTC ms. */
  readonly lastSeenMs: number;
  readonly disconnectedMs: number | null;
  readonly offsetS: number;
  /** The broker's day: first equity, and loss so far against it (positive = lost). */
  readonly dayStartEquity: number | null;
  readonly dayLoss: number;
  readonly dayLossMax: number;
}

/** Another terminal's session: its market is read, nothing is sent to it. */
export interface FeedView {
  readonly key: string;
  readonly identity: AccountIdentity;
  readonly linkUp: boolean;
}

export interface KernelView {
  /** The account's clock: the host's, or the newest row's where the session runs on data time. */
  readonly nowMs: number;
  readonly account: AccountView | null;
  /** Read-only sessions besides it. */
  readonly feeds: readonly FeedView[];
  /** Is a position managed: ours, or adopted? Others are shown and counted for risk. */
  isManaged(positionId: string): boolean;
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly quotes: ReadonlyMap<string, Quote>;
  /** What a symbol of the active account is called elsewhere: EURUSD for EURUSDm; itself mostly. */
  marketName(symbol: string): string;
  /** The broker's name for a symbol, chosen or known by its specification; null where there is none but itself. */
  brokerName(account: string, symbol: string): string | null;
  /** The name that the trader chose for it; null where he chose none. */
  chosenName(account: string, symbol: string): string | null;
  formingBar(symbol: string, timeframe: Timeframe): Bar | null;
  /** Oldest first; the newest 5,000 of each. */
  readonly signals: ReadonlyMap<string, Signal>;
  readonly orders: ReadonlyMap<string, ClientOrder>;
  readonly brokerOrders: ReadonlyMap<string, BrokerOrder>;
  readonly positions: ReadonlyMap<string, Position>;
  readonly deals: ReadonlyMap<string, Deal>;
  /** By position id: open and closed. */
  readonly trades: ReadonlyMap<string, Trade>;
  readonly decisions: number;
  /** 64 hex digits over all decisions so far. */
  readonly decisionHash: string;
  /** Why no new entry is allowed now, null when it is. */
  readonly lock: WhyNot | null;
  readonly killSwitch: boolean;
  readonly discrepancy: string | null;
  /** How the journal's replay at start differed from the record, until that is accepted; null when it did not. */
  readonly replayDifference: string | null;
  /** Who opened a position. */
  originOf(position: Position): TradeOrigin;
  readonly quarantined: number;
  /** The clock of the broker's server as the trader confirmed it; null before. */
  readonly brokerZone: BrokerZone | null;
  /** What came of each of the fourteen data types. */
  readonly dataCounts: ReadonlyMap<CountKey, DataCount>;
  /** The newest of calendar, news, flows and what was computed, each with its sender. */
  readonly latest: Pick<LatestRecords, 'calendar' | 'of'>;
  /** Dropped quotes by reason: zero, crossed, late. */
  readonly quoteFaults: Readonly<Record<'zero' | 'crossed' | 'late', number>>;
}

const NO_MAP: ReadonlyMap<string, never> = new Map<string, never>();

/** The view over the kernel's context. */
export class ContextView implements KernelView {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  get nowMs(): number {
    return this.#context.nowMs();
  }
  get brokerZone(): BrokerZone | null {
    return this.#context.links.brokerClock?.zone ?? null;
  }
  get signals(): KernelView['signals'] {
    return this.#context.signals.signals;
  }
  get orders(): KernelView['orders'] {
    return this.#context.orders.orders;
  }
  get trades(): KernelView['trades'] {
    return this.#context.trades.trades;
  }
  get brokerOrders(): KernelView['brokerOrders'] {
    return this.#context.active?.orders ?? NO_MAP;
  }
  get positions(): KernelView['positions'] {
    return this.#context.active?.positions ?? NO_MAP;
  }
  get deals(): KernelView['deals'] {
    return this.#context.active?.deals ?? NO_MAP;
  }
  get decisions(): number {
    return this.#context.decisions.count;
  }
  get decisionHash(): string {
    return this.#context.decisions.hash;
  }
  get killSwitch(): boolean {
    return this.#context.killSwitch;
  }
  get discrepancy(): string | null {
    return this.#context.discrepancy;
  }
  get replayDifference(): string | null {
    return this.#context.replayDifference;
  }
  get quarantined(): number {
    return this.#context.quarantined;
  }
  get dataCounts(): KernelView['dataCounts'] {
    return this.#context.records.counts.counts;
  }
  get latest(): KernelView['latest'] {
    return this.#context.records.latest;
  }
  get quoteFaults(): KernelView['quoteFaults'] {
    return this.#context.market.faults;
  }

  get instruments(): KernelView['instruments'] {
    const feed = this.#feed();
    return feed === null ? NO_MAP : (this.#context.instruments.get(feed) ?? NO_MAP);
  }

  get quotes(): KernelView['quotes'] {
    const feed = this.#feed();
    return feed === null ? NO_MAP : this.#context.market.quotes(feed);
  }

  get lock(): WhyNot | null {
    const picture = this.#context.riskPicture();
    return picture === null ? whyNot('RISK_ACCOUNT_UNKNOWN') : judgeAccount(picture);
  }

  marketName(symbol: string): string {
    return this.#context.marketName(symbol);
  }

  brokerName(account: string, symbol: string): string | null {
    const { names } = this.#context;
    return names.brokerName(account, symbol, this.#context.instrumentsOf(account.slice(account.indexOf('@') + 1)));
  }

  chosenName(account: string, symbol: string): string | null {
    return this.#context.names.chosen(account, symbol);
  }

  originOf(position: Position): TradeOrigin {
    return openerOf(this.#context, position).origin;
  }

  formingBar(symbol: string, timeframe: Timeframe): Bar | null {
    const point = knownPoint(this.#context, symbol);
    const feed = this.#feed();
    const live =
      feed === null ? null : this.#context.market.forming(feed, symbol, timeframe, point);
    return live ?? this.#context.market.forming('import', symbol, timeframe, point);
  }

  get feeds(): readonly FeedView[] {
    return [...this.#context.mirrors.values()]
      .filter(({ key }) => key !== this.#context.activeKey)
      .map(({ key, identity, linkUp }) => ({ key, identity, linkUp }));
  }

  isManaged(positionId: string): boolean {
    const position = this.positions.get(positionId);
    return position !== undefined && isManaged(this.#context, position);
  }

  get account(): AccountView | null {
    const { active } = this.#context;
    if (active === null) return null;
    const why = this.lock;
    return {
      key: active.key,
      identity: active.identity,
      state: active.account,
      confirmed: active.confirmed,
      isUnlocked: active.identity.tradeMode !== 'demo' && this.#context.unlockedKey === active.key,
      tradeOff: this.#context.tradeOff,
      trade:
        this.#context.guard() === null && !this.#context.killSwitch ? 'enabled' : 'readonly',
      whyNot: why,
      clock: active.clock,
      linkUp: active.linkUp,
      snapshotReady: active.snapshotReady,
      lastSeenMs: active.lastSeenMs,
      disconnectedMs: active.disconnectedMs,
      offsetS: active.offsetS,
      dayStartEquity: active.dayStartEquity,
      dayLoss: active.dayLoss,
      dayLossMax: (active.dayStartEquity ?? 0) * this.#context.limits.dailyLossFractionMax,
    };
  }

  #feed(): string | null {
    return this.#context.active?.identity.server ?? null;
  }
}
