// Volume against price: Stephen Klinger's oscillator (1997) of the volume that goes with and against the trend, and
// Richard Arms' ease of movement. O(1) a bar.

import type { Bar } from '#core/model';
import { Ema } from './ema.ts';
import { BarIndicator } from './indicator.ts';
import { Sma } from './sma.ts';
import type { StateTape } from './state-tape.ts';

/** Outputs kvo and signal: fast less slow average of the volume force, and its average. Units of volume, times 100. */
export class Klinger extends BarIndicator {
  readonly #fast: Ema;
  readonly #slow: Ema;
  readonly #signal: Ema;
  #sum = Number.NaN;
  #range = 0;
  /** 1 rising, -1 falling, 0 before the second bar. */
  #trend = 0;
  /** Range gathered since the trend began. */
  #gathered = 0;
  #force = 0;

  constructor(fast: number, slow: number, signal: number) {
    super(2);
    this.#fast = new Ema(fast);
    this.#slow = new Ema(slow);
    this.#signal = new Ema(signal);
  }

  next({ high, low, close, tickVolume }: Bar): void {
    const sum = high + low + close;
    const range = high - low;
    const rangeBefore = this.#range;
    const trendBefore = this.#trend;
    const sumBefore = this.#sum;
    this.#sum = sum;
    this.#range = range;
    if (Number.isNaN(sumBefore)) return;
    const trend = sum > sumBefore ? 1 : -1;
    this.#trend = trend;
    if (trendBefore === 0) return;
    this.#gathered = range + (trend === trendBefore ? this.#gathered : rangeBefore);
    this.#press(range, trend * tickVolume * 100);
    const { scratch: cells, out } = this;
    cells[0] = this.#force;
    this.#fast.take(cells, 0);
    this.#slow.take(cells, 0);
    if (!this.#slow.isReady || !this.#fast.isReady) return;
    cells[0] = (this.#fast.out[0] as number) - (this.#slow.out[0] as number);
    this.#signal.take(cells, 0);
    if (!this.#signal.isReady) return;
    out[0] = cells[0];
    out[1] = this.#signal.out[0] as number;
  }

  /** Without a gathered range the force before stands. */
  #press(range: number, signed: number): void {
    const gathered = this.#gathered;
    if (signed === 0 || range === gathered) this.#force = 0;
    else if (gathered !== 0) this.#force = Math.abs(2 * (range / gathered - 1)) * signed;
  }

  protected override visit(tape: StateTape): void {
    this.#fast.travel(tape);
    this.#slow.travel(tape);
    this.#signal.travel(tape);
    this.#sum = tape.number(this.#sum);
    this.#range = tape.number(this.#range);
    this.#trend = tape.number(this.#trend);
    this.#gathered = tape.number(this.#gathered);
    this.#force = tape.number(this.#force);
  }
}

/** Mean of the middle's movement times the range for each `per` units of volume; 0 of a bar without volume. */
export class EaseOfMovement extends BarIndicator {
  readonly #mean: Sma;
  readonly #per: number;
  #middle = Number.NaN;

  constructor(period: number, per: number) {
    super();
    this.#mean = new Sma(period);
    this.#per = per;
  }

  next({ high, low, tickVolume }: Bar): void {
    const moved = (high + low) / 2 - this.#middle;
    this.#middle = (high + low) / 2;
    if (Number.isNaN(moved)) return;
    const { scratch: cells, out } = this;
    cells[0] = tickVolume > 0 ? (moved * (high - low) * this.#per) / tickVolume : 0;
    this.#mean.take(cells, 0);
    out[0] = this.#mean.out[0] as number;
  }

  protected override visit(tape: StateTape): void {
    this.#mean.travel(tape);
    this.#middle = tape.number(this.#middle);
  }
}
