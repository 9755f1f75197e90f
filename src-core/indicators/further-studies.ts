// Entries of the registry beyond the classic ones: studies of several averages, ranges, running totals, and levels.

import {
  AwesomeOscillator, BarMean, ChaikinVolatility, Coppock, Detrended, ElderRay, ForecastOscillator, TrueStrength,
  VolumeOscillator,
} from './awesome.ts';
import { PERIOD, count, studies } from './definition.ts';
import { Ichimoku, PIVOT_RULES, PivotPoints, SessionLevels } from './levels.ts';
import { averageWarmup, MA_TYPE_MAX } from './moving-average.ts';
import { Choppiness, MassIndex, VerticalHorizontal, Vortex } from './range-studies.ts';
import { DAYLIGHT_RULES, SessionDay } from './session-day.ts';
import {
  MarketFacilitation, PriceVolumeTrend, VolumeIndex, Vwap, WilliamsAccumulation,
} from './volume-trend.ts';

const period = (value: number, min = 2): readonly [ReturnType<typeof count>] => [count(PERIOD, value, min)];

const MOMENTUM = studies('momentum', {
  AO: {
    unit: 'price', title: 'Awesome oscillator', params: [count('fastperiod', 5), count('slowperiod', 34)],
    warmup: (fast, slow) => Math.max(fast, slow) - 1, make: (fast, slow) => new AwesomeOscillator(fast, slow),
  },
  AC: {
    unit: 'price', title: 'Accelerator oscillator',
    params: [count('fastperiod', 5), count('slowperiod', 34), count('signalperiod', 5, 1)],
    warmup: (fast, slow, signal) => Math.max(fast, slow) + signal - 2,
    make: (fast, slow, signal) => new AwesomeOscillator(fast, slow, signal),
  },
  COPPOCK: {
    unit: 'per cent', title: 'Coppock curve',
    params: [count('wmaperiod', 10, 1), count('roc1period', 11, 1), count('roc2period', 14, 1)],
    warmup: (mean, one, other) => Math.max(one, other) + mean - 1,
    make: (mean, one, other) => new Coppock(mean, one, other),
  },
  DPO: {
    unit: 'price', title: 'Detrended price oscillator', params: period(20),
    warmup: (n) => Math.max(n - 1, Math.floor(n / 2) + 1), make: (n) => new Detrended(n),
  },
  ERI: {
    unit: 'price', title: 'Elder ray: bull and bear power', params: period(13), outputs: ['bullpower', 'bearpower'],
    unstable: true, warmup: (n) => n - 1, make: (n) => new ElderRay(n),
  },
  FOSC: {
    unit: 'per cent', title: 'Forecast oscillator', params: period(5), warmup: (n) => n,
    make: (n) => new ForecastOscillator(n),
  },
  QSTICK: {
    unit: 'price', title: 'Qstick', params: period(10, 1), warmup: (n) => n - 1, make: (n) => new BarMean(n, 'body'),
  },
  TSI: {
    unit: '-100-100', title: 'True strength index', unstable: true,
    params: [count('firstperiod', 25), count('secondperiod', 13)], warmup: (first, second) => first + second - 1,
    make: (first, second) => new TrueStrength(first, second),
  },
  VHF: {
    unit: '0-1', title: 'Vertical horizontal filter', params: period(28), warmup: (n) => n,
    make: (n) => new VerticalHorizontal(n),
  },
  VORTEX: {
    unit: 'ratio', title: 'Vortex', params: period(14), outputs: ['plusvi', 'minusvi'], warmup: (n) => n,
    make: (n) => new Vortex(n),
  },
  WAD: {
    unit: 'price', title: 'Williams accumulation/distribution', unstable: true, warmup: () => 0,
    make: () => new WilliamsAccumulation(),
  },
});

