// The state of an indicator as a row of numbers. One method of the indicator names its fields in order, and the same
// method writes them to the tape or takes them back from it, so that what is saved and what is restored cannot differ.

/**
 * A field goes through `number` or `array`: written as it is, or replaced by what the tape holds. `number` is short and
 * calls nothing once there is room, so that the engine compiles it into its caller: a number that crosses a call which
 * stays a call is boxed.
 */
export class StateTape {
  #cells: Float64Array;
  #at = 0;
  #isReading = false;

  constructor(cells?: Float64Array) {
    this.#cells = cells ?? new Float64Array(32);
    this.#isReading = cells !== undefined;
  }

  /** How many numbers were written or read since the beginning. */
  get length(): number {
    return this.#at;
  }

  /** A copy of what was written. */
  written(): Float64Array<ArrayBuffer> {
    return this.#cells.slice(0, this.#at);
  }

  /** Begins anew; what is written replaces what was there. */
  startWriting(): void {
    this.#at = 0;
    this.#isReading = false;
  }

  /** Begins to give back what was written. */
  startReading(): void {
    this.#at = 0;
    this.#isReading = true;
  }

  number(value: number): number {
    const at = this.#at;
    this.#at = at + 1;
    if (this.#isReading) return this.#cells[at] as number;
    if (at >= this.#cells.length) this.#grow(at + 1);
    this.#cells[at] = value;
    return value;
  }

  flag(value: boolean): boolean {
    return this.number(value ? 1 : 0) === 1;
  }

  /** All numbers of a buffer whose length does not change. */
  array(values: Float64Array | Int32Array): void {
    const from = this.#at;
    this.#at = from + values.length;
    if (this.#at > this.#cells.length && !this.#isReading) this.#grow(this.#at);
    const cells = this.#cells;
    if (this.#isReading) for (let i = 0; i < values.length; i += 1) values[i] = cells[from + i] as number;
    else for (let i = 0; i < values.length; i += 1) cells[from + i] = values[i] as number;
  }

  #grow(needed: number): void {
    const cells = new Float64Array(Math.max(needed, this.#cells.length * 2));
    cells.set(this.#cells);
    this.#cells = cells;
  }
}
