import { weekdayOf } from '#core/broker-model';
import { describe, expect, it } from 'vitest';
import { DEMO, SyntheticMarket, type BarRow } from './index.ts';

const market = new SyntheticMarket(DEMO.seed);
const closeBrokerMs = (DEMO.crossBarS + 300) * 1000;

interface Cross {
  readonly t: number;
  readonly side: 'up' | 'down';
  readonly range: number;
}

// By definition, not by the indicators' code: EMA from the first close, Wilder's average of true ranges.
function crosses(bars: readonly BarRow[]): readonly Cross[] {
  const found: Cross[] = [];
  let fast = (bars[0] as BarRow).close;
  let slow = fast;
  let range = 0;
  bars.slice(1).forEach((bar, i) => {
    const wasAbove = fast > slow;
    fast = fast + (2 / 13) * (bar.close - fast);
    slow = slow + (2 / 37) * (bar.close - slow);
    const before = (bars[i] as BarRow).close;
    const reach = Math.max(bar.high - bar.low, Math.abs(bar.high - before), Math.abs(bar.low - before));
    range += (reach - range) / Math.min(14, i + 1);
    if (i > 300 && wasAbove !== fast > slow) found.push({ t: bar.t, side: fast > slow ? 'up' : 'down', range });
  });
  return found;
}

const crossesOf = (symbol: string) => crosses(
  market.bars(symbol, 'M5', closeBrokerMs - 5 * 86_400_000, closeBrokerMs + 10_800_000, 1e6),
);

describe('the demo', () => {
  it('starts forty seconds before an M5 close of a London session on a Tuesday of 2026', () => {
    expect(DEMO.startMs).toBe(Date.UTC(2026, 3, 14, 11, 39, 20));
    expect(weekdayOf(Math.floor(DEMO.startMs / 86_400_000))).toBe(2);
    expect(closeBrokerMs - DEMO.offsetS * 1000 - DEMO.startMs).toBe(40_000);
  });

  it('shows EURUSD crossing up at that close, with a spread far below twice the average range', () => {
    const cross = crossesOf('EURUSD').find((one) => one.t === DEMO.crossBarS);
    expect(cross).toMatchObject({ side: 'up' });
    const [bar] = market.bars('EURUSD', 'M5', DEMO.crossBarS * 1000, closeBrokerMs, 1);
    expect((bar as BarRow).spread * 0.00001).toBeLessThan(0.15 * 2 * (cross as Cross).range);
  });

  it('goes on with setups: four more crosses over the four symbols within two hours, gaps under an hour', () => {
    const later = market.symbols.flatMap(crossesOf).map((one) => (one.t - DEMO.crossBarS) / 60)
      .filter((minutes) => minutes > 0 && minutes <= 120).sort((a, b) => a - b);
    expect(later.length).toBeGreaterThanOrEqual(4);
    [0, ...later].forEach((minutes, i, all) => { expect(minutes - (all[i - 1] ?? 0)).toBeLessThan(60); });
  });

  it('ticks at a natural rate', () => {
    for (const symbol of market.symbols) {
      const count = [0, 1, 2, 3, 4].reduce(
        (sum, i) => sum + market.ticksOfMinute(symbol, closeBrokerMs + i * 60_000).length, 0,
      );
      expect(count / 300).toBeGreaterThan(1.5);
      expect(count / 300).toBeLessThan(7);
    }
  });
});
