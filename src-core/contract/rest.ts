// The procedures that scripts, other programs and the window share. Their REST paths stand under /api/v1.

import { oc } from '@orpc/contract';
import { z } from 'zod';
import { accountErrors, commonErrors, signalErrors, tradeErrors } from './errors.ts';
import {
  accountSchema, barDifferencesSchema, barSchema, dealSchema, gapSchema, healthSchema,
  journalSchema, orderSchema, pageOf, positionSchema, safetySchema, seriesKind, side, signalSchema, signalState,
  statusSchema, symbolSchema, tickSchema, timeframe, tradeSchema,
} from './resources.ts';
import { setupContract } from './mt5-setup.ts';
import { dataAnalysisContract } from './data-analysis.ts';
import { featuresContract } from './features.ts';
import { similarContract } from './similar.ts';
import { structureContract } from './structure.ts';
import { timeframesContract } from './timeframes.ts';
import { listFields } from './list-fields.ts';
import { studiesContract } from './studies.ts';
import { timeInput } from './time-input.ts';


/** What is typed to unlock an account that is not demo. */
const UNLOCK_WORD = 'REAL';

const symbol = z.string().trim().min(1).max(64);
const id = z.string().min(1).max(128);
const price = z.number().positive();
const level = price.nullable().optional();
const orderId = id.describe('client order id, or the broker\'s order');
const tif = z.enum(['gtc', 'day', 'spec']);
const volume = z.number().positive().max(1e6).describe('lots');

