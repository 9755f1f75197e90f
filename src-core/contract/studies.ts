// Indicators as they are asked for: the registry, what is computed now and for whom, and the values themselves. A
// study is named as everywhere: `SMA:20`, `MACD:12:26:9`; parameters that are missing take their defaults.

import { oc } from '@orpc/contract';
import { z } from 'zod';
import { commonErrors, studyErrors } from './errors.ts';
import { listFields } from './list-fields.ts';
import { pageOf, timeframe } from './resources.ts';
import { timeInput } from './time-input.ts';

/** Most studies of one question. */
const CALCS_MAX = 64;
/** Most studies one window may watch. */
export const STUDIES_WATCHED_MAX = 256;

const symbol = z.string().trim().min(1).max(64);
const calc = z.string().trim().min(1).max(200);

export const indicatorSchema = z.object({
  name: z.string(),
  title: z.string(),
  group: z.enum(['overlap', 'momentum', 'volume', 'volatility', 'cycle', 'statistics', 'price', 'levels', 'pattern']),
  params: z.array(z.object({
    name: z.string(), default: z.number(), min: z.number(), max: z.number(),
    whole: z.boolean().describe('whole numbers only'),
  })).describe('in the order in which they are given'),
  outputs: z.array(z.string()),
  unit: z.string(),
  warmup: z.number().int().describe('bars before the first output, with the parameters\' defaults'),
  unstable: z.boolean().describe('true where a value depends on how far back the history begins'),
  source: z.string(),
  pane: z.enum(['price', 'own']).describe('drawn over the candles, or in a pane of its own'),
  drawings: z.array(z.enum(['line', 'step', 'histogram', 'dots', 'mark', 'none'])).describe('of each output'),
  levels: z.array(z.number()).describe('horizontal lines of its pane'),
}).meta({ title: 'Indicator' });

export const activeStudySchema = z.object({
  symbol: z.string(),
  timeframe,
  account: z.string().nullable().describe('whose bars; null: the active account, imports behind it'),
  calc: z.string().describe('name and all parameters'),
  name: z.string(),
  params: z.record(z.string(), z.number()),
  askers: z.array(z.string()).describe('who asks for it: chart, api'),
  state: z.enum(['warming', 'short', 'ready', 'failed']).describe('short: there are not bars enough yet'),
  missing: z.number().int().describe('bars that are still needed before the first output'),
  bars: z.number().int().describe('bars it has taken'),
  nsPerBar: z.number().nullable().describe('measured over its newest few thousand bars'),
}).meta({ title: 'ActiveStudy' });

const value = z.number().nullable();

export const studyRefSchema = z.object({ symbol: z.string().min(1).max(64), timeframe, calc });

/** Outputs at one bar, in the order of the indicator's outputs; null where it is not ready. */
const studyPoint = z.object({ time: z.number(), values: z.array(value) });

/** What a window is told of a study it watches. */
export const studyNewsSchema = studyRefSchema.extend({
  state: z.enum(['warming', 'short', 'ready', 'failed', 'refused']),
  missing: z.number().int(),
  /** Why it failed or was refused; null otherwise. */
  whyNot: z.object({ code: z.string(), text: z.string() }).nullable(),
  /** True: its past is new, ask chart.studies for it. */
  stale: z.boolean(),
  /** Every bar that closed since, in order. */
  closed: z.array(studyPoint),
  /** What it would be if the forming bar closed now. */
  forming: studyPoint.nullable(),
});

export const studyHistorySchema = z.object({
  calc: z.string(),
  missing: z.number().int(),
  /** Columns of equal length, oldest first: opens of the bars, epoch ms UTC, and one for each output. */
  time: z.array(z.number()),
  values: z.array(z.array(value)),
});

const call = oc.errors(commonErrors).errors(studyErrors);

export const studiesContract = {
  indicators: {
    list: call
      .route({
        method: 'GET', path: '/indicators', tags: ['indicators'],
        summary: 'The registry: parameters, outputs, warm-up, source',
      })
      .output(pageOf(indicatorSchema)),
    active: call
      .route({
        method: 'GET', path: '/indicators/active', tags: ['indicators'],
        summary: 'What is computed now, for whom, how far it is and what it costs',
      })
      .output(pageOf(activeStudySchema)),
    series: call
      .route({
        method: 'GET', path: '/indicators/series', tags: ['indicators'],
        summary: 'Values of studies at closed bars, ascending; `from` inclusive, `to` exclusive',
      })
      .input(z.object({
        symbol, timeframe, from: timeInput.optional(), to: timeInput.optional(), ...listFields,
        calc: z.string().min(1).max(2_000).describe('such as `SMA:20,MACD:12:26:9`'),
        account: z.string().min(1).max(160).optional().describe('`login@server` or `import`; without: the active one'),
      }))
      .output(pageOf(studyPoint).extend({
        columns: z.array(z.string()).describe('names of the values, `MACD:12:26:9_macdhist` for one of several'),
      })),
  },
};

/** Procedures of the window alone. */
export const chartStudies = call
  .input(z.object({
    symbol, timeframe, calcs: z.array(calc).min(1).max(CALCS_MAX),
    /** Opens of the bars, epoch ms UTC: `from` inclusive, `before` exclusive. */
    from: timeInput.optional(), before: timeInput.optional(),
  }))
  .output(z.object({ items: z.array(studyHistorySchema) }));

export type IndicatorResource = z.infer<typeof indicatorSchema>;
export type ActiveStudyResource = z.infer<typeof activeStudySchema>;
export type StudyRef = z.infer<typeof studyRefSchema>;
export type StudyNews = z.infer<typeof studyNewsSchema>;
export type StudyHistory = z.infer<typeof studyHistorySchema>;
