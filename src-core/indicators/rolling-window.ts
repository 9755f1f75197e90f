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

  /** Takes the rows of a column from `from` on, which is not below the size. */
  takeColumn(column: Float64Array, from: number): void {
    const { size } = this;
    const end = column.length;
    for (let i = Math.max(from, end - size); i < end; i += 1) {
      this.#cells[(this.#head + i - from) % size] = column[i] as number;
    }
    this.#head = (this.#head + end - from) % size;
    this.#count = Math.min(size, this.#count + end - from);
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

  /**
   * Takes the rows of a column from `from` on and writes the extreme of each full window, `from` being not below the
   * size. Block by block: the extreme of a window is that of the end of one block and the beginning of the next (van
   * Herk 1992), with three comparisons a row and none that a processor has to guess.
   */
  takeColumn(column: Float64Array, from: number, extremes: Float64Array): void {
    const { size } = this;
    const sign = this.#sign;
    const end = column.length;
    const tails = new Float64Array(size + 1);
    for (let start = from; start < end; start += size) {
      let tail = -Infinity;
      tails[size] = tail;
      for (let j = size - 1; j > 0; j -= 1) {
        tail = Math.max(tail, sign * (column[start - size + j] as number));
        tails[j] = tail;
      }
      let head = -Infinity;
      const stop = Math.min(start + size, end);
      for (let i = start; i < stop; i += 1) {
        head = Math.max(head, sign * (column[i] as number));
        extremes[i] = sign * Math.max(head, tails[i - start + 1] as number);
      }
    }
    if (from >= end) return;
    this.#index += Math.max(0, end - from - size);
    if (end - from >= size) this.#length = 0;
    for (let i = Math.max(from, end - size); i < end; i += 1) this.take(column, i);
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
