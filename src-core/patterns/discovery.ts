// "The k most similar past situations and what came next." The nearest neighbours are exact: the memory gives windows
// in the order of their embeddings' distance, which is never above the true one; each is measured on its whole shape,
// and the answer stands once the k chosen ones lie nearer than anything the memory has not yet given. Where they do
// not, more are asked for. Neighbours never overlap each other or the present window (trivial matches), and only those
// count whose outcome was complete at the moment asked for: bars that come later never change an answer.

import { assert, ok, type Result } from '#core/base';
import { whyNot } from '#core/model';
import type { NeighbourOutcome, OutcomeCounts, OutcomeFigures } from '#core/model';
import type { NearestPatterns, PatternMemory, PatternSeries } from '#core/ports';
import { boundSlack, correlationOf, embedShape, shapeDistance } from './discovery-shape.ts';
import { figuresOf } from './outcome-figures.ts';
import type { ShapeHistory } from './shape-history.ts';

export interface SimilarSituation {
  /** Row of the window's last bar in the history. */
  readonly row: number;
  /** Opens of its first and last bar, UTC ms. */
  readonly startMs: number;
  readonly endMs: number;
  /** Euclidean distance of the two shapes. */
  readonly distance: number;
  /** Correlation of the two shapes, 1 = the same shape. */
  readonly correlation: number;
  /** Move of the close over the horizon, in average true ranges at the window's end. */
  readonly outcome: number;
}

export interface SimilarSituations {
  /** Row of the present window's last bar. */
  readonly row: number;
  /** Nearest first; fewer than asked where there are no more that do not overlap. */
  readonly situations: readonly SimilarSituation[];
  readonly neighbours: OutcomeFigures | null;
  readonly everything: OutcomeCounts | null;
}

export interface SimilarQuestion {
  readonly memory: PatternMemory;
  readonly series: PatternSeries;
  readonly history: ShapeHistory;
  /** Row of the last bar of the present window: it and all before have closed. */
  readonly row: number;
  readonly count: number;
}

const FIRST_LIMIT = 4096;
const LIMIT_GROWTH = 2;

interface Measured {
  readonly row: number;
  readonly distance: number;
  readonly outcome: number;
}

/**
 * The situations most like the one that ends at `row`; PATTERNS_TOO_FEW_BARS where no whole window ends there. The
 * memory holds every window of the history whose outcome is known.
 */
export async function findSimilar(question: SimilarQuestion): Promise<Result<SimilarSituations>> {
  const { memory, series, history, row, count } = question;
  const { windowBars, dims } = history.recipe;
  if (!history.hasWindow(row)) {
    const details = `${row + 1} of ${windowBars} had closed.`;
    return { ok: false, error: whyNot('PATTERNS_TOO_FEW_BARS', details) };
  }
  const shape = new Float64Array(windowBars);
  history.shapeAt(row, shape);
  const embedding = new Float32Array(dims);
  embedShape(shape, dims, embedding, 0);
  const place = {
    series, embedding, knownByMs: history.knownAt(row), endBeforeMs: history.timeAt(row - windowBars + 1),
  };
  for (let limit = FIRST_LIMIT; ; limit *= LIMIT_GROWTH) {
    const nearest = await memory.nearest({ ...place, limit });
    const isAll = nearest.endMs.length < limit;
    const reach = isAll ? Infinity : (nearest.distance[limit - 1] as number) - boundSlack(windowBars);
    const chosen = choose(measureAll(history, shape, nearest), reach, windowBars, count);
    if (chosen.length < count && !isAll) continue;
    return ok({
      row,
      situations: chosen.map(({ row: end, distance, outcome }) => ({
        row: end, startMs: history.timeAt(end - windowBars + 1), endMs: history.timeAt(end), distance,
        correlation: correlationOf(distance, windowBars), outcome,
      })),
      neighbours: figuresOf(Float64Array.from(chosen, ({ outcome }) => outcome)),
      everything: history.countsKnownAt(row),
    });
  }
}

function measureAll(history: ShapeHistory, shape: Float64Array, { endMs, outcome }: NearestPatterns): Measured[] {
  const other = new Float64Array(shape.length);
  return Array.from(endMs, (end, i) => {
    const row = history.rowOf(end);
    assert(row >= 0, 'the memory knows windows of this history only');
    history.shapeAt(row, other);
    return { row, distance: shapeDistance(shape, other), outcome: outcome[i] as number };
  });
}

/** The nearest within `reach`, each leaving out what overlaps it; of equals the older first. */
function choose(measured: Measured[], reach: number, windowBars: number, count: number): readonly Measured[] {
  measured.sort((a, b) => a.distance - b.distance || a.row - b.row);
  const chosen: Measured[] = [];
  for (const one of measured) {
    if (chosen.length === count || one.distance > reach) break;
    if (chosen.every(({ row }) => Math.abs(row - one.row) >= windowBars)) chosen.push(one);
  }
  return chosen;
}

/** The noun that features and learners read. */
export function toNeighbourOutcome(
  { symbol, timeframe }: PatternSeries, history: ShapeHistory, found: SimilarSituations,
): NeighbourOutcome {
  const { windowBars, horizonBars } = history.recipe;
  return {
    symbol, timeframe, barTime: history.timeAt(found.row), knownMs: history.knownAt(found.row), windowBars, horizonBars,
    neighbours: found.neighbours, everything: found.everything,
  };
}
