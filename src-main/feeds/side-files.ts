// What features read beside prices, from files: daily series of other markets, the economic calendar, sentiment. Each
// value gets the moment from which it was known.

import { fail, newYorkMoment, ok, type Result } from '#core/base';
import { EventCalendar, KnownSeries, PairSentiment, type CalendarEvent } from '#core/features';
import { readDecimal } from './decimal.ts';
import type { ImportHooks } from './import-file.ts';
import { reject } from './reject.ts';
import { readSideTable, type SideReport, type SideRow } from './side-table.ts';
import { StampReader } from './stamp.ts';
import { makeZone, type Zone } from './zone.ts';

const DAY_MS = 86_400_000;
const TIMES = ['time', 'timeutc', 'datetime', 'datetimeutc', 'timestamp', 'date', 'observationdate'];

type Hooks = Pick<ImportHooks, 'onReject'>;

interface Read<T> {
  readonly value: T;
  readonly report: SideReport;
}

function utc(): Zone {
  const zone = makeZone('UTC');
  if (!zone.ok) throw new Error('UTC is a zone');
  return zone.value;
}

function isTime(stamps: StampReader, row: SideRow): boolean {
  return stamps.read(row('time'), Number.NEGATIVE_INFINITY) === null;
}

function badTime(row: SideRow): ReturnType<typeof reject> {
  return reject('IMPORT_TIME_BAD', `(time "${row('time').slice(0, 40)}")`);
}

