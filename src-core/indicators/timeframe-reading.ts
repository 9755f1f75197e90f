// What one timeframe says by its closed bars: trend, momentum and volatility, each a number that compares across
// symbols and timeframes. All of it is measured against the timeframe's own average true range (ATR 14, Wilder 1978),
// so that prices times k change nothing; prices turned upside down (p becomes c - p) turn the signs of trend and
// momentum and leave the ranges. With s(x) = x / (1 + |x|), which maps every number into (-1, 1):
//
//   trend      = 0.4 s((EMA12 - EMA36) / ATR14)                      distance of the averages
//              + 0.3 s((EMA12 - EMA12 ten bars ago) / ATR14)         slope of the fast one
//              + 0.3 (+DI14 - -DI14) / (+DI14 + -DI14) min(1, ADX14 / 25)   directional movement, in full from ADX 25
//   momentum   = 0.5 CMO14 / 100 + 0.5 s(4 MACD histogram 12/26/9 / ATR14)  (CMO / 100 is (RSI - 50) / 50, 0 when flat)
//   volatility = ATR14 in per cent of the close; its ratio to the ATR of 100; its rank among its last 100 values
//
// Where the ATR is nothing, nothing moved: what is divided by it is 0. Cost: O(1) a bar, the rank O(100).

import type { Bar } from '#core/model';
import { Atr } from './atr.ts';
import { makeMacd } from './average-difference.ts';
import { Change } from './change.ts';
import { Adx, Directional } from './directional.ts';
import { Ema } from './ema.ts';
import { BarIndicator } from './indicator.ts';
import { GainLoss } from './rsi.ts';
import type { StateTape } from './state-tape.ts';
import { NOTHING } from './window-statistics.ts';

/** Names of the outputs in their order, and how many bars come before the first of each. */
export const TIMEFRAME_READING_OUTPUTS = [
  'trend', 'momentum', 'volatility', 'volatilityRatio', 'volatilityRank',
] as const;
export const TIMEFRAME_READING_WARMUP = {
  trend: 35, momentum: 33, volatility: 14, volatilityRatio: 100, volatilityRank: 113,
} as const satisfies Readonly<Record<(typeof TIMEFRAME_READING_OUTPUTS)[number], number>>;

const FAST = 12;
const SLOW = 36;
const SLOPE_BARS = 10;
const PERIOD = 14;
const LONG = 100;
/** ADX from which a direction counts in full: Wilder's own threshold of a trend. */
const TRENDING_ADX = 25;
/** A histogram of a quarter of the ATR is half the scale. */
const HISTOGRAM_GAIN = 4;

function squash(x: number): number {
  return x / (1 + (x < 0 ? -x : x));
}

/**
 * Outputs: trend and momentum in [-1, 1]; volatility in per cent of the close; its ratio to the long average range
 * (1 = as usual); its rank in [0, 1]: the share of the 99 values before it that were lower, equal ones counted half.
 * Each is NaN until its own warm-up is over.
 */
export class TimeframeReading extends BarIndicator {
  readonly #fast = new Ema(FAST);
  readonly #slow = new Ema(SLOW);
  readonly #slope = new Change(SLOPE_BARS, 'difference');
  readonly #plus = new Directional(PERIOD, 'plus-di');
  readonly #minus = new Directional(PERIOD, 'minus-di');
  readonly #adx = new Adx(PERIOD);
  readonly #balance = new GainLoss(PERIOD, 'balance');
  readonly #macd = makeMacd(12, 26, 9);
  readonly #range = new Atr(PERIOD);
  readonly #longRange = new Atr(LONG);
  /** The last values of the volatility in a ring, and where the next goes. */
  readonly #past = new Float64Array(LONG).fill(Number.NaN);
  #pastAt = 0;

  constructor() {
    super(TIMEFRAME_READING_OUTPUTS.length);
  }

  /** True when every output is there. */
  override get isReady(): boolean {
    return !Number.isNaN(this.out[4]);
  }

  /** Trend in [-1, 1], NaN before its warm-up. */
  get trend(): number {
    return this.out[0] as number;
  }

  get momentum(): number {
    return this.out[1] as number;
  }

  /** Average true range of 14 bars in price units, NaN before its warm-up. */
  get range(): number {
    return this.#range.out[0] as number;
  }

  next(bar: Bar): void {
    this.#fast.next(bar);
    this.#slow.next(bar);
    if (this.#fast.isReady) this.#slope.take(this.#fast.out, 0);
    this.#plus.next(bar);
    this.#minus.next(bar);
    this.#adx.next(bar);
    this.#balance.next(bar);
    this.#macd.next(bar);
    this.#range.next(bar);
    this.#longRange.next(bar);
    this.#measureTrend();
    this.#measureMomentum();
    this.#measureVolatility(bar);
  }

  #measureTrend(): void {
    const fast = this.#fast.out[0] as number;
    const range = this.#range.out[0] as number;
    const hasMoved = range >= NOTHING;
    const distance = hasMoved ? squash((fast - (this.#slow.out[0] as number)) / range) : 0;
    const slope = hasMoved ? squash((this.#slope.out[0] as number) / range) : 0;
    const plus = this.#plus.out[0] as number;
    const minus = this.#minus.out[0] as number;
    const sum = plus + minus;
    const strength = Math.min(1, (this.#adx.out[0] as number) / TRENDING_ADX);
    const direction = sum < NOTHING ? 0 : ((plus - minus) / sum) * strength;
    if (this.#slow.isReady) this.out[0] = 0.4 * distance + 0.3 * slope + 0.3 * direction;
  }

  #measureMomentum(): void {
    const range = this.#range.out[0] as number;
    const histogram = this.#macd.out[2] as number;
    const swing = range < NOTHING ? 0 : squash((HISTOGRAM_GAIN * histogram) / range);
    if (this.#macd.isReady) this.out[1] = 0.005 * (this.#balance.out[0] as number) + 0.5 * swing;
  }

  #measureVolatility({ close }: Bar): void {
    if (!this.#range.isReady || close === 0) return;
    const range = this.#range.out[0] as number;
    const value = (range / close) * 100;
    this.out[2] = value;
    const past = this.#past;
    const at = this.#pastAt;
    past[at] = value;
    this.#pastAt = at + 1 === LONG ? 0 : at + 1;
    if (this.#longRange.isReady) {
      const usual = this.#longRange.out[0] as number;
      this.out[3] = usual < NOTHING ? 1 : range / usual;
    }
    if (Number.isNaN(past[this.#pastAt])) return;
    let halves = 0;
    for (let i = 0; i < LONG; i += 1) {
      const other = past[i] as number;
      if (i !== at && other <= value) halves += other === value ? 1 : 2;
    }
    this.out[4] = halves / (2 * (LONG - 1));
  }

  protected override visit(tape: StateTape): void {
    this.#fast.travel(tape);
    this.#slow.travel(tape);
    this.#slope.travel(tape);
    this.#plus.travel(tape);
    this.#minus.travel(tape);
    this.#adx.travel(tape);
    this.#balance.travel(tape);
    this.#macd.travel(tape);
    this.#range.travel(tape);
    this.#longRange.travel(tape);
    tape.array(this.#past);
    this.#pastAt = tape.number(this.#pastAt);
  }
}
