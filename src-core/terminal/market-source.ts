// Where a terminal's prices come from: its own tick and bar history, read from any cursor on, and the market's clock.

import type { Instrument, TickCursor, Timeframe } from '#core/model';
import type { SyntheticCalendar } from './synthetic-calendar.ts';

/** One tick: raw broker ms and the two prices. */
export interface TickRow {
  readonly msc: number;
  readonly bid: number;
  readonly ask: number;
}

/** One bar as the wire's `bar` rows have it; `t` is broker seconds of the open, bid prices, spread in points. */
export interface BarRow {
  readonly t: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly tickVolume: number;
  readonly spread: number;
}

export type TickVisitor = (symbol: string, timeMs: number, bid: number, ask: number) => void;

export interface MarketSource {
  /** `data`: the account's now is its newest row. */
  readonly clock: 'wall' | 'data';
  /** Broker time minus UTC, seconds. */
  readonly offsetS: number;
  readonly instruments: readonly Instrument[];
  /** The economic calendar; null where there is none (a record has prices alone). */
  readonly calendar?: SyntheticCalendar | null;
  /** Where the broker's offset changes: the one that held at `brokerMs`, seconds. Absent = `offsetS` always held. */
  offsetOf?(brokerMs: number): number;
  /** False for a recorded file: it has no bars of its own. */
  readonly hasBars: boolean;
  /** `clock`: rows come as time passes; `max`: as fast as they are taken; `lockstep`: one at a time. */
  readonly pace: 'clock' | 'max' | 'lockstep';
  /** The market's now, UTC ms. */
  readonly nowMs: number;
  /** True once no row will come any more. */
  readonly isEnded: boolean;
  /** Lets time pass to the host's `hostMs`; never goes back. */
  advance(hostMs: number): void;
  /**
   * A server's newest cursor, raw broker ms: where it lies ahead, a market on its own clock goes on from there. Called
   * before anything is sent.
   */
  catchUp(brokerMs: number): void;
  /**
   * Rows for the live stream: after `cursor` (after its n-th tick of that millisecond), or from `fromBrokerMs` on where
   * there is none, up to now; at most `limit`. Rows of a record happen by being taken: `drain` shows them to the
   * broker.
   */
  takeTicks(symbol: string, cursor: TickCursor | null, fromBrokerMs: number, limit: number): readonly TickRow[];
  /** The same rows for a question about the past: nothing happens by asking. */
  ticksAfter(symbol: string, cursor: TickCursor | null, fromBrokerMs: number, limit: number): readonly TickRow[];
  /** Closed bars that open after `afterS` (or from `fromBrokerMs` on), oldest first, at most `limit`. */
  barsAfter(
    symbol: string, timeframe: Timeframe, afterS: number | null, fromBrokerMs: number, limit: number,
  ): readonly BarRow[];
  /** The same for a question about the past, where the terminal has more by then than it streamed. */
  pastBarsAfter?(
    symbol: string, timeframe: Timeframe, afterS: number | null, fromBrokerMs: number, limit: number,
  ): readonly BarRow[];
  /** Asked at each question about bars: true while the terminal still loads them, and has told a part at most. */
  isLoading?(): boolean;
  /** The bar that is not closed yet; null before its first tick. */
  formingBar(symbol: string, timeframe: Timeframe): BarRow | null;
  /** The server has stored this symbol up to `cursor`: it will not be read from before it again. */
  release(symbol: string, cursor: TickCursor): void;
  /** Shows every tick that happened since the last call, all symbols in the order of time. */
  drain(visit: TickVisitor): void;
}
