import { Random } from '#core/base';
import { patternWindowId } from '#core/ports';
import { describe, expect, it } from 'vitest';
import {
  boundSlack, correlationOf, embedShape, EmbeddingTable, figuresOf, findSimilar, makeRecipe, normaliseShape,
  shapeDistance, ShapeHistory, toNeighbourOutcome, wilsonInterval,
} from './index.ts';
import { barsOf, recipe, remember, series, similar, walkCloses } from './walks.test-kit.ts';

describe('discovery', () => {
  it('finds a shape that was planted five times, and tells that the price rose after each', async () => {
    const made = recipe(24, 6);
    const closes = walkCloses(42, 3000);
    const shape = Array.from({ length: 24 }, (_, i) => Math.sin(i / 3) * 0.004 + i * 0.0002);
    const ends = [400, 900, 1500, 2100, 2600];
    const plant = (end: number, level: number, scale: number): void => {
      shape.forEach((step, i) => { closes[end - 23 + i] = level + step * scale; });
    };
    ends.forEach((end, i) => {
      plant(end, 1 + i * 0.05, 1 + i * 0.5);
      for (let after = 1; after <= 6; after += 1) closes[end + after] = (closes[end] as number) + after * 0.001;
    });
    plant(2999, 1.2, 0.7);
    const bars = barsOf(closes);
    const parts = await remember(bars, made);
    const found = await similar({ ...parts, row: 2999, count: 5 });
    expect(found.situations.map(({ row }) => row).sort((a, b) => a - b)).toEqual(ends);
    for (const { correlation, outcome } of found.situations) {
      expect(correlation).toBeCloseTo(1, 9);
      expect(outcome).toBeGreaterThan(0);
    }
    expect(found.neighbours).toMatchObject({ count: 5, up: 5, shareUp: 1 });
    const noun = toNeighbourOutcome(parts.series, parts.history, found);
    expect(noun.barTime).toBe(bars[2999]?.time);
    expect(noun.knownMs).toBe(noun.barTime + 300_000);
  });

  it('measures an outcome as the move of the close in average true ranges', () => {
    const history = new ShapeHistory('M5', recipe(8, 2));
    // Every bar spans 2 and closes 1 higher: the average true range is 2, two bars later is 2 higher.
    for (let i = 0; i < 40; i += 1) {
      history.append({ time: i * 300_000, open: i, high: i + 1.5, low: i - 0.5, close: i + 1 });
    }
    expect(history.outcomeAt(20)).toBe(1);
    expect(history.outcomeAt(38)).toBeNaN();
    expect(history.outcomeAt(13)).toBeNaN();
    expect(history.countsKnownAt(39)).toEqual({ count: 24, mean: 1, up: 24, shareUp: 1 });
    expect(history.countsKnownAt(15)).toBeNull();
    expect(history.rowKnownAt(20 * 300_000 + 299_999)).toBe(19);
    expect(history.rowKnownAt(21 * 300_000)).toBe(20);
    expect(history.rowOf(300_001)).toBe(-1);
  });

  it('gives none, and no figures, where nothing came before', async () => {
    const bars = barsOf(walkCloses(1, 20));
    const found = await similar({ ...await remember(bars, recipe(8, 12)), row: 19, count: 5 });
    expect(found).toMatchObject({ situations: [], neighbours: null, everything: null });
  });

  it('says that there are too few bars where not even the present window is whole', async () => {
    const parts = await remember(barsOf(walkCloses(1, 20)), recipe(32, 12));
    const found = await findSimilar({ ...parts, row: 19, count: 5 });
    expect(found.ok ? '' : found.error.code).toBe('PATTERNS_TOO_FEW_BARS');
    expect(found.ok ? '' : found.error.text).toContain('20 of 32');
  });

  it('takes a market that does not move for one shape: nearest to its like, as far as can be from a moving one', () => {
    const still = new Float64Array(16);
    const rising = new Float64Array(16);
    normaliseShape(new Float64Array(16).fill(1.2345), 0, still);
    normaliseShape(Float64Array.from({ length: 16 }, (_, i) => i), 0, rising);
    expect([...still]).toEqual(new Array(16).fill(0));
    expect(shapeDistance(still, still)).toBe(0);
    expect(shapeDistance(still, rising)).toBeCloseTo(4, 12);
    const falling = rising.map((x) => -x);
    expect(correlationOf(shapeDistance(rising, falling), 16)).toBeCloseTo(-1, 12);
  });

  it.each([[64, 16], [50, 16], [37, 12], [8, 8], [9, 4]])(
    'never has two embeddings of windows of %i bars in %i dimensions farther apart than the windows', (window, dims) => {
      const closes = Float64Array.from(walkCloses(9, 2000));
      const shapes = Array.from({ length: 60 }, (_, i) => {
        const shape = new Float64Array(window);
        normaliseShape(closes, i * 31, shape);
        const embedding = new Float32Array(dims);
        embedShape(shape, dims, embedding, 0);
        return { shape, embedding: Float64Array.from(embedding) };
      });
      for (const one of shapes) {
        for (const other of shapes) {
          const bound = shapeDistance(one.embedding, other.embedding) - boundSlack(window);
          expect(bound).toBeLessThanOrEqual(shapeDistance(one.shape, other.shape));
        }
      }
    },
  );

  it.each([
    [7, 5, undefined], [513, 5, undefined], [20.5, 5, undefined], [20, 0, undefined], [20, 513, undefined],
    [20, 5, 6], [20, 5, 24], [20, 5, 0], [100, 5, 68],
  ])('refuses a window of %s, a horizon of %s, dimensions of %s, and says why', (window, horizon, dims) => {
    const made = makeRecipe(window, horizon, dims);
    expect(made.ok ? '' : made.error.code).toBe('PATTERNS_RECIPE_BAD');
  });
});

