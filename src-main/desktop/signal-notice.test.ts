import { describe, expect, it } from 'vitest';
import type { JournalEvent, Signal } from '#core/model';
import { findNewSignals, makeNotice } from './signal-notice.ts';
import { wordsFor } from './words.ts';

const SIGNAL: Signal = {
  id: 's1', requestId: null, symbol: 'USDJPY', timeframe: 'M5', strategy: 'trend', strategyHash: 'h', side: 'sell', entry: 151.2,
  stop: 151.5, target: 150.75, slippagePointsMax: 20, createdMs: 0, expiresMs: 1, barTime: 0, state: 'pending',
  whyNot: null, votes: [], reasons: [], probabilityMillionths: null, decidedMs: null, decidedBy: null,
  rejectReason: null, cid: null,
  card: {
    volume: 0.2, moneyAtRisk: 49.5, riskPct: 0.5, marginNeeded: null, marginFreeAfter: null, spreadOfStopPct: 4,
    swapPerNight: null, equity: 9900, dailyLossRoomBefore: 300, dailyLossRoomAfter: 250.5, rewardRatio: 1.5,
  },
};

const opened = (signal: Signal): JournalEvent => ({ seq: 1, ts: 0, body: { kind: 'SignalOpened', signal } });

describe('a notification', () => {
  it('says side, symbol, prices in the symbol\'s digits and the money at risk', () => {
    expect(makeNotice(SIGNAL, 3, 'EUR', wordsFor('en-GB'))).toEqual({
      title: 'Sell USDJPY 151.200', body: 'At risk 49.50 EUR · stop 151.500 · target 150.750',
    });
  });

  it('speaks Indonesian where the system does', () => {
    expect(makeNotice(SIGNAL, 3, 'EUR', wordsFor('id-ID')).title).toBe('Jual USDJPY 151.200');
  });

  it('leaves the money out where there is no card', () => {
    expect(makeNotice({ ...SIGNAL, card: null }, 3, 'EUR', wordsFor('en')).body).toBe('stop 151.500 · target 150.750');
  });

  it('is made for signals that wait for an answer, and for no others', () => {
    const events = [opened(SIGNAL), opened({ ...SIGNAL, id: 's2', state: 'suppressed' })];
    expect(findNewSignals(events).map((signal) => signal.id)).toEqual(['s1']);
  });
});
