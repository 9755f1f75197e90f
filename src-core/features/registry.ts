// All features by name, in the order of the vector. 17 are computed with every tick (sine and cosine count as one, and
// so do the distances to the session's high and low), the others when a bar closes.
//
// The order, names, units and windows are the layout that models are trained on: whoever changes anything here raises
// LAYOUT_VERSION and writes the new hash into layout.test.ts.

import type { FeatureDefinition, FeatureInput, FeatureScope } from './definition.ts';

export const LAYOUT_VERSION = 1;

/** Bars of the two windows of realised volatility. */
export const VOLATILITY_SHORT = 10;
export const VOLATILITY_LONG = 60;
/** Bars of the other windows. */
export const IMBALANCE_BARS = 20;
export const VOLUME_BARS = 60;
export const PAIR_BARS = 60;
/** Daily returns that a correlation to a daily series counts. */
export const DAILY_WINDOW = 20;
/** Days of the same minute in the mean of its usual volatility. */
export const USUAL_DAYS = 20;
/** Events of the same name that the size of a surprise is measured by, at least. */
export const SURPRISES_MIN = 3;
/** How many other symbols the vector holds a correlation to. */
export const PAIR_COUNT = 3;
/** The regimes in the order of their columns. */
const REGIMES = ['TrendUp', 'TrendDown', 'Range', 'Volatile', 'Quiet'] as const;
export const REGIME_COUNT = REGIMES.length;

interface Entry {
  readonly unit: string;
  readonly text: string;
  readonly columns?: readonly string[];
  readonly window?: string;
  readonly bars?: number;
  readonly days?: number;
  readonly inputs?: readonly FeatureInput[];
}

function entries(scope: FeatureScope, table: Readonly<Record<string, Entry>>): readonly FeatureDefinition[] {
  return Object.entries(table).map(([name, { unit, text, columns, window, bars, days, inputs }]) => ({
    name, scope, columns: columns ?? [name], unit, window: window ?? '1 bar', warmupBars: bars ?? 0,
    warmupDays: days ?? 0, inputs: inputs ?? ['bars'], text,
  }));
}

const bars = (count: number): string => `${count} bars`;

const TICK_FEATURES = entries('tick', {
  midReturn: {
    unit: 'log return', inputs: ['bars', 'ask'],
    text: 'Of the mid price from the open of the bar to now; of the bid where the source has no ask.',
  },
  logReturn1: { unit: 'log return', bars: 1, text: 'Of the bid against the close one bar ago.' },
  logReturn5: { unit: 'log return', window: bars(5), bars: 5, text: 'Of the bid against the close five bars ago.' },
  logReturn15: { unit: 'log return', window: bars(15), bars: 15, text: 'Of the bid against the close 15 bars ago.' },
  volatilityShort: {
    unit: 'log return a bar', window: bars(VOLATILITY_SHORT), bars: VOLATILITY_SHORT,
    text: 'Realised volatility: root of the mean square of the last 10 returns from close to close.',
  },
  volatilityLong: {
    unit: 'log return a bar', window: bars(VOLATILITY_LONG), bars: VOLATILITY_LONG,
    text: 'The same over the last 60 returns.',
  },
  volatilityRatio: {
    unit: 'ratio', window: bars(VOLATILITY_LONG), bars: VOLATILITY_LONG,
    text: 'Short realised volatility over long; 1 where nothing moved.',
  },
  spread: {
    unit: 'basis points', inputs: ['bars', 'ask'],
    text: 'Ask minus bid in ten-thousandths of the mid; from the bar\'s spread in points where it has no ask prices.',
  },
  tickImbalance: {
    unit: '-1 to 1', window: bars(IMBALANCE_BARS), bars: IMBALANCE_BARS, inputs: ['bars', 'volume'],
    text: 'Tick rule over bars: tick volume of those that closed higher less of those that closed lower, over all.',
  },
  rsi: {
    unit: '0 to 100', window: bars(14), bars: 14, text: 'Relative strength index of 14 closes (Wilder, as TA-Lib).',
  },
  macdHistogram: {
    unit: 'price', window: '12, 26, 9 bars', bars: 33, text: 'MACD 12/26 minus its signal line of 9 (as TA-Lib).',
  },
  bollingerB: {
    unit: 'bands', window: bars(20), bars: 19,
    text: 'Place between the Bollinger bands 20/2: 0 at the lower, 1 at the upper, 0.5 where they are one.',
  },
  atrPercent: {
    unit: 'per cent of price', window: bars(14), bars: 14,
    text: 'Average true range of 14 bars (Wilder, TA-Lib\'s NATR).',
  },
  adx: { unit: '0 to 100', window: bars(14), bars: 27, text: 'Average directional index of 14 bars (as TA-Lib).' },
  sessionDistance: {
    unit: 'log return', columns: ['sessionHighDistance', 'sessionLowDistance'], window: 'since 17:00 New York', days: 1,
    text: 'From the price up to the high and down to the low of the trading day; from the first whole day on.',
  },
  timeOfDay: {
    unit: 'sine, cosine', columns: ['timeOfDaySin', 'timeOfDayCos'], window: 'now', text: 'Place in the day of UTC.',
  },
  dayOfWeek: {
    unit: 'sine, cosine', columns: ['dayOfWeekSin', 'dayOfWeekCos'], window: 'now',
    text: 'Whole days since Sunday of seven, UTC; a bar that ends at midnight belongs to the day before.',
  },
});

