import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

/** The generator once more, in big integers and straight from its definition, to compare with. */
function* referenceSfc32(seed: number): Generator<number> {
  const mask = 0xffffffffn;
  let a = BigInt.asUintN(32, BigInt(0x9e3779b9 ^ seed));
  let b = BigInt.asUintN(32, BigInt(0x243f6a88 ^ Math.floor(seed / 4294967296)));
  let c = 0xb7e15162n;
  let counter = 1n;
  for (let n = 0; ; n += 1) {
    const sum = (a + b + counter) & mask;
    counter = (counter + 1n) & mask;
    a = b ^ (b >> 9n);
    b = (c + (c << 3n)) & mask;
    c = ((((c << 21n) & mask) | (c >> 11n)) + sum) & mask;
    if (n >= 15) yield Number(sum);
  }
}

describe('random numbers', () => {
  it('are sfc32\'s, worked again in big integers', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (seed) => {
      const random = new Random(seed);
      const reference = referenceSfc32(seed);
      for (let i = 0; i < 50; i += 1) expect(random.nextUint32()).toBe(reference.next().value);
    }), { numRuns: 50 });
  });

  it('continue exactly from a saved state', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), fc.nat(40), (seed, before) => {
      const random = new Random(seed);
      for (let i = 0; i < before; i += 1) random.nextUint32();
      const again = new Random(JSON.parse(JSON.stringify(random.state())) as ReturnType<Random['state']>);
      for (let i = 0; i < 20; i += 1) expect(again.nextUnit()).toBe(random.nextUnit());
    }));
  });

  it('stay in their ranges, whole numbers with both ends', () => {
    const random = new Random(7);
    const seen = new Set<number>();
    for (let i = 0; i < 2_000; i += 1) {
      const unit = random.nextUnit();
      expect(unit >= 0 && unit < 1).toBe(true);
      seen.add(random.nextInt(-2, 3));
    }
    expect([...seen].sort((x, y) => x - y)).toEqual([-2, -1, 0, 1, 2, 3]);
  });

  it('are even: the mean of many is a half and a chance of a fifth comes one time in five', () => {
    const random = new Random(42);
    let sum = 0;
    let hits = 0;
    for (let i = 0; i < 100_000; i += 1) {
      sum += random.nextUnit();
      if (random.nextChance(0.2)) hits += 1;
    }
    expect(Math.abs(sum / 100_000 - 0.5)).toBeLessThan(0.005);
    expect(Math.abs(hits / 100_000 - 0.2)).toBeLessThan(0.006);
  });

  it('differ between seeds that differ only above 32 bits', () => {
    expect(new Random(1).nextUint32()).not.toBe(new Random(1 + 2 ** 32).nextUint32());
  });
});
