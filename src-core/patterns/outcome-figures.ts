// The distribution of outcomes: plain counts and quantiles, nothing weighted. The share that went up carries Wilson's
// interval (1927), which stays honest for few cases and near 0 and 1.

import type { OutcomeFigures } from '#core/model';

/** Two-sided 95 % of the normal distribution. */
const Z = 1.959963984540054;

/** Wilson's 95 % interval of a share `hits` of `count`; count above 0. */
export function wilsonInterval(hits: number, count: number): readonly [low: number, high: number] {
  const share = hits / count;
  const z2 = (Z * Z) / count;
  const centre = share + z2 / 2;
  const spread = Z * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count));
  const low = hits === 0 ? 0 : (centre - spread) / (1 + z2);
  const high = hits === count ? 1 : (centre + spread) / (1 + z2);
  return [low, high];
}

/** Quantile of ascending numbers, between two of them in a straight line (Hyndman & Fan 1996, type 7). */
function quantileOf(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (place - below);
}

/** Figures of the outcomes; null of none. The array is sorted in place. */
export function figuresOf(outcomes: Float64Array): OutcomeFigures | null {
  const count = outcomes.length;
  if (count === 0) return null;
  outcomes.sort();
  let sum = 0;
  let up = 0;
  for (const outcome of outcomes) {
    sum += outcome;
    if (outcome > 0) up += 1;
  }
  const [shareUpLow, shareUpHigh] = wilsonInterval(up, count);
  return {
    count, mean: sum / count, median: quantileOf(outcomes, 0.5), p10: quantileOf(outcomes, 0.1),
    p25: quantileOf(outcomes, 0.25), p75: quantileOf(outcomes, 0.75), p90: quantileOf(outcomes, 0.9),
    up, shareUp: up / count, shareUpLow, shareUpHigh,
  };
}
