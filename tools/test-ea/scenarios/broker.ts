// What brokers do by themselves: trades by hand, swaps, suffixes, a change of daylight saving, the calendar, and the
// ways in which trading is off.

import { setTimeout as delay } from 'node:timers/promises';
import { hold } from '../../crash/violation.ts';
import { marketOrder, order, quote } from '../desk.ts';
import { market, symbol, type Rig, type Scenario } from '../rig.ts';
import type { Frame } from '../scripted-server.ts';
import { until, type Command } from '../terminal.ts';
import { linkScripted } from './orders.ts';

interface DealView {
  readonly deal: string;
  readonly order: string;
  readonly positionId: string;
  readonly symbol: string;
  readonly volume: number;
  readonly price: number;
  readonly profit: number;
  readonly commission: number;
  readonly swap: number;
  readonly magic: string;
  readonly brokerMs: number;
}

/** All deals and positions of the broker, and nothing else, are what the workstation serves. */
async function compareDeals(rig: Rig): Promise<number> {
  const truth = (await rig.terminal.deals()).map((one) => JSON.stringify([
    one.deal, one.order, one.position, one.s, one.vol, one.price, one.profit, one.commission, one.swap, one.magic,
    one.msc,
  ])).sort();
  let served: string[] = [];
  await until('the deals to be equal', async () => {
    served = (await rig.list<DealView>('/deals')).map((one) => JSON.stringify([
      one.deal, one.order, one.positionId, one.symbol, one.volume, one.price, one.profit, one.commission, one.swap,
      one.magic, one.brokerMs,
    ])).sort();
    return served.join() === truth.join();
  }).catch(() => {
    const lost = truth.filter((one) => !served.includes(one));
    const made = served.filter((one) => !truth.includes(one));
    throw new Error(`deals lacking: ${lost.join(' ')}; deals that the broker has not: ${made.join(' ')}`);
  });
  const held = (await rig.terminal.positions())
    .map((one) => [one.id, one.vol, one.sl || null, one.tp || null].join()).sort();
  let shown: string[] = [];
  await until('the positions to be equal', async () => {
    const list = await rig.list<{ id: string; volume: number; sl: number | null; tp: number | null }>('/positions');
    shown = list.map((one) => [one.id, one.volume, one.sl, one.tp].join()).sort();
    return shown.join(';') === held.join(';');
  }).catch(() => { throw new Error(`positions ${shown.join(';')}, at the broker ${held.join(';')}`); });
  return truth.length;
}

async function tradeByHand(rig: Rig): Promise<void> {
  const { terminal, random } = rig;
  const positions = await terminal.positions();
  const held = positions[random.nextInt(0, Math.max(0, positions.length - 1))];
  const dice = random.nextInt(1, 100);
  if (held === undefined || (dice <= 40 && positions.length < 12)) {
    await terminal.call({
      cmd: 'manual', do: 'open', s: 'EURUSD', side: random.nextChance(0.5) ? 'buy' : 'sell',
      vol: random.nextInt(2, 20) / 100,
    });
  } else if (dice <= 55) {
    await terminal.call({ cmd: 'manual', do: 'modify', position: held.ticket, sl: held.type === 0 ? 1.0 : 1.2 });
  } else if (dice <= 70 && held.vol > 0.015) {
    await terminal.call({ cmd: 'manual', do: 'close', position: held.ticket, vol: 0.01 });
  } else if (dice <= 90) {
    await terminal.call({ cmd: 'manual', do: 'close', position: held.ticket });
  } else {
    await terminal.call({ cmd: 'manual', do: random.nextChance(0.5) ? 'rollover' : 'balance', amount: 100 });
  }
}

const CALENDAR: Command = {
  cmd: 'calendar',
  countries: [{ id: 840, name: 'United States', code: 'US', currency: 'USD' }],
  events: [
    { id: 840030016, country: 840, name: 'Nonfarm Payrolls', code: 'nonfarm-payrolls', importance: 3, sector: 3 },
    { id: 840050014, country: 840, name: 'Fed Interest Rate Decision', code: 'fed-rate', importance: 3, sector: 5 },
  ],
  values: [],
};

