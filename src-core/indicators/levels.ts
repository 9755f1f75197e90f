// Levels a trader draws: pivot points of the day before, high and low of the session so far, and Goichi Hosoda's
// Ichimoku (1969). Days begin at a stated hour, by the daylight saving that is asked for. O(1) a bar on average.

import type { Bar } from '#core/model';
import { BarIndicator } from './indicator.ts';
import { Delay, ExtremeWindow } from './rolling-window.ts';
import { SessionDay } from './session-day.ts';
import type { StateTape } from './state-tape.ts';

/** Which rule makes the pivots of high, low and close of the day before. */
export const PIVOT_RULES = ['classic', 'fibonacci', 'camarilla', 'woodie'] as const;

/** Outputs pivot, r1, r2, r3, s1, s2, s3; ready from the second day on. */
export class PivotPoints extends BarIndicator {
  readonly #rule: number;
  readonly #days: SessionDay;
  #day = Number.NaN;
  #high = 0;
  #low = 0;
  #close = 0;

  /** `rule` is an index of PIVOT_RULES. */
  constructor(rule: number, startHour: number, daylight: number) {
    super(7);
    this.#rule = rule;
    this.#days = new SessionDay(startHour, daylight);
  }

  next({ high, low, close, time }: Bar): void {
    const day = this.#days.dayOf(time);
    if (day === this.#day) {
      if (high > this.#high) this.#high = high;
      if (low < this.#low) this.#low = low;
    } else {
      if (!Number.isNaN(this.#day)) this.#draw();
      this.#day = day;
      this.#high = high;
      this.#low = low;
    }
    this.#close = close;
  }

  #draw(): void {
    const high = this.#high;
    const low = this.#low;
    const close = this.#close;
    const range = high - low;
    const rule = PIVOT_RULES[this.#rule];
    const pivot = rule === 'woodie' ? (high + low + 2 * close) / 4 : (high + low + close) / 3;
    const { out } = this;
    out[0] = pivot;
    for (let n = 1; n <= 3; n += 1) {
      const reach = this.#reach(n, range);
      const from = rule === 'camarilla' ? close : pivot;
      out[n] = rule === 'classic' || rule === 'woodie' ? this.#outer(n, pivot, 1) : from + reach;
      out[n + 3] = rule === 'classic' || rule === 'woodie' ? this.#outer(n, pivot, -1) : from - reach;
    }
  }

  /** Distance of the n-th level by Fibonacci's or Nick Scott's (camarilla) parts of the range. */
  #reach(n: number, range: number): number {
    if (PIVOT_RULES[this.#rule] === 'fibonacci') return range * (n === 1 ? 0.382 : n === 2 ? 0.618 : 1);
    return (range * 1.1) / (n === 1 ? 12 : n === 2 ? 6 : 4);
  }

  #outer(n: number, pivot: number, side: 1 | -1): number {
    const range = this.#high - this.#low;
    if (n === 2) return pivot + side * range;
    const first = side === 1 ? 2 * pivot - this.#low : 2 * pivot - this.#high;
    return n === 1 ? first : first + side * range;
  }

  protected override visit(tape: StateTape): void {
    this.#day = tape.number(this.#day);
    this.#high = tape.number(this.#high);
    this.#low = tape.number(this.#low);
    this.#close = tape.number(this.#close);
  }
}

/** Outputs sessionhigh, sessionlow: extremes since the session's hour, this bar included. */
export class SessionLevels extends BarIndicator {
  readonly #days: SessionDay;
  #day = Number.NaN;

  constructor(startHour: number, daylight: number) {
    super(2);
    this.#days = new SessionDay(startHour, daylight);
  }

  next({ high, low, time }: Bar): void {
    const day = this.#days.dayOf(time);
    const { out } = this;
    const isNew = day !== this.#day;
    this.#day = day;
    out[0] = isNew ? high : Math.max(out[0] as number, high);
    out[1] = isNew ? low : Math.min(out[1] as number, low);
  }

  protected override visit(tape: StateTape): void {
    this.#day = tape.number(this.#day);
  }
}

/** Middle of the extremes of the last bars, NaN until there are so many. */
class Middle {
  value = Number.NaN;
  readonly #highest: ExtremeWindow;
  readonly #lowest: ExtremeWindow;

  constructor(period: number) {
    this.#highest = new ExtremeWindow(period, 'max');
    this.#lowest = new ExtremeWindow(period, 'min');
  }

  /** Takes the high and the low of two cells. */
  take(cells: Float64Array): void {
    this.#highest.take(cells, 0);
    this.#lowest.take(cells, 1);
    if (this.#highest.isFull) this.value = (this.#highest.value + this.#lowest.value) / 2;
  }

  travel(tape: StateTape): void {
    this.#highest.travel(tape);
    this.#lowest.travel(tape);
    this.value = tape.number(this.value);
  }
}

/**
 * Outputs tenkan, kijun, senkoua, senkoub: conversion and base line, and the two ends of the cloud as they stand under
 * this bar (made `displacement` bars ago, so that nothing of the future is in them). Each begins when it is known;
 * the lagging line is the close, drawn `displacement` bars back by the chart.
 */
export class Ichimoku extends BarIndicator {
  readonly #conversion: Middle;
  readonly #base: Middle;
  readonly #slow: Middle;
  readonly #spanA: Delay;
  readonly #spanB: Delay;

  constructor(conversion: number, base: number, slow: number, displacement: number) {
    super(4);
    this.#conversion = new Middle(conversion);
    this.#base = new Middle(base);
    this.#slow = new Middle(slow);
    this.#spanA = new Delay(displacement);
    this.#spanB = new Delay(displacement);
  }

  next({ high, low }: Bar): void {
    const { scratch: cells, out } = this;
    cells[0] = high;
    cells[1] = low;
    this.#conversion.take(cells);
    this.#base.take(cells);
    this.#slow.take(cells);
    const conversion = this.#conversion.value;
    const base = this.#base.value;
    this.#spanA.put((conversion + base) / 2);
    this.#spanA.advance();
    this.#spanB.put(this.#slow.value);
    this.#spanB.advance();
    out[0] = conversion;
    out[1] = base;
    out[2] = this.#spanA.value;
    out[3] = this.#spanB.value;
  }

  protected override visit(tape: StateTape): void {
    this.#conversion.travel(tape);
    this.#base.travel(tape);
    this.#slow.travel(tape);
    this.#spanA.travel(tape);
    this.#spanB.travel(tape);
  }
}
