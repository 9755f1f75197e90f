// Swings by reversal: an extreme becomes a swing when a bar has gone back from it by a number of average true ranges
// of that bar. It is known at that bar's close and not before, and never taken back. A bar that makes a new extreme
// does not reverse it: which of the two came first inside the bar is not known.

import type { Swing, Trail } from './structure-parts.ts';

export class Zigzag {
  /** 1 while the last swing is a low and a high is looked for, -1 the other way, 0 before the first swing. */
  #side: 1 | -1 | 0 = 0;
  /** The furthest bars out on both sides since the last swing; on the trail's scale of reach. */
  #highBar = -1;
  #high = 0;
  #lowBar = -1;
  #low = 0;

  /** Takes the trail's newest bar; gives the swing that it confirmed. `threshold` in price units. */
  step(trail: Trail, threshold: number): Swing | null {
    const bar = trail.newest;
    const high = trail.reach(bar, 1);
    const low = -trail.reach(bar, -1);
    if (this.#highBar < 0) {
      this.#restart(bar, high, low);
      return null;
    }
    if (high > this.#high) {
      this.#high = high;
      this.#highBar = bar;
    }
    if (low < this.#low) {
      this.#low = low;
      this.#lowBar = bar;
    }
    const isHigh = this.#side >= 0 && this.#highBar < bar && this.#high - low >= threshold;
    const isLow = this.#side <= 0 && this.#lowBar < bar && high - this.#low >= threshold;
    if (isHigh === isLow || threshold <= 0) return null;
    return isHigh ? this.#turn(1, trail) : this.#turn(-1, trail);
  }

  #turn(sign: 1 | -1, trail: Trail): Swing {
    const swing: Swing = sign === 1
      ? { bar: this.#highBar, price: this.#high, sign }
      : { bar: this.#lowBar, price: this.#low, sign };
    this.#side = sign === 1 ? -1 : 1;
    // The other side's extreme since the swing: the newest of equal ones loses, as it does bar by bar.
    let best = swing.bar + 1;
    for (let bar = best; bar <= trail.newest; bar += 1) {
      if (!trail.has(bar)) continue;
      if (!trail.has(best) || trail.reach(bar, this.#side) > trail.reach(best, this.#side)) best = bar;
    }
    const edge = trail.newest;
    this.#restart(edge, trail.reach(edge, 1), -trail.reach(edge, -1));
    if (this.#side === 1) {
      this.#highBar = best;
      this.#high = trail.reach(best, 1);
    } else {
      this.#lowBar = best;
      this.#low = -trail.reach(best, -1);
    }
    return swing;
  }

  #restart(bar: number, high: number, low: number): void {
    this.#highBar = bar;
    this.#high = high;
    this.#lowBar = bar;
    this.#low = low;
  }

  cells(): readonly number[] {
    return [this.#side, this.#highBar, this.#high, this.#lowBar, this.#low];
  }

  take([side, highBar, high, lowBar, low]: readonly number[]): void {
    this.#side = side as 1 | -1 | 0;
    this.#highBar = highBar as number;
    this.#high = high as number;
    this.#lowBar = lowBar as number;
    this.#low = low as number;
  }
}
