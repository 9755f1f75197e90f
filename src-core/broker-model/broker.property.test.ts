import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Broker, roundTo, type BrokerEvent, type BrokerSetup, type BrokerState } from './index.ts';
import { makeSetup, order, T0 } from './broker-rig.test-kit.ts';

type Step =
  | {
    readonly do: 'tick';
    readonly symbol: string;
    readonly move: number;
    readonly spread: number;
    readonly ms: number
  }
  | {
    readonly do: 'send';
    readonly symbol: string;
    readonly side: 'buy' | 'sell';
    readonly lots: number;
    readonly kind: 'market' | 'limit' | 'stop';
    readonly far: number;
    readonly stops: boolean
  }
  | { readonly do: 'close'; readonly nth: number; readonly part: boolean }
  | { readonly do: 'cancel'; readonly nth: number };

const symbols = fc.constantFrom('EURUSD', 'USDJPY', 'XAUUSD');
const steps = fc.array(fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(
      {
        do: fc.constant('tick' as const), symbol: symbols, move: fc.integer({ min: -400, max: 400 }),
        spread: fc.integer({ min: 1, max: 40 }), ms: fc.integer({ min: 1, max: 40_000_000 }),
      },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record(
      {
        do: fc.constant('send' as const), symbol: symbols, side: fc.constantFrom('buy' as const, 'sell' as const),
        lots: fc.integer({ min: 1, max: 80 }),
        kind: fc.constantFrom('market' as const, 'market' as const, 'limit' as const, 'stop' as const),
        far: fc.integer({ min: 20, max: 300 }), stops: fc.boolean(),
      },
    ),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), nth: fc.nat(5), part: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), nth: fc.nat(5) }) },
), { maxLength: 60 });

const START: Readonly<Record<string, number>> = { EURUSD: 110_000, USDJPY: 150_000, XAUUSD: 400_000 };

class Play {
  broker: Broker;
  readonly events: BrokerEvent[] = [];
  readonly #prices = new Map(Object.entries(START));
  readonly #setup: BrokerSetup;
  #now = T0;

  constructor(setup: BrokerSetup) {
    this.#setup = setup;
    this.broker = new Broker(setup, null, T0);
    for (const symbol of Object.keys(START)) this.#tick(symbol, 10);
  }

