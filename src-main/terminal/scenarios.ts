// The named scenarios of `sextant simulate`: which account, which broker, which market, which mishaps.

import type { BrokerSetup } from '#core/broker-model';
import type { Bend } from '#core/terminal';
import { DST_CHANGE, fallingMarket, GAP_START_MS, weekendGap } from './scenario-markets.ts';

/** A position that stands when the account is first seen, as opened by hand. */
export interface OpenedByHand {
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly volume: number;
}

export interface Scenario {
  readonly name: string;
  readonly text: string;
  readonly marginMode: 'hedging' | 'netting';
  readonly currency: string;
  readonly deposit: number;
  /** Changes to the broker that the default is. */
  readonly broker: Partial<Pick<
    BrokerSetup,
    'slippage' | 'requoteChance' | 'rejectChance' | 'liquidityLots' | 'isFifo' | 'isHedgeForbidden' | 'permissions'
  >>;
  /** FOK 1, IOC 2; null leaves the symbols' own. */
  readonly filling: number | null;
  readonly execution: 'market' | 'instant';
  /** The link is cut after this many ms, again and again; null never. */
  readonly cutEveryMs: number | null;
  /** How long an order takes at the broker, ms. */
  readonly orderDelayMs: number;
  /** Every order's answer is lost: it runs, and nothing is said about it until it is asked for. */
  readonly losesAnswers: boolean;
  /** The bars it streams have two holes; its history fills one of them. */
  readonly hasHoles: boolean;
  /**
   * `own`: the market has a clock of its own (`clock: data`). `wall`: it follows this computer's. `wall-open`: the
   * same, and the market is open whatever day it is.
   */
  readonly clock: 'own' | 'wall' | 'wall-open';
  /** Where a clock of its own begins, UTC ms; null = the usual Tuesday. */
  readonly startMs: number | null;
  readonly offsetChange: { readonly atMs: number; readonly offsetS: number } | null;
  /** The market's own clock leaps over hours without prices. */
  readonly skipsRest: boolean;
  readonly bend: Bend | null;
  /** The broker's names of the market's symbols; null shows all four under their own. */
  readonly names: Readonly<Record<string, string>> | null;
  /** The terminal's clock against the true one: off at the start, and by so many ms more each second. */
  readonly skew: { readonly startMs: number; readonly driftMsPerS: number } | null;
  readonly openedByHand: readonly OpenedByHand[];
}

const PLAIN = {
  marginMode: 'hedging', currency: 'USD', deposit: 10_000, broker: {}, filling: null, execution: 'market',
  cutEveryMs: null, orderDelayMs: 0, losesAnswers: false, hasHoles: false, clock: 'own', startMs: null,
  offsetChange: null, skipsRest: false, bend: null, names: null, skew: null, openedByHand: [],
} as const;

const ACCOUNTS: readonly Scenario[] = [
  {
    ...PLAIN, name: 'netting', text: 'A netting account: one position a symbol, a reversal is one in/out deal.',
    marginMode: 'netting',
  },
  { ...PLAIN, name: 'hedging', text: 'A hedging account, market execution, FOK and IOC, small slippage.' },
  {
    ...PLAIN, name: 'fok-only',
    text: 'FOK is the only filling: all or nothing. More than one lot at once is rejected (10006).', filling: 1,
    broker: { liquidityLots: 1 },
  },
  {
    ...PLAIN, name: 'ioc-only',
    text: 'IOC is the only filling: what FOK asks for is INVALID_FILL (10030).', filling: 2,
  },
  {
    ...PLAIN, name: 'market-execution',
    text: 'Market execution: the price asked for is not looked at, three of four orders slip by up to 8 points.',
    broker: { slippage: { chance: 0.75, pointsMax: 8 } },
  },
  {
    ...PLAIN, name: 'instant-with-requotes',
    text: 'Instant execution: price and deviation count, and every second order is a requote (10004) with new prices.',
    execution: 'instant', broker: { requoteChance: 0.5 },
  },
  {
    ...PLAIN, name: 'partial-fills',
    text: 'IOC only, and never more than 0.1 lots at once: the rest is cancelled (10010).',
    filling: 2, broker: { liquidityLots: 0.1 },
  },
  { ...PLAIN, name: 'rejects', text: 'Every second order is rejected (10006).', broker: { rejectChance: 0.5 } },
];

