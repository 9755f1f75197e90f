// Oscillators of typical prices and true ranges: Donald Lambert's commodity channel index (1980), the money flow index
// (Gene Quong, Avrum Soudack 1989), Larry Williams' ultimate oscillator (1985) and Chande's intraday momentum index.

import type { Bar } from '#core/model';
import { BarIndicator } from './indicator.ts';
import { trueRange } from './atr.ts';
import { RollingWindow } from './rolling-window.ts';
import { NOTHING } from './window-statistics.ts';
import type { StateTape } from './state-tape.ts';

/** Distance from the mean in units of 0.015 mean deviations. O(period). */
export class Cci extends BarIndicator {
  readonly #window: RollingWindow;

  constructor(period: number) {
    super();
    this.#window = new RollingWindow(period);
  }

  next({ high, low, close }: Bar): void {
    const window = this.#window;
    const { size } = window;
    const price = (high + low + close) / 3;
    window.put(price);
    window.advance();
    if (!window.isFull) return;
    let sum = 0;
    for (let age = size - 1; age >= 0; age -= 1) sum += window.at(age);
    const mean = sum / size;
    let distance = 0;
    for (let age = size - 1; age >= 0; age -= 1) distance += Math.abs(window.at(age) - mean);
    const off = price - mean;
    const value = Math.abs(off) < NOTHING || distance < NOTHING ? 0 : off / (0.015 * (distance / size));
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#window.travel(tape);
  }
}

/** Money that flowed in on rising typical prices, per cent of all; 0 where less than 1 flowed. O(1). */
export class MoneyFlowIndex extends BarIndicator {
  readonly #ins: RollingWindow;
  readonly #outs: RollingWindow;
  #before = Number.NaN;
  #in = 0;
  #out = 0;
  #inBars = 0;
  #outBars = 0;

  constructor(period: number) {
    super();
    this.#ins = new RollingWindow(period);
    this.#outs = new RollingWindow(period);
  }

  next({ high, low, close, tickVolume: volume }: Bar): void {
    const price = (high + low + close) / 3;
    const change = price - this.#before;
    this.#before = price;
    if (Number.isNaN(change)) return;
    const flow = price * volume;
    const inflow = change > NOTHING ? flow : 0;
    const outflow = change < -NOTHING ? flow : 0;
    const inGone = this.#ins.leaving;
    const outGone = this.#outs.leaving;
    this.#ins.put(inflow);
    this.#ins.advance();
    this.#outs.put(outflow);
    this.#outs.advance();
    this.#inBars += (inflow > 0 ? 1 : 0) - (inGone > 0 ? 1 : 0);
    this.#outBars += (outflow > 0 ? 1 : 0) - (outGone > 0 ? 1 : 0);
    // a side that has left the window is nothing, not what rounding left of it
    this.#in = this.#inBars === 0 ? 0 : this.#in - inGone + inflow;
    this.#out = this.#outBars === 0 ? 0 : this.#out - outGone + outflow;
    if (!this.#ins.isFull) return;
    const sum = this.#in + this.#out;
    const value = sum < 1 ? 0 : 100 * (this.#in / sum);
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#before = tape.number(this.#before);
    this.#in = tape.number(this.#in);
    this.#out = tape.number(this.#out);
    this.#inBars = tape.number(this.#inBars);
    this.#outBars = tape.number(this.#outBars);
    this.#ins.travel(tape);
    this.#outs.travel(tape);
  }
}

/** Sums of buying pressure and of true ranges over one window. */
class Pressure {
  readonly #bought: RollingWindow;
  readonly #ranges: RollingWindow;
  #boughtSum = 0;
  #rangeSum = 0;
  /** Bought over range; 0 where there was no range. Follows from the sums, and is no state. */
  value = 0;

  constructor(period: number) {
    this.#bought = new RollingWindow(period);
    this.#ranges = new RollingWindow(period);
  }

  /** Takes what was bought and the range of two cells. The oldest leaves after the reading, as TA-Lib sums. */
  take(cells: Float64Array): void {
    const bought = cells[0] as number;
    const range = cells[1] as number;
    this.#boughtSum += bought;
    this.#rangeSum += range;
    this.#bought.put(bought);
    this.#bought.advance();
    this.#ranges.put(range);
    this.#ranges.advance();
    this.value = this.#rangeSum < 1e-14 ? 0 : this.#boughtSum / this.#rangeSum;
    if (this.#bought.isFull) {
      this.#boughtSum -= this.#bought.oldest;
      this.#rangeSum -= this.#ranges.oldest;
    }
  }

  get isFull(): boolean {
    return this.#bought.isFull;
  }

  travel(tape: StateTape): void {
    this.#boughtSum = tape.number(this.#boughtSum);
    this.#rangeSum = tape.number(this.#rangeSum);
    this.#bought.travel(tape);
    this.#ranges.travel(tape);
  }
}

/** Buying pressure over three windows, the shortest weighing 4, the longest 1. O(1). */
export class UltimateOscillator extends BarIndicator {
  readonly #windows: readonly [Pressure, Pressure, Pressure];
  #before = Number.NaN;

  constructor(periods: readonly [number, number, number]) {
    super();
    const [short, middle, long] = [...periods].sort((a, b) => a - b) as [number, number, number];
    this.#windows = [new Pressure(short), new Pressure(middle), new Pressure(long)];
  }

  next({ high, low, close }: Bar): void {
    const before = this.#before;
    this.#before = close;
    if (Number.isNaN(before)) return;
    const { scratch: cells } = this;
    cells[0] = close - Math.min(low, before);
    cells[1] = trueRange(high, low, before);
    const [short, middle, long] = this.#windows;
    short.take(cells);
    middle.take(cells);
    long.take(cells);
    const sum = 4 * short.value + 2 * middle.value + long.value;
    if (!long.isFull) return;
    const value = 100 * (sum / 7);
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#before = tape.number(this.#before);
    for (const window of this.#windows) window.travel(tape);
  }
}

/** Sum of rising bodies over the sum of all bodies of the last bars, per cent. O(period). */
export class IntradayMomentum extends BarIndicator {
  readonly #window: RollingWindow;

  constructor(period: number) {
    super();
    this.#window = new RollingWindow(period);
  }

  next({ open, close }: Bar): void {
    const window = this.#window;
    window.put(close - open);
    window.advance();
    if (!window.isFull) return;
    let up = 0;
    let down = 0;
    for (let age = window.size - 1; age >= 0; age -= 1) {
      const body = window.at(age);
      if (body > 0) up += body;
      else down -= body;
    }
    const value = up + down === 0 ? 0 : 100 * (up / (up + down));
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#window.travel(tape);
  }
}
