import { describe, expect, it } from 'vitest';
import { Broker, clientIdOfMagic, instrumentForRecord, isInSession, magicOfClientId, roundTo } from './index.ts';
import { INSTRUMENTS } from './instruments.ts';
import { dealsOf, makeSetup, openBroker, order, T0 } from './broker-rig.test-kit.ts';

const close = (position: string, volume: number | null = null) => ({
  position, volume, deviationPoints: 10, magic: '0', comment: '', reason: 'expert' as const,
});

const BY_HAND = { magic: '0', comment: '', reason: 'client' } as const;

describe('money by hand', () => {
  it('buys at the ask, sells at the bid, pays the spread and both commissions', () => {
    const broker = openBroker();
    const { answer } = broker.send(order({ volume: 1 }), T0 + 1);
    expect(answer).toMatchObject({ retcode: 10009, retname: 'DONE', price: 1.1001, volume: 1, bid: 1.1, ask: 1.1001 });
    // 1 lot, 10 points of spread at 1 USD a point; 3 USD commission; margin 100000 * 1.1001 / 100
    expect(broker.account()).toMatchObject(
      { balance: 9997, profit: -10, equity: 9987, margin: 1100.1, marginFree: 8886.9 },
    );
    broker.onTick('EURUSD', T0 + 2, 1.1051, 1.1052);
    expect(broker.account()).toMatchObject(
      { profit: 500, equity: 10_497, marginLevel: roundTo((10_497 / 1100.1) * 100, 2) },
    );
    const closed = broker.close(close(answer.position as string), T0 + 3);
    expect(dealsOf(closed.events)[0]).toMatchObject(
      { entry: 'out', side: 'sell', price: 1.1051, profit: 500, commission: -3 },
    );
    expect(broker.account()).toMatchObject({ balance: 10_494, equity: 10_494, margin: 0, marginLevel: null });
  });

  it('fills always so many points worse where slippage is fixed, at the market and at a stop, never at a target', () => {
    const broker = openBroker({ slippage: { points: 5 } });
    broker.onTick('EURUSD', T0, 1.1, 1.1001);
    const bought = broker.send(order({ volume: 1, sl: 1.098, tp: 1.102 }), T0 + 1);
    expect(bought.answer.price).toBe(1.10015);
    expect(dealsOf(broker.onTick('EURUSD', T0 + 2, 1.098, 1.0981))[0]).toMatchObject({ price: 1.09795, reason: 'sl' });
    broker.send(order({ volume: 1, sl: 1.09, tp: 1.1 }), T0 + 3);
    expect(dealsOf(broker.onTick('EURUSD', T0 + 4, 1.1, 1.1001))[0]).toMatchObject({ price: 1.1, reason: 'tp' });
  });

  it('converts yen by the closing price and takes half of a position at a time', () => {
    const broker = openBroker();
    const { answer } = broker.send(order({ symbol: 'USDJPY', side: 'sell', volume: 0.5 }), T0 + 1);
    expect(broker.account().margin).toBe(500);
    broker.onTick('USDJPY', T0 + 2, 149, 149.01);
    // sold at 150, bought back at 149.01: 0.99 yen * 20,000 = 19,800 yen / 149.01 = 132.88
    const half = dealsOf(broker.close(close(answer.position as string, 0.2), T0 + 3).events)[0];
    expect(half).toMatchObject({ entry: 'out', volume: 0.2, profit: 132.88, commission: -0.6 });
    expect(broker.positions()).toMatchObject([{ volume: 0.3, profit: 199.32 }]);
    expect(broker.account().balance).toBe(roundTo(10_000 - 1.5 + 132.88 - 0.6, 2));
  });

  it('margins gold by its price and the contract of 100 ounces', () => {
    const broker = openBroker();
    broker.send(order({ symbol: 'XAUUSD', volume: 0.1 }), T0 + 1);
    expect(broker.account()).toMatchObject({ margin: 400.02, profit: -2 });
  });

  it('checklist events-25: charges the night\'s swap at the broker\'s midnight, three times on Wednesday', () => {
    const broker = openBroker();
    broker.send(order({ volume: 1 }), T0 + 1);
    const midnight = T0 + 14 * 3_600_000;
    broker.onTick('EURUSD', midnight - 1, 1.1, 1.1001);
    expect(broker.positions()[0]?.swap).toBe(0);
    broker.onTick('EURUSD', midnight, 1.1, 1.1001);
    expect(broker.positions()[0]?.swap).toBe(-7.2);
    broker.onTick('EURUSD', midnight + 86_400_000, 1.1, 1.1001);
    expect(broker.positions()[0]?.swap).toBe(-28.8);
    // over a weekend: Thursday and Friday nights only
    broker.onTick('EURUSD', midnight + 5 * 86_400_000, 1.1, 1.1001);
    expect(broker.positions()[0]?.swap).toBe(-43.2);
    const deal = dealsOf(broker.close(close(broker.positions()[0]?.id as string), midnight + 5 * 86_400_000).events)[0];
    expect(deal).toMatchObject({ swap: -43.2, profit: -10 });
    expect(broker.account().balance).toBe(9940.8 - 0);
  });

  it('needs margin for the larger side only where both are held', () => {
    const broker = openBroker();
    broker.send(order({ volume: 1 }), T0);
    broker.send(order({ volume: 0.4, side: 'sell' }), T0);
    expect(broker.account().margin).toBe(1100.1);
  });
});

