// The last `size` numbers, and their extremes. Both keep a fixed buffer; nothing is allocated for a number.

import type { StateTape } from './state-tape.ts';

/** The last `size` numbers in a ring. */
export class RollingWindow {
  readonly size: number;
  readonly #cells: Float64Array;
  #count = 0;
  #head = 0;

  constructor(size: number) {
    this.size = size;
    this.#cells = new Float64Array(size);
  }

  get isFull(): boolean {
    return this.#count >= this.size;
  }

  /** How many numbers are held. */
  get count(): number {
    return this.#count;
  }

  /** Takes a number; gives the one it pushes out, 0 while there is room. */
  push(x: number): number {
    const head = this.#head;
    const old = this.#cells[head] as number;
    this.#cells[head] = x;
    this.#head = head + 1 === this.size ? 0 : head + 1;
    if (this.#count < this.size) {
      this.#count += 1;
      return 0;
    }
    return old;
  }

  /** The oldest number held. */
  get oldest(): number {
    return this.#cells[this.#count < this.size ? 0 : this.#head] as number;
  }

  /** The number `age` steps back: 0 is the newest. */
  at(age: number): number {
    let i = this.#head - 1 - age;
    if (i < 0) i += this.size;
    return this.#cells[i] as number;
  }

  travel(tape: StateTape): void {
    this.#count = tape.number(this.#count);
    this.#head = tape.number(this.#head);
    tape.array(this.#cells);
  }
}

/**
 * The largest (or smallest) of the last `size` numbers and how long ago it was, by a falling queue: each number enters
 * and leaves once, so a step costs O(1) on average. Of equals the newest counts.
 */
export class ExtremeWindow {
  readonly size: number;
  readonly #sign: 1 | -1;
  readonly #values: Float64Array;
  readonly #indices: Float64Array;
  #first = 0;
  #length = 0;
  #index = -1;

  constructor(size: number, kind: 'max' | 'min') {
    this.size = size;
    this.#sign = kind === 'max' ? 1 : -1;
    this.#values = new Float64Array(size);
    this.#indices = new Float64Array(size);
  }

  get isFull(): boolean {
    return this.#index + 1 >= this.size;
  }

  /** Takes a number; gives the extreme of the window. */
  push(x: number): number {
    const { size } = this;
    const values = this.#values;
    const indices = this.#indices;
    const sign = this.#sign;
    const index = this.#index + 1;
    let first = this.#first;
    let length = this.#length;
    this.#index = index;
    if (length > 0 && (indices[first] as number) <= index - size) {
      first = first + 1 === size ? 0 : first + 1;
      length -= 1;
    }
    let last = first + length - 1;
    if (last >= size) last -= size;
    while (length > 0 && (x - (values[last] as number)) * sign >= 0) {
      length -= 1;
      last = last === 0 ? size - 1 : last - 1;
    }
    let slot = first + length;
    if (slot >= size) slot -= size;
    values[slot] = x;
    indices[slot] = index;
    this.#first = first;
    this.#length = length + 1;
    return values[first] as number;
  }

  get value(): number {
    return this.#values[this.#first] as number;
  }

  /** Steps since the extreme came: 0 is the newest number. */
  get age(): number {
    return this.#index - (this.#indices[this.#first] as number);
  }

  travel(tape: StateTape): void {
    this.#first = tape.number(this.#first);
    this.#length = tape.number(this.#length);
    this.#index = tape.number(this.#index);
    tape.array(this.#values);
    tape.array(this.#indices);
  }
}

/** The number `size` steps back. */
export class Delay {
  readonly #window: RollingWindow;

  /** `size` may be 0: the number itself. */
  constructor(size: number) {
    this.#window = new RollingWindow(size);
  }

  /** Takes a number; gives the one of `size` steps ago, NaN while there is none. */
  push(x: number): number {
    if (this.#window.size === 0) return x;
    const isFull = this.#window.isFull;
    const old = this.#window.push(x);
    return isFull ? old : Number.NaN;
  }

  travel(tape: StateTape): void {
    this.#window.travel(tape);
  }
}
