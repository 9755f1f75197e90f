// What a symbol's own prices say: the features of every tick. A closed bar moves the state on; a tick is read as if the
// running bar closed now and leaves no trace. Cost: O(1) a tick but for the windows of the indicators' state, O(60) a
// bar. No object is made for a tick; numbers that cross a call which the engine does not inline (logarithms) are boxed.

import { log } from '#core/base';
import { Adx, Atr, GainLoss, makeMacd, RollingWindow, SimpleBollingerBands, type StateTape } from '#core/indicators';
import type { Bar } from '#core/model';
import type { FeatureVector } from './feature-vector.ts';
import { placeOf } from './layout.ts';
import { IMBALANCE_BARS, VOLATILITY_LONG, VOLATILITY_SHORT } from './registry.ts';

/** Closes that are kept: of the longest return. */
const CLOSES = 15;

const AT = {
  mid: placeOf('midReturn'), return1: placeOf('logReturn1'), return5: placeOf('logReturn5'),
  return15: placeOf('logReturn15'),
  short: placeOf('volatilityShort'), long: placeOf('volatilityLong'), ratio: placeOf('volatilityRatio'),
  spread: placeOf('spread'), imbalance: placeOf('tickImbalance'), rsi: placeOf('rsi'),
  macd: placeOf('macdHistogram'), bollinger: placeOf('bollingerB'), atr: placeOf('atrPercent'), adx: placeOf('adx'),
} as const;

export class PriceFeatures {
  readonly #point: number;
  readonly #rsi = new GainLoss(14, 'strength');
  readonly #macd = makeMacd(12, 26, 9);
  readonly #bands = new SimpleBollingerBands(20, 2, 2);
  readonly #atr = new Atr(14, true);
  readonly #adx = new Adx(14);
  readonly #closes = new RollingWindow(CLOSES);
  /** Squares of the returns of the bars before this one. */
  readonly #squares = new RollingWindow(VOLATILITY_LONG - 1);
  #shortSum = 0;
  #longSum = 0;
  /** Tick volume of the bars before this one: all of it, and with the sign of the close's change. */
  readonly #volumes = new RollingWindow(IMBALANCE_BARS - 1);
  readonly #signed = new RollingWindow(IMBALANCE_BARS - 1);
  #volumeSum = 0;
  #signedSum = 0;

  /** `point` is the symbol's, in price units; 0 unknown. */
  constructor(point: number) {
    this.#point = point;
  }

  /** Takes a closed bar and writes the features as of its close. */
  next(bar: Bar, vector: FeatureVector): void {
    this.#rsi.next(bar);
    this.#macd.next(bar);
    this.#bands.next(bar);
    this.#atr.next(bar);
    this.#adx.next(bar);
    this.#write(bar, vector, this.#rsi.out, this.#macd.out, this.#bands.out, this.#atr.out, this.#adx.out);
    this.#keep(bar);
  }

