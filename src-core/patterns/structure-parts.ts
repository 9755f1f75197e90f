// What the detectors of structure are made of: parameters, a trail of the newest bars by number, swings, straight
// lines over bar numbers, and drafts of findings.

import { assert } from '#core/base';
import type { StructureFinding, StructureLine, StructurePoint } from '#core/model';

export interface StructureParams {
  /** Bars of the average true range (Wilder) that everything is measured by. */
  readonly atrPeriod: number;
  /** A swing is a reversal by so many average true ranges. */
  readonly reversal: number;
  /** Prices are equal within so many average true ranges of their mean; a line is broken so far beyond it. */
  readonly tolerance: number;
  /** Bars between the outer tops of a reversal, and from the first to the last touch of a line, at least. */
  readonly minBars: number;
}

export const STRUCTURE_PARAMS: StructureParams = { atrPeriod: 14, reversal: 3, tolerance: 0.5, minBars: 10 };

/** Bars that a shape may reach back. */
export const TRAIL_BARS = 512;

/** A price over bar numbers. */
export interface Slope {
  readonly at: number;
  readonly price: number;
  readonly perBar: number;
}

export function priceOn(slope: Slope, bar: number): number {
  return slope.price + slope.perBar * (bar - slope.at);
}

export function level(price: number): Slope {
  return { at: 0, price, perBar: 0 };
}

/** An extreme between two reversals. `sign` is 1 for a high, -1 for a low. */
export interface Swing {
  readonly bar: number;
  readonly price: number;
  readonly sign: 1 | -1;
}

export function through(a: Swing, b: Swing): Slope {
  return { at: a.bar, price: a.price, perBar: (b.price - a.price) / (b.bar - a.bar) };
}

/** What ends a finding: a close above `upper` or below `lower`, each with its name, or the bar number `until`. */
export interface Watch {
  readonly upper: Slope | null;
  readonly lower: Slope | null;
  readonly above: 'broken-up' | 'reached' | 'failed';
  readonly below: 'broken-down' | 'reached' | 'failed';
  readonly until: number;
}

/** A finding before it has an id and a moment. */
export interface Draft extends Pick<
  StructureFinding, 'kind' | 'form' | 'direction' | 'points' | 'lines' | 'levels' | 'score'
> {
  readonly watch: Watch;
}

/** The newest bars by number, oldest given away; numbers begin at 0 and are never used twice. */
export class Trail {
  count = 0;
  readonly #times = new Float64Array(TRAIL_BARS);
  readonly #highs = new Float64Array(TRAIL_BARS);
  readonly #lows = new Float64Array(TRAIL_BARS);
  readonly #closes = new Float64Array(TRAIL_BARS);

  /** Number of the newest bar. */
  get newest(): number {
    return this.count - 1;
  }

  push(time: number, high: number, low: number, close: number): void {
    const slot = this.count % TRAIL_BARS;
    this.#times[slot] = time;
    this.#highs[slot] = high;
    this.#lows[slot] = low;
    this.#closes[slot] = close;
    this.count += 1;
  }

  has(bar: number): boolean {
    return bar >= 0 && bar < this.count && bar >= this.count - TRAIL_BARS;
  }

  timeOf(bar: number): number {
    assert(this.has(bar), 'the bar is on the trail');
    return this.#times[bar % TRAIL_BARS] as number;
  }

  /** The high for sign 1; the low turned upside down for -1: the larger, the further out. */
  reach(bar: number, sign: 1 | -1): number {
    return sign * ((sign === 1 ? this.#highs : this.#lows)[bar % TRAIL_BARS] as number);
  }

  close(bar: number): number {
    return this.#closes[bar % TRAIL_BARS] as number;
  }

  /** Whether all closes of [from, to] lie no further than `margin` beyond the line, on the side of `sign`. */
  isWithin(line: Slope, sign: 1 | -1, from: number, to: number, margin: number): boolean {
    for (let bar = from; bar <= to; bar += 1) {
      if (sign * (this.close(bar) - priceOn(line, bar)) > margin) return false;
    }
    return true;
  }

  point({ bar, price }: Pick<Swing, 'bar' | 'price'>, role: StructurePoint['role']): StructurePoint {
    return { timeMs: this.timeOf(bar), price, role };
  }

  /** The line drawn from one bar to another. */
  line(role: StructureLine['role'], slope: Slope, from: number, to: number, isOpen = true): StructureLine {
    return {
      role, isOpen, fromMs: this.timeOf(from), fromPrice: priceOn(slope, from), toMs: this.timeOf(to),
      toPrice: priceOn(slope, to),
    };
  }

  /** State as plain JSON; `take` continues from it. */
  state(): TrailState {
    return {
      count: this.count, times: [...this.#times], highs: [...this.#highs], lows: [...this.#lows],
      closes: [...this.#closes],
    };
  }

  take(state: TrailState): void {
    this.count = state.count;
    this.#times.set(state.times);
    this.#highs.set(state.highs);
    this.#lows.set(state.lows);
    this.#closes.set(state.closes);
  }
}

export interface TrailState {
  readonly count: number;
  readonly times: readonly number[];
  readonly highs: readonly number[];
  readonly lows: readonly number[];
  readonly closes: readonly number[];
}

/** What a detector looks at: the trail, the average true range of now, equality in price, and the parameters. */
export interface Sight {
  readonly trail: Trail;
  readonly range: number;
  /** Tolerance in price units. */
  readonly near: number;
  readonly params: StructureParams;
}

/** 1 where nothing deviates, 1/2 at the largest deviation allowed. */
export function fit(deviation: number, allowed: number): number {
  return allowed === 0 ? 1 : 1 - deviation / (2 * allowed);
}

/** A height against that of the smallest swing: 1/2 for one as large, towards 1 for larger ones. */
export function size(height: number, { range, params }: Sight): number {
  const least = params.reversal * range;
  return height <= 0 ? 0 : height / (height + least);
}
