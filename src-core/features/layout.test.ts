// The vector's layout is what models were trained on: it changes only with its version.

import { describe, expect, it } from 'vitest';
import { FEATURE_LAYOUT, FEATURES, FeatureStream, makeLayout, placeOf } from './index.ts';
import { makeWorld, runWorld } from './world.test-kit.ts';

/** The hash of every version there ever was. A new version gets a new line; none is changed. */
const HASHES: Readonly<Record<number, string>> = { 1: 'bd974334333a82f4' };

describe('the layout', () => {
  it('is the one that its version stands for', () => {
    expect(FEATURE_LAYOUT.hash).toBe(HASHES[FEATURE_LAYOUT.version]);
  });

  it('has another hash when a name, a unit, a window, the order or the version changes', () => {
    const [first, second, ...rest] = FEATURES;
    if (first === undefined || second === undefined) throw new Error('there are features');
    const others = [
      makeLayout(1, [{ ...first, name: 'other' }, second, ...rest]), makeLayout(1, [{ ...first, unit: 'points' }, second, ...rest]),
      makeLayout(1, [{ ...first, window: '9 bars' }, second, ...rest]), makeLayout(1, [second, first, ...rest]),
      makeLayout(1, FEATURES.slice(0, -1)), makeLayout(2, FEATURES),
    ].map(({ hash }) => hash);
    expect(new Set([FEATURE_LAYOUT.hash, ...others]).size).toBe(7);
    expect(makeLayout(1, [{ ...first, text: 'Said in other words.' }, second, ...rest]).hash).toBe(FEATURE_LAYOUT.hash);
  });

  it('has 17 features of every tick in 20 places, and at least 13 more of every bar', () => {
    const ofTicks = FEATURES.filter(({ scope }) => scope === 'tick');
    expect(ofTicks).toHaveLength(17);
    expect(ofTicks.flatMap(({ columns }) => columns)).toEqual(FEATURE_LAYOUT.columns.slice(0, FEATURE_LAYOUT.tickColumns));
    expect(FEATURE_LAYOUT.tickColumns).toBe(20);
    expect(FEATURES.length - 17).toBeGreaterThanOrEqual(13);
    expect(new Set(FEATURE_LAYOUT.columns).size).toBe(FEATURE_LAYOUT.columns.length);
  });

  it('says of each feature what it is, in a sentence, a unit and a window', () => {
    for (const { text, unit, window, inputs } of FEATURES) {
      expect(text).toMatch(/^[A-Z0-9-].*\.$/);
      expect([unit, window].every((word) => word.length > 2)).toBe(true);
      expect(inputs.length).toBeGreaterThan(0);
    }
  });

  it('states the warm-up in bars that is the real one', () => {
    const bars = makeWorld(4, 'H1', 80);
    const rows = [...runWorld(bars).values()];
    for (const { name, columns, warmupBars, warmupDays, inputs } of FEATURES) {
      const isOfBars = inputs.every((input) => ['bars', 'ask', 'volume'].includes(input));
      if (!isOfBars || warmupDays > 0 || name === 'trendAgreement') continue;
      for (const column of columns) {
        const first = rows.findIndex((row) => !Number.isNaN(row[placeOf(column)]));
        expect([column, first]).toEqual([column, warmupBars]);
      }
    }
  });

  it('has no zero that stands for nothing: a fresh stream has not one value', () => {
    const { vector } = new FeatureStream({ timeframe: 'M5', point: 0, inputs: {} });
    expect([...vector.values].every(Number.isNaN)).toBe(true);
    expect(FEATURE_LAYOUT.columns.map((_, place) => vector.reasonAt(place))).toEqual(FEATURE_LAYOUT.columns.map(() => 'warm-up'));
  });
});
