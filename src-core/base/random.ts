// Seeded random numbers (sfc32, Chris Doty-Humphrey's small fast counting generator; passes PractRand). The engine
// and its simulations draw from here and nowhere else, so a seed is a whole run.

export interface RandomState {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly counter: number;
}

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  /** `seed` is any whole number or a saved state. */
  constructor(seed: number | RandomState) {
    if (typeof seed === 'number') {
      this.#a = 0x9e3779b9 ^ seed;
      this.#b = 0x243f6a88 ^ Math.floor(seed / 0x100000000);
      this.#c = 0xb7e15162;
      this.#counter = 1;
      for (let i = 0; i < 15; i += 1) this.nextUint32();
    } else {
      this.#a = seed.a;
      this.#b = seed.b;
      this.#c = seed.c;
      this.#counter = seed.counter;
    }
  }

  /** A whole number in [0, 2^32). */
  nextUint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A number in [0, 1) with 53 random bits. */
  nextUnit(): number {
    return ((this.nextUint32() >>> 5) * 0x4000000 + (this.nextUint32() >>> 6)) / 0x20000000000000;
  }

  /** A whole number in [low, high]. */
  nextInt(low: number, high: number): number {
    return low + Math.floor(this.nextUnit() * (high - low + 1));
  }

  /** True with the given probability. */
  nextChance(probability: number): boolean {
    return this.nextUnit() < probability;
  }

  state(): RandomState {
    return { a: this.#a, b: this.#b, c: this.#c, counter: this.#counter };
  }
}
