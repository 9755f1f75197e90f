// What changed over `period` numbers: momentum (difference), rate of change (per cent, ratio and their kin). O(1).

import { log } from '#core/base';
import { SeriesIndicator } from './indicator.ts';
import { Delay } from './rolling-window.ts';
import type { StateTape } from './state-tape.ts';

/**
 * `percent` 100 * (x/p - 1) · `part` (x - p)/p · `ratio` x/p · `ratio100` 100 * x/p · `difference` x - p ·
 * `logarithm` log(x/p).
 */
export type ChangeKind = 'difference' | 'percent' | 'part' | 'ratio' | 'ratio100' | 'logarithm';

export class Change extends SeriesIndicator {
  readonly #delay: Delay;
  readonly #kind: ChangeKind;

  /** `period` is a whole number of at least 1. */
  constructor(period: number, kind: ChangeKind) {
    super();
    this.#delay = new Delay(period);
    this.#kind = kind;
  }

  step(x: number): number {
    const before = this.#delay.push(x);
    if (Number.isNaN(before)) return before;
    const value = this.#measure(x, before);
    this.out[0] = value;
    return value;
  }

  /** 0 where the earlier number is 0 and there is nothing to divide by, as TA-Lib has it. */
  #measure(x: number, before: number): number {
    if (this.#kind === 'difference') return x - before;
    if (before === 0) return 0;
    switch (this.#kind) {
      case 'percent': return (x / before - 1) * 100;
      case 'part': return (x - before) / before;
      case 'ratio': return x / before;
      case 'ratio100': return (x / before) * 100;
      case 'logarithm': return log(x / before);
    }
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
  }

  protected override visit(tape: StateTape): void {
    this.#delay.travel(tape);
  }
}
