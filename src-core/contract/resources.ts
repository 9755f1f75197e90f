// What the doors hand out: one schema a resource. Times are epoch ms UTC, money is in account currency, prices in
// quote currency, volumes in lots.

import { TIMEFRAMES } from '#core/model';
import { z } from 'zod';

const timeMs = z.number().describe('epoch ms UTC');
export const timeframe = z.enum(TIMEFRAMES);
export const side = z.enum(['buy', 'sell']);

export const whyNotSchema = z.object({
  code: z.string().describe('from the table of codes'),
  text: z.string(),
}).meta({ title: 'WhyNot' });

export const barSchema = z.object({
  time: timeMs.describe('open of the bar, epoch ms UTC'),
  brokerTime: z.number().nullable()
    .describe('the same moment on the broker\'s clock, its digits read as epoch ms; null where that is not known'),
  open: z.number().describe('bid'),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  tickVolume: z.number(),
  realVolume: z.number(),
  spread: z.number().nullable().describe('at the last tick, in points; null where the source has none'),
  source: z.enum(['tick', 'broker', 'import']),
});

export const tickSchema = z.object({
  time: timeMs,
  bid: z.number(),
  ask: z.number(),
  last: z.number(),
  volume: z.number(),
  flags: z.number().int().describe('MT5 TICK_FLAG bits'),
});

export const quoteSchema = z.object({ symbol: z.string(), timeMs, bid: z.number(), ask: z.number() });

export const instrumentSchema = z.object({
  symbol: z.string(),
  description: z.string(),
  digits: z.number().int(),
  point: z.number(),
  tickSize: z.number(),
  tickValue: z.number().describe('money of one tick of one lot'),
  tickValueProfit: z.number(),
  tickValueLoss: z.number(),
  contractSize: z.number(),
  volumeMin: z.number(),
  volumeMax: z.number(),
  volumeStep: z.number(),
  volumeLimit: z.number().describe('largest sum of one direction, 0 = none'),
  stopsLevel: z.number().describe('points'),
  freezeLevel: z.number().describe('points'),
  swapLong: z.number(),
  swapShort: z.number(),
  swapMode: z.string(),
  swapTripleDay: z.number().int().describe('0 Sunday … 6 Saturday'),
  marginInitial: z.number(),
  marginMaintenance: z.number(),
  calcMode: z.string(),
  tradeMode: z.enum(['disabled', 'longonly', 'shortonly', 'closeonly', 'full']),
  executionMode: z.enum(['request', 'instant', 'market', 'exchange']),
  filling: z.number().int(),
  orderModes: z.number().int(),
  expirationModes: z.number().int(),
  baseCurrency: z.string(),
  profitCurrency: z.string(),
  marginCurrency: z.string(),
  sessions: z.array(z.array(z.array(z.number()).length(2))).describe(
    'Sunday first, [from, to) in seconds of the broker\'s day',
  ),
  rev: z.number().int(),
});

export const symbolSchema = z.object({
  symbol: z.string(),
  marketName: z.string().describe('what it is called elsewhere: EURUSD for EURUSDm; mostly itself'),
  feeds: z.array(z.string()).describe('where its data came from: a server name, or `import`'),
  instrument: instrumentSchema.nullable(),
  quote: quoteSchema.nullable(),
});

export const cardSchema = z.object({
  volume: z.number(),
  moneyAtRisk: z.number(),
  riskPct: z.number().describe('per cent of equity'),
  marginNeeded: z.number().nullable(),
  marginFreeAfter: z.number().nullable(),
  spreadOfStopPct: z.number().describe('spread as per cent of the stop distance'),
  swapPerNight: z.number().nullable(),
  equity: z.number(),
  dailyLossRoomBefore: z.number(),
  dailyLossRoomAfter: z.number(),
  rewardRatio: z.number().describe('reward over risk'),
});

const voteSchema = z.object({
  voice: z.string(),
  score: z.number().describe('-1 … 1, sign by side'),
  weight: z.number(),
  text: z.string(),
});

export const signalState = z.enum(['pending', 'approved', 'rejected', 'expired', 'superseded', 'suppressed']);

export const signalSchema = z.object({
  id: z.string(),
  symbol: z.string(),
  timeframe,
  strategy: z.string(),
  strategyHash: z.string(),
  side,
  entry: z.number(),
  stop: z.number(),
  target: z.number(),
  slippagePointsMax: z.number(),
  createdMs: timeMs.describe('the account\'s clock, epoch ms UTC'),
  expiresMs: timeMs,
  barTime: timeMs.describe('open of the closed bar that made it'),
  state: signalState,
  whyNot: whyNotSchema.nullable(),
  card: cardSchema.nullable().describe('null where sizing was refused'),
  votes: z.array(voteSchema),
  reasons: z.array(z.string()),
  probability: z.number().min(0).max(1).nullable().describe('null while fewer than 30 like cases'),
  decidedMs: timeMs.nullable(),
  decidedBy: z.string().nullable(),
  rejectReason: z.string().nullable(),
  cid: z.string().nullable().describe('client order id once approved'),
});

const orderKind = z.enum(['market', 'limit', 'stop', 'stop_limit']);

