import { describe, expect, it } from 'vitest';
import { formatStamp, StampReader } from './stamp.ts';
import { makeZone } from './zone.ts';

function read(text: string, zoneName = 'UTC'): string | null {
  const zone = makeZone(zoneName);
  if (!zone.ok) throw new Error(zone.error.text);
  const reader = new StampReader(zone.value);
  const fault = reader.read(text, -Infinity);
  return fault ?? new Date(reader.utcMs).toISOString();
}

describe('a time in a file', () => {
  it.each([
    ['2014-05-01T00:00:00Z', '2014-05-01T00:00:00.000Z'],
    ['2014-05-01t00:00:00.292z', '2014-05-01T00:00:00.292Z'],
    ['2014-05-01 00:01', '2014-05-01T00:01:00.000Z'],
    ['2014-05-01', '2014-05-01T00:00:00.000Z'],
    ['2014-05-01T03:00:00+03:00', '2014-05-01T00:00:00.000Z'],
    ['2014-05-01 03:00:00.123456789', '2014-05-01T03:00:00.123Z'],
    ['2024.01.01 23:00:00', '2024-01-01T23:00:00.000Z'],
    ['2024/01/01 23:00', '2024-01-01T23:00:00.000Z'],
    ['20200101 170000065', '2020-01-01T17:00:00.065Z'],
    ['20120201 000100', '2012-02-01T00:01:00.000Z'],
    ['20140501', '2014-05-01T00:00:00.000Z'],
    ['18.06.2022 00:00:00.000 GMT+0300', '2022-06-17T21:00:00.000Z'],
    ['18.06.2022 00:30:00', '2022-06-18T00:30:00.000Z'],
    ['1398902400292', '2014-05-01T00:00:00.292Z'],
    ['1398902400', '2014-05-01T00:00:00.000Z'],
    ['1398902400.292', '2014-05-01T00:00:00.292Z'],
    ['1398902400292.9', '2014-05-01T00:00:00.292Z'],
    ['  1971.01.04 ', '1971-01-04T00:00:00.000Z'],
  ])('reads "%s"', (text, utc) => {
    expect(read(text)).toBe(utc);
  });

  it('reads a time without a zone by the file\'s zone, and one with a zone by its own', () => {
    expect(read('2024.07.01 12:00', 'Europe/Athens')).toBe('2024-07-01T09:00:00.000Z');
    expect(read('2024-07-01T12:00Z', 'Europe/Athens')).toBe('2024-07-01T12:00:00.000Z');
    expect(read('1398902400292', 'Europe/Athens')).toBe('2014-05-01T00:00:00.292Z');
  });

  it.each([
    '', 'abc', '2014-13-01', '2014-02-30', '2014-05-01 24:00', '2014-05-01 12:60', '2014-05-01T12:00:61', '1e12',
    '2014-05.01', '99999999999999999', '01/02/2014', '1850-01-01', '2014-05-01 12:00 EST', '0x10', '31.02.2014',
  ])('refuses "%s"', (text) => {
    expect(read(text)).toBe('unreadable');
  });

  it('says when no clock of the zone ever showed the time', () => {
    expect(read('2024-03-10 02:30', 'America/New_York')).toBe('never-was');
  });

  it('is written with milliseconds only where there are any', () => {
    expect(formatStamp(1398902400000)).toBe('2014-05-01T00:00:00Z');
    expect(formatStamp(1398902400292)).toBe('2014-05-01T00:00:00.292Z');
  });
});
