// Longer bars out of shorter ones against the feed's own, over the files of ../shared/data: counts by cause, and with
// --list each bar that differs (npm run aggregation -- --list).

import { CAUSES, explainBars, type BarDifference, type Cause } from './aggregation/bar-causes.ts';
import { hasData, PAIRS, readSeries } from './aggregation/pairs.ts';

function listed({ time, cause, made, own, parts }: BarDifference): string {
  const text = (bar: BarDifference['own']): string => (
    bar === null ? 'none' : [bar.open, bar.high, bar.low, bar.close, bar.tickVolume].join(' '));
  return `  ${new Date(time).toISOString().slice(0, 16)} ${cause}: ${text(made)} of ${String(parts)}, own ${text(own)}`;
}

async function run(): Promise<void> {
  if (!hasData) {
    process.stdout.write('skipped: aggregation: ../shared/data is missing\n');
    return;
  }
  for (const pair of PAIRS) {
    const found = explainBars(await readSeries(pair.shorter), await readSeries(pair.longer));
    const counts = new Map<Cause, number>();
    for (const { cause } of found) counts.set(cause, (counts.get(cause) ?? 0) + 1);
    process.stdout.write(`${pair.name}: ${String(found.length)} bars\n`);
    for (const [cause, count] of counts) {
      process.stdout.write(`  ${String(count).padStart(6)} ${cause}: ${CAUSES[cause]}\n`);
    }
    if (!process.argv.includes('--list')) continue;
    for (const one of found) if (one.cause !== 'equal') process.stdout.write(`${listed(one)}\n`);
  }
}

await run();
