// New York's clock against the runtime's own tables of zones, and against dates written down by hand.

import { describe, expect, it } from 'vitest';
import { dayNumber, monthOf, newYorkMoment, newYorkOffsetS, weekdayOf, yearOf } from './index.ts';

const DAY_MS = 86_400_000;
const at = (text: string): number => Date.parse(text);
const newYork = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York', hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit',
  minute: '2-digit', second: '2-digit',
});

/** The offset as the runtime's tables have it. */
function tableOffsetS(utcMs: number): number {
  const part = Object.fromEntries(newYork.formatToParts(utcMs).map(({ type, value }) => [type, Number(value)]));
  const local = Date.UTC(
    part['year'] ?? 0, (part['month'] ?? 1) - 1, part['day'], part['hour'], part['minute'], part['second'],
  );
  return (local - utcMs) / 1000;
}

describe('New York\'s clock', () => {
  it.each([
    ['2021-03-12', '2021-03-12T21:00:00Z'], ['2021-03-15', '2021-03-15T20:00:00Z'],
    ['2021-11-05', '2021-11-05T20:00:00Z'], ['2021-11-08', '2021-11-08T21:00:00Z'],
    // until 2006 from the first Sunday of April to the last of October
    ['2006-03-31', '2006-03-31T21:00:00Z'], ['2006-04-03', '2006-04-03T20:00:00Z'],
    ['2006-10-27', '2006-10-27T20:00:00Z'], ['2006-10-30', '2006-10-30T21:00:00Z'],
    ['1986-04-25', '1986-04-25T21:00:00Z'], ['1986-04-28', '1986-04-28T20:00:00Z'],
    // the oil crisis: summer time in January
    ['1974-01-04', '1974-01-04T21:00:00Z'], ['1974-01-07', '1974-01-07T20:00:00Z'],
    ['1975-02-21', '1975-02-21T21:00:00Z'], ['1975-02-24', '1975-02-24T20:00:00Z'],
  ])('shows 16:00 of %s at %s', (date, utc) => {
    expect(newYorkMoment(at(date) / DAY_MS, 16 * 60)).toBe(at(utc));
  });

  it('is what the tables of zones say, on every day from 1967 to 2037, near midnight, in the morning and at the close', () => {
    for (let day = dayNumber(1967, 1, 1); day < dayNumber(2038, 1, 1); day += 1) {
      const close = newYorkMoment(day, 16 * 60);
      if (newYorkOffsetS(close) !== tableOffsetS(close)) expect(new Date(close).toISOString()).toBe('as the tables say');
    }
  });

  it('changes to the second where the tables say', () => {
    const changes = ['1967-04-30', '1974-10-27', '1987-04-05', '2006-10-29', '2007-03-11', '2007-11-04', '2026-03-08'];
    for (const day of changes) {
      for (let minute = 5 * 60; minute <= 9 * 60; minute += 20) {
        for (const ms of [at(day) + minute * 60_000 - 1, at(day) + minute * 60_000]) {
          expect([ms, newYorkOffsetS(ms)]).toEqual([ms, tableOffsetS(Math.floor(ms / 1000) * 1000)]);
        }
      }
    }
  });
});

describe('a date', () => {
  it('is the same as the runtime\'s, forth and back, over the centuries', () => {
    for (let day = dayNumber(1899, 12, 1); day < dayNumber(2102, 2, 1); day += 3) {
      const date = new Date(day * DAY_MS);
      const year = yearOf(day);
      const month = monthOf(day, year);
      expect([year, month, weekdayOf(day)]).toEqual([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDay()]);
      expect(dayNumber(year, month, date.getUTCDate())).toBe(day);
    }
  });
});
