import { describe, expect, it } from 'vitest';
import { INSTRUMENTS } from '#core/broker-model';
import type { Instrument, Side } from '#core/model';
import {
  judgeFreeze, judgeKind, judgePendingPrice, judgeStops, judgeTradable, roomInDirection,
} from './order-gates.ts';

/** Five digits, a point of 0.00001. */
const EURUSD: Instrument = {
  ...INSTRUMENTS.find((one) => one.symbol === 'EURUSD') as Instrument, stopsLevel: 10, freezeLevel: 5,
};
/** A Monday, 10:00 on the broker's clock, seconds. */
const MONDAY = Date.UTC(2024, 0, 15, 10) / 1000;

describe('the limit of one direction', () => {
  const limited = { ...EURUSD, volumeLimit: 1 };
  const held = (side: Side, volume: number, symbol = 'EURUSD') => ({ symbol, side, volume });

  it('checklist symbols-8: is what positions and waiting orders of the same side and symbol leave of it', () => {
    const all = [held('buy', 0.3), held('buy', 0.25), held('sell', 0.9), held('buy', 5, 'GBPUSD')];
    expect(roomInDirection(limited, 'buy', all)).toBe(0.45);
    expect(roomInDirection(limited, 'sell', all)).toBe(0.1);
    expect(roomInDirection(limited, 'buy', [held('buy', 2)])).toBe(0);
    expect(roomInDirection({ ...limited, volumeLimit: 0 }, 'buy', all)).toBe(Infinity);
  });
});

describe('what the symbol allows', () => {
  it.each([
    ['full', 'buy', undefined], ['full', 'sell', undefined], ['disabled', 'buy', 'RISK_SYMBOL_DISABLED'],
    ['closeonly', 'sell', 'RISK_CLOSE_ONLY'], ['longonly', 'buy', undefined], ['longonly', 'sell', 'RISK_LONG_ONLY'],
    ['shortonly', 'sell', undefined], ['shortonly', 'buy', 'RISK_SHORT_ONLY'],
  ] as const)('checklist symbols-9: in trade mode %s a %s is judged %s', (tradeMode, side, code) => {
    expect(judgeTradable({ ...EURUSD, tradeMode }, side, MONDAY)?.code).toBe(code);
  });

  it('checklist symbols-9: sessions begin with their first second and end before their last', () => {
    const hours: Instrument['sessions'] = [[], [[36_000, 36_060], [40_000, 40_001]], [], [], [], [], []];
    const open = (second: number) => judgeTradable({ ...EURUSD, sessions: hours }, 'buy', second)?.code ?? 'open';
    expect([-1, 0, 59, 60].map((second) => open(MONDAY + second)))
      .toEqual(['RISK_MARKET_CLOSED', 'open', 'open', 'RISK_MARKET_CLOSED']);
    expect([open(MONDAY + 4_000), open(MONDAY + 4_001), open(MONDAY + 86_400)])
      .toEqual(['open', 'RISK_MARKET_CLOSED', 'RISK_MARKET_CLOSED']);
  });

  it.each([
    ['market', 1], ['limit', 2], ['stop', 4], ['stop_limit', 8],
  ] as const)('checklist symbols-9: %s needs its own bit of the order modes, stop and target theirs', (kind, bit) => {
    const judge = (orderModes: number, hasStop = true, hasTarget = true) => (
      judgeKind({ ...EURUSD, orderModes }, kind, hasStop, hasTarget, null, 0)?.code
    );
    expect(judge(bit + 16 + 32)).toBeUndefined();
    expect(judge(127 - bit)).toBe('RISK_ORDER_KIND');
    expect([judge(bit + 32), judge(bit + 32, false)]).toEqual(['RISK_ORDER_KIND', undefined]);
    expect([judge(bit + 16), judge(bit + 16, true, false)]).toEqual(['RISK_ORDER_KIND', undefined]);
  });

  it.each([['gtc', 1], ['day', 2], ['spec', 4]] as const)(
    'checklist symbols-9: an order until "%s" needs its own bit of the expiration modes', (tif, bit) => {
      const terms = { kind: 'limit', price: 1.09, stopLimit: null, tif, expiryMs: 1_000 } as const;
      const judge = (expirationModes: number) => (
        judgeKind({ ...EURUSD, expirationModes }, 'limit', true, false, terms, 0)
      );
      expect([judge(bit), judge(15 - bit)?.code]).toEqual([null, 'RISK_EXPIRATION']);
    },
  );
});

describe('levels by side', () => {
  // a buy closes at the bid, here 1.1; ten points are 0.0001
  it.each([
    ['buy', 1.0999, 1.1001, undefined], ['buy', 1.09991, 1.1001, 'RISK_STOP_TOO_CLOSE'],
    ['buy', 1.0999, 1.10009, 'RISK_STOP_TOO_CLOSE'], ['buy', 1.1001, 1.1101, 'RISK_STOP_WRONG_SIDE'],
    ['sell', 1.1001, 1.0999, undefined], ['sell', 1.10009, 1.0999, 'RISK_STOP_TOO_CLOSE'],
    ['sell', 1.1001, 1.09991, 'RISK_STOP_TOO_CLOSE'], ['sell', 1.0999, 1.0899, 'RISK_STOP_WRONG_SIDE'],
  ] as const)('checklist orders-14: stop and target of a %s at %s and %s are judged %s', (side, sl, tp, code) => {
    expect(judgeStops(EURUSD, side, 1.1, sl, tp)?.code).toBe(code);
  });

  it.each([
    ['buy', 'limit', 1.1, undefined], ['buy', 'limit', 1.10011, 'RISK_PRICE_TOO_CLOSE'],
    ['buy', 'stop', 1.1003, undefined], ['buy', 'stop', 1.10029, 'RISK_PRICE_TOO_CLOSE'],
    ['sell', 'limit', 1.1001, undefined], ['sell', 'limit', 1.10009, 'RISK_PRICE_TOO_CLOSE'],
    ['sell', 'stop', 1.0999, undefined], ['sell', 'stop', 1.09991, 'RISK_PRICE_TOO_CLOSE'],
  ] as const)('checklist orders-14: a %s %s at %s, measured from its side of 1.1000/1.1002, is judged %s', (
    side, kind, price, code,
  ) => {
    const terms = { kind, price, stopLimit: null, tif: 'gtc', expiryMs: null } as const;
    const quote = { symbol: 'EURUSD', timeMs: 0, bid: 1.1, ask: 1.1002 };
    expect(judgePendingPrice(EURUSD, side, terms, quote)?.code).toBe(code);
  });

  it('checklist orders-14: nothing is changed within the freeze level of the price that would act', () => {
    expect(judgeFreeze(EURUSD, 1.1, [1.10004])?.code).toBe('RISK_FROZEN');
    expect(judgeFreeze(EURUSD, 1.1, [1.0999, null, 1.10005])).toBeNull();
    expect(judgeFreeze({ ...EURUSD, freezeLevel: 0 }, 1.1, [1.1])).toBeNull();
  });
});
