// What came over the wire and what became of it: dead letters, counts of the fourteen data types, open terminals.

import { oc } from '@orpc/contract';
import { z } from 'zod';
import { accountErrors, commonErrors } from './errors.ts';
import { deadLetterSchema, pageOf } from './resources.ts';
import { listFields } from './list-fields.ts';

export const dataTypeSchema = z.object({
  number: z.number().int().nullable().describe('1 to 14; null for what belongs to the link, and for what is unknown'),
  dataType: z.string(),
  lane: z.string().describe('who reads it next'),
  stores: z.array(z.string()).describe('where it is delivered'),
  received: z.number().int().describe('messages: accepted + dead'),
  accepted: z.number().int(),
  dead: z.number().int(),
  rows: z.number().int().describe('ticks, bars or calendar rows in what was accepted; else one a message'),
  lastMs: z.number().nullable().describe('of the newest accepted, epoch ms UTC'),
}).meta({ title: 'DataType' });

const followedSymbolSchema = z.object({
  asked: z.string().describe('as the watch list has it'),
  name: z.string().describe('the broker\'s name for it'),
  state: z.enum(['asked', 'followed', 'refused']),
  code: z.string().nullable(),
  text: z.string(),
  suggestions: z.array(z.string()),
});

export const terminalSchema = z.object({
  account: z.string().nullable().describe('login@server; null before it has proved itself'),
  phase: z.enum(['hello', 'joining', 'live', 'closed']),
  frames: z.number().int(),
  deadLetters: z.number().int().describe('of this connection'),
  repeats: z.number().int().describe('reliable messages that came again'),
  mismatches: z.number().int().describe('batches that did not fit their cursor'),
  pause: z.array(z.string()).describe('what it was asked to rest while the disk is behind'),
  tickMinMs: z.number(),
  symbols: z.array(followedSymbolSchema),
  log: z.array(z.object({ level: z.string(), code: z.string().nullable(), text: z.string() })),
}).meta({ title: 'Terminal' });

const zoneCount = { zone: z.string(), agreeing: z.number().int().describe('weeks that begin where this zone says') };

export const brokerZoneSchema = z.object({
  zone: z.string().nullable().describe('as confirmed: +02:00/eu, +02:00/us (New York\'s close) or a fixed +03:00'),
  reportedOffsetS: z.number().nullable().describe('broker time minus UTC as the terminal tells it now, seconds'),
  agrees: z.boolean().nullable().describe('does the zone say the same of now? null where either is not known'),
  guess: z.object({
    ...zoneCount, weeks: z.number().int(),
    alternatives: z.array(z.object(zoneCount)).describe('not told apart by these weeks'),
  }).nullable().describe('what the stored H1 bars of `symbol` show'),
}).meta({ title: 'BrokerZone' });

/** As `readBrokerZone` of the model reads it. */
const zoneName = z.string().regex(/^[+-]\d{2}:[0-5]\d(\/(eu|us))?$/i);

const call = oc.errors(commonErrors);
const text = z.string().min(1).max(200).optional();
const name = z.string().trim().min(1).max(64);

export const dataAnalysisContract = {
  deadLetters: {
    list: call
      .route({
        method: 'GET', path: '/data_analysis/dead-letters', tags: ['state'],
        summary: 'What could not be read, newest first; all, or of one code or source',
      })
      .input(z.object({ ...listFields, code: text, source: text })).output(pageOf(deadLetterSchema)),
  },
  dataTypes: {
    list: call
      .route({
        method: 'GET', path: '/data_analysis/data-types', tags: ['state'],
        summary: 'The fourteen data types: how much came of each, and where it goes',
      })
      .output(pageOf(dataTypeSchema)),
  },
  brokerZone: {
    get: call
      .route({
        method: 'GET', path: '/data_analysis/broker-zone', tags: ['state'],
        summary: 'The clock of the broker\'s server: as confirmed, as reported, and as the stored weeks show it',
      })
      .input(z.object({ symbol: name.optional() })).output(brokerZoneSchema),
    confirm: call
      .route({
        method: 'POST', path: '/data_analysis/broker-zone', tags: ['state'],
        summary: 'Confirm the clock of the broker\'s server for this data folder; null takes that back',
      })
      .input(z.strictObject({ zone: zoneName.nullable() })).output(brokerZoneSchema),
  },
  terminals: {
    list: call
      .route({
        method: 'GET', path: '/data_analysis/terminals', tags: ['state'],
        summary: 'Open sessions of terminals, the symbols they follow and their own log',
      })
      .output(pageOf(terminalSchema)),
    nameSymbol: call
      .errors(accountErrors)
      .route({
        method: 'POST', path: '/data_analysis/symbol-names', tags: ['state'],
        summary: 'Choose the broker\'s symbol that is meant by a name; null for the one found by itself',
      })
      .input(z.strictObject({
        account: z.string().min(1).max(160).describe('`login@server`'), symbol: name, name: name.nullable(),
      }))
      .output(z.object({ account: z.string(), symbol: z.string(), name: z.string().nullable() })),
  },
};

export type BrokerZoneResource = z.infer<typeof brokerZoneSchema>;
export type DataTypeResource = z.infer<typeof dataTypeSchema>;
export type TerminalResource = z.infer<typeof terminalSchema>;
