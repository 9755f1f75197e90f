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
  readonly #highest: ExtremeWindow;
  readonly #lowest: ExtremeWindow;

  constructor(period: number) {
    this.#highest = new ExtremeWindow(period, 'max');
    this.#lowest = new ExtremeWindow(period, 'min');
  }

  push(high: number, low: number, close: number): number {
    const highest = this.#highest.push(high);
    const lowest = this.#lowest.push(low);
    if (!this.#highest.isFull) return Number.NaN;
    const range = (highest - lowest) / 100;
    return range < NOTHING ? 0 : (close - lowest) / range;
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

  step(_open: number, high: number, low: number, close: number): number {
    const raw = this.#place.push(high, low, close);
    if (Number.isNaN(raw)) return raw;
    const k = this.#k.step(raw);
    if (Number.isNaN(k)) return k;
    const d = this.#d.step(k);
    if (Number.isNaN(d)) return d;
    this.out[0] = k;
    this.out[1] = d;
    return k;
  }

  override run({ high, low, close }: BarColumns, outs: readonly Float64Array[]): void {
    const [k, d] = outs as readonly [Float64Array, Float64Array];
    const { out } = this;
    for (let i = 0; i < close.length; i += 1) {
      k[i] = this.step(0, high[i] as number, low[i] as number, close[i] as number);
      d[i] = out[1] as number;
    }
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low, bar.close);
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

  step(x: number): number {
    const rsi = this.#rsi.step(x);
    if (Number.isNaN(rsi)) return rsi;
    const k = this.#place.push(rsi, rsi, rsi);
    if (Number.isNaN(k)) return k;
    const d = this.#d.step(k);
    if (Number.isNaN(d)) return d;
    this.out[0] = k;
    this.out[1] = d;
    return k;
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
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

  step(_open: number, high: number, low: number, close: number): number {
    const highest = this.#highest.push(high);
    const lowest = this.#lowest.push(low);
    if (!this.#highest.isFull) return Number.NaN;
    const range = (highest - lowest) / -100;
    const value = range === 0 ? 0 : (highest - close) / range;
    this.out[0] = value;
    return value;
  }

  next(bar: Bar): void {
    this.step(bar.open, bar.high, bar.low, bar.close);
  }

  protected override visit(tape: StateTape): void {
    this.#highest.travel(tape);
    this.#lowest.travel(tape);
  }
}
