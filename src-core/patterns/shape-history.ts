// The closed bars of one series as columns, the windows that end on each of them, and what came after. Grows by closed
// bars; a row never changes, and a window's outcome is told only from the bar on that completed it.

import { assert } from '#core/base';
import { Atr } from '#core/indicators';
import { TIMEFRAME_MS, type Bar, type OutcomeCounts, type Timeframe } from '#core/model';
import type { PatternWindows } from '#core/ports';
import { embedShape, normaliseShape, type ShapeRecipe } from './discovery-shape.ts';

const RANGE_BARS = 14;

/** What is read of a bar. */
export type ShapeBar = Pick<Bar, 'time' | 'open' | 'high' | 'low' | 'close'>;

export class ShapeHistory {
  readonly timeframe: Timeframe;
  readonly recipe: ShapeRecipe;
  #time = new Float64Array(1024);
  #close = new Float64Array(1024);
  #range = new Float64Array(1024);
  #count = 0;
  readonly #atr = new Atr(RANGE_BARS);
  readonly #shape: Float64Array;

  constructor(timeframe: Timeframe, recipe: ShapeRecipe) {
    this.timeframe = timeframe;
    this.recipe = recipe;
    this.#shape = new Float64Array(recipe.windowBars);
  }

  /** Bars held; the newest is row `count - 1`. */
  get count(): number {
    return this.#count;
  }

  /** Open of the bar of a row, UTC ms. */
  timeAt(row: number): number {
    return this.#time[row] as number;
  }

  closeAt(row: number): number {
    return this.#close[row] as number;
  }

  /** Average true range of 14 bars at a row, price units; NaN before it is ready. */
  rangeAt(row: number): number {
    return this.#range[row] as number;
  }

  /** UTC ms at which the bar of a row had closed. */
  knownAt(row: number): number {
    return this.timeAt(row) + TIMEFRAME_MS[this.timeframe];
  }

  /** Takes the next closed bar; times ascend. */
  append(bar: ShapeBar): void {
    const { time, close } = bar;
    const row = this.#count;
    assert(row === 0 || time > this.timeAt(row - 1), 'bars come in ascending time');
    if (row === this.#time.length) this.#grow();
    this.#time[row] = time;
    this.#close[row] = close;
    this.#atr.next(bar);
    this.#range[row] = this.#atr.out[0] as number;
    this.#count = row + 1;
  }

  /** Row of the newest bar that had closed at `atMs`; -1 where none had. */
  rowKnownAt(atMs: number): number {
    const lengthMs = TIMEFRAME_MS[this.timeframe];
    return firstAbove(this.#time, this.#count, atMs - lengthMs) - 1;
  }

  /** Row of the bar that opened at `timeMs`; -1 where there is none. */
  rowOf(timeMs: number): number {
    const row = firstAbove(this.#time, this.#count, timeMs) - 1;
    return row >= 0 && this.timeAt(row) === timeMs ? row : -1;
  }

  /** Does a whole window end at this row? */
  hasWindow(row: number): boolean {
    return row >= this.recipe.windowBars - 1 && row < this.#count;
  }

  /** Writes the shape of the window that ends at `row`. */
  shapeAt(row: number, shape: Float64Array): void {
    normaliseShape(this.#close, row - this.recipe.windowBars + 1, shape);
  }

  /** Move of the close over the horizon after `row`, in average true ranges there; NaN where it has no measure yet. */
  outcomeAt(row: number): number {
    const later = row + this.recipe.horizonBars;
    const range = this.rangeAt(row);
    if (later >= this.#count || !(range > 0)) return Number.NaN;
    return (this.closeAt(later) - this.closeAt(row)) / range;
  }

  /** What came of all windows whose outcome was known when the bar of `row` had closed; null of none. */
  countsKnownAt(row: number): OutcomeCounts | null {
    let count = 0;
    let up = 0;
    let sum = 0;
    for (let end = this.recipe.windowBars - 1; end <= row - this.recipe.horizonBars; end += 1) {
      const outcome = this.outcomeAt(end);
      if (Number.isNaN(outcome)) continue;
      count += 1;
      sum += outcome;
      if (outcome > 0) up += 1;
    }
    return count === 0 ? null : { count, mean: sum / count, up, shareUp: up / count };
  }

  /** Windows that end on rows `from … to - 1` and whose outcome is known, as the memory keeps them. */
  windows(from: number, to: number): PatternWindows {
    const { dims, horizonBars, windowBars } = this.recipe;
    const rows: number[] = [];
    for (let row = Math.max(from, windowBars - 1); row < to; row += 1) {
      if (!Number.isNaN(this.outcomeAt(row))) rows.push(row);
    }
    const embedding = new Float32Array(rows.length * dims);
    rows.forEach((row, i) => {
      this.shapeAt(row, this.#shape);
      embedShape(this.#shape, dims, embedding, i * dims);
    });
    return {
      endMs: Float64Array.from(rows, (row) => this.timeAt(row)),
      knownMs: Float64Array.from(rows, (row) => this.knownAt(row + horizonBars)),
      outcome: Float64Array.from(rows, (row) => this.outcomeAt(row)),
      embedding,
    };
  }

  #grow(): void {
    const larger = (column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(column.length * 2);
      grown.set(column);
      return grown;
    };
    this.#time = larger(this.#time);
    this.#close = larger(this.#close);
    this.#range = larger(this.#range);
  }
}

/** Index of the first of `count` ascending numbers above `limit`. */
export function firstAbove(column: Float64Array, count: number, limit: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((column[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
