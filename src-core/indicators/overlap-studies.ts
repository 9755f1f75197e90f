// Entries of the registry that are drawn over the candles.

import { Kama } from './adaptive-averages.ts';
import { AccelerationBands, BollingerBands, Donchian, Keltner, SimpleBollingerBands } from './bands.ts';
import { Dema, T3, Tema, Zlema } from './chained-averages.ts';
import { BAND_OUTPUTS, PERIOD, count, real, studies } from './definition.ts';
import { Ema, Rma } from './ema.ts';
import { CycleTrendLine, Mama } from './hilbert.ts';
import { averageWarmup, makeAverage, MA_TYPE_MAX } from './moving-average.ts';
import { ParabolicSar } from './parabolic-sar.ts';
import { Sma } from './sma.ts';
import { SuperTrend } from './super-trend.ts';
import { Midpoint } from './window-statistics.ts';
import { Hma, Trima, Vwma, Wma } from './wma.ts';

const PRICE = { unit: 'price', pane: 'price' } as const;
const maType = (name: string, value = 0): ReturnType<typeof count> => count(name, value, 0, MA_TYPE_MAX);

const AVERAGES = studies('overlap', {
  SMA: {
    ...PRICE, title: 'Simple moving average', params: [count(PERIOD, 30, 2)], warmup: (n) => averageWarmup(n, 0),
    make: (n) => new Sma(n),
  },
  EMA: {
    ...PRICE, title: 'Exponential moving average', params: [count(PERIOD, 30, 2)], unstable: true,
    warmup: (n) => averageWarmup(n, 1), make: (n) => new Ema(n),
  },
  WMA: {
    ...PRICE, title: 'Weighted moving average', params: [count(PERIOD, 30, 2)], warmup: (n) => averageWarmup(n, 2),
    make: (n) => new Wma(n),
  },
  DEMA: {
    ...PRICE, title: 'Double exponential moving average', params: [count(PERIOD, 30, 2)], unstable: true,
    warmup: (n) => averageWarmup(n, 3), make: (n) => new Dema(n),
  },
  TEMA: {
    ...PRICE, title: 'Triple exponential moving average', params: [count(PERIOD, 30, 2)], unstable: true,
    warmup: (n) => averageWarmup(n, 4), make: (n) => new Tema(n),
  },
  TRIMA: {
    ...PRICE, title: 'Triangular moving average', params: [count(PERIOD, 30, 2)], warmup: (n) => averageWarmup(n, 5),
    make: (n) => new Trima(n),
  },
  KAMA: {
    ...PRICE, title: 'Kaufman adaptive moving average', params: [count(PERIOD, 30, 2)], unstable: true,
    warmup: (n) => averageWarmup(n, 6), make: (n) => new Kama(n),
  },
  MAMA: {
    ...PRICE, title: 'MESA adaptive moving average', unstable: true, outputs: ['mama', 'fama'],
    params: [real('fastlimit', 0.5, 0.01, 0.99), real('slowlimit', 0.05, 0.01, 0.99)],
    warmup: () => 32, make: (fast, slow) => new Mama(fast, slow),
  },
  T3: {
    ...PRICE, title: 'Tillson T3', params: [count(PERIOD, 5, 2), real('vfactor', 0.7, 0, 1)], unstable: true,
    warmup: (n) => averageWarmup(n, 8), make: (n, factor) => new T3(n, factor),
  },
  HMA: {
    ...PRICE, title: 'Hull moving average', params: [count(PERIOD, 20, 2)], warmup: (n) => averageWarmup(n, 9),
    make: (n) => new Hma(n),
  },
  RMA: {
    ...PRICE, title: 'Wilder\'s smoothed moving average', params: [count(PERIOD, 30, 2)], unstable: true,
    warmup: (n) => averageWarmup(n, 13), make: (n) => new Rma(n),
  },
  ZLEMA: {
    ...PRICE, title: 'Zero-lag exponential moving average', params: [count(PERIOD, 30, 2)], unstable: true,
    warmup: (n) => averageWarmup(n, 12), make: (n) => new Zlema(n),
  },
  VWMA: {
    ...PRICE, title: 'Volume-weighted moving average', params: [count(PERIOD, 30, 2)], warmup: (n) => n - 1,
    make: (n) => new Vwma(n),
  },
  MA: {
    ...PRICE, title: 'Moving average of a chosen type', unstable: true,
    params: [count(PERIOD, 30, 1), maType('matype')], warmup: averageWarmup, make: makeAverage,
  },
});

