// One execution per client order id, whatever happens on the way: lost answers, an EA that falls before or after the
// broker acts, a cut link, a workstation that is killed, a person who asks twice. By seed; each run has its own.

import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '#core/base';
import { hold } from '../../crash/violation.ts';
import { magicOf } from '../desk.ts';
import { market, symbol, type Reply, type Rig, type Scenario } from '../rig.ts';
import { until } from '../terminal.ts';

interface OrderView {
  readonly id: string;
  readonly cid: string | null;
  readonly state: string;
  readonly filledVolume: number;
}

const ENDED: ReadonlySet<string> = new Set(['filled', 'rejected', 'expired', 'canceled']);
const FAULTS = [
  'none', 'timeout-done', 'timeout-unsent', 'connection-done', 'connection-unsent', 'fall-before', 'fall-after',
  'requote', 'refuse', 'slow', 'fall-somewhere', 'write', 'short',
] as const;

interface Plan {
  readonly fault: (typeof FAULTS)[number];
  readonly cutAfterMs: number | null;
  readonly killServeAfterMs: number | null;
  readonly isAskedTwice: boolean;
  readonly calls: number;
}

function makePlan(random: Random): Plan {
  return {
    fault: FAULTS[random.nextInt(0, FAULTS.length - 1)] ?? 'none',
    cutAfterMs: random.nextChance(0.4) ? random.nextInt(0, 120) : null,
    killServeAfterMs: random.nextChance(0.12) ? random.nextInt(0, 150) : null,
    isAskedTwice: random.nextChance(0.4),
    calls: random.nextInt(1, 120),
  };
}

async function arm(rig: Rig, plan: Plan): Promise<void> {
  const { terminal } = rig;
  const { fault } = plan;
  if (fault === 'none') return;
  if (fault.startsWith('fall')) terminal.allowDeath();
  if (fault === 'fall-somewhere') await terminal.call({ cmd: 'fault', on: 'process', after: plan.calls });
  else if (fault === 'write' || fault === 'short') await terminal.call({ cmd: 'fault', on: 'file', what: fault });
  else await terminal.call({ cmd: 'fault', on: 'order', what: fault, value: fault === 'refuse' ? 10006 : 300 });
}

/** The EA's process back where it fell. */
async function revive(rig: Rig): Promise<void> {
  if (rig.terminal.isRunning) return;
  rig.terminal.check();
  await rig.reopen();
}

/** Asks the terminal, where a fall that was asked for may still be to come. */
async function alive<T>(rig: Rig, read: () => Promise<T>): Promise<T> {
  for (;;) {
    await revive(rig);
    try {
      return await read();
    } catch (error) {
      if (rig.terminal.isRunning) throw error;
    }
  }
}

async function ask(rig: Rig, body: object, key: string): Promise<Reply | null> {
  return rig.post('/orders', body, key).catch(() => null);
}

/** Whether an order left: risk may have refused it, as it does while another's outcome is unknown. */
async function oneRun(rig: Rig, seed: number): Promise<boolean> {
  const random = new Random(seed);
  const plan = makePlan(random);
  const { terminal } = rig;
  const [tick] = (await rig.get<{ items: { quote: { bid: number; ask: number } | null }[] }>('/symbols')).items;
  const quote = tick?.quote;
  hold(quote !== null && quote !== undefined, 'no quote');
  const isBuy = random.nextChance(0.5);
  const price = (value: number): number => Number(value.toFixed(5));
  const body = {
    symbol: 'EURUSD', side: isBuy ? 'buy' : 'sell', volume: random.nextInt(1, 5) / 100, type: 'market', approve: true,
    sl: price(isBuy ? quote.bid - 0.02 : quote.ask + 0.02), tp: price(isBuy ? quote.ask + 0.04 : quote.bid - 0.04),
  };
  await alive(rig, () => arm(rig, plan));
  const key = `once-${seed}`;
  const asked = ask(rig, body, key);
  const twice = plan.isAskedTwice ? ask(rig, body, key) : Promise.resolve(null);
  if (plan.cutAfterMs !== null) {
    await delay(plan.cutAfterMs);
    rig.proxy.cut();
  }
  if (plan.killServeAfterMs !== null) {
    await delay(plan.killServeAfterMs);
    await rig.killServe();
    await rig.serve();
  }
  await Promise.all([asked, twice]);
  await settle(rig);
  // Whoever was not answered asks again with the same key: it is the same order, or the same refusal.
  const reply = await ask(rig, body, key);
  hold(reply !== null, 'the workstation does not answer');
  const cid = (reply.body as { order?: { cid: string } | null }).order?.cid;
  if (reply.status !== 200 || cid === undefined) {
    // 503 is the word for a link or a snapshot that is not there.
    hold(reply.status < 500 || reply.status === 503, `the workstation failed: ${JSON.stringify(reply)}`);
    return false;
  }
  await judge(rig, cid, body.volume, plan);
  await alive(rig, async () => {
    for (const position of await terminal.positions()) {
      await terminal.call({ cmd: 'manual', do: 'close', position: position.ticket });
    }
  });
  return true;
}

