// Flags and pennants: a steep pole, a short rest that takes back at most half of it, and a close beyond the pole's end
// that confirms both. Bulkowski's rest is three weeks of days at most; here it is counted in bars.

import type { StructureForm } from '#core/model';
import { level, priceOn, type Draft, type Sight, type Slope, type Trail } from './structure-parts.ts';

const REST_MIN = 5;
const REST_MAX = 20;
const POLE_MAX = 20;
/** A pole is so many average true ranges high, and reaches back as long as each bar adds so many to it. */
const POLE_RANGES = 5;
const STEEPNESS = 0.4;
const RETRACED_MAX = 0.5;
/** A rest is a pennant where its lines come together to at most so much of their first gap. */
const PENNANT = 0.6;
const WIDENED = 1.25;

/** The bar in [from, to] that reaches furthest on the side of `sign`, the oldest of equal ones. */
function furthest(trail: Trail, sign: 1 | -1, from: number, to: number): number {
  let best = from;
  for (let bar = from + 1; bar <= to; bar += 1) if (trail.reach(bar, sign) > trail.reach(best, sign)) best = bar;
  return best;
}

/** Where the pole that ends at a bar began: the further back, the more it must have gained. */
function poleStart(trail: Trail, sign: 1 | -1, end: number, perBar: number): number {
  const opposite = sign === 1 ? -1 : 1;
  let best = end - 1;
  const worth = (bar: number): number => trail.reach(bar, opposite) - perBar * (end - bar);
  for (let bar = end - 2; bar >= end - POLE_MAX; bar -= 1) if (worth(bar) > worth(best)) best = bar;
  return best;
}

/** Least squares over the reach of bars [from, to], in prices. */
function fitted(trail: Trail, sign: 1 | -1, from: number, to: number): Slope {
  const middle = (from + to) / 2;
  const anchor = trail.reach(from, sign);
  let [sum, weighted, squares] = [0, 0, 0];
  for (let bar = from; bar <= to; bar += 1) {
    const value = trail.reach(bar, sign) - anchor;
    sum += value;
    weighted += value * (bar - middle);
    squares += (bar - middle) * (bar - middle);
  }
  const price = sign * (anchor + sum / (to - from + 1));
  return { at: middle, price, perBar: (sign * weighted) / squares };
}

/** The flag or pennant that the newest close completes upwards (sign 1) or downwards. */
export function flagFound(sign: 1 | -1, sight: Sight): Draft | null {
  const { trail, range, near } = sight;
  const bar = trail.newest;
  // Most bars end here: a close beyond the pole is beyond the bar before.
  if (bar === 0 || sign * trail.close(bar) <= trail.reach(bar - 1, sign)) return null;
  if (!trail.has(bar - REST_MAX - POLE_MAX - 1)) return null;
  const end = furthest(trail, sign, bar - REST_MAX - 1, bar - 1);
  const rest = bar - 1 - end;
  const top = trail.reach(end, sign);
  if (rest < REST_MIN || rest > REST_MAX || sign * trail.close(bar) <= top) return null;
  const opposite = sign === 1 ? -1 : 1;
  const start = poleStart(trail, sign, end, STEEPNESS * range);
  const pole = top + trail.reach(start, opposite);
  if (pole < POLE_RANGES * range) return null;
  const deepest = furthest(trail, opposite, end + 1, bar - 1);
  const depth = top + trail.reach(deepest, opposite);
  if (depth > RETRACED_MAX * pole || depth <= near) return null;
  const edge = fitted(trail, sign, end + 1, bar - 1);
  const far = fitted(trail, opposite, end + 1, bar - 1);
  const gap = (at: number): number => sign * (priceOn(edge, at) - priceOn(far, at));
  const narrowing = gap(bar - 1) / gap(end + 1);
  const rise = sign * edge.perBar * rest;
  if (narrowing > WIDENED || narrowing <= 0 || rise > near) return null;
  return drawn({ sign, isPennant: narrowing <= PENNANT, start, end, depth, pole, outer: edge, far }, sight);
}

interface Shape {
  readonly sign: 1 | -1;
  readonly isPennant: boolean;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly pole: number;
  readonly outer: Slope;
  readonly far: Slope;
}

function drawn({ sign, isPennant, start, end, depth, pole, outer, far }: Shape, sight: Sight): Draft {
  const { trail, range } = sight;
  const bar = trail.newest;
  const opposite = sign === 1 ? -1 : 1;
  const isUp = sign === 1;
  const form: StructureForm = `${isPennant ? 'pennant' : 'flag'}-${isUp ? 'bull' : 'bear'}`;
  const startPrice = opposite * trail.reach(start, opposite);
  const endPrice = sign * trail.reach(end, sign);
  const refuted = endPrice - sign * depth;
  const target = refuted + sign * pole;
  const until = bar + 2 * (bar - start);
  return {
    kind: 'flag', form, direction: isUp ? 'up' : 'down',
    points: [
      trail.point({ bar: start, price: startPrice }, 'pole-start'),
      trail.point({ bar: end, price: endPrice }, 'pole-end'),
      trail.point({ bar, price: trail.close(bar) }, 'break'),
    ],
    lines: [
      {
        role: 'pole', isOpen: false, fromMs: trail.timeOf(start), fromPrice: startPrice, toMs: trail.timeOf(end),
        toPrice: endPrice,
      },
      trail.line(isUp ? 'upper' : 'lower', outer, end + 1, bar - 1, false),
      trail.line(isUp ? 'lower' : 'upper', far, end + 1, bar - 1, false),
    ],
    levels: [{ role: 'target', price: target, ratio: null }],
    score: (1 - depth / pole) * (pole / (pole + POLE_RANGES * range)),
    watch: isUp
      ? { upper: level(target), lower: level(refuted), above: 'reached', below: 'failed', until }
      : { upper: level(refuted), lower: level(target), above: 'failed', below: 'reached', until },
  };
}
