// Every tick of the broker, once and in order, over killed connections and restarts of the EA.

import { setTimeout as delay } from 'node:timers/promises';
import { hold } from '../../crash/violation.ts';
import { market, symbol, type Rig, type Scenario } from '../rig.ts';
import { until } from '../terminal.ts';

interface ServedTick {
  readonly time: number;
  readonly bid: number;
  readonly ask: number;
  readonly flags: number;
}

/** What the broker made since the link began, against what the workstation serves. `offsets` by broker ms. */
async function compareTicks(rig: Rig, name: string, offsetS = 7200): Promise<number> {
  await rig.terminal.call({ cmd: 'auto', s: name, per_s: 0 });
  const made = await rig.terminal.ticks(name);
  let served: ServedTick[] = [];
  let first = 0;
  await until(`every tick of ${name}`, async () => {
    rig.terminal.check();
    served = await rig.list<ServedTick>(`/ticks?symbol=${encodeURIComponent(name)}`);
    first = made.length - served.length;
    const newest = (made.at(-1)?.[0] ?? 0) - offsetS * 1000;
    return served.at(-1)?.time === newest && isSame(made, served);
  }, 60_000).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${describe(made, served, offsetS)}`);
  });
  hold(first <= made.length / 2, `${name}: only ${served.length} of ${made.length} ticks were ever sent`);
  return served.length;

  function isSame(truth: readonly (readonly number[])[], got: readonly ServedTick[]): boolean {
    return got.every((tick, at) => {
      const row = truth[first + at];
      return row?.[0] === tick.time + offsetS * 1000 && row[1] === tick.bid && row[2] === tick.ask
        && row[5] === tick.flags;
    });
  }
}

function describe(made: readonly (readonly number[])[], served: readonly ServedTick[], offsetS: number): string {
  const start = made.findIndex((row) => row[0] === (served[0]?.time ?? 0) + offsetS * 1000);
  const odd = served.findIndex((tick, at) => {
    const row = made[Math.max(0, start) + at];
    return row?.[0] !== tick.time + offsetS * 1000 || row[1] !== tick.bid;
  });
  return `${served.length} served, ${made.length} made, they begin at ${start} and differ at ${odd}: `
    + `${JSON.stringify(served[odd])} for ${JSON.stringify(made[start + odd])}`;
}

/** One thing that goes wrong, by chance. */
async function disturb(rig: Rig): Promise<string> {
  const { terminal, proxy, random } = rig;
  const dice = random.nextInt(1, 100);
  if (dice <= 45) {
    proxy.cut();
    return 'cut';
  }
  if (dice <= 60) {
    await terminal.kill();
    await rig.reopen();
    return 'kill -9';
  }
  if (dice <= 75) {
    terminal.allowDeath();
    await terminal.call({ cmd: 'fault', on: 'process', after: random.nextInt(5, 400) });
    await until('the EA fell', () => !terminal.isRunning);
    await rig.reopen();
    return 'fell at a call';
  }
  if (dice <= 85) {
    await terminal.call({ cmd: 'again', reason: random.nextChance(0.5) ? 3 : 5 });
    return 'initialised again';
  }
  const what = random.nextChance(0.5) ? 'short-send' : 'break-send';
  await terminal.call({ cmd: 'fault', on: 'socket', what, count: 2 });
  return 'short or broken send';
}

/** A line that is neither cut nor alive: only heartbeats find it. */
export const silenceScenario: Scenario = {
  name: 'link: a silent line is left after its heartbeats, and no tick is lost by it',
  async run(rig) {
    await rig.serve();
    await rig.attach([...symbol('EURUSD'), market('EURUSD', 20, rig.seed)]);
    await rig.linked();
    // Before the first tick is stored there is no cursor, and the EA begins with the present.
    await until('ticks', async () => (await rig.list<ServedTick>('/ticks?symbol=EURUSD')).length > 10);
    const before = rig.proxy.connections;
    rig.proxy.setStalled(true);
    await until('the EA gives the line up', () => !rig.terminal.comment.includes('Linked'), 60_000);
    rig.proxy.cut();
    rig.proxy.setStalled(false);
    await until('a new line', () => rig.proxy.connections > before);
    await rig.linked();
    await compareTicks(rig, 'EURUSD');
  },
};

/** Ticks over `times` disturbances. */
export function makeTickScenario(times: number): Scenario {
  return {
    name: `checklist mql5-copy-ticks: ticks: exact over ${times} killed connections and restarts of the EA`,
    async run(rig) {
      await rig.serve();
      await rig.attach([
        ...symbol('EURUSD'), market('EURUSD', 60, rig.seed),
        ...symbol('GBPUSD'), market('GBPUSD', 25, rig.seed + 1, 1.27),
      ]);
      await rig.linked();
      for (let count = 0; count < times; count += 1) {
        await disturb(rig);
        rig.terminal.check();
        await delay(rig.random.nextInt(20, 900));
      }
      await rig.linked();
      const count = await compareTicks(rig, 'EURUSD');
      hold(count > times, `only ${count} ticks in ${times} disturbances`);
    },
  };
}
