// How long a terminal waits between links: 0.5, 1, 2, 5, 10 s with jitter, a minute after another one took its place.

import type { Random } from '#core/base';

const STEPS_MS = [500, 1000, 2000, 5000, 10_000] as const;
const REPLACED_MS = 60_000;
const REPLACED_CODE = 4409;

export class BackOff {
  readonly #random: Random;
  #attempts = 0;
  #lastCode = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  tried(): void {
    this.#attempts += 1;
  }

  succeeded(): void {
    this.#attempts = 0;
  }

  closed(code: number): void {
    this.#lastCode = code;
  }

  nextMs(): number {
    if (this.#lastCode === REPLACED_CODE) return REPLACED_MS;
    const step = STEPS_MS[Math.min(this.#attempts, STEPS_MS.length) - 1] ?? STEPS_MS[0];
    return Math.round(step * (0.8 + 0.4 * this.#random.nextUnit()));
  }
}
