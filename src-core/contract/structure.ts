// The structure of a chart: what closed bars have formed, from the moment it could be known.

import { oc } from '@orpc/contract';
import {
  STRUCTURE_ENDINGS, STRUCTURE_FORMS, STRUCTURE_KINDS, STRUCTURE_LEVEL_ROLES, STRUCTURE_LINE_ROLES,
  STRUCTURE_POINT_ROLES, type StructureKind,
} from '#core/model';
import { z } from 'zod';
import { commonErrors } from './errors.ts';
import { timeframe } from './resources.ts';
import { timeInput } from './time-input.ts';

const kind = z.enum(STRUCTURE_KINDS);
const timeMs = z.number().describe('open of the bar, epoch ms UTC');
const price = z.number();

const findingSchema = z.object({
  id: z.string().describe('the same for the same bars'),
  kind,
  form: z.enum(STRUCTURE_FORMS),
  direction: z.enum(['up', 'down', 'flat']).describe('where it points by the books'),
  points: z.array(z.object({ timeMs, price, role: z.enum(STRUCTURE_POINT_ROLES) })).readonly().describe('anchors'),
  lines: z.array(z.object({
    role: z.enum(STRUCTURE_LINE_ROLES), fromMs: timeMs, fromPrice: price, toMs: timeMs, toPrice: price,
    isOpen: z.boolean().describe('goes on to the right until the finding ends'),
  })).readonly().describe('straight over bars, not over time'),
  levels: z.array(z.object({
    role: z.enum(STRUCTURE_LEVEL_ROLES), price, ratio: z.number().nullable(),
  })).readonly(),
  score: z.number().min(0).max(1).describe('how well it fits its definition; not a probability'),
  formedMs: timeMs,
  confirmedMs: z.number().describe('close of the bar that confirmed it, epoch ms UTC: it was not known before'),
  endedMs: z.number().nullable().describe('close of the bar that ended it; null while it stands'),
  ending: z.enum(STRUCTURE_ENDINGS).nullable(),
});

export const structureSchema = z.object({
  symbol: z.string(),
  timeframe,
  asOfMs: z.number().nullable().describe('close of the newest bar it knows, epoch ms UTC; null without bars'),
  findings: z.array(findingSchema).readonly().describe('by the moment of confirmation, oldest first'),
}).meta({ title: 'Structure' });

/** `swing,zone` in a query, or a list. */
const kinds = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
  z.array(kind).min(1).readonly().default(STRUCTURE_KINDS as readonly StructureKind[]),
).describe('kinds, with commas between; all without it');

export const structureContract = {
  structure: {
    get: oc.errors(commonErrors)
      .route({
        method: 'GET', path: '/structure', tags: ['market'],
        summary: 'Swings, zones, lines and shapes of closed bars, as they were known at a moment',
      })
      .input(z.object({
        symbol: z.string().trim().min(1).max(64),
        timeframe,
        kinds,
        from: timeInput.optional().describe('those confirmed at this moment or later'),
        to: timeInput.optional().describe('as they were known at this moment; the newest without it'),
        standing: z.stringbool().or(z.boolean()).default(false).describe('true: those that had not ended'),
        limit: z.coerce.number().int().min(1).max(2_000).default(500).describe('the newest so many'),
      }))
      .output(structureSchema),
  },
};

export type StructureResource = z.infer<typeof structureSchema>;
