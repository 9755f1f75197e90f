// Scores of currencies and pairs become one series of scores of a symbol. A score of the symbol itself goes before
// those of its currencies; of these it is half of base minus quote, one that nobody scored counting as 0.

import { KnownSeries } from './known-series.ts';

export class PairSentiment {
  readonly series = new KnownSeries();
  readonly #symbol: string;
  readonly #base: string;
  readonly #quote: string;
  #own = Number.NaN;
  #baseScore = Number.NaN;
  #quoteScore = Number.NaN;

  /** `base` and `quote` are the symbol's currencies, empty where it has none. */
  constructor(symbol: string, base: string, quote: string) {
    this.#symbol = symbol;
    this.#base = base;
    this.#quote = quote;
  }

  /** Takes a score (-1 … 1) known at `knownMs`; an empty scope is the symbol. Others' scores change nothing. */
  take(knownMs: number, scope: string, score: number): void {
    if (scope === '' || scope === this.#symbol) this.#own = score;
    else if (scope === this.#base) this.#baseScore = score;
    else if (scope === this.#quote) this.#quoteScore = score;
    else return;
    const half = (value: number): number => (Number.isNaN(value) ? 0 : value / 2);
    const combined = Number.isNaN(this.#own) ? half(this.#baseScore) - half(this.#quoteScore) : this.#own;
    this.series.put(knownMs, [combined]);
  }
}
