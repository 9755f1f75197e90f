import type { AccountResource, SignalResource, TradeResource } from '#core/contract';
import { describe, expect, it } from 'vitest';
import {
  barOfTrading,
  blockOfCard,
  closedTrades,
  decidedSignals,
  estimateChanged,
  focusedSignal,
  heldBackSignals,
  netOf,
  pendingSignals,
  stopsToTell,
  type CardCircumstances,
} from './derive.ts';

const NOW = 1_000_000;

const CARD = {
  volume: 0.4,
  moneyAtRisk: 50,
  riskPct: 0.5,
  marginNeeded: null,
  marginFreeAfter: null,
  spreadOfStopPct: 5,
  swapPerNight: null,
  equity: 10_000,
  dailyLossRoomBefore: 300,
  dailyLossRoomAfter: 250,
  rewardRatio: 1.5,
};

function signal(over: Partial<SignalResource> = {}): SignalResource {
  return {
    id: 'S1',
    symbol: 'EURUSD',
    timeframe: 'M5',
    strategy: 'trend',
    strategyHash: '',
    side: 'buy',
    entry: 1.1,
    stop: 1.099,
    target: 1.1015,
    slippagePointsMax: 20,
    createdMs: NOW - 1000,
    expiresMs: NOW + 1000,
    barTime: 0,
    state: 'pending',
    whyNot: null,
    card: CARD,
    votes: [],
    reasons: [],
    probability: null,
    decidedMs: null,
    decidedBy: null,
    rejectReason: null,
    cid: null,
    ...over,
  };
}

const ACCOUNT: AccountResource = {
  key: '1@D',
  login: '1',
  server: 'D',
  currency: 'USD',
  tradeMode: 'demo',
  marginMode: 'hedging',
  confirmed: true,
  unlocked: false,
  tradeOff: null,
  feeds: [],
  trade: 'enabled',
  whyNot: null,
  clock: 'wall',
  linkUp: true,
  snapshotReady: true,
  lastSeenMs: NOW,
  disconnectedMs: null,
  offsetS: 0,
  balance: 1,
  credit: 0,
  equity: 1,
  profit: 0,
  margin: 0,
  marginFree: 1,
  marginLevel: null,
  leverage: 100,
  stopOutCall: 1,
  stopOutLevel: 1,
  stopOutMode: 'percent',
  tradeAllowed: true,
  expertAllowed: true,
  terminalConnected: true,
  dayStartEquity: 1,
  dayLoss: 0,
  dayLossMax: 1,
};

const WELL: CardCircumstances = {
  isConnected: true,
  account: ACCOUNT,
  safety: { killSwitch: false, lock: null, discrepancy: null, replayDifference: null },
  quote: { timeMs: NOW - 100, bid: 1.09995, ask: 1.1 },
  instrument: { point: 0.00001 },
  quoteAgeMsMax: 15_000,
  nowMs: NOW,
};

const tableOf = (...rows: readonly SignalResource[]): ReadonlyMap<string, SignalResource> =>
  new Map(rows.map((row) => [row.id, row]));

describe('stopsToTell', () => {
  const why = (code: string) => ({ code, text: code });
  const safety = (code: string | null) => ({
    killSwitch: false, lock: code === null ? null : why(code), discrepancy: null, replayDifference: null,
  });
  const codesOf = (...args: Parameters<typeof stopsToTell>) => stopsToTell(...args).map(({ code }) => code);

  it('is empty where orders may leave, and where nothing is known yet', () => {
    expect(codesOf(ACCOUNT, safety(null))).toEqual([]);
    expect(codesOf(null, null)).toEqual([]);
    expect(codesOf(null, safety('RISK_ACCOUNT_UNKNOWN'))).toEqual([]);
  });

  it('tells each stop once, the guard first and what MT5 refused last', () => {
    const held: AccountResource = {
      ...ACCOUNT, trade: 'readonly', whyNot: why('RISK_ACCOUNT_UNCONFIRMED'), tradeOff: why('EXECUTION_OFF_PROGRAM'),
    };
    expect(codesOf(held, safety('RISK_ACCOUNT_UNCONFIRMED'))).toEqual([
      'RISK_ACCOUNT_UNCONFIRMED', 'EXECUTION_OFF_PROGRAM',
    ]);
    expect(codesOf(held, safety('RISK_DAILY_LOSS'))).toEqual([
      'RISK_ACCOUNT_UNCONFIRMED', 'RISK_DAILY_LOSS', 'EXECUTION_OFF_PROGRAM',
    ]);
  });

  it.each([
    'RISK_KILL_SWITCH', 'RISK_LINK_DOWN', 'RISK_DISCREPANCY', 'RISK_REPLAY_DIFFERS', 'RISK_SNAPSHOT_MISSING',
  ])('leaves %s to its own place', (code) => {
    expect(codesOf({ ...ACCOUNT, trade: 'readonly', whyNot: why(code) }, safety(code))).toEqual([]);
  });
});

