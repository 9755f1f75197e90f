import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDeepEqual } from './equals.ts';
import { fail, ok } from './result.ts';

describe('deep equality', () => {
  it('holds between a JSON value and its copy, whatever the order of keys', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      expect(isDeepEqual(value, JSON.parse(JSON.stringify(value)))).toBe(true);
    }));
    expect(isDeepEqual({ a: 1, b: [{ c: 2 }] }, { b: [{ c: 2 }], a: 1 })).toBe(true);
  });

  it('agrees with equality of texts in which keys are sorted', () => {
    const sorted = (value: unknown): string => JSON.stringify(value, (_key, inner: unknown) => (
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1)))
        : inner
    ));
    const small = fc.oneof(fc.constant(null), fc.boolean(), fc.integer({ min: 0, max: 2 }), fc.constantFrom('a', ''));
    const tree = fc.letrec((tie) => ({
      node: fc.oneof({ maxDepth: 3 }, small, fc.array(tie('node'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'b'), tie('node'), { maxKeys: 2 })),
    })).node;
    fc.assert(fc.property(tree, tree, (a, b) => {
      expect(isDeepEqual(a, b)).toBe(sorted(a) === sorted(b));
    }), { numRuns: 2_000 });
  });

  it('tells apart what looks alike', () => {
    expect(isDeepEqual([], {})).toBe(false);
    expect(isDeepEqual({ a: undefined }, { b: undefined })).toBe(false);
    expect(isDeepEqual({ a: null }, {})).toBe(false);
    expect(isDeepEqual({ toString: 1 }, { a: 1 })).toBe(false);
    expect(isDeepEqual(Number.NaN, Number.NaN)).toBe(true);
    expect(isDeepEqual('1', 1)).toBe(false);
  });
});

describe('a result', () => {
  it('is either a value or a failure with its code', () => {
    expect(ok(3)).toEqual({ ok: true, value: 3 });
    expect(fail('HOST_USAGE', 'no')).toEqual({ ok: false, error: { code: 'HOST_USAGE', text: 'no' } });
  });
});
