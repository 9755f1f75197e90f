// Entries of the registry for volume, volatility, cycles, statistics and prices.

import { Atr, TrueRange } from './atr.ts';
import { Change } from './change.ts';
import { PERIOD, count, real, studies } from './definition.ts';
import { CyclePeriod, CyclePhase, TrendMode } from './hilbert.ts';
import { Beta, Correlation } from './pair-statistics.ts';
import { HeikinAshi, Price } from './price-transform.ts';
import { LinearRegression } from './regression.ts';
import {
  AccumulationDistribution, ChaikinMoneyFlow, ChaikinOscillator, ForceIndex, OnBalanceVolume, RelativeVolume,
} from './volume-flow.ts';
import { MeanDeviation, StandardDeviation, Variance, WindowExtreme, WindowSum } from './window-statistics.ts';

const period = (value: number, min = 2): readonly [ReturnType<typeof count>] => [count(PERIOD, value, min)];

const VOLUME = studies('volume', {
  AD: {
    unit: 'volume', title: 'Chaikin accumulation/distribution line', unstable: true, warmup: () => 0,
    make: () => new AccumulationDistribution(),
  },
  ADOSC: {
    unit: 'volume', title: 'Chaikin oscillator', unstable: true,
    params: [count('fastperiod', 3), count('slowperiod', 10)], warmup: (fast, slow) => Math.max(fast, slow) - 1,
    make: (fast, slow) => new ChaikinOscillator(fast, slow),
  },
  OBV: {
    unit: 'volume', title: 'On-balance volume', unstable: true, warmup: () => 0, make: () => new OnBalanceVolume(),
  },
  CMF: {
    unit: '-1-1', title: 'Chaikin money flow', params: period(20, 1), warmup: (n) => n - 1,
    make: (n) => new ChaikinMoneyFlow(n),
  },
  EFI: {
    unit: 'price x volume', title: 'Elder\'s force index', params: period(13, 1), unstable: true, warmup: (n) => n,
    make: (n) => new ForceIndex(n),
  },
  RVOL: {
    unit: 'ratio', title: 'Relative volume', params: period(20, 1), warmup: (n) => n,
    make: (n) => new RelativeVolume(n),
  },
});

const VOLATILITY = studies('volatility', {
  TRANGE: { unit: 'price', title: 'True range', warmup: () => 1, make: () => new TrueRange() },
  ATR: {
    unit: 'price', title: 'Average true range', params: period(14, 1), unstable: true, warmup: (n) => n,
    make: (n) => new Atr(n),
  },
  NATR: {
    unit: 'per cent', title: 'Average true range in per cent of the close', params: period(14, 1), unstable: true,
    warmup: (n) => n, make: (n) => new Atr(n, true),
  },
});

const CYCLE = studies('cycle', {
  HT_DCPERIOD: {
    unit: 'bars', title: 'Hilbert transform: dominant cycle period', unstable: true, warmup: () => 32,
    make: () => new CyclePeriod('period'),
  },
  HT_DCPHASE: {
    unit: 'degrees', title: 'Hilbert transform: dominant cycle phase', unstable: true, warmup: () => 63,
    make: () => new CyclePhase('phase'),
  },
  HT_PHASOR: {
    unit: 'price', title: 'Hilbert transform: phasor components', unstable: true, outputs: ['inphase', 'quadrature'],
    warmup: () => 32, make: () => new CyclePeriod('phasor'),
  },
  HT_SINE: {
    unit: '-1-1', title: 'Hilbert transform: sine wave', unstable: true, outputs: ['sine', 'leadsine'],
    warmup: () => 63, make: () => new CyclePhase('sine'),
  },
  HT_TRENDMODE: {
    unit: '0 cycle, 1 trend', title: 'Hilbert transform: trend or cycle', unstable: true, outputs: ['integer'],
    warmup: () => 63, make: () => new TrendMode(),
  },
});

