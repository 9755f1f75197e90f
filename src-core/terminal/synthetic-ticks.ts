// One minute of ticks through its open, high, low and close: clustered in time, wandering between the four, on the
// price grid, with a spread that breathes and ends on the minute's own.

import { log, type Random } from '#core/base';
import type { TickRow } from './market-source.ts';
import type { SymbolShape } from './synthetic-shape.ts';

/** `cells` are one minute's six numbers of the minute table. Every run with the same `random` gives the same rows. */
export function drawMinuteTicks(
  random: Random, cells: ArrayLike<number>, minuteMs: number, shape: SymbolShape,
): readonly TickRow[] {
  const count = cells[4] as number;
  if (count === 0) return [];
  const times = drawTimes(random, count, minuteMs);
  const bids = drawPath(random, cells, count);
  const scale = Math.round(1 / shape.point);
  const spread = cells[5] as number;
  const rows: TickRow[] = [];
  for (let i = 0; i < count; i += 1) {
    const bid = bids[i] as number;
    const wobble = i === count - 1 ? 0 : random.nextInt(-1, 2);
    const wide = Math.max(1, spread + (random.nextChance(0.4) ? wobble : 0));
    rows.push({ msc: times[i] as number, bid: bid / scale, ask: (bid + wide) / scale });
  }
  return rows;
}

// Bursts and lulls: gaps are exponential, half of them short.
function drawTimes(random: Random, count: number, minuteMs: number): readonly number[] {
  const sums: number[] = [];
  let total = 0;
  for (let i = 0; i <= count; i += 1) {
    total += -log(1 - random.nextUnit()) * (random.nextChance(0.5) ? 0.22 : 1.78);
    sums.push(total);
  }
  return sums.slice(0, count).map((sum) => minuteMs + Math.min(59_999, Math.floor((sum / total) * 60_000)));
}

function drawPath(random: Random, cells: ArrayLike<number>, count: number): readonly number[] {
  const [open, high, low, close] = [cells[0], cells[1], cells[2], cells[3]] as [number, number, number, number];
  const isLowFirst = random.nextChance(close >= open ? 0.75 : 0.25);
  const one = random.nextInt(1, count - 3);
  const two = random.nextInt(one + 1, count - 2);
  const path: number[] = new Array<number>(count).fill(open);
  path[one] = isLowFirst ? low : high;
  path[two] = isLowFirst ? high : low;
  path[count - 1] = close;
  const step = Math.max(0.8, ((high - low) / Math.sqrt(count)) * 1.3);
  for (const [from, to] of [[0, one], [one, two], [two, count - 1]] as const) {
    wander(random, path, from, to, step, low, high);
  }
  return path;
}

// A random walk from one end to the other, bent to arrive, turned back at the extremes.
function wander(
  random: Random, path: number[], from: number, to: number, step: number, low: number, high: number,
): void {
  const length = to - from;
  if (length < 2) return;
  const walk: number[] = [0];
  let at = 0;
  for (let i = 1; i <= length; i += 1) {
    at += (random.nextUnit() + random.nextUnit() - 1) * step * 1.2;
    walk.push(at);
  }
  const start = path[from] as number;
  const rise = (path[to] as number) - start;
  for (let i = 1; i < length; i += 1) {
    const bent = (walk[i] as number) + (rise - at) * (i / length);
    const free = Math.round(start + bent);
    const turned = free < low ? low + (low - free) : free > high ? high - (free - high) : free;
    path[from + i] = Math.max(low, Math.min(high, turned));
  }
}
