// What the market shows: ticks in columns, bars, instruments.

import type { Timeframe } from './timeframe.ts';

/** Ticks of one symbol in columns of equal length, in the order they came. */
export interface TickColumns {
  /** Raw broker time in ms as the terminal wrote it (MT5's time_msc). */
  readonly brokerMs: readonly number[];
  readonly bid: readonly number[];
  readonly ask: readonly number[];
  readonly last: readonly number[];
  readonly volume: readonly number[];
  /** MT5's TICK_FLAG_* bits. */
  readonly flags: readonly number[];
}

/** (broker ms, n): n >= 1 ticks already stored with exactly this millisecond. */
export type TickCursor = readonly [brokerMs: number, count: number];

/** Where a bar came from. `tick` is made here from ticks, `broker` is the terminal's own, `import` is from a file. */
export type BarSource = 'tick' | 'broker' | 'import';

export interface Bar {
  /** Open of the bar, UTC ms. */
  readonly time: number;
  /** Bid prices. */
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly tickVolume: number;
  readonly realVolume: number;
  /** Spread at the last tick, in points; null where the source has none. */
  readonly spread: number | null;
  /** Ask prices; null where the source has bid bars only. */
  readonly askOpen: number | null;
  readonly askHigh: number | null;
  readonly askLow: number | null;
  readonly askClose: number | null;
  readonly source: BarSource;
  /** True for the first bar of a tick stream: ticks before it may be missing. */
  readonly partial: boolean;
  /** Broker time minus UTC at its open, seconds; on stored bars, where the broker's clock was known. */
  readonly offsetS?: number;
}

/** The newest price of a symbol. */
export interface Quote {
  readonly symbol: string;
  /** UTC ms of the tick. */
  readonly timeMs: number;
  readonly bid: number;
  readonly ask: number;
}

export type SymbolTradeMode = 'disabled' | 'longonly' | 'shortonly' | 'closeonly' | 'full';
export type ExecutionMode = 'request' | 'instant' | 'market' | 'exchange';

/** A symbol's specification as the broker states it. Prices in quote currency, volumes in lots. */
export interface Instrument {
  readonly symbol: string;
  readonly description: string;
  readonly digits: number;
  readonly point: number;
  readonly tickSize: number;
  /** Money of one tick of one lot, in account currency; profit and loss may differ. */
  readonly tickValue: number;
  readonly tickValueProfit: number;
  readonly tickValueLoss: number;
  readonly contractSize: number;
  readonly volumeMin: number;
  readonly volumeMax: number;
  readonly volumeStep: number;
  /** Largest sum of one direction, 0 = none. */
  readonly volumeLimit: number;
  /** Points. */
  readonly stopsLevel: number;
  readonly freezeLevel: number;
  readonly swapLong: number;
  readonly swapShort: number;
  readonly swapMode: string;
  /** 0 Sunday … 6 Saturday. */
  readonly swapTripleDay: number;
  readonly marginInitial: number;
  readonly marginMaintenance: number;
  readonly calcMode: string;
  readonly tradeMode: SymbolTradeMode;
  readonly executionMode: ExecutionMode;
  /** FOK 1, IOC 2, BOC 4. */
  readonly filling: number;
  readonly orderModes: number;
  readonly expirationModes: number;
  readonly baseCurrency: string;
  readonly profitCurrency: string;
  readonly marginCurrency: string;
  /** Seven lists, Sunday first, of [from, to) in seconds of the broker's day. */
  readonly sessions: readonly (readonly (readonly [number, number])[])[];
  readonly rev: number;
}

/** Key of a bar series. */
export function seriesKey(symbol: string, timeframe: Timeframe): string {
  return `${symbol}:${timeframe}`;
}