const flag = z
  .union([z.boolean(), z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1')]);
const from = timeInput.optional();
const to = timeInput.optional();
const account = z.string().min(1).max(160).optional().describe(
  '`login@server` or `import`; without: the active account, imports behind it',
);

const list = listFields;
const span = { from, to };
const call = oc.errors(commonErrors);
const trade = call.errors(tradeErrors);

/** Optional words with a click. */
const answer = z.strictObject({ id, reason: z.string().max(500).nullable().optional() });

export const restContract = {
  ...dataAnalysisContract,
  ...setupContract,
  ...featuresContract,
  ...similarContract,
  ...structureContract,
  ...timeframesContract,
  ...studiesContract,
  health: {
    get: call.route({
      method: 'GET', path: '/health', tags: ['state'], summary: 'Is it alive? Open to all',
    }).output(healthSchema),
  },
  status: {
    get: call.route({
      method: 'GET', path: '/status', tags: ['state'], summary: 'Version, mode, limits, faults',
    }).output(statusSchema),
  },
  journal: {
    get: call.route({
      method: 'GET', path: '/journal', tags: ['state'], summary: 'Head of the journal and the hash of all decisions',
    }).output(journalSchema),
  },
  symbols: {
    list: call
      .route({
        method: 'GET', path: '/symbols', tags: ['market'], summary: 'Symbols with data or a specification, by name',
      })
      .input(z.object(list)).output(pageOf(symbolSchema)),
  },
  bars: {
    list: call
      .route({
        method: 'GET', path: '/bars', tags: ['market'], summary: 'Bars, ascending; `from` inclusive, `to` exclusive',
      })
      .input(z.object({
        symbol, timeframe, ...span, ...list, account,
        forming: flag.default(false).describe('with the bar that is still forming'),
      }))
      .output(pageOf(barSchema)),
  },
  ticks: {
    list: call
      .route({
        method: 'GET', path: '/ticks', tags: ['market'], summary: 'Ticks, ascending; `from` inclusive, `to` exclusive',
      })
      .input(z.object({ symbol, ...span, ...list, account }))
      .output(pageOf(tickSchema)),
  },
  signals: {
    list: call
      .route({ method: 'GET', path: '/signals', tags: ['trading'], summary: 'Signals, newest first' })
      .input(z.object({ state: signalState.optional(), symbol: symbol.optional(), ...span, ...list }))
      .output(pageOf(signalSchema)),
    get: call.errors(signalErrors)
      .route({
        method: 'GET', path: '/signals/{id}', tags: ['trading'], summary: 'One signal with card, votes and reasons',
      })
      .input(z.object({ id })).output(signalSchema),
    approve: trade
      .route({
        method: 'POST', path: '/signals/{id}/approve', tags: ['trading'],
        summary: 'Approve a card: its order goes out once',
      })
      .input(answer).output(signalSchema),
    reject: trade
      .route({
        method: 'POST', path: '/signals/{id}/reject', tags: ['trading'], summary: 'Reject a card: nothing is sent',
      })
      .input(answer).output(signalSchema),
    modify: trade
      .route({
        method: 'POST', path: '/signals/{id}/modify', tags: ['trading'], summary: 'Approve a card with other values',
      })
      .input(answer.extend({
        volume: volume.nullable().optional(), stop: price.nullable().optional(), target: price.nullable().optional(),
      }))
      .output(signalSchema),
  },
  orders: {
    list: call
      .route({
        method: 'GET', path: '/orders', tags: ['trading'],
        summary: 'Orders, newest first; those not ours have no `cid`',
      })
      .input(z.object({ symbol: symbol.optional(), ...span, ...list })).output(pageOf(orderSchema)),
    submit: trade
      .route({
        method: 'POST', path: '/orders', tags: ['trading'],
        summary: 'Ask for an order; with `approve` it is its own approval',
      })
      .input(z.strictObject({
        symbol, side,
        volume: volume.nullable().optional().describe('without: sized by the risk fraction'),
        type: z.enum(['market', 'limit', 'stop', 'stop_limit']).default('market'),
        price: price.nullable().optional().describe('of a pending order; a stop-limit\'s trigger'),
        stopLimit: price.nullable().optional().describe('of a stop-limit: the price it fills at'),
        tif: tif.optional().describe('without: `spec` where there is an expiry, else `gtc`'),
        expiry: timeInput.nullable().optional(),
        checkOnly: z.boolean().default(false).describe('ask the broker whether it would take it; nothing is placed'),
        sl: price.nullable().optional(),
        tp: price.nullable().optional(),
        approve: z.boolean().default(false),
      }))
      .output(z.object({ signal: signalSchema.nullable(), order: orderSchema.nullable() })),
    modify: trade
      .route({
        method: 'POST', path: '/orders/{id}/modify', tags: ['trading'],
        summary: 'Move a waiting order; what is left out stays, null takes it away',
      })
      .input(z.strictObject({
        id: orderId, price: price.optional(), sl: level, tp: level, expiry: timeInput.nullable().optional(),
      }))
      .output(orderSchema),
    cancel: trade
      .route({ method: 'POST', path: '/orders/{id}/cancel', tags: ['trading'], summary: 'Cancel a waiting order' })
      .input(z.strictObject({ id: orderId })).output(orderSchema),
  },
  positions: {
    list: call
      .route({ method: 'GET', path: '/positions', tags: ['trading'], summary: 'Open positions, newest first' })
      .input(z.object({ symbol: symbol.optional(), ...list })).output(pageOf(positionSchema)),
    close: trade
      .route({
        method: 'POST', path: '/positions/{id}/close', tags: ['trading'], summary: 'Close a position or a part of it',
      })
      .input(z.strictObject({ id, volume: volume.nullable().optional().describe('without: all of it') }))
      .output(orderSchema),
    modify: trade
      .route({
        method: 'POST', path: '/positions/{id}/modify', tags: ['trading'],
        summary: 'Move a position\'s stop and target; what is left out stays, null takes it away',
      })
      .input(z.strictObject({ id, sl: level, tp: level })).output(orderSchema),
    closeBy: trade
      .route({
        method: 'POST', path: '/positions/{id}/close-by', tags: ['trading'],
        summary: 'Close a position by an opposite one of its symbol (hedging accounts)',
      })
      .input(z.strictObject({ id, by: id.describe('the opposite position') })).output(orderSchema),
    adopt: trade
      .route({
        method: 'POST', path: '/positions/{id}/adopt', tags: ['trading'],
        summary: 'Manage a position that is not ours like one of ours',
      })
      .input(z.strictObject({ id })).output(positionSchema),
  },
  trades: {
    list: call
      .route({
        method: 'GET', path: '/trades', tags: ['trading'], summary: 'Trades, newest first; an open one has no close',
      })
      .input(z.object({ symbol: symbol.optional(), ...span, ...list })).output(pageOf(tradeSchema)),
  },
  deals: {
    list: call
      .route({ method: 'GET', path: '/deals', tags: ['trading'], summary: 'The broker\'s deals, newest first' })
      .input(z.object({ symbol: symbol.optional(), ...span, ...list })).output(pageOf(dealSchema)),
  },
  account: {
    get: call.errors(accountErrors)
      .route({
        method: 'GET', path: '/account', tags: ['account'], summary: 'The account, its money and what it may do',
      })
      .output(accountSchema),
    confirm: call.errors(accountErrors)
      .route({
        method: 'POST', path: '/account/confirm', tags: ['account'],
        summary: 'Confirm login and server: this account may trade',
      })
      .input(z.strictObject({
        login: z.union([z.string().min(1).max(64), z.number().int().transform(String)]),
        server: z.string().min(1).max(128),
      }))
      .output(accountSchema),
    unlock: call.errors(accountErrors)
      .route({
        method: 'POST', path: '/account/unlock', tags: ['account'],
        summary: 'Let an account that is not demo trade until Sextant stops or it is locked',
      })
      .input(z.strictObject({
        login: z.union([z.string().min(1).max(64), z.number().int().transform(String)]),
        server: z.string().min(1).max(128),
        word: z.literal(UNLOCK_WORD).describe('typed, so that no slip does it'),
      }))
      .output(accountSchema),
    lock: call.errors(accountErrors)
      .route({ method: 'POST', path: '/account/lock', tags: ['account'], summary: 'Lock it again' })
      .output(accountSchema),
  },
  killSwitch: {
    pull: call
      .route({
        method: 'POST', path: '/kill-switch', tags: ['account'],
        summary: 'Stop trading now; with `flatten` close everything',
      })
      .input(z.strictObject({ flatten: z.boolean().default(false) }).optional()).output(safetySchema),
    reset: call
      .route({ method: 'POST', path: '/kill-switch/reset', tags: ['account'], summary: 'Allow trading again' })
      .output(safetySchema),
  },
  brokerState: {
    accept: call
      .route({
        method: 'POST', path: '/account/accept-broker-state', tags: ['account'],
        summary: 'Take the broker\'s positions as they are',
      })
      .output(safetySchema),
  },
  gaps: {
    list: call
      .route({
        method: 'GET', path: '/data_analysis/gaps', tags: ['state'],
        summary: 'What is missing of the stored series, newest first, and how far each gap is',
      })
      .input(z.object({ symbol: symbol.optional(), timeframe: seriesKind.optional(), ...list }))
      .output(pageOf(gapSchema)),
    fill: call
      .route({
        method: 'POST', path: '/data_analysis/gaps/fill', tags: ['state'],
        summary: 'Ask the terminal now for what is missing; says how many questions that made',
      })
      .input(z.strictObject({ symbol: symbol.optional(), timeframe: seriesKind.optional() }).optional())
      .output(z.object({ asked: z.number().int() })),
  },
  barDifferences: {
    get: call
      .route({
        method: 'GET', path: '/data_analysis/bar-differences', tags: ['state'],
        summary: 'How bars made from ticks and the broker\'s own of the same time differ',
      })
      .input(z.object({
        symbol, timeframe, limit: listFields.limit,
        days: z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
          .pipe(z.number().int().min(1).max(3_650)).default(30).describe('how far back'),
      }))
      .output(barDifferencesSchema),
  },
  recordedState: {
    accept: call
      .route({
        method: 'POST', path: '/account/accept-recorded-state', tags: ['account'],
        summary: 'Go on from the journal\'s record, though its replay differed',
      })
      .output(safetySchema),
  },
};
