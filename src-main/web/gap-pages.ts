// Gaps of the stored series, and how bars made from ticks compare with the broker's own.

import type { BarDifferences, GapResource } from '#core/contract';
import type { Timeframe } from '#core/model';
import type { GapFilter, WorkstationApi } from '#main/engine';
import { pageNewestFirst } from './pages.ts';
import { toBar } from './resources.ts';

interface GapInput {
  readonly symbol?: string | undefined;
  readonly timeframe?: GapResource['timeframe'] | undefined;
}

export function filterOf(input: GapInput | undefined): GapFilter {
  return { symbol: input?.symbol ?? null, kind: input?.timeframe ?? null };
}

/** One page of gaps, newest first. */
export async function listGaps(
  workstation: WorkstationApi, input: GapInput & { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ items: GapResource[]; next: string | null }> {
  const series = await workstation.gaps(filterOf(input));
  const all = series.flatMap(({ symbol, kind, gaps }) => gaps.map((gap): GapResource => (
    { symbol, timeframe: kind, from: gap.fromMs, to: gap.toMs, bars: gap.bars, state: gap.state }
  ))).sort((a, b) => a.from - b.from || (a.symbol < b.symbol ? -1 : 1));
  const byKey = new Map(all.map((gap) => [`${gap.symbol} ${gap.timeframe} ${gap.from} ${gap.state}`, gap]));
  return pageNewestFirst(byKey, input, () => true, (gap) => gap);
}

export async function compareBars(
  workstation: WorkstationApi,
  input: { readonly symbol: string; readonly timeframe: Timeframe; readonly days: number; readonly limit: number },
): Promise<BarDifferences> {
  const { items, ...counts } = await workstation.compareBars(input);
  return { ...counts, items: items.map(({ own, broker }) => ({ own: toBar(own), broker: toBar(broker) })) };
}
