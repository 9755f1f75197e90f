import { describe, expect, it } from 'vitest';
import { sayTimeframes, TIMEFRAME_MS, TIMEFRAMES, type Timeframe, type TimeframeCell } from '#core/model';
import { aggregate, follow, makeBar, walkBars } from './bars.test-kit.ts';
import { leanOf, readCells, sideOf, WEIGHTS } from './cells.ts';
import { findConflicts } from './conflicts.ts';
import { findEmergences } from './emergence.ts';
import { synthesise, TimeframeStream, weigh } from './index.ts';

function cell(timeframe: Timeframe, trend: number | null, more: Partial<TimeframeCell> = {}): TimeframeCell {
  const lean = trend === null ? null : leanOf(trend, more.momentum ?? 0, more.structure ?? null);
  return {
    timeframe, asOfMs: 0, bars: 500, barsNeeded: 36, notReady: trend === null ? 'warming' : null, trend, momentum: 0,
    volatilityPct: 0.1, volatilityRatio: 1, volatilityRank: 0.5, structure: null, levelAbove: null, levelBelow: null,
    lean, side: lean === null ? null : sideOf(lean), weight: WEIGHTS[timeframe], ...more,
  };
}

const six = (trends: readonly (number | null)[]): TimeframeCell[] => (
  TIMEFRAMES.map((timeframe, i) => cell(timeframe, trends[i] ?? null))
);

