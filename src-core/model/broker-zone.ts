// The clock of a broker's server: a fixed distance from UTC in winter, and whose daylight saving it follows. MT5 writes
// the server's digits and never their zone.

export type DaylightRule = 'none' | 'eu' | 'us';

export interface BrokerZone {
  /** Server time minus UTC outside daylight saving, seconds. */
  readonly standardOffsetS: number;
  /**
   * `eu`: an hour more from the last Sunday of March to the last of October, changing at 01:00 UTC. `us`: an hour more
   * while New York has it, so that with +02:00 the server's midnight is New York's close (17:00) all year.
   */
  readonly daylight: DaylightRule;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const SUMMER_S = 3600;
const OFFSET_S_MAX = 14 * 3600;
/** 1970-01-01 was a Thursday; Sunday is 0. */
const EPOCH_WEEKDAY = 4;

/** Reads `+02:00`, `+02:00/eu`, `+02:00/us` or `UTC`; null for anything else. */
export function readBrokerZone(text: string): BrokerZone | null {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === 'utc') return { standardOffsetS: 0, daylight: 'none' };
  const match = /^([+-])(\d{2}):([0-5]\d)(?:\/(eu|us))?$/.exec(trimmed);
  if (match === null) return null;
  const size = Number(match[2]) * 3600 + Number(match[3]) * 60;
  if (size > OFFSET_S_MAX) return null;
  const standardOffsetS = match[1] === '-' && size > 0 ? -size : size;
  return { standardOffsetS, daylight: (match[4] as DaylightRule | undefined) ?? 'none' };
}

/** The form that `readBrokerZone` reads. */
export function formatBrokerZone({ standardOffsetS, daylight }: BrokerZone): string {
  const size = Math.abs(standardOffsetS);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const offset = `${standardOffsetS < 0 ? '-' : '+'}${two(size / 3600)}:${two((size % 3600) / 60)}`;
  return daylight === 'none' ? offset : `${offset}/${daylight}`;
}

/** When New York's daylight saving begins and ends in a year, UTC ms (the rules of 1987 and of 2007). */
export function usDaylight(year: number): readonly [fromMs: number, toMs: number] {
  const from = year >= 2007 ? sundayOf(year, 3, 8) : sundayOf(year, 4, 1);
  const to = year >= 2007 ? sundayOf(year, 11, 1) : sundayOf(year, 10, 25);
  // At 02:00 of the clock that holds until then.
  return [from + 7 * HOUR_MS, to + 6 * HOUR_MS];
}

/** The same for the European Union (the rule of 1996). */
function euDaylight(year: number): readonly [fromMs: number, toMs: number] {
  return [sundayOf(year, 3, 25) + HOUR_MS, sundayOf(year, 10, 25) + HOUR_MS];
}

/** Midnight UTC of the first Sunday on or after a day of the month. */
function sundayOf(year: number, month: number, fromDay: number): number {
  const ms = Date.UTC(year, month - 1, fromDay);
  return ms + ((7 - weekdayOf(ms)) % 7) * DAY_MS;
}

/** Day of the week of a UTC ms, Sunday 0. */
function weekdayOf(utcMs: number): number {
  return (((Math.floor(utcMs / DAY_MS) + EPOCH_WEEKDAY) % 7) + 7) % 7;
}

/** The civil year of a UTC ms. */
function yearOf(utcMs: number): number {
  let year = 1970 + Math.floor(utcMs / (365.2425 * DAY_MS));
  while (Date.UTC(year + 1, 0, 1) <= utcMs) year += 1;
  while (Date.UTC(year, 0, 1) > utcMs) year -= 1;
  return year;
}

/** A zone's clock. Remembers the stretch that was asked about last, so rows in order of time cost a comparison. */
export class BrokerClock {
  readonly zone: BrokerZone;
  #fromMs = 0;
  #toMs = 0;
  #offsetS = 0;

  constructor(zone: BrokerZone) {
    this.zone = zone;
    this.#offsetS = zone.standardOffsetS;
  }

  /** Server time minus UTC at a UTC ms, seconds. */
  offsetS(utcMs: number): number {
    if (utcMs < this.#fromMs || utcMs >= this.#toMs) this.#seek(utcMs);
    return this.#offsetS;
  }

  /**
   * UTC ms of a server time (its digits read as UTC ms); null where the server's clock never showed it. Of an hour that
   * comes twice the earlier instant, unless that lies before `notBeforeMs` (UTC ms), then the later one.
   */
  toUtc(localMs: number, notBeforeMs = -Infinity): number | null {
    const { standardOffsetS, daylight } = this.zone;
    const winter = localMs - standardOffsetS * 1000;
    if (daylight === 'none') return winter;
    const summer = winter - SUMMER_S * 1000;
    const isSummer = this.offsetS(summer) !== standardOffsetS;
    // Both instants lie in one stretch but in the hours around a change.
    const isWinter = winter >= this.#toMs || !isSummer ? this.offsetS(winter) === standardOffsetS : false;
    if (isSummer && isWinter) return summer < notBeforeMs ? winter : summer;
    return isSummer ? summer : isWinter ? winter : null;
  }

  /** Did the server's clock show this time twice? */
  isTwice(localMs: number): boolean {
    const { standardOffsetS, daylight } = this.zone;
    if (daylight === 'none') return false;
    const summer = localMs - (standardOffsetS + SUMMER_S) * 1000;
    if (this.offsetS(summer) === standardOffsetS) return false;
    return summer + SUMMER_S * 1000 >= this.#toMs;
  }

  /** The stretches of one offset that touch [fromMs, toMs), the first from `fromMs` on. */
  steps(fromMs: number, toMs: number): readonly { readonly fromMs: number; readonly offsetS: number }[] {
    const steps: { readonly fromMs: number; readonly offsetS: number }[] = [];
    for (let at = fromMs; at < toMs; at = this.#toMs) steps.push({ fromMs: at, offsetS: this.offsetS(at) });
    return steps;
  }

  #seek(utcMs: number): void {
    const { standardOffsetS, daylight } = this.zone;
    if (daylight === 'none') {
      this.#fromMs = -Infinity;
      this.#toMs = Infinity;
      return;
    }
    const rule = daylight === 'us' ? usDaylight : euDaylight;
    const year = yearOf(utcMs);
    const [beginMs, endMs] = rule(year);
    const isSummer = utcMs >= beginMs && utcMs < endMs;
    this.#offsetS = standardOffsetS + (isSummer ? SUMMER_S : 0);
    this.#fromMs = isSummer ? beginMs : utcMs < beginMs ? rule(year - 1)[1] : endMs;
    this.#toMs = isSummer ? endMs : utcMs < beginMs ? beginMs : rule(year + 1)[0];
  }
}