function calendarValue(id: number, event: number, actual: number | null): Command {
  return {
    cmd: 'calendar',
    values: [{ id, event, time: Math.floor(Date.now() / 1000) + 7200, actual, forecast: 5.25, prev: 5.5, impact: 1 }],
  };
}

async function says(rig: Rig, what: string, form: RegExp): Promise<void> {
  await until(what, () => form.test(rig.terminal.comment)).catch(() => {
    throw new Error(`${what}: the chart says ${JSON.stringify(rig.terminal.comment)}`);
  });
}

export const brokerScenarios: readonly Scenario[] = [
  {
    name: 'checklist events-21: deals and positions exact over trades by hand, swaps, deposits, cuts and restarts',
    async run(rig) {
      await rig.serve();
      await rig.attach([...symbol('EURUSD', { swap_long: -5, swap_short: 2 }), market('EURUSD', 10, rig.seed)]);
      await rig.linked();
      for (let turn = 0; turn < 40; turn += 1) {
        await tradeByHand(rig);
        if (turn % 5 === 1) rig.proxy.cut();
        if (turn % 13 === 6) {
          await rig.terminal.kill();
          await rig.reopen();
        }
        await delay(rig.random.nextInt(5, 250));
      }
      await rig.linked();
      const count = await compareDeals(rig);
      hold(count >= 25, `only ${count} deals`);
    },
  },
  {
    name: 'checklist orders-18: a position opened by hand is told within a second',
    async run(rig) {
      const server = await linkScripted(rig);
      // The fastest of three: a machine that does other work as well stops everybody for a second now and then.
      let ms = Number.POSITIVE_INFINITY;
      for (const vol of [0.2, 0.3, 0.4]) {
        const started = performance.now();
        await rig.terminal.call({ cmd: 'manual', do: 'open', s: 'EURUSD', side: 'sell', vol });
        const told = await server.frame('position', ({ body }) => body['op'] === 'open' && body['vol'] === vol);
        ms = Math.min(ms, performance.now() - started);
        hold(told.body['magic'] === '0' && told.body['side'] === 'sell', JSON.stringify(told.body));
      }
      hold(ms < 1000, `it took ${Math.round(ms)} ms`);
    },
  },
  {
    name: 'checklist events-24: a stop loss at the broker is told with its reason',
    async run(rig) {
      const server = await linkScripted(rig);
      await order(server, 'order.send', marketOrder({ sl: 1.08 }), 'done');
      await rig.terminal.call(quote('EURUSD', 1.0799, 1.08));
      const deal = await server.frame('deal', ({ body }) => body['entry'] === 'out');
      hold(deal.body['reason'] === 'sl', JSON.stringify(deal.body));
      await server.frame('position', ({ body }) => body['op'] === 'close');
    },
  },
  {
    name: 'checklist symbols-6: names with affixes keep their case, and an unknown name is answered with them',
    async run(rig) {
      const server = await linkScripted(rig, [
        ...symbol('EURUSDm'), quote('EURUSDm', 1.085, 1.0851),
        ...symbol('XAUUSD.a', { digits: 2, point: 0.01, tick_size: 0.01 }),
        quote('XAUUSD.a', 4100.5, 4100.8), { cmd: 'set', chart_symbol: 'EURUSDm' },
      ]);
      const answer = await server.command('sub', { ticks: ['XAUUSD'], bars: [], book: [] });
      const words = JSON.stringify(answer.body);
      hold(answer.body['ok'] === false && words.includes('E_SYMBOL') && words.includes('XAUUSD.a'), words);
      await server.command('sub', { ticks: ['XAUUSD.a'], bars: [], book: [] });
      await rig.terminal.call(quote('XAUUSD.a', 4101.5, 4101.8));
      await server.frame('tick', ({ body }) => body['s'] === 'XAUUSD.a');
      await order(server, 'order.send', marketOrder({ s: 'XAUUSD.a', sl: 4000 }), 'done');
      await server.frame('symbol', ({ body }) => body['s'] === 'EURUSDm');
    },
  },
  {
    name: 'checklist time-26: its clock goes to winter time, and every tick keeps its UTC time',
    async run(rig) {
      await rig.serve();
      await rig.attach([{ cmd: 'set', offset_s: 10_800 }, ...symbol('EURUSD'), market('EURUSD', 10, rig.seed)]);
      await rig.linked();
      await delay(1500);
      // No quotes while the clocks are put back, as on the Sunday when it happens.
      await rig.terminal.call({ cmd: 'auto', s: 'EURUSD', per_s: 0 });
      await delay(500);
      const before = await rig.terminal.ticks('EURUSD');
      await rig.terminal.call({ cmd: 'set', offset_s: 7200 });
      await until('the workstation knows the offset', async () => {
        return (await rig.get<{ offsetS: number }>('/account')).offsetS === 7200;
      }, 60_000);
      const newest = before.at(-1)?.[0] ?? 0;
      const served = await rig.list<{ time: number }>('/ticks?symbol=EURUSD');
      hold(served.at(-1)?.time === newest - 10_800_000, `the last tick of summer is at ${String(served.at(-1)?.time)}`);
    },
  },
  {
    name: 'checklist mql5-calendar-values: calendar values come once, changes as deltas, decisions as central bank',
    async run(rig) {
      const server = await linkScripted(rig, [CALENDAR, calendarValue(1, 840030016, null)]);
      await rig.terminal.call(calendarValue(2, 840050014, null));
      const has = (id: string, actual: number | null) => ({ body }: Frame): boolean => (
        (body['rows'] as readonly Record<string, unknown>[]).some((row) => row['id'] === id && row['actual'] === actual)
      );
      await server.frame('calendar', has('2', null)).catch(async () => server.frame('central_bank', () => true));
      await rig.terminal.call(calendarValue(1, 840030016, 227));
      const changed = await server.frame('calendar', has('1', 227));
      hold(typeof changed.body['change_id'] === 'string', JSON.stringify(changed.body));
      await rig.terminal.call(calendarValue(2, 840050014, 5));
      const bank = await server.frame('central_bank');
      hold(JSON.stringify(bank.body).includes('rate'), JSON.stringify(bank.body));
    },
  },
  {
    name: 'checklist connection-3: algo trading off, investor password, lost broker are said in words, no order runs',
    async run(rig) {
      const server = await linkScripted(rig);
      const cases: readonly (readonly [Record<string, boolean>, string, RegExp])[] = [
        [{ terminal_trade_allowed: false }, 'algo trading is off in the terminal', /algo/i],
        [{ program_trade_allowed: false }, 'algo trading is off for this EA', /algo|this EA/i],
        [{ account_trade_allowed: false }, 'the investor password', /trading password|investor/i],
        [{ account_expert_allowed: false }, 'the broker forbids EAs', /broker|server/i],
      ];
      for (const [flags, what, form] of cases) {
        await rig.terminal.call({ cmd: 'set', ...flags });
        await says(rig, what, form);
        const answer = await server.command('order.send', marketOrder());
        hold(JSON.stringify(answer.body).includes('E_TRADE_OFF'), `${what}: ${JSON.stringify(answer.body)}`);
        const [name = ''] = Object.keys(flags);
        await rig.terminal.call({ cmd: 'set', [name]: true });
        await until('it is gone', () => !rig.terminal.comment.includes('No trading'));
      }
      await rig.terminal.call({ cmd: 'set', connected: false });
      await says(rig, 'the terminal is not connected', /not connected/i);
      hold((await rig.terminal.deals()).length === 0, 'an order ran');
    },
  },
];
