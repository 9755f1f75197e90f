import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barOpenMs, isTimeframe, TIMEFRAME_MS, TIMEFRAMES } from './timeframe.ts';

describe('where bars begin', () => {
  it('is on the broker\'s clock', () => {
    const noon = Date.UTC(2024, 6, 1, 12, 34, 56);
    expect(barOpenMs(noon, 'M5', 0)).toBe(Date.UTC(2024, 6, 1, 12, 30));
    expect(barOpenMs(noon, 'D1', 3 * 3_600)).toBe(Date.UTC(2024, 5, 30, 21));
    expect(barOpenMs(noon, 'H4', 3 * 3_600)).toBe(Date.UTC(2024, 6, 1, 9));
    expect(barOpenMs(noon, 'D1', -5 * 3_600)).toBe(Date.UTC(2024, 6, 1, 5));
    expect(barOpenMs(-1, 'M1', 0)).toBe(-60_000);
  });

  it('holds the time, stands on the grid, and never splits a shorter bar', () => {
    const offsets = fc.integer({ min: -48, max: 56 }).map((quarters) => quarters * 900);
    fc.assert(fc.property(fc.integer({ min: 0, max: 4e12 }), offsets, (time, offsetS) => {
      for (const timeframe of TIMEFRAMES) {
        const open = barOpenMs(time, timeframe, offsetS);
        expect(open <= time && time < open + TIMEFRAME_MS[timeframe]).toBe(true);
        expect((open + offsetS * 1_000) % TIMEFRAME_MS[timeframe] + 0).toBe(0);
        expect(barOpenMs(barOpenMs(time, 'M1', offsetS), timeframe, offsetS)).toBe(open);
      }
    }));
  });

  it('knows its six names', () => {
    expect(TIMEFRAMES.every((one) => isTimeframe(one))).toBe(true);
    for (const other of ['M2', 'm1', '', 5, null]) expect(isTimeframe(other)).toBe(false);
  });
});
