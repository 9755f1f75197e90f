// Keeps one file's rows in order of time. A row is held until the next one has come, so that a single stray stamp in
// the future costs itself and not everything after it.

import type { Bar } from '#core/model';
import type { TickRow } from '#main/stores';
import { reject, type Reject } from './reject.ts';

export interface Held<T> {
  readonly line: number;
  readonly row: T;
}

/** Where an ordered file's rows go. */
export interface OrderOutputs<T> {
  keep(held: Held<T>): void;
  /** The same bar again. */
  duplicate(held: Held<T>): void;
  refuse(line: number, why: Reject): void;
}

/** A leap longer than a long weekend that the next row takes back is a bad stamp. */
const LEAP_MS = 4 * 86_400_000;

/** How two rows of one time relate: both kept (ticks), the same again, or a contradiction (bars). */
export type SameTime<T> = (first: T, second: T) => 'both' | 'duplicate' | 'conflict';

export class RowOrder<T extends { readonly time: number }> {
  readonly #same: SameTime<T>;
  readonly #out: OrderOutputs<T>;
  #held: Held<T> | null = null;
  #keptMs = -Infinity;

  constructor(same: SameTime<T>, out: OrderOutputs<T>) {
    this.#same = same;
    this.#out = out;
  }

  /** UTC ms of the newest row that stands. */
  get newestMs(): number {
    return this.#held?.row.time ?? this.#keptMs;
  }

  next(line: number, row: T): void {
    const held = this.#held;
    if (held === null) {
      this.#held = { line, row };
    } else if (row.time > held.row.time) {
      this.#keep(held);
      this.#held = { line, row };
    } else if (row.time < held.row.time) {
      if (row.time >= this.#keptMs && held.row.time - row.time > LEAP_MS) {
        this.#out.refuse(held.line, reject('IMPORT_TIME_BACKWARDS', '(the rows after it are earlier)').reject);
        this.#held = { line, row };
      } else this.#out.refuse(line, reject('IMPORT_TIME_BACKWARDS').reject);
    } else {
      const relation = this.#same(held.row, row);
      if (relation === 'duplicate') this.#out.duplicate({ line, row });
      else if (relation === 'conflict') {
        this.#out.refuse(line, reject('IMPORT_TIME_CONFLICT', `(line ${held.line})`).reject);
      } else {
        this.#keep(held);
        this.#held = { line, row };
      }
    }
  }

  end(): void {
    if (this.#held !== null) this.#keep(this.#held);
    this.#held = null;
  }

  #keep(held: Held<T>): void {
    this.#keptMs = held.row.time;
    this.#out.keep(held);
  }
}

/** Equal ticks within a file are real ticks. */
export const sameTickTime: SameTime<TickRow> = () => 'both';

export const sameBarTime: SameTime<Bar> = (first, second) => (isSameBar(first, second) ? 'duplicate' : 'conflict');

export function isSameTick(first: TickRow, second: TickRow): boolean {
  return first.bid === second.bid && first.ask === second.ask && first.last === second.last
    && first.volume === second.volume && first.flags === second.flags;
}

export function isSameBar(first: Bar, second: Bar): boolean {
  return first.open === second.open && first.high === second.high && first.low === second.low
    && first.close === second.close && first.tickVolume === second.tickVolume && first.realVolume === second.realVolume
    && first.spread === second.spread && first.askOpen === second.askOpen && first.askHigh === second.askHigh
    && first.askLow === second.askLow && first.askClose === second.askClose;
}
