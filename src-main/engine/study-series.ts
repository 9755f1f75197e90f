// A study run over a series, with every value it gave beside the time of its bar: what a chart draws and a script asks
// for. It is the same streaming class that strategies and the command line use.

import type { Indicator, IndicatorRequest } from '#core/indicators';
import { makeIndicator } from '#core/indicators';
import type { Bar } from '#core/model';
import type { BarStream } from './warm-run.ts';

/** Values of a study, oldest first: a time for each bar, a column for each output; NaN where it is not ready. */
export interface StudyColumns {
  /** Opens of the bars, UTC ms. */
  readonly time: Float64Array;
  readonly values: readonly Float64Array[];
}

/** Outputs at one bar. */
export interface StudyPoint {
  /** Open of the bar, UTC ms. */
  readonly time: number;
  readonly values: Float64Array;
}

const ROOM_BARS = 1_024;

export class StudySeries implements BarStream {
  readonly #study: Indicator;
  readonly #warmup: number;
  #time = new Float64Array(ROOM_BARS);
  #values: Float64Array<ArrayBuffer>[];
  #length = 0;

  constructor(request: IndicatorRequest) {
    this.#study = makeIndicator(request);
    this.#warmup = request.definition.warmup(request.values);
    this.#values = Array.from(this.#study.out, () => new Float64Array(ROOM_BARS));
  }

  next(bar: Bar): void {
    const at = this.#length;
    if (at === this.#time.length) this.#grow();
    this.#study.next(bar);
    this.#time[at] = bar.time;
    for (let k = 0; k < this.#values.length; k += 1) {
      (this.#values[k] as Float64Array)[at] = this.#study.out[k] as number;
    }
    this.#length = at + 1;
  }

  /** Bars that are still needed before the first output; 0 where there is one. */
  get missing(): number {
    return this.#study.isReady ? 0 : Math.max(1, this.#warmup + 1 - this.#length);
  }

  /** The newest bar's outputs; null before the first bar. */
  get newest(): StudyPoint | null {
    const at = this.#length - 1;
    return at < 0 ? null : { time: this.#time[at] as number, values: this.#study.out.slice() };
  }

  /** What the outputs would be if the forming bar closed now. */
  peek(forming: Bar): StudyPoint {
    return { time: forming.time, values: this.#study.peek(forming).slice() };
  }

  /** Copies of the columns for bars that opened in [fromMs, toMs). */
  columns(fromMs: number | null, toMs: number | null): StudyColumns {
    const from = fromMs === null ? 0 : this.#firstAt(fromMs);
    const to = toMs === null ? this.#length : Math.max(from, this.#firstAt(toMs));
    return {
      time: this.#time.slice(from, to), values: this.#values.map((column) => column.slice(from, to)),
    };
  }

  /** Place of the first bar that opened at `timeMs` or later. */
  #firstAt(timeMs: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#time[middle] as number) < timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(): void {
    const grown = (column: Float64Array): Float64Array<ArrayBuffer> => {
      const larger = new Float64Array(column.length * 2);
      larger.set(column);
      return larger;
    };
    this.#time = grown(this.#time);
    this.#values = this.#values.map(grown);
  }
}
