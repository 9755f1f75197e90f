// Where one reading ends and the next begins: each threshold from both sides.

import { describe, expect, it } from 'vitest';
import type { Timeframe, TimeframeCell } from '#core/model';
import { aggregate, follow, walkBars } from './bars.test-kit.ts';
import { leanOf, readCells, sideOf, WEIGHTS } from './cells.ts';
import { findConflicts } from './conflicts.ts';
import { weigh } from './index.ts';

function cell(timeframe: Timeframe, trend: number, more: Partial<TimeframeCell> = {}): TimeframeCell {
  const lean = leanOf(trend, more.momentum ?? 0, more.structure ?? null);
  return {
    timeframe, asOfMs: 0, bars: 500, barsNeeded: 36, notReady: null, trend, momentum: 0, volatilityPct: 0.1,
    volatilityRatio: 1, volatilityRank: 0.5, structure: null, levelAbove: null, levelBelow: null, lean,
    side: sideOf(lean), weight: WEIGHTS[timeframe], ...more,
  };
}

const kinds = (...cells: readonly TimeframeCell[]): readonly string[] => findConflicts(cells).map(({ kind }) => kind);

describe('a market without a direction', () => {
  it('agrees with nobody but those that are flat', () => {
    expect(weigh([cell('H4', 0), cell('D1', 0)])).toMatchObject({ score: 0, agreement: 1, trend: 'mixed' });
    expect(weigh([cell('H4', -0.5), cell('D1', 0.5)])).toMatchObject({ score: 0, agreement: 0, trend: 'mixed' });
  });
});

describe('a conflict begins at its threshold:', () => {
  it('a pullback from a trend of 0.3 and a faster one of 0.15 against it', () => {
    expect(kinds(cell('M15', -0.15), cell('H4', 0.3))).toEqual(['pullback']);
    expect(kinds(cell('M15', -0.149), cell('H4', 0.3))).toEqual([]);
    expect(kinds(cell('M15', -0.15), cell('H4', 0.299))).toEqual([]);
  });

  it('a move inside a range from a trend of 0.45 over one of 0.15 at most', () => {
    expect(kinds(cell('M15', 0.45), cell('H4', 0.15))).toEqual(['counter-move']);
    expect(kinds(cell('M15', 0.449), cell('H4', 0.15))).toEqual([]);
    expect(kinds(cell('M15', 0.45), cell('H4', 0.151))).toEqual([]);
  });

  it('a fading trend from a momentum of 0.2 against it', () => {
    expect(kinds(cell('H1', 0.3, { momentum: -0.2 }))).toEqual(['fading']);
    expect(kinds(cell('H1', 0.3, { momentum: -0.199 }))).toEqual([]);
  });

  it('a burst from rank 0.9 inside one of 0.3 at most', () => {
    const quiet = (rank: number): TimeframeCell => cell('H4', 0.25, { volatilityRank: rank });
    const loud = (rank: number): TimeframeCell => cell('M5', 0.2, { volatilityRank: rank });
    expect(kinds(loud(0.9), quiet(0.3))).toEqual(['burst']);
    expect(kinds(loud(0.899), quiet(0.3))).toEqual([]);
    expect(kinds(loud(0.9), quiet(0.301))).toEqual([]);
  });
});

describe('a timeframe is behind', () => {
  it('from two of its own bars on that a faster one has and it has not', () => {
    const quarters = walkBars(4, 400, 'M15');
    const hours = aggregate(quarters, 'H1');
    const stateWith = (missing: number, extra: number): unknown => readCells(follow({
      M15: quarters.slice(0, quarters.length - 4 + extra), H1: hours.slice(0, hours.length - missing),
    })).find(({ timeframe }) => timeframe === 'H1')?.notReady;
    expect(stateWith(2, 3)).toBeNull();
    expect(stateWith(2, 4)).toBe('behind');
  });
});
