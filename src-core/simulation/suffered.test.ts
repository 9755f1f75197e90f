import { describe, expect, it } from 'vitest';
import { INSTRUMENTS } from '#core/broker-model';
import { TIMEFRAME_MS } from '#core/model';
import { JoinedWorld } from './joined-world.test-kit.ts';

const HOUR_MS = 3_600_000;
const MANY = { positionsMax: 50, openRiskFractionMax: 1, dailyLossFractionMax: 1 } as const;

function states(world: JoinedWorld): readonly string[] {
  return world.orders.map((order) => order.state);
}

describe('orders from app to broker', () => {
  it.each([['FOK', 1], ['IOC', 2], ['FOK and IOC', 3]] as const)(
    'checklist suffered-fixed-filling: open and close where the broker takes %s', (_name, filling) => {
      const instruments = INSTRUMENTS.map((one) => ({ ...one, filling }));
      const world = new JoinedWorld({ broker: { instruments } });
      const order = world.order();
      world.pass(1_000);
      const [position] = world.broker.positions();
      world.close(position?.id ?? '');
      world.pass(1_000);
      expect(states(world)).toEqual(['filled', 'filled']);
      expect(world.deals.map((deal) => deal.entry)).toEqual(['in', 'out']);
      expect(order?.cid).not.toBe(world.orders[1]?.cid);
      expect(world.broker.closedOrders().every((one) => one.filling === (filling === 2 ? 'ioc' : 'fok'))).toBe(true);
    },
  );

  it('checklist suffered-duplicates-after-reinit: run once though answers were lost and the EA began anew', () => {
    const world = new JoinedWorld({ limits: { orderDeadlineMs: 600_000 } });
    world.isHeard = false;
    world.order();
    world.initAgain();
    world.isHeard = true;
    world.pass(1_000);
    world.connect();
    world.pass(30_000);
    world.initAgain();
    world.connect();
    world.pass(1_000);
    expect(world.sentOrders).toHaveLength(1);
    for (const text of world.sentOrders) world.repeat(text);
    world.pass(30_000);
    expect(world.deals).toHaveLength(1);
    expect(states(world)).toEqual(['filled']);
    expect([...world.kernel.view.positions.keys()]).toEqual(world.broker.positions().map(({ id }) => id));
  });

  it('checklist suffered-burst-half-lost: a burst of thirty runs whole, each once, in its own time', () => {
    const world = new JoinedWorld({ limits: { ...MANY, orderDeadlineMs: 60_000 } });
    for (let count = 0; count < 30; count += 1) expect(world.order(0.01)).not.toBeNull();
    expect(states(world)).toContain('issued');
    world.pass(10_000);
    expect(states(world)).toEqual(Array.from({ length: 30 }, () => 'filled'));
    expect(new Set(world.deals.map((deal) => deal.cid))).toEqual(new Set(world.orders.map(({ cid }) => cid)));
    expect(world.deals).toHaveLength(30);
  });

  it('checklist suffered-burst-half-lost: a burst whose link breaks runs whole as well, each once', () => {
    const world = new JoinedWorld({ limits: { ...MANY, orderDeadlineMs: 60_000 } });
    for (let count = 0; count < 30; count += 1) {
      world.isHeard = count < 8 || count > 15;
      world.order(0.01);
      expect([count, ...refusals(world)]).toEqual([count]);
      if (count !== 15) continue;
      world.cut();
      world.isHeard = true;
      world.connect();
      // nothing new goes before the snapshot is whole
      world.pass(2_000);
    }
    world.pass(50_000);
    expect(states(world)).toEqual(Array.from({ length: 30 }, () => 'filled'));
    expect(world.deals.map((deal) => deal.cid).sort()).toEqual(world.orders.map(({ cid }) => cid).sort());
  });

  it.each(['hedging', 'netting'] as const)(
    'checklist suffered-close-opens: a close on a %s account leaves no second position', (marginMode) => {
      const world = new JoinedWorld({ marginMode });
      world.order(0.3);
      world.pass(1_000);
      const id = world.broker.positions()[0]?.id ?? '';
      world.close(id, 0.1);
      world.pass(1_000);
      expect(world.broker.positions()).toMatchObject([{ id, side: 'buy', volume: 0.2 }]);
      world.close(id);
      world.pass(1_000);
      expect(world.broker.positions()).toEqual([]);
      expect(world.kernel.view.positions.size).toBe(0);
      expect(world.deals.map((deal) => [deal.entry, deal.positionId])).toEqual([['in', id], ['out', id], ['out', id]]);
    },
  );

  it('checklist suffered-wrong-lots: are refused where the broker\'s tick value does not fit its contract', () => {
    expect(new JoinedWorld().order()?.state).toBe('filled');
    const world = new JoinedWorld();
    const held = world.kernel.view.instruments.get('EURUSD');
    world.accept({
      kind: 'InstrumentReported', wire: { account: '51234567@Broker-Demo', epoch: 'e', wireSeq: 0 },
      instrument: { ...(held as NonNullable<typeof held>), tickValueLoss: 10 },
    });
    expect(world.order()).toBeNull();
    expect(refusals(world)).toEqual(['RISK_VALUE_MISMATCH']);
    expect(world.deals).toEqual([]);
  });
});

