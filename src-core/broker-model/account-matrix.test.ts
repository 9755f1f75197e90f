// The checklist's account matrix (30-32): every kind of account, its money worked out by hand beside it.

import { describe, expect, it } from 'vitest';
import { INSTRUMENTS, type Broker } from './index.ts';
import { dealsOf, makeSetup, openBroker, order, T0 } from './broker-rig.test-kit.ts';

const DAY_MS = 86_400_000;
const EUR = {
  identity: { ...makeSetup().identity, currency: 'EUR' },
};
const BY_HAND = { magic: '0', comment: '', reason: 'client' } as const;

function opened(broker: Broker, change: Parameters<typeof order>[0], at = T0 + 1) {
  const { answer } = broker.send(order(change), at);
  expect(answer.retname).toBe('DONE');
  return answer.position as string;
}

function closed(broker: Broker, position: string, at = T0 + 5) {
  const { answer, events } = broker.close({ position, volume: null, deviationPoints: 100, ...BY_HAND }, at);
  expect(answer.retname).toBe('DONE');
  return dealsOf(events)[0]!;
}

interface Case {
  readonly title: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly volume: number;
  /** Bid and ask at the close; openBroker's are those at the opening. */
  readonly later: readonly [number, number];
  readonly margin: number;
  readonly profit: number;
  readonly commission: number;
}

// EURUSD opens at 1.10000/1.10010, GBPUSD 1.3000/1.3002, USDJPY 150.000/150.010, XAUUSD 4000.00/4000.20; leverage 100,
// commission 3 a lot and side.
const ON_USD: readonly Case[] = [
  {
    // 0.5 x 100000 / 100 x 1.10010; (1.10260 - 1.10010) x 50000
    title: 'five digits', symbol: 'EURUSD', side: 'buy', volume: 0.5, later: [1.1026, 1.1027], margin: 550.05,
    profit: 125, commission: -1.5,
  },
  {
    // 0.2 x 100000 / 100; (150.410 - 150.010) x 20000 = 8000 yen, at 150.410
    title: 'three digits, yen', symbol: 'USDJPY', side: 'buy', volume: 0.2, later: [150.41, 150.42], margin: 200,
    profit: 53.19, commission: -0.6,
  },
  {
    // 0.3 x 100 / 100 x 4000.00; (4000.00 - 3990.50) x 30
    title: 'two digits, gold', symbol: 'XAUUSD', side: 'sell', volume: 0.3, later: [3990.3, 3990.5], margin: 1200,
    profit: 285, commission: -0.9,
  },
];

const ON_EUR: readonly Case[] = [
  {
    // the base is the account's own: 0.5 x 100000 / 100; 125 USD at the closing 1.1026
    title: 'five digits', symbol: 'EURUSD', side: 'buy', volume: 0.5, later: [1.1026, 1.1027], margin: 500,
    profit: 113.37, commission: -1.5,
  },
  {
    // 200 USD at 1.10005; 8000 yen at 150.415, then at 1.10005
    title: 'three digits, yen, over the dollar', symbol: 'USDJPY', side: 'buy', volume: 0.2, later: [150.41, 150.42],
    margin: 181.81, profit: 48.35, commission: -0.6,
  },
  {
    // 1200 USD and 285 USD at 1.10005
    title: 'two digits, gold', symbol: 'XAUUSD', side: 'sell', volume: 0.3, later: [3990.3, 3990.5], margin: 1090.86,
    profit: 259.08, commission: -0.9,
  },
  {
    // 100 GBP at 1.3001 / 1.10005; (1.3052 - 1.3002) x 10000 = 50 USD at 1.10005
    title: 'a pair of two other currencies', symbol: 'GBPUSD', side: 'buy', volume: 0.1, later: [1.3052, 1.3054],
    margin: 118.19, profit: 45.45, commission: -0.3,
  },
];

