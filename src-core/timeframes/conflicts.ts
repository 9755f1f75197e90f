// Timeframes that say different things, by name. Each kind has one definition, told in the model beside its name.

import type { Lean, TimeframeCell, TimeframeConflict } from '#core/model';

const TRENDING = 0.3;
const AGAINST = 0.15;
const RANGING = 0.15;
const STRONG = 0.45;
const FADING = 0.2;
const LOUD_RANK = 0.9;
const QUIET_RANK = 0.3;
/** Told at most: more would be noise. */
const TOLD_MAX = 4;

/** `cells` fast to slow; the conflicts, those of the heaviest timeframe first, and one of a kind for each slow one. */
export function findConflicts(cells: readonly TimeframeCell[]): readonly TimeframeConflict[] {
  const slowFirst = cells.filter(({ notReady }) => notReady === null).reverse();
  const found = slowFirst.flatMap((slow, index) => {
    const faster = slowFirst.slice(index + 1);
    return [...againstTrend(slow, faster), ...insideRange(slow, faster), ...within(slow), ...bursts(slow, faster)];
  });
  return found.slice(0, TOLD_MAX);
}

function sideOfTrend(cell: TimeframeCell): 'up' | 'down' {
  return (cell.trend ?? 0) > 0 ? 'up' : 'down';
}

/** The trend of `cell` seen along the side: positive with it, negative against it. */
function along(cell: TimeframeCell, side: Lean): number {
  return (cell.trend ?? 0) * (side === 'up' ? 1 : -1);
}

/** The slowest that fits is told: it is the one that weighs. */
function againstTrend(slow: TimeframeCell, faster: readonly TimeframeCell[]): readonly TimeframeConflict[] {
  const side = sideOfTrend(slow);
  if (along(slow, side) < TRENDING) return [];
  const against = faster.find((cell) => along(cell, side) <= -AGAINST);
  return against === undefined ? [] : [{ kind: 'pullback', side, slow: slow.timeframe, fast: against.timeframe }];
}

function insideRange(slow: TimeframeCell, faster: readonly TimeframeCell[]): readonly TimeframeConflict[] {
  if (Math.abs(slow.trend ?? 0) > RANGING) return [];
  const moving = faster.find((cell) => Math.abs(cell.trend ?? 0) >= STRONG);
  if (moving === undefined) return [];
  return [{ kind: 'counter-move', side: sideOfTrend(moving), slow: slow.timeframe, fast: moving.timeframe }];
}

function within(cell: TimeframeCell): readonly TimeframeConflict[] {
  const side = sideOfTrend(cell);
  if (along(cell, side) < TRENDING) return [];
  const sign = side === 'up' ? 1 : -1;
  const found: TimeframeConflict[] = [];
  const add = (kind: 'fading' | 'structure-against'): void => {
    found.push({ kind, side, slow: cell.timeframe, fast: null });
  };
  if ((cell.momentum ?? 0) * sign <= -FADING) add('fading');
  if (cell.structure !== null && cell.structure * sign === -1) add('structure-against');
  return found;
}

function bursts(slow: TimeframeCell, faster: readonly TimeframeCell[]): readonly TimeframeConflict[] {
  if (slow.volatilityRank === null || slow.volatilityRank > QUIET_RANK) return [];
  const loud = faster.find(({ volatilityRank }) => volatilityRank !== null && volatilityRank >= LOUD_RANK);
  return loud === undefined ? [] : [{ kind: 'burst', side: 'flat', slow: slow.timeframe, fast: loud.timeframe }];
}
