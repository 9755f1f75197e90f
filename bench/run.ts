// `npm run bench -- [names] [--json]`: runs the budgets, prints a table (or one JSON document) on stdout and writes
// bench/results/<name>.json. Exit 0 done, 1 a budget failed, 2 wrong use. There is no threshold: it tells, it does not
// judge.

import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chooseBudgets, tableOf, type BenchRow } from './frame.ts';
import { discoveryBudget } from './discovery.bench.ts';
import { featuresBudget } from './features.bench.ts';
import { importBudget } from './import.bench.ts';
import { indicatorsBudget } from './indicators.bench.ts';
import { marketBudget } from './market.bench.ts';
import { ticksBudget } from './ticks.bench.ts';
import { windowBudget } from './window.bench.ts';
import { wireBudget } from './wire.bench.ts';

const BUDGETS = [
  importBudget, ticksBudget, wireBudget, windowBudget, discoveryBudget, indicatorsBudget, featuresBudget, marketBudget,
];
const RESULTS = new URL('./results/', import.meta.url);

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

function readArguments(): { readonly names: readonly string[]; readonly json: boolean } | null {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true, options: { json: { type: 'boolean', default: false } },
    });
    return { names: positionals, json: values.json };
  } catch (error) {
    note(error instanceof Error ? error.message : String(error));
    return null;
  }
}

async function main(): Promise<number> {
  const asked = readArguments();
  if (asked === null) return 2;
  const choice = chooseBudgets(BUDGETS, asked.names);
  if (!choice.ok) {
    note(choice.text);
    return 2;
  }
  mkdirSync(RESULTS, { recursive: true });
  const rows: BenchRow[] = [];
  let exitCode = 0;
  for (const budget of choice.chosen) {
    const before = performance.now();
    try {
      const told = await budget.run();
      writeFileSync(new URL(`${budget.name}.json`, RESULTS), `${JSON.stringify(told, null, 2)}\n`);
      rows.push(...told);
      note(`${budget.name}: ${((performance.now() - before) / 1000).toFixed(0)} s`);
    } catch (error) {
      note(`${budget.name} FAILED: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
      exitCode = 1;
    }
  }
  process.stdout.write(asked.json ? `${JSON.stringify(rows)}\n` : `${tableOf(rows)}\n`);
  return exitCode;
}

process.exitCode = await main();