/** American exchanges write 01/31/2024: the month first. */
function yearFirst(text: string): string {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (match === null) return text;
  const [, month = '', day = '', year = ''] = match;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/**
 * A series of daily closes, `time` a date of the exchange. A close counts from `closeMinute` of New York's day on
 * (16:00 is 960). A row whose high or low does not hold open and close is damaged and left out. Of two columns the
 * second is the close, whatever its name.
 */
export async function readDailyFile(
  path: string, closeMinute: number, hooks: Hooks,
): Promise<Result<Read<KnownSeries>>> {
  const series = new KnownSeries();
  const stamps = new StampReader(utc());
  let dayBefore = Number.NEGATIVE_INFINITY;
  const columns = { time: TIMES, open: ['open'], high: ['high'], low: ['low'], close: ['close', 'price', 'last'] };
  const report = await readSideTable(path, {
    columns, required: ['time', 'close'], second: 'close',
    take: (row, isComma) => {
      if (stamps.read(yearFirst(row('time')), Number.NEGATIVE_INFINITY) !== null) return badTime(row);
      if (stamps.localMs % DAY_MS !== 0) return reject('IMPORT_TIME_OFF_GRID', '(D1)');
      const day = stamps.localMs / DAY_MS;
      if (day < dayBefore) return reject('IMPORT_TIME_BACKWARDS', `(${row('time')})`);
      const [open, high, low] = ['open', 'high', 'low'].map((name) => readDecimal(row(name), isComma));
      if (row('close') === '') return reject('IMPORT_VALUE_MISSING', '(close)');
      const close = readDecimal(row('close'), isComma);
      if (Number.isNaN(close)) return reject('IMPORT_NUMBER_BAD', `(close "${row('close').slice(0, 40)}")`);
      if (close <= 0) return reject('IMPORT_PRICE_BAD', `(close ${close})`);
      if (!holds(open, high, low, close)) {
        return reject('IMPORT_OHLC_VIOLATION', `(${String(open)} ${String(high)} ${String(low)} ${close})`);
      }
      if (day === dayBefore) {
        const isSame = series.value(series.count - 1) === close;
        return isSame ? 'duplicate' : reject('IMPORT_TIME_CONFLICT', `(${row('time')})`);
      }
      dayBefore = day;
      series.put(newYorkMoment(day, closeMinute), [close]);
      return 'taken';
    },
  }, hooks);
  if (!report.ok) return report;
  // A file of hours would give its midnights for closes of days.
  if ((report.value.reasons['IMPORT_TIME_OFF_GRID'] ?? 0) > report.value.accepted) {
    return fail('IMPORT_TIMEFRAME_OTHER', `${path}: most of the rows are not of days.`);
  }
  return ok({ value: series, report: report.value });
}

/** What is not there (NaN) contradicts nothing. */
function holds(open = Number.NaN, high = Number.NaN, low = Number.NaN, close = Number.NaN): boolean {
  return !(high < open || high < close || low > open || low > close);
}

/** Currencies of the countries that calendars name; a currency is its own. */
const CURRENCY_OF: Readonly<Record<string, string>> = {
  US: 'USD', USA: 'USD', EUROZONE: 'EUR', EA: 'EUR', EU: 'EUR', DE: 'EUR', FR: 'EUR', IT: 'EUR', ES: 'EUR', UK: 'GBP',
  GB: 'GBP', JP: 'JPY', CH: 'CHF', CA: 'CAD', AU: 'AUD', NZ: 'NZD', CN: 'CNY', ALL: '',
};
const FACTORS: Readonly<Record<string, number>> = { '': 1, '%': 1, K: 1e3, M: 1e6, B: 1e9, T: 1e12 };

/** A figure as calendars write it (`1.2%`, `-350K`, `<0.25%`); null where it is none, as votes are (`0-2-7`). */
function readFigure(text: string): number | null {
  const match = /^<?(-?[\d.]+)([%KMBT]?)$/i.exec(text);
  const value = readDecimal(match?.[1] ?? '', false) * (FACTORS[(match?.[2] ?? '').toUpperCase()] ?? Number.NaN);
  return Number.isNaN(value) ? null : value;
}

/**
 * An economic calendar: time, currency or country, impact, event, and actual and forecast where it has them. The
 * schedule counts from the start, an actual from its event's time. `currencies` are the symbol's, null takes all.
 */
export async function readCalendarFile(
  path: string, currencies: readonly string[] | null, zone: Zone | null, hooks: Hooks,
): Promise<Result<Read<EventCalendar>>> {
  const events: CalendarEvent[] = [];
  const stamps = new StampReader(zone ?? utc());
  const report = await readSideTable(path, {
    columns: {
      time: TIMES, currency: ['currency', 'country'], impact: ['impact', 'importance'],
      name: ['event', 'name', 'title'], actual: ['actual'], forecast: ['forecast', 'consensus'],
    },
    required: ['time', 'currency', 'impact', 'name'],
    take: (row) => {
      if (!isTime(stamps, row)) return badTime(row);
      const place = row('currency').toUpperCase();
      events.push({
        timeMs: stamps.utcMs, currency: CURRENCY_OF[place] ?? place, name: row('name'),
        isHigh: ['high', '3'].includes(row('impact').toLowerCase()), actual: readFigure(row('actual')),
        forecast: readFigure(row('forecast')),
      });
      return 'taken';
    },
  }, hooks);
  return report.ok ? ok({ value: new EventCalendar(events, currencies), report: report.value }) : report;
}

/**
 * Scores from -1 to 1: `time` is the moment each became known, `scope` a currency or symbol (without: the symbol
 * itself). `base` and `quote` are the symbol's currencies, '' where it has none.
 */
export async function readSentimentFile(
  path: string, symbol: string, base: string, quote: string, zone: Zone | null, hooks: Hooks,
): Promise<Result<Read<KnownSeries>>> {
  const scores = new PairSentiment(symbol, base, quote);
  const stamps = new StampReader(zone ?? utc());
  let beforeMs = Number.NEGATIVE_INFINITY;
  const scopeOf = (row: SideRow): string => row('scope').toUpperCase();
  const report = await readSideTable(path, {
    columns: { time: TIMES, score: ['score', 'sentiment'], scope: ['scope', 'currency', 'symbol'] },
    required: ['time', 'score'],
    take: (row, isComma) => {
      if (!isTime(stamps, row)) return badTime(row);
      if (stamps.utcMs < beforeMs) return reject('IMPORT_TIME_BACKWARDS', `(${row('time')})`);
      const score = readDecimal(row('score'), isComma);
      if (!(score >= -1 && score <= 1)) {
        return reject('IMPORT_NUMBER_BAD', `(score "${row('score').slice(0, 40)}", from -1 to 1)`);
      }
      beforeMs = stamps.utcMs;
      scores.take(beforeMs, scopeOf(row), score);
      return 'taken';
    },
  }, hooks);
  return report.ok ? ok({ value: scores.series, report: report.value }) : report;
}
