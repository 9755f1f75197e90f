// Entries of the registry that measure momentum.

import { AverageOscillator, makeFixedMacd, makeMacd, makeMacdOf } from './average-difference.ts';
import { EfficiencyRatio } from './adaptive-averages.ts';
import { Change } from './change.ts';
import { Trix } from './chained-averages.ts';
import { Cci, IntradayMomentum, MoneyFlowIndex, UltimateOscillator } from './channel-index.ts';
import { PERIOD, count, studies } from './definition.ts';
import { Adx, Adxr, Directional, Dx } from './directional.ts';
import { Aroon } from './extremes-age.ts';
import { averageWarmup, makeAverage, MA_TYPE_MAX } from './moving-average.ts';
import { BalanceOfPower } from './price-transform.ts';
import { GainLoss } from './rsi.ts';
import { Stochastic, StochasticRsi, WilliamsR } from './stochastic.ts';

const PER_CENT = { unit: '0-100' } as const;
const period = (value: number, min = 2): readonly [ReturnType<typeof count>] => [count(PERIOD, value, min)];
const maType = (name: string, value = 0): ReturnType<typeof count> => count(name, value, 0, MA_TYPE_MAX);
const MACD_OUTPUTS = ['macd', 'macdsignal', 'macdhist'];

const DIRECTIONAL = studies('momentum', {
  ADX: {
    ...PER_CENT, title: 'Average directional index', params: period(14), unstable: true, warmup: (n) => 2 * n - 1,
    make: (n) => new Adx(n),
  },
  ADXR: {
    ...PER_CENT, title: 'Average directional index rating', params: period(14), unstable: true,
    warmup: (n) => 3 * n - 2, make: (n) => new Adxr(n),
  },
  DX: {
    ...PER_CENT, title: 'Directional movement index', params: period(14), unstable: true, warmup: (n) => n,
    make: (n) => new Dx(n),
  },
  PLUS_DI: {
    ...PER_CENT, title: 'Plus directional indicator', params: period(14, 1), unstable: true, warmup: (n) => n,
    make: (n) => new Directional(n, 'plus-di'),
  },
  MINUS_DI: {
    ...PER_CENT, title: 'Minus directional indicator', params: period(14, 1), unstable: true, warmup: (n) => n,
    make: (n) => new Directional(n, 'minus-di'),
  },
  PLUS_DM: {
    unit: 'price', title: 'Plus directional movement', params: period(14, 1), unstable: true,
    warmup: (n) => Math.max(1, n - 1), make: (n) => new Directional(n, 'plus-dm'),
  },
  MINUS_DM: {
    unit: 'price', title: 'Minus directional movement', params: period(14, 1), unstable: true,
    warmup: (n) => Math.max(1, n - 1), make: (n) => new Directional(n, 'minus-dm'),
  },
  AROON: {
    ...PER_CENT, title: 'Aroon', params: period(14), outputs: ['aroondown', 'aroonup'], warmup: (n) => n,
    make: (n) => new Aroon(n),
  },
  AROONOSC: {
    unit: '-100-100', title: 'Aroon oscillator', params: period(14), warmup: (n) => n, make: (n) => new Aroon(n, true),
  },
});

const AVERAGE_PAIRS = studies('momentum', {
  MACD: {
    unit: 'price', title: 'Moving average convergence divergence', outputs: MACD_OUTPUTS, unstable: true,
    params: [count('fastperiod', 12), count('slowperiod', 26), count('signalperiod', 9, 1)],
    warmup: (fast, slow, signal) => Math.max(fast, slow) - 1 + averageWarmup(signal, 1), make: makeMacd,
  },
  MACDEXT: {
    unit: 'price', title: 'MACD with chosen averages', outputs: MACD_OUTPUTS, unstable: true,
    params: [
      count('fastperiod', 12), maType('fastmatype'), count('slowperiod', 26), maType('slowmatype'),
      count('signalperiod', 9, 1), maType('signalmatype'),
    ],
    warmup: (fast, fastType, slow, slowType, signal, signalType) => (
      Math.max(averageWarmup(fast, fastType), averageWarmup(slow, slowType)) + averageWarmup(signal, signalType)
    ),
    make: makeMacdOf,
  },
  MACDFIX: {
    unit: 'price', title: 'MACD 12/26 with Appel\'s constants', outputs: MACD_OUTPUTS, unstable: true,
    params: [count('signalperiod', 9, 1)], warmup: (signal) => 25 + averageWarmup(signal, 1), make: makeFixedMacd,
  },
  APO: {
    unit: 'price', title: 'Absolute price oscillator', unstable: true,
    params: [count('fastperiod', 12), count('slowperiod', 26), maType('matype', 1)],
    warmup: (fast, slow, type) => averageWarmup(Math.max(fast, slow), type),
    make: (fast, slow, type) => new AverageOscillator(fast, slow, type, false),
  },
  PPO: {
    unit: 'per cent', title: 'Percentage price oscillator', unstable: true,
    params: [count('fastperiod', 12), count('slowperiod', 26), maType('matype', 1)],
    warmup: (fast, slow, type) => averageWarmup(Math.max(fast, slow), type),
    make: (fast, slow, type) => new AverageOscillator(fast, slow, type, true),
  },
  TRIX: {
    unit: 'per cent', title: 'Rate of change of a triple smoothed average', params: period(30, 1), unstable: true,
    warmup: (n) => 3 * (n - 1) + 1, make: (n) => new Trix(n),
  },
});

