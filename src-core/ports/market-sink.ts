// Where the kernel's derived market data goes: a reader of the journal that keeps bars and ticks to be asked for.
// Everything is keyed and idempotent: after a crash the same rows come again under the same `seq`.

import type { Bar, TickColumns, Timeframe } from '#core/model';

export interface MarketSink {
  /** Ticks of one event. `feed` is the server name, or `import`. */
  putTicks(seq: number, feed: string, symbol: string, offsetS: number, ticks: TickColumns): void;
  /** A bar that closed (or was received or imported); replaces one of the same key and source. */
  putBar(seq: number, feed: string, symbol: string, timeframe: Timeframe, bar: Bar): void;
}
