// What the six timeframes of a symbol say, each for itself and together.

import { oc } from '@orpc/contract';
import { CONFLICT_KINDS, FORMATION_KINDS, TREND_WORDS, WORD_LANGUAGES } from '#core/model';
import { z } from 'zod';
import { commonErrors } from './errors.ts';
import { timeframe } from './resources.ts';

const timeMs = z.number().nullable();
const unit = z.number().min(-1).max(1).nullable();
const share = z.number().min(0).max(1).nullable();
const lean = z.enum(['up', 'down', 'flat']);
const formation = z.enum(FORMATION_KINDS);

const cellSchema = z.object({
  timeframe,
  asOfMs: timeMs.describe('when its newest closed bar had closed, epoch ms UTC; null without bars'),
  bars: z.number().int().describe('closed bars taken'),
  barsNeeded: z.number().int().describe('for its trend'),
  notReady: z.enum(['no-bars', 'warming', 'behind']).nullable().describe('why it does not count; null where it does'),
  trend: unit,
  momentum: unit,
  volatilityPct: z.number().nullable().describe('average true range of 14 bars in per cent of the close'),
  volatilityRatio: z.number().nullable().describe('over that of 100 bars'),
  volatilityRank: share.describe('among its last 100 values'),
  structure: z.number().int().nullable().describe('1 higher highs and lows, -1 lower ones, 0 mixed'),
  levelAbove: z.number().nullable().describe('distance to the nearest swing above, in average true ranges'),
  levelBelow: z.number().nullable(),
  lean: unit.describe('0.6 trend + 0.25 momentum + 0.15 structure'),
  side: lean.nullable(),
  weight: z.number().describe('in the score'),
});

const conflictSchema = z.object({
  kind: z.enum(CONFLICT_KINDS), side: lean, slow: timeframe, fast: timeframe.nullable(),
});

const emergenceSchema = z.object({
  kind: formation, side: z.enum(['up', 'down']), fast: timeframe, slow: timeframe,
  formedMs: z.number(), confirmedBy: formation.nullable(), confirmedMs: timeMs,
});

const correlationSchema = z.object({
  fast: timeframe, slow: timeframe, correlation: unit.describe('of returns over the same closes'),
  ofWalk: z.number().describe('what a random walk has'),
});

const sentences = z.array(z.string()).readonly();

export const timeframesSchema = z.object({
  symbol: z.string(),
  asOfMs: timeMs.describe('the newest close that any timeframe knows, epoch ms UTC'),
  score: z.number().min(-100).max(100).nullable().describe('100 times the mean lean by weight'),
  agreement: share.describe('share of the ready weight on the score\'s side'),
  sides: z.object({ up: z.number().int(), down: z.number().int(), flat: z.number().int() }),
  trend: z.enum(TREND_WORDS),
  cells: z.array(cellSchema).readonly().describe('fast to slow'),
  conflicts: z.array(conflictSchema).readonly(),
  emergences: z.array(emergenceSchema).readonly(),
  correlations: z.array(correlationSchema).readonly(),
  words: z.object({
    sentence: z.string(), trend: z.string(), agreement: z.string().nullable(), conflicts: sentences,
    emergences: sentences, notReady: sentences,
  }).describe('the same in the language asked for'),
}).meta({ title: 'Timeframes' });

export const timeframesContract = {
  timeframes: {
    get: oc.errors(commonErrors)
      .route({
        method: 'GET', path: '/timeframes', tags: ['market'],
        summary: 'What the six timeframes of a symbol say together: one number, conflicts, words',
      })
      .input(z.object({ symbol: z.string().trim().min(1).max(64), lang: z.enum(WORD_LANGUAGES).default('en') }))
      .output(timeframesSchema),
  },
};

export type TimeframesResource = z.infer<typeof timeframesSchema>;
