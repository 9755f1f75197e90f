// Lines of the checklist that only the running Expert Advisor can show: what the terminal's sockets, timer, events,
// histories and inputs do to it. The stand-in's own manners are the point: its sockets call an empty buffer readable,
// and an EA that is slow to leave its chart is a failure.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hold } from '../../crash/violation.ts';
import { buildProgram } from '../../mql5-shim/compile.ts';
import { dealsOf, marketOrder, nextCid, order, quote } from '../desk.ts';
import { market, symbol, type Rig, type Scenario } from '../rig.ts';
import { Terminal, until } from '../terminal.ts';
import { linkScripted } from './orders.ts';

/** Inputs of the EA: after two seconds without a link, nothing, cancel, or close. */
function whenLost(action: 0 | 1 | 2): Readonly<Record<string, number>> {
  return { InpLinkLostSec: 2, InpLinkLostAction: action };
}

/** A program of a few statements in the stand-in, started; it may die. */
async function probe(rig: Rig, name: string, statements: string): Promise<Terminal> {
  const entry = join(rig.folder, `${name}.mq5`);
  writeFileSync(entry, `int OnInit()\n  {\n   ${statements}\n   return(INIT_SUCCEEDED);\n  }\n`);
  const { path, words, findings } = await buildProgram(entry, rig.folder);
  hold(path !== null, `${name}: ${words} ${JSON.stringify(findings)}`);
  const terminal = new Terminal(path, join(rig.folder, name));
  terminal.open();
  terminal.allowDeath();
  await terminal.ask({ cmd: 'start' });
  return terminal;
}

