// What the clock says: the trading day's extremes, place in day, week and month, and how much usually moves at this
// minute. The trading day begins at 17:00 New York, as foreign exchange counts it; days, weeks and months are UTC's.

import { cos, dayNumber, log, monthOf, newYorkOffsetS, sin, weekdayOf, yearOf } from '#core/base';
import type { StateTape } from '#core/indicators';
import { TIMEFRAME_MS, type Bar, type Timeframe } from '#core/model';
import type { FeatureVector } from './feature-vector.ts';
import { placeOf } from './layout.ts';
import { USUAL_DAYS } from './registry.ts';

const DAY_MS = 86_400_000;
const TWO_PI = 2 * Math.PI;
/** From 17:00 to midnight. */
const EVENING_MS = 7 * 3_600_000;
const AT = {
  high: placeOf('sessionHighDistance'), low: placeOf('sessionLowDistance'), time: placeOf('timeOfDaySin'),
  weekday: placeOf('dayOfWeekSin'), month: placeOf('monthSin'), turn: placeOf('turnOfMonth'),
  usual: placeOf('usualVolatility'),
} as const;

/** Sine at `place` and cosine behind it of the part `part` (0 … 1) of a turn. */
function setTurn({ values }: FeatureVector, place: number, part: number): void {
  values[place] = sin(TWO_PI * part);
  values[place + 1] = cos(TWO_PI * part);
}

/** 1 on the last weekday of the month and on the first three. */
function turnOfMonth(day: number): number {
  const weekday = weekdayOf(day);
  if (weekday === 0 || weekday === 6) return 0;
  const year = yearOf(day);
  const month = monthOf(day, year);
  const next = month === 12 ? dayNumber(year + 1, 1, 1) : dayNumber(year, month + 1, 1);
  if (day + (weekday === 5 ? 3 : 1) >= next) return 1;
  let weekdays = 0;
  for (let d = dayNumber(year, month, 1); d <= day; d += 1) {
    const which = weekdayOf(d);
    if (which > 0 && which < 6) weekdays += 1;
  }
  return weekdays <= 3 ? 1 : 0;
}

export class ClockFeatures {
  readonly #lengthMs: number;
  #sessionDay = Number.NaN;
  #isSessionWhole = false;
  #high = Number.NaN;
  #low = Number.NaN;
  #closeBefore = Number.NaN;
  /** The day whose weekday stands in the vector. */
  #weekdayOf = Number.NaN;
  /** For each bar of New York's day: days counted, and the mean size of its return. */
  readonly #usualCount: Float64Array;
  readonly #usual: Float64Array;

  constructor(timeframe: Timeframe) {
    this.#lengthMs = TIMEFRAME_MS[timeframe];
    const slots = DAY_MS / this.#lengthMs;
    this.#usualCount = new Float64Array(slots);
    this.#usual = new Float64Array(slots);
  }

  /** Takes a closed bar and writes the features of every tick as of its close. */
  next(bar: Bar, vector: FeatureVector): void {
    const day = sessionDay(bar.time);
    if (day !== this.#sessionDay) {
      const opens = sessionDay(bar.time - 1) !== day;
      this.#isSessionWhole = opens || !Number.isNaN(this.#sessionDay);
      this.#sessionDay = day;
      this.#high = bar.high;
      this.#low = bar.low;
    } else {
      this.#high = Math.max(this.#high, bar.high);
      this.#low = Math.min(this.#low, bar.low);
    }
    this.#countUsual(bar);
    const closeMs = bar.time + this.#lengthMs;
    this.#writeSession(vector, bar.close, this.#isSessionWhole, this.#high, this.#low);
    this.#writeTime(vector, closeMs, Math.floor((closeMs - 1) / DAY_MS));
  }

  /** Writes the features of every tick as of `nowMs` (UTC ms); `forming` is the running bar and is not kept. */
  peek(forming: Bar, nowMs: number, vector: FeatureVector): void {
    const isSame = sessionDay(forming.time) === this.#sessionDay;
    const isWhole = isSame ? this.#isSessionWhole : !Number.isNaN(this.#sessionDay);
    const high = isSame ? Math.max(this.#high, forming.high) : forming.high;
    const low = isSame ? Math.min(this.#low, forming.low) : forming.low;
    this.#writeSession(vector, forming.close, isWhole, high, low);
    this.#writeTime(vector, nowMs, Math.floor(nowMs / DAY_MS));
  }

  /** Writes the features of a closed bar; `next` took it before. */
  writeBar(bar: Bar, vector: FeatureVector): void {
    const closeMs = bar.time + this.#lengthMs;
    const day = Math.floor((closeMs - 1) / DAY_MS);
    setTurn(vector, AT.month, (monthOf(day, yearOf(day)) - 1) / 12);
    vector.set(AT.turn, turnOfMonth(day));
    const slot = this.#slotOf(closeMs);
    vector.set(AT.usual, (this.#usualCount[slot] as number) < USUAL_DAYS ? Number.NaN : this.#usual[slot] as number);
  }

  /** The mean of the first 20 days, then Wilder's smoothing. */
  #countUsual(bar: Bar): void {
    const before = this.#closeBefore;
    this.#closeBefore = bar.close;
    if (Number.isNaN(before)) return;
    const size = Math.abs(log(bar.close / before));
    const slot = this.#slotOf(bar.time);
    const count = Math.min(USUAL_DAYS, (this.#usualCount[slot] as number) + 1);
    this.#usualCount[slot] = count;
    this.#usual[slot] = (this.#usual[slot] as number) + (size - (this.#usual[slot] as number)) / count;
  }

  #slotOf(openMs: number): number {
    const local = openMs + newYorkOffsetS(openMs) * 1000;
    return Math.floor((((local % DAY_MS) + DAY_MS) % DAY_MS) / this.#lengthMs);
  }

  #writeSession(vector: FeatureVector, price: number, isWhole: boolean, high: number, low: number): void {
    const { values } = vector;
    values[AT.high] = isWhole ? log(high / price) : Number.NaN;
    values[AT.low] = isWhole ? log(price / low) : Number.NaN;
  }

  #writeTime(vector: FeatureVector, nowMs: number, day: number): void {
    setTurn(vector, AT.time, (((nowMs % DAY_MS) + DAY_MS) % DAY_MS) / DAY_MS);
    if (day === this.#weekdayOf) return;
    this.#weekdayOf = day;
    setTurn(vector, AT.weekday, weekdayOf(day) / 7);
  }

  travel(tape: StateTape): void {
    this.#sessionDay = tape.number(this.#sessionDay);
    this.#isSessionWhole = tape.flag(this.#isSessionWhole);
    this.#high = tape.number(this.#high);
    this.#low = tape.number(this.#low);
    this.#closeBefore = tape.number(this.#closeBefore);
    this.#weekdayOf = tape.number(this.#weekdayOf);
    tape.array(this.#usualCount);
    tape.array(this.#usual);
  }
}

/** Number of the trading day that holds a moment. */
function sessionDay(utcMs: number): number {
  return Math.floor((utcMs + newYorkOffsetS(utcMs) * 1000 + EVENING_MS) / DAY_MS);
}
