// What a strategy is: closed bars in, now and then a proposal out. It knows nothing of accounts, sizes or clocks.

import type { Bar, Side, Vote } from '#core/model';

/** A wish to enter at the market. Distances in price units from the entry, positive. */
export interface Proposal {
  readonly side: Side;
  readonly stopDistance: number;
  readonly targetDistance: number;
  readonly votes: readonly Vote[];
  readonly reasons: readonly string[];
}

export interface Strategy {
  readonly name: string;
  /** Closed bars needed before it can propose. */
  readonly warmupBars: number;
  /** Takes the next closed bar of its series, each once, in ascending time. */
  next(bar: Bar): Proposal | null;
  /** Plain JSON from which `restore` continues exactly. */
  state(): unknown;
}

export interface StrategyKind {
  readonly name: string;
  readonly version: number;
  readonly params: Readonly<Record<string, number>>;
  /** Parameters that count bars. */
  readonly wholeParams: readonly string[];
  make(params: Readonly<Record<string, number>>, state?: unknown): Strategy;
}
