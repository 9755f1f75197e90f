// Two averages against each other: MACD (Gerald Appel 1979) with its signal line and histogram, and the absolute and
// percentage oscillators. TA-Lib's seeding: in MACD with fixed averages the fast one begins late, so that both have
// their first value on the same bar. O(1) a number with the averages that are.

import { Ema } from './ema.ts';
import { SeriesIndicator } from './indicator.ts';
import { averageWarmup, makeAverage } from './moving-average.ts';
import type { StateTape } from './state-tape.ts';

/** Outputs macd, macdsignal, macdhist; all three begin together. */
export class Macd extends SeriesIndicator {
  readonly #fast: SeriesIndicator;
  readonly #slow: SeriesIndicator;
  readonly #signal: SeriesIndicator;
  /** The average that is ready sooner waits for this many numbers, so that both are seeded to begin together. */
  readonly #fastWait: number;
  readonly #slowWait: number;
  #count = 0;

  /** `lag` is by how many numbers the slow average is ready later than the fast one; below 0 it is the sooner one. */
  constructor(fast: SeriesIndicator, slow: SeriesIndicator, signal: SeriesIndicator, lag: number) {
    super(3);
    this.#fast = fast;
    this.#slow = slow;
    this.#signal = signal;
    this.#fastWait = Math.max(0, lag);
    this.#slowWait = Math.max(0, -lag);
  }

  take(cells: Float64Array, at: number): void {
    const count = this.#count;
    if (count < this.#fastWait || count < this.#slowWait) this.#count = count + 1;
    if (count >= this.#fastWait) this.#fast.take(cells, at);
    if (count >= this.#slowWait) this.#slow.take(cells, at);
    const macd = (this.#fast.out[0] as number) - (this.#slow.out[0] as number);
    if (Number.isNaN(macd)) return;
    this.scratch[1] = macd;
    this.#signal.take(this.scratch, 1);
    const signal = this.#signal.out[0] as number;
    if (Number.isNaN(signal)) return;
    const { out } = this;
    out[0] = macd;
    out[1] = signal;
    out[2] = macd - signal;
  }

  protected override runReady(series: Float64Array, outs: readonly Float64Array[], from: number): void {
    const fast = this.#fast;
    const slow = this.#slow;
    const signal = this.#signal;
    if (fast instanceof Ema && slow instanceof Ema && signal instanceof Ema) {
      this.#runExponential(series, outs, from, [fast, slow, signal]);
    } else super.runReady(series, outs, from);
  }

  #runExponential(
    series: Float64Array, outs: readonly Float64Array[], from: number, averages: readonly [Ema, Ema, Ema],
  ): void {
    if (from >= series.length) return;
    const [macds, signals, histograms] = outs as readonly [Float64Array, Float64Array, Float64Array];
    const [fastK, slowK, signalK] = averages.map((average) => average.weight) as [number, number, number];
    let [fast, slow, signal] = averages.map((average) => average.out[0]) as [number, number, number];
    let macd = 0;
    for (let i = from; i < series.length; i += 1) {
      const x = series[i] as number;
      fast = (x - fast) * fastK + fast;
      slow = (x - slow) * slowK + slow;
      macd = fast - slow;
      signal = (macd - signal) * signalK + signal;
      macds[i] = macd;
      signals[i] = signal;
      histograms[i] = macd - signal;
    }
    averages[0].resume(fast);
    averages[1].resume(slow);
    averages[2].resume(signal);
    this.out[0] = macd;
    this.out[1] = signal;
    this.out[2] = macd - signal;
  }

  protected override visit(tape: StateTape): void {
    this.#fast.travel(tape);
    this.#slow.travel(tape);
    this.#signal.travel(tape);
    this.#count = tape.number(this.#count);
  }
}

/** MACD of exponential averages; the shorter period is the fast one, whichever comes first. */
export function makeMacd(one: number, other: number, signal: number): Macd {
  const fast = Math.min(one, other);
  const slow = Math.max(one, other);
  return new Macd(new Ema(fast), new Ema(slow), new Ema(signal), slow - fast);
}

/** MACD of chosen averages (TA-Lib's types); the shorter period is the fast one, and its type goes with it. */
export function makeMacdOf(
  one: number, oneType: number, other: number, otherType: number, signal: number, signalType: number,
): Macd {
  const [fast, fastType, slow, slowType] = one <= other
    ? [one, oneType, other, otherType]
    : [other, otherType, one, oneType];
  const lag = averageWarmup(slow, slowType) - averageWarmup(fast, fastType);
  return new Macd(makeAverage(fast, fastType), makeAverage(slow, slowType), makeAverage(signal, signalType), lag);
}

/** MACD 12/26 with Appel's own constants 0.15 and 0.075. */
export function makeFixedMacd(signal: number): Macd {
  return new Macd(new Ema(12, 0.15), new Ema(26, 0.075), new Ema(signal), 14);
}

/** The fast average less the slow one, plain (APO) or in per cent of the slow one (PPO). */
export class AverageOscillator extends SeriesIndicator {
  readonly #fast: SeriesIndicator;
  readonly #slow: SeriesIndicator;
  readonly #isPercent: boolean;

  constructor(one: number, other: number, type: number, percent: boolean) {
    super();
    this.#fast = makeAverage(Math.min(one, other), type);
    this.#slow = makeAverage(Math.max(one, other), type);
    this.#isPercent = percent;
  }

  take(cells: Float64Array, at: number): void {
    this.#fast.take(cells, at);
    const fast = this.#fast.out[0] as number;
    this.#slow.take(cells, at);
    const slow = this.#slow.out[0] as number;
    if (Number.isNaN(slow) || Number.isNaN(fast)) return;
    let value = fast - slow;
    if (this.#isPercent) value = slow === 0 ? 0 : (value / slow) * 100;
    this.out[0] = value;
  }

  protected override visit(tape: StateTape): void {
    this.#fast.travel(tape);
    this.#slow.travel(tape);
  }
}
