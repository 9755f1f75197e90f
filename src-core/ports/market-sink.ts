// Where the kernel's derived market data goes: a reader of the journal that keeps bars and ticks to be asked for.
// Everything is keyed and idempotent: after a crash the same rows come again under the same `seq`.

import type { Bar, TickColumns, Timeframe } from '#core/model';

/** Ticks that are not the newest of a running stream: from a file, or from the terminal's history. */
export interface PastTicks {
  /** The symbol's point, 0 unknown: for the spread of the bars made from them. */
  readonly point: number;
  /**
   * How many ticks of the first row's millisecond come before it at the broker: rows are then keyed by millisecond
   * and place within it, and those stored already are passed over. Null: every row is new.
   */
  readonly before: number | null;
}

export interface MarketSink {
  /**
   * Ticks of one event. `feed` is the server name, or `import`. With `past` the sink makes the bars over them anew
   * from all it has stored; without, the kernel puts them as they close.
   */
  putTicks(seq: number, feed: string, symbol: string, offsetS: number, ticks: TickColumns, past?: PastTicks): void;
  /**
   * A bar that closed (or was received or imported); replaces one of the same key and source. `offsetS`: broker time
   * minus UTC at its open, null where no broker's clock is known.
   */
  putBar(
    seq: number, feed: string, symbol: string, timeframe: Timeframe, bar: Bar, offsetS?: number | null,
  ): void;
}
