// Trend following. Two ways in, both on a closed bar: the fast average of closes crosses the slow one; or, with the
// averages already in line, the close breaks the extreme of the last bars after a pullback through the fast average
// (or as the first word after the warm-up). Stop and target stand a multiple of the average true range away.

import { Atr, Ema } from '#core/indicators';
import type { Bar, Side } from '#core/model';
import type { Proposal, Strategy, StrategyKind } from './strategy.ts';

interface TrendState {
  readonly fast: readonly (number | null)[];
  readonly slow: readonly (number | null)[];
  readonly atr: readonly (number | null)[];
  readonly above: boolean | null;
  readonly isArmed: boolean;
  readonly highs: readonly number[];
  readonly lows: readonly number[];
}

class Trend implements Strategy {
  readonly name = 'trend';
  readonly warmupBars: number;
  readonly #params: Readonly<Record<string, number>>;
  readonly #fast: Ema;
  readonly #slow: Ema;
  readonly #atr: Atr;
  /** Was the fast average above the slow one on the bar before? null while warming up. */
  #above: boolean | null;
  /** May a break of the extreme propose? Spent by a proposal, given back by a pullback. */
  #isArmed: boolean;
  readonly #highs: number[];
  readonly #lows: number[];

  constructor(params: Readonly<Record<string, number>>, state?: TrendState) {
    this.#params = params;
    this.#fast = new Ema(read(params, 'fast'));
    this.#slow = new Ema(read(params, 'slow'));
    this.#atr = new Atr(read(params, 'atr'));
    if (state !== undefined) {
      this.#fast.takeCells(state.fast);
      this.#slow.takeCells(state.slow);
      this.#atr.takeCells(state.atr);
    }
    this.#above = state?.above ?? null;
    this.#isArmed = state?.isArmed ?? true;
    this.#highs = [...(state?.highs ?? [])];
    this.#lows = [...(state?.lows ?? [])];
    this.warmupBars = Math.max(read(params, 'slow'), read(params, 'atr') + 1, read(params, 'breakout')) + 1;
  }

  next(bar: Bar): Proposal | null {
    this.#fast.next(bar);
    this.#slow.next(bar);
    this.#atr.next(bar);
    const fast = this.#fast.out[0] as number;
    const slow = this.#slow.out[0] as number;
    const range = this.#atr.out[0] as number;
    const broken = this.#breakSide(bar);
    this.#remember(bar);
    if (!this.#fast.isReady || !this.#slow.isReady) return null;
    const before = this.#above;
    const above = fast > slow;
    this.#above = above;
    if (!this.#isArmed && (above ? bar.close < fast : bar.close > fast)) this.#isArmed = true;
    if (before === null || !this.#atr.isReady || !(range > 0)) return null;
    const side: Side = above ? 'buy' : 'sell';
    const word = above ? 'above' : 'below';
    if (before !== above) {
      return this.#propose(
        side,
        range,
        `EMA ${String(this.#fast.period)} crossed ${word} EMA ${String(this.#slow.period)}`,
      );
    }
    if (this.#isArmed && broken === side) {
      const count = String(read(this.#params, 'breakout'));
      return this.#propose(
        side,
        range,
        `closed ${word} the ${above ? 'high' : 'low'} of the last ${count} bars, averages in line`,
      );
    }
    return null;
  }

  /** Which extreme of the last bars this close breaks, null while they are too few or neither. */
  #breakSide(bar: Bar): Side | null {
    if (this.#highs.length < read(this.#params, 'breakout')) return null;
    if (bar.close > Math.max(...this.#highs)) return 'buy';
    return bar.close < Math.min(...this.#lows) ? 'sell' : null;
  }

  #remember(bar: Bar): void {
    this.#highs.push(bar.high);
    this.#lows.push(bar.low);
    if (this.#highs.length <= read(this.#params, 'breakout')) return;
    this.#highs.shift();
    this.#lows.shift();
  }

  #propose(side: Side, range: number, why: string): Proposal {
    this.#isArmed = false;
    const stop = read(this.#params, 'stop');
    const target = read(this.#params, 'target');
    return {
      side,
      stopDistance: range * stop,
      targetDistance: range * target,
      votes: [{ voice: 'trend', score: side === 'buy' ? 1 : -1, weight: 1, text: why }],
      reasons: [
        `${why}, on a closed bar`,
        `stop ${String(stop)} and target ${String(target)} average true ranges away`,
      ],
    };
  }

  state(): TrendState {
    return {
      fast: this.#fast.cells(),
      slow: this.#slow.cells(),
      atr: this.#atr.cells(),
      above: this.#above,
      isArmed: this.#isArmed,
      highs: [...this.#highs],
      lows: [...this.#lows],
    };
  }
}

function read(params: Readonly<Record<string, number>>, name: string): number {
  return params[name] ?? (TREND.params[name] as number);
}

export const TREND: StrategyKind = {
  name: 'trend',
  version: 1,
  params: { fast: 12, slow: 36, atr: 14, breakout: 20, stop: 2, target: 3 },
  wholeParams: ['fast', 'slow', 'atr', 'breakout'],
  make: (params, state) => new Trend(params, state as TrendState | undefined),
};