  restart(): void {
    this.broker = new Broker(this.#setup, JSON.parse(JSON.stringify(this.broker.state())) as BrokerState, T0);
  }

  run(step: Step): void {
    if (step.do === 'tick') {
      this.#now += step.ms;
      this.#prices.set(step.symbol, Math.max(1000, (this.#prices.get(step.symbol) as number) + step.move));
      this.#tick(step.symbol, step.spread);
    } else if (step.do === 'send') {
      this.#send(step);
    } else if (step.do === 'close') {
      const position = this.broker.positions()[step.nth];
      if (position === undefined) return;
      const volume = step.part ? roundTo(position.volume / 2, 2) : null;
      this.events.push(
        ...this.broker.close(
          { position: position.id, volume, deviationPoints: 5, magic: '0', comment: '', reason: 'expert' }, this.#now,
        ).events,
      );
    } else {
      const waiting = this.broker.orders()[step.nth];
      if (waiting !== undefined) this.events.push(...this.broker.cancel(waiting.id, this.#now).events);
    }
  }

  #send(step: Extract<Step, { do: 'send' }>): void {
    const point = this.broker.instrument(step.symbol)?.point as number;
    const base = this.#prices.get(step.symbol) as number;
    const up = step.side === 'buy' ? 1 : -1;
    const away = step.kind === 'stop' ? up * (step.far + 50) : step.kind === 'limit' ? -up * step.far : 0;
    const price = (points: number) => roundTo(points * point, 6);
    this.events.push(...this.broker.send(order({
      symbol: step.symbol, side: step.side, volume: step.lots / 100, kind: step.kind,
      price: step.kind === 'market' ? null : price(base + away),
      sl: step.stops ? price(base + away - up * (step.far + 60)) : null,
      tp: step.stops ? price(base + away + up * (step.far + 60)) : null,
    }), this.#now).events);
  }

  #tick(symbol: string, spread: number): void {
    const point = this.broker.instrument(symbol)?.point as number;
    const points = this.#prices.get(symbol) as number;
    this.events.push(
      ...this.broker.onTick(symbol, this.#now, roundTo(points * point, 6), roundTo((points + spread) * point, 6)),
    );
  }
}

const modes = fc.constantFrom('hedging' as const, 'netting' as const);
const chances = fc.record({ seed: fc.nat(1000), slip: fc.boolean() });

function playOf(mode: 'hedging' | 'netting', { seed, slip }: { seed: number; slip: boolean }): Play {
  return new Play(
    makeSetup({ seed, slippage: slip ? { chance: 0.5, pointsMax: 5 } : { chance: 0, pointsMax: 0 } }, mode),
  );
}

describe('the broker\'s laws', () => {
  it('equity is balance and open profit; balance is the sum of the deals; no money from nothing', () => {
    fc.assert(fc.property(modes, chances, steps, (mode, chance, list) => {
      const play = playOf(mode, chance);
      for (const step of list) {
        play.run(step);
        const account = play.broker.account();
        const open = play.broker.positions().reduce((sum, one) => sum + one.profit + one.swap, 0);
        expect(account.equity).toBeCloseTo(account.balance + open, 2);
        expect(account.marginFree).toBeCloseTo(account.equity - account.margin, 2);
        const booked = play.broker.deals().reduce(
          (sum, deal) => sum + deal.profit + deal.commission + deal.swap + deal.fee, 0,
        );
        expect(account.balance).toBeCloseTo(booked, 2);
      }
    }));
  });

  it('volumes are conserved: a position holds what its deals brought in and did not take out', () => {
    fc.assert(fc.property(modes, chances, steps, (mode, chance, list) => {
      const play = playOf(mode, chance);
      for (const step of list) play.run(step);
      const held = new Map<string, number>();
      for (const deal of play.broker.deals()) {
        if (deal.side === 'balance') continue;
        held.set(
          deal.positionId, (held.get(deal.positionId) ?? 0) + (deal.side === 'buy' ? deal.volume : -deal.volume),
        );
      }
      for (const position of play.broker.positions()) {
        expect(held.get(position.id)).toBeCloseTo(position.side === 'buy' ? position.volume : -position.volume, 8);
        held.delete(position.id);
      }
      for (const rest of held.values()) expect(rest).toBeCloseTo(0, 8);
    }));
  });

  it('opening and closing at once never earns', () => {
    fc.assert(fc.property(symbols, fc.constantFrom(
      'buy' as const, 'sell' as const,
    ), fc.integer({ min: 1, max: 50 }), (symbol, side, lots) => {
      const { broker } = playOf('hedging', { seed: 1, slip: false });
      const { answer } = broker.send(order({ symbol, side, volume: lots / 100 }), T0);
      if (answer.position === null) return;
      broker.close(
        { position: answer.position, volume: null, deviationPoints: 0, magic: '0', comment: '', reason: 'client' }, T0,
      );
      expect(broker.account().balance).toBeLessThan(10_000);
    }));
  });

  it('goes on from its JSON as if nothing had happened', () => {
    fc.assert(fc.property(modes, chances, steps, fc.nat(60), (mode, chance, list, cut) => {
      const whole = playOf(mode, chance);
      const broken = playOf(mode, chance);
      list.forEach((step, i) => {
        if (i === cut) broken.restart();
        whole.run(step);
        broken.run(step);
      });
      expect(broken.events).toEqual(whole.events);
      expect(broken.broker.state()).toEqual(whole.broker.state());
    }));
  });

  it('the events alone tell what is open and what waits', () => {
    fc.assert(fc.property(modes, chances, steps, (mode, chance, list) => {
      const play = playOf(mode, chance);
      for (const step of list) play.run(step);
      const positions = new Map<string, number>();
      const orders = new Set<string>();
      for (const event of play.events) {
        if (event.kind === 'position' && event.op === 'close') positions.delete(event.position.id);
        else if (event.kind === 'position') positions.set(event.position.id, event.position.volume);
        else if (event.kind === 'order' && event.op === 'remove') orders.delete(event.order.id);
        else if (event.kind === 'order') orders.add(event.order.id);
      }
      expect([...positions].sort()).toEqual(play.broker.positions().map((one) => [one.id, one.volume]).sort());
      expect([...orders].sort()).toEqual(play.broker.orders().map((one) => one.id).sort());
    }));
  });
});
