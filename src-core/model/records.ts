// What terminals and feeders say beside prices and the account: calendar, central banks, news, flows, and what somebody
// computed (signals, sentiment, patterns, performance, correlations). Each is exact to MT5-PROTOCOL.md.
//
// Invariant: what was computed carries its origin, and nothing here is a broker's fact about orders or money.

import type { Side } from './account.ts';
import type { Timeframe } from './timeframe.ts';

/** Who computed it: the Expert Advisor, Sextant, or a program outside. */
export const ORIGINS = ['ea', 'sextant', 'ext'] as const;
export type Origin = (typeof ORIGINS)[number];

export interface CalendarRow {
  readonly id: string;
  readonly eventId: string;
  /** Broker seconds as sent. */
  readonly brokerS: number;
  /** UTC ms by the offset in force (the terminal writes the whole past with today's). */
  readonly timeMs: number;
  /** Broker seconds of the period reported on, null where the event has none. */
  readonly periodBrokerS: number | null;
  readonly rev: number;
  readonly country: string;
  readonly currency: string;
  readonly name: string;
  /** 0 none, 1 low, 2 moderate, 3 high. */
  readonly importance: number;
  readonly sector: string;
  readonly unit: string;
  readonly mult: string;
  readonly digits: number;
  /** 0 not told, 1 good, 2 bad for the currency. */
  readonly impact: number;
  readonly actual: number | null;
  readonly forecast: number | null;
  readonly prev: number | null;
  readonly revised: number | null;
}

export type CentralBankKind = 'rate' | 'minutes' | 'speech' | 'statement';
export type SentimentBasis = 'calendar_impact' | 'news' | 'positions';
/** [price, volume] */
export type BookLevel = readonly [price: number, volume: number];

/** Figures of one symbol by name, as told; a single figure is its `net`. */
export interface SymbolFigures {
  readonly symbol: string;
  readonly figures: readonly (readonly [name: string, value: number])[];
}

export type DataRecord =
  | {
      readonly type: 'calendar';
      /** Where the terminal's stream of changes stands after it; null for rows of the past that were asked for. */
      readonly changeId: string | null;
      readonly rows: readonly CalendarRow[];
    }
  | {
      readonly type: 'central_bank';
      readonly origin: Origin;
      readonly bank: string;
      readonly kind: CentralBankKind;
      /** Per cent, null where it is not about one. */
      readonly rate: number | null;
      /** The calendar's rows it comes from, none where it does not come from there. */
      readonly rows: readonly CalendarRow[];
    }
  | {
      readonly type: 'news';
      readonly origin: Origin;
      readonly id: string;
      /** UTC ms. */
      readonly timeMs: number;
      readonly headline: string;
      readonly body: string;
      readonly source: string;
      readonly currencies: readonly string[];
      readonly lang: string;
    }
  | {
      readonly type: 'flow';
      readonly origin: Origin;
      readonly symbol: string;
      readonly windowS: number;
      readonly ticksUp: number;
      readonly ticksDown: number;
      readonly volumeBuy: number;
      readonly volumeSell: number;
      readonly spreadAvg: number;
      /** -1 all asks … 1 all bids; null without a book. */
      readonly bookImbalance: number | null;
    }
  | {
      readonly type: 'book';
      readonly symbol: string;
      readonly bids: readonly BookLevel[];
      readonly asks: readonly BookLevel[];
    }
  | {
      readonly type: 'signal';
      readonly origin: Origin;
      readonly id: string;
      readonly symbol: string;
      readonly timeframe: Timeframe;
      readonly side: Side;
      /** 0 … 1 */
      readonly strength: number;
      readonly price: number | null;
      readonly sl: number | null;
      readonly tp: number | null;
      /** UTC ms. */
      readonly expiryMs: number | null;
      readonly source: string;
      readonly reason: string;
    }
  | {
      readonly type: 'sentiment';
      readonly origin: Origin;
      readonly scope: string;
      /** -1 … 1 */
      readonly score: number;
      readonly count: number;
      readonly windowS: number;
      readonly basis: SentimentBasis;
    }
  | {
      readonly type: 'pattern';
      readonly origin: Origin;
      readonly symbol: string;
      readonly timeframe: Timeframe;
      readonly name: string;
      /** As sent; `to` is not before `from`. */
      readonly from: number;
      readonly to: number;
      /** 0 … 1 */
      readonly confidence: number;
      readonly levels: readonly number[];
    }
  | {
      readonly type: 'performance';
      readonly origin: Origin;
      readonly fromBrokerMs: number;
      readonly toBrokerMs: number;
      readonly trades: number;
      readonly winRate: number | null;
      readonly profitFactor: number | null;
      readonly net: number;
      readonly drawdownMax: number;
      readonly sharpe: number | null;
      readonly bySymbol: readonly SymbolFigures[];
    }
  | {
      readonly type: 'correlation';
      readonly origin: Origin;
      readonly timeframe: Timeframe;
      /** Bars counted. */
      readonly count: number;
      readonly symbols: readonly string[];
      /** A square of `symbols`; null where there was too little to say. */
      readonly matrix: readonly (readonly (number | null)[])[];
    };

export type DataRecordType = DataRecord['type'];
