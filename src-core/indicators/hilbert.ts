// John Ehlers' cycle studies ("Rocket Science for Traders", 2001): the discriminator that measures the dominant cycle
// by a Hilbert transform, and what is read off it: period, phase, phasor, sine wave, trend line, trend mode, and the
// MESA adaptive average. Warm-up as in TA-Lib. The transform is O(1) a number; phase and trend line are O(cycle),
// at most 50.

import { atanInPlace, cosInPlace, sinInPlace } from '#core/base';
import { SeriesIndicator } from './indicator.ts';
import type { StateTape } from './state-tape.ts';

const DEGREES = 180 / Math.PI;
const A = 0.0962;
const B = 0.5769;
/** Longest cycle measured. */
const CYCLE_MAX = 50;

/** One Hilbert transformer: taps on the numbers 0, 2, 4 and 6 steps back. */
class Transformer {
  readonly #taps = new Float64Array(7);

  /** Puts the transform of one cell into another; `gain` is the cell of the amplitude correction. */
  take(cells: Float64Array, from: number, to: number, gain: number): void {
    const taps = this.#taps;
    for (let i = 6; i > 0; i -= 1) taps[i] = taps[i - 1] as number;
    taps[0] = cells[from] as number;
    const far = A * ((taps[0]) - (taps[6] as number));
    cells[to] = (far + B * ((taps[2] as number) - (taps[4] as number))) * (cells[gain] as number);
  }

  travel(tape: StateTape): void {
    tape.array(this.#taps);
  }
}

// Cells of the discriminator.
const GAIN = 0;
const SMOOTHED = 1;
const DETRENDED = 2;
const Q1 = 3;
const I1 = 4;
const JI = 5;
const JQ = 6;

/** Four-bar weighted smoothing and the homodyne discriminator. */
class Cycle {
  readonly #skip: number;
  readonly #detrender = new Transformer();
  readonly #q1 = new Transformer();
  readonly #ji = new Transformer();
  readonly #jq = new Transformer();
  readonly #prices = new Float64Array(4);
  readonly #detrended = new Float64Array(4);
  /** Numbers on their way through the transformers; no state. */
  readonly #cells = new Float64Array(7);
  #count = 0;
  #re = 0;
  #im = 0;
  #q2 = 0;
  #i2 = 0;
  period = 0;
  smoothPeriod = 0;
  smoothed = 0;
  inPhase = 0;
  quadrature = 0;

  /** The transform begins with the bar after the first `skip`. */
  constructor(skip: number) {
    this.#skip = skip;
  }

  /** Takes the next price; gives the count of prices seen. The period is not measured yet when `measure` is false. */
  take(cells: Float64Array, at: number): number {
    const x = cells[at] as number;
    const prices = this.#prices;
    prices[3] = prices[2] as number;
    prices[2] = prices[1] as number;
    prices[1] = prices[0] as number;
    prices[0] = x;
    this.#count += 1;
    if (this.#count <= this.#skip) return this.#count;
    const sum = 4 * x + 3 * (prices[1]) + 2 * (prices[2]) + (prices[3]);
    this.smoothed = sum * 0.1;
    this.#transform();
    return this.#count;
  }

  #transform(): void {
    const detrended = this.#detrended;
    detrended[3] = detrended[2] as number;
    detrended[2] = detrended[1] as number;
    detrended[1] = detrended[0] as number;
    const cells = this.#cells;
    cells[GAIN] = 0.075 * this.period + 0.54;
    cells[SMOOTHED] = this.smoothed;
    this.#detrender.take(cells, SMOOTHED, DETRENDED, GAIN);
    detrended[0] = cells[DETRENDED] as number;
    this.#q1.take(cells, DETRENDED, Q1, GAIN);
    const i1 = detrended[3];
    cells[I1] = i1;
    this.#ji.take(cells, I1, JI, GAIN);
    this.#jq.take(cells, Q1, JQ, GAIN);
    const q1 = cells[Q1] as number;
    const ji = cells[JI] as number;
    const jq = cells[JQ] as number;
    this.inPhase = i1;
    this.quadrature = q1;
    const q2 = 0.2 * (q1 + ji) + 0.8 * this.#q2;
    const i2 = 0.2 * (i1 - jq) + 0.8 * this.#i2;
    this.#re = 0.2 * (i2 * this.#i2 + q2 * this.#q2) + 0.8 * this.#re;
    this.#im = 0.2 * (i2 * this.#q2 - q2 * this.#i2) + 0.8 * this.#im;
    this.#q2 = q2;
    this.#i2 = i2;
  }

