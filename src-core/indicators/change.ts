// What changed over `period` numbers: momentum (difference), rate of change (per cent, ratio and their kin). O(1).

import { logInPlace } from '#core/base';
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

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    this.#delay.put(x);
    this.#delay.advance();
    const before = this.#delay.value;
    if (Number.isNaN(before)) return;
    // 0 where the earlier number is 0 and there is nothing to divide by, as TA-Lib has it
    let value = 0;
    if (this.#kind === 'difference') value = x - before;
    else if (before !== 0) {
      switch (this.#kind) {
        case 'percent': value = (x / before - 1) * 100; break;
        case 'part': value = (x - before) / before; break;
        case 'ratio': value = x / before; break;
        case 'ratio100': value = (x / before) * 100; break;
        case 'logarithm':
          this.scratch[1] = x / before;
          logInPlace(this.scratch, 1);
          value = this.scratch[1];
          break;
      }
    }
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#delay.travel(tape);
  }
}
