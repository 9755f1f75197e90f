// A time as it may come in a request: ISO 8601 (with `Z` or an offset; without a zone it is UTC) or a number of
// epoch milliseconds (epoch seconds below 1e11). Everything behind the door is UTC milliseconds.

import { z } from 'zod';

const DAY = /(\d{4})-(\d{2})-(\d{2})/.source;
const CLOCK = /(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?/.source;
// A space before hh:mm is a plus sign that a query string has lost.
const ZONE = /Z|[+-]\d{2}(?::?\d{2})?| \d{2}:\d{2}/.source;
const ISO = new RegExp(`^${DAY}(?:[T ]${CLOCK})?\\s*(${ZONE})?$`, 'i');
const NUMBER = /^-?\d+(?:\.\d+)?$/;
/** Below this an epoch number counts as seconds. */
const SECONDS_BELOW = 1e11;

/** UTC ms of `value`, or null where it cannot be read as a time. A date alone is its midnight. */
export function parseTimeMs(value: string | number): number | null {
  if (typeof value === 'number') return epochMs(value);
  const text = value.trim();
  if (NUMBER.test(text)) return epochMs(Number(text));
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const parts = [year, month, day, hour, minute, second].map((part) => Number(part ?? 0));
  const [y, mo, d, h, mi, s] = parts as [number, number, number, number, number, number];
  if (mo < 1 || mo > 12 || d < 1 || d > daysInMonth(y, mo) || h > 24 || mi > 59 || s > 59) return null;
  if (h === 24 && (mi > 0 || s > 0)) return null;
  const offsetMinutes = zoneMinutes(zone);
  if (offsetMinutes === null) return null;
  const millisecond = Number((fraction ?? '').padEnd(3, '0').slice(0, 3));
  return (((daysFromCivil(y, mo, d) * 24 + h) * 60 + mi - offsetMinutes) * 60 + s) * 1000 + millisecond;
}

function epochMs(value: number): number | null {
  if (!Number.isFinite(value) || Math.abs(value) > 8.64e15) return null;
  return Math.floor(Math.abs(value) < SECONDS_BELOW ? value * 1000 : value);
}

function zoneMinutes(zone: string | undefined): number | null {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0;
  const digits = zone.slice(1).replace(':', '');
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2, 4));
  if (hours > 23 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

// Days since 1970-01-01 in the proleptic Gregorian calendar; the year is counted from March so that the leap day
// comes last.
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** A request's time; parsed to UTC ms. */
export const timeInput = z
  .union([z.string().min(1).max(40), z.number()])
  .transform((value, context) => {
    const timeMs = parseTimeMs(value);
    if (timeMs === null) {
      context.addIssue({ code: 'custom', message: 'not a time: give ISO 8601 or epoch milliseconds' });
      return z.NEVER;
    }
    return timeMs;
  })
  .describe('ISO 8601 (without a zone: UTC) or epoch milliseconds (seconds below 1e11)');