function checkMoney(broker: Broker, one: Case): void {
  const position = opened(broker, { symbol: one.symbol, side: one.side, volume: one.volume });
  expect(broker.account().margin).toBe(one.margin);
  broker.onTick(one.symbol, T0 + 2, ...one.later);
  expect(broker.position(position)?.profit).toBe(one.profit);
  expect(broker.account()).toMatchObject({
    balance: 10_000 + one.commission, equity: Math.round((10_000 + one.commission + one.profit) * 100) / 100,
  });
  const deal = closed(broker, position);
  expect([deal.profit, deal.commission, deal.swap]).toEqual([one.profit, one.commission, 0]);
  expect(broker.account()).toMatchObject({
    balance: Math.round((10_000 + 2 * one.commission + one.profit) * 100) / 100, margin: 0, marginLevel: null,
  });
}

describe.each(['hedging', 'netting'] as const)('a %s account in dollars', (mode) => {
  it.each(ON_USD)('checklist safety-32: margins, earns and charges as by hand: $title', (one) => { checkMoney(openBroker({}, mode), one); });
});

describe('an account in euros', () => {
  it.each(ON_EUR)('checklist safety-32: margins, earns and charges as by hand: $title', (one) => { checkMoney(openBroker(EUR), one); });

  it('states tick values in euros, anew as either price of the way moves', () => {
    const broker = openBroker(EUR);
    // 1 USD a point of EURUSD at its own bid 1.1; 100 yen a point of USDJPY at 150.005 and 1.10005
    expect(broker.instrument('EURUSD')).toMatchObject({ tickValue: 0.90909 });
    expect(broker.instrument('USDJPY')).toMatchObject({ tickValue: 0.60601 });
    // 1 USD a cent of gold
    expect(broker.instrument('XAUUSD')).toMatchObject({ tickValue: 0.90905 });
    const events = broker.onTick('EURUSD', T0 + 1, 1.2, 1.2001);
    const told = events.flatMap((event) => (event.kind === 'instrument' ? [event.instrument] : []));
    expect(told.map((one) => [one.symbol, one.tickValue])).toEqual([
      ['EURUSD', 0.83333], ['GBPUSD', 0.8333], ['USDJPY', 0.55551], ['XAUUSD', 0.8333],
    ]);
  });
});

describe('a yen pair of two digits', () => {
  it('checklist safety-32: earns by its contract, not by its digits', () => {
    const instruments = INSTRUMENTS.map((one) => (one.symbol === 'USDJPY'
      ? { ...one, digits: 2, point: 0.01, tickSize: 0.01, tickValue: 6.66667 } : one));
    const broker = openBroker({ instruments });
    const position = opened(broker, { symbol: 'USDJPY', volume: 0.1 });
    broker.onTick('USDJPY', T0 + 2, 149.51, 149.52);
    // (149.51 - 150.01) x 10000 = -5000 yen, at 149.51
    expect(closed(broker, position).profit).toBe(-33.44);
    // 1000 yen a point at 149.51
    expect(broker.instrument('USDJPY')?.tickValue).toBe(6.68852);
  });
});

describe('swap', () => {
  // Nights of Tuesday, Wednesday (three), Thursday, Friday and Monday; none on Saturday and Sunday: seven.
  const NIGHTS = 7;

  it.each([
    ['EURUSD', 'buy', 1, -7.2], ['EURUSD', 'sell', 1, 2.6], ['XAUUSD', 'sell', 0.5, 9.65], ['XAUUSD', 'buy', 0.1, -4.15],
    ['GBPUSD', 'sell', 0.2, -0.38],
  ] as const)('of a week in %s %s %d lots is seven nights of %d dollars', (symbol, side, volume, night) => {
    const broker = openBroker({ leverage: 500 });
    const position = opened(broker, { symbol, side, volume });
    const quote = { ...broker.quote(symbol)! };
    const seen: number[] = [];
    for (let day = 1; day <= NIGHTS; day += 1) {
      broker.onTick(symbol, T0 + day * DAY_MS, quote.bid, quote.ask);
      seen.push(broker.position(position)!.swap);
    }
    const nights = [1, 4, 5, 6, 6, 6, 7];
    expect(seen).toEqual(nights.map((count) => Math.round(count * night * 100) / 100));
    const deal = closed(broker, position, T0 + 7 * DAY_MS + 1);
    expect(deal.swap).toBe(Math.round(NIGHTS * night * 100) / 100);
  });

  it('in another currency is converted: yen points at the bid, dollars into euros', () => {
    const broker = openBroker({ leverage: 500 });
    const yen = opened(broker, { symbol: 'USDJPY', volume: 1 });
    broker.onTick('USDJPY', T0 + DAY_MS, 150, 150.01);
    // 9.4 points = 940 yen at 150.000
    expect(broker.position(yen)?.swap).toBe(6.27);
    const euros = openBroker({ ...EUR, leverage: 500 });
    const gold = opened(euros, { symbol: 'XAUUSD', side: 'sell', volume: 1 });
    euros.onTick('XAUUSD', T0 + DAY_MS, 4000, 4000.2);
    // 19.3 points = 19.30 USD at 1.10005
    expect(euros.position(gold)?.swap).toBe(17.54);
  });
});

