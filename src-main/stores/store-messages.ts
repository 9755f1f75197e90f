// What passes between the market store's main side and its thread.

import type { Bar, TickColumns, Timeframe } from '#core/model';
import type { PastTicks } from '#core/ports';
import type { DiskError } from '#main/disk';
import type {
  BarComparison, BarRange, BarTimes, DeadLetter, Page, SeriesSpan, TickRange, TickRow,
} from './market-types.ts';

export interface StoreData {
  readonly folder: string;
  /** Highest event of the log; a store that knows of more is of another log's making. Null without a log. */
  readonly headSeq: number | null;
}

export type Put =
  | {
      readonly type: 'ticks'; readonly seq: number; readonly feed: string; readonly symbol: string;
      readonly offsetS: number; readonly ticks: TickColumns;
      readonly past?: PastTicks;
    }
  | {
      readonly type: 'bar'; readonly seq: number; readonly feed: string; readonly symbol: string;
      readonly timeframe: Timeframe; readonly bar: Bar; readonly offsetS: number | null;
    }
  | { readonly type: 'letter'; readonly seq: number; readonly letter: Omit<DeadLetter, 'id'> }
  /** Nothing to store: the cursor moves here. */
  | { readonly type: 'mark'; readonly seq: number };

export type Question =
  | { readonly type: 'bars'; readonly range: BarRange; readonly feeds: readonly string[] }
  | {
      readonly type: 'ticks'; readonly range: TickRange; readonly after: TickPlace | null;
      readonly feeds: readonly string[];
    }
  | { readonly type: 'times'; readonly span: SeriesSpan; readonly feed: string }
  | { readonly type: 'compare'; readonly span: SeriesSpan; readonly feed: string; readonly limit: number }
  | { readonly type: 'symbols' }
  | {
      readonly type: 'letters'; readonly limit: number; readonly before: number | null; readonly code: string | null;
      readonly source: string | null;
    };

/** Where a row stands in the one order of all ticks: UTC ms, then chunk, then row. */
export interface TickPlace {
  readonly timeMs: number;
  readonly feed: string;
  readonly chunk: number;
  readonly row: number;
}

export interface TickPage {
  readonly items: readonly TickRow[];
  /** Place of the last row, where more follow. */
  readonly last: TickPlace | null;
}

export interface SymbolFeeds {
  readonly symbol: string;
  readonly feeds: readonly string[];
}

export type Answer = Page<Bar> | TickPage | BarTimes | BarComparison | readonly SymbolFeeds[] | Page<DeadLetter>;

export type ToStore =
  | { readonly type: 'put'; readonly puts: readonly Put[] }
  | { readonly type: 'ask'; readonly id: number; readonly question: Question }
  | { readonly type: 'close' };

export type FromStore =
  | { readonly type: 'opened'; readonly cursorSeq: number }
  | { readonly type: 'refused'; readonly error: DiskError }
  | { readonly type: 'stored'; readonly cursorSeq: number; readonly puts: number; readonly rows: number }
  | { readonly type: 'fault'; readonly error: DiskError }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly type: 'unanswered'; readonly id: number; readonly error: DiskError };

export function rowsOf(put: Put): number {
  return put.type === 'ticks' ? put.ticks.brokerMs.length : 1;
}
