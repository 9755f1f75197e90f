// One candlestick pattern as a stream: the candles, and a judgement of the newest ones. +100 bullish, -100 bearish,
// 0 none; 80 for the weaker form of engulfing and harami, 200 for a confirmed hikkake. Patterns answer from the bar
// after their warm-up; before, the output is not ready.

import type { Bar } from '#core/model';
import { BarIndicator } from './indicator.ts';
import { Candles } from './candles.ts';
import type { StateTape } from './state-tape.ts';

export type Judge = (candles: Candles) => number;

export class CandlePattern extends BarIndicator {
  readonly #candles: Candles;
  readonly #judge: Judge;
  readonly #warmup: number;

  constructor(judge: Judge, warmup: number, penetration = 0) {
    super();
    this.#judge = judge;
    this.#warmup = warmup;
    this.#candles = new Candles(penetration);
  }

  next(bar: Bar): void {
    this.#candles.take(bar);
    if (this.#candles.count <= this.#warmup) return;
    this.out[0] = this.#judge(this.#candles);
  }

  protected override visit(tape: StateTape): void {
    this.#candles.travel(tape);
  }
}

/** Is an inside bar's break under way? 1 up, -1 down, 0 no. */
export type Trap = (candles: Candles) => number;

const CONFIRMED_WITHIN = 3;

/** Hikkake (Daniel Chesler 2004): a false break of an inside bar, confirmed within three bars. */
export class Hikkake extends BarIndicator {
  readonly #candles = new Candles();
  readonly #trap: Trap;
  readonly #warmup: number;
  #direction = 0;
  #age = 0;
  #high = 0;
  #low = 0;

  /** The search begins three bars before the first output, as in TA-Lib. */
  constructor(trap: Trap, warmup: number) {
    super();
    this.#trap = trap;
    this.#warmup = warmup;
  }

  next(bar: Bar): void {
    const candles = this.#candles;
    candles.take(bar);
    if (candles.count <= this.#warmup - CONFIRMED_WITHIN) return;
    const value = this.#judge(candles);
    if (candles.count <= this.#warmup) return;
    this.out[0] = value;
  }

  #judge(candles: Candles): number {
    const trap = this.#trap(candles);
    this.#age += 1;
    if (trap !== 0) {
      this.#direction = trap;
      this.#age = 0;
      this.#high = candles.high[1];
      this.#low = candles.low[1];
      return 100 * trap;
    }
    const isConfirmed = this.#direction !== 0 && this.#age <= CONFIRMED_WITHIN
      && (this.#direction > 0 ? candles.close[0] > this.#high : candles.close[0] < this.#low);
    if (!isConfirmed) return 0;
    const value = 200 * this.#direction;
    this.#direction = 0;
    return value;
  }

  protected override visit(tape: StateTape): void {
    this.#candles.travel(tape);
    this.#direction = tape.number(this.#direction);
    this.#age = tape.number(this.#age);
    this.#high = tape.number(this.#high);
    this.#low = tape.number(this.#low);
  }
}
