// The hard limits of the EA, the kill switch from the wire and from the chart, signals on the chart, history in pages,
// and an outbox that runs over.

import { setTimeout as delay } from 'node:timers/promises';
import { hold } from '../../crash/violation.ts';
import { marketOrder, nextCid, order, quote } from '../desk.ts';
import { symbol, type Scenario } from '../rig.ts';
import type { Frame } from '../scripted-server.ts';
import { until, type Command } from '../terminal.ts';
import { linkScripted } from './orders.ts';

const STOP = 'sx_button_stop';
const FLAT = 'sx_button_flat';

/** So many ticks, three of them in each millisecond, ending now. */
function manyTicks(s: string, count: number, offsetS = 7200): Command {
  const now = Date.now() + offsetS * 1000 - 60_000;
  const rows = Array.from({ length: count }, (_, at) => {
    const bid = 1.08 + (at % 500) / 100_000;
    return [now + Math.floor(at / 3), Number(bid.toFixed(5)), Number((bid + 0.0001).toFixed(5))];
  });
  return { cmd: 'ticks', s, rows };
}

function pagesOf(frames: readonly Frame[], id: string): readonly (readonly number[])[] {
  return frames.filter(({ type, body }) => type === 'history.page' && body['re'] === id)
    .flatMap(({ body }) => body['rows'] as number[][]);
}

