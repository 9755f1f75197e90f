import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientIdOfMagic } from '#core/broker-model';
import { magicOfCid, makeCid } from './index.ts';

describe('a client order id', () => {
  it('has the magic number of the protocol page', () => {
    expect(magicOfCid('7H3K9QZX')).toBe('8062977659166717');
    expect(clientIdOfMagic('8062977659166717')).toBe('7H3K9QZX');
    expect(magicOfCid('00000000')).toBe(String(0x1ca5n << 40n));
    expect(magicOfCid('ZZZZZZZZ')).toBe(String((0x1ca6n << 40n) - 1n));
  });

  it("is made from seed and count, eight characters of Crockford's alphabet, and comes back from its magic", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (seed, count) => {
        const cid = makeCid(seed, count);
        expect(cid).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
        expect(makeCid(seed, count)).toBe(cid);
        expect(clientIdOfMagic(magicOfCid(cid))).toBe(cid);
        expect(Number.isSafeInteger(Number(magicOfCid(cid)))).toBe(true);
      }),
    );
  });

  it('differs for every count of a seed, and between seeds', () => {
    expect(new Set(Array.from({ length: 5_000 }, (_one, count) => makeCid('seed', count))).size).toBe(5_000);
    expect(makeCid('a', 1)).not.toBe(makeCid('b', 1));
  });

  it("is not read out of a stranger's magic", () => {
    for (const magic of [
      '0',
      '-1',
      '',
      'abc',
      '12345',
      String(0x1ca6n << 40n),
      String((0x1ca5n << 40n) - 1n),
      '1'.repeat(21),
    ]) {
      expect(clientIdOfMagic(magic)).toBeNull();
    }
  });
});
