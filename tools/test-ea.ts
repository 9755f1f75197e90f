// `npm run test:ea -- [--runs N] [--seed S] [--only TEXT] [--quick] [--keep]`: the Expert Advisor, compiled by the
// stand-in for MQL5, run as a process against the real workstation. Ends with "N scenarios passed".

import { parseArgs } from 'node:util';
import { runAll } from './test-ea/run.ts';

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string' }, seed: { type: 'string', default: '1' }, only: { type: 'string', default: '' },
      quick: { type: 'boolean', default: false }, keep: { type: 'boolean', default: false },
    },
  });
  const runs = Number(values.runs ?? (values.quick ? 50 : 200));
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed)) {
    tell('test:ea: --runs is a whole number from 1 on, --seed a whole number');
    return 2;
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => { process.exit(1); });
  return runAll({ runs, seed, only: values.only, isQuick: values.quick, isKept: values.keep, tell });
}

try {
  process.exitCode = await main();
} catch (error) {
  tell(`test:ea: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
