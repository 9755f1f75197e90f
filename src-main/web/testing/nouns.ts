// One of each noun, plain and complete, for tests to vary.

import type { AccountView } from '#core/kernel';
import type { Bar, ClientOrder, Deal, Instrument, Position, Signal, Trade } from '#core/model';
import type { SimilarAnswer } from '#main/stores';

export function makeInstrument(symbol: string): Instrument {
  return {
    symbol, description: `${symbol} spot`, digits: 5, point: 0.00001, tickSize: 0.00001, tickValue: 1,
    tickValueProfit: 1, tickValueLoss: 1, contractSize: 100_000, volumeMin: 0.01, volumeMax: 100, volumeStep: 0.01,
    volumeLimit: 0, stopsLevel: 0, freezeLevel: 0, swapLong: -7, swapShort: 2, swapMode: 'points', swapTripleDay: 3,
    marginInitial: 0, marginMaintenance: 0, calcMode: 'forex', tradeMode: 'full', executionMode: 'market', filling: 3,
    orderModes: 127, expirationModes: 15, baseCurrency: 'EUR', profitCurrency: 'USD', marginCurrency: 'EUR',
    sessions: [[], [[0, 86_400]], [[0, 86_400]], [[0, 86_400]], [[0, 86_400]], [[0, 86_400]], []], rev: 1,
  };
}

export function makeAccount(): AccountView {
  return {
    key: '1@Demo',
    identity: { login: '1', server: 'Demo', currency: 'USD', tradeMode: 'demo', marginMode: 'hedging' },
    state: {
      balance: 10_000, credit: 0, equity: 10_050, profit: 50, margin: 100, marginFree: 9_950, marginLevel: 10_050,
      leverage: 100, stopOutCall: 100, stopOutLevel: 50, stopOutMode: 'percent', tradeAllowed: true,
      expertAllowed: true, terminalConnected: true, currency: 'USD',
    },
    confirmed: true, isUnlocked: false, tradeOff: null, trade: 'enabled', whyNot: null, clock: 'wall', linkUp: true, snapshotReady: true,
    lastSeenMs: 1_400_000_000_000, disconnectedMs: null, offsetS: 10_800, dayStartEquity: 10_000, dayLoss: -50,
    dayLossMax: 300,
  };
}

export function makeBar(time: number, close = 1.1): Bar {
  return {
    time, open: 1.1, high: 1.2, low: 1, close, tickVolume: 10, realVolume: 0, spread: 12, askOpen: 1.1001,
    askHigh: 1.2001, askLow: 1.0001, askClose: close + 0.0001, source: 'tick', partial: false,
  };
}

export function makeSignal(id: string): Signal {
  return {
    id, requestId: null, symbol: 'EURUSD', timeframe: 'M5', strategy: 'trend', strategyHash: 'ef'.repeat(32), side: 'buy',
    entry: 1.1,
    stop: 1.09, target: 1.13, slippagePointsMax: 20, createdMs: 1_400_000_000_000, expiresMs: 1_400_000_300_000,
    barTime: 1_399_999_800_000, state: 'pending', whyNot: null,
    card: {
      volume: 0.05, moneyAtRisk: 50, riskPct: 0.5, marginNeeded: 55, marginFreeAfter: 9_895, spreadOfStopPct: 1,
      swapPerNight: -0.3, equity: 10_050, dailyLossRoomBefore: 350, dailyLossRoomAfter: 300, rewardRatio: 3,
    },
    votes: [{ voice: 'trend', score: 0.8, weight: 1, text: 'EMA 12 crossed above EMA 36' }],
    reasons: ['EMA 12 crossed above EMA 36'], probabilityMillionths: 550_000, decidedMs: null, decidedBy: null,
    rejectReason: null, cid: null,
  };
}

export function makeOrder(cid: string): ClientOrder {
  return {
    cid, magic: '8014420000000', signalId: null, requestId: null, purpose: 'open', positionId: null,
    byPositionId: null, ticket: null, retryOf: null, symbol: 'EURUSD', side: 'buy', kind: 'market', volume: 0.05,
    price: null, stopLimit: null, tif: 'gtc', expiryMs: null, sl: 1.09, tp: 1.13, deviationPoints: 20,
    createdMs: 1_400_000_000_000, deadlineMs: 1_400_000_010_000, state: 'issued', filledVolume: 0, fillPrice: null,
    retcode: null, whyNot: null, brokerOrder: null, brokerPosition: null, updatedMs: 1_400_000_000_000,
  };
}

export function makePosition(id: string): Position {
  return {
    id, ticket: id, symbol: 'EURUSD', side: 'buy', volume: 0.05, priceOpen: 1.1, sl: 1.09, tp: 1.13, price: 1.101,
    profit: 5, swap: 0, magic: '0', cid: null, comment: '', openBrokerMs: 1_400_000_000_000 + 10_800_000,
  };
}

export function makeDeal(deal: string): Deal {
  return {
    deal, order: '7', positionId: '9', symbol: 'EURUSD', entry: 'in', reason: 'expert', side: 'buy', volume: 0.05,
    price: 1.1, profit: 0, commission: -0.2, fee: 0, swap: 0, brokerMs: 1_400_010_800_000, timeMs: 1_400_000_000_000,
    magic: '0', cid: null, comment: '',
  };
}

export function makeTrade(positionId: string): Trade {
  return {
    positionId, symbol: 'EURUSD', side: 'buy', origin: 'signal', signalId: 'S1', volume: 0.05,
    openMs: 1_400_000_000_000, closeMs: null, openPrice: 1.1, closePrice: null, profit: 0, commission: -0.2, swap: 0,
    fee: 0, closeReason: null, rMultiple: null,
  };
}

/** One neighbour, of a window of three bars. */
export function makeSimilar(): SimilarAnswer {
  return {
    symbol: 'EURUSD', timeframe: 'H1', barTime: 7_200_000, startMs: 0, knownMs: 10_800_000, windowBars: 3,
    horizonBars: 1, bars: 9, shape: [-1, 1, 0], everything: { count: 6, mean: 0.1, up: 3, shareUp: 0.5 },
    neighbours: {
      count: 1, mean: 0.4, median: 0.4, p10: 0.4, p25: 0.4, p75: 0.4, p90: 0.4, up: 1, shareUp: 1, shareUpLow: 0.2,
      shareUpHigh: 1,
    },
    situations: [{
      startMs: 0, endMs: 3_600_000, correlation: 0.9, distance: 0.7, outcome: 0.4, shape: [-1, 1, 0], after: [0.4],
    }],
  };
}