const LINES = studies('statistics', {
  LINEARREG: {
    unit: 'price', pane: 'price', title: 'End of the regression line', params: period(14), warmup: (n) => n - 1,
    make: (n) => new LinearRegression(n, 'end'),
  },
  LINEARREG_SLOPE: {
    unit: 'price a bar', title: 'Slope of the regression line', params: period(14), warmup: (n) => n - 1,
    make: (n) => new LinearRegression(n, 'slope'),
  },
  LINEARREG_ANGLE: {
    unit: 'degrees', title: 'Angle of the regression line', params: period(14), warmup: (n) => n - 1,
    make: (n) => new LinearRegression(n, 'angle'),
  },
  LINEARREG_INTERCEPT: {
    unit: 'price', pane: 'price', title: 'Beginning of the regression line', params: period(14),
    warmup: (n) => n - 1, make: (n) => new LinearRegression(n, 'intercept'),
  },
  TSF: {
    unit: 'price', pane: 'price', title: 'Time series forecast', params: period(14), warmup: (n) => n - 1,
    make: (n) => new LinearRegression(n, 'forecast'),
  },
});

const STATISTICS = studies('statistics', {
  STDDEV: {
    unit: 'price', title: 'Standard deviation', params: [count(PERIOD, 5, 2), real('nbdev', 1)], warmup: (n) => n - 1,
    make: (n, factor) => new StandardDeviation(n, factor),
  },
  VAR: {
    unit: 'price squared', title: 'Variance', params: [count(PERIOD, 5, 1), real('nbdev', 1)], warmup: (n) => n - 1,
    make: (n) => new Variance(n),
  },
  CORREL: {
    unit: '-1-1', title: 'Correlation of highs and lows', params: period(30, 1), warmup: (n) => n - 1,
    make: (n) => new Correlation(n),
  },
  BETA: {
    unit: 'ratio', title: 'Beta of highs and lows', params: period(5, 1), warmup: (n) => n, make: (n) => new Beta(n),
  },
  MAX: {
    unit: 'price', pane: 'price', title: 'Highest of the last numbers', params: period(30), warmup: (n) => n - 1,
    make: (n) => new WindowExtreme(n, 'max'),
  },
  MIN: {
    unit: 'price', pane: 'price', title: 'Lowest of the last numbers', params: period(30), warmup: (n) => n - 1,
    make: (n) => new WindowExtreme(n, 'min'),
  },
  SUM: {
    unit: 'price', title: 'Sum of the last numbers', params: period(30), warmup: (n) => n - 1,
    make: (n) => new WindowSum(n),
  },
  LOGRETURN: {
    unit: 'logarithm', title: 'Logarithmic return', params: period(1, 1), warmup: (n) => n, source: 'definition',
    make: (n) => new Change(n, 'logarithm'),
  },
});

const PRICES = studies('price', {
  AVGPRICE: {
    unit: 'price', pane: 'price', title: 'Average price', warmup: () => 0, make: () => new Price('average'),
  },
  MEDPRICE: { unit: 'price', pane: 'price', title: 'Median price', warmup: () => 0, make: () => new Price('median') },
  TYPPRICE: { unit: 'price', pane: 'price', title: 'Typical price', warmup: () => 0, make: () => new Price('typical') },
  WCLPRICE: {
    unit: 'price', pane: 'price', title: 'Weighted close', warmup: () => 0, make: () => new Price('weighted'),
  },
  AVGDEV: {
    unit: 'price', title: 'Mean absolute deviation', params: period(14), warmup: (n) => n - 1,
    make: (n) => new MeanDeviation(n),
  },
  HA: {
    unit: 'price', pane: 'price', title: 'Heikin-Ashi candles', unstable: true, warmup: () => 0,
    outputs: ['haopen', 'hahigh', 'halow', 'haclose'], make: () => new HeikinAshi(),
  },
});

export const OTHER_STUDIES = [...VOLUME, ...VOLATILITY, ...CYCLE, ...LINES, ...STATISTICS, ...PRICES];
