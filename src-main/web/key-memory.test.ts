// Idempotency keys: remembered for a day, within bounds.

import { describe, expect, it } from 'vitest';
import { fingerprintOf, KEY_LIFE_MS, KeyMemory, KEYS_MAX, type Answer } from './key-memory.ts';

const answer: Answer = { status: 200, contentType: 'application/json', body: '{}' };

describe('a remembered key', () => {
  it('answers the second request from the first, until a day has passed', async () => {
    const keys = new KeyMemory();
    let runs = 0;
    const work = async (): Promise<Answer> => {
      runs += 1;
      return { ...answer, body: String(runs) };
    };
    expect(keys.answer('k', 'f', 0, work).kind).toBe('first');
    const second = keys.answer('k', 'f', KEY_LIFE_MS - 1, work);
    expect(second.kind === 'replayed' ? (await second.answer).body : '').toBe('1');
    expect(keys.answer('k', 'other', KEY_LIFE_MS - 1, work).kind).toBe('reused');
    expect(keys.answer('k', 'other', KEY_LIFE_MS, work).kind).toBe('first');
    expect(runs).toBe(2);
  });

  it('is forgotten, the oldest first, when there are too many', () => {
    const keys = new KeyMemory();
    for (let n = 0; n <= KEYS_MAX; n += 1) keys.answer(`k${n}`, 'f', n, async () => answer);
    expect(keys.size).toBe(KEYS_MAX);
    expect(keys.answer('k1', 'f', KEYS_MAX, async () => answer).kind).not.toBe('reused');
    expect(keys.answer(`k${KEYS_MAX}`, 'f', KEYS_MAX, async () => answer).kind).toBe('replayed');
  });

  it('may ask again after "not now", but not after a refusal', async () => {
    const keys = new KeyMemory();
    let runs = 0;
    const ask = async (status: number): Promise<number> => {
      const keyed = keys.answer('k', 'f', 0, async () => {
        runs += 1;
        return { ...answer, status };
      });
      return keyed.kind === 'reused' ? 0 : (await keyed.answer).status;
    };
    expect(await ask(503)).toBe(503);
    expect(await ask(422)).toBe(422);
    expect(await ask(200)).toBe(422);
    expect(runs).toBe(2);
  });

  it('is forgotten when its work breaks', async () => {
    const keys = new KeyMemory();
    const first = keys.answer('k', 'f', 0, async () => { throw new Error('broken'); });
    if (first.kind === 'reused') throw new Error('not reached');
    await expect(first.answer).rejects.toThrow('broken');
    expect(keys.size).toBe(0);
  });
});

it('a request is the same whatever the order of its fields, and another with any other value', () => {
  const print = (body: unknown): string => fingerprintOf('POST', '/orders', body);
  expect(print({ a: 1, b: { c: [1, 2], d: null } })).toBe(print({ b: { d: null, c: [1, 2] }, a: 1 }));
  expect(new Set([print({ a: 1 }), print({ a: '1' }), print({ a: [1] }), print({}), print(undefined), print(null),
    print({ a: { b: 1 } }), fingerprintOf('POST', '/other', { a: 1 })]).size).toBe(8);
});
