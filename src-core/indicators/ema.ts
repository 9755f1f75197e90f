// Exponential moving average with TA-Lib's seeding: the first value is the simple average of the first `period`
// inputs, k = 2 / (period + 1). O(1) a value.

export interface EmaState {
  readonly count: number;
  readonly sum: number;
  readonly value: number;
}

export class Ema {
  readonly period: number;
  readonly #k: number;
  #count = 0;
  #sum = 0;
  #value = Number.NaN;

  /** `period` is a whole number of at least 1. */
  constructor(period: number, state?: EmaState) {
    this.period = period;
    this.#k = 2 / (period + 1);
    if (state !== undefined) {
      this.#count = state.count;
      this.#sum = state.sum;
      this.#value = state.count >= period ? state.value : Number.NaN;
    }
  }

  get isReady(): boolean {
    return this.#count >= this.period;
  }

  /** Takes the next input; gives the average, NaN until `period` inputs came. */
  next(input: number): number {
    this.#count += 1;
    if (this.#count < this.period) {
      this.#sum += input;
    } else if (this.#count === this.period) {
      this.#value = (this.#sum + input) / this.period;
    } else {
      this.#value += (input - this.#value) * this.#k;
    }
    return this.#value;
  }

  state(): EmaState {
    return { count: this.#count, sum: this.#sum, value: this.isReady ? this.#value : 0 };
  }
}