describe('stops, targets and waiting orders', () => {
  it('closes a gapped stop at the price there is, not at the stop', () => {
    const broker = openBroker();
    broker.send(order({ volume: 1, sl: 1.095, tp: 1.11 }), T0);
    const deal = dealsOf(broker.onTick('EURUSD', T0 + 1, 1.093, 1.0931))[0];
    expect(deal).toMatchObject({ reason: 'sl', price: 1.093, profit: -710, comment: '[sl 1.095]' });
    expect(broker.positions()).toEqual([]);
  });

  it('closes a target at the target, even when the price jumps beyond it', () => {
    const broker = openBroker();
    broker.send(order({ side: 'sell', volume: 1, sl: 1.11, tp: 1.09 }), T0);
    const deal = dealsOf(broker.onTick('EURUSD', T0 + 1, 1.0879, 1.088))[0];
    expect(deal).toMatchObject({ reason: 'tp', price: 1.09, profit: 1000 });
  });

  it('touches a sell\'s stop with the ask', () => {
    const broker = openBroker();
    broker.send(order({ side: 'sell', sl: 1.101 }), T0);
    expect(dealsOf(broker.onTick('EURUSD', T0 + 1, 1.1008, 1.1009))).toEqual([]);
    expect(dealsOf(broker.onTick('EURUSD', T0 + 2, 1.1009, 1.101))[0]).toMatchObject({ reason: 'sl', price: 1.101 });
  });

  it('fills a limit at its own price, a stop at the market, and a stop limit in two steps', () => {
    const broker = openBroker();
    const limit = broker.send(order({ kind: 'limit', price: 1.099 }), T0).answer;
    const stop = broker.send(order({ kind: 'stop', price: 1.102 }), T0).answer;
    const both = broker.send(order({ kind: 'stop_limit', price: 1.102, stopLimit: 1.1015 }), T0).answer;
    expect([limit.retcode, stop.retcode, both.retcode]).toEqual([10008, 10008, 10008]);
    expect(broker.orders()).toHaveLength(3);
    const down = dealsOf(broker.onTick('EURUSD', T0 + 1, 1.0985, 1.0986));
    expect(down).toMatchObject([{ order: limit.order, price: 1.099 }]);
    const up = dealsOf(broker.onTick('EURUSD', T0 + 2, 1.1029, 1.103));
    expect(up).toMatchObject([{ order: stop.order, price: 1.103 }]);
    expect(broker.orders()).toMatchObject([{ kind: 'limit', price: 1.1015, stopLimit: null }]);
    expect(
      dealsOf(broker.onTick('EURUSD', T0 + 3, 1.1013, 1.1014)),
    ).toMatchObject([{ order: both.order, price: 1.1015 }]);
    expect(broker.orders()).toEqual([]);
  });

  it('expires orders at their time and day orders at the broker\'s midnight', () => {
    const broker = openBroker();
    broker.send(order({ kind: 'limit', price: 1.09, tif: 'spec', expiresMs: T0 + 1000 }), T0);
    broker.send(order({ kind: 'limit', price: 1.09, tif: 'day' }), T0);
    const gone = broker.onTick('EURUSD', T0 + 1000, 1.1, 1.1001);
    expect(gone).toMatchObject([{ kind: 'order', op: 'remove', order: { state: 'expired' } }]);
    expect(broker.onTick('EURUSD', T0 + 14 * 3_600_000, 1.1, 1.1001)).toMatchObject([{ order: { state: 'expired' } }]);
    expect(
      broker.send(order({ kind: 'limit', price: 1.09, tif: 'spec', expiresMs: T0 - 1 }), T0).answer.retcode,
    ).toBe(10022);
  });

  it('moves and cancels what waits, and moves stops of what is open', () => {
    const broker = openBroker();
    const ticket = broker.send(order({ kind: 'limit', price: 1.09 }), T0).answer.order as string;
    expect(broker.modifyOrder(ticket, 1.095, 1.09, null, null, T0).answer.retcode).toBe(10009);
    expect(broker.orders()).toMatchObject([{ price: 1.095, sl: 1.09 }]);
    expect(broker.modifyOrder(ticket, 1.095, 1.09, null, null, T0).answer.retcode).toBe(10025);
    expect(broker.modifyOrder(ticket, 1.2, null, null, null, T0).answer.retcode).toBe(10015);
    expect(broker.cancel(ticket, T0).answer.retcode).toBe(10009);
    expect(broker.cancel(ticket, T0).answer.retcode).toBe(10013);
    const id = broker.send(order(), T0).answer.position as string;
    expect(broker.modifyPosition(id, 1.0995, 1.2).answer.retcode).toBe(10009);
    expect(broker.modifyPosition(id, 1.0995, 1.2).answer.retcode).toBe(10025);
    expect(broker.modifyPosition(id, 1.1, null).answer.retcode).toBe(10016);
    expect(broker.modifyPosition('77', 1, null).answer.retcode).toBe(10036);
  });

  it('closes the worst position when the margin level falls to the stop-out', () => {
    const broker = openBroker({ deposit: 2500 });
    broker.send(order({ volume: 1 }), T0);
    broker.send(order({ symbol: 'GBPUSD', volume: 0.5 }), T0);
    // margin 1100.10 + 650.10; half of it is 875.10 of equity; 2500 - 4.5 - 10 - 10 - x
    const events = broker.onTick('EURUSD', T0 + 1, 1.0838, 1.0839);
    expect(dealsOf(events)).toMatchObject([{ reason: 'so', symbol: 'EURUSD', profit: -1630 }]);
    expect(broker.positions()).toMatchObject([{ symbol: 'GBPUSD' }]);
  });
});