describe('blockOfCard', () => {
  it('lets a fresh card on a fresh price through', () => {
    expect(blockOfCard(signal(), WELL)).toBeNull();
  });

  it.each([
    ['this window has no road', { isConnected: false }, 'disconnected'],
    ['the card ran out', { nowMs: NOW + 1000 }, 'expired'],
    ['no terminal ever came', { account: null }, 'readonly'],
    ['there is no quote', { quote: null }, 'stale'],
    ['the quote is old', { quote: { timeMs: NOW - 15_001, bid: 1.1, ask: 1.1 } }, 'stale'],
    ['the ask has left the bounds', { quote: { timeMs: NOW, bid: 1.1, ask: 1.10021 } }, 'moved'],
    ['the price is past the stop', { quote: { timeMs: NOW, bid: 1.0988, ask: 1.0989 } }, 'moved'],
  ] as const)('says so when %s', (_name, over, kind) => {
    expect(blockOfCard(signal(), { ...WELL, ...over })?.kind).toBe(kind);
  });

  it('measures a sell by the bid, and lets a better price through', () => {
    const sell = signal({ side: 'sell', stop: 1.101, target: 1.0985 });
    expect(blockOfCard(sell, { ...WELL, quote: { timeMs: NOW, bid: 1.0998, ask: 1.2 } })).toBeNull();
    expect(blockOfCard(sell, { ...WELL, quote: { timeMs: NOW, bid: 1.09979, ask: 1.2 } })?.kind).toBe('moved');
    expect(blockOfCard(sell, { ...WELL, quote: { timeMs: NOW, bid: 1.1009, ask: 1.2 } })).toBeNull();
  });

  it('takes a price on the edge of the bounds as inside', () => {
    expect(blockOfCard(signal(), { ...WELL, quote: { timeMs: NOW, bid: 1.1, ask: 1.1002 } })).toBeNull();
  });

  it('names the reason why orders may not leave', () => {
    const why = { code: 'RISK_ACCOUNT_READ_ONLY', text: 'x' };
    expect(blockOfCard(signal(), { ...WELL, account: { ...ACCOUNT, trade: 'readonly', whyNot: why } })).toEqual({
      kind: 'readonly',
      ...why,
    });
  });
});

describe('barOfTrading', () => {
  it('puts the kill switch before every other reason', () => {
    const lock = { code: 'RISK_DAILY_LOSS', text: '' };
    expect(barOfTrading(null, { killSwitch: true, lock, discrepancy: 'x', replayDifference: null })?.code).toBe('RISK_KILL_SWITCH');
    expect(barOfTrading(ACCOUNT, { killSwitch: false, lock, discrepancy: 'x', replayDifference: null })).toBe(lock);
    expect(barOfTrading(ACCOUNT, { killSwitch: false, lock: null, discrepancy: 'x', replayDifference: null })?.code).toBe('RISK_DISCREPANCY');
    expect(barOfTrading(ACCOUNT, null)).toBeNull();
  });
});

describe('lists', () => {
  const early = signal({ id: 'early', expiresMs: 10 });
  const late = signal({ id: 'late', expiresMs: 20 });
  const done = signal({ id: 'done', state: 'approved', decidedMs: 5 });
  const held = signal({ id: 'held', state: 'suppressed', whyNot: { code: 'RISK_SPREAD_WIDE', text: '' } });

  it('puts the card that ends first on top', () => {
    expect(pendingSignals(tableOf(late, done, early)).map((s) => s.id)).toEqual(['early', 'late']);
  });

  it('focuses the chosen card while it waits, else the first', () => {
    const all = tableOf(late, early, done);
    expect(focusedSignal(all, 'late')?.id).toBe('late');
    expect(focusedSignal(all, 'done')?.id).toBe('early');
    expect(focusedSignal(all, null)?.id).toBe('early');
    expect(focusedSignal(tableOf(done), 'done')).toBeNull();
  });

  it('keeps suppressed ones out of the earlier cards and in the list of reasons', () => {
    expect(decidedSignals(tableOf(early, done, held)).map((s) => s.id)).toEqual(['done']);
    expect(heldBackSignals(tableOf(early, done, held)).map((s) => s.id)).toEqual(['held']);
  });

  it('lists closed trades only, newest first, net of their costs', () => {
    const trade = (positionId: string, closeMs: number | null): TradeResource => ({
      positionId,
      symbol: 'EURUSD',
      side: 'buy',
      origin: 'signal',
      signalId: null,
      volume: 1,
      openMs: 0,
      closeMs,
      openPrice: 1,
      closePrice: null,
      profit: 10,
      commission: -2,
      swap: -0.5,
      fee: -0.25,
      closeReason: null,
      rMultiple: null,
    });
    const rows = new Map([
      ['a', trade('a', 1)],
      ['b', trade('b', null)],
      ['c', trade('c', 3)],
    ]);
    expect(closedTrades(rows).map((t) => t.positionId)).toEqual(['c', 'a']);
    expect(netOf(trade('a', 1))).toBe(7.25);
  });
});

describe('estimateChanged', () => {
  it('scales the money at risk with volume and stop distance', () => {
    const estimate = estimateChanged(signal(), { volume: 0.8, stop: 1.0985, target: 1.103 });
    expect(estimate?.moneyAtRisk).toBeCloseTo(150, 6);
    expect(estimate?.rewardRatio).toBeCloseTo(2, 6);
  });

  it('has nothing to say for a stop or target on the wrong side', () => {
    expect(estimateChanged(signal(), { volume: 0.4, stop: 1.1001, target: 1.103 })).toBeNull();
    expect(estimateChanged(signal(), { volume: 0.4, stop: 1.099, target: 1.0999 })).toBeNull();
    expect(estimateChanged(signal({ card: null }), { volume: 0.4, stop: 1.099, target: 1.101 })).toBeNull();
  });
});
