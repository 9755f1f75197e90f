import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalsInConstantTime, hmacSha256Hex, Sha256, sha256Hex, toHex, utf8 } from './sha256.ts';

describe('SHA-256', () => {
  it('gives the vectors of FIPS 180-4', () => {
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256Hex('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'))
      .toBe('248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1');
  });

  it('equals the host\'s for any bytes, however they are cut up', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 }), (parts) => {
      const ours = new Sha256();
      const theirs = createHash('sha256');
      for (const part of parts) {
        ours.update(part);
        theirs.update(part);
      }
      expect(ours.hex()).toBe(theirs.digest('hex'));
    }), { numRuns: 300 });
  });

  it('equals the host\'s at every length around the block\'s edge', () => {
    for (let length = 0; length <= 200; length += 1) {
      const bytes = new Uint8Array(length).fill(length);
      expect(sha256Hex(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  it('keys as RFC 2104 does, also with keys longer than a block', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 150 }), fc.string({ unit: 'binary' }), (key, text) => {
      expect(hmacSha256Hex(key, text)).toBe(createHmac('sha256', key).update(text).digest('hex'));
    }), { numRuns: 200 });
  });
});

describe('text as bytes', () => {
  it('is UTF-8, with a lone surrogate replaced', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(toHex(utf8(text))).toBe(Buffer.from(text, 'utf8').toString('hex'));
    }));
    expect(toHex(utf8('a\ud800b'))).toBe('61efbfbd62');
    expect(toHex(utf8('𝄞€é'))).toBe('f09d849ee282acc3a9');
  });
});

describe('comparison in constant time', () => {
  it('agrees with equality', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => {
      expect(equalsInConstantTime(a, b)).toBe(a === b);
      expect(equalsInConstantTime(a, a)).toBe(true);
    }));
    expect(equalsInConstantTime('', 'x')).toBe(false);
    expect(equalsInConstantTime('ab', 'abab')).toBe(false);
  });
});
