import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODES } from '#core/model';
import { decimalText, isDeeperThan, plainJson, readBody, readEnvelope, readServerFrame,
  contentDigest } from './index.ts';
import { ACCOUNT, DEAL, SessionRig, tickBody } from './session-rig.ts';

const TYPES = [
  'tick', 'bar', 'account', 'position', 'position.mark', 'order', 'deal', 'symbol', 'signal', 'calendar',
    'central_bank',
  'news', 'sentiment', 'pattern', 'performance', 'correlation', 'book', 'flow', 'time', 'log', 'gap', 'busy', 'hb',
    'ack',
  'nack', 'hello', 'auth', 'result', 'error', 'order.result', 'snapshot.begin', 'snapshot.end', 'history.page',
  'history.end', 'constructor', '__proto__', 'toString', '',
];
const CONTEXT = { offsetS: 7200, currency: 'USD', re: null };
const GOOD: readonly (readonly [string, object])[] = [
  ['deal', DEAL], ['account', ACCOUNT], ['tick', tickBody([[1000, 1.1, 1.2], [1001, 1.1, 1.2]], null, [1001, 1])],
  ['bar', { s: 'EURUSD', tf: 'M5', rows: [[300, 1, 2, 0.5, 1.5, 3, 1, 0]], closed: true, prev: null }],
];

/** A good body with one place replaced by anything. */
const BENT = fc.tuple(fc.constantFrom(...GOOD), fc.nat(20), fc.jsonValue({ maxDepth: 3 })).map(([[type, body], at,
  value]) => {
  const bent = structuredClone(body) as Record<string, unknown>;
  const names = Object.keys(bent);
  const name = names[at % names.length] as string;
  if (Array.isArray(bent[name]) && at % 2 === 0) (bent[name] as unknown[])[0] = value;
  else bent[name] = value;
  return { type, body: bent };
});

function judge(type: string, body: Record<string, unknown>): void {
  const read = readBody(type, body, CONTEXT);
  if (read.ok) return;
  expect(Object.keys(CODES)).toContain(read.fault.code);
  expect(read.fault.path).not.toBe('');
}

describe('the parsers', () => {
  it('turn any text into an envelope or a fault, never a throw', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 300 }), fc.json({ maxDepth: 5 }), fc.string({ unit: 'binary',
      maxLength: 100 })), (text) => {
      const read = readEnvelope(text);
      if (!read.ok) expect(read.fault.code).toBe('E_PROTO');
      readServerFrame(text);
    }), { numRuns: 3_000 });
  });

  it('turn any body of any type into a record or a fault, never a throw', () => {
    fc.assert(fc.property(fc.constantFrom(...TYPES), fc.dictionary(fc.string(), fc.jsonValue()), (type,
      body) => { judge(type, body); }), { numRuns: 3_000 });
    fc.assert(fc.property(BENT, ({ type, body }) => { judge(type, body); }), { numRuns: 5_000 });
  });

  it('survive cut, spliced and bent frames in a live session, which answers or takes each', () => {
    const texts = GOOD.map(([type, body]) => plainJson({ v: 1, type, seq: 0, ack: 0, ts: 1, body }));
    fc.assert(fc.property(fc.constantFrom(...texts), fc.nat(400), fc.nat(400), fc.string({ maxLength: 5 }), (text,
      from, length, insert) => {
      const rig = new SessionRig().join();
      rig.raw(text.slice(0, from) + insert + text.slice(from + length));
      expect(['live', 'closed']).toContain(rig.session.phase);
    }), { numRuns: 1_500 });
  });

  it('stand deep nesting, long numbers and odd keys', () => {
    for (const text of [
      `${'['.repeat(500_000)}${']'.repeat(500_000)}`, `{"v":1,"a":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`,
        '9'.repeat(100_000),
      '{"v":1,"type":"hb","seq":1e999,"ack":0,"ts":0,"body":{}}',
        '{"__proto__":{"v":1},"v":1,"type":"__proto__","seq":0,"body":{"__proto__":1}}',
    ]) readEnvelope(text);
    expect(readEnvelope('{"v":1,"type":"hb","seq":1e999,"ack":0,"ts":0,"body":{}}')).toMatchObject({ ok: false,
      fault: { code: 'E_PROTO' } });
    expect(isDeeperThan([[[]]], 3)).toBe(false);
    expect(isDeeperThan([[[]]], 2)).toBe(true);
  });

  it('checklist connection-5: write numbers without an exponent and read the same value back', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = decimalText(value);
      expect(text).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(text)).toBe(value === 0 ? 0 : value);
    }), { numRuns: 3_000 });
    expect(plainJson({ point: 1e-7, list: [1e21,
      'a1e-7'] })).toBe('{"point":0.0000001,"list":[1000000000000000000000,"a1e-7"]}');
  });

  it('digest the content, not the print', () => {
    expect(contentDigest('a', { x: 1, y: [2.0] })).toBe(contentDigest('a', { y: [2], x: 1 }));
    const seen = new Set(Array.from({ length: 5_000 }, (_, i) => contentDigest('deal', { deal: String(i) })));
    expect(seen.size).toBe(5_000);
  });
});
