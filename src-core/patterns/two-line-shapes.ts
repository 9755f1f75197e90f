// Triangles, wedges and channels: five swings in a row whose highs lie on one line and whose lows on another, as the
// books ask for five touches. What the lines do over the width of the shape says which it is.

import type { StructureForm, StructureKind } from '#core/model';
import {
  fit, priceOn, size, through, TRAIL_BARS, type Draft, type Sight, type Slope, type Swing,
} from './structure-parts.ts';

/** Lines converge where the gap at the last touch is at most so much of that at the first. */
const CONVERGED = 0.75;
/** Lines are parallel where the gaps differ by at most so much of the wider. */
const PARALLEL = 0.15;

interface Named {
  readonly kind: StructureKind & ('triangle' | 'wedge' | 'channel');
  readonly form: StructureForm;
  readonly direction: Draft['direction'];
}

/** The name by what both lines do: 1 rises, -1 falls, 0 is flat. */
function nameOf(upper: number, lower: number, isParallel: boolean): Named | null {
  if (isParallel) {
    if (upper !== lower) return null;
    if (upper === 0) return { kind: 'channel', form: 'channel-flat', direction: 'flat' };
    return upper > 0
      ? { kind: 'channel', form: 'channel-up', direction: 'up' }
      : { kind: 'channel', form: 'channel-down', direction: 'down' };
  }
  if (upper === 0 && lower > 0) return { kind: 'triangle', form: 'triangle-ascending', direction: 'up' };
  if (upper < 0 && lower === 0) return { kind: 'triangle', form: 'triangle-descending', direction: 'down' };
  if (upper < 0 && lower > 0) return { kind: 'triangle', form: 'triangle-symmetrical', direction: 'flat' };
  if (upper > 0 && lower > 0) return { kind: 'wedge', form: 'wedge-rising', direction: 'down' };
  if (upper < 0 && lower < 0) return { kind: 'wedge', form: 'wedge-falling', direction: 'up' };
  return null;
}

/** The shape of the five newest swings; null where they are none. */
export function twoLinesFound(swings: readonly Swing[], sight: Sight): Draft | null {
  const [first, inner1, middle, inner2, last] = swings.slice(-5);
  if (first === undefined || inner1 === undefined || middle === undefined) return null;
  if (inner2 === undefined || last === undefined) return null;
  const { near, params, trail } = sight;
  const width = last.bar - first.bar;
  if (width < 2 * params.minBars) return null;
  const outer = through(first, last);
  const deviation = Math.abs(middle.price - priceOn(outer, middle.bar));
  if (deviation > near) return null;
  const inner = through(inner1, inner2);
  const [upper, lower] = first.sign === 1 ? [outer, inner] : [inner, outer];
  const named = nameLines(upper, lower, first.bar, last.bar, near);
  if (named === null) return null;
  const isHeld = trail.isWithin(upper, 1, first.bar, trail.newest, near)
    && trail.isWithin(lower, -1, first.bar, trail.newest, near);
  if (!isHeld) return null;
  const meeting = meetingBar(upper, lower);
  if (meeting <= trail.newest) return null;
  const gap = priceOn(upper, first.bar) - priceOn(lower, first.bar);
  return {
    ...named,
    points: [first, inner1, middle, inner2, last].map((swing) => trail.point(swing, 'touch')),
    lines: [trail.line('upper', upper, first.bar, last.bar), trail.line('lower', lower, first.bar, last.bar)],
    levels: [],
    score: fit(deviation, near) * size(gap, sight),
    watch: {
      upper: { ...upper, price: upper.price + near }, lower: { ...lower, price: lower.price - near },
      above: 'broken-up', below: 'broken-down', until: Math.min(meeting, first.bar + 2 * TRAIL_BARS),
    },
  };
}

function nameLines(upper: Slope, lower: Slope, from: number, to: number, near: number): Named | null {
  const begin = priceOn(upper, from) - priceOn(lower, from);
  const end = priceOn(upper, to) - priceOn(lower, to);
  if (begin <= 0 || end <= 0) return null;
  const isParallel = Math.abs(begin - end) <= PARALLEL * Math.max(begin, end);
  if (!isParallel && end > CONVERGED * begin) return null;
  const lean = ({ perBar }: Slope): number => {
    const rise = perBar * (to - from);
    return Math.abs(rise) <= 2 * near ? 0 : Math.sign(rise);
  };
  return nameOf(lean(upper), lean(lower), isParallel);
}

/** The bar number from which the lines have met; far away where they never do. */
function meetingBar(upper: Slope, lower: Slope): number {
  const closing = lower.perBar - upper.perBar;
  if (closing <= 0) return Number.MAX_SAFE_INTEGER;
  return Math.floor(upper.at + (upper.price - priceOn(lower, upper.at)) / closing);
}
