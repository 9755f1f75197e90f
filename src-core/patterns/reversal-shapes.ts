// Double and triple tops and bottoms, head and shoulders. The extremes are those of Lo, Mamaysky and Wang (2000),
// equality measured by the average true range instead of per cent; the shape counts when a close is beyond the
// neckline, as Edwards and Magee and Bulkowski have it. Until then it is a candidate that nobody is shown.

import type { StructureForm, StructureKind, StructurePoint } from '#core/model';
import {
  fit, level, priceOn, size, through, type Draft, type Sight, type Slope, type Swing,
} from './structure-parts.ts';

/** Extremes in place, waiting for a close beyond the neckline. Plain JSON. */
export interface Candidate {
  readonly kind: StructureKind & ('double' | 'triple' | 'head-shoulders');
  /** 1 for a top. */
  readonly sign: 1 | -1;
  /** Outer extremes and those between, oldest first. */
  readonly swings: readonly Swing[];
  readonly neckline: Slope;
  /** Price units from the neckline to the furthest extreme. */
  readonly height: number;
  /** A close beyond it refutes the candidate, and later the finding. */
  readonly refuted: number;
  /** Largest deviation from equality in parts of what is allowed, 0 … 1. */
  readonly deviation: number;
  readonly until: number;
}

/** Candidates that end with the newest swing. The larger shape comes first. */
export function candidatesOf(swings: readonly Swing[], sight: Sight): readonly Candidate[] {
  const found = [headShoulders(swings.slice(-6), sight), tops(swings.slice(-6), sight), tops(swings.slice(-4), sight)];
  return found.filter((candidate) => candidate !== null);
}

/** What deviates from the mean of the pair. */
function apart(a: Swing, b: Swing): number {
  return Math.abs(a.price - b.price) / 2;
}

/** Six swings: where it came from, shoulder, neck, head, neck, shoulder. */
function headShoulders(six: readonly Swing[], sight: Sight): Candidate | null {
  const [origin, left, neck1, head, neck2, right] = six;
  if (origin === undefined || left === undefined || neck1 === undefined) return null;
  if (head === undefined || neck2 === undefined || right === undefined) return null;
  const { sign } = head;
  const { near, params } = sight;
  const allowed = 2 * near;
  const isHead = sign * (head.price - left.price) >= near && sign * (head.price - right.price) >= near;
  const deviation = Math.max(apart(left, right), apart(neck1, neck2));
  const neckline = through(neck1, neck2);
  const isComing = sign * (origin.price - priceOn(neckline, origin.bar)) < 0;
  const isAbove = [left, right].every(({ bar, price }) => sign * (price - priceOn(neckline, bar)) > near);
  const width = right.bar - left.bar;
  if (!isHead || !isAbove || !isComing || deviation > allowed || width < params.minBars) return null;
  return {
    kind: 'head-shoulders', sign, swings: [left, neck1, head, neck2, right], neckline,
    height: sign * (head.price - priceOn(neckline, head.bar)), refuted: right.price,
    deviation: deviation / allowed, until: right.bar + width,
  };
}

/** Four swings: where it came from, top, valley, top; or six with one more of both. */
function tops(wanted: readonly Swing[], sight: Sight): Candidate | null {
  if (wanted.length !== 4 && wanted.length !== 6) return null;
  const [origin, ...swings] = wanted as [Swing, ...Swing[]];
  const first = swings[0] as Swing;
  const last = swings.at(-1) as Swing;
  const { sign } = first;
  const outer = swings.filter((swing) => swing.sign === sign).map(({ price }) => sign * price);
  const inner = swings.filter((swing) => swing.sign !== sign).map(({ price }) => sign * price);
  const deviation = (Math.max(...outer) - Math.min(...outer)) / 2;
  const neck = Math.min(...inner);
  const width = last.bar - first.bar;
  const isComing = sign * origin.price <= neck;
  if (deviation > sight.near || !isComing || width < sight.params.minBars) return null;
  return {
    kind: wanted.length === 4 ? 'double' : 'triple', sign, swings, neckline: level(sign * neck),
    height: Math.max(...outer) - neck, refuted: sign * Math.max(...outer),
    deviation: sight.near === 0 ? 0 : deviation / sight.near, until: last.bar + width,
  };
}

const NAMES = { 'double': ['double-top', 'double-bottom'], 'triple': ['triple-top', 'triple-bottom'],
  'head-shoulders': ['head-shoulders-top', 'head-shoulders-bottom'] } as const satisfies Record<
  Candidate['kind'], readonly [top: StructureForm, bottom: StructureForm]
>;

function roles({ kind, sign, swings }: Candidate): readonly StructurePoint['role'][] {
  if (kind === 'head-shoulders') return ['left-shoulder', 'neck', 'head', 'neck', 'right-shoulder'];
  const [outer, inner] = sign === 1 ? ['top', 'valley'] as const : ['bottom', 'peak'] as const;
  return swings.map((swing) => (swing.sign === sign ? outer : inner));
}

/** What the newest close does to a candidate: `confirmed` by a close beyond its neckline, `gone`, or it waits on. */
export function judge(candidate: Candidate, { trail }: Sight): 'waits' | 'gone' | 'confirmed' {
  const { sign, neckline, refuted, until } = candidate;
  const bar = trail.newest;
  const close = trail.close(bar);
  if (bar > until || sign * (close - refuted) > 0 || !trail.has((candidate.swings[0] as Swing).bar)) return 'gone';
  return sign * (close - priceOn(neckline, bar)) < 0 ? 'confirmed' : 'waits';
}

/** The finding of a candidate that the newest close confirmed. */
export function reversalFound(candidate: Candidate, sight: Sight): Draft {
  const { trail } = sight;
  const { kind, sign, swings, neckline, height, refuted, deviation } = candidate;
  const isTop = sign === 1;
  const bar = trail.newest;
  const breaking = { bar, price: trail.close(bar) };
  const target = priceOn(neckline, bar) - sign * height;
  const names = roles(candidate);
  const first = swings[0] as Swing;
  const from = kind === 'head-shoulders' ? (swings[1] as Swing).bar : first.bar;
  const until = bar + 2 * ((swings.at(-1) as Swing).bar - first.bar);
  return {
    kind, form: NAMES[kind][isTop ? 0 : 1], direction: isTop ? 'down' : 'up',
    points: [
      ...swings.map((swing, i) => trail.point(swing, names[i] as StructurePoint['role'])),
      trail.point(breaking, 'break'),
    ],
    lines: [trail.line('neckline', neckline, from, bar, false)],
    levels: [{ role: 'target', price: target, ratio: null }],
    score: fit(deviation, 1) * size(height, sight),
    watch: isTop
      ? { upper: level(refuted), lower: level(target), above: 'failed', below: 'reached', until }
      : { upper: level(target), lower: level(refuted), above: 'reached', below: 'failed', until },
  };
}
