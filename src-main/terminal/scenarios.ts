// The named scenarios of `sextant simulate`: which broker, which market, which mishaps.

import type { BrokerSetup } from '#core/broker-model';

export interface Scenario {
  readonly name: string;
  readonly text: string;
  readonly marginMode: 'hedging' | 'netting';
  /** Changes to the broker that the default is. */
  readonly broker: Partial<Pick<
    BrokerSetup, 'slippage' | 'requoteChance' | 'rejectChance' | 'liquidityLots' | 'isFifo' | 'isHedgeForbidden'
  >>;
  /** FOK 1, IOC 2; null leaves the symbols' own. */
  readonly filling: number | null;
  readonly execution: 'market' | 'instant';
  /** The link is cut after this many ms, again and again; null never. */
  readonly cutEveryMs: number | null;
  /** Every order's answer is lost: it runs, and nothing is said about it until it is asked for. */
  readonly losesAnswers: boolean;
  /** The bars it streams have two holes; its history fills one of them. */
  readonly hasHoles: boolean;
  /** The market follows the host's clock (`clock: wall`); otherwise its own. */
  readonly isWall: boolean;
}

const PLAIN = {
  marginMode: 'hedging', broker: {}, filling: null, execution: 'market', cutEveryMs: null, losesAnswers: false,
  hasHoles: false, isWall: false,
} as const;

export const SCENARIOS: readonly Scenario[] = [
  { ...PLAIN, name: 'demo', text: 'The demo market: a fixed seed, starting 40 s before a trend signal on EURUSD M5.' },
  { ...PLAIN, name: 'hedging', text: 'A hedging account, market execution, FOK and IOC, small slippage.' },
  {
    ...PLAIN, name: 'netting', text: 'A netting account: one position per symbol, reversals as one in/out deal.',
    marginMode: 'netting',
  },
  { ...PLAIN, name: 'fok-only', text: 'The broker fills all or nothing: FOK is the only filling.', filling: 1 },
  { ...PLAIN, name: 'ioc-only', text: 'IOC is the only filling.', filling: 2 },
  {
    ...PLAIN, name: 'instant', text: 'Instant execution: price and deviation count, a worse price is a requote.',
    execution: 'instant',
  },
  {
    ...PLAIN, name: 'requotes', text: 'Instant execution with a requote for every second order.', execution: 'instant',
    broker: { requoteChance: 0.5 },
  },
  { ...PLAIN, name: 'rejects', text: 'Every second order is rejected (10006).', broker: { rejectChance: 0.5 } },
  {
    ...PLAIN, name: 'partial-fills', text: 'IOC only, and never more than 0.1 lots at once.', filling: 2,
    broker: { liquidityLots: 0.1 },
  },
  {
    ...PLAIN, name: 'slippage', text: 'Three of four market orders slip by up to 8 points.',
    broker: { slippage: { chance: 0.75, pointsMax: 8 } },
  },
  {
    ...PLAIN, name: 'fifo', text: 'Older positions must be closed first, hedging is prohibited (10045, 10046).',
    broker: { isFifo: true, isHedgeForbidden: true },
  },
  { ...PLAIN, name: 'disconnects', text: 'The link breaks every 15 seconds.', cutEveryMs: 15_000 },
  {
    ...PLAIN, name: 'lost-answers', text: 'Orders run, but their answers are lost until they are asked for.',
    losesAnswers: true,
  },
  {
    ...PLAIN, name: 'holes', text: 'Two stretches are missing of the streamed minutes; the history has one of them.',
    hasHoles: true,
  },
  {
    ...PLAIN, name: 'wall-clock', text: 'The market follows this computer\'s clock and rests at weekends.',
    isWall: true,
  },
];

export function findScenario(name: string): Scenario | null {
  return SCENARIOS.find((one) => one.name === name) ?? null;
}