describe('the distribution of outcomes', () => {
  it('is the one worked out by hand', () => {
    // Quantiles of type 7 of -2, -1, 0, 1, 4: the places are 0.4, 1, 2, 3 and 3.6.
    const figures = figuresOf(Float64Array.from([4, -2, 0, 1, -1]));
    expect(figures).toMatchObject({
      count: 5, mean: 0.4, p10: -1.6, p25: -1, median: 0, p75: 1, up: 2, shareUp: 0.4,
    });
    expect(figures?.p90).toBeCloseTo(2.8, 12);
    expect(figuresOf(new Float64Array(0))).toBeNull();
  });

  it.each([[15, 20], [412, 700], [1, 3], [19, 20]])(
    'gives %i of %i the interval at whose ends the share lies 1.96 deviations away (Wilson\'s equation)', (hits, count) => {
      for (const end of wilsonInterval(hits, count)) {
        expect(Math.abs(hits / count - end) / Math.sqrt((end * (1 - end)) / count)).toBeCloseTo(1.959963984540054, 9);
      }
    },
  );

  it('stays within 0 and 1 where none or all went up', () => {
    // At the edge the equation gives z² / (n + z²).
    const edge = 3.841458820694124 / 13.841458820694124;
    expect(wilsonInterval(0, 10)[0]).toBe(0);
    expect(wilsonInterval(0, 10)[1]).toBeCloseTo(edge, 12);
    expect(wilsonInterval(10, 10)[0]).toBeCloseTo(1 - edge, 12);
    expect(wilsonInterval(10, 10)[1]).toBe(1);
  });
});

