// What crosses to the terminal as a command. `id` is the command's id on the wire; what trades carries a client order
// id of its own and a deadline, and names its target by ticket or position. Prices in quote currency, volumes in lots.

import type { OrderKind, Side } from './account.ts';

/** How long a pending order waits: until cancelled, to the end of the broker's day, or to its `expiryMs`. */
export type TimeInForce = 'gtc' | 'day' | 'spec';

/** `auto` leaves the filling to the terminal, which reads what the symbol allows. */
export type FillPolicy = 'auto' | 'fok' | 'ioc' | 'return';

interface Trading {
  readonly id: string;
  readonly cid: string;
  /** UTC ms on the account's clock: past it the terminal refuses to run the command. */
  readonly deadlineMs: number;
}

export interface SendCommand extends Trading {
  readonly type: 'order.send';
  readonly symbol: string;
  readonly kind: OrderKind;
  readonly side: Side;
  readonly volume: number;
  /** A pending order's price; a market order's where it counts (request and instant execution), else null. */
  readonly price: number | null;
  readonly stopLimit: number | null;
  readonly sl: number | null;
  readonly tp: number | null;
  readonly deviationPoints: number;
  readonly fill: FillPolicy;
  readonly tif: TimeInForce;
  /** UTC ms, for `tif` spec. */
  readonly expiryMs: number | null;
  readonly label: string;
  /** True: the broker is asked whether it would take the order; nothing is placed. */
  readonly checkOnly: boolean;
}

/** A waiting order's new values, all of them: null takes a stop or a target away. */
export interface ModifyOrderCommand extends Trading {
  readonly type: 'order.modify';
  /** Not on the wire: its digits print the prices. */
  readonly symbol: string;
  readonly ticket: string;
  readonly price: number;
  readonly sl: number | null;
  readonly tp: number | null;
  readonly expiryMs: number | null;
}

export interface CancelCommand extends Trading {
  readonly type: 'order.cancel';
  readonly ticket: string;
}

/** A position's stop and target, both: null takes one away. */
export interface ModifyPositionCommand extends Trading {
  readonly type: 'position.modify';
  /** Not on the wire: its digits print the prices. */
  readonly symbol: string;
  readonly position: string;
  readonly sl: number | null;
  readonly tp: number | null;
}

export interface CloseCommand extends Trading {
  readonly type: 'position.close';
  /** The position's ticket: without it a hedging account would open an opposite position. */
  readonly position: string;
  /** null closes all of it. */
  readonly volume: number | null;
  readonly deviationPoints: number;
}

export interface CloseByCommand extends Trading {
  readonly type: 'position.close_by';
  readonly position: string;
  readonly by: string;
}

/** What makes or changes orders and positions, each with a client order id of its own. */
export type OrderCommand =
  | SendCommand
  | ModifyOrderCommand
  | CancelCommand
  | ModifyPositionCommand
  | CloseCommand
  | CloseByCommand;

export type TradeCommand =
  | OrderCommand
  | { readonly type: 'order.query'; readonly id: string; readonly cid: string }
  | { readonly type: 'snapshot'; readonly id: string }
  | { readonly type: 'kill'; readonly id: string; readonly flatten: boolean };