export const safetyScenarios: readonly Scenario[] = [
  {
    name: 'outbox: full, the oldest go with a gap that says which, and the broker has what they said',
    async run(rig) {
      // a ring that holds about a thousand messages, and so the snapshot that follows
      const server = await linkScripted(rig, [], { InpOutboxKiB: 256 });
      server.isConfirming = false;
      await server.close();
      for (let turn = 0; turn < 2; turn += 1) {
        await rig.terminal.call({ cmd: 'manual', do: 'churn', s: 'EURUSD', count: 100 });
        await delay(300);
      }
      server.isConfirming = true;
      await server.listen();
      const gap = await server.frame('gap', () => true, 60_000);
      const from = Number(gap.body['from_seq']);
      const to = Number(gap.body['to_seq']);
      hold(from >= 1 && to >= from, JSON.stringify(gap.body));
      const deals = (await rig.terminal.deals()).map(({ deal }) => deal);
      hold(deals.length >= 400, `${String(deals.length)} deals were made`);
      await until('every deal of the broker is told', () => {
        const told = new Set(server.of('deal').map(({ body }) => body['deal']));
        return deals.every((deal) => told.has(deal));
      }, 120_000);
    },
  },
  {
    name: 'checklist safety-30: limits: lots, positions and symbols are refused by the EA itself',
    async run(rig) {
      const server = await linkScripted(rig, [...symbol('GBPUSD'), quote('GBPUSD', 1.27, 1.2701)], {
        InpMaxLots: 0.5, InpMaxPositions: 2, InpSymbols: 'EURUSD',
      });
      for (const body of [marketOrder({ vol: 0.6 }), marketOrder({ s: 'GBPUSD' })]) {
        const answer = await order(server, 'order.send', body, 'rejected');
        hold(JSON.stringify(answer).includes('limit of the EA'), JSON.stringify(answer));
      }
      await order(server, 'order.send', marketOrder(), 'done');
      await order(server, 'order.send', marketOrder(), 'done');
      await order(server, 'order.send', marketOrder(), 'rejected');
      hold((await rig.terminal.positions()).length === 2, 'the limit of positions did not hold');
    },
  },
  {
    name: 'checklist safety-30: limits: the daily loss makes read-only, closing goes on, a restart lifts nothing',
    async run(rig) {
      const server = await linkScripted(rig, [], { InpMaxDailyLoss: 100 });
      const opened = await order(server, 'order.send', marketOrder({ vol: 1 }), 'done');
      await rig.terminal.call(quote('EURUSD', 1.083, 1.0831));
      await until('the chart says read-only', () => rig.terminal.comment.includes('READ-ONLY'));
      const refused = await order(server, 'order.send', marketOrder(), 'rejected');
      hold(JSON.stringify(refused).includes('E_READONLY'), JSON.stringify(refused));
      await rig.terminal.kill();
      await rig.reopen();
      await until('the link is back', () => server.welcomes === 2);
      await until('it is still read-only', () => rig.terminal.comment.includes('READ-ONLY'));
      await order(server, 'position.close', {
        cid: nextCid(), position: opened['position'], vol: null, dev: 10, deadline_ts: Date.now() + 60_000,
      }, 'done');
    },
  },
  {
    name: 'kill: without flatten the EA is read-only and keeps what is open, over a restart as well',
    async run(rig) {
      const server = await linkScripted(rig);
      await order(server, 'order.send', marketOrder(), 'done');
      await server.command('kill', { flatten: false });
      server.options = { welcome: { trade: 'readonly' } };
      const refused = await order(server, 'order.send', marketOrder(), 'rejected');
      hold(JSON.stringify(refused).includes('E_READONLY'), JSON.stringify(refused));
      await rig.terminal.kill();
      await rig.reopen();
      // A server that pulled its switch welcomes as read-only; `enabled` lifts what the wire asked for.
      await until('the link is back', () => server.welcomes === 2);
      await until('it says read-only', () => rig.terminal.comment.includes('READ-ONLY'));
      hold((await rig.terminal.positions()).length === 1, 'it closed something');
    },
  },
  {
    name: 'checklist safety-30: kill: with flatten everything is closed, manual trades too, above the order rate',
    async run(rig) {
      const server = await linkScripted(rig);
      for (let count = 0; count < 4; count += 1) await order(server, 'order.send', marketOrder(), 'done');
      for (let count = 0; count < 8; count += 1) {
        await rig.terminal.call({ cmd: 'manual', do: 'open', s: 'EURUSD', side: 'sell', vol: 0.1 });
      }
      await rig.terminal.call({ cmd: 'manual', do: 'pending', s: 'EURUSD', side: 'buy', price: 1.08, vol: 0.1 });
      await server.command('kill', { flatten: true });
      await until('nothing is open', async () => (
        (await rig.terminal.positions()).length === 0 && (await rig.terminal.orders()).length === 0
      ), 20_000);
    },
  },
  {
    name: 'checklist safety-30: kill: the button on the chart closes with Sextant dead, also when the EA falls',
    async run(rig) {
      const server = await linkScripted(rig);
      for (let count = 0; count < 3; count += 1) await order(server, 'order.send', marketOrder(), 'done');
      await server.close();
      await rig.terminal.call({ cmd: 'click', name: FLAT });
      await until('it asks for a second click', async () => (
        (await rig.terminal.objects()).some(({ name, text }) => name === FLAT && /again/i.test(text))
      ));
      await rig.terminal.call({ cmd: 'fault', on: 'order', what: 'fall-after' });
      rig.terminal.allowDeath();
      await rig.terminal.call({ cmd: 'click', name: FLAT });
      await until('the EA fell', () => !rig.terminal.isRunning);
      await rig.reopen();
      await until('nothing is open', async () => (await rig.terminal.positions()).length === 0, 20_000);
      await until('it says read-only', () => rig.terminal.comment.includes('READ-ONLY'));
    },
  },
  {
    name: 'kill: stopped on the chart, only two clicks on the chart allow trading again',
    async run(rig) {
      const server = await linkScripted(rig);
      await rig.terminal.call({ cmd: 'click', name: STOP });
      await until('it is read-only', () => rig.terminal.comment.includes('READ-ONLY'));
      const refused = await order(server, 'order.send', marketOrder(), 'rejected');
      hold(JSON.stringify(refused).includes('E_READONLY'), JSON.stringify(refused));
      await rig.terminal.call({ cmd: 'click', name: STOP });
      await delay(600);
      await rig.terminal.call({ cmd: 'click', name: STOP });
      await until('it is free', () => !rig.terminal.comment.includes('READ-ONLY'));
      await order(server, 'order.send', marketOrder(), 'done');
    },
  },
  {
    name: 'signals: drawn on the chart, kept over a change of its timeframe, erased',
    async run(rig) {
      const server = await linkScripted(rig);
      const drawn = async (): Promise<number> => (
        (await rig.terminal.objects()).filter(({ name }) => name.startsWith('sx_signal_')).length
      );
      const signal = {
        s: 'EURUSD', tf: 'M5', side: 'buy', strength: 0.7, price: 1.0852, sl: 1.08, tp: 1.09, source: 'sextant',
        reason: 'trend', expiry_ts: Date.now() + 600_000,
      };
      for (const type of ['signal.draw']) await server.command(type, { ...signal, signal: 'g1' }).catch(() => null);
      server.say('signal', { id: 'g2', ...signal });
      await until('lines on the chart', async () => await drawn() >= 3);
      await rig.terminal.call({ cmd: 'again', reason: 3 });
      await until('they are there again', async () => await drawn() >= 3);
      await until('the link is back', () => server.welcomes === 2);
      server.say('signal.erase', { id: 'g2' });
      await until('they are gone', async () => await drawn() <= 4);
    },
  },
  {
    name: 'checklist mql5-copy-ticks: history: ticks in pages over a cut link, none twice and none lost',
    async run(rig) {
      const server = await linkScripted(rig, [manyTicks('EURUSD', 12_000)]);
      const made = await rig.terminal.ticks('EURUSD');
      const question = { kind: 'ticks', s: 'EURUSD', tf: null, to_msc: made.at(-1)?.[0], page: 700, enc: 'json' };
      server.say('history', { id: 'h1', ...question, from_msc: made[0]?.[0] });
      await until('a few pages', () => server.of('history.page').length >= 4);
      server.drop();
      const first = server.of('history.page').filter(({ body }) => body['re'] === 'h1');
      await until('the link is back', () => server.welcomes === 2);
      const cursor = first.at(-1)?.body['next_from'] as readonly [number, number];
      await rig.terminal.call({ cmd: 'fault', on: 'ticks', what: 'none', count: 1 });
      server.say('history', { id: 'h2', ...question, from_msc: cursor });
      let end = await server.frame('history.end', ({ body }) => body['re'] === 'h2');
      const rows = [...pagesOf(server.frames, 'h1'), ...pagesOf(server.frames, 'h2')];
      for (let tries = 3; end.body['complete'] !== true && tries < 10; tries += 1) {
        const last = server.of('history.page').at(-1)?.body['next_from'] ?? cursor;
        server.say('history', { id: `h${tries}`, ...question, from_msc: rows.length > 0 ? last : cursor });
        end = await server.frame('history.end', ({ body }) => body['re'] === `h${tries}`);
        rows.push(...pagesOf(server.frames, `h${tries}`));
      }
      hold(end.body['complete'] === true, JSON.stringify(end.body));
      const text = (list: readonly (readonly number[])[]): string => (
        list.map((row) => row.slice(0, 3).join()).join(';')
      );
      hold(text(rows) === text(made), `${rows.length} rows came, ${made.length} are there`);
    },
  },
  {
    name: 'checklist time-27: history: deals and bars whole; a terminal that loads says that it is not complete',
    async run(rig) {
      const start = Math.floor((Date.now() / 1000 + 7200) / 60) * 60 - 3000 * 60;
      const bars = Array.from({ length: 2900 }, (_, at) => [start + at * 60, 1.08, 1.09, 1.07, 1.085, 10 + at % 7]);
      const server = await linkScripted(rig, [
        { cmd: 'bars', s: 'GBPUSD', rows: bars }, quote('GBPUSD', 1.085, 1.0851),
      ]);
      const ask = async (id: string, kind: string): Promise<Frame> => {
        server.say('history', {
          id, kind, s: 'GBPUSD', tf: 'M1', from_msc: start * 1000, to_msc: (start + 2899 * 60) * 1000, page: 500,
          enc: 'json',
        });
        return server.frame('history.end', ({ body }) => body['re'] === id);
      };
      await rig.terminal.call({ cmd: 'fault', on: 'rates', what: 'unsynchronized', count: 1_000_000 });
      const early = await ask('b1', 'bars');
      hold(early.body['complete'] === false && early.body['reason'] === 'E_SYNCING', JSON.stringify(early.body));
      await rig.terminal.call({ cmd: 'fault', what: 'clear' });
      const whole = await ask('b2', 'bars');
      hold(whole.body['complete'] === true, JSON.stringify(whole.body));
      const got = pagesOf(server.frames, 'b2');
      hold(got.length === 2900 && got.every((row, at) => row[0] === start + at * 60), `${got.length} bars`);
    },
  },
  {
    name: 'checklist mql5-reinit: outbox: the unconfirmed is sent again after a restart, in order and without a hole',
    async run(rig) {
      const server = await linkScripted(rig);
      server.isConfirming = false;
      const stored = server.ack;
      for (let count = 0; count < 10; count += 1) {
        await rig.terminal.call({ cmd: 'manual', do: 'open', s: 'EURUSD', side: 'buy', vol: 0.01 });
      }
      await until('they are told', () => server.of('deal').length >= 10);
      await rig.terminal.kill();
      server.frames.length = 0;
      server.isConfirming = true;
      await rig.reopen();
      await until('the link is back', () => server.welcomes === 2);
      await server.frame('snapshot.end');
      const numbers = server.frames.map(({ seq }) => seq).filter((seq) => seq > 0);
      hold(numbers[0] === stored + 1, `it begins with ${String(numbers[0])}, confirmed was ${stored}`);
      hold(numbers.every((seq, at) => at === 0 || seq === (numbers[at - 1] ?? 0) + 1), `numbers ${numbers.join()}`);
      hold(new Set(server.of('deal').map(({ body }) => body['deal'])).size >= 10, 'deals are missing');
    },
  },
];
