// The reading of one timeframe: its own definition as a second road, made of the registry's studies, and its laws.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  makeIndicator, readRequest, TIMEFRAME_READING_OUTPUTS, TIMEFRAME_READING_WARMUP, TimeframeReading, type BarColumns,
} from './index.ts';
import { barAt, makeWalk } from './bars.test-kit.ts';

const COUNT = 260;
const SETTINGS = { numRuns: 12, seed: 20_261_125 };
const seeds = fc.integer({ min: 0, max: 0xffffffff });

function read(columns: BarColumns): readonly Float64Array[] {
  const outs = TIMEFRAME_READING_OUTPUTS.map(() => new Float64Array(columns.close.length));
  new TimeframeReading().run(columns, outs);
  return outs;
}

function study(text: string, columns: BarColumns, output = 0): Float64Array {
  const asked = readRequest(text);
  if (!asked.ok) throw new Error(asked.error.text);
  const outs = asked.value.definition.outputs.map(() => new Float64Array(columns.close.length));
  makeIndicator(asked.value).run(columns, outs);
  return outs[output] as Float64Array;
}

const squash = (x: number): number => x / (1 + Math.abs(x));

/** The formulas at the top of the file, over whole columns of the registry's studies. */
function byDefinition(columns: BarColumns): readonly number[][] {
  const of = (text: string, output = 0): Float64Array => study(text, columns, output);
  const [fast, slow, range] = [of('EMA:12'), of('EMA:36'), of('ATR:14')];
  const [plus, minus, adx] = [of('PLUS_DI:14'), of('MINUS_DI:14'), of('ADX:14')];
  const [cmo, histogram, percent, long] = [of('CMO:14'), of('MACD:12:26:9', 2), of('NATR:14'), of('ATR:100')];
  return [...columns.close].map((_, i) => {
    const at = (column: Float64Array, index = i): number => column[index] ?? Number.NaN;
    const direction = ((at(plus) - at(minus)) / (at(plus) + at(minus))) * Math.min(1, at(adx) / 25);
    const trend = 0.4 * squash((at(fast) - at(slow)) / at(range))
      + 0.3 * squash((at(fast) - at(fast, i - 10)) / at(range)) + 0.3 * direction;
    const momentum = 0.5 * (at(cmo) / 100) + 0.5 * squash((4 * at(histogram)) / at(range));
    const before = [...percent.slice(Math.max(0, i - 99), i)].filter((value) => !Number.isNaN(value));
    const lower = before.filter((value) => value < at(percent)).length;
    const equal = before.filter((value) => value === at(percent)).length;
    const rank = before.length < 99 ? Number.NaN : (lower + equal / 2) / 99;
    return [trend, momentum, at(percent), at(range) / at(long), rank];
  });
}

/** Prices on a grid of a power of two, where differences are exact: equal movements up and down stay equal. */
function onExactGrid(columns: BarColumns): BarColumns {
  const snap = (column: Float64Array): Float64Array => column.map((price) => Math.round(price * 131_072) / 131_072);
  return {
    ...columns, open: snap(columns.open), high: snap(columns.high), low: snap(columns.low), close: snap(columns.close),
  };
}

function mirrored(columns: BarColumns, centre: number): BarColumns {
  const turn = (column: Float64Array): Float64Array => column.map((price) => centre - price);
  return {
    ...columns, open: turn(columns.open), high: turn(columns.low), low: turn(columns.high), close: turn(columns.close),
  };
}

