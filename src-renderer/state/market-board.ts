// The hot numbers: newest quote of each symbol and the live bars of each watched series. Kept outside React; a
// reader subscribes to one symbol or series and writes to its own element, at most once a painted frame.

import type { BarResource, QuoteResource, Series, WindowDelta } from '#core/contract';

export interface LiveQuote {
  readonly symbol: string;
  /** UTC ms of the tick. */
  readonly timeMs: number;
  readonly bid: number;
  readonly ask: number;
  /** Direction of the last move of the bid: 1, -1, 0 before the second quote. */
  readonly move: -1 | 0 | 1;
}

export type SeriesEvent =
  | { readonly kind: 'closed' | 'forming'; readonly bar: BarResource }
  /** The past changed: load the history again. */
  | { readonly kind: 'stale' };

type QuoteListener = (quote: LiveQuote) => void;
type SeriesListener = (event: SeriesEvent) => void;

export function keyOfSeries(series: Series): string {
  return `${series.symbol}:${series.timeframe}`;
}

function subscribeIn<L>(table: Map<string, Set<L>>, key: string, listener: L): () => void {
  const set = table.get(key) ?? new Set<L>();
  table.set(key, set);
  set.add(listener);
  return () => {
    set.delete(listener);
    if (set.size === 0 && table.get(key) === set) table.delete(key);
  };
}

export class MarketBoard {
  readonly #quotes = new Map<string, LiveQuote>();
  readonly #forming = new Map<string, BarResource>();
  readonly #quoteListeners = new Map<string, Set<QuoteListener>>();
  readonly #seriesListeners = new Map<string, Set<SeriesListener>>();
  readonly #nameListeners = new Set<() => void>();
  #names: readonly string[] = [];

  quote(symbol: string): LiveQuote | null {
    return this.#quotes.get(symbol) ?? null;
  }

  forming(series: Series): BarResource | null {
    return this.#forming.get(keyOfSeries(series)) ?? null;
  }

  /** Symbols that have a quote, by name; the same array until the set changes. */
  get symbols(): readonly string[] {
    return this.#names;
  }

  onQuote(symbol: string, listener: QuoteListener): () => void {
    return subscribeIn(this.#quoteListeners, symbol, listener);
  }

  onSeries(series: Series, listener: SeriesListener): () => void {
    return subscribeIn(this.#seriesListeners, keyOfSeries(series), listener);
  }

  onSymbols(listener: () => void): () => void {
    this.#nameListeners.add(listener);
    return () => {
      this.#nameListeners.delete(listener);
    };
  }

  /** Takes in one answer and tells the readers. */
  merge(delta: Pick<WindowDelta, 'full' | 'quotes' | 'forming' | 'closed' | 'stale'>): void {
    if (delta.full) this.#forming.clear();
    for (const quote of delta.quotes) this.#putQuote(quote);
    this.#putNames();
    for (const { bar, ...series } of delta.closed) {
      const forming = this.#forming.get(keyOfSeries(series));
      if (forming !== undefined && forming.time <= bar.time) this.#forming.delete(keyOfSeries(series));
      this.#tell(series, { kind: 'closed', bar });
    }
    for (const { bar, ...series } of delta.forming) {
      this.#forming.set(keyOfSeries(series), bar);
      this.#tell(series, { kind: 'forming', bar });
    }
    for (const series of delta.stale) this.#tell(series, { kind: 'stale' });
    if (delta.full)
      for (const set of this.#seriesListeners.values()) for (const listener of set) listener({ kind: 'stale' });
  }

  #putQuote(quote: QuoteResource): void {
    const before = this.#quotes.get(quote.symbol);
    const step = before === undefined ? 0 : Math.sign(quote.bid - before.bid);
    const move = step === 0 ? (before?.move ?? 0) : step > 0 ? 1 : -1;
    const live: LiveQuote = { symbol: quote.symbol, timeMs: quote.timeMs, bid: quote.bid, ask: quote.ask, move };
    this.#quotes.set(quote.symbol, live);
    for (const listener of this.#quoteListeners.get(quote.symbol) ?? []) listener(live);
  }

  #putNames(): void {
    if (this.#names.length === this.#quotes.size) return;
    this.#names = [...this.#quotes.keys()].sort();
    for (const listener of this.#nameListeners) listener();
  }

  #tell(series: Series, event: SeriesEvent): void {
    for (const listener of this.#seriesListeners.get(keyOfSeries(series)) ?? []) listener(event);
  }
}
