// Wilder's parabolic stop and reverse (1978). The first side is the one of the first directional movement; the stop
// never enters the range of the last two bars. `signed` gives the stop of a short side as a negative number (SAREXT).
// O(1) a bar.

import type { Bar } from '#core/model';
import { BarIndicator } from './indicator.ts';
import type { StateTape } from './state-tape.ts';

export interface SarSide {
  readonly start: number;
  readonly step: number;
  readonly max: number;
}

export interface SarSettings {
  /** 0: the side is found; above 0 a long side begins at it, below 0 a short one at its size. */
  readonly startValue: number;
  /** Part of the stop by which it is moved away on a reversal. */
  readonly offsetOnReverse: number;
  readonly long: SarSide;
  readonly short: SarSide;
  readonly signed: boolean;
}

export class ParabolicSar extends BarIndicator {
  readonly #settings: SarSettings;
  #count = 0;
  #isLong = true;
  #high = 0;
  #low = 0;
  #extreme = 0;
  #sar = 0;
  #factorLong = 0;
  #factorShort = 0;

  constructor(settings: SarSettings) {
    super();
    const tame = ({ start, step, max }: SarSide): SarSide => (
      { start: Math.min(start, max), step: Math.min(step, max), max }
    );
    this.#settings = { ...settings, long: tame(settings.long), short: tame(settings.short) };
    this.#factorLong = this.#settings.long.start;
    this.#factorShort = this.#settings.short.start;
  }

  next(bar: Bar): void {
    const { high, low } = bar;
    this.#count += 1;
    if (this.#count === 1) {
      this.#high = high;
      this.#low = low;
      return;
    }
    if (this.#count === 2) this.#begin(bar);
    if (this.#isLong) this.#stepLong(bar);
    else this.#stepShort(bar);
    this.#high = high;
    this.#low = low;
  }

  /** The second bar settles the side; its own range stands for the one before, as in TA-Lib. */
  #begin({ high, low }: Bar): void {
    const { startValue } = this.#settings;
    const down = this.#low - low;
    const isDown = down > 0 && high - this.#high < down;
    this.#isLong = startValue === 0 ? !isDown : startValue > 0;
    this.#extreme = this.#isLong ? high : low;
    if (startValue === 0) this.#sar = this.#isLong ? this.#low : this.#high;
    else this.#sar = Math.abs(startValue);
    this.#high = high;
    this.#low = low;
  }

  #stepLong({ high, low }: Bar): void {
    const highBefore = this.#high;
    const lowBefore = this.#low;
    const { long, short, offsetOnReverse, signed } = this.#settings;
    if (low <= this.#sar) {
      this.#isLong = false;
      let sar = Math.max(this.#extreme, highBefore, high);
      if (offsetOnReverse !== 0) sar += sar * offsetOnReverse;
      this.#factorShort = short.start;
      this.#extreme = low;
      this.#sar = Math.max(sar + short.start * (low - sar), highBefore, high);
      this.out[0] = signed ? -sar : sar;
      return;
    }
    const shown = this.#sar;
    if (high > this.#extreme) {
      this.#extreme = high;
      this.#factorLong = Math.min(this.#factorLong + long.step, long.max);
    }
    this.#sar = Math.min(shown + this.#factorLong * (this.#extreme - shown), lowBefore, low);
    this.out[0] = shown;
  }

  #stepShort({ high, low }: Bar): void {
    const highBefore = this.#high;
    const lowBefore = this.#low;
    const { long, short, offsetOnReverse, signed } = this.#settings;
    if (high >= this.#sar) {
      this.#isLong = true;
      let sar = Math.min(this.#extreme, lowBefore, low);
      if (offsetOnReverse !== 0) sar -= sar * offsetOnReverse;
      this.#factorLong = long.start;
      this.#extreme = high;
      this.#sar = Math.min(sar + long.start * (high - sar), lowBefore, low);
      this.out[0] = sar;
      return;
    }
    const shown = this.#sar;
    if (low < this.#extreme) {
      this.#extreme = low;
      this.#factorShort = Math.min(this.#factorShort + short.step, short.max);
    }
    this.#sar = Math.max(shown + this.#factorShort * (this.#extreme - shown), highBefore, high);
    this.out[0] = signed ? -shown : shown;
  }

  protected override visit(tape: StateTape): void {
    this.#count = tape.number(this.#count);
    this.#isLong = tape.flag(this.#isLong);
    this.#high = tape.number(this.#high);
    this.#low = tape.number(this.#low);
    this.#extreme = tape.number(this.#extreme);
    this.#sar = tape.number(this.#sar);
    this.#factorLong = tape.number(this.#factorLong);
    this.#factorShort = tape.number(this.#factorShort);
  }
}
