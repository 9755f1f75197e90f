import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cos, drawGaussian, exp, expm1, log, log1p, normalQuantile, pow, Random, sin, tanh } from './index.ts';

const RELATIVE = 1e-14;

function expectNear(actual: number, wanted: number): void {
  if (Object.is(actual, wanted)) return;
  expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(RELATIVE * Math.abs(wanted));
}

const within = (low: number, high: number) => fc.double({ min: low, max: high, noNaN: true });

describe('the functions of base/math', () => {
  const rows: readonly [string, (x: number) => number, (x: number) => number, number, number][] = [
    ['exp', exp, Math.exp, -700, 709],
    ['exp near zero', exp, Math.exp, -1, 1],
    ['expm1', expm1, Math.expm1, -40, 700],
    ['expm1 near zero', expm1, Math.expm1, -1e-3, 1e-3],
    ['log', log, Math.log, 1e-300, 1e300],
    ['log near one', log, Math.log, 0.5, 2],
    ['log1p', log1p, Math.log1p, -0.999, 1e6],
    ['log1p near zero', log1p, Math.log1p, -1e-4, 1e-4],
    ['sin', sin, Math.sin, -1e5, 1e5],
    ['cos', cos, Math.cos, -1e5, 1e5],
    ['tanh', tanh, Math.tanh, -30, 30],
    ['tanh near zero', tanh, Math.tanh, -1e-2, 1e-2],
  ];
  for (const [name, ours, theirs, low, high] of rows) {
    it(`${name} agrees with the host's within 1e-14`, () => {
      fc.assert(fc.property(within(low, high), (x) => { expectNear(ours(x), theirs(x)); }), { numRuns: 2000 });
    });
  }

  it('pow agrees with the host\'s within 1e-14 for whole and broken exponents', () => {
    fc.assert(fc.property(within(0.01, 100), within(-5, 5), (x, y) => { expectNear(pow(x, y), Math.pow(x, y)); }));
    fc.assert(fc.property(within(-9, 9), fc.integer({ min: 0, max: 9 }), (x, n) => {
      if (Math.abs(x) > 1e-9) expectNear(pow(x, n), Math.pow(x, n));
    }));
    expect(pow(0, -1.5)).toBe(Infinity);
    expect(pow(-2, 0.5)).toBeNaN();
    expect(pow(2, -3)).toBe(0.125);
  });

  it('answers the edges as the standard does', () => {
    expect(
      [exp(0), exp(-Infinity), exp(710), log(1), log(0), log(Infinity)],
    ).toEqual([1, 0, Infinity, 0, -Infinity, Infinity]);
    expect(
      [exp(NaN), log(-1), sin(Infinity), cos(NaN), normalQuantile(0), normalQuantile(1)].every(Number.isNaN),
    ).toBe(true);
    expect([log(5e-324), exp(-740)]).toEqual([Math.log(5e-324), Math.exp(-740)]);
    expect([log1p(-1), log1p(1e-320)]).toEqual([-Infinity, 1e-320]);
    expect([tanh(50), tanh(-50), tanh(0)]).toEqual([1, -1, 0]);
  });

  it('gives the normal quantiles of the published table', () => {
    // Python's statistics.NormalDist().inv_cdf
    const table: readonly [number, number][] = [
      [1e-300, -37.0470962993612], [1e-20, -9.262340089798405], [1e-9, -5.9978070150076865],
      [0.001, -3.090232306167813], [0.02425, -1.9729610513118845], [0.2, -0.8416212335729142], [0.5, 0],
      [0.7, 0.5244005127080407], [0.975, 1.9599639845400536], [0.9999, 3.7190164854557084],
    ];
    for (const [p, x] of table) expectNear(normalQuantile(p), x);
  });

  it('draws with the mean, spread and tails of the normal distribution', () => {
    const random = new Random(7);
    let sum = 0, squares = 0, beyondTwo = 0;
    for (let i = 0; i < 100_000; i += 1) {
      const z = drawGaussian(random);
      sum += z;
      squares += z * z;
      if (Math.abs(z) > 1.959963984540054) beyondTwo += 1;
    }
    expect(Math.abs(sum / 100_000)).toBeLessThan(0.015);
    expect(Math.abs(squares / 100_000 - 1)).toBeLessThan(0.02);
    expect(Math.abs(beyondTwo / 100_000 - 0.05)).toBeLessThan(0.004);
  });

  it('gives these very bits, so that a change of engine or of code is seen', () => {
    const values = [
      exp(1), exp(-12.3), log(10), log(0.3), sin(1), cos(100), tanh(0.4), pow(1.1, 2.5), normalQuantile(0.3),
    ];
    expect(values).toEqual(FROZEN);
  });
});

const FROZEN = [
  2.7182818284590455, 0.000004551744463083231, 2.302585092994046, -1.2039728043259361, 0.8414709848078965,
  0.8623188722876839, 0.37994896225522495, 1.2690587062858836, -0.5244005127080407,
];