function refusals(world: JoinedWorld): readonly string[] {
  return world.disk.events.flatMap(({ body }) => (body.kind === 'RequestRefused' ? [body.whyNot.code] : []));
}

describe('a trade by hand', () => {
  it('checklist suffered-manual-close: is seen within a second, and at once when the link was away', () => {
    const world = new JoinedWorld();
    const open = () => world.byHand('open', { symbol: 'EURUSD', side: 'buy', volume: 0.1 }).position;
    const [first, second] = [open(), open()];
    world.pass(1_000);
    expect([...world.kernel.view.positions.keys()]).toEqual([first, second]);
    world.byHand('close', { position: first });
    world.pass(1_000);
    expect([...world.kernel.view.positions.keys()]).toEqual([second]);
    world.cut();
    world.byHand('close', { position: second });
    world.pass(5_000);
    world.connect();
    world.pass(1_000);
    expect(world.kernel.view.positions.size).toBe(0);
    expect([...world.kernel.view.trades.values()].map((trade) => trade.closeReason)).toEqual(['client', 'client']);
    expect(world.kernel.view.lock).toBeNull();
  });

  it('checklist events-22: is taken up as not ours, and its close is the broker\'s deal and nothing else', () => {
    const world = new JoinedWorld();
    world.cut();
    const { position } = world.byHand('open', { symbol: 'EURUSD', side: 'sell', volume: 0.2 });
    world.connect();
    world.pass(1_000);
    expect(world.kernel.view.positions.get(position ?? '')).toMatchObject({ side: 'sell', volume: 0.2, cid: null });
    expect(world.orders).toEqual([]);
    world.byHand('close', { position });
    world.pass(1_000);
    const told = [...world.kernel.view.deals.values()].filter((deal) => deal.symbol !== '').map(({ deal }) => deal);
    expect(told.sort()).toEqual(world.deals.map(({ deal }) => deal).sort());
  });
});

describe('a restart', () => {
  it('checklist suffered-invented-orders: of app, EA or both changes nothing at the broker and makes no order', () => {
    const world = new JoinedWorld();
    world.order();
    world.byHand('open', { symbol: 'EURUSD', side: 'buy', volume: 0.2 });
    world.byHand('open', { symbol: 'EURUSD', side: 'buy', volume: 0.1, kind: 'limit', price: 1 });
    world.pass(2_000);
    const truth = () => [world.deals.length, world.broker.positions().length, world.broker.orders().length];
    const before = truth();
    expect(before).toEqual([2, 2, 1]);
    for (const how of ['app', 'EA', 'both'] as const) {
      if (how !== 'EA') world.restartApp();
      if (how !== 'app') world.initAgain();
      world.connect();
      world.pass(15_000);
      expect(truth()).toEqual(before);
      expect(states(world)).toEqual(['filled']);
      expect(world.kernel.view.positions.size).toBe(2);
      expect(world.kernel.view.brokerOrders.size).toBe(1);
    }
  });
});

