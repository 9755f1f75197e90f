// A terminal whose words lag the broker: lists that are empty at its start or show what is gone, ticks of long ago,
// reads that take a second, files that cannot be opened. Each is a way to lose money if it is believed.

import { setTimeout as delay } from 'node:timers/promises';
import { hold } from '../../crash/violation.ts';
import { dealsOf, marketOrder, nextCid, order, quote } from '../desk.ts';
import { symbol, type Rig, type Scenario } from '../rig.ts';
import type { ScriptedServer } from '../scripted-server.ts';
import { until, type Command } from '../terminal.ts';
import { linkScripted } from './orders.ts';

const FLAT = 'sx_button_flat';
const NETTING: Command = { cmd: 'set', margin_mode: 0 };
/** MQL5's words for a deal that opens and for one that closes. */
const ENTRY = { in: 0, out: 1 } as const;
const INVALID_STOPS = 10_016;
const MARKET_CLOSED = 10_018;

async function clickTwice(rig: Rig, name: string): Promise<void> {
  for (let click = 0; click < 2; click += 1) await rig.terminal.call({ cmd: 'click', name });
}

function close(position: unknown): Readonly<Record<string, unknown>> {
  return { cid: nextCid(), position, vol: null, dev: 10, deadline_ts: Date.now() + 60_000 };
}

/** What the deals did, oldest first. */
async function entriesOf(rig: Rig): Promise<readonly number[]> {
  return (await rig.terminal.deals()).filter(({ s }) => s !== '').map(({ entry }) => entry);
}

/** The terminal begins again without its broker, its lists empty, and stays so. */
async function restartOffline(rig: Rig): Promise<void> {
  rig.terminal.open();
  await rig.terminal.call({ cmd: 'set', connected: false, lists_filled: false });
  await rig.terminal.start();
}

/** The limit of the day is reached, and then the price is where it was: a new day would lift it. */
async function loseAndRecover(rig: Rig): Promise<void> {
  await rig.terminal.call(quote('EURUSD', 1.083, 1.0831));
  await until('the chart says read-only', () => rig.terminal.comment.includes('READ-ONLY'));
  await rig.terminal.call(quote('EURUSD', 1.085, 1.0851));
}

function countOf(server: ScriptedServer, symbols: readonly string[]): number {
  return symbols.filter((s) => server.of('tick').some(({ body }) => body['s'] === s)).length;
}

