// Fifty seeds in every test run, and proof that the simulation would see a bug: each canary is found within them.

import { describe, expect, it } from 'vitest';
import { CANARIES, runSimulation, type SimulationReport } from '#core/simulation';

const SEEDS = Array.from({ length: 50 }, (_, i) => i + 1);

function describeFinding({ seed, finding }: SimulationReport): string {
  if (finding === null) return '';
  const { invariant, atMs, event, text } = finding;
  return `seed ${String(seed)}: ${invariant} at ${String(atMs)} ms (event ${String(event)}): ${text}; `
    + `again by: npm run simulate -- --seed ${String(seed)} --runs 1`;
}

describe('the simulation', () => {
  it('holds every invariant on fifty seeds, and meets all that it is meant to meet', () => {
    const met = new Map<string, number>();
    const sums = { approvals: 0, orders: 0, deals: 0, decisions: 0 };
    const done = { open: 0, close: 0, close_by: 0, modify: 0, cancel: 0 };
    const failures: string[] = [];
    for (const seed of SEEDS) {
      const report = runSimulation(seed);
      if (report.finding !== null) failures.push(describeFinding(report));
      for (const [fault, count] of Object.entries(report.faults)) met.set(fault, (met.get(fault) ?? 0) + count);
      for (const purpose of Object.keys(done) as (keyof typeof done)[]) done[purpose] += report.done[purpose];
      sums.approvals += report.approvals;
      sums.orders += report.orders;
      sums.deals += report.deals;
      sums.decisions += report.decisions;
    }
    expect(failures).toEqual([]);
    expect(Math.min(...met.values())).toBeGreaterThan(10);
    expect(sums.decisions).toBeGreaterThan(200);
    expect(sums.approvals).toBeGreaterThan(50);
    expect(sums.orders).toBeGreaterThan(400);
    expect(sums.deals).toBeGreaterThan(1_000);
    for (const [purpose, count] of Object.entries(done)) expect([purpose, count > 20]).toEqual([purpose, true]);
  }, 400_000);

  it('runs a seed the same way again, to the bit', () => {
    const first = runSimulation(7);
    const again = runSimulation(7);
    expect(again).toEqual(first);
    expect(runSimulation(8).digest).not.toBe(first.digest);
  });
});

describe('a defect made on purpose', () => {
  it.each([
    ['confirms-early', 'confirmed-after-commit'],
    ['sends-early', 'sent-after-commit'],
    // money or lots give the lie away before the order that it would double goes out again
    ['forgetful-terminal', 'no-discrepancy'],
    ['lying-snapshot', 'no-discrepancy'],
    ['blind-resend', 'order-once'],
    ['torn-batch', 'replay'],
    ['no-approval', 'order-approved'],
  ] as const)('%s is found as %s, and its seed fails the same way again', (canary, invariant) => {
    let found: SimulationReport | null = null;
    for (const seed of SEEDS) {
      const report = runSimulation(seed, { canary });
      if (report.finding?.invariant !== invariant) continue;
      found = report;
      break;
    }
    expect(found, `no seed found ${canary}`).not.toBeNull();
    expect(runSimulation(found?.seed ?? 0, { canary })).toEqual(found);
  }, 120_000);

  it('is listed with all the others', () => {
    expect([...CANARIES].sort()).toEqual([
      'blind-resend', 'confirms-early', 'forgetful-terminal', 'lying-snapshot', 'no-approval', 'sends-early', 'torn-batch',
    ]);
  });
});
