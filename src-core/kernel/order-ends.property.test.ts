import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BrokerOrder, BrokerOrderState, ClientOrder, FactBody, InputBody, OrderCommand } from '#core/model';
import { DEMO, KernelRun, answerOrder, connect, disconnect, keyOf, makeDeal, reportAccount, reportDeal, snapshot, reportInstrument } from './testing/events.ts';

const WIRE = { account: keyOf(DEMO), epoch: 'e1', wireSeq: 0 };

function orderOf(facts: readonly FactBody[]): ClientOrder {
  return facts.flatMap((fact) => (fact.kind === 'OrderOpened' ? [fact.order] : []))[0] as ClientOrder;
}

function removal(order: ClientOrder, state: BrokerOrderState): InputBody {
  const { symbol, kind, side, volume, price, stopLimit, sl, tp, magic, cid } = order;
  const told: BrokerOrder = {
    id: '77', ticket: '77', symbol, state, kind, side, volume: state === 'filled' ? 0 : volume, volumeInitial: volume,
    price, stopLimit, sl, tp, magic, cid, comment: '', brokerMs: 0, expiryBrokerMs: null,
  };
  return { kind: 'OrderReported', wire: WIRE, op: 'remove', order: told };
}

/** A limit order that waits at the broker, and a cancel of it on its way. */
function begin(): { readonly run: KernelRun; readonly order: ClientOrder; readonly cancel: ClientOrder } {
  const run = new KernelRun().begin();
  run.tick(1.1, 1.1001);
  const order = orderOf(run.take({
    kind: 'OrderRequested', requestId: 'r', by: 'window', symbol: 'EURUSD', side: 'buy', volume: 0.1, type: 'limit',
    price: 1.098, sl: 1.096, tp: null, approve: true,
  }));
  run.take(answerOrder({ cid: order.cid, state: 'placed', retcode: 10_008, order: '77' }));
  const add = removal(order, 'placed') as Extract<InputBody, { kind: 'OrderReported' }>;
  run.take({ ...add, op: 'add' });
  const cancel = orderOf(run.take({ kind: 'OrderCancelRequested', requestId: 'c', by: 'window', orderId: order.cid }));
  return { run, order, cancel };
}

/** What the broker did, and what it says of it: each is told, in any order, over links that break in between. */
const WORLDS = {
  'the cancel came first': { order: 'canceled', cancel: 'done', filled: 0 },
  'the fill came first': { order: 'filled', cancel: 'rejected', filled: 0.1 },
  'a part filled, the rest was cancelled': { order: 'filled', cancel: 'done', filled: 0.04 },
} as const;

function tellings(name: keyof typeof WORLDS, order: ClientOrder, cancel: ClientOrder): readonly InputBody[] {
  const deal = (volume: number): InputBody =>
    reportDeal(makeDeal({ order: '77', positionId: '77', cid: order.cid, magic: order.magic, price: 1.098, volume }));
  const done = answerOrder({ cid: cancel.cid, state: 'done', order: '77' });
  switch (name) {
    case 'the cancel came first':
      return [done, removal(order, 'canceled')];
    case 'the fill came first':
      return [
        answerOrder({ cid: cancel.cid, state: 'rejected', retcode: 10_013, retname: 'INVALID' }), deal(0.1),
        removal(order, 'filled'),
      ];
    case 'a part filled, the rest was cancelled':
      return [done, deal(0.04), removal(order, 'canceled')];
  }
}

describe('answers, deals and removals in any order, over links that break', () => {
  it.each(Object.keys(WORLDS) as (keyof typeof WORLDS)[])('come to the same end where %s', (name) => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(99)), fc.array(fc.nat(3), { maxLength: 3 }), (draws, breaks) => {
        const { run, order, cancel } = begin();
        const left = [...tellings(name, order, cancel)];
        const answer = left[0] as Extract<InputBody, { kind: 'OrderAnswered' }>;
        let sessions = 1;
        const asked = new Set<string>();
        const take = (...inputs: InputBody[]): void => {
          const facts = run.take(...inputs);
          for (const fact of facts) {
            if (fact.kind !== 'CommandIssued') continue;
            const command = fact.command as OrderCommand | { readonly type: 'order.query'; readonly cid: string; readonly id: string };
            expect(['order.query', 'snapshot']).toContain(command.type);
            if (command.type === 'order.query') asked.add(command.cid);
          }
        };
        for (let step = 0; left.length > 0; step += 1) {
          const at = draws.next().value % left.length;
          take(...left.splice(at, 1));
          if (!breaks.includes(step)) continue;
          sessions += 1;
          take(disconnect(DEMO, `s${String(sessions - 1)}`));
          take(connect(DEMO, `s${String(sessions)}`), reportInstrument(), reportAccount(), ...snapshot());
          if (asked.has(cancel.cid)) take({ ...answer, result: { ...answer.result, replay: true } });
        }
        const { order: orderEnd, cancel: cancelEnd, filled } = WORLDS[name];
        const { orders } = run.kernel.view;
        expect(orders.get(order.cid)).toMatchObject({ state: orderEnd, filledVolume: filled });
        expect(orders.get(cancel.cid)?.state).toBe(cancelEnd);
      }),
      { numRuns: 200 },
    );
  });
});