describe('netting', () => {
  it('adds at the average price, takes off, and reverses with one deal on the same identifier', () => {
    const broker = openBroker({}, 'netting');
    const id = broker.send(order({ volume: 0.1 }), T0).answer.position as string;
    broker.onTick('EURUSD', T0 + 1, 1.102, 1.1021);
    expect(broker.send(order({ volume: 0.1 }), T0 + 1).answer.position).toBe(id);
    expect(broker.positions()).toMatchObject([{ volume: 0.2, priceOpen: 1.1011 }]);
    const reversal = broker.send(order({ side: 'sell', volume: 0.5 }), T0 + 2);
    // 0.2 lots from 1.1011 to 1.102: 18.00
    expect(dealsOf(reversal.events)).toMatchObject([{ entry: 'inout', volume: 0.5, profit: 18, positionId: id }]);
    expect(broker.positions()).toMatchObject(
      [{ id, side: 'sell', volume: 0.3, priceOpen: 1.102, ticket: reversal.answer.order }],
    );
    expect(
      broker.close(close(reversal.answer.order as string), T0 + 3).answer,
    ).toMatchObject({ retcode: 10009, position: id });
    expect(broker.positions()).toEqual([]);
  });
});

describe('refusals are answers', () => {
  const cases: readonly [string, number, Parameters<typeof order>[0]][] = [
    ['an unknown symbol', 10013, { symbol: 'NOPE' }],
    ['a volume below the minimum', 10014, { volume: 0.001 }],
    ['a volume off the step', 10014, { volume: 0.015 }],
    ['a volume above the maximum', 10014, { volume: 51 }],
    ['a stop on the wrong side', 10016, { sl: 1.2 }],
    ['a stop nearer than the stops level', 10016, { sl: 1.09995 }],
    ['a stop off the price grid', 10016, { sl: 1.0950049 }],
    ['a pending price on the wrong side', 10015, { kind: 'limit', price: 1.2 }],
    ['a pending order without a price', 10015, { kind: 'stop' }],
    ['a filling the symbol does not have', 10030, { filling: 'return' }],
    ['more than the money allows', 10019, { volume: 10 }],
  ];
  for (const [what, retcode, change] of cases) {
    it(`refuses ${what} with ${String(retcode)}`, () => {
      const broker = openBroker();
      const before = JSON.stringify(broker.state());
      expect(broker.send(order(change), T0).answer.retcode).toBe(retcode);
      expect(JSON.stringify(broker.state())).toBe(before);
    });
  }

  it('knows a shut market, a switched-off symbol, one-sided and close-only symbols', () => {
    const withMode = (tradeMode: 'disabled' | 'longonly' | 'shortonly' | 'closeonly') => openBroker({
      instruments: INSTRUMENTS.map((one) => ({ ...one, tradeMode })),
    });
    const saturday = T0 + 4 * 86_400_000;
    expect(openBroker().send(order(), saturday).answer.retcode).toBe(10018);
    expect(withMode('disabled').send(order(), T0).answer.retcode).toBe(10017);
    expect(withMode('longonly').send(order({ side: 'sell' }), T0).answer.retcode).toBe(10042);
    expect(withMode('shortonly').send(order(), T0).answer.retcode).toBe(10043);
    expect(withMode('closeonly').send(order(), T0).answer.retcode).toBe(10044);
    expect(isInSession(INSTRUMENTS[3] as (typeof INSTRUMENTS)[number], Date.UTC(2026, 4, 12, 0, 30))).toBe(false);
  });

  it('closes what there is and no more', () => {
    const broker = openBroker();
    const id = broker.send(order(), T0).answer.position as string;
    expect(broker.close(close(id, 0.2), T0).answer.retcode).toBe(10038);
    expect(broker.close(close(id, 0.015), T0).answer.retcode).toBe(10014);
    expect(broker.close(close(id), T0).answer.retcode).toBe(10009);
    expect(broker.close(close(id), T0).answer.retcode).toBe(10036);
  });

  it('requotes instant orders whose price is worse than the deviation', () => {
    const instruments = INSTRUMENTS.map((one) => ({ ...one, executionMode: 'instant' as const }));
    const broker = openBroker({ instruments });
    expect(
      broker.send(order({ price: 1.0999, deviationPoints: 10 }), T0).answer,
    ).toMatchObject({ retcode: 10004, bid: 1.1, ask: 1.1001 });
    expect(broker.send(order({ price: 1.1, deviationPoints: 10 }), T0).answer.retcode).toBe(10009);
    expect(openBroker({ instruments, requoteChance: 1 }).send(order(), T0).answer.retcode).toBe(10004);
    expect(openBroker({ rejectChance: 1 }).send(order(), T0).answer.retcode).toBe(10006);
  });

  it('fills IOC in part, FOK not at all, and obeys FIFO and no-hedging brokers', () => {
    const broker = openBroker({ liquidityLots: 0.3 });
    expect(broker.send(order({ volume: 1, filling: 'fok' }), T0).answer.retcode).toBe(10006);
    expect(broker.send(order({ volume: 1, filling: 'ioc' }), T0).answer).toMatchObject({ retcode: 10010, volume: 0.3 });
    const strict = openBroker({ isFifo: true, isHedgeForbidden: true });
    strict.send(order(), T0);
    const second = strict.send(order(), T0).answer.position as string;
    expect(strict.close(close(second), T0).answer.retcode).toBe(10045);
    expect(strict.send(order({ side: 'sell' }), T0).answer.retcode).toBe(10046);
  });

  it('closes two opposite positions against each other without paying the spread twice', () => {
    const broker = openBroker();
    const buy = broker.send(order({ volume: 0.3 }), T0).answer.position as string;
    broker.onTick('EURUSD', T0 + 1, 1.105, 1.1051);
    const sell = broker.send(order({ side: 'sell', volume: 0.1 }), T0 + 1).answer.position as string;
    const done = broker.closeBy(buy, sell, BY_HAND, T0 + 2);
    // 0.1 lots from 1.1001 to 1.105: 49.00
    expect(dealsOf(done.events)).toMatchObject([{ entry: 'out_by', profit: 49 }, { entry: 'out_by', profit: 0 }]);
    expect(broker.positions()).toMatchObject([{ id: buy, volume: 0.2 }]);
    expect(broker.closeBy(buy, sell, BY_HAND, T0).answer.retcode).toBe(10036);
  });

  it('checks without trading when it is only asked to check', () => {
    const broker = openBroker();
    const before = JSON.stringify(broker.state());
    expect(broker.send(order(), T0, true).answer.retcode).toBe(10009);
    expect(broker.send(order({ volume: 100 }), T0, true).answer.retcode).toBe(10014);
    expect(JSON.stringify(broker.state())).toBe(before);
  });
});