const CHANGES = studies('momentum', {
  MOM: {
    unit: 'price', title: 'Momentum', params: period(10, 1), warmup: (n) => n,
    make: (n) => new Change(n, 'difference'),
  },
  ROC: {
    unit: 'per cent', title: 'Rate of change', params: period(10, 1), warmup: (n) => n,
    make: (n) => new Change(n, 'percent'),
  },
  ROCP: {
    unit: 'part', title: 'Rate of change as a part', params: period(10, 1), warmup: (n) => n,
    make: (n) => new Change(n, 'part'),
  },
  ROCR: {
    unit: 'ratio', title: 'Rate of change as a ratio', params: period(10, 1), warmup: (n) => n,
    make: (n) => new Change(n, 'ratio'),
  },
  ROCR100: {
    unit: 'ratio x 100', title: 'Rate of change as a ratio, times 100', params: period(10, 1), warmup: (n) => n,
    make: (n) => new Change(n, 'ratio100'),
  },
  RSI: {
    ...PER_CENT, title: 'Relative strength index', params: period(14), unstable: true, warmup: (n) => n,
    make: (n) => new GainLoss(n, 'strength'),
  },
  CMO: {
    unit: '-100-100', title: 'Chande momentum oscillator', params: period(14), unstable: true, warmup: (n) => n,
    make: (n) => new GainLoss(n, 'balance'),
  },
  ER: {
    unit: '0-1', title: 'Kaufman efficiency ratio', params: period(10, 1), warmup: (n) => n,
    make: (n) => new EfficiencyRatio(n),
  },
});

const OSCILLATORS = studies('momentum', {
  BOP: { unit: '-1-1', title: 'Balance of power', warmup: () => 0, make: () => new BalanceOfPower() },
  CCI: {
    unit: 'index', title: 'Commodity channel index', params: period(14), warmup: (n) => n - 1, make: (n) => new Cci(n),
  },
  IMI: {
    ...PER_CENT, title: 'Intraday momentum index', params: period(14), warmup: (n) => n - 1,
    make: (n) => new IntradayMomentum(n),
  },
  MFI: {
    ...PER_CENT, title: 'Money flow index', params: period(14), warmup: (n) => n, make: (n) => new MoneyFlowIndex(n),
  },
  ULTOSC: {
    ...PER_CENT, title: 'Ultimate oscillator',
    params: [count('timeperiod1', 7, 1), count('timeperiod2', 14, 1), count('timeperiod3', 28, 1)],
    warmup: (...periods) => Math.max(...periods), make: (a, b, c) => new UltimateOscillator([a, b, c]),
  },
  WILLR: {
    unit: '-100-0', title: 'Williams %R', params: period(14), warmup: (n) => n - 1, make: (n) => new WilliamsR(n),
  },
  STOCH: {
    ...PER_CENT, title: 'Stochastic', outputs: ['slowk', 'slowd'],
    params: [
      count('fastk_period', 5, 1), count('slowk_period', 3, 1), maType('slowk_matype'), count('slowd_period', 3, 1),
      maType('slowd_matype'),
    ],
    warmup: (n, k, kType, d, dType) => n - 1 + averageWarmup(k, kType) + averageWarmup(d, dType),
    make: (n, k, kType, d, dType) => new Stochastic(n, makeAverage(k, kType), makeAverage(d, dType)),
  },
  STOCHF: {
    ...PER_CENT, title: 'Stochastic, fast', outputs: ['fastk', 'fastd'],
    params: [count('fastk_period', 5, 1), count('fastd_period', 3, 1), maType('fastd_matype')],
    warmup: (n, d, dType) => n - 1 + averageWarmup(d, dType),
    make: (n, d, dType) => new Stochastic(n, makeAverage(1, 0), makeAverage(d, dType)),
  },
  STOCHRSI: {
    ...PER_CENT, title: 'Stochastic of the RSI', outputs: ['fastk', 'fastd'], unstable: true,
    params: [
      count(PERIOD, 14), count('fastk_period', 5, 1), count('fastd_period', 3, 1), maType('fastd_matype'),
    ],
    warmup: (n, k, d, dType) => n + k - 1 + averageWarmup(d, dType),
    make: (n, k, d, dType) => new StochasticRsi(n, k, makeAverage(d, dType)),
  },
});

export const MOMENTUM_STUDIES = [...DIRECTIONAL, ...AVERAGE_PAIRS, ...CHANGES, ...OSCILLATORS];
