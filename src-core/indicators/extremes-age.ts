// How long ago the extremes of the last `period` + 1 bars were: Tushar Chande's Aroon (1995) and its oscillator, in per
// cent. O(1) a bar on average.

import type { Bar } from '#core/model';
import { BarIndicator } from './indicator.ts';
import { ExtremeWindow } from './rolling-window.ts';
import type { StateTape } from './state-tape.ts';

/** Outputs aroondown, aroonup; or their difference alone. */
export class Aroon extends BarIndicator {
  readonly #period: number;
  readonly #highest: ExtremeWindow;
  readonly #lowest: ExtremeWindow;
  readonly #isOscillator: boolean;

  constructor(period: number, oscillator = false) {
    super(oscillator ? 1 : 2);
    this.#period = period;
    this.#highest = new ExtremeWindow(period + 1, 'max');
    this.#lowest = new ExtremeWindow(period + 1, 'min');
    this.#isOscillator = oscillator;
  }

  next({ high, low }: Bar): void {
    this.scratch[0] = high;
    this.scratch[1] = low;
    this.#highest.take(this.scratch, 0);
    this.#lowest.take(this.scratch, 1);
    if (!this.#highest.isFull) return;
    const factor = 100 / this.#period;
    if (this.#isOscillator) {
      this.out[0] = factor * (this.#lowest.age - this.#highest.age);
      return;
    }
    this.out[0] = factor * (this.#period - this.#lowest.age);
    this.out[1] = factor * (this.#period - this.#highest.age);
  }

  protected override visit(tape: StateTape): void {
    this.#highest.travel(tape);
    this.#lowest.travel(tape);
  }
}
