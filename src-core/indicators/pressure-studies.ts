// Tom DeMark's DeMarker (new highs against new lows), the relative vigor index (John Ehlers 2002: closes against
// opens), and Peter Martin's ulcer index (1987: how deep and how long the price stood below its high).

import type { Bar } from '#core/model';
import { BarIndicator, SeriesIndicator } from './indicator.ts';
import { RollingWindow } from './rolling-window.ts';
import { Sma } from './sma.ts';
import type { StateTape } from './state-tape.ts';

/** Mean rise of the highs over the mean rise of the highs and fall of the lows, 0 … 1; 0 where neither moved. O(1). */
export class DeMarker extends BarIndicator {
  readonly #rises: Sma;
  readonly #falls: Sma;
  #high = Number.NaN;
  #low = 0;

  constructor(period: number) {
    super();
    this.#rises = new Sma(period);
    this.#falls = new Sma(period);
  }

  next({ high, low }: Bar): void {
    const rise = high - this.#high;
    const fall = this.#low - low;
    this.#high = high;
    this.#low = low;
    if (Number.isNaN(rise)) return;
    const { scratch: cells, out } = this;
    cells[0] = rise > 0 ? rise : 0;
    cells[1] = fall > 0 ? fall : 0;
    this.#rises.take(cells, 0);
    this.#falls.take(cells, 1);
    if (!this.#rises.isReady) return;
    const rises = this.#rises.out[0] as number;
    const both = rises + (this.#falls.out[0] as number);
    out[0] = both > 0 ? rises / both : 0;
  }

  protected override visit(tape: StateTape): void {
    this.#rises.travel(tape);
    this.#falls.travel(tape);
    this.#high = tape.number(this.#high);
    this.#low = tape.number(this.#low);
  }
}

/** The last four numbers weighted 1, 2, 2, 1. */
class Weighted extends SeriesIndicator {
  readonly #window = new RollingWindow(4);

  take(cells: Float64Array, at: number): void {
    const window = this.#window;
    window.put(cells[at] as number);
    window.advance();
    if (window.isFull) this.out[0] = (window.at(0) + 2 * window.at(1) + 2 * window.at(2) + window.at(3)) / 6;
  }

  protected override visit(tape: StateTape): void {
    this.#window.travel(tape);
  }
}

/** Outputs rvgi and signal: mean weighted close less open over mean weighted range, and that weighted itself. O(1). */
export class RelativeVigor extends BarIndicator {
  readonly #moves = new Weighted();
  readonly #ranges = new Weighted();
  readonly #signal = new Weighted();
  readonly #move: Sma;
  readonly #range: Sma;

  constructor(period: number) {
    super(2);
    this.#move = new Sma(period);
    this.#range = new Sma(period);
  }

  next({ open, high, low, close }: Bar): void {
    const { scratch: cells, out } = this;
    cells[0] = close - open;
    cells[1] = high - low;
    this.#moves.take(cells, 0);
    this.#ranges.take(cells, 1);
    if (!this.#moves.isReady) return;
    this.#move.take(this.#moves.out, 0);
    this.#range.take(this.#ranges.out, 0);
    if (!this.#range.isReady) return;
    const range = this.#range.out[0] as number;
    cells[0] = range > 0 ? (this.#move.out[0] as number) / range : 0;
    this.#signal.take(cells, 0);
    if (!this.#signal.isReady) return;
    out[0] = cells[0];
    out[1] = this.#signal.out[0] as number;
  }

  protected override visit(tape: StateTape): void {
    this.#moves.travel(tape);
    this.#ranges.travel(tape);
    this.#signal.travel(tape);
    this.#move.travel(tape);
    this.#range.travel(tape);
  }
}

/** Root of the mean square of the falls, in per cent, below the highest number of the window so far. O(period). */
export class UlcerIndex extends SeriesIndicator {
  readonly #window: RollingWindow;

  constructor(period: number) {
    super();
    this.#window = new RollingWindow(period);
  }

  take(cells: Float64Array, at: number): void {
    const window = this.#window;
    window.put(cells[at] as number);
    window.advance();
    if (!window.isFull) return;
    let highest = window.at(window.size - 1);
    let squares = 0;
    for (let age = window.size - 1; age >= 0; age -= 1) {
      const x = window.at(age);
      if (x > highest) highest = x;
      const fall = highest === 0 ? 0 : (100 * (x - highest)) / highest;
      squares += fall * fall;
    }
    this.out[0] = Math.sqrt(squares / window.size);
  }

  protected override visit(tape: StateTape): void {
    this.#window.travel(tape);
  }
}
