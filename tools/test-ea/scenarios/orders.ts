// What becomes of one order at brokers of every kind. The server is scripted, the broker is the shim's.

import { hold } from '../../crash/violation.ts';
import { dealsOf, marketOrder, nextCid, order, PRICED, quote, RETCODE } from '../desk.ts';
import { type Rig, type Scenario } from '../rig.ts';
import type { ScriptedServer } from '../scripted-server.ts';
import { until, type Command } from '../terminal.ts';

/** An EA that is linked to a scripted server, its snapshot told. */
export async function linkScripted(
  rig: Rig, setup: readonly Command[] = [], inputs: Readonly<Record<string, string | number>> = {},
): Promise<ScriptedServer> {
  const server = await rig.script();
  await rig.attach([...PRICED, ...setup], inputs);
  await server.frame('snapshot.end');
  return server;
}

const NETTING: Command = { cmd: 'set', margin_mode: 0 };

export const orderScenarios: readonly Scenario[] = [
  {
    name: 'checklist orders-17: a market order is done once; asked again with the same cid it is the stored answer',
    async run(rig) {
      const server = await linkScripted(rig);
      const body = marketOrder({ sl: 1.08, tp: 1.09 });
      const first = await order(server, 'order.send', body, 'done');
      hold(first['retcode'] === RETCODE.done && first['replay'] === false, JSON.stringify(first));
      const again = await order(server, 'order.send', body, 'done');
      hold(again['replay'] === true && again['deal'] === first['deal'], JSON.stringify(again));
      const other = await server.command('order.send', { ...body, vol: 0.2 });
      hold(JSON.stringify(other.body).includes('E_DUP_MISMATCH'), JSON.stringify(other));
      hold((await dealsOf(rig.terminal, body['cid'])).length === 1, 'it ran more than once');
      const [position] = await rig.terminal.positions();
      hold(position?.sl === 1.08 && position.tp === 1.09, `stops are ${JSON.stringify(position)}`);
    },
  },
  {
    name: 'orders: nothing runs past its deadline',
    async run(rig) {
      const server = await linkScripted(rig);
      const body = marketOrder({ deadline_ts: Date.now() - 5000 });
      const answer = await server.command('order.send', body);
      hold(JSON.stringify(answer.body).includes('E_EXPIRED'), JSON.stringify(answer));
      hold((await dealsOf(rig.terminal, body['cid'])).length === 0, 'it ran');
    },
  },
  {
    name: 'checklist orders-16: a requote is told with its prices and not repeated',
    async run(rig) {
      const server = await linkScripted(rig, [{ cmd: 'symbol', s: 'EURUSD', exec_mode: 1 }]);
      await rig.terminal.call({ cmd: 'fault', on: 'order', what: 'requote' });
      const body = marketOrder({ price: 1.0851 });
      const answer = await order(server, 'order.send', body, 'rejected');
      hold(answer['retcode'] === RETCODE.requote && answer['ask'] === 1.0851 && answer['bid'] === 1.085,
        JSON.stringify(answer));
      hold((await dealsOf(rig.terminal, body['cid'])).length === 0, 'it was sent a second time unasked');
    },
  },
  {
    name: 'checklist orders-11: instant execution outside the deviation is a requote of the broker itself',
    async run(rig) {
      const server = await linkScripted(rig, [{ cmd: 'symbol', s: 'EURUSD', exec_mode: 1 }]);
      await rig.terminal.call(quote('EURUSD', 1.087, 1.0871));
      const answer = await order(server, 'order.send', marketOrder({ price: 1.0851, dev: 5 }), 'rejected');
      hold(answer['retcode'] === RETCODE.requote, JSON.stringify(answer));
      await order(server, 'order.send', marketOrder({ price: 1.0871, dev: 5 }), 'done');
    },
  },
  {
    name: 'checklist orders-15: a partial fill is told with the volume that was filled',
    async run(rig) {
      const server = await linkScripted(rig, [{ cmd: 'symbol', s: 'EURUSD', filling: 2 }]);
      await rig.terminal.call({ cmd: 'fault', on: 'order', what: 'partial', value: 0.4 });
      const body = marketOrder({ vol: 1 });
      const answer = await order(server, 'order.send', body, 'partial');
      hold(answer['retcode'] === RETCODE.partial && answer['vol'] === 0.4, JSON.stringify(answer));
      const position = await server.frame('position', ({ body: told }) => told['op'] === 'open');
      hold(position.body['vol'] === 0.4 && position.body['cid'] === body['cid'], JSON.stringify(position));
      const removed = await server.frame('order', ({ body: told }) => told['op'] === 'remove');
      hold(removed.body['ticket'] === answer['order'], JSON.stringify(removed));
    },
  },
  ...[{ words: 'FOK', filling: 1 }, { words: 'IOC', filling: 2 }].map(({ words, filling }): Scenario => ({
    name: `checklist orders-12: a symbol that fills ${words} only is opened and closed without INVALID_FILL`,
    async run(rig) {
      const server = await linkScripted(rig, [{ cmd: 'symbol', s: 'EURUSD', filling }]);
      const opened = await order(server, 'order.send', marketOrder(), 'done');
      await order(server, 'position.close', {
        cid: nextCid(), position: opened['position'], vol: null, dev: 10, deadline_ts: Date.now() + 60_000,
      }, 'done');
      hold((await rig.terminal.positions()).length === 0, 'it is still open');
      const sent = server.of('order.result').some(({ body }) => body['retcode'] === RETCODE.invalidFill);
      hold(!sent, 'a fill was invalid');
    },
  })),
  {
    name: 'checklist orders-12: a symbol of the exchange that fills by RETURN only takes it',
    async run(rig) {
      const server = await linkScripted(rig, [{ cmd: 'symbol', s: 'EURUSD', filling: 0, exec_mode: 3 }]);
      await order(server, 'order.send', marketOrder(), 'done');
    },
  },
  {
    name: 'checklist orders-19: hedging closes the position it names, a part first, and opens no opposite one',
    async run(rig) {
      const server = await linkScripted(rig);
      const first = await order(server, 'order.send', marketOrder({ vol: 0.3 }), 'done');
      const second = await order(server, 'order.send', marketOrder({ vol: 0.2 }), 'done');
      const close = { dev: 10, deadline_ts: Date.now() + 60_000 };
      const part = { ...close, cid: nextCid(), position: first['position'], vol: 0.1 };
      await order(server, 'position.close', part, 'done');
      let held = await rig.terminal.positions();
      hold(held.length === 2 && held[0]?.vol === 0.2, JSON.stringify(held));
      const whole = { ...close, cid: nextCid(), position: second['position'], vol: null };
      await order(server, 'position.close', whole, 'done');
      held = await rig.terminal.positions();
      hold(held.length === 1 && held[0]?.ticket === first['position'], JSON.stringify(held));
    },
  },
  {
    name: 'checklist orders-19: close-by takes both positions off',
    async run(rig) {
      const server = await linkScripted(rig);
      const buy = await order(server, 'order.send', marketOrder({ vol: 0.2 }), 'done');
      const sell = await order(server, 'order.send', marketOrder({ vol: 0.2, side: 'sell' }), 'done');
      await order(server, 'position.close_by', {
        cid: nextCid(), position: buy['position'], by: sell['position'], deadline_ts: Date.now() + 60_000,
      }, 'done');
      hold((await rig.terminal.positions()).length === 0, 'something is left');
      const entries = (await rig.terminal.deals()).map(({ entry }) => entry).filter((entry) => entry === 3);
      hold(entries.length === 2, `entries out_by: ${entries.length}`);
      await server.frame('deal', ({ body }) => body['entry'] === 'out_by');
    },
  },
  {
    name: 'checklist orders-20: netting closes and reverses; the reversal is one in/out deal and the identifier stays',
    async run(rig) {
      const server = await linkScripted(rig, [NETTING]);
      const opened = await order(server, 'order.send', marketOrder({ vol: 0.3 }), 'done');
      await order(server, 'position.close', {
        cid: nextCid(), position: opened['position'], vol: 0.1, dev: 10, deadline_ts: Date.now() + 60_000,
      }, 'done');
      let [held] = await rig.terminal.positions();
      hold(held?.vol === 0.2, JSON.stringify(held));
      await order(server, 'order.send', marketOrder({ vol: 0.5, side: 'sell' }), 'done');
      const positions = await rig.terminal.positions();
      [held] = positions;
      hold(positions.length === 1 && held?.vol === 0.3 && held.type === 1, JSON.stringify(positions));
      const deal = await server.frame('deal', ({ body }) => body['entry'] === 'inout');
      hold(deal.body['position_id'] === held.id && held.id !== held.ticket, JSON.stringify([deal.body, held]));
      const told = await server.frame('position', ({ body }) => body['side'] === 'sell');
      hold(told.body['id'] === held.id && told.body['ticket'] === held.ticket, JSON.stringify(told.body));
    },
  },
  {
    name: 'checklist orders-14: stops nearer than the stops level are refused before they are sent',
    async run(rig) {
      const server = await linkScripted(rig, [{ cmd: 'symbol', s: 'EURUSD', stops_level: 50 }]);
      const answer = await server.command('order.send', marketOrder({ sl: 1.08499 }));
      hold(answer.body['state'] === 'rejected', JSON.stringify(answer));
      hold((await rig.terminal.positions()).length === 0, 'it was opened');
      await order(server, 'order.send', marketOrder({ sl: 1.0840 }), 'done');
    },
  },
  {
    name: 'checklist orders-13: a broker that takes no stops at open gets them at once afterwards',
    async run(rig) {
      const server = await linkScripted(rig, [{ cmd: 'symbol', s: 'EURUSD', sl_at_open: false }]);
      await order(server, 'order.send', marketOrder({ sl: 1.08, tp: 1.09 }), 'done');
      await until('the stops stand', async () => {
        const [position] = await rig.terminal.positions();
        return position?.sl === 1.08 && position.tp === 1.09;
      });
    },
  },
  {
    name: 'orders: pending orders are placed, moved, cancelled and filled, each told to its end',
    async run(rig) {
      const server = await linkScripted(rig);
      const pending = { kind: 'limit', price: 1.084, vol: 0.1, sl: 1.08 };
      const placed = await order(server, 'order.send', marketOrder(pending), 'placed').catch(async () => (
        // Both words are of the protocol: DONE for a pending order means that it stands.
        order(server, 'order.send', marketOrder(pending), 'done')
      ));
      const ticket = placed['order'];
      const change = { deadline_ts: Date.now() + 60_000, ticket };
      const levels = { price: 1.083, sl: 1.079, tp: null, expiry_ts: null };
      await server.command('order.modify', { ...change, cid: nextCid(), ...levels });
      const moved = (await rig.terminal.orders()).find((one) => one.ticket === ticket);
      hold(moved?.price === 1.083, JSON.stringify(moved));
      await server.command('order.cancel', { ...change, cid: nextCid() });
      hold((await rig.terminal.orders()).every((one) => one.ticket !== ticket), 'it was not cancelled');
      await server.frame('order', ({ body }) => (
        body['op'] === 'remove' && body['ticket'] === ticket && body['state'] === 'canceled'
      ));
      const stop = marketOrder({ ...pending, kind: 'stop', price: 1.086 });
      const next = await server.command('order.send', stop);
      await rig.terminal.call(quote('EURUSD', 1.0862, 1.0863));
      await server.frame('order', ({ body }) => (
        body['op'] === 'remove' && body['ticket'] === next.body['order'] && body['state'] === 'filled'
      ));
      await server.frame('position', ({ body }) => body['op'] === 'open' && body['price_open'] === 1.0863);
    },
  },
  {
    name: 'checklist orders-19: FIFO and forbidden hedges are named, not tried again',
    async run(rig) {
      const server = await linkScripted(rig, [{ cmd: 'set', fifo: true, hedge_allowed: false }]);
      await order(server, 'order.send', marketOrder(), 'done');
      await new Promise((done) => { setTimeout(done, 20); });
      const second = await order(server, 'order.send', marketOrder(), 'done');
      const answer = await order(server, 'position.close', {
        cid: nextCid(), position: second['position'], vol: null, dev: 10, deadline_ts: Date.now() + 60_000,
      }, 'rejected');
      hold(answer['retcode'] === 10045, JSON.stringify(answer));
      const hedge = await order(server, 'order.send', marketOrder({ side: 'sell' }), 'rejected');
      hold(hedge['retcode'] === 10046, JSON.stringify(hedge));
    },
  },
];
