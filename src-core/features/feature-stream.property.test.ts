// Laws of the stream: it goes on from a snapshot to the same bits, a refused one leaves it alone, and prices times k
// change only what is measured in prices.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TIMEFRAMES, type Bar } from '#core/model';
import { FEATURE_LAYOUT, FEATURES, FeatureStream, placeOf } from './index.ts';
import { makeInputs, makeWorld } from './world.test-kit.ts';

const seeds = fc.integer({ min: 0, max: 0xffffffff });

describe('a feature stream', () => {
  it('goes on from a snapshot to the same bits, running bar included', () => {
    fc.assert(fc.property(seeds, fc.integer({ min: 1, max: 298 }), fc.constantFrom(...TIMEFRAMES), (seed, cut, timeframe) => {
      const world = makeWorld(seed, timeframe, 300);
      const make = (): FeatureStream => new FeatureStream({ timeframe, point: 0, inputs: makeInputs(world) });
      const feed = (stream: FeatureStream, bar: Bar): void => {
        stream.takePair(0, bar.time, bar.close * 2);
        stream.next(bar);
      };
      const whole = make();
      for (const bar of world.bars.slice(0, cut)) feed(whole, bar);
      const next = world.bars[cut];
      if (next === undefined) throw new Error('a bar follows');
      whole.tick(next.time + 1_000, next.open, next.open + 0.0001);
      const restored = make();
      expect(restored.restore(whole.snapshot()).ok).toBe(true);
      expect(restored.vector).toEqual(whole.vector);
      for (const stream of [whole, restored]) stream.tick(next.time + 2_000, next.low, next.low + 0.0001);
      expect(restored.vector.values).toEqual(whole.vector.values);
      for (const bar of world.bars.slice(cut)) for (const stream of [whole, restored]) feed(stream, bar);
      expect(restored.snapshot()).toEqual(whole.snapshot());
    }), { numRuns: 12 });
  });

  it('refuses a snapshot of another timeframe or length, and stays as it was', () => {
    const [one, other] = ['M5', 'M15'].map((timeframe) => (
      new FeatureStream({ timeframe: timeframe as 'M5', point: 0, inputs: {} })
    )) as [FeatureStream, FeatureStream];
    const before = one.snapshot();
    for (const bytes of [other.snapshot(), new Uint8Array(8), before.slice(8)]) {
      const refused = one.restore(bytes);
      expect(refused.ok ? '' : refused.error.code).toBe('FEATURES_STATE_BAD');
    }
    expect(one.snapshot()).toEqual(before);
  });

  it('says the same of prices times four, but for what is measured in prices', () => {
    const world = makeWorld(9, 'H1', 900);
    const run = (factor: number): Float64Array => {
      const stream = new FeatureStream({ timeframe: 'H1', point: 0, inputs: {} });
      for (const bar of world.bars) {
        const times = (price: number | null): number => (price ?? Number.NaN) * factor;
        stream.next({
          ...bar, open: times(bar.open), high: times(bar.high), low: times(bar.low), close: times(bar.close),
          askOpen: times(bar.askOpen), askClose: times(bar.askClose),
        });
      }
      return stream.vector.values;
    };
    const [plain, scaled] = [run(1), run(4)];
    const inPrices = FEATURES.filter(({ unit }) => unit === 'price').flatMap(({ columns }) => columns);
    for (const name of FEATURE_LAYOUT.columns) {
      const wanted = (plain[placeOf(name)] as number) * (inPrices.includes(name) ? 4 : 1);
      if (Number.isNaN(wanted)) expect(scaled[placeOf(name)]).toBeNaN();
      else expect(Math.abs((scaled[placeOf(name)] as number) - wanted)).toBeLessThan(1e-9);
    }
  });
});
