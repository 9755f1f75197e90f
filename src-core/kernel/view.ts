// What may be read of the kernel's state from outside. Read-only, and always the state after the last input (which
// may run a few milliseconds ahead of the journal's commit).

import type {
  AccountIdentity, AccountState, Bar, BrokerOrder, ClientOrder, Deal, Instrument, Position, Quote, Signal, Timeframe,
  Trade, WhyNot,
} from '#core/model';

export interface AccountView {
  readonly key: string;
  readonly identity: AccountIdentity;
  readonly state: AccountState | null;
  readonly confirmed: boolean;
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

export interface KernelView {
  /** The account's clock: the host's, or the newest row's where the session runs on data time. */
  readonly nowMs: number;
  readonly account: AccountView | null;
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly quotes: ReadonlyMap<string, Quote>;
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
  readonly lock: WhyNot | null;
  readonly killSwitch: boolean;
  readonly discrepancy: string | null;
  readonly quarantined: number;
  /** Dropped quotes by reason: zero, crossed, late. */
  readonly quoteFaults: Readonly<Record<'zero' | 'crossed' | 'late', number>>;
}
