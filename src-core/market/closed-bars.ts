// One symbol and timeframe as a strategy reads it: every closed bar once, in ascending time, from the best source.
//
// Bars made here from ticks win. A partial bar (the first of a tick stream) waits for the terminal's own bar of the
// same time; when the next bar closes first, the partial one is taken as it is. The terminal's bars fill the time
// before the ticks. What was handed on is never taken back.

import type { Bar } from '#core/model';

export interface ClosedBarsState {
  readonly lastTime: number;
  readonly waiting: Bar | null;
}

export class ClosedBars {
  #lastTime = Number.NEGATIVE_INFINITY;
  #waiting: Bar | null = null;

  constructor(state?: ClosedBarsState) {
    if (state === undefined) return;
    this.#lastTime = state.lastTime;
    this.#waiting = state.waiting;
  }

  /** Takes a closed bar of any source and hands on those whose turn has come. */
  next(bar: Bar, handOn: (bar: Bar) => void): void {
    if (bar.time <= this.#lastTime) return;
    const waiting = this.#waiting;
    if (bar.source === 'tick' && bar.partial) {
      this.#waiting = bar;
      return;
    }
    if (waiting !== null && bar.time >= waiting.time) {
      this.#waiting = null;
      if (bar.time > waiting.time) this.#pass(waiting, handOn);
    }
    this.#pass(bar, handOn);
  }

  #pass(bar: Bar, handOn: (bar: Bar) => void): void {
    this.#lastTime = bar.time;
    handOn(bar);
  }

  state(): ClosedBarsState {
    return { lastTime: this.#lastTime === Number.NEGATIVE_INFINITY ? -1 : this.#lastTime, waiting: this.#waiting };
  }
}
