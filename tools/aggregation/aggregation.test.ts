import { describe, expect, it } from 'vitest';
import { TIMEFRAME_MS, type Bar, type Timeframe } from '../../src-core/model/index.ts';
import { explainBars, type Cause } from './bar-causes.ts';
import { hasData, PAIRS, readSeries } from './pairs.ts';

if (!hasData) process.stdout.write('skipped: aggregation of real files: ../shared/data is missing\n');

function bar(time: number, prices: readonly [number, number, number, number], tickVolume = 10): Bar {
  const [open, high, low, close] = prices;
  return {
    time, open, high, low, close, tickVolume, realVolume: 0, spread: null, askOpen: null, askHigh: null, askLow: null,
    askClose: null, source: 'import', partial: false,
  };
}

const START = Date.UTC(2024, 0, 2);
const minutes = Array.from({ length: 30 }, (_, at) => bar(START + at * TIMEFRAME_MS.M1, [at, at + 2, at - 1, at + 1]));
const five = (at: number, over: Partial<Bar> = {}): Bar => (
  { ...bar(START + at * TIMEFRAME_MS.M5, [at * 5, at * 5 + 6, at * 5 - 1, at * 5 + 5], 50), ...over });
const causes = (shorter: readonly Bar[], longer: readonly Bar[], timeframe: Timeframe = 'M5'): readonly Cause[] => (
  explainBars({ timeframe: 'M1', bars: shorter }, { timeframe, bars: longer }).map(({ cause }) => cause));

describe('a longer bar of a feed', () => {
  const own = [0, 1, 2, 3, 4, 5].map((at) => five(at));

  it('equals the one rolled up from its shorter bars', () => {
    expect(causes(minutes, own)).toEqual(['equal', 'equal', 'equal', 'equal', 'equal', 'equal']);
  });

  it('differs at the edge of the shorter series', () => {
    expect(causes(minutes.slice(2, 28), own)).toEqual(['edge', 'equal', 'equal', 'equal', 'equal', 'edge']);
  });

  it('differs where its feed opens with the close before, lacks minutes, or has more of them', () => {
    const odd = [
      five(0), five(1, { open: 5, low: 4 }), five(2, { open: 12, low: 11, tickVolume: 30 }), five(3), five(4), five(5),
    ];
    const shorter = minutes.filter((_, at) => at !== 17);
    shorter[5] = { ...(shorter[5] as Bar), open: 5.5 };
    expect(causes(shorter, odd)).toEqual(['equal', 'carried', 'late', 'parts', 'equal', 'equal']);
  });

  it('or its series is not there, and what nothing explains is said as that', () => {
    const shorter = minutes.filter((_, at) => at < 10 || at > 14);
    const odd = [five(0), five(2), five(3, { high: 100 }), five(4), five(5)];
    expect(causes(shorter, odd)).toEqual(['equal', 'hole', 'absent', 'unexplained', 'equal', 'equal']);
  });
});

// How many bars differ by which cause, as looked at bar by bar with `npm run aggregation -- --list`.
const EXPECTED: Readonly<Record<string, Partial<Record<Cause, number>>>> = {
  'EURUSD M1 to H1 (OANDA)': { equal: 39, carried: 126 },
  'XAUUSD M1 to M15 (an MT4 terminal)': { equal: 4_365, hole: 102, late: 1, edge: 1 },
  'EURUSD H4 to D1 (ejtrader)': { equal: 2_400 },
  'GBPUSD H1 to D1 (ejtrader)': { equal: 2_400 },
  'USDJPY H1 to D1 (ejtrader)': { equal: 2_400 },
  'XAUUSD H1 to D1 (ejtrader)': { equal: 2_400 },
};

describe.skipIf(!hasData)('bars rolled up from a real feed', () => {
  it.each(PAIRS)('equal the feed\'s own, or differ by a known cause: $name', async ({ name, shorter, longer }) => {
    const counts: Partial<Record<Cause, number>> = {};
    for (const { cause } of explainBars(await readSeries(shorter), await readSeries(longer))) {
      counts[cause] = (counts[cause] ?? 0) + 1;
    }
    expect(counts).toEqual(EXPECTED[name]);
  });
});