describe('keys, records and values', () => {
  it('checklist orders-17: carries a client order id in the magic number and back', () => {
    expect(magicOfClientId('7H3K9QZX')).toBe('8062977659166717');
    expect(clientIdOfMagic('8062977659166717')).toBe('7H3K9QZX');
    expect(
      [magicOfClientId('7h3k9qzx'), magicOfClientId('7H3K9QZU1'), magicOfClientId('7H3K9QZI')],
    ).toEqual([null, null, null]);
    expect(
      [clientIdOfMagic('0'), clientIdOfMagic('9062977659166717'), clientIdOfMagic('x')],
    ).toEqual([null, null, null]);
  });

  it('states a yen pair\'s tick value anew as its price moves', () => {
    const broker = openBroker();
    expect(broker.instrument('USDJPY')?.tickValue).toBe(0.66667);
    const events = broker.onTick('USDJPY', T0 + 1, 160, 160.01);
    expect(events).toMatchObject([{ kind: 'instrument', instrument: { symbol: 'USDJPY', tickValue: 0.625, rev: 2 } }]);
    expect(broker.onTick('USDJPY', T0 + 2, 160.1, 160.11)).toEqual([]);
  });

  it('takes a euro account\'s profit through the pair that joins the currencies', () => {
    const setup = makeSetup();
    const broker = new Broker({ ...setup, identity: { ...setup.identity, currency: 'EUR' } }, null, T0);
    broker.onTick('EURUSD', T0, 1.25, 1.25);
    broker.onTick('XAUUSD', T0, 4000, 4000);
    const id = broker.send(order({ symbol: 'XAUUSD', volume: 0.1 }), T0).answer.position as string;
    broker.onTick('XAUUSD', T0 + 1, 4010, 4010.5);
    // 10 USD * 10 ounces = 100 USD = 80 EUR
    expect(dealsOf(broker.close(close(id), T0 + 2).events)[0]?.profit).toBe(80);
  });

  it('describes recorded symbols, with suffixes and with digits of their own', () => {
    expect(instrumentForRecord('XAUUSD', 3)).toMatchObject(
      { symbol: 'XAUUSD', digits: 3, point: 0.001, tickValue: 0.1, contractSize: 100 },
    );
    expect(instrumentForRecord('EURUSDm', 5)).toMatchObject(
      { symbol: 'EURUSDm', baseCurrency: 'EUR', profitCurrency: 'USD', tickValue: 1 },
    );
    expect(instrumentForRecord('AUDCAD', 5)).toMatchObject(
      { baseCurrency: 'AUD', profitCurrency: 'CAD', contractSize: 100_000 },
    );
    expect(roundTo(1.005, 2)).toBe(1.01);
    expect(roundTo(-0.125, 2)).toBe(-0.13);
  });
});
