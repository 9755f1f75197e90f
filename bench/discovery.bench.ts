// The 20 most similar of a million past windows: the exact search over embeddings against the plain loop that measures
// every window whole, both in one thread on the same walk. Both give the same neighbours, or the budget fails.

import { drawGaussian, exp, Random } from '#core/base';
import {
  EmbeddedMemory, findSimilar, makeRecipe, normaliseShape, recipeName, ShapeHistory, type ShapeRecipe,
} from '#core/patterns';
import type { PatternSeries } from '#core/ports';
import { race, type BenchRow, type Budget } from './frame.ts';

const BARS = 1_000_200;
const COUNT = 20;
const PUT_ROWS = 50_000;

function makeHistory(recipe: ShapeRecipe): { readonly history: ShapeHistory; readonly closes: Float64Array } {
  const random = new Random(20_261_125);
  const history = new ShapeHistory('M1', recipe);
  const closes = new Float64Array(BARS);
  let close = 1.1;
  for (let i = 0; i < BARS; i += 1) {
    const open = close;
    close = Math.round(open * exp(drawGaussian(random) * 0.0003) * 1e5) / 1e5;
    closes[i] = close;
    const high = Math.max(open, close) + 0.0001;
    const low = Math.min(open, close) - 0.0001;
    history.append({ time: i * 60_000, open, high, low, close });
  }
  return { history, closes };
}

/** Every complete window measured whole, the nearest taken that overlap none taken before. */
function searchPlainly(closes: Float64Array, { windowBars, horizonBars }: ShapeRecipe, row: number): readonly number[] {
  const present = new Float64Array(windowBars);
  const shape = new Float64Array(windowBars);
  normaliseShape(closes, row - windowBars + 1, present);
  const first = Math.max(windowBars - 1, 14);
  const last = row - Math.max(horizonBars, windowBars);
  const distances = new Float64Array(last - first + 1);
  for (let end = first; end <= last; end += 1) {
    normaliseShape(closes, end - windowBars + 1, shape);
    let squares = 0;
    for (let i = 0; i < windowBars; i += 1) {
      const off = (shape[i] as number) - (present[i] as number);
      squares += off * off;
    }
    distances[end - first] = squares;
  }
  const taken: number[] = [];
  while (taken.length < COUNT) {
    let best = -1;
    for (let i = 0; i < distances.length; i += 1) {
      if (best < 0 || (distances[i] as number) < (distances[best] as number)) best = i;
    }
    taken.push(best + first);
    distances.fill(Infinity, Math.max(0, best - windowBars + 1), best + windowBars);
  }
  return taken;
}

async function raceOf(windowBars: number): Promise<readonly BenchRow[]> {
  const made = makeRecipe(windowBars, 24);
  if (!made.ok) throw new Error(made.error.text);
  const recipe = made.value;
  const { history, closes } = makeHistory(recipe);
  const series: PatternSeries = { feed: 'bench', symbol: 'WALK', timeframe: 'M1', recipe: recipeName(recipe) };
  const memory = new EmbeddedMemory();
  for (let from = 0; from < BARS; from += PUT_ROWS) {
    await memory.put(series, history.windows(from, Math.min(BARS, from + PUT_ROWS)));
  }
  let run = 0;
  const rowOfRun = (): number => BARS - 1 - run * 97;
  let ours: readonly number[] = [];
  return race({
    figures: [{
      name: `20 nearest of a million windows of ${String(windowBars)} bars`, unit: 'ms', better: 'less',
    }],
    peerName: 'plain loop over whole windows',
    ours: async () => {
      const before = performance.now();
      const found = await findSimilar({ memory, series, history, row: rowOfRun(), count: COUNT });
      const took = performance.now() - before;
      if (!found.ok) throw new Error(found.error.text);
      ours = found.value.situations.map(({ row }) => row);
      return [took];
    },
    peer: async () => {
      const before = performance.now();
      const plain = searchPlainly(closes, recipe, rowOfRun());
      const took = performance.now() - before;
      if (plain.join() !== ours.join()) throw new Error(`other neighbours: ${ours.join()} and ${plain.join()}`);
      run += 1;
      return [took];
    },
  });
}

export const discoveryBudget: Budget = {
  name: 'discovery',
  async run() {
    return [...await raceOf(32), ...await raceOf(64), ...await raceOf(128)];
  },
};
