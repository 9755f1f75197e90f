// The feature vector of one symbol and timeframe, as a stream: closed bars and ticks go in, the vector stands in place.
//
// - `next(bar)` takes a closed bar and writes the whole vector as of its close.
// - `tick(…)` writes the features of every tick as if the running bar closed now; those of bars stay as they are.
// - Whatever else it reads (daily series, calendar, sentiment …) carries the moment it became known, and a value is
//   read from that moment on: the inputs may hold the future, the vector cannot.
//
// Invariant: the vector as of t is a function of what was known at t.

import { fail, ok, type Result } from '#core/base';
import { StateTape } from '#core/indicators';
import { TIMEFRAME_MS, type Bar, type Timeframe } from '#core/model';
import { ClockFeatures } from './clock-features.ts';
import { DailyFeatures, type DailyState } from './daily-features.ts';
import { FeatureVector } from './feature-vector.ts';
import type { EventCalendar } from './event-calendar.ts';
import type { KnownSeries } from './known-series.ts';
import { FEATURE_LAYOUT, placeOf } from './layout.ts';
import { PairCorrelation } from './pair-correlation.ts';
import { PriceFeatures } from './price-features.ts';
import { PAIR_COUNT, REGIME_COUNT, VOLUME_BARS } from './registry.ts';
import { TrendAgreement } from './trend-agreement.ts';
import { VolumeScore } from './volume-score.ts';

/** What a stream reads beside bars and ticks; null or absent is an input nobody gives. */
export interface FeatureInputs {
  /** Daily closes, known from the close of their exchange. */
  readonly spy?: KnownSeries | null;
  readonly vix?: KnownSeries | null;
  readonly dxy?: KnownSeries | null;
  readonly gold?: KnownSeries | null;
  readonly calendar?: EventCalendar | null;
  /** Scores of the symbol, -1 … 1. */
  readonly sentiment?: KnownSeries | null;
  /** Five probabilities in the registry's order of regimes. */
  readonly regime?: KnownSeries | null;
  /** Mean move after similar situations in average true ranges, and the share of them that rose. */
  readonly neighbours?: KnownSeries | null;
}

export interface FeatureSetup {
  readonly timeframe: Timeframe;
  /** The symbol's point in price units, for spreads told in points; 0 unknown. */
  readonly point: number;
  readonly inputs: FeatureInputs;
}

const DAY_MS = 86_400_000;
const AT = {
  trend: placeOf('trendAgreement'), pair: placeOf('pairCorrelation1'), spyReturn: placeOf('spyReturn'),
  vixLevel: placeOf('vixLevel'), vixChange: placeOf('vixChange'), correlationSpy: placeOf('correlationSpy'),
  correlationVix: placeOf('correlationVix'), dxyReturn: placeOf('dxyReturn'), correlationDxy: placeOf('correlationDxy'),
  goldReturn: placeOf('goldReturn'), correlationGold: placeOf('correlationGold'), volume: placeOf('volumeZ'),
  regime: placeOf('regimeTrendUp'), sentiment: placeOf('sentiment'), toEvent: placeOf('minutesToEvent'),
  surprise: placeOf('eventSurprise'), neighbours: placeOf('neighbourMove'),
} as const;

/** The running bar, filled by ticks. */
class RunningBar implements Bar {
  time = Number.NaN;
  open = 0.1;
  high = 0.1;
  low = 0.1;
  close = 0.1;
  tickVolume = 0;
  askOpen = 0.1;
  askClose = 0.1;
  readonly askHigh = null;
  readonly askLow = null;
  readonly realVolume = 0;
  readonly spread = null;
  readonly source = 'tick';
  readonly partial = false;
}

export class FeatureStream {
  readonly vector = new FeatureVector();
  readonly #lengthMs: number;
  readonly #inputs: FeatureInputs;
  readonly #freshMs: number;
  readonly #prices: PriceFeatures;
  readonly #clock: ClockFeatures;
  readonly #trend: TrendAgreement;
  readonly #volume = new VolumeScore(VOLUME_BARS);
  readonly #pairs: readonly PairCorrelation[];
  readonly #spy: DailyFeatures;
  readonly #vix: DailyFeatures;
  readonly #dxy: DailyFeatures;
  readonly #gold: DailyFeatures;
  readonly #running = new RunningBar();
  /** Open of the newest closed bar; NaN before the first. */
  #barTime = Number.NaN;

