// What clock a broker's server keeps, from when its weeks begin. Foreign exchange opens on Sunday at 17:00 in New York,
// metals and indices, which rest an hour a day, at 18:00. So the first stamp after each weekend tells the server's
// distance from UTC that week, and the weeks in which New York and Europe disagree tell whose daylight saving it has.
//
// Source: the sessions that brokers publish; CME Globex hours.

import { BrokerClock, formatBrokerZone, usDaylight, type BrokerZone, type DaylightRule } from '#core/model';

export interface ZoneCount {
  readonly zone: BrokerZone;
  /** Weeks whose first stamp is where this zone says. */
  readonly agreeing: number;
}

export interface ZoneGuess extends ZoneCount {
  /** Weeks looked at: from `fromLocalMs` on, where older ones follow another clock. */
  readonly weeks: number;
  /** Server time of the first week counted, as if UTC, ms. */
  readonly fromLocalMs: number;
  /** Zones that fit as well, or but for a week: these stamps do not decide between them. */
  readonly alternatives: readonly ZoneCount[];
}

interface WeekOpen {
  /** Server time as if UTC, ms. */
  readonly localMs: number;
  /** Days of this week that began at the same time of day, after a rest of about an hour. */
  breaks: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** 1970-01-04 was a Sunday. */
const SUNDAY_MS = 3 * DAY_MS;
const WEEKEND_MS_MIN = 36 * HOUR_MS;
const WEEKEND_MS_MAX = 80 * HOUR_MS;
/** Rows further apart are not those of the hours around a weekend (MT5 fills the far past with daily bars). */
const STEP_MS_MAX = 4 * HOUR_MS;
const BREAK_MS_MIN = 45 * MINUTE_MS;
const BREAK_MS_MAX = 150 * MINUTE_MS;
/** The first tick of a week comes a little late. */
const LATE_MS_MAX = 30 * MINUTE_MS;
const WEEKS_MAX = 2_000;
/** So large a part of the weeks must agree; the others are holidays. */
const AGREEING_MIN = 0.9;
/** A zone that wins by fewer weeks than this is not told from the other. */
const LEAD_MIN = 2;
const HOURS_EAST = Array.from({ length: 27 }, (_, index) => index - 12);
const RULES: readonly DaylightRule[] = ['us', 'eu', 'none'];

/** Gathers week opens from the stamps of one series in order of time: bars of at most four hours, or ticks. */
export class WeekOpens {
  #opens: WeekOpen[] = [];
  #beforeMs = NaN;
  #lastMs = NaN;
  #stepMs = Infinity;
  #weekend: number | null = null;

  /** `localMs`: server time as if UTC. */
  next(localMs: number): void {
    const step = localMs - this.#lastMs;
    if (step <= 0) return;
    if (this.#weekend !== null && step <= STEP_MS_MAX) this.#note(this.#weekend);
    this.#weekend = null;
    const before = this.#lastMs - this.#beforeMs;
    if (step >= WEEKEND_MS_MIN && step <= WEEKEND_MS_MAX && before <= STEP_MS_MAX) this.#weekend = localMs;
    else if (step >= this.#stepMs + BREAK_MS_MIN && step <= this.#stepMs + BREAK_MS_MAX) this.#noteBreak(localMs);
    if (step < this.#stepMs) this.#stepMs = step;
    this.#beforeMs = this.#lastMs;
    this.#lastMs = localMs;
  }

  /** The zone that explains most of the newest weeks; null where no week's open was seen. */
  guess(): ZoneGuess | null {
    const opens = this.#opens;
    const rests = opens.reduce((sum, { breaks }) => sum + Math.min(breaks, 4), 0);
    const opensAt = rests >= opens.length * 2 ? 18 : 17;
    const counts = candidates().map((zone) => this.#count(zone, opensAt));
    const best = Math.max(...counts.map(({ agreeing }) => agreeing));
    if (best <= 0) return null;
    const close = counts.filter(({ agreeing }) => agreeing > best - LEAD_MIN && agreeing > 0);
    // Of equals, the first of the candidates.
    const winner = close.find(({ agreeing }) => agreeing === best) as (typeof close)[number];
    return {
      zone: winner.zone, agreeing: best, weeks: winner.weeks, fromLocalMs: winner.fromLocalMs,
      alternatives: close.filter((one) => one !== winner).sort((a, b) => b.agreeing - a.agreeing)
        .map(({ zone, agreeing }) => ({ zone, agreeing })),
    };
  }

  #note(localMs: number): void {
    this.#opens.push({ localMs, breaks: 0 });
    if (this.#opens.length > WEEKS_MAX) this.#opens.shift();
  }

  #noteBreak(localMs: number): void {
    const open = this.#opens[this.#opens.length - 1];
    if (open === undefined || localMs - open.localMs > 5 * DAY_MS) return;
    const apart = (localMs - open.localMs) % DAY_MS;
    if (Math.min(apart, DAY_MS - apart) < LATE_MS_MAX) open.breaks += 1;
  }

  /** The longest stretch up to now, newest first, in which the zone explains nearly all weeks. */
  #count(zone: BrokerZone, opensAt: number): ZoneCount & { readonly weeks: number; readonly fromLocalMs: number } {
    const clock = new BrokerClock(zone);
    const gridMs = this.#stepMs > 15 * MINUTE_MS ? this.#stepMs : MINUTE_MS;
    let agreeing = 0;
    let found = { zone, agreeing: 0, weeks: 0, fromLocalMs: 0 };
    for (let at = this.#opens.length - 1, weeks = 1; at >= 0; at -= 1, weeks += 1) {
      const { localMs } = this.#opens[at] as WeekOpen;
      if (explains(clock, localMs, opensAt, gridMs)) agreeing += 1;
      if (agreeing >= weeks * AGREEING_MIN) found = { zone, agreeing, weeks, fromLocalMs: localMs };
    }
    return found;
  }
}

function explains(clock: BrokerClock, localMs: number, opensAt: number, gridMs: number): boolean {
  const utcMs = weekOpenMs(localMs - clock.zone.standardOffsetS * 1000, opensAt);
  const expected = utcMs + clock.offsetS(utcMs) * 1000;
  const late = localMs - (expected - (((expected % gridMs) + gridMs) % gridMs));
  return late >= 0 && late < LATE_MS_MAX;
}

/** UTC ms of the week's open that is nearest to `nearMs`: a Sunday, `opensAt` o'clock in New York. */
function weekOpenMs(nearMs: number, opensAt: number): number {
  const sunday = SUNDAY_MS + Math.round((nearMs - 22 * HOUR_MS - SUNDAY_MS) / WEEK_MS) * WEEK_MS;
  const standard = sunday + (opensAt + 5) * HOUR_MS;
  const year = 1970 + Math.floor(sunday / (365.2425 * DAY_MS));
  const isSummer = [year - 1, year, year + 1].some((one) => {
    const [from, to] = usDaylight(one);
    return standard >= from && standard < to;
  });
  return isSummer ? standard - HOUR_MS : standard;
}

// In the order of preference among equals: what most brokers of foreign exchange keep, then UTC, then the rest.
function candidates(): readonly BrokerZone[] {
  const all = RULES.flatMap((daylight) => HOURS_EAST.map((hours) => ({ standardOffsetS: hours * 3600, daylight })));
  const preferred = ['+02:00/us', '+02:00/eu', '+00:00'];
  const rank = (zone: BrokerZone): number => {
    const at = preferred.indexOf(formatBrokerZone(zone));
    return at < 0 ? preferred.length : at;
  };
  return all.sort((a, b) => rank(a) - rank(b));
}
