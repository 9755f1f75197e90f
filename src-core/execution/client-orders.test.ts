import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  whyNot,
  type BrokerOrder,
  type BrokerOrderState,
  type ClientOrder,
  type Deal,
  type OrderResult,
  type OrderState,
  type TradeCommand,
} from '#core/model';
import { ClientOrders, isFinal, magicOfCid, type JudgeResend } from './index.ts';

const CID = '7H3K9QZX';
const MAGIC = magicOfCid(CID);
const DEADLINE = 10_000;

const SEND: TradeCommand = {
  type: 'order.send',
  id: 'k1',
  cid: CID,
  symbol: 'EURUSD',
  kind: 'market',
  side: 'buy',
  volume: 1,
  price: null,
  stopLimit: null,
  sl: 1.09,
  tp: 1.12,
  deviationPoints: 20,
  fill: 'auto',
  tif: 'gtc',
  expiryMs: null,
  checkOnly: false,
  label: 'trend',
  deadlineMs: DEADLINE,
};

function newOrder(changes: Partial<ClientOrder> = {}): ClientOrder {
  return {
    cid: CID,
    magic: MAGIC,
    signalId: 'S1',
    requestId: null,
    purpose: 'open',
    positionId: null,
    byPositionId: null,
    ticket: null,
    retryOf: null,
    stopLimit: null,
    tif: 'gtc',
    expiryMs: null,
    symbol: 'EURUSD',
    side: 'buy',
    kind: 'market',
    volume: 1,
    price: 1.1,
    sl: 1.09,
    tp: 1.12,
    deviationPoints: 20,
    createdMs: 0,
    deadlineMs: DEADLINE,
    state: 'issued',
    filledVolume: 0,
    fillPrice: null,
    retcode: null,
    whyNot: null,
    brokerOrder: null,
    brokerPosition: null,
    updatedMs: 0,
    ...changes,
  };
}

function result(state: OrderResult['state'], changes: Partial<OrderResult> = {}): OrderResult {
  return {
    re: 'k1',
    cid: CID,
    state,
    retcode: 10_009,
    retname: 'DONE',
    order: null,
    deal: null,
    position: null,
    volume: 0,
    price: null,
    bid: null,
    ask: null,
    comment: '',
    replay: false,
    elapsedMs: 5,
    ...changes,
  };
}

function deal(id: string, volume: number, changes: Partial<Deal> = {}): Deal {
  return {
    deal: id,
    order: '77',
    positionId: '77',
    symbol: 'EURUSD',
    entry: 'in',
    reason: 'expert',
    side: 'buy',
    volume,
    price: 1.1,
    profit: 0,
    commission: 0,
    fee: 0,
    swap: 0,
    brokerMs: 0,
    timeMs: 0,
    magic: MAGIC,
    cid: CID,
    comment: '',
    ...changes,
  };
}

function gone(state: BrokerOrderState): BrokerOrder {
  return {
    id: '77',
    ticket: '77',
    symbol: 'EURUSD',
    state,
    kind: 'market',
    side: 'buy',
    volume: 0,
    volumeInitial: 1,
    price: null,
    stopLimit: null,
    sl: null,
    tp: null,
    magic: MAGIC,
    cid: CID,
    comment: 'why',
    brokerMs: 0,
  };
}

