import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Swings, type BarColumns } from './index.ts';
import { barAt, makeWalk } from './bars.test-kit.ts';

const SETTINGS = { numRuns: 20, seed: 20_261_125 };
const COUNT = 120;

/** Swing highs by the definition, over all bars at once: beyond every bar in reach, of equal ones the first. */
function swingsOf(column: Float64Array, reach: number, sign: 1 | -1, until: number): number[] {
  const found: number[] = [];
  for (let i = reach; i + reach <= until; i += 1) {
    const middle = (column[i] as number) * sign;
    let isSwing = true;
    for (let k = 1; k <= reach; k += 1) {
      if ((column[i - k] as number) * sign >= middle || (column[i + k] as number) * sign > middle) isSwing = false;
    }
    if (isSwing) found.push(column[i] as number);
  }
  return found;
}

const cases = fc.record({
  seed: fc.integer({ min: 0, max: 0xffffffff }), reach: fc.integer({ min: 1, max: 5 }),
  until: fc.integer({ min: 20, max: COUNT - 1 }),
});

function swingsUntil(columns: BarColumns, reach: number, until: number): Swings {
  const swings = new Swings(reach);
  for (let i = 0; i <= until; i += 1) swings.next(barAt(columns, i));
  return swings;
}

describe('swing points', () => {
  it('are those of the definition over the bars until then, so that none is known early or taken back', () => {
    fc.assert(fc.property(cases, ({ seed, reach, until }) => {
      const columns = makeWalk(seed, COUNT);
      const swings = swingsUntil(columns, reach, until);
      const highs = swingsOf(columns.high, reach, 1, until);
      const lows = swingsOf(columns.low, reach, -1, until);
      expect(swings.out[0]).toBe(highs.at(-1) ?? Number.NaN);
      expect(swings.out[1]).toBe(lows.at(-1) ?? Number.NaN);
      const rise = (list: readonly number[]): number => Math.sign((list.at(-1) ?? NaN) - (list.at(-2) ?? NaN));
      const both = rise(highs) + rise(lows);
      expect(swings.structure).toBe(Number.isNaN(both) ? Number.NaN : Math.trunc(both / 2));
      const levels = [...highs.slice(-6), ...lows.slice(-6)];
      const close = columns.close[until] as number;
      const above = levels.filter((level) => level > close);
      const below = levels.filter((level) => level < close);
      expect(swings.levelAbove(close)).toBe(above.length === 0 ? Number.NaN : Math.min(...above));
      expect(swings.levelBelow(close)).toBe(below.length === 0 ? Number.NaN : Math.max(...below));
    }), SETTINGS);
  });

  it('go on from a snapshot to the same bits, and a forming bar leaves no trace', () => {
    fc.assert(fc.property(cases, ({ seed, reach, until }) => {
      const columns = makeWalk(seed, COUNT);
      const whole = swingsUntil(columns, reach, until - 1);
      const before = whole.snapshot();
      const peeked = [...whole.peek(barAt(columns, until))];
      expect(whole.snapshot()).toEqual(before);
      const restored = new Swings(reach);
      expect(restored.restore(before).ok).toBe(true);
      restored.next(barAt(columns, until));
      whole.next(barAt(columns, until));
      expect([...restored.out]).toEqual(peeked);
      expect(restored.snapshot()).toEqual(whole.snapshot());
    }), SETTINGS);
  });
});
