// Past windows of a market as vectors, to be asked for the nearest. The embedded one scans them all; a vector database
// may stand behind the same port: one object a window, its id from `patternWindowId`, distance l2.
//
// Windows are put once their outcome is known. Distances between embeddings are Euclidean and, by the way the embedding
// is made, never larger than those between the windows themselves.

import type { Timeframe } from '#core/model';

/** Which windows belong together: one market, cut and embedded in one way. */
export interface PatternSeries {
  /** The server's name, or `import`. */
  readonly feed: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** How windows were made: what differs here is not comparable. */
  readonly recipe: string;
}

/** Windows in columns of equal length, ascending in time. */
export interface PatternWindows {
  /** Open of the last bar of each window, UTC ms, strictly ascending. */
  readonly endMs: Float64Array;
  /** UTC ms from which each window's outcome was known, ascending. */
  readonly knownMs: Float64Array;
  /** Move of the close over the horizon in average true ranges. */
  readonly outcome: Float64Array;
  /** The vectors one behind the other. */
  readonly embedding: Float32Array;
}

export interface PatternQuestion {
  readonly series: PatternSeries;
  readonly embedding: Float32Array;
  /** Only windows whose outcome was known then, UTC ms inclusive. */
  readonly knownByMs: number;
  /** Only windows that end before, UTC ms exclusive. */
  readonly endBeforeMs: number;
  /** How many at most. */
  readonly limit: number;
}

/** The nearest windows, ascending in distance, equal distances in the order of time. */
export interface NearestPatterns {
  readonly endMs: Float64Array;
  readonly distance: Float64Array;
  readonly outcome: Float64Array;
}

export interface PatternMemory {
  /** Keeps windows; one of the same series and end replaces the one that is there. */
  put(series: PatternSeries, windows: PatternWindows): Promise<void>;
  /** The nearest `limit` windows; all there are, where they are fewer. */
  nearest(question: PatternQuestion): Promise<NearestPatterns>;
  /** Drops every window of a series: its bars have changed. */
  forget(series: PatternSeries): Promise<void>;
}

/** One name for the window of a series that ends with the bar that opened at `endMs`. */
export function patternWindowId({ feed, symbol, timeframe, recipe }: PatternSeries, endMs: number): string {
  return JSON.stringify([feed, symbol, timeframe, recipe, endMs]);
}
