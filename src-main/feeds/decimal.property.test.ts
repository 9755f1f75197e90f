import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal, readDecimal } from './decimal.ts';

describe('a number in a file', () => {
  it.each([
    ['1.38676', 1.38676], ['+1.5', 1.5], ['-3', -3], ['.5', 0.5], ['5.', 5], ['1e-7', 1e-7], ['15.0', 15], [' 7 ', 7],
  ])('reads "%s"', (text, value) => {
    expect(readDecimal(text, false)).toBe(value);
  });

  it.each(
    ['', ' ', 'NaN', 'Infinity', '0x10', '1,5', '1.2.3', '1 000', '--1', 'e5', '1e', '1e999', '9e15']
  )('refuses "%s"', (text) => {
    expect(readDecimal(text, false)).toBeNaN();
  });

  it('takes a decimal comma only where the comma separates nothing', () => {
    expect(readDecimal('1,38676', true)).toBe(1.38676);
    expect(readDecimal('1,234,5', true)).toBeNaN();
  });

  it.each(
    [[1e-7, '0.0000001'], [1.5e-10, '0.00000000015'], [1e21, '1000000000000000000000'], [-2.5e-8, '-0.000000025']]
  )(
    'writes %d without an exponent', (value, text) => {
      expect(formatDecimal(value)).toBe(text);
    },
  );

  it('reads back exactly what it wrote, whatever the number', () => {
    fc.assert(fc.property(fc.double({ min: -1e15, max: 1e15, noNaN: true }), (value) => {
      const text = formatDecimal(value);
      expect(text).not.toMatch(/e/i);
      // Minus zero has no text of its own.
      expect(readDecimal(text, false)).toBe(value === 0 ? 0 : value);
    }));
  });
});