  /** Writes the features as of now; `forming` is the running bar and is not kept. */
  peek(forming: Bar, vector: FeatureVector): void {
    this.#write(
      forming, vector, this.#rsi.peek(forming), this.#macd.peek(forming), this.#bands.peek(forming),
      this.#atr.peek(forming), this.#adx.peek(forming),
    );
  }

  #write(
    bar: Bar, vector: FeatureVector, rsi: Float64Array, macd: Float64Array, bands: Float64Array, atr: Float64Array,
    adx: Float64Array,
  ): void {
    this.#writeReturns(bar, vector.values);
    this.#writeSpread(bar, vector);
    this.#writeImbalance(bar, vector);
    const { values } = vector;
    values[AT.rsi] = rsi[0] as number;
    values[AT.macd] = macd[2] as number;
    const lower = bands[2] as number;
    const width = (bands[0] as number) - lower;
    values[AT.bollinger] = width === 0 ? 0.5 : (bar.close - lower) / width;
    values[AT.atr] = atr[0] as number;
    values[AT.adx] = adx[0] as number;
  }

  #writeReturns(bar: Bar, values: Float64Array): void {
    const { open, close, askOpen, askClose } = bar;
    const hasAsk = askOpen !== null && askClose !== null;
    values[AT.mid] = log((hasAsk ? close + askClose : close) / (hasAsk ? open + askOpen : open));
    const closes = this.#closes;
    const { count } = closes;
    const now = count < 1 ? Number.NaN : log(close / closes.at(0));
    values[AT.return1] = now;
    values[AT.return5] = count < 5 ? Number.NaN : log(close / closes.at(4));
    values[AT.return15] = count < CLOSES ? Number.NaN : log(close / closes.at(CLOSES - 1));
    const returns = this.#squares.count;
    const square = now * now;
    const short = returns < VOLATILITY_SHORT - 1 ? Number.NaN : Math.sqrt((this.#shortSum + square) / VOLATILITY_SHORT);
    const long = returns < VOLATILITY_LONG - 1 ? Number.NaN : Math.sqrt((this.#longSum + square) / VOLATILITY_LONG);
    values[AT.short] = short;
    values[AT.long] = long;
    values[AT.ratio] = long === 0 ? 1 : short / long;
  }

  #writeSpread({ close, askClose, spread }: Bar, vector: FeatureVector): void {
    const wide = askClose !== null ? askClose - close : spread === null ? Number.NaN : spread * this.#point;
    if (Number.isNaN(wide) || (askClose === null && this.#point === 0)) vector.withhold(AT.spread, 'no-input');
    else vector.values[AT.spread] = (wide / (close + wide / 2)) * 10_000;
  }

  #writeImbalance({ close, tickVolume }: Bar, vector: FeatureVector): void {
    if (!this.#volumes.isFull || this.#closes.count === 0) {
      vector.withhold(AT.imbalance, 'warm-up');
      return;
    }
    const volume = this.#volumeSum + tickVolume;
    if (volume === 0) vector.withhold(AT.imbalance, 'no-input');
    else vector.values[AT.imbalance] = (this.#signedSum + tickVolume * Math.sign(close - this.#closes.at(0))) / volume;
  }

  /** The sums are taken anew with each bar, so that rounding does not gather. */
  #keep({ close, tickVolume }: Bar): void {
    if (this.#closes.count > 0) {
      const before = this.#closes.at(0);
      const now = log(close / before);
      this.#squares.push(now * now);
      this.#volumes.push(tickVolume);
      this.#signed.push(tickVolume * Math.sign(close - before));
    }
    this.#closes.push(close);
    this.#shortSum = sumOf(this.#squares, VOLATILITY_SHORT - 1);
    this.#longSum = sumOf(this.#squares, VOLATILITY_LONG - 1);
    this.#volumeSum = sumOf(this.#volumes, IMBALANCE_BARS - 1);
    this.#signedSum = sumOf(this.#signed, IMBALANCE_BARS - 1);
  }

  travel(tape: StateTape): void {
    this.#rsi.travel(tape);
    this.#macd.travel(tape);
    this.#bands.travel(tape);
    this.#atr.travel(tape);
    this.#adx.travel(tape);
    this.#closes.travel(tape);
    this.#squares.travel(tape);
    this.#volumes.travel(tape);
    this.#signed.travel(tape);
    this.#shortSum = tape.number(this.#shortSum);
    this.#longSum = tape.number(this.#longSum);
    this.#volumeSum = tape.number(this.#volumeSum);
    this.#signedSum = tape.number(this.#signedSum);
  }
}

/** Sum of the newest `size` numbers, or of as many as there are. */
function sumOf(window: RollingWindow, size: number): number {
  let sum = 0;
  for (let age = Math.min(size, window.count) - 1; age >= 0; age -= 1) sum += window.at(age);
  return sum;
}
