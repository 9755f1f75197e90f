// Discovery against its definition: every window measured whole, in a plain loop; and the laws of time and scale.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShapeBar, ShapeRecipe, SimilarSituations } from './index.ts';
import { barsOf, recipe, remember, similar, walkCloses } from './walks.test-kit.ts';

const SETTINGS = { numRuns: 15, seed: 20_261_125 };
const seeds = fc.integer({ min: 0, max: 0xffffffff });

/** z-normalised by the textbook: subtract the mean, divide by the deviation of the population. */
function zScores(closes: readonly number[]): number[] {
  const mean = closes.reduce((sum, x) => sum + x, 0) / closes.length;
  const deviation = Math.sqrt(closes.reduce((sum, x) => sum + (x - mean) ** 2, 0) / closes.length);
  return closes.map((x) => (deviation === 0 ? 0 : (x - mean) / deviation));
}

interface Found {
  readonly row: number;
  readonly distance: number;
}

/** The definition: all windows that were complete at `row`, nearest first, none overlapping one that was taken. */
function bruteForce(bars: readonly ShapeBar[], made: ShapeRecipe, row: number, count: number): Found[] {
  const { windowBars, horizonBars } = made;
  const closes = bars.map(({ close }) => close);
  const shapeAt = (end: number): number[] => zScores(closes.slice(end - windowBars + 1, end + 1));
  const present = shapeAt(row);
  const all: Found[] = [];
  // The average true range of 14 bars exists from row 14 on; without it there is no outcome.
  for (let end = Math.max(windowBars - 1, 14); end <= row - Math.max(horizonBars, windowBars); end += 1) {
    const shape = shapeAt(end);
    all.push({ row: end, distance: Math.sqrt(shape.reduce((sum, x, i) => sum + (x - (present[i] as number)) ** 2, 0)) });
  }
  all.sort((a, b) => a.distance - b.distance);
  const taken: Found[] = [];
  for (const one of all) {
    if (taken.length < count && taken.every((other) => Math.abs(other.row - one.row) >= windowBars)) taken.push(one);
  }
  return taken;
}

async function find(
  bars: readonly ShapeBar[], made: ShapeRecipe, row = bars.length - 1, count = 10,
): Promise<SimilarSituations> {
  return similar({ ...await remember(bars, made), row, count });
}

const cases = fc.record({
  seed: seeds, windowBars: fc.integer({ min: 8, max: 70 }), horizonBars: fc.integer({ min: 1, max: 30 }),
  count: fc.integer({ min: 1, max: 25 }),
});

describe('the most similar past situations', () => {
  it('are those of a plain search over whole windows, in the same order', async () => {
    await fc.assert(fc.asyncProperty(cases, async ({ seed, windowBars, horizonBars, count }) => {
      const made = recipe(windowBars, horizonBars);
      const bars = barsOf(walkCloses(seed, 1500));
      const { situations } = await find(bars, made, bars.length - 1, count);
      const expected = bruteForce(bars, made, bars.length - 1, count);
      expect(situations.map(({ row }) => row)).toEqual(expected.map(({ row }) => row));
      situations.forEach(({ distance }, i) => {
        expect(distance).toBeCloseTo(expected[i]?.distance as number, 8);
      });
    }), SETTINGS);
  });

  it('stay exact where the first candidates of the memory are not enough', async () => {
    // A slow wave with a little noise: thousands of windows are nearly alike, and each neighbour hides many others.
    const noise = walkCloses(5, 20_000);
    const bars = barsOf(noise.map((x, i) => 100 + Math.sin(i / 40) + (x - 1.1) * 0.05));
    const made = recipe(64, 10);
    const { situations } = await find(bars, made, bars.length - 1, 25);
    const expected = bruteForce(bars, made, bars.length - 1, 25);
    expect(situations.map(({ row }) => row)).toEqual(expected.map(({ row }) => row));
  });

  it('and their outcomes never change when later bars come', async () => {
    await fc.assert(fc.asyncProperty(cases, fc.integer({ min: 200, max: 999 }), async (asked, cut) => {
      const made = recipe(asked.windowBars, asked.horizonBars);
      const bars = barsOf(walkCloses(asked.seed, 1000));
      const whole = await find(bars, made, cut, asked.count);
      const before = await find(bars.slice(0, cut + 1), made, cut, asked.count);
      expect(whole).toEqual(before);
      for (const { row } of whole.situations) {
        expect(row + made.horizonBars).toBeLessThanOrEqual(cut);
        expect(row).toBeLessThanOrEqual(cut - made.windowBars);
      }
    }), SETTINGS);
  });

  it('leave out the very same shape while its outcome is one bar short of complete', async () => {
    const closes = walkCloses(3, 600);
    const copyEnd = 599 - 23;
    closes.splice(copyEnd - 15, 16, ...closes.slice(-16));
    const bars = barsOf(closes);
    const complete = await find(bars, recipe(16, 23));
    expect(complete.situations[0]).toMatchObject({ row: copyEnd, distance: 0 });
    const short = await find(bars, recipe(16, 24));
    expect(short.situations.some(({ row }) => row === copyEnd)).toBe(false);
  });

  it('do not depend on level or scale of prices', async () => {
    await fc.assert(fc.asyncProperty(cases, fc.double({ min: 0.01, max: 1000, noNaN: true }), async (asked, factor) => {
      const made = recipe(asked.windowBars, asked.horizonBars);
      const closes = walkCloses(asked.seed, 800);
      const plain = await find(barsOf(closes), made);
      const scaled = await find(barsOf(closes.map((close) => close * factor)), made);
      expect(scaled.situations.map(({ row }) => row)).toEqual(plain.situations.map(({ row }) => row));
      scaled.situations.forEach(({ distance, outcome }, i) => {
        expect(distance).toBeCloseTo(plain.situations[i]?.distance as number, 6);
        expect(outcome).toBeCloseTo(plain.situations[i]?.outcome as number, 6);
      });
    }), SETTINGS);
  });

  it('turn their outcomes when prices are turned upside down, and are the same windows', async () => {
    const made = recipe(32, 12);
    const closes = walkCloses(11, 2000);
    const upright = barsOf(closes.map((close) => close + 10));
    const turned = upright.map(({ time, open, high, low, close }) => (
      { time, open: 40 - open, high: 40 - low, low: 40 - high, close: 40 - close }
    ));
    const one = await find(upright, made);
    const other = await find(turned, made);
    expect(other.situations.map(({ row }) => row)).toEqual(one.situations.map(({ row }) => row));
    other.situations.forEach(({ outcome }, i) => {
      expect(outcome).toBeCloseTo(-(one.situations[i]?.outcome as number), 6);
    });
  });
});