describe('a lost link', () => {
  it('checklist suffered-price-zero: makes no price, no alarm and no trade out of nothing', () => {
    const world = new JoinedWorld();
    world.order();
    world.pass(1_000);
    const last = world.kernel.view.quotes.get('EURUSD');
    const { seq } = world.disk.events.at(-1) ?? { seq: 0 };
    world.cut();
    world.pass(60_000);
    expect(world.kernel.view.quotes.get('EURUSD')).toEqual(last);
    const kinds = world.disk.events.filter((event) => event.seq > seq).map(({ body }) => body.kind);
    expect(kinds).not.toContain('AlarmRaised');
    expect(kinds).not.toContain('OrderOpened');
    expect(world.order()).toBeNull();
    expect(refusals(world)).toEqual(['RISK_LINK_DOWN']);
    expect(last?.bid).toBeGreaterThan(1);
  });

  it('checklist suffered-price-zero: a quote of zero moves no price and is counted', () => {
    const world = new JoinedWorld();
    const last = world.kernel.view.quotes.get('EURUSD');
    const brokerMs = world.nowMs + 10_800_000;
    world.accept({
      kind: 'TicksReceived', account: '51234567@Broker-Demo', symbol: 'EURUSD', offsetS: 10_800, next: [brokerMs, 1],
      ticks: { brokerMs: [brokerMs], bid: [0], ask: [0], last: [0], volume: [0], flags: [6] },
    });
    expect(world.kernel.view.quotes.get('EURUSD')).toEqual(last);
    expect(world.kernel.view.quoteFaults.zero).toBe(1);
  });

  it('checklist safety-31: leaves the broker\'s stop in its place, and nothing new is sent', () => {
    const world = new JoinedWorld();
    world.order();
    world.pass(1_000);
    const stop = world.broker.positions()[0]?.sl;
    world.cut();
    world.pass(5_000);
    expect(world.broker.positions()).toMatchObject([{ sl: stop }]);
    expect(world.order()).toBeNull();
    expect(refusals(world)).toEqual(['RISK_LINK_DOWN']);
    // the broker closes by itself while nobody is there
    world.broker.onTick('EURUSD', world.nowMs, (stop ?? 0) - 0.001, (stop ?? 0) - 0.0009);
    expect(world.deals.at(-1)).toMatchObject({ entry: 'out', reason: 'sl' });
    world.connect();
    world.pass(1_000);
    expect(world.kernel.view.positions.size).toBe(0);
  });
});

describe('the broker\'s clock', () => {
  it('checklist suffered-dst-candle: put back over a weekend doubles no candle and hides none', () => {
    const sunday = Date.UTC(2026, 10, 1, 6);
    const world = new JoinedWorld({
      startMs: sunday - 34 * HOUR_MS, offsetChange: { atMs: sunday, offsetS: 7_200 },
    });
    world.pass(30_000);
    const summer = world.kernel.view.account?.offsetS;
    world.cut();
    world.nowMs = sunday + 30 * HOUR_MS;
    world.connect();
    world.pass(60_000);
    expect([summer, world.kernel.view.account?.offsetS]).toEqual([10_800, 7_200]);
    for (const timeframe of ['M1', 'M5', 'M15', 'H1', 'H4', 'D1'] as const) {
      const bars = [...world.bars.values()].filter((one) => one.timeframe === timeframe).map(({ bar }) => bar)
        .sort((a, b) => a.time - b.time);
      // the week's first day is still running
      expect(bars.some(({ time }) => time > sunday)).toBe(timeframe !== 'D1');
      expect(bars.some(({ time }) => time < sunday)).toBe(true);
      const prints = bars.filter(({ partial }) => !partial)
        .map(({ open, high, low, close, tickVolume }) => [open, high, low, close, tickVolume].join());
      expect(new Set(prints).size).toBe(prints.length);
      const isMonday = (time: number) => time > sunday;
      // a day of the broker begins at 21:00 UTC in summer and at 22:00 in winter
      const phases = bars.map(({ time }) => (time + (isMonday(time) ? 7_200_000 : 10_800_000)) % TIMEFRAME_MS[timeframe]);
      expect(new Set(phases)).toEqual(new Set([0]));
    }
    const minutes = [...world.bars.values()].filter(({ timeframe, bar }) => timeframe === 'M1' && bar.time > sunday);
    // every minute since the market opened at 22:00, but for the running one
    expect(minutes.length).toBeGreaterThanOrEqual(14 * 60 - 2);
    expect(minutes.length).toBeLessThanOrEqual(14 * 60 + 1);
  });
});
