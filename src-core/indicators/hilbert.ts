// John Ehlers' cycle studies ("Rocket Science for Traders", 2001): the discriminator that measures the dominant cycle
// by a Hilbert transform, and what is read off it: period, phase, phasor, sine wave, trend line, trend mode, and the
// MESA adaptive average. Warm-up as in TA-Lib. The transform is O(1) a number; phase and trend line are O(cycle),
// at most 50.

import { atan, cos, sin } from '#core/base';
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

  /** `gain` is the amplitude correction by the period before. */
  push(x: number, gain: number): number {
    const taps = this.#taps;
    for (let i = 6; i > 0; i -= 1) taps[i] = taps[i - 1] as number;
    taps[0] = x;
    const far = A * ((taps[0]) - (taps[6] as number));
    return (far + B * ((taps[2] as number) - (taps[4] as number))) * gain;
  }

  travel(tape: StateTape): void {
    tape.array(this.#taps);
  }
}

/** Four-bar weighted smoothing and the homodyne discriminator. */
class Cycle {
  readonly #skip: number;
  readonly #detrender = new Transformer();
  readonly #q1 = new Transformer();
  readonly #ji = new Transformer();
  readonly #jq = new Transformer();
  readonly #prices = new Float64Array(4);
  readonly #detrended = new Float64Array(4);
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
  push(x: number): number {
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
    const gain = 0.075 * this.period + 0.54;
    const detrended = this.#detrended;
    detrended[3] = detrended[2] as number;
    detrended[2] = detrended[1] as number;
    detrended[1] = detrended[0] as number;
    const now = this.#detrender.push(this.smoothed, gain);
    detrended[0] = now;
    const q1 = this.#q1.push(now, gain);
    const i1 = detrended[3];
    const ji = this.#ji.push(i1, gain);
    const jq = this.#jq.push(q1, gain);
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
    if (this.#im !== 0 && this.#re !== 0) period = 360 / (atan(this.#im / this.#re) * DEGREES);
    if (period > 1.5 * before) period = 1.5 * before;
    if (period < 0.67 * before) period = 0.67 * before;
    if (period < 6) period = 6;
    else if (period > CYCLE_MAX) period = CYCLE_MAX;
    this.period = 0.2 * period + 0.8 * before;
    this.smoothPeriod = 0.33 * this.period + 0.67 * this.smoothPeriod;
  }

  travel(tape: StateTape): void {
    for (const transformer of [this.#detrender, this.#q1, this.#ji, this.#jq]) transformer.travel(tape);
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

  step(x: number): number {
    const cycle = this.#cycle;
    const count = cycle.push(x);
    if (count <= SHORT_SKIP) return Number.NaN;
    cycle.measure();
    if (count <= SHORT_WARMUP) return Number.NaN;
    const value = this.#isPhasor ? cycle.inPhase : cycle.smoothPeriod;
    this.out[0] = value;
    if (this.#isPhasor) this.out[1] = cycle.quadrature;
    return value;
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
  }

  protected override visit(tape: StateTape): void {
    this.#cycle.travel(tape);
  }
}

/** The MESA adaptive average and the average that follows it (MAMA, FAMA). */
export class Mama extends SeriesIndicator {
  readonly #cycle = new Cycle(SHORT_SKIP);
  readonly #fast: number;
  readonly #slow: number;
  #phase = 0;
  #mama = 0;
  #fama = 0;

  /** Limits of the smoothing constant, 0.01 to 0.99, fast above slow. */
  constructor(fastLimit: number, slowLimit: number) {
    super(2);
    this.#fast = fastLimit;
    this.#slow = slowLimit;
  }

  step(x: number): number {
    const cycle = this.#cycle;
    const count = cycle.push(x);
    if (count <= SHORT_SKIP) return Number.NaN;
    const before = this.#phase;
    this.#phase = cycle.inPhase === 0 ? 0 : atan(cycle.quadrature / cycle.inPhase) * DEGREES;
    const turned = before - this.#phase;
    let alpha = this.#fast;
    if (turned > 1) alpha = Math.max(this.#fast / turned, this.#slow);
    this.#mama = alpha * x + (1 - alpha) * this.#mama;
    const half = alpha * 0.5;
    this.#fama = half * this.#mama + (1 - half) * this.#fama;
    cycle.measure();
    if (count <= SHORT_WARMUP) return Number.NaN;
    this.out[0] = this.#mama;
    this.out[1] = this.#fama;
    return this.#mama;
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
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

  push(x: number): void {
    this.#head = this.#head + 1 === CYCLE_MAX ? 0 : this.#head + 1;
    this.#cells[this.#head] = x;
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
  degrees = 0;

  push(cycle: Cycle): void {
    this.#smoothed.push(cycle.smoothed);
    const length = Math.floor(cycle.smoothPeriod + 0.5);
    let real = 0;
    let imaginary = 0;
    for (let i = 0; i < length; i += 1) {
      const angle = (i * 2 * Math.PI) / length;
      const price = this.#smoothed.at(i);
      real += sin(angle) * price;
      imaginary += cos(angle) * price;
    }
    const size = Math.abs(imaginary);
    let degrees = this.degrees;
    if (size > 0) degrees = atan(real / imaginary) * DEGREES;
    else if (real < 0) degrees -= 90;
    else if (real > 0) degrees += 90;
    degrees += 90 + 360 / cycle.smoothPeriod;
    if (imaginary < 0) degrees += 180;
    if (degrees > 315) degrees -= 360;
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
  hold(x: number): void {
    this.#prices.push(x);
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

  step(x: number): number {
    const count = this.#cycle.push(x);
    if (count <= LONG_SKIP) return Number.NaN;
    this.#cycle.measure();
    this.#phase.push(this.#cycle);
    if (count <= LONG_WARMUP) return Number.NaN;
    const { degrees } = this.#phase;
    this.out[0] = this.#isSine ? sin(degrees / DEGREES) : degrees;
    if (this.#isSine) this.out[1] = sin((degrees + 45) / DEGREES);
    return this.out[0];
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
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

  step(x: number): number {
    const count = this.#cycle.push(x);
    this.#line.hold(x);
    if (count <= LONG_SKIP) return Number.NaN;
    this.#cycle.measure();
    this.#line.push(this.#cycle);
    if (count <= LONG_WARMUP) return Number.NaN;
    this.out[0] = this.#line.value;
    return this.#line.value;
  }

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
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

  step(x: number): number {
    const cycle = this.#cycle;
    const count = cycle.push(x);
    this.#line.hold(x);
    if (count <= LONG_SKIP) return Number.NaN;
    cycle.measure();
    const degreesBefore = this.#phase.degrees;
    this.#phase.push(cycle);
    this.#line.push(cycle);
    const value = this.#judge(cycle, this.#phase.degrees - degreesBefore);
    if (count <= LONG_WARMUP) return Number.NaN;
    this.out[0] = value;
    return value;
  }

  #judge(cycle: Cycle, turned: number): number {
    const { degrees } = this.#phase;
    const sineBefore = this.#sine;
    const leadBefore = this.#lead;
    const sine = sin(degrees / DEGREES);
    const lead = sin((degrees + 45) / DEGREES);
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

  take(cells: Float64Array, at: number): void {
    this.step(cells[at] as number);
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
