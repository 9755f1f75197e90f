// Walks what is stored already beside the rows of a file, both in order of time, to tell a re-import from new data.
// Memory is a page: nothing is held of rows that were passed.

export interface StoredPage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Asks for the next page of stored rows, ascending; `cursor` is the last page's `next`, null begins. */
export type ReadPage<T> = (cursor: string | null) => Promise<StoredPage<T>>;

export class StoredRows<T extends { readonly time: number }> {
  readonly #read: ReadPage<T>;
  #page: readonly T[] = [];
  #at = 0;
  #cursor: string | null = null;
  #isDone = false;
  /** Stored rows of the time asked about last that no row has matched yet. */
  #open: T[] = [];
  #openMs = NaN;

  constructor(read: ReadPage<T>) {
    this.#read = read;
  }

  /**
   * True where a stored row of this time is the same and was not matched by an earlier row: each stored row answers
   * once, so equal rows count. Times must not go back. Everything of a time is read before the first answer for it,
   * so rows stored meanwhile by the import itself are never met.
   */
  async matches(row: T, isSame: (first: T, second: T) => boolean): Promise<boolean> {
    if (row.time !== this.#openMs) await this.#openTime(row.time);
    const found = this.#open.findIndex((stored) => isSame(stored, row));
    if (found < 0) return false;
    this.#open.splice(found, 1);
    return true;
  }

  /** True where nothing is stored at or after the times asked about: no need to ask on. */
  get isExhausted(): boolean {
    return this.#isDone && this.#at >= this.#page.length && this.#open.length === 0;
  }

  async #openTime(timeMs: number): Promise<void> {
    this.#openMs = timeMs;
    this.#open = [];
    for (;;) {
      const stored = this.#page[this.#at];
      if (stored === undefined) {
        if (this.#isDone) return;
        const page = await this.#read(this.#cursor);
        this.#page = page.items;
        this.#at = 0;
        this.#cursor = page.next;
        this.#isDone = page.next === null;
      } else if (stored.time > timeMs) return;
      else {
        if (stored.time === timeMs) this.#open.push(stored);
        this.#at += 1;
      }
    }
  }
}
