// Entries of the registry for candlestick patterns: TA-Lib's 61, with its outputs.

import { LONG_PATTERNS } from './candle-judges-long.ts';
import { SHORT_PATTERNS, type PatternEntry } from './candle-judges.ts';
import { CandlePattern, Hikkake, type Trap } from './candle-pattern.ts';
import type { Candles } from './candles.ts';
import { real, studies, type IndicatorDefinition } from './definition.ts';

const OUTPUT = { unit: '100 bullish, -100 bearish, 0 none', pane: 'price', outputs: ['integer'] } as const;

function pattern([name, title, judge, warmup, penetration]: PatternEntry): readonly IndicatorDefinition[] {
  const params = penetration === undefined ? [] : [real('penetration', penetration, 0)];
  return studies('pattern', {
    [name]: {
      ...OUTPUT, title, params, warmup: () => warmup,
      make: (depth = 0) => new CandlePattern(judge, warmup, depth),
    },
  });
}

const isInside = (c: Candles, inner: number, outer: number): boolean => (
  (c.high[inner] as number) < (c.high[outer] as number) && (c.low[inner] as number) > (c.low[outer] as number)
);
const trap: Trap = (c) => {
  if (!isInside(c, 1, 2)) return 0;
  if (c.high[0] < c.high[1] && c.low[0] < c.low[1]) return 1;
  return c.high[0] > c.high[1] && c.low[0] > c.low[1] ? -1 : 0;
};
const modifiedTrap: Trap = (c) => {
  const side = trap(c);
  if (side === 0 || !isInside(c, 2, 3)) return 0;
  const isNear = side > 0 ? c.close[2] <= c.low[2] + c.near[2] : c.close[2] >= c.high[2] - c.near[2];
  return isNear ? side : 0;
};

const HIKKAKES = studies('pattern', {
  CDLHIKKAKE: { ...OUTPUT, title: 'Hikkake', warmup: () => 5, make: () => new Hikkake(trap, 5) },
  CDLHIKKAKEMOD: {
    ...OUTPUT, title: 'Modified hikkake', warmup: () => 11, make: () => new Hikkake(modifiedTrap, 11),
  },
});

export const PATTERN_STUDIES: readonly IndicatorDefinition[] = [
  ...SHORT_PATTERNS.flatMap(pattern), ...LONG_PATTERNS.flatMap(pattern), ...HIKKAKES,
];