const CHANNELS = studies('overlap', {
  BBANDS: {
    ...PRICE, title: 'Bollinger bands', outputs: BAND_OUTPUTS,
    params: [count(PERIOD, 20, 2), real('nbdevup', 2), real('nbdevdn', 2), maType('matype')],
    warmup: (n, _up, _down, type) => Math.max(n - 1, averageWarmup(n, type)),
    make: (n, up, down, type) => (
      type === 0 ? new SimpleBollingerBands(n, up, down) : new BollingerBands(n, up, down, type)
    ),
  },
  ACCBANDS: {
    ...PRICE, title: 'Acceleration bands', outputs: BAND_OUTPUTS, params: [count(PERIOD, 20, 2)],
    warmup: (n) => n - 1, make: (n) => new AccelerationBands(n),
  },
  DONCHIAN: {
    ...PRICE, title: 'Donchian channel', outputs: BAND_OUTPUTS, params: [count(PERIOD, 20, 2)],
    warmup: (n) => n - 1, make: (n) => new Donchian(n),
  },
  KC: {
    ...PRICE, title: 'Keltner channel', outputs: BAND_OUTPUTS, unstable: true,
    params: [count(PERIOD, 20, 2), count('atrperiod', 10, 1), real('nbdev', 2)],
    warmup: (n, range) => Math.max(n - 1, range), make: (n, range, factor) => new Keltner(n, range, factor),
  },
  MIDPOINT: {
    ...PRICE, title: 'Middle of the extremes of a price', params: [count(PERIOD, 14, 2)], warmup: (n) => n - 1,
    make: (n) => new Midpoint(n),
  },
  MIDPRICE: {
    ...PRICE, title: 'Middle of highest high and lowest low', params: [count(PERIOD, 14, 2)], warmup: (n) => n - 1,
    make: (n) => new Donchian(n, true),
  },
  HT_TRENDLINE: {
    ...PRICE, title: 'Hilbert transform: trend line', unstable: true, warmup: () => 63,
    make: () => new CycleTrendLine(),
  },
});

const STOPS = studies('overlap', {
  SAR: {
    ...PRICE, title: 'Parabolic stop and reverse', unstable: true,
    params: [real('acceleration', 0.02, 0), real('maximum', 0.2, 0)], warmup: () => 1,
    make: (step, max) => new ParabolicSar({
      startValue: 0, offsetOnReverse: 0, signed: false,
      long: { start: step, step, max }, short: { start: step, step, max },
    }),
  },
  SAREXT: {
    ...PRICE, title: 'Parabolic stop and reverse, extended: a short side is negative', unstable: true,
    params: [
      real('startvalue', 0), real('offsetonreverse', 0, 0), real('accelerationinitlong', 0.02, 0),
      real('accelerationlong', 0.02, 0), real('accelerationmaxlong', 0.2, 0), real('accelerationinitshort', 0.02, 0),
      real('accelerationshort', 0.02, 0), real('accelerationmaxshort', 0.2, 0),
    ],
    warmup: () => 1,
    make: (startValue, offsetOnReverse, longStart, longStep, longMax, shortStart, shortStep, shortMax) => (
      new ParabolicSar({
        startValue, offsetOnReverse, signed: true,
        long: { start: longStart, step: longStep, max: longMax },
        short: { start: shortStart, step: shortStep, max: shortMax },
      })
    ),
  },
  SUPERTREND: {
    ...PRICE, title: 'SuperTrend (Olivier Seban): the line, and 1 up or -1 down', outputs: ['supertrend', 'trend'],
    unstable: true, params: [count(PERIOD, 10, 1), real('multiplier', 3, 0)], warmup: (n) => n,
    make: (n, factor) => new SuperTrend(n, factor),
  },
});

export const OVERLAP_STUDIES = [...AVERAGES, ...CHANNELS, ...STOPS];
