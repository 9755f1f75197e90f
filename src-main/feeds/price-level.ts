// Keeps rows whose price lost its decimal point (1.057 written as 1057) out of a series. Such a row agrees with itself,
// so only its neighbours show it: a price ten times theirs that the following rows take back is damage, one that they
// keep to is the market's own (a split, a redenomination).

import type { Held } from './order.ts';
import { reject, type Reject } from './reject.ts';

/** A lost decimal sign makes a price ten times too large or more; no market moves so from one row to the next. */
const LEAP_RATIO = 8;
/** So many rows at a new level, one after the other, and it stands. */
const ROWS_TO_BELIEVE = 10;

/** Are two prices further apart than a market moves between neighbours? */
export function isLeap(one: number, other: number): boolean {
  return one > other * LEAP_RATIO || other > one * LEAP_RATIO;
}

export interface LevelOutputs<T> {
  keep(row: T): void;
  refuse(line: number, why: Reject): void;
}

/** Takes rows in order of time. Holds at most ROWS_TO_BELIEVE of them. */
export class PriceLevel<T> {
  readonly #priceOf: (row: T) => number;
  readonly #out: LevelOutputs<T>;
  /** The price of the last row that stands; null while the first rows are gathered. */
  #level: number | null = null;
  #waiting: Held<T>[] = [];

  constructor(priceOf: (row: T) => number, out: LevelOutputs<T>) {
    this.#priceOf = priceOf;
    this.#out = out;
  }

  next(held: Held<T>): void {
    const level = this.#level;
    if (level === null) {
      this.#waiting.push(held);
      if (this.#waiting.length === ROWS_TO_BELIEVE) this.#begin();
      return;
    }
    const price = this.#priceOf(held.row);
    if (!isLeap(price, level)) {
      this.#refuseWaiting();
      this.#keep(held);
      return;
    }
    const before = this.#waiting[this.#waiting.length - 1];
    if (before !== undefined && isLeap(price, this.#priceOf(before.row))) this.#refuseWaiting();
    this.#waiting.push(held);
    if (this.#waiting.length < ROWS_TO_BELIEVE) return;
    const believed = this.#waiting;
    this.#waiting = [];
    for (const one of believed) this.#keep(one);
  }

  /** No row follows: what still waits was not confirmed by anything. */
  end(): void {
    if (this.#level === null) this.#begin();
    this.#refuseWaiting();
  }

  // The level of the first rows is that of most of them.
  #begin(): void {
    const rows = this.#waiting;
    this.#waiting = [];
    const prices = rows.map(({ row }) => this.#priceOf(row)).sort((a, b) => a - b);
    const level = prices[Math.floor((prices.length - 1) / 2)];
    if (level === undefined) return;
    this.#level = level;
    for (const held of rows) this.next(held);
  }

  #keep(held: Held<T>): void {
    this.#level = this.#priceOf(held.row);
    this.#out.keep(held.row);
  }

  #refuseWaiting(): void {
    for (const { line, row } of this.#waiting) {
      this.#out.refuse(line, reject('IMPORT_PRICE_LEAP', `(${this.#priceOf(row)})`).reject);
    }
    this.#waiting = [];
  }
}
