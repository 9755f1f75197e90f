// New York's clock by the rules of law, without a table of zones: what a day of an American exchange is in UTC.
//
// Standard time is UTC-5. Daylight saving (UTC-4) begins and ends on a Sunday at 2:00 by the clock then in force:
//   since 2007   second Sunday of March to first Sunday of November    (Energy Policy Act of 2005)
//   1987-2006    first Sunday of April to last Sunday of October       (Public Law 99-359)
//   1967-1986    last Sunday of April to last Sunday of October        (Uniform Time Act of 1966), but from
//                6 January 1974 and 23 February 1975                   (Emergency Daylight Saving Time Act)
// Before 1967 the rule of 1967 is used, as New York State had it from 1955.

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const STANDARD_S = -18_000;
const SUMMER_S = -14_400;
/** Days from 1 March of year 0 of the proleptic Gregorian calendar to 1970-01-01. */
const EPOCH_DAYS = 719_468;

/** Days from 1970-01-01 to a date of the Gregorian calendar; `month` from 1 to 12. (Howard Hinnant's algorithm.) */
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - EPOCH_DAYS;
}

/** Day of the week of a day number: 0 Sunday … 6 Saturday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** Year of a day number. */
export function yearOf(day: number): number {
  let year = 1970 + Math.floor(day / 365.2425);
  if (dayNumber(year, 1, 1) > day) year -= 1;
  else if (dayNumber(year + 1, 1, 1) <= day) year += 1;
  return year;
}

/** Month (1 to 12) of a day number of `year`. */
export function monthOf(day: number, year: number): number {
  let month = Math.min(12, 1 + Math.floor((day - dayNumber(year, 1, 1)) / 28));
  while (dayNumber(year, month, 1) > day) month -= 1;
  return month;
}

function firstSunday(year: number, month: number): number {
  const first = dayNumber(year, month, 1);
  return first + ((7 - weekdayOf(first)) % 7);
}

function lastSunday(year: number, month: number): number {
  const last = dayNumber(year, month + 1, 1) - 1;
  return last - weekdayOf(last);
}

function summerBegins(year: number): number {
  if (year >= 2007) return firstSunday(year, 3) + 7;
  if (year >= 1987) return firstSunday(year, 4);
  if (year === 1974) return dayNumber(1974, 1, 6);
  if (year === 1975) return dayNumber(1975, 2, 23);
  return lastSunday(year, 4);
}

function summerEnds(year: number): number {
  return year >= 2007 ? firstSunday(year, 11) : lastSunday(year, 10);
}

/** The span of the year asked for last: most questions are about one year. */
let spanYear = Number.NaN;
let spanFromMs = 0;
let spanToMs = 0;

function isSummer(utcMs: number): boolean {
  // No change lies within five hours of the turn of the year, so UTC's year will do.
  if (!(utcMs >= spanFromMs && utcMs < spanToMs)) {
    const year = yearOf(Math.floor(utcMs / DAY_MS));
    if (year === spanYear) return false;
    spanYear = year;
    spanFromMs = summerBegins(year) * DAY_MS + 7 * HOUR_MS;
    spanToMs = summerEnds(year) * DAY_MS + 6 * HOUR_MS;
  }
  return utcMs >= spanFromMs && utcMs < spanToMs;
}

/** New York's time minus UTC in seconds at a moment (UTC ms). */
export function newYorkOffsetS(utcMs: number): number {
  return isSummer(utcMs) ? SUMMER_S : STANDARD_S;
}

/** UTC ms of a time of the day in New York; `minuteOfDay` lies outside 1:00 to 3:00, where a clock may change. */
export function newYorkMoment(day: number, minuteOfDay: number): number {
  const standardMs = day * DAY_MS + minuteOfDay * 60_000 - STANDARD_S * 1000;
  return isSummer(standardMs) ? standardMs - HOUR_MS : standardMs;
}