/** An order book with one order in it, and all that it said. */
class Desk {
  readonly book: ClientOrders;
  readonly moves: string[] = [];
  readonly commands: TradeCommand[] = [];
  nowMs = 1_000;
  hostMs = 1_000_000;
  canAsk = true;
  mayResend: JudgeResend = () => null;
  #ids = 1;
  readonly #listener = {
    moved: (order: ClientOrder, from: OrderState): void => {
      this.moves.push(`${from}>${order.state}`);
    },
    command: (command: TradeCommand): void => {
      this.commands.push(command);
    },
  };

  constructor(order = newOrder(), book = new ClientOrders()) {
    this.book = book;
    if (book.orders.size === 0) book.put(order, SEND, this.hostMs);
  }

  get order(): ClientOrder {
    return this.book.orders.get(CID) as ClientOrder;
  }
  get state(): OrderState {
    return this.order.state;
  }

  answer(state: OrderResult['state'], changes: Partial<OrderResult> = {}): void {
    this.book.answer(result(state, changes), this.nowMs, this.hostMs, this.mayResend, this.#listener);
  }

  deal(one: Deal): void {
    this.book.deal(one, this.nowMs, this.#listener);
  }
  remove(state: BrokerOrderState): void {
    this.book.removed(gone(state), this.nowMs, this.#listener);
  }
  loseLink(): void {
    this.book.loseLink(this.nowMs, this.#listener);
  }

  reconcile(): string {
    this.book.reconcile(
      this.nowMs,
      this.hostMs,
      this.canAsk,
      () => {
        this.#ids += 1;
        return `k${this.#ids}`;
      },
      this.#listener,
    );
    return `k${this.#ids}`;
  }

  /** Loses the link, comes back, asks: gives the question's id. */
  ask(): string {
    this.loseLink();
    this.book.askNow();
    return this.reconcile();
  }
}

let desk: Desk;
beforeEach(() => {
  desk = new Desk();
});

const FILL = { deal: '5', order: '77', position: '77', volume: 1, price: 1.1001 };

/** Ways to bring the order into each state. */
const INTO: Readonly<Record<OrderState, (one: Desk) => void>> = {
  issued: () => undefined,
  accepted: (one) => {
    one.answer('placed');
  },
  working: () => undefined,
  partial: (one) => {
    one.deal(deal('5', 0.4));
  },
  filled: (one) => {
    one.deal(deal('5', 1));
  },
  rejected: (one) => {
    one.answer('rejected');
  },
  expired: (one) => {
    const id = one.ask();
    one.nowMs = DEADLINE;
    one.answer('absent', { re: id });
  },
  canceled: (one) => {
    one.remove('canceled');
  },
  unknown: (one) => {
    one.loseLink();
  },
  done: (one) => {
    one.answer('rejected', { retcode: 10_025, retname: 'NO_CHANGES' });
  },
};

/** Every result from every state; `absent` here answers no question of ours. */
const TABLE: readonly (readonly [OrderState, Readonly<Record<string, OrderState>>])[] = [
  [
    'issued',
    {
      fill: 'filled',
      done: 'accepted',
      partial: 'partial',
      placed: 'accepted',
      rejected: 'rejected',
      unknown: 'unknown',
      absent: 'issued',
    },
  ],
  [
    'accepted',
    {
      fill: 'filled',
      done: 'accepted',
      partial: 'partial',
      placed: 'accepted',
      rejected: 'rejected',
      unknown: 'unknown',
      absent: 'accepted',
    },
  ],
  [
    'working',
    {
      fill: 'filled',
      done: 'accepted',
      partial: 'partial',
      placed: 'working',
      rejected: 'rejected',
      unknown: 'unknown',
      absent: 'working',
    },
  ],
  [
    'unknown',
    {
      fill: 'filled',
      done: 'accepted',
      partial: 'partial',
      placed: 'accepted',
      rejected: 'rejected',
      unknown: 'unknown',
      absent: 'unknown',
    },
  ],
  [
    'partial',
    {
      fill: 'filled',
      done: 'partial',
      partial: 'partial',
      placed: 'partial',
      rejected: 'filled',
      unknown: 'partial',
      absent: 'partial',
    },
  ],
  [
    'filled',
    {
      fill: 'filled',
      done: 'filled',
      partial: 'filled',
      placed: 'filled',
      rejected: 'filled',
      unknown: 'filled',
      absent: 'filled',
    },
  ],
  [
    'rejected',
    {
      fill: 'filled',
      done: 'rejected',
      partial: 'filled',
      placed: 'rejected',
      rejected: 'rejected',
      unknown: 'rejected',
      absent: 'rejected',
    },
  ],
  [
    'expired',
    {
      fill: 'filled',
      done: 'expired',
      partial: 'filled',
      placed: 'expired',
      rejected: 'expired',
      unknown: 'expired',
      absent: 'expired',
    },
  ],
  [
    'canceled',
    {
      fill: 'filled',
      done: 'canceled',
      partial: 'filled',
      placed: 'canceled',
      rejected: 'canceled',
      unknown: 'canceled',
      absent: 'canceled',
    },
  ],
  [
    'done',
    {
      fill: 'filled',
      done: 'done',
      partial: 'filled',
      placed: 'done',
      rejected: 'done',
      unknown: 'done',
      absent: 'done',
    },
  ],
];

describe('the state machine', () => {
  const cases = TABLE.flatMap(([from, row]) => Object.entries(row).map(([answer, to]) => [from, answer, to] as const));

  it.each(cases)('checklist orders-15: from %s by the answer %s comes to %s', (from, answer, to) => {
    desk = new Desk(from === 'working' ? newOrder({ kind: 'limit' }) : newOrder());
    if (from === 'working') desk.answer('placed');
    INTO[from](desk);
    expect(desk.state).toBe(from);
    const movesBefore = desk.moves.length;
    const commandsBefore = desk.commands.length;
    if (answer === 'fill') desk.answer('done', FILL);
    else if (answer === 'partial') desk.answer('partial', { deal: '5', volume: 0.4, price: 1.1 });
    else desk.answer(answer as OrderResult['state'], { re: 'another' });
    expect(desk.state).toBe(to);
    expect(desk.moves.slice(movesBefore)).toEqual(from === to ? [] : [`${from}>${to}`]);
    expect(desk.commands.slice(commandsBefore)).toEqual([]);
  });

  it("says why an order was refused, with the broker's own words", () => {
    desk.answer('rejected', { retcode: 10_019, retname: 'NO_MONEY', comment: 'short' });
    expect(desk.order.whyNot).toMatchObject({ code: 'EXECUTION_REJECTED' });
    expect(desk.order.whyNot?.text).toContain('10019 NO_MONEY short');
    expect(desk.order.retcode).toBe(10_019);
  });

  it('leaves orders of other ids alone', () => {
    desk.book.answer(result('rejected', { cid: '00000001' }), 0, 0, () => null, {
      moved: () => undefined,
      command: () => undefined,
    });
    desk.deal(deal('9', 1, { cid: null, magic: '0' }));
    expect(desk.state).toBe('issued');
  });

  it('takes a deal by its magic number when the broker lost the comment', () => {
    desk.deal(deal('9', 1, { cid: null }));
    expect(desk.state).toBe('filled');
  });

  it("checklist events-23: counts a deal once, averages its price, and does not add the answer's volume to the deals'", () => {
    desk.answer('partial', { deal: '5', volume: 0.4, price: 1.1 });
    desk.deal(deal('5', 0.4, { price: 1.1 }));
    desk.deal(deal('5', 0.4, { price: 1.1 }));
    expect(desk.order.filledVolume).toBe(0.4);
    desk.deal(deal('6', 0.6, { price: 1.2 }));
    expect(desk.order).toMatchObject({ state: 'filled', filledVolume: 1, brokerPosition: '77' });
    expect(desk.order.fillPrice).toBeCloseTo(1.16, 12);
  });

  it('does not take the closing deal at the stop for a fill of the opening order', () => {
    desk.answer('done', FILL);
    desk.deal(deal('6', 1, { entry: 'out', side: 'sell', reason: 'sl', price: 1.09 }));
    expect(desk.order).toMatchObject({ state: 'filled', filledVolume: 1, fillPrice: 1.1001 });
  });

  it('takes closing deals for the fill of a closing order', () => {
    desk = new Desk(newOrder({ purpose: 'close', positionId: '70', side: 'sell' }));
    desk.deal(deal('6', 1, { entry: 'in' }));
    expect(desk.state).toBe('issued');
    desk.deal(deal('7', 1, { entry: 'out', side: 'sell' }));
    expect(desk.state).toBe('filled');
  });

  it('ends a filled part when the broker takes the rest off its books', () => {
    desk.deal(deal('5', 0.4));
    desk.remove('partial');
    expect(desk.order).toMatchObject({ state: 'filled', filledVolume: 0.4 });
  });

  it('waits for the deals of an order that left the books as filled', () => {
    desk.answer('placed');
    desk.remove('filled');
    expect(desk.state).toBe('accepted');
    desk.deal(deal('5', 1));
    expect(desk.state).toBe('filled');
  });

  it("gives a removed order the broker's end", () => {
    for (const state of ['canceled', 'expired', 'rejected'] as const) {
      desk = new Desk();
      desk.remove(state);
      expect(desk.state).toBe(state);
    }
    expect(desk.order.whyNot?.text).toContain('why');
  });
});

describe('a lost answer', () => {
  it('is asked about only once the snapshot is complete', () => {
    desk.loseLink();
    desk.canAsk = false;
    desk.book.askNow();
    desk.reconcile();
    expect(desk.commands).toEqual([]);
    desk.canAsk = true;
    const id = desk.reconcile();
    expect(desk.commands).toEqual([{ type: 'order.query', id, cid: CID }]);
  });

  it("checklist orders-16: is given up after twenty seconds of the host's clock, and never sent again unasked", () => {
    desk.hostMs += 19_999;
    desk.reconcile();
    expect(desk.state).toBe('issued');
    desk.hostMs += 1;
    const id = desk.reconcile();
    expect(desk.moves).toEqual(['issued>unknown']);
    expect(desk.commands).toEqual([{ type: 'order.query', id, cid: CID }]);
    desk.reconcile();
    expect(desk.commands).toHaveLength(1);
    desk.hostMs += 20_000;
    desk.reconcile();
    expect(desk.commands.map((one) => one.type)).toEqual(['order.query', 'order.query']);
  });

  it('checklist orders-16: that says unknown is asked about at once, but a question answered so waits', () => {
    desk.answer('unknown');
    const id = desk.reconcile();
    expect(desk.commands).toHaveLength(1);
    desk.answer('unknown', { re: id });
    desk.reconcile();
    desk.reconcile();
    expect(desk.commands).toHaveLength(1);
    desk.hostMs += 20_000;
    desk.reconcile();
    expect(desk.commands).toHaveLength(2);
  });

  it('answered absent before the deadline: the same command goes again, once', () => {
    const id = desk.ask();
    desk.answer('absent', { re: id });
    desk.answer('absent', { re: id });
    expect(desk.commands).toEqual([{ type: 'order.query', id, cid: CID }, SEND]);
    expect(desk.state).toBe('issued');
  });

  it('answered absent at the deadline: it ends and is not sent', () => {
    const id = desk.ask();
    desk.nowMs = DEADLINE;
    desk.answer('absent', { re: id });
    expect(desk.order).toMatchObject({ state: 'expired', whyNot: { code: 'EXECUTION_DEADLINE' } });
    expect(desk.commands).toHaveLength(1);
  });

  it('is not sent again by an absent that answers an older question', () => {
    const first = desk.ask();
    desk.hostMs += 20_000;
    const second = desk.reconcile();
    expect(second).not.toBe(first);
    desk.answer('absent', { re: first });
    expect(desk.commands.filter((one) => one.type === 'order.send')).toEqual([]);
    desk.answer('absent', { re: second });
    desk.loseLink();
    desk.answer('absent', { re: second });
    expect(desk.commands.filter((one) => one.type === 'order.send')).toHaveLength(1);
    expect(desk.state).toBe('unknown');
  });

  it('is not sent again while something locks the account', () => {
    const id = desk.ask();
    desk.mayResend = () => whyNot('RISK_KILL_SWITCH');
    desk.answer('absent', { re: id });
    expect(desk.order).toMatchObject({ state: 'expired', whyNot: { code: 'RISK_KILL_SWITCH' } });
    expect(desk.commands).toHaveLength(1);
  });

  it('is not sent again once the broker has named the order', () => {
    desk.answer('unknown', { order: '77' });
    const id = desk.reconcile();
    desk.answer('absent', { re: id });
    expect(desk.state).toBe('expired');
    expect(desk.commands.filter((one) => one.type === 'order.send')).toEqual([]);
  });

  it('is not sent again to another account', () => {
    const id = desk.ask();
    desk.book.dropCommands();
    desk.answer('absent', { re: id });
    expect(desk.state).toBe('expired');
  });

  it('does not disturb what the broker has accepted', () => {
    desk.answer('placed');
    desk.loseLink();
    expect(desk.state).toBe('accepted');
  });
});

describe("answers, deals and the order's removal", () => {
  type Step = readonly [string, (one: Desk) => void];
  const deals: Readonly<Record<string, readonly Step[]>> = {
    whole: [
      [
        'answer',
        (one) => {
          one.answer('done', { ...FILL, price: 1.1 });
        },
      ],
      [
        'deal',
        (one) => {
          one.deal(deal('5', 1));
        },
      ],
      [
        'remove',
        (one) => {
          one.remove('filled');
        },
      ],
    ],
    twoDeals: [
      [
        'answer',
        (one) => {
          one.answer('done', { ...FILL, price: 1.1 });
        },
      ],
      [
        'deal a',
        (one) => {
          one.deal(deal('5', 0.25));
        },
      ],
      [
        'deal b',
        (one) => {
          one.deal(deal('6', 0.75, { price: 1.2 }));
        },
      ],
    ],
    part: [
      [
        'answer',
        (one) => {
          one.answer('partial', { retcode: 10_010, deal: '5', order: '77', position: '77', volume: 0.5, price: 1.1 });
        },
      ],
      [
        'deal',
        (one) => {
          one.deal(deal('5', 0.5));
        },
      ],
      [
        'remove',
        (one) => {
          one.remove('canceled');
        },
      ],
    ],
    placed: [
      [
        'answer',
        (one) => {
          one.answer('placed', { retcode: 10_008, order: '77' });
        },
      ],
      [
        'deal a',
        (one) => {
          one.deal(deal('5', 0.5));
        },
      ],
      [
        'remove',
        (one) => {
          one.remove('partial');
        },
      ],
    ],
    lost: [
      [
        'lost',
        (one) => {
          one.loseLink();
        },
      ],
      [
        'deal',
        (one) => {
          one.deal(deal('5', 1));
        },
      ],
      [
        'answer',
        (one) => {
          one.answer('done', { ...FILL, price: 1.1, replay: true });
        },
      ],
    ],
  };
  const ends: Readonly<Record<string, Partial<ClientOrder>>> = {
    whole: { filledVolume: 1, fillPrice: 1.1 },
    twoDeals: { filledVolume: 1 },
    part: { filledVolume: 0.5, fillPrice: 1.1 },
    placed: { filledVolume: 0.5, fillPrice: 1.1 },
    lost: { filledVolume: 1, fillPrice: 1.1 },
  };

  it.each(Object.keys(deals))('come to the same end in any order, repeats included: %s', (name) => {
    const steps = deals[name] ?? [];
    const repeated = fc.shuffledSubarray([...steps, ...steps], {
      minLength: steps.length * 2,
      maxLength: steps.length * 2,
    });
    fc.assert(
      fc.property(fc.oneof(fc.shuffledSubarray([...steps], { minLength: steps.length }), repeated), (order) => {
        const one = new Desk();
        for (const [, step] of order) step(one);
        expect(one.order).toMatchObject({ state: 'filled', whyNot: null, ...ends[name] });
        if (name === 'twoDeals') expect(one.order.fillPrice).toBeCloseTo(0.25 * 1.1 + 0.75 * 1.2, 12);
        expect(one.order.brokerOrder).toBe('77');
        expect(one.commands).toEqual([]);
        expect(new Set(one.moves.map((move) => move.split('>')[1])).has('filled')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('whatever comes', () => {
  const events = fc.array(
    fc.oneof(
      fc
        .constantFrom('lose', 'ask', 'reconcile', 'wait', 'late', 'lock', 'save')
        .map((kind) => ({ kind, state: 'unknown' as const, n: 0 })),
      fc.record({
        kind: fc.constant('answer'),
        state: fc.constantFrom('done', 'partial', 'placed', 'rejected', 'unknown', 'absent', 'absent', 'absent'),
        n: fc.nat(6),
      }),
      fc.record({ kind: fc.constant('deal'), state: fc.constant('unknown'), n: fc.nat(3) }),
    ),
    { maxLength: 30 },
  );

  it('the order goes again only after an absent that answers the newest question, before its deadline, unlocked', () => {
    fc.assert(
      fc.property(events, (script) => {
        let one = new Desk();
        let wasFilled = false;
        for (const event of script) {
          const before = one.commands.length;
          const question = one.commands.findLast((command) => command.type === 'order.query')?.id;
          const stateBefore = one.state;
          const isLocked = one.mayResend(one.order) !== null;
          let re = '';
          if (event.kind === 'lose') one.loseLink();
          else if (event.kind === 'ask') one.ask();
          else if (event.kind === 'reconcile') one.reconcile();
          else if (event.kind === 'wait') one.hostMs += 20_000;
          else if (event.kind === 'late') one.nowMs += 4_000;
          else if (event.kind === 'lock') one.mayResend = () => whyNot('RISK_KILL_SWITCH');
          else if (event.kind === 'deal') one.deal(deal(`${event.n}`, 0.5));
          else if (event.kind === 'answer') {
            re = `k${event.n}`;
            one.answer(event.state, { re, ...(event.state === 'done' ? FILL : {}), volume: 0.5 });
          } else {
            const state = one.book.state();
            const copy = new ClientOrders(JSON.parse(JSON.stringify(state)) as typeof state);
            expect(copy.state()).toEqual(state);
          }
          const sent = one.commands.slice(before).filter((command) => command.type === 'order.send');
          if (sent.length > 0) {
            expect(sent).toEqual([SEND]);
            expect([event.kind, event.state, stateBefore, re]).toEqual(['answer', 'absent', 'unknown', question]);
            expect(one.nowMs).toBeLessThan(DEADLINE);
            expect(isLocked || wasFilled).toBe(false);
          }
          if (wasFilled) expect(['partial', 'filled', 'unknown'].includes(one.state)).toBe(true);
          wasFilled ||= one.order.filledVolume > 0;
          expect(one.order.filledVolume).toBeLessThanOrEqual(2);
          one = Object.assign(one, {});
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('an order that has ended stays ended, but for a fill', () => {
    for (const state of ['rejected', 'expired', 'canceled'] as const) {
      const one = new Desk();
      INTO[state](one);
      one.loseLink();
      one.ask();
      expect(one.state).toBe(state);
      expect(isFinal(one.state)).toBe(true);
      one.deal(deal('5', 0.5));
      expect(one.order).toMatchObject({ state: 'filled', filledVolume: 0.5, whyNot: null });
    }
  });
});

describe('the book of orders', () => {
  it('forgets the oldest that has ended, and never one under way', () => {
    const book = new ClientOrders();
    book.put(newOrder({ cid: 'first' }), null, 0);
    for (let i = 0; i < 5_001; i += 1) book.put(newOrder({ cid: `c${i}`, state: 'filled' }), null, 0);
    expect(book.orders.size).toBe(5_000);
    expect(book.orders.has('first')).toBe(true);
    expect(book.open().map((order) => order.cid)).toEqual(['first']);
  });

  it('takes a deal that reduces the opposite position of a netting account as the fill it is', () => {
    desk.deal(deal('6', 1, { entry: 'out', side: 'buy', reason: 'expert' }));
    expect(desk.order).toMatchObject({ state: 'filled', filledVolume: 1 });
  });

  it('finds the order that a request made', () => {
    const book = new ClientOrders();
    book.put(newOrder({ requestId: 'r1' }), null, 0);
    expect(book.ofRequest('r1')?.cid).toBe(CID);
    expect(book.ofRequest('r2')).toBeUndefined();
  });

  it("takes another engine's word for an order's state", () => {
    desk.book.adopt(CID, 'rejected', whyNot('EXECUTION_REJECTED'));
    expect(desk.order).toMatchObject({ state: 'rejected', whyNot: { code: 'EXECUTION_REJECTED' } });
    desk.book.adopt('nobody', 'filled', null);
    expect(desk.book.orders.size).toBe(1);
  });
});
