// Closed bars for the tests of discovery: seeded walks, and shapes planted into them.

import { drawGaussian, exp, Random } from '#core/base';
import { TIMEFRAME_MS, type Timeframe } from '#core/model';
import {
  EmbeddedMemory, findSimilar, makeRecipe, recipeName, ShapeHistory, type ShapeBar, type ShapeRecipe,
  type SimilarQuestion, type SimilarSituations,
} from './index.ts';

const FIRST_MS = 1_700_000_100_000;

/** A walk of closes with small wicks. */
export function walkCloses(seed: number, count: number): number[] {
  const random = new Random(seed);
  let close = 1.1;
  return Array.from({ length: count }, () => {
    close *= exp(drawGaussian(random) * 0.001);
    return close;
  });
}

export function barsOf(closes: readonly number[], timeframe: Timeframe = 'M5'): ShapeBar[] {
  return closes.map((close, i) => {
    const open = closes[i - 1] ?? close;
    const wick = Math.abs(close) * 0.0003;
    return {
      time: FIRST_MS + i * TIMEFRAME_MS[timeframe], open, close,
      high: Math.max(open, close) + wick, low: Math.min(open, close) - wick,
    };
  });
}

export function recipe(windowBars: number, horizonBars: number, dims?: number): ShapeRecipe {
  const made = makeRecipe(windowBars, horizonBars, dims);
  if (!made.ok) throw new Error(made.error.text);
  return made.value;
}

export const series = (made: ShapeRecipe) => (
  { feed: 'test', symbol: 'EURUSD', timeframe: 'M5', recipe: recipeName(made) } as const
);

/** A history and a memory that holds every window of it whose outcome is known. */
export async function remember(bars: readonly ShapeBar[], made: ShapeRecipe) {
  const history = new ShapeHistory('M5', made);
  for (const bar of bars) history.append(bar);
  const memory = new EmbeddedMemory();
  await memory.put(series(made), history.windows(0, history.count));
  return { history, memory, series: series(made) };
}

/** Throws where there is no answer. */
export async function similar(question: SimilarQuestion): Promise<SimilarSituations> {
  const found = await findSimilar(question);
  if (!found.ok) throw new Error(found.error.text);
  return found.value;
}
