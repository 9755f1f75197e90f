// Laws that hold for every entry of the registry, whatever it computes.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INDICATORS, type BarColumns, type IndicatorDefinition, type ParamValues } from './index.ts';
import { barAt, makeWalk } from './bars.test-kit.ts';

const ALL = [...INDICATORS.values()];
const COUNT = 160;

function runOver(definition: IndicatorDefinition, values: ParamValues, columns: BarColumns): Float64Array[] {
  const outs = definition.outputs.map(() => new Float64Array(columns.close.length));
  definition.make(values).run(columns, outs);
  return outs;
}

function head(columns: BarColumns, count: number): BarColumns {
  return slice(columns, 0, count);
}

function slice(columns: BarColumns, from: number, to: number): BarColumns {
  const cut = (column: Float64Array): Float64Array => column.slice(from, to);
  return {
    time: cut(columns.time), open: cut(columns.open), high: cut(columns.high), low: cut(columns.low),
    close: cut(columns.close), volume: cut(columns.volume),
  };
}

function scaled(columns: BarColumns, factor: number): BarColumns {
  const times = (column: Float64Array): Float64Array => column.map((value) => value * factor);
  return {
    ...columns, open: times(columns.open), high: times(columns.high), low: times(columns.low),
    close: times(columns.close),
  };
}

/** Values of the parameters: small periods, types of averages that exist, the rest as it is by default. */
function valuesOf({ params }: IndicatorDefinition): fc.Arbitrary<ParamValues> {
  return fc.tuple(...params.map((param) => {
    if (!param.whole) return fc.constant(param.default);
    if (param.name.endsWith('type')) return fc.constantFrom(0, 1, 2, 5, 9, 10, 12, 13);
    return fc.integer({ min: param.min, max: Math.min(param.max, Math.max(param.min + 1, 12)) });
  }));
}

const cases = (definition: IndicatorDefinition): fc.Arbitrary<readonly [number, ParamValues, number]> => (
  fc.tuple(fc.integer({ min: 0, max: 0xffffffff }), valuesOf(definition), fc.integer({ min: 1, max: COUNT - 2 }))
);

/** A few draws a study, over 180 studies: the search by another seed goes further. */
const SETTINGS = { numRuns: 3 };

describe.each(ALL.map((definition) => [definition.name, definition] as const))('%s', (_name, definition) => {
  it('gives the same bar by bar as over the history, and its warm-up is the stated one', () => {
    fc.assert(fc.property(cases(definition), ([seed, values]) => {
      const walk = makeWalk(seed, COUNT);
      const outs = runOver(definition, values, walk);
      const stream = definition.make(values);
      const streamed = outs.map(() => new Float64Array(COUNT));
      let first = -1;
      for (let i = 0; i < COUNT; i += 1) {
        stream.next(barAt(walk, i));
        streamed.forEach((column, k) => { column[i] = stream.out[k] as number; });
        if (first < 0 && stream.isReady) first = i;
      }
      expect(streamed).toEqual(outs);
      // these wait for the market: for a day's end, for a turn
      const isWaiting = definition.name === 'PIVOTS' || definition.name === 'FRACTALS';
      if (!isWaiting && definition.warmup(values) < COUNT) expect(first).toBe(definition.warmup(values));
    }), SETTINGS);
  });

  it('goes on bar by bar and over further columns after a run, as if it had streamed all along', () => {
    fc.assert(fc.property(cases(definition), ([seed, values, cut]) => {
      const walk = makeWalk(seed, COUNT);
      const whole = runOver(definition, values, walk);
      const study = definition.make(values);
      const outs = definition.outputs.map(() => new Float64Array(cut));
      study.run(head(walk, cut), outs);
      const middle = Math.floor((cut + COUNT) / 2);
      const further = definition.outputs.map(() => new Float64Array(middle - cut));
      study.run(slice(walk, cut, middle), further);
      expect(further).toEqual(whole.map((column) => column.slice(cut, middle)));
      for (let i = middle; i < COUNT; i += 1) {
        study.next(barAt(walk, i));
        expect([...study.out]).toEqual(whole.map((column) => column[i]));
      }
    }), SETTINGS);
  });

  it('never changes the past when the future comes', () => {
    fc.assert(fc.property(cases(definition), ([seed, values, cut]) => {
      const walk = makeWalk(seed, COUNT);
      const whole = runOver(definition, values, walk);
      const part = runOver(definition, values, head(walk, cut));
      expect(part).toEqual(whole.map((column) => column.slice(0, cut)));
    }), SETTINGS);
  });

  it('goes on from a snapshot to the same bits, and refuses one of another length', () => {
    fc.assert(fc.property(cases(definition), ([seed, values, cut]) => {
      const walk = makeWalk(seed, COUNT);
      const whole = definition.make(values);
      for (let i = 0; i < cut; i += 1) whole.next(barAt(walk, i));
      const restored = definition.make(values);
      expect(restored.restore(whole.snapshot()).ok).toBe(true);
      expect([...restored.out]).toEqual([...whole.out]);
      for (let i = cut; i < COUNT; i += 1) {
        whole.next(barAt(walk, i));
        restored.next(barAt(walk, i));
      }
      expect(restored.snapshot()).toEqual(whole.snapshot());
      expect([...restored.out]).toEqual([...whole.out]);
      const refused = restored.restore(new Uint8Array(3));
      expect(refused.ok ? '' : refused.error.code).toBe('INDICATORS_STATE_BAD');
      expect([...restored.out]).toEqual([...whole.out]);
    }), SETTINGS);
  });

  it('shows a forming bar without a trace: a peek equals the close, and leaves the state as it was', () => {
    fc.assert(fc.property(cases(definition), ([seed, values, cut]) => {
      const walk = makeWalk(seed, COUNT);
      const study = definition.make(values);
      for (let i = 0; i < cut; i += 1) study.next(barAt(walk, i));
      const before = study.snapshot();
      const peeked = [...study.peek(barAt(walk, cut))];
      study.peek({ ...barAt(walk, cut + 1), high: 3 });
      expect(study.snapshot()).toEqual(before);
      study.next(barAt(walk, cut));
      expect(peeked).toEqual([...study.out]);
    }), SETTINGS);
  });
});

/** How an output moves when every price is multiplied by k; what is not named does not move. */
const POWERS: Readonly<Record<string, number>> = {
  'price': 1, 'price squared': 2, 'price a bar': 1, 'price a volume': 1, 'price x volume': 1,
};
/** Angles of a slope, and outputs that mix prices with states. */
const NOT_SCALED = new Set(['LINEARREG_ANGLE', 'SUPERTREND', 'VSTOP', 'HT_TRENDMODE', 'SAREXT']);

describe('scale', () => {
  it.each(ALL.filter(({ name }) => !NOT_SCALED.has(name)).map((definition) => [definition.name, definition] as const))(
    '%s of prices times four is the same, or four times (sixteen times a square)', (_name, definition) => {
      const values = definition.params.map((param) => param.default);
      const walk = makeWalk(77, 400);
      const plain = runOver(definition, values, walk);
      const large = runOver(definition, values, scaled(walk, 4));
      const factor = 4 ** (POWERS[definition.unit] ?? 0);
      plain.forEach((column, k) => {
        const off = column.findIndex((value, i) => {
          const other = large[k]?.[i] as number;
          if (Number.isNaN(value)) return !Number.isNaN(other);
          return !(Math.abs(other - value * factor) <= 1e-9 * Math.max(Math.abs(other), 1e-6));
        });
        expect(off, `first bar that differs, ${column[off]} and ${large[k]?.[off]}`).toBe(-1);
      });
    },
  );
});
