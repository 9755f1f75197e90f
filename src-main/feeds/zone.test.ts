import { describe, expect, it } from 'vitest';
import { readBrokerZone } from '#core/model';
import { makeZone, type Zone } from './zone.ts';

function zone(text: string): Zone {
  const made = makeZone(text);
  if (!made.ok) throw new Error(made.error.text);
  return made.value;
}

const local = (text: string): number => Date.parse(`${text}Z`);
const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString().slice(0, 16));

describe('a time zone', () => {
  it.each([
    ['UTC', '2024-07-01T12:00', '2024-07-01T12:00'],
    ['z', '2024-07-01T12:00', '2024-07-01T12:00'],
    ['+03:00', '2024-07-01T12:00', '2024-07-01T09:00'],
    ['-0530', '2024-07-01T12:00', '2024-07-01T17:30'],
    ['+3', '2024-07-01T12:00', '2024-07-01T09:00'],
    ['UTC+2', '2024-07-01T12:00', '2024-07-01T10:00'],
    ['Europe/Athens', '2024-07-01T12:00', '2024-07-01T09:00'],
    ['Europe/Athens', '2024-01-01T12:00', '2024-01-01T10:00'],
    ['America/New_York', '2024-03-10T03:00', '2024-03-10T07:00'],
    ['Asia/Kolkata', '2024-01-01T00:00', '2023-12-31T18:30'],
  ])('reads %s at %s as %s', (name, from, to) => {
    expect(iso(zone(name).toUtc(local(from), -Infinity))).toBe(to);
  });

  it('takes a local time that comes twice as the earlier instant, and as the later one after a later row', () => {
    const newYork = zone('America/New_York');
    const twice = local('2024-11-03T01:30');
    expect(iso(newYork.toUtc(twice, -Infinity))).toBe('2024-11-03T05:30');
    expect(iso(newYork.toUtc(twice, local('2024-11-03T05:59')))).toBe('2024-11-03T06:30');
  });

  it('refuses a local time that no clock ever showed', () => {
    expect(zone('America/New_York').toUtc(local('2024-03-10T02:30'), -Infinity)).toBeNull();
    expect(zone('Europe/Athens').toUtc(local('2024-03-31T03:15'), -Infinity)).toBeNull();
  });

  it.each(['Mars/Olympus', '', '+25:00', '+19', '3 hours', '+03:75', '+15:00/us'])('does not know "%s"', (name) => {
    const made = makeZone(name);
    expect(made.ok).toBe(false);
    if (!made.ok) expect(made.error.code).toBe('IMPORT_ZONE_UNKNOWN');
  });

  it('is the broker\'s server\'s where that was confirmed, and is asked for where it was not', () => {
    const profile = readBrokerZone('+02:00/us');
    const made = makeZone('broker', profile);
    expect(made.ok && [made.value.name, iso(made.value.toUtc(local('2024-03-12T00:00'), -Infinity))])
      .toEqual(['+02:00/us', '2024-03-11T21:00']);
    const none = makeZone('Broker');
    expect(none.ok ? null : none.error.code).toBe('IMPORT_ZONE_UNCONFIRMED');
    expect(iso(zone('+02:00/eu').toUtc(local('2024-03-12T00:00'), -Infinity))).toBe('2024-03-11T22:00');
    expect(zone('+02:00/eu').toUtc(local('2024-03-31T03:15'), -Infinity)).toBeNull();
  });

  it('counts the times that its clock showed twice', () => {
    for (const [name, day] of [['America/New_York', '2024-11-03'], ['-05:00/us', '2024-11-03'], ['+02:00/eu', '2024-10-27']]) {
      const counted = zone(name ?? '');
      const hour = name === '+02:00/eu' ? 3 : 1;
      for (const minute of ['00', '15', '59']) counted.toUtc(local(`${day ?? ''}T0${String(hour)}:${minute}`), -Infinity);
      for (const other of [hour - 1, hour + 1]) counted.toUtc(local(`${day ?? ''}T0${String(other)}:00`), -Infinity);
      expect([name, counted.twice]).toEqual([name, 3]);
    }
    expect(zone('+03:00').twice).toBe(0);
  });

  it('agrees with the runtime on every hour of two years in both directions', () => {
    const sydney = zone('Australia/Sydney');
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Australia/Sydney', dateStyle: 'short', timeStyle: 'medium',
    });
    let previous = -Infinity;
    for (let utc = Date.UTC(2023, 0, 1); utc < Date.UTC(2025, 0, 1); utc += 3_600_000) {
      const wall = Date.parse(`${format.format(utc).replace(' ', 'T')}Z`);
      expect(sydney.toUtc(wall, previous)).toBe(utc);
      previous = utc + 1;
    }
  });
});