  constructor({ timeframe, point, inputs }: FeatureSetup) {
    this.#lengthMs = TIMEFRAME_MS[timeframe];
    this.#inputs = inputs;
    this.#freshMs = Math.max(DAY_MS, 2 * this.#lengthMs);
    this.#prices = new PriceFeatures(point);
    this.#clock = new ClockFeatures(timeframe);
    this.#trend = new TrendAgreement(timeframe);
    this.#pairs = Array.from({ length: PAIR_COUNT }, () => new PairCorrelation());
    this.#spy = new DailyFeatures(inputs.spy ?? null);
    this.#vix = new DailyFeatures(inputs.vix ?? null);
    this.#dxy = new DailyFeatures(inputs.dxy ?? null);
    this.#gold = new DailyFeatures(inputs.gold ?? null);
  }

  /** Takes a closed bar, later than the one before, and writes the vector as of its close. */
  next(bar: Bar): void {
    const { vector } = this;
    const closeMs = bar.time + this.#lengthMs;
    this.#barTime = bar.time;
    vector.asOfMs = closeMs;
    if (!(this.#running.time > bar.time)) this.#running.time = Number.NaN;
    this.#prices.next(bar, vector);
    this.#clock.next(bar, vector);
    this.#clock.writeBar(bar, vector);
    this.#trend.next(bar);
    if (this.#trend.hasLonger) vector.set(AT.trend, this.#trend.value);
    else vector.withhold(AT.trend, 'undefined');
    this.#volume.next(bar.tickVolume);
    if (this.#volume.hasVolume) vector.set(AT.volume, this.#volume.value);
    else vector.withhold(AT.volume, 'no-input');
    for (let i = 0; i < PAIR_COUNT; i += 1) {
      const pair = this.#pairs[i] as PairCorrelation;
      pair.takeOwn(bar.time, bar.close);
      this.#writePair(AT.pair + i, pair);
    }
    this.#writeDaily(closeMs, bar.close);
    this.#writeCalendar(closeMs);
    this.#writeNewest(AT.regime, REGIME_COUNT, this.#inputs.regime ?? null, closeMs);
    this.#writeNewest(AT.sentiment, 1, this.#inputs.sentiment ?? null, closeMs);
    this.#writeNewest(AT.neighbours, 2, this.#inputs.neighbours ?? null, closeMs);
  }

  /** Takes a closed bar of another symbol, of the same timeframe; `slot` from 0 to 2. Read by the next `next`. */
  takePair(slot: number, time: number, close: number): void {
    this.#pairs[slot]?.takeOther(time, close);
  }

  /** Tells of the bar that runs already when the ticks begin. */
  begin(running: Bar): void {
    const own = this.#running;
    own.time = running.time;
    own.open = running.open;
    own.high = running.high;
    own.low = running.low;
    own.close = running.close;
    own.tickVolume = running.tickVolume;
    own.askOpen = running.askOpen ?? running.open;
    own.askClose = running.askClose ?? running.close;
  }

  /**
   * Takes a tick (UTC ms, prices in quote currency) and writes the features of every tick. The bar that the tick closes
   * is to be given to `next` before it. 17 features in 20 numbers; no object is made.
   */
  tick(timeMs: number, bid: number, ask: number): void {
    const running = this.#running;
    if (!(timeMs < running.time + this.#lengthMs)) this.#open(timeMs, bid, ask);
    if (bid > running.high) running.high = bid;
    if (bid < running.low) running.low = bid;
    running.close = bid;
    running.askClose = ask;
    running.tickVolume += 1;
    this.vector.asOfMs = timeMs;
    this.#prices.peek(running, this.vector);
    this.#clock.peek(running, timeMs, this.vector);
  }

  /** Begins the running bar, on the grid of the bars that closed. */
  #open(timeMs: number, bid: number, ask: number): void {
    const running = this.#running;
    const from = Number.isNaN(this.#barTime) ? 0 : this.#barTime;
    running.time = from + Math.floor((timeMs - from) / this.#lengthMs) * this.#lengthMs;
    running.open = bid;
    running.high = bid;
    running.low = bid;
    running.askOpen = ask;
    running.tickVolume = 0;
  }

  #writePair(place: number, pair: PairCorrelation): void {
    if (!pair.hasOther) this.vector.withhold(place, 'no-input');
    else if (pair.isStale) this.vector.withhold(place, 'stale');
    else this.vector.set(place, pair.value);
  }

  #writeDaily(closeMs: number, close: number): void {
    const spy = this.#spy.next(closeMs, close);
    this.#setDaily(AT.spyReturn, spy, this.#spy.change);
    this.#setDaily(AT.correlationSpy, spy, this.#spy.correlation);
    const vix = this.#vix.next(closeMs, close);
    this.#setDaily(AT.vixLevel, vix, this.#vix.level);
    this.#setDaily(AT.vixChange, vix, this.#vix.level - this.#vix.before);
    this.#setDaily(AT.correlationVix, vix, this.#vix.correlation);
    const dxy = this.#dxy.next(closeMs, close);
    this.#setDaily(AT.dxyReturn, dxy, this.#dxy.change);
    this.#setDaily(AT.correlationDxy, dxy, this.#dxy.correlation);
    const gold = this.#gold.next(closeMs, close);
    this.#setDaily(AT.goldReturn, gold, this.#gold.change);
    this.#setDaily(AT.correlationGold, gold, this.#gold.correlation);
  }

  #setDaily(place: number, state: DailyState, value: number): void {
    if (state === 'ready') this.vector.set(place, value);
    else this.vector.withhold(place, state);
  }

  #writeCalendar(closeMs: number): void {
    const calendar = this.#inputs.calendar ?? null;
    if (calendar === null) {
      this.vector.withhold(AT.toEvent, 'no-input');
      this.vector.withhold(AT.surprise, 'no-input');
      return;
    }
    const minutes = calendar.minutesToNext(closeMs);
    if (Number.isNaN(minutes)) this.vector.withhold(AT.toEvent, 'stale');
    else this.vector.set(AT.toEvent, minutes);
    this.#writeNewest(AT.surprise, 1, calendar.surprises, closeMs);
  }

  /** The newest entry that was known; it counts for a day, or for two bars where they are longer. */
  #writeNewest(place: number, width: number, series: KnownSeries | null, asOfMs: number): void {
    const index = series === null ? -1 : series.newestAt(asOfMs);
    const isStale = series !== null && index >= 0 && asOfMs - series.knownMs(index) > this.#freshMs;
    for (let k = 0; k < width; k += 1) {
      if (series === null) this.vector.withhold(place + k, 'no-input');
      else if (index < 0) this.vector.withhold(place + k, 'warm-up');
      else if (isStale) this.vector.withhold(place + k, 'stale');
      else this.vector.set(place + k, series.value(index, k));
    }
  }

  /** The state as bytes. The inputs are not in it: a stream with the same inputs continues to the same bits. */
  snapshot(): Uint8Array {
    const tape = new StateTape();
    this.#travel(tape);
    return new Uint8Array(tape.written().buffer);
  }

  /** Takes a snapshot's state; refuses bytes of another layout or timeframe. */
  restore(bytes: Uint8Array): Result<null> {
    const own = new StateTape();
    this.#travel(own);
    const cells = bytes.length === own.length * 8 ? new Float64Array(bytes.slice().buffer) : null;
    if (cells?.[0] !== FEATURE_LAYOUT.version || cells[1] !== this.#lengthMs) {
      return fail('FEATURES_STATE_BAD', `The state is not one of layout ${FEATURE_LAYOUT.version} and this timeframe.`);
    }
    this.#travel(new StateTape(cells));
    return ok(null);
  }

  #travel(tape: StateTape): void {
    tape.number(FEATURE_LAYOUT.version);
    tape.number(this.#lengthMs);
    this.vector.travel(tape);
    this.#barTime = tape.number(this.#barTime);
    this.#prices.travel(tape);
    this.#clock.travel(tape);
    this.#trend.travel(tape);
    this.#volume.travel(tape);
    for (const pair of this.#pairs) pair.travel(tape);
    for (const daily of [this.#spy, this.#vix, this.#dxy, this.#gold]) daily.travel(tape);
    const running = this.#running;
    running.time = tape.number(running.time);
    running.open = tape.number(running.open);
    running.high = tape.number(running.high);
    running.low = tape.number(running.low);
    running.close = tape.number(running.close);
    running.askOpen = tape.number(running.askOpen);
    running.askClose = tape.number(running.askClose);
    running.tickVolume = tape.number(running.tickVolume);
  }
}
