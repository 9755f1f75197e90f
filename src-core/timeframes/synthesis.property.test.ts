// The laws of the synthesis: closed bars only, nothing of the future, and prices upside down turn every sign.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  sayTimeframes, TIMEFRAME_MS, TIMEFRAMES, type Bar, type Lean, type Timeframe, type TimeframeSynthesis,
} from '#core/model';
import { aggregate, follow, turned, walkBars } from './bars.test-kit.ts';
import { synthesise } from './index.ts';

const SETTINGS = { numRuns: 8, seed: 20_261_125 };
const seeds = fc.integer({ min: 0, max: 0xffffffff });
const FIRST = Date.UTC(2024, 0, 8);
/** Bars of M15 whose days, hours and quarters are all followed; M1 and M5 have walks of their own. */
const BARS = 5000;

function sixOf(seed: number): Record<Timeframe, Bar[]> {
  const quarters = walkBars(seed, BARS, 'M15');
  const endMs = FIRST + BARS * TIMEFRAME_MS.M15;
  const shifted = (timeframe: 'M1' | 'M5', count: number): Bar[] => {
    const beginMs = endMs - count * TIMEFRAME_MS[timeframe];
    return walkBars(seed + 1, count, timeframe).map((bar) => ({ ...bar, time: bar.time - FIRST + beginMs }));
  };
  return {
    M1: shifted('M1', 400), M5: shifted('M5', 300), M15: quarters,
    H1: aggregate(quarters, 'H1'), H4: aggregate(quarters, 'H4'), D1: aggregate(quarters, 'D1'),
  };
}

const MIRRORED: Readonly<Record<Lean, Lean>> = { up: 'down', down: 'up', flat: 'flat' };

function expectTurned(one: TimeframeSynthesis, other: TimeframeSynthesis): void {
  expect(other.score).toBeCloseTo(-(one.score as number), 6);
  expect(other.agreement).toBeCloseTo(one.agreement as number, 9);
  one.cells.forEach((cell, i) => {
    const back = other.cells[i];
    expect(back?.trend).toBeCloseTo(-(cell.trend as number), 7);
    expect(back?.momentum).toBeCloseTo(-(cell.momentum as number), 7);
    expect((back?.structure ?? 0) + (cell.structure ?? 0)).toBe(0);
    expect([back?.levelAbove === null, back?.levelBelow === null]).toEqual(
      [cell.levelBelow === null, cell.levelAbove === null],
    );
    expect(back?.levelAbove ?? 0).toBeCloseTo(cell.levelBelow ?? 0, 7);
  });
  const pairs = ({ emergences }: TimeframeSynthesis, flip: boolean) => emergences.map(({ side, ...rest }) => (
    { ...rest, side: flip ? MIRRORED[side] : side }
  ));
  expect(pairs(other, true)).toEqual(pairs(one, false));
  // The rank of volatility is in per cent of the price, which is another one upside down: bursts are left out.
  const sides = ({ conflicts }: TimeframeSynthesis, flip: boolean) => conflicts
    .filter(({ kind }) => kind !== 'burst')
    .map(({ side, ...rest }) => ({ ...rest, side: flip ? MIRRORED[side] : side }));
  expect(sides(other, true)).toEqual(sides(one, false));
}

describe('the synthesis of six timeframes', () => {
  it('says at a moment what a replay of the data cut off there says', () => {
    fc.assert(fc.property(seeds, fc.integer({ min: 4000, max: BARS - 1 }), (seed, cut) => {
      const six = sixOf(seed);
      const atMs = FIRST + cut * TIMEFRAME_MS.M15 + 7 * 60_000;
      const kept = Object.fromEntries(TIMEFRAMES.map((timeframe) => (
        [timeframe, six[timeframe].filter(({ time }) => time + TIMEFRAME_MS[timeframe] <= atMs)]
      )));
      const live = follow(six, atMs);
      expect(synthesise('EURUSD', live)).toEqual(synthesise('EURUSD', follow(kept)));
      // Bars that close later, forming ones among them, cannot have been seen: another future gives the same.
      const elsewhere = sixOf(seed ^ 0x5a5a);
      const mixed = Object.fromEntries(TIMEFRAMES.map((timeframe) => [timeframe, [
        ...kept[timeframe] ?? [], ...elsewhere[timeframe].filter(({ time }) => time + TIMEFRAME_MS[timeframe] > atMs),
      ]]));
      expect(synthesise('EURUSD', follow(mixed, atMs))).toEqual(synthesise('EURUSD', live));
    }), SETTINGS);
  });

  it('turns every sign when prices are turned upside down', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const six = sixOf(seed);
      const flipped = Object.fromEntries(TIMEFRAMES.map((timeframe) => [timeframe, turned(six[timeframe])]));
      expectTurned(synthesise('EURUSD', follow(six)), synthesise('EURUSD', follow(flipped)));
    }), SETTINGS);
  });

  it('keeps score, agreement and correlations in their bounds, and has words in both languages for all it says', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const said = synthesise('EURUSD', follow(sixOf(seed)));
      expect(Math.abs(said.score as number)).toBeLessThanOrEqual(100);
      expect(said.agreement).toBeGreaterThanOrEqual(0);
      expect(said.agreement).toBeLessThanOrEqual(1);
      for (const { correlation } of said.correlations) expect(Math.abs(correlation ?? 0)).toBeLessThanOrEqual(1);
      for (const language of ['en', 'id'] as const) {
        const words = JSON.stringify(sayTimeframes(said, language));
        expect(words).not.toMatch(/[{]\w+[}]|undefined/);
      }
    }), SETTINGS);
  });
});