describe('the score', () => {
  it('is the mean of the leans by weight, worked out by hand', () => {
    // Leans of trends alone are 0.6 / 0.85 of them: 0.85 becomes 0.6, -0.425 becomes -0.3.
    const cells = six([-0.425, -0.425, 0, 0.85, 0.85, 0.85]);
    // 100 (0.05 * -0.3 + 0.10 * -0.3 + 0 + (0.2 + 0.25 + 0.25) * 0.6) = 37.5
    const { score, agreement, sides, trend } = weigh(cells);
    expect(score).toBeCloseTo(37.5, 9);
    expect(agreement).toBeCloseTo(0.7, 9);
    expect([sides, trend]).toEqual([{ up: 3, down: 2, flat: 1 }, 'up']);
  });

  it('counts what is ready by its own weight, and is none where that is too little', () => {
    const { score, sides } = weigh(six([null, null, null, 0.85, -0.85, null]));
    // (0.2 * 0.6 - 0.25 * 0.6) / 0.45
    expect(score).toBeCloseTo(100 * (-0.03 / 0.45), 9);
    expect(sides).toEqual({ up: 1, down: 1, flat: 0 });
    expect(weigh(six([0.9, 0.9, null, null, null, null]))).toEqual({
      score: null, agreement: null, sides: { up: 2, down: 0, flat: 0 }, trend: 'unknown',
    });
  });

  it('of a lean is 0.6 trend, 0.25 momentum and 0.15 structure', () => {
    expect(leanOf(0.5, -0.4, 1)).toBeCloseTo(0.3 - 0.1 + 0.15, 12);
    expect(leanOf(0.5, -0.4, null)).toBeCloseTo(0.2 / 0.85, 12);
    expect([sideOf(0.15), sideOf(0.149), sideOf(-0.15)]).toEqual(['up', 'flat', 'down']);
    expect(Object.values(WEIGHTS).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });
});

describe('conflicts', () => {
  const kinds = (cells: readonly TimeframeCell[]) => (
    findConflicts(cells).map(({ kind, side, slow, fast }) => [kind, side, slow, fast])
  );

  it('name a pullback by the slow trend and the slowest timeframe against it', () => {
    expect(kinds([cell('M5', -0.6), cell('M15', -0.2), cell('H4', 0.5)])).toEqual([['pullback', 'up', 'H4', 'M15']]);
    expect(kinds([cell('M15', 0.2), cell('H4', -0.5)])).toEqual([['pullback', 'down', 'H4', 'M15']]);
  });

  it('name a move that the slow timeframe does not carry', () => {
    expect(kinds([cell('M5', -0.6), cell('H1', 0.1)])).toEqual([['counter-move', 'down', 'H1', 'M5']]);
  });

  it('name a trend that loses force, and swings that do not follow it', () => {
    expect(kinds([cell('H1', 0.5, { momentum: -0.3 })])).toEqual([['fading', 'up', 'H1', null]]);
    expect(kinds([cell('H1', -0.5, { structure: 1 })])).toEqual([['structure-against', 'down', 'H1', null]]);
  });

  it('name a burst inside a quiet timeframe', () => {
    const cells = [cell('M5', 0.2, { volatilityRank: 0.95 }), cell('H4', 0.25, { volatilityRank: 0.2 })];
    expect(kinds(cells)).toEqual([['burst', 'flat', 'H4', 'M5']]);
  });

  it('are none where all say the same, and none of what is not ready', () => {
    expect(kinds(six([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]))).toEqual([]);
    expect(kinds([cell('M15', null), cell('H4', 0.5)])).toEqual([]);
  });

  it('are told in words of both languages', () => {
    const cells = [cell('M15', -0.4), cell('H4', 0.6), cell('D1', null, { bars: 12 })];
    const said = {
      symbol: 'EURUSD', asOfMs: 0, ...weigh(cells), cells, conflicts: findConflicts(cells), emergences: [],
      correlations: [],
    };
    expect(sayTimeframes(said, 'en')).toMatchObject({
      sentence: 'No common direction: 1 up, 1 down, 0 sideways. H4 up, M15 down: pullback in an uptrend.',
      notReady: ['D1: 12 of 36 bars'],
    });
    expect(sayTimeframes(said, 'id').conflicts).toEqual(['H4 naik, M15 turun: koreksi dalam tren naik']);
  });
});

describe('a timeframe that does not count', () => {
  const quarters = walkBars(4, 3000, 'M15');

  it('says whether it has no bars, too few, or some missing behind the others', () => {
    const cells = readCells(follow({
      M15: quarters, H1: aggregate(quarters, 'H1').slice(0, -3), H4: aggregate(quarters.slice(0, 300), 'H4'),
    }));
    expect(cells.map(({ timeframe, notReady }) => [timeframe, notReady])).toEqual([
      ['M1', 'no-bars'], ['M5', 'no-bars'], ['M15', null], ['H1', 'behind'], ['H4', 'warming'], ['D1', 'no-bars'],
    ]);
    expect(cells[4]).toMatchObject({ bars: 19, barsNeeded: 36, trend: null, lean: null, side: null });
  });

  it('is not left behind by a weekend, which no timeframe has bars of', () => {
    const hours = walkBars(4, 200, 'H1');
    const mondayMs = (hours.at(-1)?.time ?? 0) + 60 * 3_600_000;
    const after = walkBars(5, 40, 'M1').map((bar, i) => ({ ...bar, time: mondayMs + i * 60_000 }));
    const cells = readCells(follow({ M1: after, H1: hours }));
    expect(cells[3]?.notReady).toBeNull();
    expect(readCells(follow({}))[0]?.asOfMs).toBeNull();
  });
});

describe('emergence', () => {
  const HOUR = TIMEFRAME_MS.H1;

  /** A timeframe whose closes are given; a close above all before breaks the swing at 11, one below it that at 9. */
  function stream(timeframe: Timeframe, closes: readonly number[], endMs: number): TimeframeStream {
    const made = new TimeframeStream(timeframe);
    const length = TIMEFRAME_MS[timeframe];
    const all = [10, 10.2, 10.4, 11, 10.4, 10.2, 10, 9.6, 9.4, 9, 9.4, 9.6, 9.8, 10, ...closes];
    all.forEach((close, i) => {
      const time = endMs - (all.length - i) * length;
      made.next(makeBar(time, close, close + 0.05, close - 0.05, close));
    });
    return made;
  }

  const find = (fast: TimeframeStream, slow: TimeframeStream, asOfMs: number) => (
    findEmergences({ M15: fast, H1: slow }, (timeframe) => timeframe === 'M15' || timeframe === 'H1', asOfMs)
  );

  it('forms with a break on the faster timeframe and is confirmed by one on the slower', () => {
    const fast = stream('M15', [11.2], 100 * HOUR);
    const waiting = stream('H1', [10], 100 * HOUR);
    expect(find(fast, waiting, 100 * HOUR)).toEqual([{
      kind: 'break', side: 'up', fast: 'M15', slow: 'H1', formedMs: 100 * HOUR, confirmedBy: null, confirmedMs: null,
    }]);
    const broken = stream('H1', [11.2], 101 * HOUR);
    expect(find(fast, broken, 101 * HOUR)).toMatchObject([{ confirmedBy: 'break', confirmedMs: 101 * HOUR }]);
  });

  it('lapses after two bars of the slower timeframe without a confirmation', () => {
    const fast = stream('M15', [11.2], 100 * HOUR);
    const waiting = stream('H1', [10], 102 * HOUR);
    expect(find(fast, waiting, 102 * HOUR)).toHaveLength(1);
    expect(find(fast, waiting, 102 * HOUR + 1)).toEqual([]);
    const late = stream('H1', [11.2], 103 * HOUR);
    expect(find(fast, late, 103 * HOUR)).toEqual([]);
  });

  it('ends with a break to the other side on its own timeframe, and a confirmation to the other side is none', () => {
    const turned = stream('M15', [11.2, 8.8], 100 * HOUR);
    expect(find(turned, stream('H1', [10], 100 * HOUR), 100 * HOUR)).toMatchObject([{ side: 'down', confirmedBy: null }]);
    const fast = stream('M15', [11.2], 100 * HOUR);
    expect(find(fast, stream('H1', [8.8], 101 * HOUR), 101 * HOUR)).toMatchObject([{ side: 'up', confirmedBy: null }]);
  });

  it('is only told of timeframes that count', () => {
    const streams = { M15: stream('M15', [11.2], 100 * HOUR), H1: stream('H1', [10], 100 * HOUR) };
    expect(findEmergences(streams, () => false, 100 * HOUR)).toEqual([]);
    expect(sayTimeframes({
      ...synthesise('X', {}), emergences: findEmergences(streams, () => true, 100 * HOUR),
    }, 'en').emergences).toEqual(['Break of the last swing high on M15, not confirmed on H1 yet']);
  });
});

describe('correlation of neighbouring timeframes', () => {
  it('is what two columns of returns over the same closes give', () => {
    const bars = walkBars(8, 200, 'M15');
    const stream = follow({ M15: bars }).M15;
    const closes = bars.map(({ close }) => close);
    const pairs = Array.from({ length: 60 }, (_, age) => {
      const at = closes.length - 1 - age;
      const back = (n: number): number => Math.log((closes[at] as number) / (closes[at - n] as number));
      return [back(1), back(4)] as const;
    });
    const mean = (k: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[k], 0) / 60;
    const [meanX, meanY] = [mean(0), mean(1)];
    const cross = (a: 0 | 1, b: 0 | 1, means: readonly [number, number]): number => (
      pairs.reduce((sum, pair) => sum + (pair[a] - means[0]) * (pair[b] - means[1]), 0)
    );
    const expected = cross(0, 1, [meanX, meanY]) / Math.sqrt(cross(0, 0, [meanX, meanX]) * cross(1, 1, [meanY, meanY]));
    expect(stream.correlationWith(4)).toBeCloseTo(expected, 9);
    expect(follow({ M15: bars.slice(0, 63) }).M15.correlationWith(4)).toBeNull();
    const said = synthesise('EURUSD', follow({ M15: bars, H1: aggregate(bars, 'H1') }));
    expect(said.correlations.find(({ fast }) => fast === 'M15')).toMatchObject({ slow: 'H1', ofWalk: 0.5 });
    expect(said.correlations.find(({ fast }) => fast === 'H4')?.correlation).toBeNull();
  });

  it('is near the square root of the ratio for a walk, as the definition says', () => {
    const values = Array.from({ length: 60 }, (_, seed) => (
      follow({ M15: walkBars(seed, 128, 'M15') }).M15.correlationWith(4) ?? 0
    ));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean).toBeGreaterThan(0.4);
    expect(mean).toBeLessThan(0.6);
  });
});
