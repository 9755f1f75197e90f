// The vector as of t is a function of what was known at t, over random histories and cuts; and the law that says so
// notices leaks that are planted on purpose.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TIMEFRAMES, TIMEFRAME_MS } from '#core/model';
import { FEATURE_LAYOUT, FeatureStream, placeOf } from './index.ts';
import { findLeak, HONEST, makeInputs, makeWorld, runWorld, type Vectors, type World } from './world.test-kit.ts';

const DAY_MS = 86_400_000;
const COUNT = 700;
const seeds = fc.integer({ min: 0, max: 0xffffffff });
const cuts = fc.array(fc.integer({ min: 0, max: COUNT - 1 }), { minLength: 3, maxLength: 3 });
/** Far enough into a history that every column has been there. */
const LATE_CUTS = Array.from({ length: 25 }, (_, i) => COUNT - 30 + i);

describe('the vector from the stream at t', () => {
  it('equals the one computed from the data cut off at t, for every timeframe', () => {
    fc.assert(fc.property(seeds, cuts, fc.constantFrom(...TIMEFRAMES), (seed, at, timeframe) => {
      expect(findLeak(makeWorld(seed, timeframe, COUNT), at, (world) => runWorld(world))).toEqual([]);
    }), { numRuns: 14 });
  });

  it('has every column there on some timeframe, so that the law says something of each', () => {
    const seen = new Set<string>();
    for (const timeframe of ['M15', 'H1'] as const) {
      for (const values of runWorld(makeWorld(7, timeframe, 3_000)).values()) {
        FEATURE_LAYOUT.columns.forEach((name, place) => { if (!Number.isNaN(values[place])) seen.add(name); });
      }
    }
    expect(FEATURE_LAYOUT.columns.filter((name) => !seen.has(name))).toEqual([]);
  });

  it('is not touched by the ticks of running bars, and a bar\'s last tick gives what its close gives', () => {
    const world = makeWorld(11, 'M15', 400);
    const stream = new FeatureStream({ timeframe: 'M15', point: 0, inputs: makeInputs(world) });
    // A bar that ticks make has the volume and the asks of its ticks.
    const closed = world.bars.map((bar) => ({ ...bar, tickVolume: 4 }));
    const reference = runWorld({ ...world, bars: closed, pairs: [] });
    const timeBound = ['timeOfDaySin', 'timeOfDayCos', 'dayOfWeekSin', 'dayOfWeekCos'].map(placeOf);
    for (const bar of closed) {
      const spread = (bar.askClose ?? 0) - bar.close;
      [bar.open, bar.high, bar.low, bar.close].forEach((bid, i) => {
        stream.tick(bar.time + i * 60_000, bid, bid + spread);
      });
      const ticked = stream.vector.values.slice(0, FEATURE_LAYOUT.tickColumns);
      stream.next(bar);
      const values = stream.vector.values.slice();
      expect(values).toEqual(reference.get(bar.time + TIMEFRAME_MS.M15));
      timeBound.forEach((place) => { ticked[place] = values[place] ?? 0; });
      expect(ticked).toEqual(values.slice(0, FEATURE_LAYOUT.tickColumns));
    }
  });
});

/** `run` with one column computed with the future in it. */
function leaking(column: string, compute: (vectors: readonly Float64Array[], i: number) => number) {
  return (world: World): Vectors => {
    const vectors = runWorld(world);
    const rows = [...vectors.values()].map((row) => row.slice());
    return new Map([...vectors.keys()].map((ms, i) => {
      const row = (rows[i] as Float64Array).slice();
      row[placeOf(column)] = compute(rows, i);
      return [ms, row];
    }));
  };
}

describe('a planted leak is found by the same law:', () => {
  const world = makeWorld(3, 'H1', COUNT);

  it('none without one', () => {
    expect(findLeak(world, LATE_CUTS, (one) => runWorld(one))).toEqual([]);
  });

  it('a daily close that counts from 00:00 of its date', () => {
    const columns = findLeak(world, LATE_CUTS, (one) => (
      runWorld(one, { ...HONEST, dailyKnownMs: (_, day) => day * DAY_MS })
    ));
    expect(columns).toContain('spyReturn');
    expect(columns).toContain('vixLevel');
  });

  it('a daily close that counts an hour too early, as winter time in summer', () => {
    const columns = findLeak(world, LATE_CUTS, (one) => (
      runWorld(one, { ...HONEST, dailyKnownMs: (name, day) => HONEST.dailyKnownMs(name, day) - 3_600_000 })
    ));
    expect(columns).toContain('spyReturn');
  });

  it('the VIX at 16:00, a quarter of an hour before its close', () => {
    const quarters = makeWorld(5, 'M15', COUNT);
    const close = quarters.bars.findIndex(({ time }) => (
      time + TIMEFRAME_MS.M15 === HONEST.dailyKnownMs('spy', Math.floor(time / DAY_MS))
    ));
    expect(findLeak(quarters, [close], (one) => (
      runWorld(one, { ...HONEST, dailyKnownMs: (_, day) => HONEST.dailyKnownMs('spy', day) })
    ))).toContain('vixLevel');
  });

  it('a sentiment that counts from the beginning of its day', () => {
    expect(findLeak(world, LATE_CUTS, (one) => (
      runWorld(one, { ...HONEST, scoreKnownMs: (ms) => Math.floor(ms / DAY_MS) * DAY_MS })
    ))).toContain('sentiment');
  });

  it('an actual that is read before its event', () => {
    expect(findLeak(world, LATE_CUTS, (one) => {
      const early = { ...HONEST, eventMs: (ms: number) => ms - 12 * 3_600_000 };
      return runWorld(one, early);
    })).toContain('eventSurprise');
  });

  it('an indicator that looks one bar ahead', () => {
    const place = placeOf('rsi');
    expect(findLeak(world, LATE_CUTS, leaking('rsi', (rows, i) => rows[i + 1]?.[place] ?? Number.NaN))).toEqual(['rsi']);
  });

  it('a centred volatility', () => {
    const place = placeOf('logReturn1');
    expect(findLeak(world, LATE_CUTS, leaking('volatilityShort', (rows, i) => {
      const around = rows.slice(Math.max(0, i - 5), i + 6).map((row) => row[place] ?? 0);
      return Math.sqrt(around.reduce((sum, value) => sum + value * value, 0) / around.length);
    }))).toEqual(['volatilityShort']);
  });

  it('a value scaled by the mean and spread of the whole history', () => {
    const place = placeOf('volumeZ');
    expect(findLeak(world, LATE_CUTS, leaking('volumeZ', (rows, i) => {
      const all = rows.map((row) => row[place] ?? 0).filter((value) => !Number.isNaN(value));
      return (rows[i]?.[place] ?? 0) - all.reduce((sum, value) => sum + value, 0) / all.length;
    }))).toEqual(['volumeZ']);
  });
});