export const checklistScenarios: readonly Scenario[] = [
  {
    name: 'checklist mql5-socket-read: an empty buffer that calls itself readable ends no link and holds up no tick',
    async run(rig) {
      const server = await linkScripted(rig, [market('EURUSD', 20, rig.seed)]);
      const ticks = server.of('tick').length;
      await delay(4000);
      hold(server.connections === 1 && rig.terminal.comment.includes('Linked'), 'the link did not last');
      hold(server.of('tick').length > ticks + 10, `only ${server.of('tick').length - ticks} batches in four seconds`);
      await rig.terminal.call({ cmd: 'fault', on: 'socket', what: 'break-read' });
      await until('a broken read ends it, and it comes back', () => server.connections === 2);
    },
  },
  {
    name: 'checklist mql5-socket-send: sends that take half of it arrive whole and in order',
    async run(rig) {
      const server = await linkScripted(rig);
      await rig.terminal.call({ cmd: 'fault', on: 'socket', what: 'short-send', count: 400 });
      for (let count = 0; count < 12; count += 1) {
        await rig.terminal.call({ cmd: 'manual', do: 'open', s: 'EURUSD', side: 'buy', vol: 0.01 });
      }
      await until('twelve deals are told', () => server.of('deal').length >= 12);
      const numbers = server.frames.map(({ seq }) => seq).filter((seq) => seq > 0);
      hold(numbers.every((seq, at) => at === 0 || seq === (numbers[at - 1] ?? 0) + 1), `numbers ${numbers.join()}`);
      hold(server.connections === 1, 'the link broke');
    },
  },
  {
    name: 'checklist mql5-timer: ticks of a symbol that is not the chart\'s come whole, without an event of their own',
    async run(rig) {
      const server = await linkScripted(rig, [...symbol('GBPUSD'), quote('GBPUSD', 1.27, 1.2701)]);
      await server.command('sub', { ticks: ['GBPUSD'], bars: [], book: [] });
      const told = (): number => server.of('tick').filter(({ body }) => body['s'] === 'GBPUSD')
        .reduce((sum, { body }) => sum + (body['rows'] as readonly unknown[]).length, 0);
      const before = told();
      // several ticks between two turns of the timer, and no tick of the chart's own symbol
      for (let count = 0; count < 50; count += 1) {
        await rig.terminal.call(quote('GBPUSD', 1.27 + count / 100_000, 1.2701 + count / 100_000));
      }
      await until('fifty ticks are told', () => told() >= before + 50, 5_000);
    },
  },
  {
    name: 'checklist mql5-transaction-hint: trades whose events were lost are told from positions and history',
    async run(rig) {
      const server = await linkScripted(rig);
      await rig.terminal.kill();
      // an event of a trade reaches nobody while no program runs
      await rig.reopen();
      await until('the link is back', () => server.welcomes === 2);
      // more events in one moment than the terminal's queue holds
      await rig.terminal.call({ cmd: 'manual', do: 'churn', s: 'EURUSD', count: 700 });
      const deals = (await rig.terminal.deals()).map(({ deal }) => deal);
      hold(deals.length > 1_024, `${deals.length} deals`);
      await until('every deal is told', () => {
        const told = new Set(server.of('deal').map(({ body }) => body['deal']));
        return deals.every((deal) => told.has(deal));
      }, 60_000);
    },
  },
  {
    name: 'checklist mql5-reinit: another timeframe, inputs or account run no order again and lose no answer',
    async run(rig) {
      const server = await linkScripted(rig);
      const body = marketOrder();
      const first = await order(server, 'order.send', body, 'done');
      let welcomes = 1;
      // chart change, parameters, account
      for (const reason of [3, 5, 6]) {
        await rig.terminal.call({ cmd: 'again', reason });
        welcomes += 1;
        await until(`the link is back after reason ${reason}`, () => server.welcomes === welcomes);
        const again = await order(server, 'order.send', body, 'done');
        hold(again['replay'] === true && again['deal'] === first['deal'], JSON.stringify(again));
      }
      hold((await dealsOf(rig.terminal, body['cid'])).length === 1, 'it ran again');
    },
  },
  {
    name: 'checklist mql5-copy-ticks: a part is not taken for all, and no tick is lost or doubled',
    async run(rig) {
      await rig.serve();
      await rig.attach([...symbol('EURUSD'), market('EURUSD', 40, rig.seed)]);
      await rig.linked();
      for (const what of ['partial', 'none', 'partial', 'none']) {
        await rig.terminal.call({ cmd: 'fault', on: 'ticks', what, count: 5 });
        await delay(300);
      }
      await rig.terminal.call({ cmd: 'fault', what: 'clear' });
      await rig.terminal.call({ cmd: 'auto', s: 'EURUSD', per_s: 0 });
      const made = (await rig.terminal.ticks('EURUSD')).map(([msc, bid]) => `${(msc ?? 0) - 7_200_000} ${bid ?? 0}`);
      let served: string[] = [];
      await until('every tick since the link began', async () => {
        const list = await rig.list<{ time: number; bid: number }>('/ticks?symbol=EURUSD');
        served = list.map(({ time, bid }) => `${time} ${bid}`);
        return served.at(-1) === made.at(-1) && made.slice(-served.length).join() === served.join();
      }).catch(() => { throw new Error(`${served.length} served of ${made.length}`); });
      hold(served.length > 30, `only ${served.length} ticks`);
    },
  },
  {
    name: 'checklist safety-31: without a link the EA does nothing by default, the broker\'s stop stays and works',
    async run(rig) {
      const server = await linkScripted(rig, [], whenLost(0));
      await order(server, 'order.send', marketOrder({ sl: 1.08 }), 'done');
      await server.close();
      await delay(3500);
      const [position] = await rig.terminal.positions();
      hold(position?.sl === 1.08, `without a link: ${JSON.stringify(position)}`);
      await rig.terminal.call(quote('EURUSD', 1.0799, 1.08));
      await until('the broker stopped it', async () => (await rig.terminal.positions()).length === 0);
    },
  },
  {
    name: 'checklist safety-31: in time without a link what Sextant has waiting is cancelled, a hand\'s is not',
    async run(rig) {
      const server = await linkScripted(rig, [], whenLost(1));
      await order(server, 'order.send', marketOrder({ kind: 'limit', price: 1.08 }), 'done');
      await order(server, 'order.send', marketOrder(), 'done');
      await rig.terminal.call({ cmd: 'manual', do: 'pending', s: 'EURUSD', side: 'buy', price: 1.07, vol: 0.1 });
      await server.close();
      await until('one order waits', async () => (await rig.terminal.orders()).length === 1, 15_000);
      hold((await rig.terminal.orders())[0]?.magic === '0', 'it took away the order of another hand');
      hold((await rig.terminal.positions()).length === 1, 'it closed something');
    },
  },
  {
    name: 'checklist safety-31: in time without a link what Sextant opened is closed, a hand\'s is not',
    async run(rig) {
      const server = await linkScripted(rig, [], whenLost(2));
      await order(server, 'order.send', marketOrder(), 'done');
      await rig.terminal.call({ cmd: 'manual', do: 'open', s: 'EURUSD', side: 'sell', vol: 0.1 });
      await server.close();
      await delay(1000);
      hold((await rig.terminal.positions()).length === 2, 'it closed before its time');
      await until('one position is left', async () => (await rig.terminal.positions()).length === 1, 15_000);
      hold((await rig.terminal.positions())[0]?.magic === '0', 'it closed what is not Sextant\'s');
    },
  },
  {
    name: 'checklist connection-4: a second terminal of another account is a second session, only watched',
    async run(rig) {
      await rig.serve();
      await rig.attach([...symbol('EURUSD'), market('EURUSD', 5, rig.seed)]);
      await rig.linked();
      await rig.terminal.stop();
      await rig.attach([...symbol('EURUSD'), market('EURUSD', 5, rig.seed), { cmd: 'set', login: 777 }]);
      await until('the chart says so', () => rig.terminal.comment.includes('only watches this account'));
      const reply = await rig.post('/orders', { symbol: 'EURUSD', side: 'buy', volume: 0.1, sl: 1.08, approve: true });
      hold(JSON.stringify(reply.body).includes('RISK_LINK_DOWN'), `${reply.status} ${JSON.stringify(reply.body)}`);
      hold((await rig.terminal.positions()).length === 0, 'the other account traded');
    },
  },
  {
    name: 'checklist suffered-limit-base: the daily loss is measured from the day\'s own equity, deposits apart',
    async run(rig) {
      const server = await linkScripted(rig, [], { InpMaxDailyLoss: 100 });
      await order(server, 'order.send', marketOrder({ vol: 1 }), 'done');
      // taken out: no loss; paid in: hides none
      await rig.terminal.call({ cmd: 'manual', do: 'balance', amount: -500 });
      await delay(2500);
      hold(!rig.terminal.comment.includes('READ-ONLY'), 'a withdrawal was taken for a loss');
      await rig.terminal.call({ cmd: 'manual', do: 'balance', amount: 2000 });
      // bought at 1.0851: 60 points of a lot are 60, then 160
      await rig.terminal.call(quote('EURUSD', 1.0845, 1.0846));
      await delay(2500);
      hold(!rig.terminal.comment.includes('READ-ONLY'), '60 lost were taken for more than 100');
      await rig.terminal.call(quote('EURUSD', 1.0835, 1.0836));
      await until('the chart says read-only', () => rig.terminal.comment.includes('READ-ONLY'));
    },
  },
  {
    name: 'checklist orders-12: a waiting order is placed with RETURN, whatever the symbol fills market orders by',
    async run(rig) {
      const server = await linkScripted(rig);
      for (const filling of [1, 2, 3]) {
        await rig.terminal.call({ cmd: 'symbol', s: 'EURUSD', filling });
        await order(server, 'order.send', marketOrder({ kind: 'limit', price: 1.08 }), 'done');
        const placed = (await rig.terminal.orders()).at(-1);
        // ORDER_FILLING_RETURN
        hold(placed?.filling === 2, `filling ${String(placed?.filling)} where the symbol takes ${filling}`);
      }
    },
  },
  {
    name: 'checklist suffered-close-opens: a close of what is gone already is told so and opens nothing',
    async run(rig) {
      const server = await linkScripted(rig);
      const opened = await order(server, 'order.send', marketOrder(), 'done');
      await rig.terminal.call({ cmd: 'manual', do: 'close', position: opened['position'] });
      const answer = await server.command('position.close', {
        cid: nextCid(), position: opened['position'], vol: null, dev: 10, deadline_ts: Date.now() + 60_000,
      });
      hold(answer.body['retcode'] === 10036, JSON.stringify(answer));
      await delay(500);
      hold((await rig.terminal.positions()).length === 0, 'a close opened something');
    },
  },
  {
    name: 'checklist shim-memory: an index outside ends the program, grown cells hold garbage, whole numbers wrap',
    async run(rig) {
      const outside = await probe(rig, 'outside', 'int a[]; ArrayResize(a,3); int at=3; a[at]=1; Print("went on");');
      await until('the program ended', () => !outside.isRunning);
      hold(!outside.prints.includes('went on') && /index/i.test(outside.words), outside.words);
      const inside = await probe(rig, 'inside', [
        'int a[]; ArrayResize(a,2); Print("cell ",(a[1]==0 ? "zero" : "garbage"));',
        'int most=INT_MAX; most++; Print("most ",most);',
      ].join(' '));
      await until('it said both', () => inside.prints.length >= 2);
      hold(inside.prints.join() === 'cell garbage,most -2147483648', inside.prints.join());
      await inside.kill();
    },
  },
];
