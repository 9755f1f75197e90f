// The last `size` numbers, and their extremes. Both keep a fixed buffer; nothing is allocated for a number: what takes
// or gives a number as such is so short that the engine always compiles it into its caller, and what is longer takes
// a cell of an array (a number that crosses a call which stays a call is boxed).

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

  /** The number that the next one pushes out, 0 while there is room. */
  get leaving(): number {
    return this.#cells[this.#head] as number;
  }

  /** Takes a number. Studies `put` and `advance` themselves: both are short enough to be compiled in, always. */
  push(x: number): void {
    this.put(x);
    this.advance();
  }

  /** Puts a number into the place of the oldest; `advance` then makes it the newest. */
  put(x: number): void {
    this.#cells[this.#head] = x;
  }

  advance(): void {
    const head = this.#head + 1;
    this.#head = head === this.size ? 0 : head;
    if (this.#count < this.size) this.#count += 1;
  }

  /** The oldest number of a full window. */
  get oldest(): number {
    return this.#cells[this.#head] as number;
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

  /** Takes the number of a cell. */
  take(cells: Float64Array, at: number): void {
    const x = cells[at] as number;
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
  }

  /** The extreme of the window. */
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

/** The number `size` steps back, NaN while there is none. */
export class Delay {
  /** One more than the steps, so that a delay of none gives the number itself. */
  readonly #cells: Float64Array;
  #head = 0;

  /** `size` may be 0: the number itself. */
  constructor(size: number) {
    this.#cells = new Float64Array(size + 1).fill(Number.NaN);
  }

  put(x: number): void {
    this.#cells[this.#head] = x;
  }

  /** Makes the number that was put the newest. */
  advance(): void {
    const head = this.#head + 1;
    this.#head = head === this.#cells.length ? 0 : head;
  }

  /** The number of `size` steps ago, counted from the newest. */
  get value(): number {
    return this.#cells[this.#head] as number;
  }

  travel(tape: StateTape): void {
    this.#head = tape.number(this.#head);
    tape.array(this.#cells);
  }
}
