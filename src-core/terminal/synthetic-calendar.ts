// The synthetic market's economic calendar: the same news that move its prices, as MT5's calendar has them. Each event
// is announced a week before its day with forecast and previous value, and released at its minute with the actual one;
// what beats the forecast lifts its currency.
//
// Every change has a number that grows with time, so that a reader goes on from the last one it has. Broker times.

import { Random } from '#core/base';
import type { Factor, News } from './synthetic-shape.ts';

export interface CalendarRow {
  readonly id: string;
  readonly event_id: string;
  /** Broker seconds. */
  readonly time: number;
  readonly period: number;
  readonly rev: number;
  readonly country: string;
  readonly currency: string;
  readonly name: string;
  readonly importance: number;
  readonly sector: string;
  readonly unit: string;
  readonly mult: string;
  readonly digits: number;
  /** 0 unknown, 1 good and 2 bad for the currency. */
  readonly impact: number;
  readonly actual: number | null;
  readonly forecast: number;
  readonly prev: number;
  readonly revised: number | null;
}

export interface CalendarChange {
  readonly id: number;
  readonly atBrokerMs: number;
  readonly rows: readonly CalendarRow[];
  /** The bank whose rate this is, null for other events. */
  readonly bank: string | null;
}

interface Kind {
  readonly eventId: string;
  readonly minute: number;
  readonly factor: Factor;
  readonly country: string;
  readonly name: string;
  readonly importance: number;
  readonly sector: string;
  readonly unit: string;
  readonly base: number;
  /** One step of the value; a surprise is some of them. */
  readonly step: number;
  readonly digits: number;
  readonly bank: string | null;
}

const KINDS: readonly Kind[] = [
  {
    eventId: '392010001', minute: 180, factor: 'jpy', country: 'JP', name: 'BoJ Interest Rate Decision', importance: 3,
    sector: 'money', unit: 'percent', base: 0.75, step: 0.25, digits: 2, bank: 'BOJ',
  },
  {
    eventId: '826010002', minute: 540, factor: 'gbp', country: 'GB', name: 'Claimant Count Change', importance: 2,
    sector: 'jobs', unit: 'thousand', base: -20, step: -4, digits: 1, bank: null,
  },
  {
    eventId: '999010003', minute: 660, factor: 'eur', country: 'EU', name: 'Industrial Production m/m', importance: 2,
    sector: 'business', unit: 'percent', base: 0.2, step: 0.1, digits: 1, bank: null,
  },
  {
    eventId: '999010004', minute: 720, factor: 'eur', country: 'EU', name: 'ECB Interest Rate Decision', importance: 3,
    sector: 'money', unit: 'percent', base: 2.15, step: 0.25, digits: 2, bank: 'ECB',
  },
  {
    eventId: '840010005', minute: 930, factor: 'usd', country: 'US', name: 'Core CPI m/m', importance: 3,
    sector: 'prices', unit: 'percent', base: 0.3, step: 0.1, digits: 1, bank: null,
  },
  {
    eventId: '840010006', minute: 1020, factor: 'usd', country: 'US', name: 'ISM Services PMI', importance: 3,
    sector: 'business', unit: 'index', base: 52, step: 0.6, digits: 1, bank: null,
  },
  {
    eventId: '840010007', minute: 1260, factor: 'usd', country: 'US', name: 'Fed Interest Rate Decision',
    importance: 3, sector: 'money', unit: 'percent', base: 3.75, step: 0.25, digits: 2, bank: 'FED',
  },
];

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const NOTICE_DAYS = 7;
/** Numbers of one day: 0 for its announcements, then one a release. */
const IDS_A_DAY = 100;
const ROWS_MAX = 400;

export class SyntheticCalendar {
  readonly #newsOf: (day: number) => readonly News[];
  readonly #days = new Map<number, readonly CalendarChange[]>();

  /** `newsOf` tells what strikes on a broker day (days since 1970). */
  constructor(newsOf: (day: number) => readonly News[]) {
    this.#newsOf = newsOf;
  }

