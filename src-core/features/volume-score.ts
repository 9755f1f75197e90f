// How unusual a bar's tick volume is: its distance from the mean of the last bars, itself included, in their standard
// deviations (of the population). 0 where all are equal.

import { Moments, type StateTape } from '#core/indicators';

export class VolumeScore {
  readonly #moments: Moments;
  #volume = Number.NaN;
  /** True once any bar had volume. */
  hasVolume = false;

  constructor(bars: number) {
    this.#moments = new Moments(bars);
  }

  next(volume: number): void {
    this.#volume = volume;
    this.hasVolume = this.hasVolume || volume > 0;
    this.#moments.push(volume);
  }

  get value(): number {
    const moments = this.#moments;
    if (!moments.isFull) return Number.NaN;
    const { variance } = moments;
    return variance === 0 ? 0 : (this.#volume - moments.mean) / Math.sqrt(variance);
  }

  travel(tape: StateTape): void {
    this.#moments.travel(tape);
    this.#volume = tape.number(this.#volume);
    this.hasVolume = tape.flag(this.hasVolume);
  }
}
