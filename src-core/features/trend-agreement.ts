// Whether this timeframe and the next two longer ones point the same way: the sum of their trends over the sum of the
// trends' sizes. The longer bars are made of the timeframe's own closed bars, so that nothing of a bar that is still
// forming is in them.

import { TimeframeReading, type StateTape } from '#core/indicators';
import { TIMEFRAMES, type Bar, type Timeframe } from '#core/model';
import { LongerBars } from './longer-bars.ts';

const LONGER_COUNT = 2;

interface Longer {
  readonly bars: LongerBars;
  readonly reading: TimeframeReading;
  readonly take: (bar: Bar) => void;
}

export class TrendAgreement {
  readonly #own = new TimeframeReading();
  readonly #longer: readonly Longer[];

  constructor(timeframe: Timeframe) {
    const at = TIMEFRAMES.indexOf(timeframe) + 1;
    this.#longer = TIMEFRAMES.slice(at, at + LONGER_COUNT).map((to) => {
      const reading = new TimeframeReading();
      return { bars: new LongerBars(timeframe, to), reading, take: (bar) => { reading.next(bar); } };
    });
  }

  /** False for D1: there is nothing to agree with. */
  get hasLonger(): boolean {
    return this.#longer.length > 0;
  }

  /** -1 (all down) … 1 (all up), 0 where nothing has a trend; NaN until each timeframe has one. */
  get value(): number {
    let sum = this.#own.trend;
    let size = Math.abs(sum);
    for (const { reading } of this.#longer) {
      sum += reading.trend;
      size += Math.abs(reading.trend);
    }
    return size === 0 ? 0 : sum / size;
  }

  next(bar: Bar): void {
    this.#own.next(bar);
    for (const { bars, take } of this.#longer) bars.next(bar, take);
  }

  travel(tape: StateTape): void {
    this.#own.travel(tape);
    for (const { bars, reading } of this.#longer) {
      bars.travel(tape);
      reading.travel(tape);
    }
  }
}