export const orderSchema = z.object({
  id: z.string().describe('client order id, or the broker\'s order for one that is not ours'),
  cid: z.string().nullable().describe('client order id; null for an order that is not ours'),
  magic: z.string(),
  signalId: z.string().nullable(),
  purpose: z.enum(['open', 'close', 'close_by', 'modify', 'cancel', 'check']),
  positionId: z.string().nullable().describe('position to close or to modify'),
  byPositionId: z.string().nullable().describe('the opposite position, for purpose `close_by`'),
  ticket: z.string().nullable().describe('the broker\'s order to modify or to cancel'),
  retryOf: z.string().nullable().describe('client order id that a requote ended and this one asks for again'),
  symbol: z.string(),
  side,
  kind: orderKind,
  volume: z.number(),
  price: z.number().nullable().describe('of a pending order (a stop-limit\'s trigger), else the market\'s when asked'),
  stopLimit: z.number().nullable().describe('a stop-limit\'s limit price'),
  tif: z.enum(['gtc', 'day', 'spec']),
  expiryMs: timeMs.nullable(),
  sl: z.number().nullable(),
  tp: z.number().nullable(),
  deviationPoints: z.number().nullable(),
  createdMs: timeMs,
  deadlineMs: timeMs.nullable(),
  state: z.enum([
    'issued', 'accepted', 'working', 'partial', 'filled', 'done', 'rejected', 'expired', 'canceled', 'unknown',
  ]),
  filledVolume: z.number(),
  fillPrice: z.number().nullable(),
  retcode: z.number().int().nullable(),
  whyNot: whyNotSchema.nullable(),
  brokerOrder: z.string().nullable(),
  brokerPosition: z.string().nullable(),
  updatedMs: timeMs,
});

const tradeOrigin = z.enum(['signal', 'manual', 'external', 'expert']).describe(
  'who opened it: an approved signal, a hand in Sextant, a hand at the broker, another program by its magic number',
);

export const positionSchema = z.object({
  id: z.string().describe('the broker\'s position identifier'),
  ticket: z.string(),
  symbol: z.string(),
  side,
  volume: z.number(),
  priceOpen: z.number(),
  sl: z.number().nullable(),
  tp: z.number().nullable(),
  price: z.number(),
  profit: z.number(),
  swap: z.number(),
  magic: z.string(),
  cid: z.string().nullable().describe('client order id that opened it; null for a position that is not ours'),
  managed: z.boolean().describe('ours, or adopted: its stop and target may be moved from here'),
  comment: z.string(),
  origin: tradeOrigin,
  openMs: timeMs,
});

export const dealSchema = z.object({
  deal: z.string().describe('the deal\'s ticket'),
  order: z.string(),
  positionId: z.string(),
  symbol: z.string(),
  entry: z.enum(['in', 'out', 'inout', 'out_by']),
  reason: z.string(),
  side: z.enum(['buy', 'sell', 'balance']),
  volume: z.number(),
  price: z.number(),
  profit: z.number(),
  commission: z.number(),
  fee: z.number(),
  swap: z.number(),
  time: timeMs,
  brokerMs: z.number().describe('raw broker time, ms'),
  magic: z.string(),
  cid: z.string().nullable(),
  comment: z.string(),
});

export const tradeSchema = z.object({
  positionId: z.string(),
  symbol: z.string(),
  side,
  origin: tradeOrigin,
  signalId: z.string().nullable(),
  volume: z.number(),
  openMs: timeMs,
  closeMs: timeMs.nullable().describe('null while it is open'),
  openPrice: z.number(),
  closePrice: z.number().nullable(),
  profit: z.number().describe('without commission, swap and fee'),
  commission: z.number(),
  swap: z.number(),
  fee: z.number(),
  closeReason: z.string().nullable(),
  rMultiple: z.number().nullable().describe('net result over the money that was at risk'),
});

/** What keeps orders from leaving, whoever asks. */
export const safetySchema = z.object({
  killSwitch: z.boolean(),
  lock: whyNotSchema.nullable(),
  discrepancy: z.string().nullable().describe('how positions, orders or money here and at the broker differ'),
  replayDifference: z.string().nullable().describe('how the journal\'s replay at start differed from the record'),
});

