import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar } from '#core/model';
import { SMA_CROSS, type Proposal } from './index.ts';

function bars(closes: readonly number[]): readonly Bar[] {
  return closes.map((close, index) => ({
    time: index * 300_000, open: close, high: close + 0.5, low: close - 0.5, close, tickVolume: 1, realVolume: 0,
    spread: 1, askOpen: null, askHigh: null, askLow: null, askClose: null, source: 'tick', partial: false,
  }));
}

const SMALL = { fast: 2, slow: 3 };

function run(closes: readonly number[], params: Readonly<Record<string, number>> = SMALL): readonly (Proposal | null)[] {
  const strategy = SMA_CROSS.make(params);
  return bars(closes).map((bar) => strategy.next(bar));
}

const walks = fc
  .array(fc.integer({ min: -5, max: 5 }), { minLength: 5, maxLength: 120 })
  .map((steps) => steps.reduce<number[]>((closes, step) => [...closes, (closes.at(-1) ?? 1000) + step], []));

describe('the crossing of two simple averages', () => {
  it('buys on the bar whose close takes the fast average over the slow one, and sells on the way back', () => {
    const found = run([12, 11, 10, 13, 8]);
    // means of 2: 10.5 11.5 10.5; of 3: 11 11.33 10.33: under, over, over
    expect(found.map((one) => one?.side ?? null)).toEqual([null, null, null, 'buy', null]);
    // true ranges 1.5 1.5, then 3.5 (13.5 - 10): their mean, twice and three times
    expect(found[3]?.stopDistance).toBeCloseTo(2 * (6.5 / 3), 12);
    expect(found[3]?.targetDistance).toBeCloseTo(3 * (6.5 / 3), 12);
    expect(run([12, 11, 10, 13, 7]).at(-1)?.side).toBeUndefined();
    expect(run([12, 11, 10, 13, 4]).at(-1)?.side).toBe('sell');
  });

  it('says nothing when the averages only touch', () => {
    // means of 2: 10.5 11 11.5; of 3: 11 11 11: from under over equal to over
    expect(run([12, 11, 10, 12, 11]).every((one) => one === null)).toBe(true);
  });

  it('never changes what it said when the future is cut off, and continues from a saved state', () => {
    fc.assert(fc.property(walks, fc.nat(120), (closes, cut) => {
      const whole = run(closes);
      expect(run(closes.slice(0, cut))).toEqual(whole.slice(0, cut));
      const first = SMA_CROSS.make(SMALL);
      const series = bars(closes);
      const head = series.slice(0, cut).map((bar) => first.next(bar));
      const again = SMA_CROSS.make(SMALL, JSON.parse(JSON.stringify(first.state())));
      expect([...head, ...series.slice(cut).map((bar) => again.next(bar))]).toEqual(whole);
    }));
  });
});
