// Times as files write them: epoch seconds or milliseconds, ISO 8601, MT5's dots, HistData's packed digits, and
// Dukascopy's day first. A time without a zone is read by the file's zone.

import { readOffset, type Zone } from './zone.ts';

const EPOCH_MS_MIN = 1e11;
const YEAR_MIN = 1900;
const YEAR_MAX = 2200;

const OWN_ZONE = String.raw`\s*(Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)?$`;
const LOOSE_CLOCK = String.raw`(?:[T ]\s*(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]?(\d{1,9}))?)?)?`;
const CLOCK = String.raw`(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-./]?)(\d{2})\2(\d{2})${LOOSE_CLOCK}${OWN_ZONE}`, 'i');
const DAY_FIRST = new RegExp(String.raw`^(\d{2})(\.)(\d{2})\.(\d{4})${CLOCK}${OWN_ZONE}`, 'i');

/** What is wrong with a time, or null. */
export type StampFault = 'unreadable' | 'never-was' | null;

/** Reads one file's times. The result of the last `read` stands in `utcMs` and `localMs`. */
export class StampReader {
  readonly #zone: Zone;
  #dayText = '';
  #dayMs = NaN;
  /** UTC ms of the last time read. */
  utcMs = NaN;
  /** The same as the file wrote it: wall-clock digits as if UTC; epoch stamps are their own. */
  localMs = NaN;

  constructor(zone: Zone) {
    this.#zone = zone;
  }

  /** Reads `text`; `notBeforeMs` is the time of the row above (UTC ms), for local times that come twice. */
  read(text: string, notBeforeMs: number): StampFault {
    const trimmed = text.trim();
    if (isEpoch(trimmed)) return this.#readEpoch(Number(trimmed));
    let match = YEAR_FIRST.exec(trimmed);
    let day: number;
    if (match !== null) day = this.#day(`${match[1] ?? ''}-${match[3] ?? ''}-${match[4] ?? ''}`);
    else {
      match = DAY_FIRST.exec(trimmed);
      if (match === null) return 'unreadable';
      day = this.#day(`${match[4] ?? ''}-${match[3] ?? ''}-${match[1] ?? ''}`);
    }
    const hour = Number(match[5] ?? 0);
    const minute = Number(match[6] ?? 0);
    const second = Number(match[7] ?? 0);
    if (Number.isNaN(day) || hour > 23 || minute > 59 || second > 59) return 'unreadable';
    const fraction = match[8] === undefined ? 0 : Number(match[8].slice(0, 3).padEnd(3, '0'));
    this.localMs = day + ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
    return this.#place(match[9], notBeforeMs);
  }

  #place(zoneText: string | undefined, notBeforeMs: number): StampFault {
    if (zoneText === undefined) {
      const utc = this.#zone.toUtc(this.localMs, notBeforeMs);
      if (utc === null) return 'never-was';
      this.utcMs = utc;
      return null;
    }
    const offset = /^(z|utc|gmt)$/i.test(zoneText) ? 0 : readOffset(zoneText);
    if (offset === null) return 'unreadable';
    this.utcMs = this.localMs - offset;
    return null;
  }

  #readEpoch(value: number): StampFault {
    const ms = Math.floor(Math.abs(value) < EPOCH_MS_MIN ? Math.round(value * 1e6) / 1e3 : value);
    if (!(ms >= Date.UTC(YEAR_MIN, 0, 1) && ms < Date.UTC(YEAR_MAX, 0, 1))) return 'unreadable';
    this.utcMs = ms;
    this.localMs = ms;
    return null;
  }

  // Rows of one day share their date, so it is worked out once.
  #day(text: string): number {
    if (text === this.#dayText) return this.#dayMs;
    const year = Number(text.slice(0, 4));
    const month = Number(text.slice(5, 7));
    const dayOfMonth = Number(text.slice(8, 10));
    const ms = Date.UTC(year, month - 1, dayOfMonth);
    const isReal = year >= YEAR_MIN && year < YEAR_MAX && new Date(ms).getUTCMonth() === month - 1
      && new Date(ms).getUTCDate() === dayOfMonth;
    this.#dayText = text;
    this.#dayMs = isReal ? ms : NaN;
    return this.#dayMs;
  }
}

// Eight digits are a date (20140501); an epoch in seconds has had nine or more since 1973.
function isEpoch(text: string): boolean {
  return /^-?\d+(?:\.\d+)?$/.test(text) && !/^\d{8}$/.test(text);
}

/** UTC ms as `YYYY-MM-DDTHH:MM:SS[.mmm]Z`, the form of every CSV that is written. */
export function formatStamp(utcMs: number): string {
  const text = new Date(utcMs).toISOString();
  return utcMs % 1000 === 0 ? `${text.slice(0, 19)}Z` : text;
}
