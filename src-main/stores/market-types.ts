// What the market store offers: the kernel's sink of bars, ticks and dead letters, and the questions asked of it.

import type { Result } from '#core/base';
import type { Bar, BarSource, Timeframe } from '#core/model';
import type { Journal, MarketSink } from '#core/ports';
import type { DiskFault } from '#main/disk';

/** The commit mark of the log this store reads: rows are stored only once their event is committed there. */
export type CommitMark = Pick<Journal, 'headSeq' | 'committedSeq' | 'onCommitted' | 'onFault'>;

export interface MarketStoreOptions {
  /** The data folder; the store lives in its `stores` folder, which is made where missing. */
  readonly dataDir: string;
  /** The log whose events are put here; null for a store that stands alone (every put counts as committed). */
  readonly journal: CommitMark | null;
}

export interface BarRange {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** UTC ms, inclusive; null from the first. */
  readonly fromMs: number | null;
  /** UTC ms, exclusive; null to the last. */
  readonly toMs: number | null;
  readonly limit: number;
  /** The newest `limit` bars instead of the first; ascending all the same. */
  readonly newest?: boolean;
  /** Only bars of this source: an import compares with what was imported, whatever else covers the time. */
  readonly source?: BarSource;
}

/** Opens of stored bars of one feed, ascending, and by which sources each is stored. */
export interface BarTimes {
  readonly times: readonly number[];
  /** A whole bar made from ticks. */
  readonly isTick: readonly boolean[];
  /** One made from ticks that may lack its first. */
  readonly isPartial: readonly boolean[];
  readonly isBroker: readonly boolean[];
}

/** A bar made from ticks beside the broker's own of the same time, where their prices or tick volumes differ. */
export interface BarDifference {
  readonly own: Bar;
  readonly broker: Bar;
}

export interface BarComparison {
  /** Times for which both bars are stored whole. */
  readonly compared: number;
  readonly differentPrices: number;
  /** Prices are the same, tick volumes differ. */
  readonly differentVolumes: number;
  /** Newest first; those with different prices before the others. */
  readonly items: readonly BarDifference[];
}

export interface SeriesSpan {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** UTC ms, `to` exclusive. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface TickRange {
  readonly symbol: string;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly limit: number;
  /** Opaque, from the page before; null begins. */
  readonly cursor: string | null;
}

export interface TickRow {
  /** UTC ms. */
  readonly time: number;
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  readonly volume: number;
  /** MT5's TICK_FLAG_* bits. */
  readonly flags: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins, null at the end. */
  readonly next: string | null;
}

/** A quarantined frame or row: why, whence, when (UTC ms), and its text as it came. */
export interface DeadLetter {
  readonly id: string;
  readonly code: string;
  readonly reason: string;
  readonly source: string;
  readonly time: number;
  readonly raw: string;
}

/** Which dead letters are asked for; absent or null = all. */
export interface LetterFilter {
  readonly code?: string | null;
  /** The source exactly, e.g. `mt5 51234567@Broker-Demo`. */
  readonly source?: string | null;
}

export interface MarketStore extends MarketSink {
  /** Everything put with a `seq` up to this is stored. The host puts the log again from here on after a start. */
  readonly cursorSeq: number;
  /** Rows put and not yet stored: who puts in bulk waits for `settle` when this grows. */
  readonly backlogRows: number;
  readonly fault: DiskFault | null;
  putDeadLetter(seq: number, letter: Omit<DeadLetter, 'id'>): void;
  /**
   * Resolves once everything put so far is committed in the log and can be asked for here. With `throughSeq` the
   * cursor moves there too: events in between put nothing.
   */
  settle(throughSeq?: number): Promise<Result<null>>;
  /**
   * Bars ascending, one for each open time. `feeds` in the order of trust; within a feed tick > broker > partial
   * tick > import, but the broker's own bar goes before one made of fewer ticks than the broker counted.
   * `next` is the open (UTC ms) of the bar after a full page, null at the end and for `newest`.
   */
  bars(range: BarRange, feeds: readonly string[]): Promise<Page<Bar>>;
  /**
   * Ticks ascending by time, equal times in the order they came. A minute in which an earlier feed of `feeds` has a
   * tick is that feed's alone. Fails with WEB_CURSOR_BAD for a cursor that is not one of ours.
   */
  ticks(range: TickRange, feeds: readonly string[]): Promise<Result<Page<TickRow>>>;
  /** Which bars of a feed are stored in a span. */
  barTimes(span: SeriesSpan, feed: string): Promise<BarTimes>;
  /** How bars made from ticks and the broker's own compare in a span; at most `limit` of the differences are listed. */
  compareBars(span: SeriesSpan, feed: string, limit: number): Promise<BarComparison>;
  /** Symbols with bars or ticks, and their feeds, both sorted. */
  symbols(): Promise<readonly { readonly symbol: string; readonly feeds: readonly string[] }[]>;
  /** Newest first. Fails with WEB_CURSOR_BAD for a cursor that is not one of ours. */
  deadLetters(limit: number, cursor: string | null, filter?: LetterFilter): Promise<Result<Page<DeadLetter>>>;
  /** Stores what can be stored and closes. Never rejects. */
  close(): Promise<void>;
}
