import { describe, expect, it } from 'vitest';
import { HoledSource } from './holed-source.ts';
import { SyntheticMarket } from './synthetic-market.ts';

/** A Tuesday, 07:00 UTC; broker time is UTC+3. */
const START = Date.UTC(2026, 4, 12, 7);

function makeSource(): HoledSource {
  const source = new HoledSource(new SyntheticMarket(1), { startMs: START, speed: 1, offsetS: 10_800, drainedMs: null });
  source.advance(0);
  source.advance(1_000);
  return source;
}

function missing(bars: readonly { readonly t: number }[]): readonly (readonly [number, number])[] {
  const holes: (readonly [number, number])[] = [];
  for (let i = 1; i < bars.length; i += 1) {
    const [before, at] = [bars[i - 1]?.t as number, bars[i]?.t as number];
    if (at - before > 60) holes.push([before + 60 - START / 1000 - 10_800, at - START / 1000 - 10_800]);
  }
  return holes;
}

describe('a terminal with holes', () => {
  it('streams minutes without two stretches, and has one of them later', () => {
    const source = makeSource();
    const from = START + 10_800_000 - 6 * 3_600_000;
    expect(missing(source.barsAfter('EURUSD', 'M1', null, from, 1_000))).toEqual([[-9_000, -7_200], [-3_000, -1_500]]);
    expect(missing(source.pastBarsAfter('EURUSD', 'M1', null, from, 1_000))).toEqual([[-3_000, -1_500]]);
    expect(missing(source.barsAfter('EURUSD', 'M5', null, from, 1_000).map(({ t }) => ({ t: t / 5 })))).toEqual([]);
  });

  it('gives as many bars as are asked for over a hole, and loads at first', () => {
    const source = makeSource();
    const from = START + 10_800_000 - 3_600_000;
    const bars = source.barsAfter('EURUSD', 'M1', null, from, 20);
    expect(bars).toHaveLength(20);
    expect(missing(bars)).toEqual([[-3_000, -1_500]]);
    expect([source.isLoading(), source.isLoading()]).toEqual([true, false]);
  });
});
