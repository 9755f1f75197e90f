// What a window lives on: it pulls, one request a painted frame, and is told what changed since its last pull. Bars
// that closed come every one; quotes and forming bars only their newest. A window that was away too long gets the
// whole state again, marked `full`.

import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { commonErrors } from './errors.ts';
import {
  accountSchema, barSchema, orderSchema, positionSchema, quoteSchema, safetySchema, side, signalSchema, signalState,
  timeframe, tradeSchema, whyNotSchema,
} from './resources.ts';
import { chartStudies, STUDIES_WATCHED_MAX, studyNewsSchema, studyRefSchema } from './studies.ts';
import { timeInput } from './time-input.ts';

export const seriesSchema = z.object({ symbol: z.string().min(1).max(64), timeframe });
const seriesBar = seriesSchema.extend({ bar: barSchema });

/** Most series one window may watch. */
const SERIES_WATCHED_MAX = 64;
/** Most bars of one answer of chart.history. */
const CHART_BARS_MAX = 50_000;

export const windowDeltaSchema = z.object({
  /** Number of this answer; comes back as `have` with the next pull. */
  n: z.number().int(),
  /**
   * True: this is the whole state, forget what you hold. Lists then hold everything (the newest 500 of signals, orders
   * and trades).
   */
  full: z.boolean(),
  /** Host clock, epoch ms UTC. */
  serverMs: z.number(),
  /** The account's clock, epoch ms UTC: what countdowns of cards run on. */
  nowMs: z.number(),
  /** Newest quote of every symbol that moved. */
  quotes: z.array(quoteSchema),
  /** The bar that is forming, of every watched series that moved. */
  forming: z.array(seriesBar),
  /** Every bar that closed of a watched series, in order. */
  closed: z.array(seriesBar),
  /** Series watched newly, or whose past changed (history arrived, too much to list): ask chart.history for them. */
  stale: z.array(seriesSchema),
  /** Of every watched study that moved. */
  studies: z.array(studyNewsSchema),
  /** Changed ones, whole. */
  signals: z.array(signalSchema),
  orders: z.array(orderSchema),
  /** Ids of orders that are gone (of those not ours). */
  ordersGone: z.array(z.string()),
  positions: z.array(positionSchema),
  /** Ids of positions that are gone. */
  positionsGone: z.array(z.string()),
  trades: z.array(tradeSchema),
  /** Present when it changed; null while no terminal ever came. */
  account: accountSchema.nullable().optional(),
  /** Present when it changed. */
  safety: safetySchema.optional(),
  /** Number of dead letters, present when it changed. */
  deadLetters: z.number().int().optional(),
  /** Symbols with data or a specification, present when the set or a specification changed: ask symbols.list. */
  symbolsChanged: z.boolean().optional(),
  /** Why nothing can be stored any more, present when it changed. */
  fault: whyNotSchema.nullable().optional(),
});

export const chartHistorySchema = seriesSchema.extend({
  /** Columns of equal length, oldest first. `time` = open, epoch ms UTC. */
  time: z.array(z.number()),
  open: z.array(z.number()),
  high: z.array(z.number()),
  low: z.array(z.number()),
  close: z.array(z.number()),
  tickVolume: z.array(z.number()),
  /** Points; null where the source has none. */
  spread: z.array(z.number().nullable()),
  /** True where older bars exist. */
  more: z.boolean(),
});

const alertBase = { seq: z.number().int(), timeMs: z.number() };

export const alertSchema = z.discriminatedUnion('kind', [
  z.object({
    ...alertBase, kind: z.literal('signal-opened'), signalId: z.string(), symbol: z.string(), side, state: signalState,
  }),
  z.object({
    ...alertBase, kind: z.literal('signal-closed'), signalId: z.string(), symbol: z.string(), state: signalState,
    whyNot: whyNotSchema.nullable(),
  }),
  z.object({
    ...alertBase, kind: z.literal('order-moved'), cid: z.string(), symbol: z.string(), from: z.string(), to: z.string(),
    whyNot: whyNotSchema.nullable(),
  }),
  z.object({
    ...alertBase, kind: z.literal('trade-closed'), positionId: z.string(), symbol: z.string(), profit: z.number(),
  }),
  z.object({ ...alertBase, kind: z.literal('request-refused'), whyNot: whyNotSchema }),
  z.object({
    ...alertBase, kind: z.literal('alarm'), positionId: z.string(), symbol: z.string(), whyNot: whyNotSchema,
  }),
  z.object({ ...alertBase, kind: z.literal('locked'), whyNot: whyNotSchema }),
  z.object({ ...alertBase, kind: z.literal('unlocked'), code: z.string() }),
  z.object({ ...alertBase, kind: z.literal('link-up'), account: z.string() }),
  z.object({ ...alertBase, kind: z.literal('link-down'), account: z.string(), reason: z.string() }),
  z.object({ ...alertBase, kind: z.literal('fault'), whyNot: whyNotSchema }),
]);

const call = oc.errors(commonErrors);

/** Procedures of the window alone; they have no REST path. */
export const windowContract = {
  window: {
    /** A fresh window id. Nothing is held for it until its first pull. */
    open: call.output(z.object({ windowId: z.string() })),
    /**
     * Answers as soon as something changed, or after at most `waitMs`, with what changed since answer `have`
     * (null: never pulled). An answer with nothing new keeps its number. One pull of a window may be open at a time:
     * a second ends the first with WEB_PULL_ENDED. Every series watched newly comes back once under `stale`.
     */
    pull: call
      .input(z.object({
        windowId: z.string().min(1).max(64),
        have: z.number().int().nullable(),
        watch: z.array(seriesSchema).max(SERIES_WATCHED_MAX),
        /** Studies that are shown; each comes back once under `studies`, stale when it is warmed. */
        studies: z.array(studyRefSchema).max(STUDIES_WATCHED_MAX).default([]),
        waitMs: z.number().int().min(0).max(5_000).default(1_000),
      }))
      .output(windowDeltaSchema),
    /** Forgets the window at once; a silent one is forgotten after 30 s. */
    close: call.input(z.object({ windowId: z.string().min(1).max(64) })).output(z.object({})),
  },
  chart: {
    /** The newest `count` bars that opened before `before` (without: the newest), the forming one left out. */
    history: call
      .input(seriesSchema.extend({
        count: z.number().int().min(1).max(CHART_BARS_MAX).default(2_000),
        before: timeInput.optional(),
      }))
      .output(chartHistorySchema),
    /** Values of studies at closed bars, as columns; waits until they are warmed. */
    studies: chartStudies,
  },
  alerts: {
    /** What a trader wants to be told of, as it happens. A reader that falls 1,000 behind is cut off. */
    watch: call.output(eventIterator(alertSchema)),
  },
  connection: {
    /** What the Expert Advisor needs to find this workstation. */
    get: call.output(z.object({ ws: z.string(), pairingToken: z.string() })),
  },
};

export type Series = z.infer<typeof seriesSchema>;
export type WindowDelta = z.infer<typeof windowDeltaSchema>;
export type ChartHistory = z.infer<typeof chartHistorySchema>;
export type Alert = z.infer<typeof alertSchema>;
