// Correlation of a symbol's returns with another symbol's, over the last bars that both have. Bars are joined by their
// opens, in whichever order the two arrive, so that a bar of the other that is told late counts when it has come and
// one of the future never does: it waits for its own.

import { log } from '#core/base';
import { Correlation, type StateTape } from '#core/indicators';
import { PAIR_BARS } from './registry.ts';

/** Bars of one side that wait for the other at most. */
const WAITING_MAX = 128;

/** Opens and closes in a ring, oldest first. */
class Waiting {
  readonly #times = new Float64Array(WAITING_MAX);
  readonly #closes = new Float64Array(WAITING_MAX);
  #first = 0;
  count = 0;

  get time(): number {
    return this.#times[this.#first] as number;
  }

  get close(): number {
    return this.#closes[this.#first] as number;
  }

  put(time: number, close: number): void {
    if (this.count === WAITING_MAX) this.drop();
    const at = (this.#first + this.count) % WAITING_MAX;
    this.#times[at] = time;
    this.#closes[at] = close;
    this.count += 1;
  }

  drop(): void {
    this.#first = (this.#first + 1) % WAITING_MAX;
    this.count -= 1;
  }

  travel(tape: StateTape): void {
    tape.array(this.#times);
    tape.array(this.#closes);
    this.#first = tape.number(this.#first);
    this.count = tape.number(this.count);
  }
}

export class PairCorrelation {
  readonly #correlation = new Correlation(PAIR_BARS);
  readonly #own = new Waiting();
  readonly #other = new Waiting();
  #ownBefore = Number.NaN;
  #otherBefore = Number.NaN;
  /** Own bars since the newest that both have; negative before the first. */
  #age = -1;
  /** True once a bar of the other has come. */
  hasOther = false;

  /** The correlation over the last 60 common bars; NaN before, and while the newest is further back than that. */
  get value(): number {
    return this.#age > PAIR_BARS ? Number.NaN : this.#correlation.out[0] as number;
  }

  /** True where the newest common bar is too long ago. */
  get isStale(): boolean {
    return this.#age > PAIR_BARS;
  }

  /** Takes the symbol's own closed bar. */
  takeOwn(time: number, close: number): void {
    this.#own.put(time, close);
    if (this.#age >= 0) this.#age += 1;
    this.#join();
  }

  /** Takes a closed bar of the other symbol. */
  takeOther(time: number, close: number): void {
    this.hasOther = true;
    this.#other.put(time, close);
    this.#join();
  }

  #join(): void {
    const own = this.#own;
    const other = this.#other;
    while (own.count > 0 && other.count > 0) {
      if (own.time < other.time) own.drop();
      else if (own.time > other.time) other.drop();
      else {
        if (!Number.isNaN(this.#ownBefore)) {
          this.#correlation.pair(log(own.close / this.#ownBefore), log(other.close / this.#otherBefore));
        }
        this.#ownBefore = own.close;
        this.#otherBefore = other.close;
        own.drop();
        other.drop();
        this.#age = own.count;
      }
    }
  }

  travel(tape: StateTape): void {
    this.#correlation.travel(tape);
    this.#own.travel(tape);
    this.#other.travel(tape);
    this.#ownBefore = tape.number(this.#ownBefore);
    this.#otherBefore = tape.number(this.#otherBefore);
    this.#age = tape.number(this.#age);
    this.hasOther = tape.flag(this.hasOther);
  }
}
