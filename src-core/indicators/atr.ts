// Average true range (J. Welles Wilder 1978) with TA-Lib's conventions: the first bar has no true range, the first
// average is the simple mean of the next `period` ranges, then Wilder's smoothing. In price units. O(1) a bar.

export interface AtrState {
  readonly count: number;
  readonly sum: number;
  readonly value: number;
  readonly closeBefore: number;
}

export class Atr {
  readonly period: number;
  /** True ranges seen. */
  #count = -1;
  #sum = 0;
  #value = Number.NaN;
  #closeBefore = 0;

  constructor(period: number, state?: AtrState) {
    this.period = period;
    if (state !== undefined) {
      this.#count = state.count;
      this.#sum = state.sum;
      this.#value = state.count >= period ? state.value : Number.NaN;
      this.#closeBefore = state.closeBefore;
    }
  }

  get isReady(): boolean {
    return this.#count >= this.period;
  }

  /** Takes the next bar; gives the average range, NaN until `period` + 1 bars came. */
  next(high: number, low: number, close: number): number {
    this.#count += 1;
    if (this.#count > 0) {
      const range = Math.max(high - low, Math.abs(high - this.#closeBefore), Math.abs(low - this.#closeBefore));
      if (this.#count < this.period) this.#sum += range;
      else if (this.#count === this.period) this.#value = (this.#sum + range) / this.period;
      else this.#value = (this.#value * (this.period - 1) + range) / this.period;
    }
    this.#closeBefore = close;
    return this.#value;
  }

  state(): AtrState {
    return {
      count: this.#count,
      sum: this.#sum,
      value: this.isReady ? this.#value : 0,
      closeBefore: this.#closeBefore,
    };
  }
}