/** Everything runs again, and link and snapshot are there. */
async function settle(rig: Rig): Promise<void> {
  await until('all is back', async () => {
    await revive(rig);
    return rig.linked(20_000).then(() => rig.terminal.isRunning, () => false);
  }, 90_000);
}

async function judge(rig: Rig, cid: string, volume: number, plan: Plan): Promise<void> {
  const magic = magicOf(cid);
  let last: OrderView | undefined;
  await until(`order ${cid} to end (${JSON.stringify(plan)}, it is ${String(last?.state)})`, async () => {
    await revive(rig);
    last = (await rig.list<OrderView>('/orders')).find((one) => one.cid === cid);
    return last !== undefined && ENDED.has(last.state);
  }, 60_000).catch(async (error: unknown) => {
    const ran = (await alive(rig, () => rig.terminal.history())).filter((one) => one.magic === magic);
    throw new Error(`${String(error)}; it is ${String(last?.state)}; the broker has ${JSON.stringify(ran)}`);
  });
  // A stop or target closes with the same magic: only what was sent by the EA counts.
  const all = await alive(rig, () => rig.terminal.deals());
  const deals = all.filter((one) => one.magic === magic && one.reason === 3);
  const orders = new Set(deals.map((deal) => deal.order));
  const words = `${cid} ${JSON.stringify(plan)}: ${String(last?.state)}, the broker has ${JSON.stringify(deals)}`;
  hold(orders.size <= 1, `executed more than once: ${words}`);
  const isFilled = last?.state === 'filled';
  hold(isFilled === (orders.size === 1), `the workstation and the broker differ: ${words}`);
  const filled = deals.reduce((sum, deal) => sum + deal.vol, 0);
  hold(!isFilled || Math.abs(filled - volume) < 1e-9, `filled ${filled} of ${volume}: ${words}`);
}

/** Nothing that the EA did at the broker is unknown to the workstation: a refused order did not run. */
async function checkMagics(rig: Rig): Promise<void> {
  const orders = await rig.list<OrderView>('/orders');
  const known = new Set(orders.flatMap(({ cid }) => (cid === null ? [] : [magicOf(cid)])));
  for (const deal of await alive(rig, () => rig.terminal.deals())) {
    hold(deal.reason !== 3 || known.has(deal.magic), `the workstation knows no order of ${JSON.stringify(deal)}`);
  }
}

const RUNS_A_RIG = 10;

/** `runs` orders, so many on a rig; the first run's seed is `seed`. */
export function makeOnceScenarios(runs: number, seed: number): Scenario[] {
  const scenarios: Scenario[] = [];
  for (let from = 0; from < runs; from += RUNS_A_RIG) {
    const count = Math.min(RUNS_A_RIG, runs - from);
    scenarios.push({
      name: `checklist suffered-duplicates-after-reinit: once: ${count} orders, lost answers, falls and kills, `
        + `seeds ${seed + from} to ${seed + from + count - 1}`,
      async run(rig) {
        await rig.serve();
        await rig.attach(
          [...symbol('EURUSD'), { cmd: 'set', balance: 100_000 }, market('EURUSD', 20, seed + from)],
          { InpUnknownWaitSec: 2 },
        );
        await rig.linked();
        await until('a quote', async () => {
          const { items } = await rig.get<{ items: { quote: unknown; instrument: unknown }[] }>('/symbols');
          return items[0]?.quote !== null && items[0]?.instrument !== null && items.length > 0;
        });
        let sent = 0;
        for (let run = from; run < from + count; run += 1) {
          try {
            sent += await oneRun(rig, seed + run) ? 1 : 0;
          } catch (error) {
            const text = error instanceof Error ? error.message : String(error);
            throw new Error(`run of seed ${seed + run} (again: --only once: --runs 1 --seed ${seed + run}): ${text}`);
          }
        }
        await checkMagics(rig);
        hold(sent * 2 >= count, `only ${sent} of ${count} orders left`);
      },
    });
  }
  return scenarios;
}
