import { describe, expect, it } from 'vitest';
import { BrokerClock, formatBrokerZone, readBrokerZone, type BrokerZone } from './index.ts';

const HOUR = 3_600_000;
const clock = (text: string): BrokerClock => new BrokerClock(readBrokerZone(text) as BrokerZone);
const at = (text: string): number => Date.parse(`${text}Z`);

/** The second road: the runtime's own tables. */
function offsetIn(name: string): (utcMs: number) => number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
  return (utcMs) => (Date.parse(`${format.format(utcMs).replace(' ', 'T')}Z`) - utcMs) / 1000;
}

describe('a broker\'s clock', () => {
  it.each([
    ['+02:00/eu', 'Europe/Athens', 0, 1996], ['+00:00/eu', 'Europe/London', 0, 1996],
    ['+02:00/us', 'America/New_York', 7 * 3600, 1987], ['-05:00/us', 'America/New_York', 0, 1987],
    ['+03:00', 'Asia/Riyadh', 0, 1987],
  ] as const)('%s is %s (plus %i s) in every hour around every change', (text, name, plusS, firstYear) => {
    const ours = clock(text);
    const theirs = offsetIn(name);
    for (let year = firstYear; year <= 2037; year += 1) {
      for (const month of [2, 3, 9, 10]) {
        for (let utc = Date.UTC(year, month, 1); utc < Date.UTC(year, month + 1, 8); utc += month % 2 === 0 ? HOUR : 3 * HOUR) {
          if (ours.offsetS(utc) !== theirs(utc) + plusS) {
            throw new Error(`${new Date(utc).toISOString()}: ${String(ours.offsetS(utc))}`);
          }
        }
      }
    }
  });

  it('reads its own digits back to the instant, the hour that comes twice by the row above', () => {
    for (const text of ['+02:00/eu', '+02:00/us', '+03:00', '-05:00/us']) {
      const ours = clock(text);
      let above = -Infinity;
      for (let utc = Date.UTC(2023, 9, 20); utc < Date.UTC(2024, 3, 10); utc += HOUR / 2) {
        expect(ours.toUtc(utc + ours.offsetS(utc) * 1000, above)).toBe(utc);
        above = utc + 1;
      }
    }
  });

  it('knows no time that it never showed', () => {
    expect(clock('+02:00/eu').toUtc(at('2024-03-31T03:30'))).toBeNull();
    expect(clock('+02:00/us').toUtc(at('2024-03-10T09:30'))).toBeNull();
  });

  it('has its midnight at New York\'s close all year', () => {
    const ours = clock('+02:00/us');
    const newYork = offsetIn('America/New_York');
    for (let day = 0; day < 400; day += 1) {
      const utc = ours.toUtc(Date.UTC(2024, 0, 1 + day)) as number;
      expect((utc / 1000 + newYork(utc)) % 86_400).toBe(17 * 3600);
    }
  });

  it('tells its steps over a span', () => {
    expect(clock('+02:00/eu').steps(at('2024-01-01T00:00'), at('2025-01-01T00:00'))).toEqual([
      { fromMs: at('2024-01-01T00:00'), offsetS: 7200 }, { fromMs: at('2024-03-31T01:00'), offsetS: 10_800 },
      { fromMs: at('2024-10-27T01:00'), offsetS: 7200 },
    ]);
    expect(clock('+03:00').steps(0, 5)).toEqual([{ fromMs: 0, offsetS: 10_800 }]);
  });
});

describe('the name of a broker\'s zone', () => {
  it.each(['+02:00', '+02:00/eu', '-05:00/us', '+05:30', '+00:00'])('is read as it is written: %s', (text) => {
    expect(formatBrokerZone(readBrokerZone(text) as BrokerZone)).toBe(text);
  });

  it.each(['', '+2', '+02:00/uk', '+15:00', '02:00', '+02:75', 'Europe/Athens'])('is not "%s"', (text) => {
    expect(readBrokerZone(text)).toBeNull();
  });
});
