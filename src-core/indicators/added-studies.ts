// Entries of the registry that TA-Lib does not have and a trader looks for: MetaTrader's own, and common ones of
// other charts. Each is held to the figures of somebody else (reference-rows.test-kit.ts) or to a table by hand.

import { Alligator, Fractals } from './bill-williams.ts';
import { ConnorsRsi } from './connors-rsi.ts';
import { Fisher, PriceMomentum, SchaffCycle, StochasticMomentum } from './cycle-oscillators.ts';
import { BAND_OUTPUTS, PERIOD, count, real, studies } from './definition.ts';
import { Envelopes, StarcBands } from './envelopes.ts';
import { averageWarmup, MA_TYPE_MAX } from './moving-average.ts';
import { DeMarker, RelativeVigor, UlcerIndex } from './pressure-studies.ts';
import { ChandelierExit, VolatilityStop } from './trailing-stops.ts';
import { EaseOfMovement, Klinger } from './volume-force.ts';
import { Alma, McGinley, VariableAverage } from './weighted-windows.ts';

const PRICE = { unit: 'price', pane: 'price' } as const;
const period = (value: number, min = 2): readonly [ReturnType<typeof count>] => [count(PERIOD, value, min)];
const alligator = [
  count('jawperiod', 13, 1), count('jawshift', 8, 0), count('teethperiod', 8, 1), count('teethshift', 5, 0),
  count('lipsperiod', 5, 1), count('lipsshift', 3, 0),
];

const OVERLAP = studies('overlap', {
  ALMA: {
    ...PRICE, title: 'Arnaud Legoux moving average', source: 'A. Legoux, 2009',
    params: [count(PERIOD, 9, 2), real('offset', 0.85, 0, 1), real('sigma', 6, 0.1, 1000)],
    warmup: (n) => n - 1, make: (n, offset, sigma) => new Alma(n, offset, sigma),
  },
  MCGINLEY: {
    ...PRICE, title: 'McGinley dynamic', source: 'J. McGinley, 1990', unstable: true,
    params: [count(PERIOD, 14, 1), real('factor', 0.6, 0.01, 100)], warmup: () => 1,
    make: (n, factor) => new McGinley(n, factor),
  },
  VIDYA: {
    ...PRICE, title: 'Variable index dynamic average', source: 'T. Chande, 1992', unstable: true,
    params: [count(PERIOD, 12, 1), count('cmoperiod', 9, 1)], warmup: (_n, cmo) => cmo,
    make: (n, cmo) => new VariableAverage(n, cmo),
  },
  ENVELOPES: {
    ...PRICE, title: 'Envelopes: per cent beside an average', source: 'MetaTrader', outputs: BAND_OUTPUTS,
    params: [count(PERIOD, 14, 2), real('percent', 0.1, 0, 100), count('matype', 0, 0, MA_TYPE_MAX)], unstable: true,
    warmup: (n, _percent, type) => averageWarmup(n, type), make: (n, percent, type) => new Envelopes(n, percent, type),
  },
  STARC: {
    ...PRICE, title: 'STARC bands', source: 'M. Stoller', outputs: BAND_OUTPUTS, unstable: true,
    params: [count(PERIOD, 5, 2), count('atrperiod', 10, 1), real('nbdev', 2)],
    warmup: (n, range) => Math.max(n - 1, range), make: (n, range, factor) => new StarcBands(n, range, factor),
  },
  ALLIGATOR: {
    ...PRICE, title: 'Alligator', source: 'B. Williams, 1995', outputs: ['jaw', 'teeth', 'lips'], unstable: true,
    params: alligator, warmup: (jaw, shift) => jaw - 1 + shift, make: (...values) => new Alligator(six(values)),
  },
  FRACTALS: {
    ...PRICE, title: 'Fractals: the newest that is confirmed', source: 'B. Williams, 1995',
    outputs: ['fractalhigh', 'fractallow'], params: [count('span', 2, 1, 100)], warmup: (span) => 2 * span,
    make: (span) => new Fractals(span),
  },
  CHANDELIER: {
    ...PRICE, title: 'Chandelier exit', source: 'C. Le Beau', outputs: ['long', 'short'], unstable: true,
    params: [count(PERIOD, 22, 1), real('multiplier', 3, 0)], warmup: (n) => n,
    make: (n, factor) => new ChandelierExit(n, factor),
  },
  VSTOP: {
    ...PRICE, title: 'Volatility stop: the stop, and 1 long or -1 short', source: 'J. W. Wilder, 1978', unstable: true,
    outputs: ['stop', 'trend'], params: [count(PERIOD, 7, 1), real('multiplier', 3, 0)], warmup: (n) => n + 1,
    make: (n, factor) => new VolatilityStop(n, factor),
  },
});

