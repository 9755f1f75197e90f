// Averages of their own weights: Arnaud Legoux' with a bell around a chosen place (2009), John McGinley's dynamic,
// whose speed follows the price (1990), and Tushar Chande's variable index dynamic average (1992).

import { exp } from '#core/base';
import { SeriesIndicator } from './indicator.ts';
import { RollingWindow } from './rolling-window.ts';
import type { StateTape } from './state-tape.ts';

/** Weights of a bell at `offset` (0 the oldest, 1 the newest) of width period / sigma. O(period) a number. */
export class Alma extends SeriesIndicator {
  readonly #window: RollingWindow;
  /** By age, newest first; they add up to 1. */
  readonly #weights: Float64Array;

  constructor(period: number, offset: number, sigma: number) {
    super();
    this.#window = new RollingWindow(period);
    const middle = offset * (period - 1);
    const width = period / sigma;
    const weights = Float64Array.from({ length: period }, (_none, age) => {
      const off = period - 1 - age - middle;
      return exp(-(off * off) / (2 * width * width));
    });
    const sum = weights.reduce((total, weight) => total + weight, 0);
    this.#weights = weights.map((weight) => weight / sum);
  }

  take(cells: Float64Array, at: number): void {
    const window = this.#window;
    window.put(cells[at] as number);
    window.advance();
    if (!window.isFull) return;
    const weights = this.#weights;
    let sum = 0;
    for (let age = 0; age < weights.length; age += 1) sum += window.at(age) * (weights[age] as number);
    this.out[0] = sum;
  }

  protected override visit(tape: StateTape): void {
    this.#window.travel(tape);
  }
}

/** before + (x - before) / (factor * period * (x / before)^4), from the first number on. O(1). */
export class McGinley extends SeriesIndicator {
  readonly #pace: number;
  #value = Number.NaN;

  constructor(period: number, factor: number) {
    super();
    this.#pace = period * factor;
  }

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const before = this.#value;
    if (Number.isNaN(before) || before === 0) {
      this.#value = x;
      return;
    }
    const square = (x / before) * (x / before);
    const value = square === 0 ? before : before + (x - before) / (this.#pace * square * square);
    this.#value = value;
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#value = tape.number(this.#value);
  }
}

/** An exponential average; its k is scaled by |gains - losses| / (gains + losses) of the last changes. O(cmoperiod). */
export class VariableAverage extends SeriesIndicator {
  readonly #changes: RollingWindow;
  readonly #k: number;
  #before = Number.NaN;
  #value = 0;

  constructor(period: number, cmoPeriod: number) {
    super();
    this.#changes = new RollingWindow(cmoPeriod);
    this.#k = 2 / (period + 1);
  }

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const changes = this.#changes;
    const before = this.#before;
    this.#before = x;
    if (Number.isNaN(before)) {
      this.#value = x;
      return;
    }
    changes.put(x - before);
    changes.advance();
    if (!changes.isFull) {
      this.#value = x;
      return;
    }
    let net = 0;
    let path = 0;
    for (let age = 0; age < changes.size; age += 1) {
      net += changes.at(age);
      path += Math.abs(changes.at(age));
    }
    const pace = path > 0 ? (this.#k * Math.abs(net)) / path : 0;
    this.#value += pace * (x - this.#value);
    this.out[0] = this.#value;
  }

  protected override visit(tape: StateTape): void {
    this.#changes.travel(tape);
    this.#before = tape.number(this.#before);
    this.#value = tape.number(this.#value);
  }
}