export const accountSchema = z.object({
  key: z.string().describe('login@server'),
  login: z.string(),
  server: z.string(),
  currency: z.string(),
  tradeMode: z.enum(['demo', 'contest', 'real']),
  marginMode: z.enum(['netting', 'exchange', 'hedging']),
  confirmed: z.boolean(),
  unlocked: z.boolean().describe('not demo, and opened for this run'),
  tradeOff: whyNotSchema.nullable().describe('where MT5 said last that trading is off'),
  feeds: z.array(z.object({
    key: z.string(), login: z.string(), server: z.string(), currency: z.string(),
    tradeMode: z.enum(['demo', 'contest', 'real']), linkUp: z.boolean(),
  })).describe('other sessions: read only, nothing is sent to them'),
  trade: z.enum(['enabled', 'readonly']).describe('may orders leave?'),
  whyNot: whyNotSchema.nullable(),
  clock: z.enum(['wall', 'data']),
  linkUp: z.boolean(),
  snapshotReady: z.boolean(),
  lastSeenMs: timeMs.describe('host clock of the last frame'),
  disconnectedMs: timeMs.nullable(),
  offsetS: z.number().describe('broker time minus UTC, seconds'),
  balance: z.number().nullable().describe('this and the following are null until the terminal has reported'),
  credit: z.number().nullable(),
  equity: z.number().nullable(),
  profit: z.number().nullable(),
  margin: z.number().nullable(),
  marginFree: z.number().nullable(),
  marginLevel: z.number().nullable().describe('per cent; null while no margin is in use'),
  leverage: z.number().nullable(),
  stopOutCall: z.number().nullable(),
  stopOutLevel: z.number().nullable(),
  stopOutMode: z.enum(['percent', 'money']).nullable(),
  tradeAllowed: z.boolean().nullable(),
  expertAllowed: z.boolean().nullable(),
  terminalConnected: z.boolean().nullable(),
  dayStartEquity: z.number().nullable(),
  dayLoss: z.number().describe('against the broker day\'s first equity, positive = lost'),
  dayLossMax: z.number(),
});

export const deadLetterSchema = z.object({
  id: z.string(),
  code: z.string(),
  reason: z.string(),
  source: z.string(),
  time: timeMs,
  raw: z.string(),
});

export const seriesKind = z.enum(['tick', 'M1', 'M5', 'M15', 'H1', 'H4', 'D1']);

export const gapSchema = z.object({
  symbol: z.string(),
  timeframe: seriesKind.describe('`tick`: minutes in which the broker had ticks and none is stored'),
  from: timeMs,
  to: timeMs.describe('exclusive'),
  bars: z.number().int().describe('bars (or minutes of ticks) that are missing, or were'),
  state: z.enum(['found', 'asked', 'loading', 'empty', 'filled']).describe(
    '`loading`: the terminal still loads its history; `empty`: the broker has no data there',
  ),
});

export const barDifferencesSchema = z.object({
  compared: z.number().int().describe('times for which a whole bar made from ticks and the broker\'s own are stored'),
  differentPrices: z.number().int(),
  differentVolumes: z.number().int().describe('of those whose prices are the same'),
  items: z.array(z.object({ own: barSchema, broker: barSchema })).describe('different prices first, newest first'),
});

const mode = z.enum(['minimal', 'full-ai', 'production']);

export const healthSchema = z.object({
  status: z.enum(['ok', 'fault']),
  version: z.string(),
  mode,
  startedMs: timeMs,
  linkUp: z.boolean(),
});

const limitsSchema = z.object({
  riskFraction: z.number().describe('of equity, for one signal'),
  lotsMax: z.number(),
  openRiskFractionMax: z.number(),
  dailyLossFractionMax: z.number(),
  positionsMax: z.number(),
  spreadOfStopMax: z.number(),
  quoteAgeMsMax: z.number(),
  signalLifeMs: z.number(),
  orderDeadlineMs: z.number(),
  deviationPoints: z.number(),
});

export const statusSchema = z.object({
  version: z.string(),
  mode,
  startedMs: timeMs,
  serverMs: timeMs,
  engineHash: z.string(),
  dataDir: z.string(),
  headSeq: z.number().int(),
  committedSeq: z.number().int(),
  fault: whyNotSchema.nullable(),
  limits: limitsSchema,
  off: z.array(z.string()).describe('what this mode leaves out'),
  decisions: z.number().int(),
  quarantined: z.number().int(),
  quoteFaults: z.object({ zero: z.number(), crossed: z.number(), late: z.number() }),
  safety: safetySchema,
});

export const journalSchema = z.object({
  seq: z.number().int(),
  decisionHash: z.string().describe('64 hex digits over all decisions so far'),
});

/** Body of every error of the REST API (RFC 9457). */
export const problemSchema = z.object({
  type: z.string().describe('URI reference of the kind of problem'),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string().describe('from the table of codes'),
  remedy: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional().describe('fields that do not fit'),
});

/** `items` and the cursor of the next page, null on the last. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

export type GapResource = z.infer<typeof gapSchema>;
export type BarDifferences = z.infer<typeof barDifferencesSchema>;
export type BarResource = z.infer<typeof barSchema>;
export type TickResource = z.infer<typeof tickSchema>;
export type QuoteResource = z.infer<typeof quoteSchema>;
export type InstrumentResource = z.infer<typeof instrumentSchema>;
export type SymbolResource = z.infer<typeof symbolSchema>;
export type CardResource = z.infer<typeof cardSchema>;
export type SignalResource = z.infer<typeof signalSchema>;
export type OrderResource = z.infer<typeof orderSchema>;
export type PositionResource = z.infer<typeof positionSchema>;
export type DealResource = z.infer<typeof dealSchema>;
export type TradeResource = z.infer<typeof tradeSchema>;
export type SafetyResource = z.infer<typeof safetySchema>;
export type AccountResource = z.infer<typeof accountSchema>;
export type StatusResource = z.infer<typeof statusSchema>;
export type Problem = z.infer<typeof problemSchema>;