export const laggingTerminalScenarios: readonly Scenario[] = [
  {
    name: 'start: lists that are empty until the broker has answered close nothing and are no snapshot',
    async run(rig) {
      const server = await linkScripted(rig);
      const opened = await order(server, 'order.send', marketOrder(), 'done');
      await server.frame('position', ({ body }) => body['op'] === 'open' && body['id'] === opened['position']);
      await rig.terminal.stop();
      server.frames.length = 0;
      await restartOffline(rig);
      await until('the link is back', () => server.welcomes === 2);
      server.say('snapshot', { id: 'q1' });
      await delay(1500);
      hold(server.of('snapshot.end').length === 0, 'a snapshot without the broker');
      await rig.terminal.call({ cmd: 'set', connected: true });
      await delay(500);
      await rig.terminal.call({ cmd: 'set', lists_filled: true });
      const end = await server.frame('snapshot.end');
      hold(JSON.stringify(end.body['counts']).includes('"positions":1'), JSON.stringify(end.body));
      const closes = server.of('position').filter(({ body }) => body['op'] === 'close');
      hold(closes.length === 0, JSON.stringify(closes));
    },
  },
  {
    name: 'account: what another account does not hold is not told as closed under the name of the old one',
    async run(rig) {
      const server = await linkScripted(rig);
      await order(server, 'order.send', marketOrder(), 'done');
      await rig.terminal.call({ cmd: 'set', login: 777, connected: false, lists_filled: false });
      await delay(1500);
      const closes = server.of('position').filter(({ body }) => body['op'] === 'close');
      hold(closes.length === 0, JSON.stringify(closes));
      hold(server.of('hello').length === 1, 'it went on before the other account had its broker');
      await rig.terminal.call({ cmd: 'set', connected: true, lists_filled: true });
      await server.frame('hello', ({ body }) => body['login'] === '777');
    },
  },
  {
    name: 'kill: flatten that a restart breaks off goes on once the terminal has its lists',
    async run(rig) {
      const server = await linkScripted(rig);
      await order(server, 'order.send', marketOrder(), 'done');
      await server.close();
      await rig.terminal.call({ cmd: 'fault', on: 'order', what: 'refuse', value: MARKET_CLOSED, count: 1000 });
      await clickTwice(rig, FLAT);
      await until('it is closing', () => rig.terminal.comment.includes('Closing everything'));
      await rig.terminal.kill();
      await restartOffline(rig);
      await rig.terminal.call({ cmd: 'set', connected: true });
      await delay(700);
      await rig.terminal.call({ cmd: 'set', lists_filled: true });
      await until('nothing is open', async () => (await rig.terminal.positions()).length === 0, 20_000);
    },
  },
  {
    name: 'kill: flatten does not end over a position whose ticket is not given for once',
    async run(rig) {
      const server = await linkScripted(rig);
      await order(server, 'order.send', marketOrder(), 'done');
      // a terminal so long connected is believed that nothing is left
      await delay(10_500);
      await rig.terminal.call({ cmd: 'fault', on: 'positions', what: 'none', count: 4 });
      await server.command('kill', { flatten: true });
      await until('nothing is open', async () => (await rig.terminal.positions()).length === 0, 15_000);
    },
  },
  {
    name: 'kill: works and lasts where the files of the EA cannot be opened',
    async run(rig) {
      await rig.script();
      const hand: Command = { cmd: 'manual', do: 'open', s: 'EURUSD', side: 'buy', vol: 0.1 };
      await rig.attach([
        ...symbol('EURUSD'), quote('EURUSD', 1.085, 1.0851), hand,
        { cmd: 'fault', on: 'file', what: 'open', count: 100_000 },
        { cmd: 'fault', on: 'order', what: 'requote' },
      ]);
      await until('it says that its files cannot be opened', () => rig.terminal.comment.includes('cannot be opened'));
      await clickTwice(rig, FLAT);
      await until('nothing is open', async () => (await rig.terminal.positions()).length === 0, 15_000);
      await rig.terminal.call({ cmd: 'fault', what: 'clear' });
      await until('it is read-only', () => rig.terminal.comment.includes('READ-ONLY'), 15_000);
      await rig.terminal.kill();
      await rig.reopen();
      await until('it still is', () => rig.terminal.comment.includes('READ-ONLY'), 15_000);
    },
  },
  {
    name: 'netting: flatten does not close again what is closed and still listed',
    async run(rig) {
      const server = await linkScripted(rig, [NETTING]);
      await order(server, 'order.send', marketOrder({ vol: 1 }), 'done');
      await rig.terminal.call({ cmd: 'fault', on: 'positions', what: 'stale', value: 2500 });
      await server.command('kill', { flatten: true });
      await delay(4500);
      hold((await rig.terminal.positions()).length === 0, 'something is open');
      const entries = await entriesOf(rig);
      hold(entries.join() === [ENTRY.in, ENTRY.out].join(), `deals ${entries.join()}: a close opened something`);
    },
  },
  {
    name: 'netting: a second close of a position that is gone and still listed is refused',
    async run(rig) {
      const server = await linkScripted(rig, [NETTING]);
      const opened = await order(server, 'order.send', marketOrder({ vol: 1 }), 'done');
      await rig.terminal.call({ cmd: 'fault', on: 'positions', what: 'stale', value: 2000 });
      await order(server, 'position.close', close(opened['position']), 'done');
      const second = await order(server, 'position.close', close(opened['position']), 'rejected');
      hold(second['retname'] === 'CLOSE_ORDER_EXIST', JSON.stringify(second));
      await until('it is seen to be gone', () => (
        server.of('position').some(({ body }) => body['op'] === 'close')
      ));
      hold((await rig.terminal.positions()).length === 0, 'a close opened something');
    },
  },
  {
    name: 'positions: a ticket that the terminal does not give for once is no close',
    async run(rig) {
      const server = await linkScripted(rig);
      await order(server, 'order.send', marketOrder(), 'done');
      await rig.terminal.call({ cmd: 'fault', on: 'positions', what: 'none', count: 3 });
      await delay(1500);
      const closes = server.of('position').filter(({ body }) => body['op'] === 'close');
      hold(closes.length === 0, JSON.stringify(closes));
    },
  },
  {
    name: 'clock: a tick of long ago moves neither the offset nor the day of the loss limit',
    async run(rig) {
      const server = await linkScripted(rig, [], { InpMaxDailyLoss: 100 });
      const opened = await order(server, 'order.send', marketOrder({ vol: 1 }), 'done');
      await loseAndRecover(rig);
      // a symbol whose market rests: its last tick is a whole number of quarters of an hour old
      const at = Date.now() + 7_200_000 - 22 * 3_600_000;
      await rig.terminal.call({ cmd: 'ticks', s: 'GBPUSD', rows: [[at, 1.27, 1.2701]] });
      await server.command('sub', { ticks: ['GBPUSD'] });
      await delay(6000);
      hold(server.of('time').length === 0, `the offset changed: ${JSON.stringify(server.of('time')[0]?.body)}`);
      hold(rig.terminal.comment.includes('READ-ONLY'), 'the limit of the day was lifted');
      await order(server, 'position.close', close(opened['position']), 'done');
    },
  },
  {
    name: 'clock: put back over midnight begins no new day and lifts no limit',
    async run(rig) {
      const server = await linkScripted(rig, [], { InpMaxDailyLoss: 100 });
      await order(server, 'order.send', marketOrder({ vol: 1 }), 'done');
      await loseAndRecover(rig);
      await rig.terminal.call({ cmd: 'set', offset_s: 7200 - 86_400 });
      await until('the offset is told', () => server.of('time').length > 0);
      await delay(2500);
      hold(rig.terminal.comment.includes('READ-ONLY'), 'the limit of the day was lifted');
    },
  },
  {
    name: 'orders: what the broker refused with its stops is not sent without them after the deadline',
    async run(rig) {
      const server = await linkScripted(rig);
      await rig.terminal.call({ cmd: 'fault', on: 'order', what: 'slow', value: 2500 });
      await rig.terminal.call({ cmd: 'fault', on: 'order', what: 'refuse', value: INVALID_STOPS });
      const body = marketOrder({ sl: 1.08, deadline_ts: Date.now() + 1500 });
      await order(server, 'order.send', body, 'rejected');
      hold((await dealsOf(rig.terminal, body['cid'])).length === 0, 'it ran after its deadline');
    },
  },
  {
    name: 'no link: what is being closed takes no new order that would be closed with it',
    async run(rig) {
      const server = await linkScripted(rig, [], { InpLinkLostSec: 1, InpLinkLostAction: 2 });
      await order(server, 'order.send', marketOrder(), 'done');
      await rig.terminal.call({ cmd: 'fault', on: 'order', what: 'refuse', value: MARKET_CLOSED, count: 1000 });
      await server.close();
      await until('it closes', () => rig.terminal.comment.includes('Closing everything'));
      await server.listen();
      await until('the link is back', () => server.welcomes === 2);
      const refused = await order(server, 'order.send', marketOrder(), 'rejected');
      hold(JSON.stringify(refused).includes('E_READONLY'), JSON.stringify(refused));
      await rig.terminal.call({ cmd: 'fault', what: 'clear' });
      await until('nothing is open', async () => (await rig.terminal.positions()).length === 0, 20_000);
      await until('that is over', () => !rig.terminal.comment.includes('READ-ONLY'));
      await order(server, 'order.send', marketOrder(), 'done');
    },
  },
  {
    name: 'ticks: slow reads of many symbols let an order through between two of them',
    async run(rig) {
      const names = Array.from({ length: 8 }, (_, at) => `SLOW${at}`);
      const server = await linkScripted(rig, names.flatMap((s) => [...symbol(s), quote(s, 1.1, 1.1001)]));
      const from = Date.now() + 7_200_000 - 600_000;
      await rig.terminal.call({ cmd: 'fault', on: 'ticks', what: 'slow', value: 700, count: 1000 });
      await server.command('sub', { ticks: names, from_msc: from });
      await until('the first is read', () => countOf(server, names) > 0);
      const began = performance.now();
      await order(server, 'order.send', marketOrder(), 'done');
      const ms = performance.now() - began;
      hold(ms < 3000, `the order waited ${Math.round(ms)} ms behind the reads`);
      await rig.terminal.call({ cmd: 'fault', what: 'clear' });
      await until('all are read', () => countOf(server, names) === names.length);
    },
  },
  {
    name: 'subscriptions: sixty-four at once, whatever was followed before',
    async run(rig) {
      const names = Array.from({ length: 70 }, (_, at) => `SYM${at}`);
      const server = await linkScripted(rig, names.flatMap((s) => symbol(s)));
      const others = names.slice(0, 35);
      for (let round = 0; round < 3; round += 1) {
        for (const list of [others, names.slice(35)]) {
          const answer = await server.command('sub', { ticks: list });
          hold(answer.body['ok'] === true, JSON.stringify(answer.body));
          await server.command('unsub', { ticks: list });
        }
      }
    },
  },
  {
    name: 'calendar: a first reading that timed out is asked again',
    async run(rig) {
      const server = await rig.script();
      const time = Math.floor(Date.now() / 1000) + 7200;
      await rig.attach([
        ...symbol('EURUSD'), quote('EURUSD', 1.085, 1.0851),
        {
          cmd: 'calendar', countries: [{ id: 840, name: 'United States', code: 'US', currency: 'USD' }],
          events: [{ id: 1, country: 840, name: 'Nonfarm Payrolls', code: 'nfp', importance: 3, sector: 3 }],
          values: [{ id: 7, event: 1, time, actual: 5, forecast: 5, prev: 5, impact: 1 }],
        },
        { cmd: 'fault', on: 'calendar', what: 'timeout', after: 1 },
      ]);
      await server.frame('snapshot.end');
      await server.frame('calendar', ({ body }) => JSON.stringify(body).includes('"id":"7"'), 50_000);
    },
  },
  {
    name: 'signals: lines of one symbol do not stay on the chart of another',
    async run(rig) {
      const server = await linkScripted(rig, [...symbol('GBPUSD'), quote('GBPUSD', 1.27, 1.2701)]);
      const lines = async (): Promise<number> => (
        (await rig.terminal.objects()).filter(({ name }) => name.startsWith('sx_signal_')).length
      );
      server.say('signal.draw', {
        id: 'g1', s: 'EURUSD', tf: 'M5', side: 'buy', price: 1.0852, sl: 1.08, tp: 1.09, reason: 'trend',
        expiry_ts: Date.now() + 600_000,
      });
      await until('lines on the chart', async () => await lines() >= 3);
      await rig.terminal.call({ cmd: 'again', reason: 3, chart_symbol: 'GBPUSD' });
      await until('none on the other chart', async () => await lines() === 0);
      await rig.terminal.call({ cmd: 'again', reason: 3, chart_symbol: 'EURUSD' });
      await until('they are there again', async () => await lines() >= 3);
    },
  },
];
