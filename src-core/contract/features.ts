// Feature vectors: the registry, and the newest vector of a symbol and timeframe with what is not ready and why.

import { oc } from '@orpc/contract';
import { z } from 'zod';
import { commonErrors, studyErrors } from './errors.ts';
import { pageOf, timeframe } from './resources.ts';

const layout = z.object({
  version: z.number().int(), hash: z.string().describe('of names, units, windows and order'),
});
const state = z.enum(['ready', 'warm-up', 'no-input', 'stale', 'undefined']);

const featureSchema = z.object({
  name: z.string(),
  scope: z.enum(['tick', 'bar']).describe('computed with every tick, or when a bar closes'),
  columns: z.array(z.string()).describe('its places in the vector, in order'),
  unit: z.string(),
  window: z.string(),
  warmupBars: z.number().int(),
  warmupDays: z.number().int(),
  inputs: z.array(z.string()),
  text: z.string(),
}).meta({ title: 'Feature' });

export const featureVectorSchema = z.object({
  symbol: z.string(),
  timeframe,
  asOfMs: z.number().nullable().describe('close of the newest bar, epoch ms UTC; null where there is no bar'),
  layout,
  pairs: z.array(z.string()).describe('the other symbols in the order of their correlations'),
  values: z.array(z.object({
    column: z.string(), value: z.number().nullable(), state: state.describe('ready, or why there is no value'),
  })).describe('in the order of the layout'),
}).meta({ title: 'FeatureVector' });

const call = oc.errors(commonErrors);

export const featuresContract = {
  features: {
    get: call.errors(studyErrors)
      .route({
        method: 'GET', path: '/features', tags: ['market'],
        summary: 'The feature vector as of the newest closed bar, each value from the moment it was known',
      })
      .input(z.object({ symbol: z.string().trim().min(1).max(64), timeframe }))
      .output(featureVectorSchema),
    list: call
      .route({
        method: 'GET', path: '/features/registry', tags: ['market'],
        summary: 'The registry: columns, units, windows, warm-up, inputs, in the order of the vector',
      })
      .output(pageOf(featureSchema).extend({ layout })),
  },
};
