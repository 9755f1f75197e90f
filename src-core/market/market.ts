// Quotes and bars of every feed. A feed is a server's price stream; the same symbol of two servers is two markets.

import type { Bar, Quote, TickColumns, Timeframe } from '#core/model';
import { SymbolMarket, type QuoteFault, type SymbolMarketState } from './symbol-market.ts';

export interface MarketState {
  readonly symbols: readonly { readonly feed: string; readonly symbol: string; readonly state: SymbolMarketState }[];
  readonly faults: Readonly<Record<QuoteFault, number>>;
}

/** Told of each closed bar, and of each tick that counted after it. */
export interface MarketListener {
  barClosed(timeframe: Timeframe, bar: Bar): void;
  ticked(timeMs: number): void;
}

export class Market {
  readonly faults: Record<QuoteFault, number> = { zero: 0, crossed: 0, late: 0 };
  readonly #symbols = new Map<string, { readonly feed: string; readonly market: SymbolMarket }>();

  constructor(state?: MarketState) {
    if (state === undefined) return;
    Object.assign(this.faults, state.faults);
    for (const { feed, symbol, state: inner } of state.symbols) {
      this.#symbols.set(`${feed}|${symbol}`, { feed, market: new SymbolMarket(symbol, inner.offsetS, inner) });
    }
  }

  state(): MarketState {
    return {
      symbols: [...this.#symbols.values()].map(({ feed, market }) => ({
        feed,
        symbol: market.symbol,
        state: market.state(),
      })),
      faults: { ...this.faults },
    };
  }

  /** Takes a batch of ticks. `point` is the symbol's point, 0 while its specification is unknown. */
  next(
    feed: string,
    symbol: string,
    offsetS: number,
    ticks: TickColumns,
    point: number,
    listener: MarketListener,
  ): void {
    const market = this.#symbol(feed, symbol, offsetS);
    const offsetMs = offsetS * 1000;
    const closed = (timeframe: Timeframe, bar: Bar): void => {
      listener.barClosed(timeframe, bar);
    };
    for (let i = 0; i < ticks.brokerMs.length; i += 1) {
      const timeMs = (ticks.brokerMs[i] as number) - offsetMs;
      const fault = market.next(
        timeMs,
        ticks.bid[i] as number,
        ticks.ask[i] as number,
        ticks.volume[i] as number,
        offsetS,
        point,
        closed,
      );
      if (fault === null) listener.ticked(timeMs);
      else this.faults[fault] += 1;
    }
  }

  /** The terminal told a bar that still runs. */
  tellForming(feed: string, symbol: string, offsetS: number, timeframe: Timeframe, bar: Bar): void {
    this.#symbol(feed, symbol, offsetS).tellForming(timeframe, bar);
  }

  /** The terminal's bar of `time` has closed. */
  tellClosed(feed: string, symbol: string, timeframe: Timeframe, time: number): void {
    this.#symbols.get(`${feed}|${symbol}`)?.market.tellClosed(timeframe, time);
  }

  #symbol(feed: string, symbol: string, offsetS: number): SymbolMarket {
    const key = `${feed}|${symbol}`;
    let entry = this.#symbols.get(key);
    if (entry === undefined) {
      entry = { feed, market: new SymbolMarket(symbol, offsetS) };
      this.#symbols.set(key, entry);
    }
    return entry.market;
  }

  /** The newest price, null before the first good tick. */
  quote(feed: string, symbol: string): Quote | null {
    const market = this.#symbols.get(`${feed}|${symbol}`)?.market;
    if (market === undefined || market.lastTimeMs === 0) return null;
    return { symbol, timeMs: market.lastTimeMs, bid: market.bid, ask: market.ask };
  }

  /** All quotes of a feed by symbol. */
  quotes(feed: string): ReadonlyMap<string, Quote> {
    const found = new Map<string, Quote>();
    for (const entry of this.#symbols.values()) {
      if (entry.feed !== feed) continue;
      const quote = this.quote(feed, entry.market.symbol);
      if (quote !== null) found.set(quote.symbol, quote);
    }
    return found;
  }

  /** The bar that runs now; `point` is the symbol's point, 0 unknown. */
  forming(feed: string, symbol: string, timeframe: Timeframe, point: number): Bar | null {
    return this.#symbols.get(`${feed}|${symbol}`)?.market.forming(timeframe, point) ?? null;
  }
}
