// A signal and its life, the order made of it, and the trade that came of that.

import type { OrderKind, Side } from './account.ts';
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
 * `filled`: its deal is known; `unknown`: the answer was lost, being reconciled; the rest are final.
 */
export type OrderState =
  | 'issued' | 'accepted' | 'working' | 'partial' | 'filled' | 'rejected' | 'expired' | 'canceled' | 'unknown';

export type OrderPurpose = 'open' | 'close';

/** An order of ours, keyed by its client order id. */
export interface ClientOrder {
  readonly cid: string;
  readonly magic: string;
  readonly signalId: string | null;
  /** Id of the request that asked for it, null for a signal's order. The same request never makes a second order. */
  readonly requestId: string | null;
  readonly purpose: OrderPurpose;
  /** Position to close, for purpose `close`. */
  readonly positionId: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly kind: OrderKind;
  readonly volume: number;
  readonly price: number | null;
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

export type TradeOrigin = 'signal' | 'manual' | 'external';

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

/** Everything that crosses to the terminal as an order command. `id` is the command's id on the wire. */
export type TradeCommand =
  | {
      readonly type: 'order.send'; readonly id: string; readonly cid: string; readonly symbol: string;
      readonly kind: OrderKind; readonly side: Side; readonly volume: number; readonly price: number | null;
      readonly stopLimit: number | null; readonly sl: number | null; readonly tp: number | null;
      readonly deviationPoints: number; readonly label: string; readonly deadlineMs: number;
    }
  | {
      readonly type: 'position.close'; readonly id: string; readonly cid: string; readonly position: string;
      /** null closes all of it. */
      readonly volume: number | null; readonly deviationPoints: number; readonly deadlineMs: number;
    }
  | { readonly type: 'order.query'; readonly id: string; readonly cid: string }
  | { readonly type: 'snapshot'; readonly id: string }
  | { readonly type: 'kill'; readonly id: string; readonly flatten: boolean };
