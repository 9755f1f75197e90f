// The seed of a test run: what property tests draw and the order in which tests run.

const DEFAULT_SEED = 20_261_123;

/** SEXTANT_TEST_SEED as a whole number, the clock for `random`, a fixed number where it is not set. */
export function readTestSeed(): number {
  const wish = process.env['SEXTANT_TEST_SEED'];
  if (wish === undefined || wish === '') return DEFAULT_SEED;
  if (wish === 'random') return Date.now() % 0x7fff_ffff;
  const seed = Number(wish);
  if (!Number.isSafeInteger(seed)) throw new Error(`SEXTANT_TEST_SEED is a whole number or "random", not "${wish}".`);
  return seed;
}
