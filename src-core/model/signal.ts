// A signal and its life, the order made of it, and the trade that came of that.

import type { OrderKind, Side } from './account.ts';
import type { TimeInForce } from './command.ts';
import type { Timeframe } from './timeframe.ts';

export type SignalState = 'pending' | 'approved' | 'rejected' | 'expired' | 'superseded' | 'suppressed';

/** Why a signal or an order did not go on. `code` is from the table in codes.ts. */
export interface WhyNot {
  readonly code: string;
  readonly text: string;
}

/** What the trader sees before the click. Money in account currency, prices in quote currency. */
export interface Card {
  readonly volume: number;
  readonly moneyAtRisk: number;
  /** Per cent of equity. */
  readonly riskPct: number;
  readonly marginNeeded: number | null;
  readonly marginFreeAfter: number | null;
  /** Spread as per cent of the stop distance. */
  readonly spreadOfStopPct: number;
  readonly swapPerNight: number | null;
  readonly equity: number;
  readonly dailyLossRoomBefore: number;
  readonly dailyLossRoomAfter: number;
  /** Reward over risk. */
  readonly rewardRatio: number;
}

export interface Vote {
  readonly voice: string;
  /** -1 … 1, sign by side. */
  readonly score: number;
  readonly weight: number;
  readonly text: string;
}

export interface Signal {
  readonly id: string;
  /** Id of the request that asked for the card, null for a strategy's. The same request never makes a second card. */
  readonly requestId: string | null;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly strategy: string;
  /** Hash of the strategy's name, version and parameters: like cases share it. */
  readonly strategyHash: string;
  readonly side: Side;
  readonly entry: number;
  readonly stop: number;
  readonly target: number;
  /** Entry may move this many points before the card is out of bounds. */
  readonly slippagePointsMax: number;
  /** UTC ms, the account's clock. */
  readonly createdMs: number;
  readonly expiresMs: number;
  /** Open of the closed bar that made it, UTC ms. */
  readonly barTime: number;
  readonly state: SignalState;
  readonly whyNot: WhyNot | null;
  /** null where sizing was refused. */
  readonly card: Card | null;
  readonly votes: readonly Vote[];
  readonly reasons: readonly string[];
  /** Millionths; null while fewer than 30 like cases. */
  readonly probabilityMillionths: number | null;
  readonly decidedMs: number | null;
  readonly decidedBy: string | null;
  readonly rejectReason: string | null;
  /** Client order id once approved. */
  readonly cid: string | null;
}

/**
 * A client order's life. `issued`: journaled, may be on the wire; `working`: a pending order stands at the broker;
 * `filled`: its deal is known; `done`: what was asked stands at the broker and no deal comes of it; `unknown`: the
 * answer was lost, being reconciled; the rest are final.
 */
export type OrderState =
  | 'issued' | 'accepted' | 'working' | 'partial' | 'filled' | 'done' | 'rejected' | 'expired' | 'canceled' | 'unknown';

/**
 * What a command is for: `open` and `close` end in deals, so does `close_by`; `modify` (of an order or a position) and
 * `cancel` change what stands; `check` asks the broker whether it would take an order.
 */
export type OrderPurpose = 'open' | 'close' | 'close_by' | 'modify' | 'cancel' | 'check';

/** An order of ours, keyed by its client order id. */
export interface ClientOrder {
  readonly cid: string;
  readonly magic: string;
  readonly signalId: string | null;
  /** Id of the request that asked for it, null for a signal's order. The same request never makes a second order. */
  readonly requestId: string | null;
  readonly purpose: OrderPurpose;
  /** Position to close or to modify. */
  readonly positionId: string | null;
  /** The opposite position that `close_by` closes it with. */
  readonly byPositionId: string | null;
  /** Ticket of the broker's order to modify or to cancel. */
  readonly ticket: string | null;
  /** The order that a requote ended and this one asks for again, within the bounds of the same approval. */
  readonly retryOf: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly kind: OrderKind;
  readonly volume: number;
  /** A pending order's price (a stop-limit's trigger), else the market's when it was asked for. */
  readonly price: number | null;
  /** A stop-limit's limit price. */
  readonly stopLimit: number | null;
  readonly tif: TimeInForce;
  /** UTC ms, for `tif` spec. */
  readonly expiryMs: number | null;
  readonly sl: number | null;
  readonly tp: number | null;
  readonly deviationPoints: number;
  readonly createdMs: number;
  readonly deadlineMs: number;
  readonly state: OrderState;
  readonly filledVolume: number;
  readonly fillPrice: number | null;
  readonly retcode: number | null;
  readonly whyNot: WhyNot | null;
  readonly brokerOrder: string | null;
  readonly brokerPosition: string | null;
  readonly updatedMs: number;
}

/**
 * Who opened it: an approved signal, a hand in Sextant, `external` a hand at the broker (its terminal, phone or web),
 * `expert` another program by its magic number.
 */
export type TradeOrigin = 'signal' | 'manual' | 'external' | 'expert';

/** One position from its first deal to its last. */
export interface Trade {
  readonly positionId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly origin: TradeOrigin;
  readonly signalId: string | null;
  readonly volume: number;
  readonly openMs: number;
  readonly closeMs: number | null;
  readonly openPrice: number;
  readonly closePrice: number | null;
  /** Without commission, swap and fee. */
  readonly profit: number;
  readonly commission: number;
  readonly swap: number;
  readonly fee: number;
  readonly closeReason: string | null;
  /** Net result over the money that was at risk, null for trades without a card. */
  readonly rMultiple: number | null;
}
