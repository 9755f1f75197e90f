// The crossing of two simple moving averages of closes: bought when the fast one goes above the slow one, sold when it
// goes below. The example of every backtester, and here as there: both averages must have lain strictly on the other
// side on the bar before. Stop and target stand a multiple of the average true range (over the slow period) away.

import { Atr, Sma } from '#core/indicators';
import type { Bar, Side } from '#core/model';
import type { Proposal, Strategy, StrategyKind } from './strategy.ts';

interface SmaCrossState {
  readonly fast: readonly (number | null)[];
  readonly slow: readonly (number | null)[];
  readonly atr: readonly (number | null)[];
  readonly gap: number | null;
}

class SmaCross implements Strategy {
  readonly name = 'sma-cross';
  readonly warmupBars: number;
  readonly #fast: Sma;
  readonly #slow: Sma;
  readonly #atr: Atr;
  readonly #stop: number;
  readonly #target: number;
  /** Sign of fast minus slow on the bar before, null while warming up. */
  #gap: number | null;

  constructor(params: Readonly<Record<string, number>>, state?: SmaCrossState) {
    this.#fast = new Sma(read(params, 'fast'));
    this.#slow = new Sma(read(params, 'slow'));
    this.#atr = new Atr(read(params, 'slow'));
    this.#stop = read(params, 'stop');
    this.#target = read(params, 'target');
    if (state !== undefined) {
      this.#fast.takeCells(state.fast);
      this.#slow.takeCells(state.slow);
      this.#atr.takeCells(state.atr);
    }
    this.#gap = state?.gap ?? null;
    this.warmupBars = Math.max(this.#fast.period, this.#slow.period) + 1;
  }

  next(bar: Bar): Proposal | null {
    this.#fast.next(bar);
    this.#slow.next(bar);
    this.#atr.next(bar);
    if (!this.#fast.isReady || !this.#slow.isReady) return null;
    const before = this.#gap;
    const gap = Math.sign((this.#fast.out[0] as number) - (this.#slow.out[0] as number));
    this.#gap = gap;
    const range = this.#atr.out[0] as number;
    if (before === null || before * gap >= 0 || !(range > 0)) return null;
    return this.#propose(gap > 0 ? 'buy' : 'sell', range);
  }

  #propose(side: Side, range: number): Proposal {
    const word = side === 'buy' ? 'above' : 'below';
    const text = `SMA ${String(this.#fast.period)} crossed ${word} SMA ${String(this.#slow.period)}`;
    return {
      side, stopDistance: range * this.#stop, targetDistance: range * this.#target,
      votes: [{ voice: 'sma-cross', score: side === 'buy' ? 1 : -1, weight: 1, text }],
      reasons: [
        `${text}, on a closed bar`,
        `stop ${String(this.#stop)} and target ${String(this.#target)} average true ranges away`,
      ],
    };
  }

  state(): SmaCrossState {
    return { fast: this.#fast.cells(), slow: this.#slow.cells(), atr: this.#atr.cells(), gap: this.#gap };
  }
}

function read(params: Readonly<Record<string, number>>, name: string): number {
  return params[name] ?? (SMA_CROSS.params[name] as number);
}

export const SMA_CROSS: StrategyKind = {
  name: 'sma-cross',
  version: 1,
  params: { fast: 10, slow: 20, stop: 2, target: 3 },
  wholeParams: ['fast', 'slow'],
  make: (params, state) => new SmaCross(params, state as SmaCrossState | undefined),
};
