// Oscillators that look for turns: John Ehlers' Fisher transform (2002), William Blau's stochastic momentum index
// (1993), Doug Schaff's trend cycle (1999) and Carl Swenlin's price momentum oscillator. O(1) a bar on average.

import { logInPlace } from '#core/base';
import type { Bar } from '#core/model';
import { Ema } from './ema.ts';
import { BarIndicator, SeriesIndicator } from './indicator.ts';
import { ExtremeWindow } from './rolling-window.ts';
import type { StateTape } from './state-tape.ts';

/** Outputs fisher and trigger (the fisher of the bar before) of the medians. Ready once the window is full. */
export class Fisher extends BarIndicator {
  readonly #highest: ExtremeWindow;
  readonly #lowest: ExtremeWindow;
  #place = 0;
  #fisher = 0;

  constructor(period: number) {
    super(2);
    this.#highest = new ExtremeWindow(period, 'max');
    this.#lowest = new ExtremeWindow(period, 'min');
  }

  next({ high, low }: Bar): void {
    const { scratch: cells, out } = this;
    const median = (high + low) / 2;
    cells[0] = median;
    this.#highest.take(cells, 0);
    this.#lowest.take(cells, 0);
    const range = this.#highest.value - this.#lowest.value;
    const raw = range === 0 ? 0 : 0.66 * ((median - this.#lowest.value) / range - 0.5) + 0.67 * this.#place;
    const place = raw > 0.99 ? 0.999 : raw < -0.99 ? -0.999 : raw;
    const before = this.#fisher;
    cells[1] = (1 + place) / (1 - place);
    logInPlace(cells, 1);
    this.#place = place;
    this.#fisher = 0.5 * cells[1] + 0.5 * before;
    if (!this.#highest.isFull) return;
    out[0] = this.#fisher;
    out[1] = before;
  }

  protected override visit(tape: StateTape): void {
    this.#highest.travel(tape);
    this.#lowest.travel(tape);
    this.#place = tape.number(this.#place);
    this.#fisher = tape.number(this.#fisher);
  }
}

/** An exponential average that begins at its first number. */
class FirstSeeded {
  value = Number.NaN;
  readonly #k: number;

  constructor(k: number) {
    this.#k = k;
  }

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const before = this.value;
    this.value = Number.isNaN(before) ? x : before + this.#k * (x - before);
  }

  travel(tape: StateTape): void {
    this.value = tape.number(this.value);
  }
}

/** Outputs smi and signal: the close's distance from the range's middle over half the range, both averaged twice. */
export class StochasticMomentum extends BarIndicator {
  readonly #highest: ExtremeWindow;
  readonly #lowest: ExtremeWindow;
  readonly #distance: readonly [FirstSeeded, FirstSeeded];
  readonly #range: readonly [FirstSeeded, FirstSeeded];
  readonly #signal: FirstSeeded;

  constructor(period: number, first: number, second: number, signal: number) {
    super(2);
    this.#highest = new ExtremeWindow(period, 'max');
    this.#lowest = new ExtremeWindow(period, 'min');
    this.#distance = [new FirstSeeded(2 / (first + 1)), new FirstSeeded(2 / (second + 1))];
    this.#range = [new FirstSeeded(2 / (first + 1)), new FirstSeeded(2 / (second + 1))];
    this.#signal = new FirstSeeded(2 / (signal + 1));
  }

  next({ high, low, close }: Bar): void {
    const { scratch: cells, out } = this;
    cells[0] = high;
    cells[1] = low;
    this.#highest.take(cells, 0);
    this.#lowest.take(cells, 1);
    if (!this.#highest.isFull) return;
    cells[0] = close - (this.#highest.value + this.#lowest.value) / 2;
    cells[1] = this.#highest.value - this.#lowest.value;
    this.#distance[0].take(cells, 0);
    this.#range[0].take(cells, 1);
    cells[0] = this.#distance[0].value;
    cells[1] = this.#range[0].value;
    this.#distance[1].take(cells, 0);
    this.#range[1].take(cells, 1);
    const range = this.#range[1].value;
    const value = range === 0 ? 0 : (200 * this.#distance[1].value) / range;
    cells[0] = value;
    this.#signal.take(cells, 0);
    out[0] = value;
    out[1] = this.#signal.value;
  }

  protected override visit(tape: StateTape): void {
    this.#highest.travel(tape);
    this.#lowest.travel(tape);
    for (const average of this.#distance) average.travel(tape);
    for (const average of this.#range) average.travel(tape);
    this.#signal.travel(tape);
  }
}

/** Where a number stands in its range of the last `period`, in per cent, smoothed by a half from the first on. */
class SmoothPlace {
  value = Number.NaN;
  readonly #highest: ExtremeWindow;
  readonly #lowest: ExtremeWindow;
  #place = 0;

  constructor(period: number) {
    this.#highest = new ExtremeWindow(period, 'max');
    this.#lowest = new ExtremeWindow(period, 'min');
  }

  get isFull(): boolean {
    return this.#highest.isFull;
  }

  take(cells: Float64Array, at: number): void {
    this.#highest.take(cells, at);
    this.#lowest.take(cells, at);
    const range = this.#highest.value - this.#lowest.value;
    // without a range the place before stands, as Schaff has it
    if (range > 0) this.#place = (100 * ((cells[at] as number) - this.#lowest.value)) / range;
    if (!this.#highest.isFull) return;
    this.value = Number.isNaN(this.value) ? this.#place : this.value + 0.5 * (this.#place - this.value);
  }

  travel(tape: StateTape): void {
    this.value = tape.number(this.value);
    this.#highest.travel(tape);
    this.#lowest.travel(tape);
    this.#place = tape.number(this.#place);
  }
}

/** The smoothed place, in its range, of the smoothed place of the MACD. 0 … 100. */
export class SchaffCycle extends SeriesIndicator {
  readonly #fast: Ema;
  readonly #slow: Ema;
  readonly #one: SmoothPlace;
  readonly #two: SmoothPlace;

  constructor(period: number, fast: number, slow: number) {
    super();
    this.#fast = new Ema(fast);
    this.#slow = new Ema(slow);
    this.#one = new SmoothPlace(period);
    this.#two = new SmoothPlace(period);
  }

  take(cells: Float64Array, at: number): void {
    this.#fast.take(cells, at);
    this.#slow.take(cells, at);
    if (!this.#slow.isReady || !this.#fast.isReady) return;
    const { scratch } = this;
    scratch[1] = (this.#fast.out[0] as number) - (this.#slow.out[0] as number);
    this.#one.take(scratch, 1);
    if (!this.#one.isFull) return;
    scratch[1] = this.#one.value;
    this.#two.take(scratch, 1);
    if (this.#two.isFull) this.out[0] = this.#two.value;
  }

  protected override visit(tape: StateTape): void {
    this.#fast.travel(tape);
    this.#slow.travel(tape);
    this.#one.travel(tape);
    this.#two.travel(tape);
  }
}

/** Outputs pmo and signal: the change of one bar in per cent, smoothed twice with k = 2 / period, times ten. */
export class PriceMomentum extends SeriesIndicator {
  readonly #one: Ema;
  readonly #two: Ema;
  readonly #signal: Ema;
  #before = Number.NaN;

  constructor(first: number, second: number, signal: number) {
    super(2);
    this.#one = new Ema(first, 2 / first);
    this.#two = new Ema(second, 2 / second);
    this.#signal = new Ema(signal);
  }

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const before = this.#before;
    this.#before = x;
    if (Number.isNaN(before)) return;
    const { scratch } = this;
    scratch[1] = before === 0 ? 0 : 100 * (x / before - 1);
    this.#one.take(scratch, 1);
    if (!this.#one.isReady) return;
    scratch[1] = 10 * (this.#one.out[0] as number);
    this.#two.take(scratch, 1);
    if (!this.#two.isReady) return;
    this.#signal.take(this.#two.out, 0);
    if (!this.#signal.isReady) return;
    this.out[0] = this.#two.out[0] as number;
    this.out[1] = this.#signal.out[0] as number;
  }

  protected override visit(tape: StateTape): void {
    this.#one.travel(tape);
    this.#two.travel(tape);
    this.#signal.travel(tape);
    this.#before = tape.number(this.#before);
  }
}
