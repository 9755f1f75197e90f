// Volume counted with a sign: Marc Chaikin's accumulation/distribution line, its oscillator and his money flow, Joseph
// Granville's on-balance volume (1963), the price-volume trend, Paul Dysart's negative and positive volume indices,
// Alexander Elder's force index (1993), the market facilitation index and relative volume. O(1) a bar.

import type { Bar } from '#core/model';
import { Ema } from './ema.ts';
import { BarIndicator } from './indicator.ts';
import { RollingWindow } from './rolling-window.ts';
import { Sma } from './sma.ts';
import type { StateTape } from './state-tape.ts';

/** Volume times where the close stands in its range, -1 … 1; 0 without a range. */
function flowed(high: number, low: number, close: number, volume: number): number {
  const range = high - low;
  return range > 0 ? ((close - low - (high - close)) / range) * volume : 0;
}

export class AccumulationDistribution extends BarIndicator {
  #sum = 0;

  step(_open: number, high: number, low: number, close: number, volume: number): number {
    this.#sum += flowed(high, low, close, volume);
    this.out[0] = this.#sum;
    return this.#sum;
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low, bar.close, bar.tickVolume);
  }

  protected override visit(tape: StateTape): void {
    this.#sum = tape.number(this.#sum);
  }
}

/** Fast less slow exponential average of the line; both begin at its first value. */
export class ChaikinOscillator extends BarIndicator {
  readonly #fastK: number;
  readonly #slowK: number;
  readonly #readyAt: number;
  #count = 0;
  #sum = 0;
  #fast = 0;
  #slow = 0;

  constructor(fast: number, slow: number) {
    super();
    this.#fastK = 2 / (fast + 1);
    this.#slowK = 2 / (slow + 1);
    this.#readyAt = Math.max(fast, slow);
  }

  step(_open: number, high: number, low: number, close: number, volume: number): number {
    this.#sum += flowed(high, low, close, volume);
    const sum = this.#sum;
    if (this.#count === 0) {
      this.#fast = sum;
      this.#slow = sum;
    } else {
      this.#fast = this.#fastK * sum + (1 - this.#fastK) * this.#fast;
      this.#slow = this.#slowK * sum + (1 - this.#slowK) * this.#slow;
    }
    if (this.#count < this.#readyAt) this.#count += 1;
    if (this.#count < this.#readyAt) return Number.NaN;
    const value = this.#fast - this.#slow;
    this.out[0] = value;
    return value;
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low, bar.close, bar.tickVolume);
  }

  protected override visit(tape: StateTape): void {
    this.#count = tape.number(this.#count);
    this.#sum = tape.number(this.#sum);
    this.#fast = tape.number(this.#fast);
    this.#slow = tape.number(this.#slow);
  }
}

/** Chaikin's money flow: signed volume over all volume of the last bars; 0 without volume. */
export class ChaikinMoneyFlow extends BarIndicator {
  readonly #flows: RollingWindow;
  readonly #volumes: RollingWindow;
  #flow = 0;
  #volume = 0;

  constructor(period: number) {
    super();
    this.#flows = new RollingWindow(period);
    this.#volumes = new RollingWindow(period);
  }

  step(_open: number, high: number, low: number, close: number, volume: number): number {
    const flow = flowed(high, low, close, volume);
    this.#flow += flow - this.#flows.push(flow);
    this.#volume += volume - this.#volumes.push(volume);
    if (!this.#flows.isFull) return Number.NaN;
    const value = this.#volume > 0 ? this.#flow / this.#volume : 0;
    this.out[0] = value;
    return value;
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low, bar.close, bar.tickVolume);
  }

  protected override visit(tape: StateTape): void {
    this.#flow = tape.number(this.#flow);
    this.#volume = tape.number(this.#volume);
    this.#flows.travel(tape);
    this.#volumes.travel(tape);
  }
}

/** Begins at the first bar's own volume, as TA-Lib does. */
export class OnBalanceVolume extends BarIndicator {
  #before = Number.NaN;
  #sum = 0;

  step(_open: number, _high: number, _low: number, close: number, volume: number): number {
    const before = this.#before;
    this.#before = close;
    if (Number.isNaN(before)) this.#sum = volume;
    else if (close > before) this.#sum += volume;
    else if (close < before) this.#sum -= volume;
    this.out[0] = this.#sum;
    return this.#sum;
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low, bar.close, bar.tickVolume);
  }

  protected override visit(tape: StateTape): void {
    this.#before = tape.number(this.#before);
    this.#sum = tape.number(this.#sum);
  }
}

/** Close times volume change smoothed: EMA of (close - close before) * volume. */
export class ForceIndex extends BarIndicator {
  readonly #average: Ema;
  #before = Number.NaN;

  constructor(period: number) {
    super();
    this.#average = new Ema(period);
  }

  step(_open: number, _high: number, _low: number, close: number, volume: number): number {
    const change = close - this.#before;
    this.#before = close;
    if (Number.isNaN(change)) return change;
    const value = this.#average.step(change * volume);
    this.out[0] = value;
    return value;
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low, bar.close, bar.tickVolume);
  }

  protected override visit(tape: StateTape): void {
    this.#average.travel(tape);
    this.#before = tape.number(this.#before);
  }
}

/** Volume over the mean of the `period` bars before it; 0 where they had none. */
export class RelativeVolume extends BarIndicator {
  readonly #average: Sma;
  #mean = Number.NaN;

  constructor(period: number) {
    super();
    this.#average = new Sma(period);
  }

  step(_open: number, _high: number, _low: number, _close: number, volume: number): number {
    const mean = this.#mean;
    this.#mean = this.#average.step(volume);
    if (Number.isNaN(mean)) return mean;
    const value = mean > 0 ? volume / mean : 0;
    this.out[0] = value;
    return value;
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low, bar.close, bar.tickVolume);
  }

  protected override visit(tape: StateTape): void {
    this.#average.travel(tape);
    this.#mean = tape.number(this.#mean);
  }
}
