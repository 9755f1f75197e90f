// Past situations that looked like the present one, and what came next.

import { oc } from '@orpc/contract';
import { z } from 'zod';
import { commonErrors, patternErrors } from './errors.ts';
import { timeframe } from './resources.ts';
import { timeInput } from './time-input.ts';

const path = z.array(z.number()).describe(
  'closes as moves from the close at the window\'s end, in average true ranges there',
);
/** A whole number, as itself or as a query string has it. */
const whole = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).pipe(z.number().int());
const share = z.number().min(0).max(1);
const counts = { count: z.number().int(), mean: z.number(), up: z.number().int(), shareUp: share };

const figuresSchema = z.object({
  ...counts, median: z.number(), p10: z.number(), p25: z.number(), p75: z.number(), p90: z.number(),
  shareUpLow: share.describe('of the 95 % interval (Wilson)'), shareUpHigh: share,
}).meta({ title: 'OutcomeFigures' });

const situationSchema = z.object({
  startMs: z.number(),
  endMs: z.number().describe('open of its last bar, epoch ms UTC'),
  correlation: z.number().describe('of the two shapes, 1 = the same'),
  distance: z.number().describe('Euclidean, of the z-normalised closes'),
  outcome: z.number().describe('move of the close over the horizon, in average true ranges (14) at the window\'s end'),
  shape: path,
  after: path,
});

export const similarSchema = z.object({
  symbol: z.string(),
  timeframe,
  barTime: z.number().describe('open of the present window\'s last bar, epoch ms UTC'),
  startMs: z.number().describe('open of its first bar'),
  knownMs: z.number().describe('close of its last bar: from then on the answer could be known'),
  windowBars: z.number().int(),
  horizonBars: z.number().int(),
  bars: z.number().int().describe('closed bars that were searched'),
  shape: path,
  situations: z.array(situationSchema).describe('nearest first, none overlapping another'),
  neighbours: figuresSchema.nullable().describe('what came after them; null where there are none'),
  everything: z.object(counts).nullable().describe('what came after all past windows, like this one or not'),
}).meta({ title: 'SimilarSituations' });

export const similarContract = {
  similar: {
    get: oc.errors({ ...commonErrors, ...patternErrors })
      .route({
        method: 'GET', path: '/similar', tags: ['market'],
        summary: 'The most similar past situations and what came next',
      })
      .input(z.object({
        symbol: z.string().trim().min(1).max(64), timeframe,
        window: whole.default(64).describe('closed bars of a window, 8 to 512'),
        horizon: whole.default(24).describe('bars after it, 1 to 512'),
        k: whole.pipe(z.number().min(1).max(200)).default(20).describe('neighbours, 1 to 200'),
        at: timeInput.optional().describe('as of this moment; without: now'),
      }))
      .output(similarSchema),
  },
};

export type SimilarResource = z.infer<typeof similarSchema>;