describe('the embedded memory', () => {
  const DIMS = 8;
  const windowsOf = (ends: readonly number[], random: Random) => ({
    endMs: Float64Array.from(ends), knownMs: Float64Array.from(ends, (end) => end + 5),
    outcome: Float64Array.from(ends, (end) => end / 10),
    embedding: Float32Array.from({ length: ends.length * DIMS }, () => random.nextUnit() * 4 - 2),
  });

  it('gives the nearest that ended and were known in time, as a plain sort of all of them does', () => {
    const random = new Random(17);
    const ends = Array.from({ length: 5000 }, (_, i) => i * 3);
    const windows = windowsOf(ends, random);
    const table = new EmbeddingTable(DIMS);
    table.put(windows);
    const embedding = Float32Array.from({ length: DIMS }, () => random.nextUnit() * 4 - 2);
    for (const [knownByMs, endBeforeMs, limit] of [[9000, 1e9, 300], [1e9, 7000, 7], [1e9, 1e9, 1], [2, 1e9, 50]] as const) {
      const expected = ends.flatMap((end, row) => {
        if (end + 5 > knownByMs || end >= endBeforeMs) return [];
        let squares = 0;
        for (let d = 0; d < DIMS; d += 1) {
          squares += ((windows.embedding[row * DIMS + d] as number) - (embedding[d] as number)) ** 2;
        }
        return [{ end, distance: Math.sqrt(squares) }];
      }).sort((a, b) => a.distance - b.distance).slice(0, limit);
      const nearest = table.nearest({ embedding, knownByMs, endBeforeMs, limit });
      expect([...nearest.endMs]).toEqual(expected.map(({ end }) => end));
      expect([...nearest.outcome]).toEqual(expected.map(({ end }) => end / 10));
      nearest.distance.forEach((distance, i) => {
        expect(distance).toBeCloseTo(expected[i]?.distance as number, 6);
      });
    }
  });

  it('finds all of many windows that are exactly alike', () => {
    const ends = Array.from({ length: 3000 }, (_, i) => i);
    const table = new EmbeddingTable(DIMS);
    table.put({ ...windowsOf(ends, new Random(1)), embedding: new Float32Array(3000 * DIMS) });
    const nearest = table.nearest({ embedding: new Float32Array(DIMS), knownByMs: 1e9, endBeforeMs: 1e9, limit: 2000 });
    expect([...nearest.endMs]).toEqual(ends.slice(0, 2000));
  });

  it('holds the same whatever the order in which windows come, and the newest word on one of them', () => {
    const random = new Random(3);
    const ends = Array.from({ length: 40 }, (_, i) => i * 10);
    const windows = windowsOf(ends, random);
    const part = (from: number, step: number) => {
      const rows = ends.flatMap((_, row) => (row % step === from ? [row] : []));
      return {
        endMs: Float64Array.from(rows, (row) => windows.endMs[row] as number),
        knownMs: Float64Array.from(rows, (row) => windows.knownMs[row] as number),
        outcome: Float64Array.from(rows, (row) => windows.outcome[row] as number),
        embedding: Float32Array.from(rows.flatMap((row) => [...windows.embedding.slice(row * DIMS, (row + 1) * DIMS)])),
      };
    };
    const straight = new EmbeddingTable(DIMS);
    straight.put(windows);
    const woven = new EmbeddingTable(DIMS);
    woven.put({ ...part(1, 2), outcome: new Float64Array(20).fill(-9) });
    woven.put(part(0, 2));
    woven.put(part(1, 2));
    const question = { embedding: new Float32Array(DIMS), knownByMs: 1e9, endBeforeMs: 1e9, limit: 40 };
    expect(woven.nearest(question)).toEqual(straight.nearest(question));
    expect(woven.count).toBe(40);
  });

  it('keeps series apart and forgets one when it is told so', async () => {
    const made = recipe(8, 2);
    const { memory, series: held, history } = await remember(barsOf(walkCloses(2, 100)), made);
    const question = {
      embedding: new Float32Array(8), knownByMs: 1e15, endBeforeMs: 1e15, limit: 1000,
    };
    const other = { ...held, symbol: 'XAUUSD' };
    await memory.put(other, history.windows(0, 50));
    await memory.forget(held);
    expect((await memory.nearest({ series: held, ...question })).endMs).toHaveLength(0);
    expect((await memory.nearest({ series: other, ...question })).endMs).toHaveLength(50 - 14);
  });

  it('names a window by its series and its end', () => {
    const made = series(recipe(8, 2));
    expect(patternWindowId(made, 5)).not.toBe(patternWindowId(made, 6));
    expect(patternWindowId(made, 5)).not.toBe(patternWindowId({ ...made, feed: 'other' }, 5));
  });
});
