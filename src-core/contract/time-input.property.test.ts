// A time in a request means what the platform's own calendar says it means.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTimeMs, timeInput } from './time-input.ts';

const anyMs = fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 11, 31) });

describe('a time', () => {
  it('in ISO 8601 is what Date makes of it, in every offset', () => {
    fc.assert(fc.property(anyMs, fc.integer({ min: -14 * 60, max: 14 * 60 }), (ms, offset) => {
      const local = new Date(ms + offset * 60_000);
      fc.pre(local.getUTCFullYear() >= 1 && local.getUTCFullYear() <= 9999);
      const text = local.toISOString().slice(0, -1);
      const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
      const zone = `${offset < 0 ? '-' : '+'}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`;
      expect(parseTimeMs(`${text}${zone}`)).toBe(ms);
      expect(parseTimeMs(`${text}${zone.replace(':', '')}`)).toBe(ms);
      expect(parseTimeMs(new Date(ms).toISOString())).toBe(ms);
      expect(parseTimeMs(new Date(ms).toISOString().slice(0, -1))).toBe(ms);
      if (offset >= 0) expect(parseTimeMs(`${text}${zone.replace('+', ' ')}`)).toBe(ms);
    }));
  });

  it('as a number is milliseconds, below 1e11 seconds', () => {
    const ms = 1_398_902_400_000;
    expect([ms / 1_000, '1398902400', ms, '1398902400000'].map(parseTimeMs)).toEqual([ms, ms, ms, ms]);
    expect([0, 1.5, '99999999999', 1e11].map(parseTimeMs)).toEqual([0, 1_500, 99_999_999_999_000, 1e11]);
  });

  it('that cannot be read is refused', () => {
    for (const text of [
      '', 'x', '2014-13-01', '2014-00-01', '2014-02-29', '2014-04-31', '2014-05-01T25:00', '2014-05-01T24:01',
      '2014-05-01T10:60', '2014-05-01T10:00:60', '2014-05-01T10:00+24:00', '2014-05-01T', '14-05-01', '1e3', 'NaN',
      '0x10',
    ]) {
      expect(parseTimeMs(text), text).toBeNull();
    }
    expect([NaN, Infinity, 1e17].map(parseTimeMs)).toEqual([null, null, null]);
    expect(timeInput.safeParse('soon').error?.issues[0]?.message).toContain('ISO 8601');
    expect(parseTimeMs('2016-02-29T24:00:00Z')).toBe(Date.UTC(2016, 2, 1));
  });
});
