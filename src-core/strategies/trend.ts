// Trend following: the fast average of closes crosses the slow one on a closed bar; the stop and the target stand a
// multiple of the average true range away.

import { Atr, Ema, type AtrState, type EmaState } from '#core/indicators';
import type { Bar } from '#core/model';
import type { Proposal, Strategy, StrategyKind } from './strategy.ts';

interface TrendState {
  readonly fast: EmaState;
  readonly slow: EmaState;
  readonly atr: AtrState;
  readonly above: boolean | null;
}

class Trend implements Strategy {
  readonly name = 'trend';
  readonly warmupBars: number;
  readonly #params: Readonly<Record<string, number>>;
  readonly #fast: Ema;
  readonly #slow: Ema;
  readonly #atr: Atr;
  /** Was the fast average above the slow one on the bar before? */
  #above: boolean | null;

  constructor(params: Readonly<Record<string, number>>, state?: TrendState) {
    this.#params = params;
    this.#fast = new Ema(read(params, 'fast'), state?.fast);
    this.#slow = new Ema(read(params, 'slow'), state?.slow);
    this.#atr = new Atr(read(params, 'atr'), state?.atr);
    this.#above = state?.above ?? null;
    this.warmupBars = Math.max(read(params, 'slow'), read(params, 'atr') + 1) + 1;
  }

  next(bar: Bar): Proposal | null {
    const fast = this.#fast.next(bar.close);
    const slow = this.#slow.next(bar.close);
    const range = this.#atr.next(bar.high, bar.low, bar.close);
    if (!this.#fast.isReady || !this.#slow.isReady) return null;
    const before = this.#above;
    const above = fast > slow;
    this.#above = above;
    if (before === null || before === above || !this.#atr.isReady || !(range > 0)) return null;
    const side = above ? 'buy' : 'sell';
    const strength = Math.min(1, Math.abs(bar.close - slow) / range);
    return {
      side,
      stopDistance: range * read(this.#params, 'stop'),
      targetDistance: range * read(this.#params, 'target'),
      votes: [
        { voice: 'trend', score: above ? 1 : -1, weight: 1, text: `EMA ${String(this.#fast.period)} crossed ${above ? 'above' : 'below'} EMA ${String(this.#slow.period)}` },
        { voice: 'distance', score: above ? strength : -strength, weight: 0, text: 'close from the slow average, in average ranges' },
      ],
      reasons: [
        `EMA ${String(this.#fast.period)} crossed ${above ? 'above' : 'below'} EMA ${String(this.#slow.period)} on a closed bar`,
        `stop ${String(read(this.#params, 'stop'))} and target ${String(read(this.#params, 'target'))} average true ranges away`,
      ],
    };
  }

  state(): TrendState {
    return { fast: this.#fast.state(), slow: this.#slow.state(), atr: this.#atr.state(), above: this.#above };
  }
}

function read(params: Readonly<Record<string, number>>, name: string): number {
  return params[name] ?? (TREND.params[name] as number);
}

export const TREND: StrategyKind = {
  name: 'trend',
  version: 1,
  params: { fast: 12, slow: 36, atr: 14, stop: 2, target: 3 },
  make: (params, state) => new Trend(params, state as TrendState | undefined),
};
