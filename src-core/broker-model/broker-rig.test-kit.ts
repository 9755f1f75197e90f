// A broker to test with: no chance, known costs, prices set by hand.

import { Broker, INSTRUMENTS, type BrokerEvent, type BrokerSetup, type OrderRequest } from './index.ts';

/** Tuesday 2026-05-12T07:00:00Z; broker time is three hours ahead. */
export const T0 = 1_778_569_200_000;

const PLAIN_SETUP: BrokerSetup = {
  identity: { login: '1', server: 'Test', currency: 'USD', tradeMode: 'demo', marginMode: 'hedging' },
  deposit: 10_000, leverage: 100, stopOutCall: 100, stopOutLevel: 50, instruments: INSTRUMENTS, commissionPerLot: 3,
  slippage: { chance: 0, pointsMax: 0 }, requoteChance: 0, rejectChance: 0, liquidityLots: null, isFifo: false,
  isHedgeForbidden: false, offsetS: 10_800, seed: 1,
};

export function makeSetup(
  change: Partial<BrokerSetup> = {}, marginMode: 'hedging' | 'netting' = 'hedging',
): BrokerSetup {
  return { ...PLAIN_SETUP, identity: { ...PLAIN_SETUP.identity, marginMode }, ...change };
}

/** A broker with prices in all four symbols. */
export function openBroker(change: Partial<BrokerSetup> = {}, marginMode: 'hedging' | 'netting' = 'hedging'): Broker {
  const broker = new Broker(makeSetup(change, marginMode), null, T0);
  broker.onTick('EURUSD', T0, 1.1, 1.1001);
  broker.onTick('GBPUSD', T0, 1.3, 1.3002);
  broker.onTick('USDJPY', T0, 150, 150.01);
  broker.onTick('XAUUSD', T0, 4000, 4000.2);
  return broker;
}

export function order(change: Partial<OrderRequest> = {}): OrderRequest {
  return {
    symbol: 'EURUSD', kind: 'market', side: 'buy', volume: 0.1, price: null, stopLimit: null, sl: null, tp: null,
    deviationPoints: 10, filling: 'auto', tif: 'gtc', expiresMs: null, magic: '0', comment: '', reason: 'expert',
    ...change,
  };
}

export function dealsOf(events: readonly BrokerEvent[]) {
  return events.flatMap((event) => (event.kind === 'deal' ? [event.deal] : []));
}