describe('fillings', () => {
  const only = (filling: number) => INSTRUMENTS.map((one) => ({ ...one, filling }));

  it('checklist orders-12: FOK only: IOC is INVALID_FILL, auto is FOK, and what the market cannot fill whole is rejected, also on close', () => {
    const broker = openBroker({ instruments: only(1), liquidityLots: 0.2 });
    expect(broker.send(order({ filling: 'ioc' }), T0 + 1).answer.retcode).toBe(10030);
    expect(broker.send(order({ volume: 0.3 }), T0 + 1).answer.retcode).toBe(10006);
    expect(broker.send(order({ volume: 0.2 }), T0 + 1).answer.retcode).toBe(10009);
    const position = opened(broker, { volume: 0.2 });
    const part = broker.close({ position, volume: 0.1, deviationPoints: 0, ...BY_HAND }, T0 + 2);
    expect([part.answer.retcode, broker.position(position)?.volume]).toEqual([10009, 0.1]);
    expect(broker.closedOrders().every((one) => one.filling === 'fok')).toBe(true);
  });

  it('checklist orders-12: IOC only: FOK is INVALID_FILL, auto is IOC, and a thin market fills a part', () => {
    const broker = openBroker({ instruments: only(2), liquidityLots: 0.2 });
    expect(broker.send(order({ filling: 'fok' }), T0 + 1).answer.retcode).toBe(10030);
    const { answer } = broker.send(order({ volume: 0.5 }), T0 + 1);
    expect(answer).toMatchObject({ retcode: 10010, volume: 0.2 });
    expect(broker.closedOrders().at(-1)).toMatchObject({ state: 'canceled', volume: 0.3, filling: 'ioc' });
    const rest = broker.close({ position: answer.position as string, volume: null, deviationPoints: 0, ...BY_HAND }, T0);
    expect(rest.answer.retcode).toBe(10009);
  });
});

describe('execution', () => {
  it('checklist orders-11: instant: the deviation holds, and a worse market is a requote that tells the new prices', () => {
    const instruments = INSTRUMENTS.map((one) => ({ ...one, executionMode: 'instant' as const }));
    const broker = openBroker({ instruments });
    broker.onTick('EURUSD', T0 + 1, 1.10012, 1.10022);
    // asked at 1.10010, the market is 12 points worse
    const requote = broker.send(order({ price: 1.1001, deviationPoints: 10 }), T0 + 2);
    expect(requote.answer).toMatchObject({ retcode: 10004, bid: 1.10012, ask: 1.10022, deal: null });
    const done = broker.send(order({ price: 1.1001, deviationPoints: 12 }), T0 + 2);
    expect(done.answer).toMatchObject({ retcode: 10009, price: 1.10022 });
  });

  it('checklist orders-11: market: the price asked for is not looked at', () => {
    const broker = openBroker();
    expect(broker.send(order({ price: 1, deviationPoints: 0 }), T0 + 2).answer)
      .toMatchObject({ retcode: 10009, price: 1.1001 });
  });
});

