// Stops that trail the price by average true ranges: the chandelier exit (Charles Le Beau) and the volatility stop
// (J. Welles Wilder 1978). In price units. O(1) a bar on average.

import type { Bar } from '#core/model';
import { Atr } from './atr.ts';
import { BarIndicator } from './indicator.ts';
import { ExtremeWindow } from './rolling-window.ts';
import type { StateTape } from './state-tape.ts';

/** Outputs long and short: highest high less, and lowest low plus, `factor` average ranges. */
export class ChandelierExit extends BarIndicator {
  readonly #range: Atr;
  readonly #highest: ExtremeWindow;
  readonly #lowest: ExtremeWindow;
  readonly #factor: number;

  constructor(period: number, factor: number) {
    super(2);
    this.#range = new Atr(period);
    this.#highest = new ExtremeWindow(period, 'max');
    this.#lowest = new ExtremeWindow(period, 'min');
    this.#factor = factor;
  }

  next(bar: Bar): void {
    const { scratch: cells, out } = this;
    cells[0] = bar.high;
    cells[1] = bar.low;
    this.#highest.take(cells, 0);
    this.#lowest.take(cells, 1);
    this.#range.next(bar);
    if (!this.#range.isReady) return;
    const reach = (this.#range.out[0] as number) * this.#factor;
    out[0] = this.#highest.value - reach;
    out[1] = this.#lowest.value + reach;
  }

  protected override visit(tape: StateTape): void {
    this.#range.travel(tape);
    this.#highest.travel(tape);
    this.#lowest.travel(tape);
  }
}

/**
 * Outputs stop and trend (1 long, -1 short): the best close since the trend began, less or plus `factor` average
 * ranges of the bar before. A close beyond the stop turns the trend. The first trend is taken from the first closes.
 */
export class VolatilityStop extends BarIndicator {
  readonly #range: Atr;
  readonly #factor: number;
  #first = Number.NaN;
  #highest = 0;
  #lowest = 0;
  #best = 0;
  #trend = 0;

  constructor(period: number, factor: number) {
    super(2);
    this.#range = new Atr(period);
    this.#factor = factor;
  }

  next(bar: Bar): void {
    const { close } = bar;
    const range = this.#range.out[0] as number;
    this.#range.next(bar);
    if (Number.isNaN(range)) {
      this.#gather(close);
      return;
    }
    const stop = this.#best - this.#trend * range * this.#factor;
    this.out[0] = stop;
    this.out[1] = this.#trend;
    if ((close - stop) * this.#trend < 0) {
      this.#trend = -this.#trend;
      this.#best = close;
    } else if ((close - this.#best) * this.#trend > 0) this.#best = close;
  }

  /** The trend of the bars before the first stop: up where they end above their first close. */
  #gather(close: number): void {
    if (Number.isNaN(this.#first)) {
      this.#first = close;
      this.#highest = close;
      this.#lowest = close;
    }
    if (close > this.#highest) this.#highest = close;
    if (close < this.#lowest) this.#lowest = close;
    this.#trend = close > this.#first ? 1 : -1;
    this.#best = this.#trend === 1 ? this.#highest : this.#lowest;
  }

  protected override visit(tape: StateTape): void {
    this.#range.travel(tape);
    this.#first = tape.number(this.#first);
    this.#highest = tape.number(this.#highest);
    this.#lowest = tape.number(this.#lowest);
    this.#best = tape.number(this.#best);
    this.#trend = tape.number(this.#trend);
  }
}
