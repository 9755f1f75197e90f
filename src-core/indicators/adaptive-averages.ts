// Averages whose speed follows the market: Perry Kaufman's KAMA (1995) by the efficiency ratio, and the efficiency
// ratio itself. O(1) a number.

import { SeriesIndicator } from './indicator.ts';
import { Delay, RollingWindow } from './rolling-window.ts';
import { NOTHING } from './window-statistics.ts';
import type { StateTape } from './state-tape.ts';

const FAST = 2 / 3;
const SLOW = 2 / 31;

/** Net movement over the path walked: sums of absolute steps over the last `period` of them. */
class Walk {
  readonly #delay: Delay;
  readonly #steps: RollingWindow;
  path = 0;
  #before = Number.NaN;
  /** |x - x of `period` ago|, NaN until there are so many. */
  net = Number.NaN;

  constructor(period: number) {
    this.#delay = new Delay(period);
    this.#steps = new RollingWindow(period);
  }

  /** Takes the next number; true once the path is whole. */
  take(cells: Float64Array, at: number): boolean {
    const x = cells[at] as number;
    this.#delay.put(x);
    this.#delay.advance();
    const old = this.#delay.value;
    this.net = x - old;
    const before = this.#before;
    this.#before = x;
    if (Number.isNaN(before)) return false;
    const stepped = Math.abs(x - before);
    this.path += stepped;
    this.path -= this.#steps.leaving;
    this.#steps.put(stepped);
    this.#steps.advance();
    return !Number.isNaN(old);
  }

  travel(tape: StateTape): void {
    this.#delay.travel(tape);
    this.#steps.travel(tape);
    this.path = tape.number(this.path);
    this.#before = tape.number(this.#before);
    this.net = tape.number(this.net);
  }
}

export class Kama extends SeriesIndicator {
  readonly #walk: Walk;
  #before = Number.NaN;
  #value = Number.NaN;

  /** `period` is a whole number of at least 2. */
  constructor(period: number) {
    super();
    this.#walk = new Walk(period);
  }

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const isWhole = this.#walk.take(cells, at);
    const before = this.#before;
    this.#before = x;
    if (!isWhole) return;
    const { net, path } = this.#walk;
    // TA-Lib takes the walk as wholly efficient where the path is not longer than the net movement.
    const efficiency = path <= net || path === 0 ? 1 : Math.abs(net / path);
    const root = efficiency * (FAST - SLOW) + SLOW;
    const from = Number.isNaN(this.#value) ? before : this.#value;
    const value = (x - from) * (root * root) + from;
    this.#value = value;
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#walk.travel(tape);
    this.#before = tape.number(this.#before);
    this.#value = tape.number(this.#value);
  }
}

/** Kaufman's efficiency ratio, 0 (a walk in circles) to 1 (straight). */
export class EfficiencyRatio extends SeriesIndicator {
  readonly #walk: Walk;

  /** `period` is a whole number of at least 1. */
  constructor(period: number) {
    super();
    this.#walk = new Walk(period);
  }

  take(cells: Float64Array, at: number): void {
    if (!this.#walk.take(cells, at)) return;
    const { path } = this.#walk;
    // a market that did not move took the straight way
    const value = path < NOTHING ? 1 : Math.abs(this.#walk.net) / path;
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#walk.travel(tape);
  }
}
