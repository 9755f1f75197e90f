// The simulation's time: a queue of things that will happen, run in the order of their moments. Two at one moment run
// in the order they were asked for, so a seed is a whole run. Time moves only here.

interface Item {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

export class Schedule {
  readonly #heap: Item[] = [];
  #nowMs: number;
  #order = 0;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  /** The world's time, UTC ms. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Runs `run` after `delayMs`, at the earliest when everything due before it has run. */
  after(delayMs: number, run: () => void): void {
    this.#order += 1;
    this.#heap.push({ atMs: this.#nowMs + Math.max(0, Math.ceil(delayMs)), order: this.#order, run });
    this.#rise(this.#heap.length - 1);
  }

  /** Nothing runs for a while (the machine sleeps): what was due meanwhile comes late, in its order. */
  sleep(ms: number): void {
    this.#nowMs += ms;
  }

  /** Runs the next thing; false when it lies behind `untilMs` (time then stands there). */
  step(untilMs: number): boolean {
    const first = this.#heap[0];
    if (first === undefined || first.atMs > untilMs) {
      this.#nowMs = Math.max(this.#nowMs, untilMs);
      return false;
    }
    const last = this.#heap.pop() as Item;
    if (this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink();
    }
    this.#nowMs = Math.max(this.#nowMs, first.atMs);
    first.run();
    return true;
  }

  #isBefore(a: Item, b: Item): boolean {
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
  }

  #rise(from: number): void {
    let at = from;
    const item = this.#heap[at] as Item;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.#heap[above] as Item;
      if (!this.#isBefore(item, parent)) break;
      this.#heap[at] = parent;
      at = above;
    }
    this.#heap[at] = item;
  }

  #sink(): void {
    const item = this.#heap[0] as Item;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const left = this.#heap[child];
      if (left === undefined) break;
      const right = this.#heap[child + 1];
      if (right !== undefined && this.#isBefore(right, left)) child += 1;
      const least = this.#heap[child] as Item;
      if (!this.#isBefore(least, item)) break;
      this.#heap[at] = least;
      at = child;
    }
    this.#heap[at] = item;
  }
}
