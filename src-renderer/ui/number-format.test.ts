import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatClock,
  formatCountdown,
  formatDateTime,
  formatFixed,
  formatLots,
  formatMoney,
  formatMoneyWith,
  formatPercent,
  formatPips,
  formatPrice,
  formatZone,
  splitPrice,
} from './number-format.ts';

describe('money', () => {
  it.each([
    [0, '0.00'],
    [-0.001, '0.00'],
    [12, '12.00'],
    [1234567.891, '1,234,567.89'],
    [-12.4, '\u221212.40'],
    [999.999, '1,000.00'],
    [null, '–'],
    [undefined, '–'],
    [Number.NaN, '–'],
    [Infinity, '–'],
  ])('writes %j as %s', (value, text) => {
    expect(formatMoney(value)).toBe(text);
  });

  it('signs results, and never a zero', () => {
    expect(formatMoney(3.1, 'always')).toBe('+3.10');
    expect(formatMoney(-3.1, 'always')).toBe('\u22123.10');
    expect(formatMoney(0.004, 'always')).toBe('0.00');
  });

  it('puts the currency behind it, but not behind an unknown', () => {
    expect(formatMoneyWith(1000, 'USD')).toBe('1,000.00\u202fUSD');
    expect(formatMoneyWith(null, 'USD')).toBe('–');
  });

  it('reads back to the same value, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.integer({ min: 0, max: 5 }),
        (value, decimals) => {
          const text = formatFixed(value, decimals);
          expect(text).not.toContain('-');
          const back = Number(text.replaceAll(',', '').replace('\u2212', '-'));
          expect(Math.abs(back - value)).toBeLessThanOrEqual(0.5000001 * 10 ** -decimals + 1e-6);
          expect(text.split('.')[1]?.length ?? 0).toBe(decimals);
        },
      ),
    );
  });
});

describe('prices', () => {
  it.each([
    [1.085324, 5, ['1.0853', '2']],
    [149.8721, 3, ['149.87', '2']],
    [2654.3, 2, ['2654.30', '']],
    [1.0853, 4, ['1.0853', '']],
    [0, 5, ['–', '']],
    [null, 5, ['–', '']],
  ] as const)('splits %j with %i digits into %j', (value, digits, parts) => {
    expect(splitPrice(value, digits)).toEqual(parts);
  });

  it('is no price at zero and below', () => {
    expect(formatPrice(0, 5)).toBe('–');
    expect(formatPrice(-1, 5)).toBe('–');
  });

  it('never loses a character by splitting', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.0001, max: 1e6, noNaN: true }),
        fc.integer({ min: 0, max: 6 }),
        (value, digits) => {
          fc.pre(Number(value.toFixed(digits)) > 0);
          expect(splitPrice(value, digits).join('')).toBe(formatPrice(value, digits));
        },
      ),
    );
  });

  it('measures distance in pips where there are tenths, else in points', () => {
    expect(formatPips(0.0012, 5)).toBe('12.0');
    expect(formatPips(-0.0012, 5, 'always')).toBe('\u221212.0');
    expect(formatPips(0.005, 3)).toBe('0.5');
    expect(formatPips(0.37, 2)).toBe('37');
    expect(formatPips(null, 5)).toBe('–');
  });
});

describe('lots and per cent', () => {
  it.each([
    [0.1, '0.10'],
    [0.12, '0.12'],
    [0.125, '0.125'],
    [5, '5.00'],
    [1200, '1,200.00'],
    [null, '–'],
  ])('writes %j lots as %s', (value, text) => {
    expect(formatLots(value)).toBe(text);
  });

  it('gives per cent one decimal', () => {
    expect(formatPercent(6.66)).toBe('6.7\u202f%');
    expect(formatPercent(null)).toBe('–');
  });
});

describe('times', () => {
  it.each([
    [0, '0.0\u202fs'],
    [432, '0.4\u202fs'],
    [9_949, '9.9\u202fs'],
    [12_000, '12\u202fs'],
    [180_000, '3\u202fmin'],
    [5 * 3_600_000, '5\u202fh'],
    [72 * 3_600_000, '3\u202fd'],
    [-5, '0.0\u202fs'],
    [null, '–'],
  ])('writes an age of %j ms as %s', (ms, text) => {
    expect(formatAge(ms)).toBe(text);
  });

  it.each([
    [0, '0:00'],
    [-1, '0:00'],
    [1, '0:01'],
    [9_000, '0:09'],
    [272_000, '4:32'],
    [3_600_000, '60:00'],
  ])('counts %i ms down as %s', (ms, text) => {
    expect(formatCountdown(ms)).toBe(text);
  });

  it('shows the clock of the broker or of UTC', () => {
    const at = Date.UTC(2026, 10, 23, 22, 34, 5);
    expect(formatClock(at, 0)).toBe('22:34:05');
    expect(formatClock(at, 10_800)).toBe('01:34:05');
    expect(formatDateTime(at, 10_800)).toBe('2026-11-24 01:34:05');
    expect(formatDateTime(at, 0, false)).toBe('2026-11-23 22:34');
    expect(formatDateTime(null, 0)).toBe('–');
  });

  it.each([
    [0, 'UTC'],
    [10_800, 'UTC+3'],
    [-12_600, 'UTC\u22123:30'],
  ])('names the zone %i s from UTC %s', (offsetS, text) => {
    expect(formatZone(offsetS)).toBe(text);
  });
});