const MISHAPS: readonly Scenario[] = [
  {
    ...PLAIN, name: 'lost-answers', text: 'Orders run, but their answers are lost until they are asked for.',
    losesAnswers: true,
  },
  {
    ...PLAIN, name: 'flapping-link',
    text: 'The link breaks every 4 seconds, and orders take 0.4 s: some answers come on the next link.',
    cutEveryMs: 4000,
    orderDelayMs: 400,
  },
  {
    ...PLAIN, name: 'clock-skew',
    text: 'This terminal\'s clock is seven minutes slow and loses 20 ms a second; the server\'s clock is the master.',
    clock: 'wall-open', skew: { startMs: -420_000, driftMsPerS: -20 },
  },
  {
    ...PLAIN, name: 'dst-change',
    text:
      'Friday\'s last ten minutes, then Monday an hour nearer to UTC: the broker\'s clock went back over the weekend.',
    startMs: DST_CHANGE.startMs, offsetChange: { atMs: DST_CHANGE.atMs, offsetS: DST_CHANGE.offsetS }, skipsRest: true,
  },
  {
    ...PLAIN, name: 'weekend-gap',
    text: 'Friday\'s last ten minutes, then Monday opens far away: EURUSD 80 pips lower, through any stop on the way.',
    startMs: GAP_START_MS, skipsRest: true, bend: weekendGap,
  },
  {
    ...PLAIN, name: 'margin-call',
    text:
      'A small account, long of euro and pound by hand, in a falling market: margin call, then stop-out, worst first.',
    deposit: 1000, bend: fallingMarket,
    openedByHand: [{ symbol: 'EURUSD', side: 'buy', volume: 0.2 }, { symbol: 'GBPUSD', side: 'buy', volume: 0.2 }],
  },
  {
    ...PLAIN, name: 'investor-password',
    text: 'The account was opened with the investor password: it may be looked at, not traded (E_TRADE_OFF account).',
    broker: { permissions: { account: false } },
  },
  {
    ...PLAIN, name: 'algo-off',
    text:
      'Algo trading is off in the terminal: orders are refused (E_TRADE_OFF terminal) until the button is pressed.',
    broker: { permissions: { terminal: false } },
  },
];

const SYMBOLS: readonly Scenario[] = [
  {
    ...PLAIN, name: 'suffix-symbols', text: 'The broker\'s own names: EURUSDm, GBPUSDm, USDJPYm and XAUUSD.a.',
    names: { EURUSDm: 'EURUSD', GBPUSDm: 'GBPUSD', USDJPYm: 'USDJPY', 'XAUUSD.a': 'XAUUSD' },
  },
  {
    ...PLAIN, name: 'eur-account', text: 'An account in euros: tick values, margin, profit and swap are converted.',
    currency: 'EUR',
  },
  {
    ...PLAIN, name: 'jpy-and-gold',
    text: 'Only USDJPY (three digits) and XAUUSD (two digits, contracts of 100 ounces).',
    names: { USDJPY: 'USDJPY', XAUUSD: 'XAUUSD' },
  },
];

const OTHERS: readonly Scenario[] = [
  { ...PLAIN, name: 'demo', text: 'The demo market: a fixed seed, starting 40 s before a trend signal on EURUSD M5.' },
  {
    ...PLAIN, name: 'fifo', text: 'Older positions must be closed first, hedging is prohibited (10045, 10046).',
    broker: { isFifo: true, isHedgeForbidden: true },
  },
  {
    ...PLAIN, name: 'holes', text: 'Two stretches are missing of the streamed minutes; the history has one of them.',
    hasHoles: true,
  },
  {
    ...PLAIN, name: 'wall-clock',
    text: 'The market follows this computer\'s clock and rests at weekends.', clock: 'wall',
  },
];

export const SCENARIOS: readonly Scenario[] = [...ACCOUNTS, ...MISHAPS, ...SYMBOLS, ...OTHERS];

export function findScenario(name: string): Scenario | null {
  return SCENARIOS.find((one) => one.name === name) ?? null;
}
