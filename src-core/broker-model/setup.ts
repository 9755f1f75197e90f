// What a broker is told before it opens: the account, its symbols, its costs and its manners.

import type { RandomState } from '#core/base';
import type { AccountIdentity, BrokerOrder, Deal, Instrument, OrderKind, Position, Side } from '#core/model';
import type { Retcode, Retname } from './retcodes.ts';

export interface BrokerSetup {
  readonly identity: AccountIdentity;
  /** Money the account opens with, account currency. */
  readonly deposit: number;
  readonly leverage: number;
  /** Margin levels in per cent. */
  readonly stopOutCall: number;
  readonly stopOutLevel: number;
  readonly instruments: readonly Instrument[];
  /** Account currency for one lot and one side. */
  readonly commissionPerLot: number;
  readonly slippage: Slippage;
  /** Chance that a market order is answered REQUOTE (request and instant execution). */
  readonly requoteChance: number;
  /** Chance that a market order is answered REJECT. */
  readonly rejectChance: number;
  /** Most lots one market fill gets at once; null for all. */
  readonly liquidityLots: number | null;
  /** First in, first out: an older position of the same side must be closed first. */
  readonly isFifo: boolean;
  /** Opposite positions in one symbol are refused (hedging accounts). */
  readonly isHedgeForbidden: boolean;
  /** Broker time minus UTC, seconds. */
  readonly offsetS: number;
  readonly seed: number;
  /** Who may trade from the start; what is not named is allowed. */
  readonly permissions?: Partial<Permissions>;
}

/**
 * What market and stop fills lose to the price: with a chance 1 … pointsMax points, three times of four against the
 * client; or always so many points against him.
 */
export type Slippage =
  | { readonly chance: number; readonly pointsMax: number }
  | { readonly points: number };

/** Who may trade, as the account and the terminal's own switches have it. */
export interface Permissions {
  /** The account: false after a login with the investor password. */
  readonly account: boolean;
  /** The terminal's button "Algo Trading". */
  readonly terminal: boolean;
  /** "Allow Algo Trading" in the program's own settings. */
  readonly program: boolean;
  /** The broker allows programs to trade on this account. */
  readonly server: boolean;
}

export const ALL_ALLOWED: Permissions = { account: true, terminal: true, program: true, server: true };

export type Filling = 'fok' | 'ioc' | 'return';

export interface OrderRequest {
  readonly symbol: string;
  readonly kind: OrderKind;
  readonly side: Side;
  readonly volume: number;
  /** Pending orders: their price. Instant execution: the price asked for; null takes the current one. */
  readonly price: number | null;
  readonly stopLimit: number | null;
  readonly sl: number | null;
  readonly tp: number | null;
  readonly deviationPoints: number;
  readonly filling: Filling | 'auto';
  readonly tif: 'gtc' | 'day' | 'spec';
  /** UTC ms, for tif `spec`. */
  readonly expiresMs: number | null;
  readonly magic: string;
  readonly comment: string;
  /** `expert` for programs, `client` for a trade by hand. */
  readonly reason: 'expert' | 'client';
}

export interface CloseRequest {
  readonly position: string;
  /** null closes all of it. */
  readonly volume: number | null;
  readonly deviationPoints: number;
  readonly magic: string;
  readonly comment: string;
  readonly reason: 'expert' | 'client';
}

export interface TradeAnswer {
  readonly retcode: Retcode;
  readonly retname: Retname;
  readonly order: string | null;
  readonly deal: string | null;
  readonly position: string | null;
  readonly volume: number;
  readonly price: number | null;
  readonly bid: number | null;
  readonly ask: number | null;
}

/** An order in the broker's book, with what the wire's `order` carries beyond the model's noun. */
export interface BookOrder extends BrokerOrder {
  readonly filling: Filling;
  /** Why it is there, as its deal will say: expert, client, sl, tp, so. */
  readonly reason: string;
  /** UTC ms, null for good till cancelled. */
  readonly expiresMs: number | null;
}

/** What happened at the broker, in order. */
export type BrokerEvent =
  | { readonly kind: 'order'; readonly op: 'add' | 'update' | 'remove'; readonly order: BookOrder }
  | { readonly kind: 'deal'; readonly deal: Deal }
  | { readonly kind: 'position'; readonly op: 'open' | 'update' | 'close'; readonly position: Position }
  | { readonly kind: 'instrument'; readonly instrument: Instrument };

/** A position as it is held: prices unrounded, so that a netting average loses nothing. */
export interface HeldPosition {
  readonly id: string;
  ticket: string;
  readonly symbol: string;
  side: Side;
  volume: number;
  priceOpen: number;
  sl: number | null;
  tp: number | null;
  swap: number;
  magic: string;
  comment: string;
  openMs: number;
  /** The broker's own stamp of it: daylight saving does not move it later. */
  openBrokerMs: number;
}

export interface HeldQuote {
  bid: number;
  ask: number;
  timeMs: number;
}

/** Everything a broker knows, as plain JSON. */
export interface BrokerState {
  readonly balance: number;
  readonly nextTicket: number;
  readonly offsetS: number;
  /** Broker day (days since 1970) of the newest tick, for the rollover; null before the first. */
  readonly day: number | null;
  readonly random: RandomState;
  readonly quotes: Readonly<Record<string, HeldQuote>>;
  readonly instruments: readonly Instrument[];
  readonly positions: readonly HeldPosition[];
  readonly orders: readonly BookOrder[];
  readonly deals: readonly Deal[];
  readonly closedOrders: readonly BookOrder[];
}
