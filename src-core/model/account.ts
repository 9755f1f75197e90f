// The trading account and what the broker says it holds.

export type TradeMode = 'demo' | 'contest' | 'real';
export type MarginMode = 'netting' | 'exchange' | 'hedging';

export interface AccountIdentity {
  readonly login: string;
  readonly server: string;
  readonly currency: string;
  readonly tradeMode: TradeMode;
  readonly marginMode: MarginMode;
}

/** `login@server`. */
export type AccountKey = string;

export function accountKey(login: string, server: string): AccountKey {
  return `${login}@${server}`;
}

/** Money in account currency. */
export interface AccountState {
  readonly balance: number;
  readonly credit: number;
  readonly equity: number;
  readonly profit: number;
  readonly margin: number;
  readonly marginFree: number;
  /** Per cent; null while there is no margin in use. */
  readonly marginLevel: number | null;
  readonly leverage: number;
  readonly stopOutCall: number;
  readonly stopOutLevel: number;
  readonly stopOutMode: 'percent' | 'money';
  readonly tradeAllowed: boolean;
  readonly expertAllowed: boolean;
  readonly terminalConnected: boolean;
  readonly currency: string;
}

export type Side = 'buy' | 'sell';

export interface Position {
  /** The broker's position identifier; never changes. */
  readonly id: string;
  readonly ticket: string;
  readonly symbol: string;
  readonly side: Side;
  /** Lots; 0 on close. */
  readonly volume: number;
  readonly priceOpen: number;
  readonly sl: number | null;
  readonly tp: number | null;
  readonly price: number;
  readonly profit: number;
  readonly swap: number;
  readonly magic: string;
  /** Client order id that opened it, null for a position that is not ours. */
  readonly cid: string | null;
  readonly comment: string;
  readonly openBrokerMs: number;
}

export type BrokerOrderState = 'started' | 'placed' | 'partial' | 'filled' | 'canceled' | 'rejected' | 'expired';
export type OrderKind = 'market' | 'limit' | 'stop' | 'stop_limit';

/** An order as the broker reports it. */
export interface BrokerOrder {
  readonly id: string;
  readonly ticket: string;
  readonly symbol: string;
  readonly state: BrokerOrderState;
  readonly kind: OrderKind;
  readonly side: Side;
  readonly volume: number;
  readonly volumeInitial: number;
  readonly price: number | null;
  readonly stopLimit: number | null;
  readonly sl: number | null;
  readonly tp: number | null;
  readonly magic: string;
  readonly cid: string | null;
  readonly comment: string;
  readonly brokerMs: number;
  /** Broker ms at which it expires; without it, or null, it does not. */
  readonly expiryBrokerMs?: number | null;
}

export type DealEntry = 'in' | 'out' | 'inout' | 'out_by';

export interface Deal {
  readonly deal: string;
  readonly order: string;
  readonly positionId: string;
  readonly symbol: string;
  readonly entry: DealEntry;
  /** client, mobile, web, expert, sl, tp, so, rollover … as the broker says. */
  readonly reason: string;
  readonly side: Side | 'balance';
  readonly volume: number;
  readonly price: number;
  readonly profit: number;
  readonly commission: number;
  readonly fee: number;
  readonly swap: number;
  readonly brokerMs: number;
  /** `brokerMs` by the session's offset, UTC ms. */
  readonly timeMs: number;
  readonly magic: string;
  readonly cid: string | null;
  readonly comment: string;
}

export type OrderResultState = 'done' | 'partial' | 'placed' | 'rejected' | 'unknown' | 'absent';

/** The terminal's answer to an order command. */
export interface OrderResult {
  /** Id of the command answered. */
  readonly re: string;
  readonly cid: string;
  readonly state: OrderResultState;
  readonly retcode: number;
  readonly retname: string;
  readonly order: string | null;
  readonly deal: string | null;
  readonly position: string | null;
  readonly volume: number;
  readonly price: number | null;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly comment: string;
  readonly replay: boolean;
  readonly elapsedMs: number;
}
