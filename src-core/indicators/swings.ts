// Swing points as fractals (Bill Williams 1995, with a reach of choice): a bar whose high is above the highs of `reach`
// bars on both sides. It is known only `reach` bars later, and never taken back. O(reach) a bar, nothing allocated.

import type { Bar } from '#core/model';
import { BarIndicator } from './indicator.ts';
import { RollingWindow } from './rolling-window.ts';
import type { StateTape } from './state-tape.ts';

/** Swings of each sort that are remembered. */
const KEPT = 6;

/**
 * Outputs: the newest confirmed swing high and low, prices; and the structure: 1 where the two newest highs and lows
 * both rose, -1 where both fell, 0 otherwise. Each NaN until there are enough swings.
 */
export class Swings extends BarIndicator {
  readonly reach: number;
  readonly #highs: RollingWindow;
  readonly #lows: RollingWindow;
  /** Newest first; NaN where there is none. */
  readonly #swingHighs = new Float64Array(KEPT).fill(Number.NaN);
  readonly #swingLows = new Float64Array(KEPT).fill(Number.NaN);

  /** `reach` is a whole number of at least 1. */
  constructor(reach = 3) {
    super(3);
    this.reach = reach;
    this.#highs = new RollingWindow(2 * reach + 1);
    this.#lows = new RollingWindow(2 * reach + 1);
  }

  get structure(): number {
    return this.out[2] as number;
  }

  /** The lowest remembered swing, high or low, above a price; NaN where none is. */
  levelAbove(price: number): number {
    let nearest = Number.NaN;
    for (let i = 0; i < 2 * KEPT; i += 1) {
      const level = this.#levelAt(i);
      if (level > price && !(level >= nearest)) nearest = level;
    }
    return nearest;
  }

  /** The highest remembered swing below a price. */
  levelBelow(price: number): number {
    let nearest = Number.NaN;
    for (let i = 0; i < 2 * KEPT; i += 1) {
      const level = this.#levelAt(i);
      if (level < price && !(level <= nearest)) nearest = level;
    }
    return nearest;
  }

  next(bar: Bar): void {
    this.#highs.push(bar.high);
    this.#lows.push(bar.low);
    if (!this.#highs.isFull) return;
    if (this.#isSwing(this.#highs, 1)) this.#remember(this.#swingHighs, this.#highs.at(this.reach));
    if (this.#isSwing(this.#lows, -1)) this.#remember(this.#swingLows, this.#lows.at(this.reach));
    const highs = this.#swingHighs;
    const lows = this.#swingLows;
    this.out[0] = highs[0] as number;
    this.out[1] = lows[0] as number;
    const high = Math.sign((highs[0] as number) - (highs[1] as number));
    const low = Math.sign((lows[0] as number) - (lows[1] as number));
    this.out[2] = Number.isNaN(high + low) ? Number.NaN : Math.trunc((high + low) / 2);
  }

  #levelAt(index: number): number {
    return (index < KEPT ? this.#swingHighs[index] : this.#swingLows[index - KEPT]) as number;
  }

  /** Is the bar in the middle beyond all others? Of equal ones in a row the first counts. */
  #isSwing(window: RollingWindow, sign: 1 | -1): boolean {
    const { reach } = this;
    const middle = window.at(reach) * sign;
    for (let age = 0; age <= 2 * reach; age += 1) {
      if (age === reach) continue;
      const other = window.at(age) * sign;
      if (age > reach ? other >= middle : other > middle) return false;
    }
    return true;
  }

  #remember(swings: Float64Array, price: number): void {
    for (let i = KEPT - 1; i > 0; i -= 1) swings[i] = swings[i - 1] as number;
    swings[0] = price;
  }

  protected override visit(tape: StateTape): void {
    this.#highs.travel(tape);
    this.#lows.travel(tape);
    tape.array(this.#swingHighs);
    tape.array(this.#swingLows);
  }
}
