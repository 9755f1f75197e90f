// What a seed stands for: the market, the clocks, the disk's and the wire's manners, and how much goes wrong.

import { Random } from '#core/base';
import { INSTRUMENTS, type BrokerSetup } from '#core/broker-model';
import type { RiskLimits, StrategySetting } from '#core/model';
import type { LinkManners } from './simulated-link.ts';

export interface Plan {
  readonly startMs: number;
  /** World time until the faults end, ms. */
  readonly activeMs: number;
  /** World time after that in which both sides must come to the same, ms. */
  readonly settleMs: number;
  readonly clock: 'wall' | 'data';
  readonly speed: number;
  readonly symbols: readonly string[];
  readonly offsetS: number;
  readonly link: LinkManners;
  /** Mean time between two faults, ms. */
  readonly faultMs: number;
  /** Mean time between two acts of the trader, ms. */
  readonly traderMs: number;
  /** A commit takes this long at most, ms, where the disk is well. */
  readonly commitMsMax: number;
  readonly limits: RiskLimits;
  readonly strategies: readonly StrategySetting[];
  readonly broker: BrokerSetup;
}

/** Tuesday, 2026-05-12T07:00:00Z */
const START_MS = 1_778_569_200_000;
const OFFSET_S = 10_800;

export function planOf(seed: number): Plan {
  const random = new Random(seed);
  const isData = random.nextChance(0.35);
  const symbols = random.nextChance(0.5) ? ['EURUSD', 'USDJPY'] : ['EURUSD', 'GBPUSD', 'USDJPY'];
  const identity = {
    login: '51234567', server: 'Simulated-Demo', currency: 'USD', tradeMode: 'demo',
    marginMode: random.nextChance(0.25) ? 'netting' : 'hedging',
  } as const;
  return {
    startMs: START_MS,
    activeMs: isData ? 200_000 : 480_000,
    settleMs: 90_000,
    clock: isData ? 'data' : 'wall',
    speed: isData ? random.nextInt(3, 10) : 1,
    symbols,
    offsetS: OFFSET_S,
    link: { delayMsMax: random.nextInt(1, 80), duplicateChance: random.nextInt(0, 3) / 100 },
    faultMs: random.nextInt(6_000, 25_000),
    traderMs: random.nextInt(1_500, 4_000),
    commitMsMax: random.nextInt(2, 30),
    limits: {
      riskFraction: 0.005, lotsMax: 1, openRiskFractionMax: 0.02, dailyLossFractionMax: 0.05, positionsMax: 3,
      spreadOfStopMax: 0.3, quoteAgeMsMax: 15_000, signalLifeMs: 20_000, orderDeadlineMs: random.nextInt(2_000, 30_000),
      deviationPoints: 20,
    },
    strategies: [{
      name: 'trend', symbols: 'all', timeframe: 'M1', automatic: false,
      params: { fast: 2, slow: 4, atr: 3, breakout: 2, stop: 1.5, target: 2 },
    }],
    broker: {
      identity, deposit: 10_000, leverage: 100, stopOutCall: 100, stopOutLevel: 50,
      instruments: INSTRUMENTS.filter((one) => symbols.includes(one.symbol)), commissionPerLot: 3.5,
      slippage: { chance: 0.3, pointsMax: 3 }, requoteChance: 0.05, rejectChance: 0.05,
      liquidityLots: random.nextChance(0.3) ? 0.3 : null, isFifo: false, isHedgeForbidden: false, offsetS: OFFSET_S,
      seed: random.nextUint32(),
    },
  };
}
