// `npm run crash -- --runs N [--seed S] [--keep]`: kill -9 at random moments while ticks, orders and clicks flow, N
// times on one data folder. A line for each kill on stderr; exit 1 with the seed at the first promise that was broken.

import { parseArgs } from 'node:util';
import { runCrash } from './crash/run.ts';

function wholeNumber(name: string, text: string, low: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < low) throw new RangeError(`--${name} is a whole number from ${low} on`);
  return value;
}

function tell(line: string): void {
  process.stderr.write(`crash: ${line}\n`);
}

async function main(): Promise<number> {
  let kills: number;
  let seed: number;
  let isKept: boolean;
  try {
    const { values } = parseArgs({
      options: {
        runs: { type: 'string', default: '15' }, seed: { type: 'string', default: '1' },
        keep: { type: 'boolean', default: false },
      },
    });
    kills = wholeNumber('runs', values.runs, 1);
    seed = wholeNumber('seed', values.seed, 0);
    isKept = values.keep;
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
    return 2;
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => { process.exit(1); });
  try {
    const summary = await runCrash({ kills, seed, isKept, tell });
    process.stdout.write(`crash: ${summary}: passed\n`);
    return 0;
  } catch (error) {
    tell(`FAILED with --seed ${seed} --runs ${kills}: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

process.exitCode = await main();
