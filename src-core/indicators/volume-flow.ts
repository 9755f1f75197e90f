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

  next({ high, low, close, tickVolume: volume }: Bar): void {
    this.#sum += flowed(high, low, close, volume);
    this.out[0] = this.#sum;
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

  next({ high, low, close, tickVolume: volume }: Bar): void {
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
    if (this.#count < this.#readyAt) return;
    const value = this.#fast - this.#slow;
    this.out[0] = value;
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

  next({ high, low, close, tickVolume: volume }: Bar): void {
    const flow = flowed(high, low, close, volume);
    this.#flow += flow - this.#flows.leaving;
    this.#volume += volume - this.#volumes.leaving;
    this.#flows.put(flow);
    this.#flows.advance();
    this.#volumes.put(volume);
    this.#volumes.advance();
    if (!this.#flows.isFull) return;
    const value = this.#volume > 0 ? this.#flow / this.#volume : 0;
    this.out[0] = value;
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

  next({ close, tickVolume: volume }: Bar): void {
    const before = this.#before;
    this.#before = close;
    if (Number.isNaN(before)) this.#sum = volume;
    else if (close > before) this.#sum += volume;
    else if (close < before) this.#sum -= volume;
    this.out[0] = this.#sum;
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

  next({ close, tickVolume: volume }: Bar): void {
    const change = close - this.#before;
    this.#before = close;
    if (Number.isNaN(change)) return;
    this.scratch[0] = change * volume;
    this.#average.take(this.scratch, 0);
    this.out[0] = this.#average.out[0] as number;
  }

  protected override visit(tape: StateTape): void {
    this.#average.travel(tape);
    this.#before = tape.number(this.#before);
  }
}

/** Volume over the mean of the `period` bars before it; 0 where they had none. */
export class RelativeVolume extends BarIndicator {
  readonly #average: Sma;

  constructor(period: number) {
    super();
    this.#average = new Sma(period);
  }

  next({ tickVolume: volume }: Bar): void {
    const mean = this.#average.out[0] as number;
    this.scratch[0] = volume;
    this.#average.take(this.scratch, 0);
    if (Number.isNaN(mean)) return;
    const value = mean > 0 ? volume / mean : 0;
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#average.travel(tape);
  }
}
