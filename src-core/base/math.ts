// Transcendental functions in plain arithmetic. Engines differ in the last bits of Math.exp, Math.log, Math.sin and
// their kin, and the engine's results must be the same bits everywhere: these use only + - * / and exact bit moves.
// Each is within a few units in the last place of the true value over the range its comment names.

import type { Random } from './random.ts';

const LN2_HIGH = 0.693147180369123816490;
const LN2_LOW = 1.90821492927058770002e-10;
const LN2 = 0.6931471805599453;

// pi/2 in three parts: the first two have 33 bits, so that a whole multiple below 2^20 of them is exact.
const HALF_PI_1 = 1.57079632673412561417;
const HALF_PI_2 = 6.07710050630396597660e-11;
const HALF_PI_3 = 2.02226624879595063154e-21;
const TWO_OVER_PI = 0.6366197723675814;
const TWO_PI = 6.283185307179586;

const bits = new DataView(new ArrayBuffer(8));

const cell = new Float64Array(1);

/** 2 to a whole power from -1074 to 1023, exact. */
function powerOfTwo(exponent: number): number {
  if (exponent < -1022) return powerOfTwo(exponent + 60) / 0x1000000000000000;
  bits.setUint32(0, (exponent + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

// exp(r) - 1 - r for |r| <= 0.35, by its series; the first term left out is below 1e-19.
function expTail(r: number): number {
  let sum = 1 / 1307674368000;
  let factorial = 87178291200;
  for (let n = 14; n >= 2; n -= 1) {
    sum = sum * r + 1 / factorial;
    factorial /= n;
  }
  return sum * r * r;
}

/** e to the x. Overflow gives Infinity, underflow 0; within 2 ulp. */
export function exp(x: number): number {
  if (!(x <= 709.782712893384)) return x !== x ? x : Infinity;
  if (x < -745.2) return 0;
  const k = Math.round(x / LN2);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const rest = high - r - low;
  const value = 1 + (r + (rest + expTail(r)));
  if (k > 1000) return value * powerOfTwo(k - 10) * 1024;
  if (k < -1000) return value * powerOfTwo(k + 100) * powerOfTwo(-100);
  return value * powerOfTwo(k);
}

/** exp(x) - 1 without loss near zero; within 4 ulp. */
export function expm1(x: number): number {
  if (x > -0.35 && x < 0.35) return x + expTail(x);
  return exp(x) - 1;
}

/** Natural logarithm. NaN below zero, -Infinity at zero; within 2 ulp. */
export function log(x: number): number {
  cell[0] = x;
  logInPlace(cell, 0);
  return cell[0];
}

/**
 * Puts the natural logarithm of a cell into its place. The same bits as `log`; for hot paths, where a number that
 * crosses a call is boxed unless the engine compiles the call away.
 */
export function logInPlace(cells: Float64Array, at: number): void {
  const x = cells[at] as number;
  if (x !== x || x <= 0 || x === Infinity) {
    cells[at] = x === 0 ? -Infinity : x > 0 ? x : NaN;
    return;
  }
  let shift = 0;
  let value = x;
  if (value < 2.2250738585072014e-308) {
    value *= 18014398509481984;
    shift = -54;
  }
  bits.setFloat64(0, value);
  const head = bits.getUint32(0);
  let exponent = (head >>> 20) - 1023 + shift;
  bits.setUint32(0, (head & 0xfffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    exponent += 1;
  }
  // log m = 2 atanh(s), s = (m - 1) / (m + 1), |s| <= 0.1716
  const f = mantissa - 1;
  const s = f / (2 + f);
  const z = s * s;
  let sum = 1 / 25;
  for (let n = 23; n >= 3; n -= 2) sum = sum * z + 1 / n;
  const half = f * f * 0.5;
  // 2s = f - s f, and f - f^2/2 + ... keeps the rounding of the large term out of the small ones
  const correction = s * (half + 2 * z * sum);
  cells[at] = exponent * LN2_HIGH - (half - (correction + exponent * LN2_LOW) - f);
}

/** log(1 + x) without loss near zero; within 4 ulp. */
export function log1p(x: number): number {
  const sum = 1 + x;
  if (sum === 1) return x;
  if (sum === Infinity || sum <= 0 || sum !== sum) return log(sum);
  return log(sum) * (x / (sum - 1));
}

/**
 * x to the y. Whole y up to 1024 by multiplication (each step rounds once); otherwise exp(y log x), whose relative
 * error is about |y log x| times 1e-16. NaN for a negative base with a broken exponent.
 */
export function pow(x: number, y: number): number {
  if (y === Math.floor(y) && Math.abs(y) <= 1024) {
    let result = 1;
    let base = x;
    for (let n = Math.abs(y); n > 0; n = Math.floor(n / 2)) {
      if (n % 2 === 1) result *= base;
      base *= base;
    }
    return y < 0 ? 1 / result : result;
  }
  if (x === 0) return y > 0 ? 0 : Infinity;
  return exp(y * log(x));
}

function sineSeries(r: number, rest: number): number {
  const z = r * r;
  let sum = -1 / 121645100408832000;
  sum = sum * z + 1 / 355687428096000;
  sum = sum * z - 1 / 1307674368000;
  sum = sum * z + 1 / 6227020800;
  sum = sum * z - 1 / 39916800;
  sum = sum * z + 1 / 362880;
  sum = sum * z - 1 / 5040;
  sum = sum * z + 1 / 120;
  sum = sum * z - 1 / 6;
  return r + (sum * z * r + rest * (1 - z / 2));
}

function cosineSeries(r: number, rest: number): number {
  const z = r * r;
  let sum = -1 / 6402373705728000;
  sum = sum * z + 1 / 20922789888000;
  sum = sum * z - 1 / 87178291200;
  sum = sum * z + 1 / 479001600;
  sum = sum * z - 1 / 3628800;
  sum = sum * z + 1 / 40320;
  sum = sum * z - 1 / 720;
  sum = sum * z + 1 / 24;
  const half = z / 2;
  const head = 1 - half;
  return head + (1 - head - half + (sum * z * z - r * rest));
}

// The quarter turn `shift` quarters ahead of a cell's number, in its place: 0 gives the sine, 1 the cosine.
function turnInPlace(cells: Float64Array, at: number, shift: number): void {
  const x = cells[at] as number;
  if (x - x !== 0) {
    cells[at] = NaN;
    return;
  }
  const reduced = Math.abs(x) > 1048576 ? x % TWO_PI : x;
  const k = Math.round(reduced * TWO_OVER_PI);
  const first = reduced - k * HALF_PI_1;
  const second = k * HALF_PI_2;
  const high = first - second;
  const low = first - high - second - k * HALF_PI_3;
  const r = high + low;
  const rest = high - r + low;
  const quarter = (((k + shift) % 4) + 4) % 4;
  const value = quarter % 2 === 0 ? sineSeries(r, rest) : cosineSeries(r, rest);
  cells[at] = quarter >= 2 ? -value : value;
}

/** Sine of x radians, within 2 ulp for |x| up to 2^20; beyond that deterministic but coarse. */
export function sin(x: number): number {
  cell[0] = x;
  turnInPlace(cell, 0, 0);
  return cell[0];
}

/** Cosine of x radians, within 2 ulp for |x| up to 2^20; beyond that deterministic but coarse. */
export function cos(x: number): number {
  cell[0] = x;
  turnInPlace(cell, 0, 1);
  return cell[0];
}

/** `sin` of a cell, in its place: see `logInPlace`. */
export function sinInPlace(cells: Float64Array, at: number): void {
  turnInPlace(cells, at, 0);
}

/** `cos` of a cell, in its place: see `logInPlace`. */
export function cosInPlace(cells: Float64Array, at: number): void {
  turnInPlace(cells, at, 1);
}

// atan(k / 8) for k = 0 … 8.
const ARCTANGENTS = [
  0, 0.12435499454676144, 0.24497866312686414, 0.35877067027057225, 0.4636476090008061, 0.5585993153435624,
  0.6435011087932844, 0.7188299996216245, 0.7853981633974483,
];

/** Inverse tangent of a cell in radians, -pi/2 … pi/2, in its place (see `logInPlace`); within 2 ulp. */
export function atanInPlace(cells: Float64Array, at: number): void {
  const x = cells[at] as number;
  if (x !== x) return;
  const size = Math.abs(x);
  const isSteep = size > 1;
  const y = isSteep ? 1 / size : size;
  const k = Math.round(y * 8);
  const base = k / 8;
  const r = (y - base) / (1 + y * base);
  const z = r * r;
  let sum = 1 / 17;
  for (let n = 15; n >= 3; n -= 2) sum = 1 / n - z * sum;
  const value = (ARCTANGENTS[k] as number) + (r - r * z * sum);
  const turned = isSteep ? TWO_PI / 4 - value : value;
  cells[at] = x < 0 ? -turned : turned;
}

/** Hyperbolic tangent; within 4 ulp. */
export function tanh(x: number): number {
  if (x > 22) return 1;
  if (x < -22) return -1;
  const t = expm1(2 * Math.abs(x));
  const value = t / (t + 2);
  return x < 0 ? -value : value;
}

function ratio(numerator: readonly number[], denominator: readonly number[], x: number): number {
  let top = 0;
  let bottom = 0;
  for (const coefficient of numerator) top = top * x + coefficient;
  for (const coefficient of denominator) bottom = bottom * x + coefficient;
  return top / bottom;
}

// Wichura, "Algorithm AS 241: the percentage points of the normal distribution" (1988), highest power first.
const CENTRE_TOP = [
  2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
  1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080,
];
const CENTRE_BOTTOM = [
  5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
  5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1,
];
const MIDDLE_TOP = [
  7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258,
  3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734,
];
const MIDDLE_BOTTOM = [
  1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
  6.89767334985100004550e-1, 1.67638483018380384940, 2.05319162663775882187, 1,
];
const TAIL_TOP = [
  2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
  2.96560571828504891230e-1, 1.78482653991729133580, 5.46378491116411436990, 6.65790464350110377720,
];
const TAIL_BOTTOM = [
  2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
  1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1,
];

/**
 * The x below which a standard normal variable lies with probability p in (0, 1); NaN outside. About 1e-15 relative.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE_TOP, CENTRE_BOTTOM, 0.180625 - q * q);
  const tail = Math.sqrt(-log(q < 0 ? p : 1 - p));
  const value = tail <= 5
    ? ratio(MIDDLE_TOP, MIDDLE_BOTTOM, tail - 1.6)
    : ratio(TAIL_TOP, TAIL_BOTTOM, tail - 5);
  return q < 0 ? -value : value;
}

/** One draw from the standard normal distribution; takes exactly one unit number from `random`. */
export function drawGaussian(random: Random): number {
  const unit = random.nextUnit();
  return normalQuantile(unit === 0 ? 5.551115123125783e-17 : unit);
}