  /** What changed after `afterId` and until `nowBrokerMs`, oldest first; null begins two weeks back. */
  changesSince(afterId: number | null, nowBrokerMs: number): readonly CalendarChange[] {
    const today = Math.floor(nowBrokerMs / DAY_MS);
    const oldest = today - 2 * NOTICE_DAYS;
    const first = afterId === null ? oldest : Math.max(oldest, Math.floor(afterId / IDS_A_DAY));
    const out: CalendarChange[] = [];
    for (let day = first; day <= today; day += 1) {
      for (const change of this.#changesOf(day)) {
        if (change.atBrokerMs <= nowBrokerMs && change.id > (afterId ?? -1)) out.push(change);
      }
    }
    return out;
  }

  /** Rows of events in [fromMs, toMs] of broker time as they stand at `nowBrokerMs`, oldest first. */
  rowsBetween(fromMs: number, toMs: number, nowBrokerMs: number): readonly CalendarRow[] {
    const out: CalendarRow[] = [];
    const last = Math.min(Math.floor(toMs / DAY_MS), Math.floor(nowBrokerMs / DAY_MS) + NOTICE_DAYS);
    const first = Math.max(Math.floor(fromMs / DAY_MS), last - 400);
    for (let day = first; day <= last; day += 1) {
      for (const row of this.#eventsOf(day)) {
        const isPast = row.time * 1000 <= nowBrokerMs;
        if (row.time * 1000 >= fromMs && row.time * 1000 <= toMs) out.push(isPast ? row : announced(row));
      }
    }
    return out;
  }

  #changesOf(day: number): readonly CalendarChange[] {
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const changes: CalendarChange[] = [];
    const ahead = this.#eventsOf(day + NOTICE_DAYS);
    if (ahead.length > 0) {
      changes.push({ id: day * IDS_A_DAY, atBrokerMs: day * DAY_MS, rows: ahead.map(announced), bank: null });
    }
    this.#eventsOf(day).forEach((row, i) => {
      const bank = KINDS.find((kind) => kind.eventId === row.event_id)?.bank ?? null;
      changes.push({ id: day * IDS_A_DAY + 1 + i, atBrokerMs: row.time * 1000, rows: [row], bank });
    });
    this.#days.set(day, changes);
    if (this.#days.size > 64) this.#days.delete(this.#days.keys().next().value as number);
    return changes;
  }

  /** The day's events with their actual values, by time. */
  #eventsOf(day: number): readonly CalendarRow[] {
    return this.#newsOf(day)
      .flatMap(({ minute, factor, shock }) => {
        const kind = KINDS.find((one) => one.minute === minute && one.factor === factor);
        return kind === undefined ? [] : [eventOf(kind, day, shock)];
      })
      .sort((a, b) => a.time - b.time);
  }
}

/** One message's worth: every event once, as the newest change has it. */
export function calendarBody(changes: readonly CalendarChange[]): object | null {
  const last = changes[changes.length - 1];
  if (last === undefined) return null;
  const rows = new Map<string, CalendarRow>();
  for (const change of changes) for (const row of change.rows) rows.set(row.id, row);
  return { change_id: String(last.id), rows: [...rows.values()].slice(-ROWS_MAX), origin: 'ea' };
}

function eventOf(kind: Kind, day: number, shock: number): CalendarRow {
  const random = new Random(day * 1000 + kind.minute);
  const rounded = (value: number) => Math.round(value * 100) / 100;
  const prev = rounded(kind.base + kind.step * random.nextInt(-2, 2));
  const forecast = kind.bank === null ? rounded(prev + kind.step * random.nextInt(-1, 1)) : prev;
  const steps = kind.bank === null ? Math.max(1, Math.round(Math.abs(shock) / 3)) : 1;
  return {
    id: `${String(day)}${String(kind.minute).padStart(4, '0')}`, event_id: kind.eventId,
    time: (day * DAY_MS + kind.minute * MINUTE_MS) / 1000, period: day * 86_400, rev: 1, country: kind.country,
    currency: kind.factor.toUpperCase(), name: kind.name, importance: kind.importance, sector: kind.sector,
    unit: kind.unit, mult: 'none', digits: kind.digits, impact: shock > 0 ? 1 : 2,
    actual: rounded(forecast + kind.step * steps * (shock > 0 ? 1 : -1)), forecast, prev, revised: null,
  };
}

/** The same event before its release. */
function announced(row: CalendarRow): CalendarRow {
  return { ...row, rev: 0, impact: 0, actual: null };
}