const MOMENTUM = studies('momentum', {
  GATOR: {
    unit: 'price', title: 'Gator: distances of the alligator\'s lines', source: 'B. Williams, 1995', unstable: true,
    outputs: ['upper', 'lower'], params: alligator,
    warmup: (jaw, jawShift, teeth, teethShift) => Math.max(jaw + jawShift, teeth + teethShift) - 1,
    make: (...values) => new Alligator(six(values), true),
  },
  CRSI: {
    unit: '0-100', title: 'Connors RSI', source: 'L. Connors, 2012', unstable: true,
    params: [count(PERIOD, 3, 1), count('runperiod', 2, 1), count('rankperiod', 100, 1)],
    warmup: (n, run, rank) => Math.max(n, run + 1, rank + 1), make: (n, run, rank) => new ConnorsRsi(n, run, rank),
  },
  FISHER: {
    unit: 'index', title: 'Fisher transform', source: 'J. Ehlers, 2002', unstable: true,
    outputs: ['fisher', 'trigger'], params: period(10), warmup: (n) => n - 1, make: (n) => new Fisher(n),
  },
  SMI: {
    unit: '-100-100', title: 'Stochastic momentum index', source: 'W. Blau, 1993', unstable: true,
    outputs: ['smi', 'signal'],
    params: [
      count(PERIOD, 13, 1), count('firstperiod', 25, 1), count('secondperiod', 2, 1), count('signalperiod', 3, 1),
    ],
    warmup: (n) => n - 1, make: (n, first, second, signal) => new StochasticMomentum(n, first, second, signal),
  },
  STC: {
    unit: '0-100', title: 'Schaff trend cycle', source: 'D. Schaff, 1999', unstable: true,
    params: [count(PERIOD, 10, 1), count('fastperiod', 23), count('slowperiod', 50)],
    warmup: (n, fast, slow) => Math.max(fast, slow) - 1 + 2 * (n - 1),
    make: (n, fast, slow) => new SchaffCycle(n, fast, slow),
  },
  PMO: {
    unit: 'per cent x 10', title: 'Price momentum oscillator', source: 'C. Swenlin', unstable: true,
    outputs: ['pmo', 'signal'],
    params: [count('firstperiod', 35), count('secondperiod', 20), count('signalperiod', 10, 1)],
    warmup: (first, second, signal) => first + second + signal - 2,
    make: (first, second, signal) => new PriceMomentum(first, second, signal),
  },
  DEMARKER: {
    unit: '0-1', title: 'DeMarker', source: 'T. DeMark', params: period(14, 1), warmup: (n) => n,
    make: (n) => new DeMarker(n),
  },
  RVGI: {
    unit: 'ratio', title: 'Relative vigor index', source: 'J. Ehlers, 2002', outputs: ['rvgi', 'signal'],
    params: period(10, 1), warmup: (n) => n + 5, make: (n) => new RelativeVigor(n),
  },
});

const OTHERS = [
  ...studies('volatility', {
    ULCER: {
      unit: 'per cent', title: 'Ulcer index', source: 'P. Martin, 1987', params: period(14), warmup: (n) => n - 1,
      make: (n) => new UlcerIndex(n),
    },
  }),
  ...studies('volume', {
    KVO: {
      unit: 'volume', title: 'Klinger oscillator', source: 'S. Klinger, 1997', unstable: true,
      outputs: ['kvo', 'signal'],
      params: [count('fastperiod', 34), count('slowperiod', 55), count('signalperiod', 13, 1)],
      warmup: (fast, slow, signal) => Math.max(fast, slow) + signal,
      make: (fast, slow, signal) => new Klinger(fast, slow, signal),
    },
    EOM: {
      unit: 'price squared', title: 'Ease of movement, for each so many units of volume', source: 'R. Arms',
      params: [count(PERIOD, 14, 1), real('volumeunit', 1e8, 1)], warmup: (n) => n,
      make: (n, per) => new EaseOfMovement(n, per),
    },
  }),
];

export const ADDED_STUDIES = [...OVERLAP, ...MOMENTUM, ...OTHERS];

function six(values: readonly number[]): ConstructorParameters<typeof Alligator>[0] {
  const [jaw = 13, jawShift = 8, teeth = 8, teethShift = 5, lips = 5, lipsShift = 3] = values;
  return [jaw, jawShift, teeth, teethShift, lips, lipsShift];
}