  /** Measures the period: called once a bar, after `push` of a bar beyond the skipped ones. */
  measure(): void {
    const before = this.period;
    let period = before;
    if (this.#im !== 0 && this.#re !== 0) {
      const cells = this.#cells;
      cells[0] = this.#im / this.#re;
      atanInPlace(cells, 0);
      period = 360 / ((cells[0]) * DEGREES);
    }
    if (period > 1.5 * before) period = 1.5 * before;
    if (period < 0.67 * before) period = 0.67 * before;
    if (period < 6) period = 6;
    else if (period > CYCLE_MAX) period = CYCLE_MAX;
    this.period = 0.2 * period + 0.8 * before;
    this.smoothPeriod = 0.33 * this.period + 0.67 * this.smoothPeriod;
  }

  travel(tape: StateTape): void {
    this.#detrender.travel(tape);
    this.#q1.travel(tape);
    this.#ji.travel(tape);
    this.#jq.travel(tape);
    tape.array(this.#prices);
    tape.array(this.#detrended);
    this.#count = tape.number(this.#count);
    this.#re = tape.number(this.#re);
    this.#im = tape.number(this.#im);
    this.#q2 = tape.number(this.#q2);
    this.#i2 = tape.number(this.#i2);
    this.period = tape.number(this.period);
    this.smoothPeriod = tape.number(this.smoothPeriod);
    this.smoothed = tape.number(this.smoothed);
    this.inPhase = tape.number(this.inPhase);
    this.quadrature = tape.number(this.quadrature);
  }
}

const SHORT_SKIP = 12;
const LONG_SKIP = 37;
const SHORT_WARMUP = 32;
const LONG_WARMUP = 63;

/** Dominant cycle period in bars (HT_DCPERIOD), or the phasor's two components (HT_PHASOR). */
export class CyclePeriod extends SeriesIndicator {
  readonly #cycle = new Cycle(SHORT_SKIP);
  readonly #isPhasor: boolean;

  constructor(reading: 'period' | 'phasor') {
    super(reading === 'phasor' ? 2 : 1);
    this.#isPhasor = reading === 'phasor';
  }

  take(cells: Float64Array, at: number): void {
    const cycle = this.#cycle;
    const count = cycle.take(cells, at);
    if (count <= SHORT_SKIP) return;
    cycle.measure();
    if (count <= SHORT_WARMUP) return;
    const value = this.#isPhasor ? cycle.inPhase : cycle.smoothPeriod;
    this.out[0] = value;
    if (this.#isPhasor) this.out[1] = cycle.quadrature;
  }

  protected override visit(tape: StateTape): void {
    this.#cycle.travel(tape);
  }
}

/** The MESA adaptive average and the average that follows it (MAMA, FAMA). */
export class Mama extends SeriesIndicator {
  readonly #cycle = new Cycle(SHORT_SKIP);
  /** Fast and slow. */
  readonly #limits: Float64Array;
  #phase = 0;
  #mama = 0;
  #fama = 0;

  /** Limits of the smoothing constant, 0.01 to 0.99, fast above slow. */
  constructor(fastLimit: number, slowLimit: number) {
    super(2);
    this.#limits = Float64Array.of(fastLimit, slowLimit);
  }

  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
    const cycle = this.#cycle;
    const count = cycle.take(cells, at);
    if (count <= SHORT_SKIP) return;
    const before = this.#phase;
    const { scratch } = this;
    scratch[1] = cycle.quadrature / cycle.inPhase;
    atanInPlace(scratch, 1);
    this.#phase = cycle.inPhase === 0 ? 0 : (scratch[1]) * DEGREES;
    const turned = before - this.#phase;
    const fast = this.#limits[0] as number;
    const slow = this.#limits[1] as number;
    const alpha = turned > 1 ? Math.max(fast / turned, slow) : fast;
    this.#mama = alpha * x + (1 - alpha) * this.#mama;
    const half = alpha * 0.5;
    this.#fama = half * this.#mama + (1 - half) * this.#fama;
    cycle.measure();
    if (count <= SHORT_WARMUP) return;
    this.out[0] = this.#mama;
    this.out[1] = this.#fama;
  }

  protected override visit(tape: StateTape): void {
    this.#cycle.travel(tape);
    this.#phase = tape.number(this.#phase);
    this.#mama = tape.number(this.#mama);
    this.#fama = tape.number(this.#fama);
  }
}

/** The last `CYCLE_MAX` numbers. */
class Recent {
  readonly #cells = new Float64Array(CYCLE_MAX);
  #head = 0;

  /** Takes the number of a cell. */
  take(cells: Float64Array, at: number): void {
    this.#head = this.#head + 1 === CYCLE_MAX ? 0 : this.#head + 1;
    this.#cells[this.#head] = cells[at] as number;
  }

  at(age: number): number {
    const i = this.#head - age;
    return this.#cells[i < 0 ? i + CYCLE_MAX : i] as number;
  }

  travel(tape: StateTape): void {
    this.#head = tape.number(this.#head);
    tape.array(this.#cells);
  }
}

/** Phase of the dominant cycle, degrees: correlates the smoothed prices of one cycle with a sine and a cosine. */
class Phase {
  readonly #smoothed = new Recent();
  readonly #cells = new Float64Array(2);
  degrees = 0;
  /** By how much the newest number turned it; no state. */
  turned = 0;

  push(cycle: Cycle): void {
    const cells = this.#cells;
    cells[0] = cycle.smoothed;
    this.#smoothed.take(cells, 0);
    const length = Math.floor(cycle.smoothPeriod + 0.5);
    let real = 0;
    let imaginary = 0;
    for (let i = 0; i < length; i += 1) {
      const angle = (i * 2 * Math.PI) / length;
      const price = this.#smoothed.at(i);
      cells[0] = angle;
      cells[1] = angle;
      sinInPlace(cells, 0);
      cosInPlace(cells, 1);
      real += (cells[0]) * price;
      imaginary += (cells[1]) * price;
    }
    const size = Math.abs(imaginary);
    let degrees = this.degrees;
    if (size > 0) {
      cells[0] = real / imaginary;
      atanInPlace(cells, 0);
      degrees = (cells[0]) * DEGREES;
    } else if (real < 0) degrees -= 90;
    else if (real > 0) degrees += 90;
    degrees += 90 + 360 / cycle.smoothPeriod;
    if (imaginary < 0) degrees += 180;
    if (degrees > 315) degrees -= 360;
    this.turned = degrees - this.degrees;
    this.degrees = degrees;
  }

  travel(tape: StateTape): void {
    this.#smoothed.travel(tape);
    this.degrees = tape.number(this.degrees);
  }
}

/** Mean price of one dominant cycle, smoothed over four bars. */
class TrendLine {
  readonly #prices = new Recent();
  #one = 0;
  #two = 0;
  #three = 0;
  value = 0;

  /** Prices before the transform begins are held too. */
  hold(cells: Float64Array, at: number): void {
    this.#prices.take(cells, at);
  }

  push(cycle: Cycle): void {
    const length = Math.floor(cycle.smoothPeriod + 0.5);
    let sum = 0;
    for (let i = 0; i < length; i += 1) sum += this.#prices.at(i);
    const mean = length > 0 ? sum / length : sum;
    this.value = (4 * mean + 3 * this.#one + 2 * this.#two + this.#three) / 10;
    this.#three = this.#two;
    this.#two = this.#one;
    this.#one = mean;
  }

  travel(tape: StateTape): void {
    this.#prices.travel(tape);
    this.#one = tape.number(this.#one);
    this.#two = tape.number(this.#two);
    this.#three = tape.number(this.#three);
    this.value = tape.number(this.value);
  }
}

/** The cycle's phase in degrees (HT_DCPHASE), or its sine and the one 45 degrees ahead (HT_SINE). */
export class CyclePhase extends SeriesIndicator {
  readonly #cycle = new Cycle(LONG_SKIP);
  readonly #phase = new Phase();
  readonly #isSine: boolean;

  constructor(reading: 'phase' | 'sine') {
    super(reading === 'sine' ? 2 : 1);
    this.#isSine = reading === 'sine';
  }

  take(cells: Float64Array, at: number): void {
    const count = this.#cycle.take(cells, at);
    if (count <= LONG_SKIP) return;
    this.#cycle.measure();
    this.#phase.push(this.#cycle);
    if (count <= LONG_WARMUP) return;
    const { degrees } = this.#phase;
    const { out } = this;
    out[0] = degrees;
    if (!this.#isSine) return;
    out[0] = degrees / DEGREES;
    out[1] = (degrees + 45) / DEGREES;
    sinInPlace(out, 0);
    sinInPlace(out, 1);
  }

  protected override visit(tape: StateTape): void {
    this.#cycle.travel(tape);
    this.#phase.travel(tape);
  }
}

/** The instantaneous trend line (HT_TRENDLINE). */
export class CycleTrendLine extends SeriesIndicator {
  readonly #cycle = new Cycle(LONG_SKIP);
  readonly #line = new TrendLine();

  take(cells: Float64Array, at: number): void {
    const count = this.#cycle.take(cells, at);
    this.#line.hold(cells, at);
    if (count <= LONG_SKIP) return;
    this.#cycle.measure();
    this.#line.push(this.#cycle);
    if (count <= LONG_WARMUP) return;
    this.out[0] = this.#line.value;
  }

  protected override visit(tape: StateTape): void {
    this.#cycle.travel(tape);
    this.#line.travel(tape);
  }
}

/** 1 in a trend, 0 in a cycle (HT_TRENDMODE). */
export class TrendMode extends SeriesIndicator {
  readonly #cycle = new Cycle(LONG_SKIP);
  readonly #phase = new Phase();
  readonly #line = new TrendLine();
  #sine = 0;
  #lead = 0;
  #days = 0;

  take(cells: Float64Array, at: number): void {
    const cycle = this.#cycle;
    const count = cycle.take(cells, at);
    this.#line.hold(cells, at);
    if (count <= LONG_SKIP) return;
    cycle.measure();
    this.#phase.push(cycle);
    this.#line.push(cycle);
    const value = this.#judge(cycle);
    if (count <= LONG_WARMUP) return;
    this.out[0] = value;
  }

  #judge(cycle: Cycle): number {
    const { degrees, turned } = this.#phase;
    const sineBefore = this.#sine;
    const leadBefore = this.#lead;
    const { scratch } = this;
    scratch[1] = degrees / DEGREES;
    scratch[2] = (degrees + 45) / DEGREES;
    sinInPlace(scratch, 1);
    sinInPlace(scratch, 2);
    const sine = scratch[1];
    const lead = scratch[2];
    this.#sine = sine;
    this.#lead = lead;
    let mode = 1;
    if ((sine > lead && sineBefore <= leadBefore) || (sine < lead && sineBefore >= leadBefore)) {
      this.#days = 0;
      mode = 0;
    }
    this.#days += 1;
    if (this.#days < 0.5 * cycle.smoothPeriod) mode = 0;
    const pace = 360 / cycle.smoothPeriod;
    if (cycle.smoothPeriod !== 0 && turned > 0.67 * pace && turned < 1.5 * pace) mode = 0;
    const line = this.#line.value;
    if (line !== 0 && Math.abs((cycle.smoothed - line) / line) >= 0.015) mode = 1;
    return mode;
  }

  protected override visit(tape: StateTape): void {
    this.#cycle.travel(tape);
    this.#phase.travel(tape);
    this.#line.travel(tape);
    this.#sine = tape.number(this.#sine);
    this.#lead = tape.number(this.#lead);
    this.#days = tape.number(this.#days);
  }
}
