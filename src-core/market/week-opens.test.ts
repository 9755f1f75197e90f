import { describe, expect, it } from 'vitest';
import { BrokerClock, formatBrokerZone, readBrokerZone, type BrokerZone } from '#core/model';
import { WeekOpens, type ZoneGuess } from './index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The second road to New York's clock: the runtime's tables. */
const newYork = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'America/New_York', dateStyle: 'short', timeStyle: 'medium',
});
const wall = (utcMs: number): number => Date.parse(`${newYork.format(utcMs).replace(' ', 'T')}Z`);

/** Stamps of a market as a server with this zone writes them: open Sunday `opensAt` to Friday 17:00 in New York. */
function stamps(zone: string, fromMs: number, toMs: number, stepMs: number, opensAt: 17 | 18): readonly number[] {
  const clock = new BrokerClock(readBrokerZone(zone) as BrokerZone);
  const found: number[] = [];
  for (let utc = fromMs; utc < toMs; utc += stepMs) {
    const local = wall(utc);
    const day = Math.floor(local / DAY + 4) % 7;
    const hour = (local % DAY) / HOUR;
    const isOpen = day === 6 ? false : day === 0 ? hour >= opensAt : day === 5 ? hour < 17 : hour < 17 || hour >= opensAt;
    if (isOpen) found.push(utc + clock.offsetS(utc) * 1000);
  }
  return found;
}

function guess(times: readonly number[]): ZoneGuess | null {
  const opens = new WeekOpens();
  for (const time of times) opens.next(time);
  return opens.guess();
}

const YEAR = [Date.UTC(2023, 0, 1), Date.UTC(2024, 5, 1)] as const;
/** The first has no weekend before it. */
const SUNDAYS = 53 + 21;

describe('the zone of a server', () => {
  const zones = ['+02:00/eu', '+02:00/us', '+03:00', '+00:00', '+00:00/eu', '-05:00/us', '+08:00', '-03:00'];

  it.each(zones)('%s is found from hourly bars of currencies', (zone) => {
    const found = guess(stamps(zone, ...YEAR, HOUR, 17));
    expect(found === null ? null : formatBrokerZone(found.zone)).toBe(zone);
    expect(found).toMatchObject({ agreeing: SUNDAYS - 1, weeks: SUNDAYS - 1, alternatives: [] });
  });

  it.each(zones)('%s is found from hourly bars of metals, which rest an hour a day', (zone) => {
    const found = guess(stamps(zone, ...YEAR, HOUR, 18));
    expect(found === null ? null : formatBrokerZone(found.zone)).toBe(zone);
    expect(found?.alternatives).toEqual([]);
  });

  it('is found from minutes of seven weeks around a change, and is told apart only by two of them', () => {
    const found = guess(stamps('+02:00/eu', Date.UTC(2024, 1, 25), Date.UTC(2024, 3, 10), MINUTE, 17));
    expect(found === null ? null : formatBrokerZone(found.zone)).toBe('+02:00/eu');
    expect(found?.alternatives).toEqual([]);
  });

  it('is not decided by a summer alone: what fits as well is named', () => {
    const found = guess(stamps('+03:00', Date.UTC(2024, 4, 1), Date.UTC(2024, 7, 1), HOUR, 17));
    expect(found).toMatchObject({ agreeing: 13, weeks: 13 });
    expect([found?.zone, ...(found?.alternatives ?? []).map(({ zone }) => zone)].map((zone) => (
      zone === undefined ? '' : formatBrokerZone(zone)))).toEqual(['+02:00/us', '+02:00/eu', '+03:00']);
  });

  it('is that of the newest weeks where the server changed its clock', () => {
    const before = stamps('+00:00', Date.UTC(2021, 0, 1), Date.UTC(2022, 0, 1), HOUR, 17);
    const after = stamps('+02:00/us', Date.UTC(2022, 0, 1), Date.UTC(2023, 5, 1), HOUR, 17);
    const found = guess([...before, ...after]);
    expect(found === null ? null : formatBrokerZone(found.zone)).toBe('+02:00/us');
    expect(new Date(found?.fromLocalMs ?? 0).getUTCFullYear()).toBe(2021);
    expect(found?.alternatives).toEqual([]);
  });

  it('is not moved by weeks that open late after a holiday', () => {
    const times = stamps('+02:00/eu', ...YEAR, HOUR, 17);
    const holidays = [Date.UTC(2023, 11, 25), Date.UTC(2024, 0, 1), Date.UTC(2023, 3, 10)];
    const found = guess(times.filter((time) => !holidays.some((day) => time >= day && time < day + 10 * HOUR)));
    expect(found === null ? null : formatBrokerZone(found.zone)).toBe('+02:00/eu');
    expect(found?.weeks).toBe(SUNDAYS - 1);
    expect(found?.agreeing).toBe(SUNDAYS - 1 - holidays.length);
  });

  it('is unknown without a weekend, from daily bars, and from stamps that go back', () => {
    expect(guess(stamps('+02:00/eu', Date.UTC(2024, 0, 8, 12), Date.UTC(2024, 0, 10), MINUTE, 17))).toBeNull();
    expect(guess(Array.from({ length: 300 }, (_, day) => Date.UTC(2024, 0, 1 + day))
      .filter((time) => ![0, 6].includes(new Date(time).getUTCDay())))).toBeNull();
    expect(guess([5, 4, 3, 2, 1].map((day) => Date.UTC(2024, 0, day * 3)))).toBeNull();
    expect(guess([])).toBeNull();
  });
});
