import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter, readColumn, writeColumn } from './number-columns.ts';

function backAndForth(column: readonly number[]): { readonly back: readonly number[]; readonly bytes: number } {
  const out = new ByteWriter();
  writeColumn(out, column);
  const input = new ByteReader(out.view().slice());
  const back = readColumn(input, column.length);
  expect(input.isAtEnd).toBe(true);
  return { back, bytes: out.view().length };
}

const price = fc.tuple(fc.integer({ min: 1, max: 20_000_000 }), fc.integer({ min: 0, max: 10 }))
  .map(([points, decimals]) => points / Number(`1e${String(decimals)}`));
const awkward = fc.constantFrom(
  0, -0, 1, -1, 2 ** 51, -(2 ** 51), 2 ** 51 + 1, 2 ** 53, -(2 ** 53), 1e300, 5e-324, 0.1 + 0.2, 1.1, 1e-10, 1e-11,
);

describe('a column of numbers', () => {
  it('comes back to the bit, whatever doubles it holds', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.double(), fc.maxSafeInteger(), price, awkward)), (column) => {
      expect(backAndForth(column).back).toEqual(column);
    }), { numRuns: 2000 });
  });

  it('of prices on one grid comes back to the bit', () => {
    const grid = fc.tuple(fc.integer({ min: 0, max: 10 }), fc.array(fc.integer({ min: -(2 ** 46), max: 2 ** 46 })))
      .map(([decimals, points]) => points.map((one) => one / Number(`1e${String(decimals)}`)));
    fc.assert(fc.property(grid, (column) => {
      expect(backAndForth(column).back).toEqual(column);
    }), { numRuns: 1000 });
  });

  it('takes one or two bytes a row for prices and times of a market', () => {
    const bids = Array.from({ length: 1000 }, (_, row) => (138_000 + ((row * 7) % 50)) / 100_000);
    const times = Array.from({ length: 1000 }, (_, row) => 1_398_900_000_000 + row * 250);
    expect(backAndForth(bids).bytes).toBeLessThan(1100);
    expect(backAndForth(times).bytes).toBeLessThan(2020);
    expect(backAndForth(bids.map(() => 0)).bytes).toBe(2);
  });
});

describe('reading a column', () => {
  it('of any bytes gives numbers or a RangeError', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 0, max: 20 }), (bytes, count) => {
      try {
        expect(readColumn(new ByteReader(bytes), count)).toHaveLength(count);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }), { numRuns: 2000 });
  });
});
