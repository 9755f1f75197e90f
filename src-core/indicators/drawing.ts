// How a chart draws a study's outputs where a plain line would not do, and the levels its readers know it by.

export type OutputDrawing = 'line' | 'step' | 'histogram' | 'dots' | 'mark' | 'none';

export interface StudyDrawing {
  /** By output; what is not named is a line. */
  readonly outputs?: Readonly<Record<string, OutputDrawing>>;
  /** Horizontal lines in the pane, in the study's unit. */
  readonly levels?: readonly number[];
}

const ZERO: StudyDrawing = { levels: [0] };
const MACD: StudyDrawing = { outputs: { macdhist: 'histogram' }, levels: [0] };
const STOCHASTIC: StudyDrawing = { levels: [20, 80] };
const HISTOGRAM: StudyDrawing = { outputs: { real: 'histogram' }, levels: [0] };
const STEPS = (...outputs: readonly string[]): StudyDrawing => (
  { outputs: Object.fromEntries(outputs.map((output) => [output, 'step'])) }
);

/** By study name. Levels: the ones of the study's own author where there are any, else the customary ones. */
export const DRAWINGS: Readonly<Record<string, StudyDrawing>> = {
  RSI: { levels: [30, 70] }, IMI: { levels: [30, 70] }, ULTOSC: { levels: [30, 70] }, MFI: { levels: [20, 80] },
  STOCH: STOCHASTIC, STOCHF: STOCHASTIC, STOCHRSI: STOCHASTIC, WILLR: { levels: [-80, -20] },
  CCI: { levels: [-100, 100] }, CMO: { levels: [-50, 50] }, ADX: { levels: [25] }, ADXR: { levels: [25] },
  AROON: { levels: [30, 70] }, AROONOSC: ZERO, CHOP: { levels: [38.2, 61.8] }, MASSI: { levels: [26.5, 27] },
  MACD, MACDEXT: MACD, MACDFIX: MACD, AO: HISTOGRAM, AC: HISTOGRAM, ERI: {
    outputs: { bullpower: 'histogram', bearpower: 'histogram' }, levels: [0],
  },
  APO: ZERO, PPO: ZERO, PVO: ZERO, TRIX: ZERO, MOM: ZERO, ROC: ZERO, ROCP: ZERO, ROCR: { levels: [1] },
  ROCR100: { levels: [100] }, BOP: ZERO, COPPOCK: ZERO, DPO: ZERO, FOSC: ZERO, QSTICK: ZERO,
  TSI: { levels: [-25, 25] }, ADOSC: ZERO, CMF: ZERO, EFI: ZERO, RVOL: { levels: [1] },
  SAR: { outputs: { real: 'dots' } }, SAREXT: { outputs: { real: 'dots' } },
  SUPERTREND: { outputs: { trend: 'none' } }, HT_TRENDMODE: { outputs: { integer: 'step' } },
  FRACTALS: STEPS('fractalhigh', 'fractallow'), VSTOP: { outputs: { stop: 'dots', trend: 'none' } },
  GATOR: { outputs: { upper: 'histogram', lower: 'histogram' }, levels: [0] }, FISHER: ZERO, PMO: ZERO, KVO: ZERO,
  EOM: ZERO, RVGI: ZERO, CRSI: { levels: [10, 90] }, SMI: { levels: [-40, 40] }, STC: { levels: [25, 75] },
  DEMARKER: { levels: [0.3, 0.7] },
  SESSION: STEPS('sessionhigh', 'sessionlow'), PIVOTS: STEPS('pivot', 'r1', 'r2', 'r3', 's1', 's2', 's3'),
};
