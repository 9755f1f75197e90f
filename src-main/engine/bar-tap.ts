// Shows every bar on its way to the store to those who listen, once the input that made it has been applied.

import type { Bar, Timeframe } from '#core/model';
import type { MarketSink } from '#core/ports';

export type BarListener = (feed: string, symbol: string, timeframe: Timeframe, bar: Bar) => void;

export class BarTap implements MarketSink {
  readonly #sink: MarketSink;
  readonly #listeners = new Set<BarListener>();
  #held: Parameters<BarListener>[] = [];

  constructor(sink: MarketSink) {
    this.#sink = sink;
  }

  putTicks(...args: Parameters<MarketSink['putTicks']>): void {
    this.#sink.putTicks(...args);
  }

  putBar(
    seq: number, feed: string, symbol: string, timeframe: Timeframe, bar: Bar, offsetS: number | null = null,
  ): void {
    this.#sink.putBar(seq, feed, symbol, timeframe, bar, offsetS);
    if (this.#listeners.size > 0) this.#held.push([feed, symbol, timeframe, bar]);
  }

  /** Tells the listeners what was held back while the input was applied. */
  flush(): void {
    if (this.#held.length === 0) return;
    const held = this.#held;
    this.#held = [];
    for (const listener of this.#listeners) {
      for (const args of held) listener(...args);
    }
  }

  listen(listener: BarListener): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }
}
