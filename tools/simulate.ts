// Runs the fault simulation by hand: npm run simulate -- --seed N --runs M [--canary NAME] [--verbose]. Prints each
// failing seed with what did not hold; the same seed fails the same way again. Exit code 1 when one failed.

import { parseArgs } from 'node:util';
import { CANARIES, runSimulation, type SimulationReport } from '#core/simulation';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' }, runs: { type: 'string', default: '50' }, canary: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const first = Number(values.seed);
const runs = Number(values.runs);
const canary = CANARIES.find((name) => name === values.canary) ?? null;

function describe(report: SimulationReport): string {
  const { seed, events, journaled, ticks, decisions, approvals, orders, deals, faults, digest } = report;
  const struck = Object.entries(faults)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${String(count)}`);
  return `seed ${String(seed)}: ${String(events)} events, ${String(journaled)} journaled, ${String(ticks)} ticks, `
    + `${String(decisions)} decisions, ${String(approvals)} approvals, ${String(orders)} orders, `
    + `${String(deals)} deals, digest ${digest.toString(16)}; ${struck.join(', ')}`;
}

const isUnknown = values.canary !== undefined && canary === null;
if (!Number.isSafeInteger(first) || !Number.isSafeInteger(runs) || runs < 1 || isUnknown) {
  process.stderr.write(`usage: npm run simulate -- --seed N --runs M [--canary ${CANARIES.join('|')}] [--verbose]\n`);
  process.exitCode = 2;
} else {
  const startedMs = performance.now();
  let failed = 0;
  for (let seed = first; seed < first + runs; seed += 1) {
    const report = runSimulation(seed, { canary });
    if (report.finding === null) {
      if (values.verbose) process.stdout.write(`${describe(report)}\n`);
      continue;
    }
    failed += 1;
    const { invariant, text, atMs, event } = report.finding;
    const at = `${(atMs / 1000).toFixed(3)} s (event ${String(event)})`;
    process.stdout.write(`seed ${String(seed)} failed: ${invariant} at ${at}: ${text}\n`);
    if (values.verbose) process.stdout.write(`  ${describe(report)}\n`);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const words = `${String(runs)} seeds from ${String(first)}, ${String(failed)} failed, ${seconds.toFixed(1)} s`;
  process.stdout.write(`${words}\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
