import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar, EventBody, JournalEvent, TickColumns } from '#core/model';
import { canonicalJson, parseCanonicalJson } from './canonical-json.ts';
import { CHAIN_START, chainOf, decodeBody, encodeBody } from './event-codec.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const price = fc.integer({ min: 1, max: 3_000_000 }).map((points) => points / 100_000);
const number = fc.oneof(finite, price, fc.maxSafeInteger());
// Any text, lone surrogates and control characters too.
const text = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });

const ticks: fc.Arbitrary<TickColumns> = fc.integer({ min: 0, max: 30 }).chain((count) => {
  const column = fc.array(number, { minLength: count, maxLength: count });
  return fc.record({ brokerMs: column, bid: column, ask: column, last: column, volume: column, flags: column });
});

const maybe = fc.option(number);
const bar: fc.Arbitrary<Bar> = fc.record({
  time: number, open: number, high: number, low: number, close: number, tickVolume: number, realVolume: number,
  spread: maybe, askOpen: maybe, askHigh: maybe, askLow: maybe, askClose: maybe,
  source: fc.constantFrom('tick', 'broker', 'import'), partial: fc.boolean(),
});

const body: fc.Arbitrary<EventBody> = fc.oneof(
  fc.record({
    kind: fc.constant('TicksReceived' as const), account: text, symbol: text, offsetS: number, ticks,
    next: fc.tuple(number, number),
  }),
  fc.record({ kind: fc.constant('TicksImported' as const), feed: text, symbol: text, file: text, ticks }),
  fc.record({
    kind: fc.constant('BarsReceived' as const), account: text, symbol: text, timeframe: fc.constant('M5' as const),
    offsetS: number, closed: fc.boolean(), bars: fc.array(bar, { maxLength: 12 }), next: maybe,
  }),
  fc.record({
    kind: fc.constant('Quarantined' as const), wire: fc.constant(null), code: text, reason: text, source: text,
    raw: text,
  }),
  fc.record({
    kind: fc.constant('RecordKept' as const), type: text,
    wire: fc.record({ account: text, epoch: text, wireSeq: fc.nat() }),
    body: fc.jsonValue({ noUnicodeString: false }),
  }),
);

describe('an event on disk', () => {
  it('comes back as it was, to the bit of every number and every half of a surrogate pair', () => {
    fc.assert(fc.property(body, (one) => {
      expect(decodeBody(one.kind, encodeBody(one))).toEqual(one);
    }), { numRuns: 2000 });
  });

  it('comes back even where its columns are not what the model says', () => {
    const column = [1, 2];
    const whole = { brokerMs: column, bid: column, ask: column, last: column, volume: column, flags: column };
    const odd = [
      { ...whole, bid: [1] }, { ...whole, bid: [1, NaN] }, { ...whole, ask: [Infinity, -0] }, { ...whole, extra: 'x' },
    ];
    for (const one of odd) {
      const event = { kind: 'TicksImported', feed: 'f', symbol: 's', file: 'x', ticks: one } as unknown as EventBody;
      expect(decodeBody(event.kind, encodeBody(event))).toEqual(event);
    }
  });

  it('is refused when any one bit of it was changed', () => {
    fc.assert(fc.property(body, fc.nat(), (one, at) => {
      const stored = encodeBody(one).slice();
      const bit = at % (stored.length * 8);
      stored[bit >> 3] = (stored[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(() => decodeBody(one.kind, stored)).toThrow();
    }), { numRuns: 1000 });
  });

  it('has another hash when its number, time, kind or content differ', () => {
    fc.assert(fc.property(body, fc.nat(), fc.nat(), (one, seq, ts) => {
      const event: JournalEvent = { seq, ts, body: one };
      const hash = (changed: JournalEvent): string => Buffer.from(chainOf(CHAIN_START, changed)).toString('hex');
      const own = hash(event);
      expect(hash({ ...event, body: decodeBody(one.kind, encodeBody(one)) })).toBe(own);
      expect(hash({ ...event, seq: seq + 1 })).not.toBe(own);
      expect(hash({ ...event, ts: ts + 1 })).not.toBe(own);
      expect(hash({ ...event, body: { ...one, more: 1 } as unknown as EventBody })).not.toBe(own);
      expect(Buffer.from(chainOf(new Uint8Array(32).fill(1), event)).toString('hex')).not.toBe(own);
    }), { numRuns: 300 });
  });
});

describe('canonical JSON', () => {
  const words = fc.constantFrom(-0, NaN, Infinity, -Infinity, '\u0000', '\u0000n', '\u0000s');
  const odd = fc.oneof(fc.double(), text, words);
  const value = fc.anything({ values: [odd, fc.boolean(), fc.constant(null)], key: text, withNullPrototype: false });

  it('comes back as it was, with numbers that JSON has no words for', () => {
    fc.assert(fc.property(value, (one) => {
      expect(parseCanonicalJson(canonicalJson(one))).toEqual(one);
    }), { numRuns: 2000 });
  });

  it('is the same for members in any order, and leaves out what is undefined', () => {
    expect(canonicalJson({ b: 1, a: { d: 2, c: [3, null] }, e: undefined }))
      .toBe(canonicalJson({ a: { c: [3, null], d: 2 }, b: 1 }));
    expect(canonicalJson({ b: 'x', a: -1.5e-7 })).toBe('{"a":-1.5e-7,"b":"x"}');
  });

  it('keeps a member that is named like an object\'s prototype', () => {
    const hostile: unknown = JSON.parse('{"__proto__":{"polluted":"\\u0000"},"constructor":1}');
    expect(canonicalJson(parseCanonicalJson(canonicalJson(hostile)))).toBe(canonicalJson(hostile));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
