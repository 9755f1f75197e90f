import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar, StrategySetting } from '#core/model';
import { checkSetting, hashStrategy, STRATEGIES, TREND, type Proposal } from './index.ts';

function bars(closes: readonly number[], halfRange = 0.5): readonly Bar[] {
  return closes.map((close, index) => ({
    time: index * 300_000,
    open: close,
    high: close + halfRange,
    low: close - halfRange,
    close,
    tickVolume: 1,
    realVolume: 0,
    spread: 1,
    askOpen: null,
    askHigh: null,
    askLow: null,
    askClose: null,
    source: 'tick',
    partial: false,
  }));
}

const SMALL = { fast: 2, slow: 3, atr: 2, stop: 2, target: 3 };

function run(series: readonly Bar[], params: Readonly<Record<string, number>> = SMALL): readonly (Proposal | null)[] {
  const strategy = TREND.make(params);
  return series.map((bar) => strategy.next(bar));
}

const SETTING: StrategySetting = { name: 'trend', symbols: 'all', timeframe: 'M5', params: {}, automatic: false };

describe('the trend strategy', () => {
  // EMA 2 (k 2/3) begins at (10+10)/2, EMA 3 (k 1/2) at the mean of three. Closes 10 10 10 13: fast 12, slow 11.5: up.
  // Then 7: fast 8.67, slow 9.25: down. True ranges: 1 1, then 3.5 (13.5 - 10), then 6.5 (13 - 6.5).
  const found = run(bars([10, 10, 10, 13, 7]));

  it('buys when the fast average crosses above the slow one, on the bar that crossed', () => {
    expect(found.slice(0, 3)).toEqual([null, null, null]);
    expect(found[3]).toMatchObject({ side: 'buy' });
    // Average range: (1 + 1) / 2, then (1 * 1 + 3.5) / 2 = 2.25; stop twice, target three times.
    expect(found[3]?.stopDistance).toBeCloseTo(4.5, 12);
    expect(found[3]?.targetDistance).toBeCloseTo(6.75, 12);
  });

  it('sells when it crosses below, with the range grown by then', () => {
    expect(found[4]).toMatchObject({ side: 'sell' });
    expect(found[4]?.stopDistance).toBeCloseTo(2 * ((2.25 + 6.5) / 2), 12);
  });

  it('says what it saw, with a sign that fits its side', () => {
    expect(found[3]?.votes.every((vote) => vote.score > 0)).toBe(true);
    expect(found[4]?.votes.every((vote) => vote.score < 0)).toBe(true);
    expect(found[3]?.reasons[0]).toContain('crossed above');
  });

  it('stays silent while one side lasts, and in a market that does not move', () => {
    expect(run(bars([10, 10, 10, 13, 14, 15, 16])).filter((one) => one !== null)).toHaveLength(1);
    expect(run(bars(new Array<number>(100).fill(5), 0)).every((one) => one === null)).toBe(true);
  });

  it('with the parameters of the house is silent for its warm-up and no longer', () => {
    const strategy = TREND.make({});
    expect(strategy.warmupBars).toBe(37);
    const closes = [...new Array<number>(36).fill(100), 101];
    expect(run(bars(closes), {}).findIndex((one) => one !== null)).toBe(36);
  });

  const walks = fc
    .array(fc.integer({ min: -5, max: 5 }), { minLength: 5, maxLength: 120 })
    .map((steps) => steps.reduce<number[]>((closes, step) => [...closes, (closes.at(-1) ?? 1000) + step], []));

  it('never changes what it said when the future is cut off', () => {
    fc.assert(
      fc.property(walks, fc.nat(120), (closes, cut) => {
        const series = bars(closes);
        expect(run(series.slice(0, cut))).toEqual(run(series).slice(0, cut));
      }),
    );
  });

  it('continues exactly from a saved state', () => {
    fc.assert(
      fc.property(walks, fc.nat(120), (closes, cut) => {
        const series = bars(closes);
        const first = TREND.make(SMALL);
        const head = series.slice(0, cut).map((bar) => first.next(bar));
        const again = TREND.make(SMALL, JSON.parse(JSON.stringify(first.state())));
        expect([...head, ...series.slice(cut).map((bar) => again.next(bar))]).toEqual(run(series));
        expect(STRATEGIES.get('trend')).toBe(TREND);
      }),
    );
  });
});

describe('a strategy setting', () => {
  it('is accepted with known, sensible parameters and refused otherwise', () => {
    expect(checkSetting({ ...SETTING, params: { fast: 5, stop: 1.5 } }).ok).toBe(true);
    const refusedWith = (setting: StrategySetting): string => {
      const checked = checkSetting(setting);
      return checked.ok ? '' : checked.error.text;
    };
    expect(refusedWith({ ...SETTING, name: 'luck' })).toContain('no strategy "luck"');
    expect(refusedWith({ ...SETTING, params: { speed: 1 } })).toContain('no parameter "speed"');
    expect(refusedWith({ ...SETTING, params: { stop: 0 } })).toContain('above 0');
    expect(refusedWith({ ...SETTING, params: { stop: Number.NaN } })).toContain('above 0');
    expect(refusedWith({ ...SETTING, params: { fast: 2.5 } })).toContain('whole number');
  });

  it('has a hash that says all that matters and nothing else', () => {
    const hash = hashStrategy(TREND, SETTING);
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(hashStrategy(TREND, { ...SETTING, params: { fast: 12 }, automatic: true, symbols: ['EURUSD'] })).toBe(hash);
    expect(hashStrategy(TREND, { ...SETTING, params: { fast: 13 } })).not.toBe(hash);
    expect(hashStrategy(TREND, { ...SETTING, timeframe: 'M15' })).not.toBe(hash);
    expect(hashStrategy({ ...TREND, version: 2 }, SETTING)).not.toBe(hash);
  });
});