describe('netting', () => {
  it('checklist orders-20: averages what is added and turns round in one in/out deal', () => {
    const broker = openBroker({}, 'netting');
    const position = opened(broker, { volume: 0.1 });
    broker.onTick('EURUSD', T0 + 1, 1.102, 1.1021);
    expect(opened(broker, { volume: 0.3 })).toBe(position);
    // (0.1 x 1.1001 + 0.3 x 1.1021) / 0.4
    expect(broker.position(position)).toMatchObject({ volume: 0.4, priceOpen: 1.1016 });
    broker.onTick('EURUSD', T0 + 2, 1.105, 1.1051);
    const turned = broker.send(order({ side: 'sell', volume: 0.6 }), T0 + 3);
    // (1.1050 - 1.1016) x 40000 = 136; 0.6 lots of commission
    expect(dealsOf(turned.events)).toMatchObject([
      { entry: 'inout', side: 'sell', volume: 0.6, profit: 136, commission: -1.8, positionId: position },
    ]);
    expect(broker.positions()).toMatchObject([{ id: position, side: 'sell', volume: 0.2, priceOpen: 1.105 }]);
  });
});

describe('a FIFO account', () => {
  it('checklist orders-19: closes the older position first and holds none against another', () => {
    const broker = openBroker({ isFifo: true, isHedgeForbidden: true });
    const older = opened(broker, { volume: 0.1 });
    const newer = opened(broker, { volume: 0.2 });
    const close = (position: string) => {
      return broker.close({ position, volume: null, deviationPoints: 0, ...BY_HAND }, T0 + 2).answer.retcode;
    };
    expect(close(newer)).toBe(10045);
    expect(broker.send(order({ side: 'sell' }), T0 + 2).answer.retcode).toBe(10046);
    expect([close(older), close(newer)]).toEqual([10009, 10009]);
  });
});

describe('a margin call', () => {
  it('closes the position with the greatest loss first, and no more than it must', () => {
    const broker = openBroker({ deposit: 2000, commissionPerLot: 0 });
    const euro = opened(broker, { symbol: 'EURUSD', volume: 0.5 });
    const pound = opened(broker, { symbol: 'GBPUSD', volume: 0.5 });
    // margin 0.5 x 1000 x (1.1001 + 1.3002) = 1200.15
    expect(broker.account().margin).toBe(1200.15);
    broker.onTick('GBPUSD', T0 + 1, 1.29, 1.2902);
    // the pound has lost (1.3002 - 1.2900) x 50000 = 510, the euro 5: equity 1485, level 123.73 %
    expect(broker.account().marginLevel).toBe(123.73);
    // the euro loses (1.1001 - 1.0823) x 50000 = 890: equity 600.00, level 49.99 %, and it is now the greater loss
    const events = broker.onTick('EURUSD', T0 + 2, 1.0823, 1.0824);
    expect(dealsOf(events).map((deal) => [deal.positionId, deal.reason, deal.profit])).toEqual([[euro, 'so', -890]]);
    // the pound stays: 600 over 650.10
    expect(broker.positions().map((one) => one.id)).toEqual([pound]);
    expect(broker.account().marginLevel).toBe(92.29);
  });
});

describe('permissions', () => {
  it('an investor\'s account trades for nobody; one without programs trades for its owner', () => {
    const investor = openBroker({ permissions: { account: false } });
    expect(investor.send(order({ reason: 'client' }), T0 + 1).answer.retname).toBe('TRADE_DISABLED');
    expect(investor.account()).toMatchObject({ tradeAllowed: false, expertAllowed: true });
    const manual = openBroker({ permissions: { server: false } });
    expect(manual.send(order({ reason: 'expert' }), T0 + 1).answer.retname).toBe('SERVER_DISABLES_AT');
    expect(manual.send(order({ reason: 'client' }), T0 + 1).answer.retname).toBe('DONE');
    expect(manual.account()).toMatchObject({ tradeAllowed: true, expertAllowed: false });
    manual.permit({ server: true });
    expect(manual.send(order({ reason: 'expert' }), T0 + 1).answer.retname).toBe('DONE');
  });
});