const daily = (count: number): string => `${count} daily returns`;

function crossAsset(name: 'dxy' | 'gold', title: string): Readonly<Record<string, Entry>> {
  const word = name === 'dxy' ? 'Dxy' : 'Gold';
  return {
    [`${name}Return`]: {
      unit: 'log return', window: '1 day', days: 2, inputs: ['bars', name],
      text: `Daily return of ${title} by its last known close.`,
    },
    [`correlation${word}`]: {
      unit: '-1 to 1', window: daily(DAILY_WINDOW), days: DAILY_WINDOW + 1, inputs: ['bars', name],
      text: `Correlation of the symbol's returns with those of ${title}, from close to close of the latter.`,
    },
  };
}

const BAR_FEATURES = entries('bar', {
  trendAgreement: {
    unit: '-1 to 1', window: 'this and the next two timeframes', bars: 35,
    text: 'Sum of the timeframes\' trends over the sum of their sizes: 1 all up, -1 all down. D1 has no longer one.',
  },
  pairCorrelation: {
    unit: '-1 to 1', columns: Array.from({ length: PAIR_COUNT }, (_, i) => `pairCorrelation${i + 1}`),
    window: bars(PAIR_BARS), bars: PAIR_BARS, inputs: ['bars', 'pairs'],
    text: 'Correlation of returns with three other symbols over the last 60 bars that both have.',
  },
  spyReturn: {
    unit: 'log return', window: '1 day', days: 2, inputs: ['bars', 'spy'],
    text: 'Daily return of SPY by its last known close.',
  },
  vixLevel: { unit: 'points', window: '1 day', days: 1, inputs: ['bars', 'vix'], text: 'Last known close of the VIX.' },
  vixChange: {
    unit: 'points', window: '1 day', days: 2, inputs: ['bars', 'vix'], text: 'Its change against the close before.',
  },
  correlationSpy: {
    unit: '-1 to 1', window: daily(DAILY_WINDOW), days: DAILY_WINDOW + 1, inputs: ['bars', 'spy'],
    text: 'Correlation of the symbol\'s returns with those of SPY, from close to close of the latter.',
  },
  correlationVix: {
    unit: '-1 to 1', window: daily(DAILY_WINDOW), days: DAILY_WINDOW + 1, inputs: ['bars', 'vix'],
    text: 'Correlation of the symbol\'s returns with those of the VIX, from close to close of the latter.',
  },
  ...crossAsset('dxy', 'the dollar index'),
  ...crossAsset('gold', 'gold'),
  volumeZ: {
    unit: 'standard deviations', window: bars(VOLUME_BARS), bars: VOLUME_BARS - 1, inputs: ['bars', 'volume'],
    text: 'Tick volume against the mean of the last 60 bars, this one included.',
  },
  regime: {
    unit: 'probability', columns: REGIMES.map((regime) => `regime${regime}`), window: 'last known', inputs: ['regime'],
    text: 'Probabilities of trend up, trend down, range, volatile and quiet.',
  },
  sentiment: {
    unit: '-1 to 1', window: '24 hours', inputs: ['sentiment'],
    text: 'Newest score of the pair, or half of base minus quote currency; it counts for 24 hours.',
  },
  minutesToEvent: {
    unit: 'minutes', window: 'ahead', inputs: ['calendar'],
    text: 'Until the next high-impact event of the symbol\'s currencies, by the schedule.',
  },
  eventSurprise: {
    unit: 'usual surprises', window: '24 hours', inputs: ['calendar'],
    text: 'Newest actual minus forecast, over the mean size of that event\'s own earlier ones (at least three).',
  },
  neighbourOutcome: {
    unit: 'average true ranges, share', columns: ['neighbourMove', 'neighbourUp'], window: 'last known',
    inputs: ['neighbours'],
    text: 'What came after the most similar past situations: the mean move, and the share of them that rose.',
  },
  month: {
    unit: 'sine, cosine', columns: ['monthSin', 'monthCos'], window: 'now',
    text: 'Whole months since January of twelve, UTC.',
  },
  turnOfMonth: {
    unit: '0 or 1', window: 'now',
    text: '1 on the last weekday of a month and the first three of the next (Lakonishok and Smidt 1988).',
  },
  usualVolatility: {
    unit: 'log return', window: `${USUAL_DAYS} days`, days: USUAL_DAYS,
    text: 'Mean size of the return of the bar that begins at this minute of New York\'s day, over its last 20 days.',
  },
});

export const FEATURES: readonly FeatureDefinition[] = [...TICK_FEATURES, ...BAR_FEATURES];