describe('the reading of a timeframe', () => {
  it('equals its formula over the registry\'s own studies, output by output', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const columns = makeWalk(seed, COUNT);
      const outs = read(columns);
      byDefinition(columns).forEach((row, i) => {
        row.forEach((value, k) => {
          const ours = outs[k]?.[i] as number;
          if (Number.isNaN(value)) expect(ours, `${String(TIMEFRAME_READING_OUTPUTS[k])} at ${i}`).toBeNaN();
          else expect(ours).toBeCloseTo(value, 9);
        });
      });
    }), SETTINGS);
  });

  it('has each output from its stated bar on, and trend and momentum never leave [-1, 1]', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const outs = read(makeWalk(seed, COUNT));
      TIMEFRAME_READING_OUTPUTS.forEach((name, k) => {
        const column = outs[k] as Float64Array;
        expect(column.findIndex((value) => !Number.isNaN(value)), name).toBe(TIMEFRAME_READING_WARMUP[name]);
        expect(column.slice(TIMEFRAME_READING_WARMUP[name]).every(Number.isFinite), name).toBe(true);
      });
      for (const column of outs.slice(0, 2)) expect(column.every((value) => !(Math.abs(value) > 1))).toBe(true);
      expect(outs[4]?.every((value) => !(value < 0 || value > 1))).toBe(true);
    }), SETTINGS);
  });

  it('turns the signs of trend and momentum when prices are turned upside down', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const columns = onExactGrid(makeWalk(seed, COUNT));
      const [trend, momentum] = read(columns);
      const [turnedTrend, turnedMomentum] = read(mirrored(columns, 4));
      trend?.slice(TIMEFRAME_READING_WARMUP.trend).forEach((value, k) => {
        const i = k + TIMEFRAME_READING_WARMUP.trend;
        expect(turnedTrend?.[i]).toBeCloseTo(-value, 9);
        expect(turnedMomentum?.[i]).toBeCloseTo(-(momentum?.[i] as number), 9);
      });
    }), SETTINGS);
  });

  it('is the same for prices times a power of two, to the bit', () => {
    const columns = makeWalk(7, COUNT);
    const times = (column: Float64Array): Float64Array => column.map((price) => price * 8);
    const large = {
      ...columns, open: times(columns.open), high: times(columns.high), low: times(columns.low),
      close: times(columns.close),
    };
    expect(read(large)).toEqual(read(columns));
  });

  it('goes on from a snapshot to the same bits, and a forming bar leaves no trace', () => {
    fc.assert(fc.property(seeds, fc.integer({ min: 1, max: COUNT - 2 }), (seed, cut) => {
      const walk = makeWalk(seed, COUNT);
      const whole = new TimeframeReading();
      for (let i = 0; i < cut; i += 1) whole.next(barAt(walk, i));
      const before = whole.snapshot();
      const peeked = [...whole.peek(barAt(walk, cut))];
      expect(whole.snapshot()).toEqual(before);
      const restored = new TimeframeReading();
      expect(restored.restore(before).ok).toBe(true);
      whole.next(barAt(walk, cut));
      expect(peeked).toEqual([...whole.out]);
      for (let i = cut; i < COUNT; i += 1) restored.next(barAt(walk, i));
      for (let i = cut + 1; i < COUNT; i += 1) whole.next(barAt(walk, i));
      expect([...restored.out]).toEqual([...whole.out]);
    }), SETTINGS);
  });

  it('reads a market that does not move as neither up nor down, in the middle of its own volatility', () => {
    const reading = new TimeframeReading();
    const still = makeWalk(1, 1);
    const bar = { ...barAt(still, 0), open: 1.1, high: 1.1, low: 1.1, close: 1.1 };
    for (let i = 0; i < COUNT; i += 1) reading.next({ ...bar, time: bar.time + i * 60_000 });
    expect([...reading.out]).toEqual([0, 0, 0, 1, 0.5]);
    expect(reading.isReady).toBe(true);
  });

  it('reads a steady rise as a strong trend, and its momentum fades when the rise stops', () => {
    const reading = new TimeframeReading();
    const first = barAt(makeWalk(1, 1), 0);
    const rise = (i: number): number => 1 + Math.min(i, 200) * 0.001;
    const at = (i: number): number => {
      const [open, close] = [rise(i), rise(i + 1)];
      reading.next({ ...first, time: i * 60_000, open, high: close + 0.0002, low: open - 0.0002, close });
      return reading.momentum;
    };
    let before = 0;
    for (let i = 0; i < 200; i += 1) before = at(i);
    expect(reading.trend).toBeGreaterThan(0.8);
    let after = before;
    for (let i = 200; i < 215; i += 1) after = at(i);
    expect(after).toBeLessThan(before);
    expect(reading.trend).toBeGreaterThan(0.3);
  });
});