const VOLATILITY = studies('volatility', {
  ADR: {
    unit: 'price', title: 'Average range of a bar', params: period(14, 1), warmup: (n) => n - 1,
    make: (n) => new BarMean(n, 'range'),
  },
  CVI: {
    unit: 'per cent', title: 'Chaikin volatility', params: [count(PERIOD, 10), count('rocperiod', 10, 1)],
    unstable: true, warmup: (n, change) => n - 1 + change, make: (n, change) => new ChaikinVolatility(n, change),
  },
  MASSI: {
    unit: 'index', title: 'Mass index', params: [count('fastperiod', 9), count('slowperiod', 25)], unstable: true,
    warmup: (n, sum) => 2 * (n - 1) + sum - 1, make: (n, sum) => new MassIndex(n, sum),
  },
  CHOP: {
    unit: '0-100', title: 'Choppiness index', params: period(14), warmup: (n) => n, source: 'E. W. Dreiss, 1993',
    make: (n) => new Choppiness(n),
  },
});

const VOLUME = studies('volume', {
  MARKETFI: {
    unit: 'price a volume', title: 'Market facilitation index', warmup: () => 0, make: () => new MarketFacilitation(),
  },
  NVI: {
    unit: 'index', title: 'Negative volume index', unstable: true, warmup: () => 0,
    make: () => new VolumeIndex('negative'),
  },
  PVI: {
    unit: 'index', title: 'Positive volume index', unstable: true, warmup: () => 0,
    make: () => new VolumeIndex('positive'),
  },
  PVO: {
    unit: 'per cent', title: 'Percentage volume oscillator', unstable: true,
    params: [count('fastperiod', 12), count('slowperiod', 26), count('matype', 1, 0, MA_TYPE_MAX)],
    warmup: (fast, slow, type) => averageWarmup(Math.max(fast, slow), type),
    make: (fast, slow, type) => new VolumeOscillator(fast, slow, type),
  },
  PVT: {
    unit: 'volume', title: 'Price-volume trend', unstable: true, warmup: () => 0, make: () => new PriceVolumeTrend(),
  },
  VWAP: {
    unit: 'price', pane: 'price', title: 'Volume-weighted average price since the first bar', unstable: true,
    warmup: () => 0, make: () => new Vwap(null),
  },
});

/** Hour of UTC at which the day begins in winter, and whose daylight saving moves it: 0 none, 1 EU, 2 New York. */
const DAY = [count('starthour', 0, 0, 23), count('daylight', 0, 0, DAYLIGHT_RULES.length - 1)];

const LEVELS = studies('levels', {
  SESSIONVWAP: {
    unit: 'price', pane: 'price', title: 'Volume-weighted average price of the day', params: DAY,
    source: 'definition', warmup: () => 0,
    make: (hour, daylight) => new Vwap(new SessionDay(hour, daylight)),
  },
  SESSION: {
    unit: 'price', pane: 'price', title: 'High and low of the session so far', params: DAY,
    outputs: ['sessionhigh', 'sessionlow'], source: 'definition', warmup: () => 0,
    make: (hour, daylight) => new SessionLevels(hour, daylight),
  },
  PIVOTS: {
    unit: 'price', pane: 'price', title: 'Pivot points: 0 classic, 1 Fibonacci, 2 camarilla, 3 Woodie',
    params: [count('rule', 0, 0, PIVOT_RULES.length - 1), ...DAY],
    outputs: ['pivot', 'r1', 'r2', 'r3', 's1', 's2', 's3'], source: 'definition', warmup: () => 1,
    make: (rule, hour, daylight) => new PivotPoints(rule, hour, daylight),
  },
  ICHIMOKU: {
    unit: 'price', pane: 'price', title: 'Ichimoku', source: 'Goichi Hosoda, 1969',
    params: [
      count('conversion', 9, 1), count('base', 26, 1), count('span', 52, 1), count('displacement', 26, 0),
    ],
    outputs: ['tenkan', 'kijun', 'senkoua', 'senkoub'], warmup: (conversion) => conversion - 1,
    make: (conversion, base, span, shift) => new Ichimoku(conversion, base, span, shift),
  },
});

export const FURTHER_STUDIES = [...MOMENTUM, ...VOLATILITY, ...VOLUME, ...LEVELS];
