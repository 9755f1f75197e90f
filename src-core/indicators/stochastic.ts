// Where the close stands in the range of the last bars: George Lane's stochastic (1950s) in its fast and slow forms,
// on the RSI (Tushar Chande, Stanley Kroll 1994), and Larry Williams' %R. Outputs begin together. O(1) a bar on
// average.

import type { Bar } from '#core/model';
import { BarIndicator, SeriesIndicator, type BarColumns } from './indicator.ts';
import { ExtremeWindow } from './rolling-window.ts';
import { GainLoss } from './rsi.ts';
import { NOTHING } from './window-statistics.ts';
import type { StateTape } from './state-tape.ts';

/** Raw %K in per cent, NaN until the window is full; 0 where the range is nothing. */
class Place {
  /** The newest raw %K in its one cell. It follows from the windows, and is no state. */
  readonly out = new Float64Array(1).fill(Number.NaN);
  readonly #highest: ExtremeWindow;
  readonly #lowest: ExtremeWindow;

  constructor(period: number) {
    this.#highest = new ExtremeWindow(period, 'max');
    this.#lowest = new ExtremeWindow(period, 'min');
  }

  /** Takes high, low and close from their cells; true once the window is full. */
  take(cells: Float64Array, high: number, low: number, close: number): boolean {
    this.#highest.take(cells, high);
    this.#lowest.take(cells, low);
    if (!this.#highest.isFull) return false;
    const lowest = this.#lowest.value;
    const range = (this.#highest.value - lowest) / 100;
    this.out[0] = range < NOTHING ? 0 : ((cells[close] as number) - lowest) / range;
    return true;
  }

  /** Rows until the windows are surely full and their columns can be looked back on. */
  get reach(): number {
    return this.#highest.size;
  }

  /** Takes the rows from `from` on, which is not below `reach`, and writes their raw %K; `spare` is written over. */
  takeColumns({ high, low, close }: BarColumns, from: number, raw: Float64Array, spare: Float64Array): void {
    this.#highest.takeColumn(high, from, raw);
    this.#lowest.takeColumn(low, from, spare);
    for (let i = from; i < close.length; i += 1) {
      const lowest = spare[i] as number;
      const range = ((raw[i] as number) - lowest) / 100;
      raw[i] = range < NOTHING ? 0 : ((close[i] as number) - lowest) / range;
    }
    if (from < close.length) this.out[0] = raw[close.length - 1] as number;
  }

  travel(tape: StateTape): void {
    this.#highest.travel(tape);
    this.#lowest.travel(tape);
  }
}

/** slowk and slowd: the raw %K averaged once and twice. */
export class Stochastic extends BarIndicator {
  readonly #place: Place;
  readonly #k: SeriesIndicator;
  readonly #d: SeriesIndicator;

  constructor(period: number, k: SeriesIndicator, d: SeriesIndicator) {
    super(2);
    this.#place = new Place(period);
    this.#k = k;
    this.#d = d;
  }

  next({ high, low, close }: Bar): void {
    const { scratch: cells, out } = this;
    cells[0] = high;
    cells[1] = low;
    cells[2] = close;
    if (!this.#place.take(cells, 0, 1, 2)) return;
    this.#k.take(this.#place.out, 0);
    if (!this.#k.isReady) return;
    this.#d.take(this.#k.out, 0);
    if (!this.#d.isReady) return;
    out[0] = this.#k.out[0] as number;
    out[1] = this.#d.out[0] as number;
  }

  protected override runReady(columns: BarColumns, outs: readonly Float64Array[], from: number): void {
    const [k, d] = outs as readonly [Float64Array, Float64Array];
    const begin = this.stream(columns, outs, from, Math.max(from, this.#place.reach));
    if (begin >= k.length) return;
    const { out } = this;
    const once = k.subarray(begin);
    const twice = d.subarray(begin);
    this.#place.takeColumns(columns, begin, d, k);
    this.#k.runSeries(twice, [once]);
    this.#d.runSeries(once, [twice]);
    out[0] = k[k.length - 1] as number;
    out[1] = d[d.length - 1] as number;
  }

  protected override visit(tape: StateTape): void {
    this.#place.travel(tape);
    this.#k.travel(tape);
    this.#d.travel(tape);
  }
}

/** fastk and fastd of the RSI. */
export class StochasticRsi extends SeriesIndicator {
  readonly #rsi: GainLoss;
  readonly #place: Place;
  readonly #d: SeriesIndicator;

  constructor(period: number, place: number, d: SeriesIndicator) {
    super(2);
    this.#rsi = new GainLoss(period, 'strength');
    this.#place = new Place(place);
    this.#d = d;
  }

  take(cells: Float64Array, at: number): void {
    this.#rsi.take(cells, at);
    if (!this.#rsi.isReady) return;
    const place = this.#place;
    if (!place.take(this.#rsi.out, 0, 0, 0)) return;
    this.#d.take(place.out, 0);
    if (!this.#d.isReady) return;
    this.out[0] = place.out[0] as number;
    this.out[1] = this.#d.out[0] as number;
  }

  protected override visit(tape: StateTape): void {
    this.#rsi.travel(tape);
    this.#place.travel(tape);
    this.#d.travel(tape);
  }
}

/** Williams' %R, -100 … 0. */
export class WilliamsR extends BarIndicator {
  readonly #highest: ExtremeWindow;
  readonly #lowest: ExtremeWindow;

  constructor(period: number) {
    super();
    this.#highest = new ExtremeWindow(period, 'max');
    this.#lowest = new ExtremeWindow(period, 'min');
  }

  next({ high, low, close }: Bar): void {
    const { scratch: cells } = this;
    cells[0] = high;
    cells[1] = low;
    this.#highest.take(cells, 0);
    this.#lowest.take(cells, 1);
    if (!this.#highest.isFull) return;
    const highest = this.#highest.value;
    const lowest = this.#lowest.value;
    const range = (highest - lowest) / -100;
    const value = range === 0 ? 0 : (highest - close) / range;
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#highest.travel(tape);
    this.#lowest.travel(tape);
  }
}
