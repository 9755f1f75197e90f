// How a feature is named and described: the entry of the registry that charts, command line, model cards and prompts
// read.

/** When it is computed anew: with every tick, or when a bar closes. */
export type FeatureScope = 'tick' | 'bar';

/** What a feature reads beside the closed bars of its own symbol. */
export type FeatureInput =
  | 'bars' | 'ask' | 'volume' | 'pairs' | 'spy' | 'vix' | 'dxy' | 'gold' | 'calendar' | 'sentiment' | 'regime'
  | 'neighbours';

/** Why a value is not there. */
export const NOT_READY_REASONS = ['ready', 'warm-up', 'no-input', 'stale', 'undefined'] as const;
export type NotReadyReason = (typeof NOT_READY_REASONS)[number];

export interface FeatureDefinition {
  readonly name: string;
  readonly scope: FeatureScope;
  /** Names of its places in the vector: one, or several that say one thing together (sine and cosine). */
  readonly columns: readonly string[];
  readonly unit: string;
  /** What the value looks back on, such as `14 bars`. */
  readonly window: string;
  /** Bars before the first value; `warmupDays` where it is days of the input that count. */
  readonly warmupBars: number;
  readonly warmupDays: number;
  readonly inputs: readonly FeatureInput[];
  /** The definition in one sentence. */
  readonly text: string;
}
