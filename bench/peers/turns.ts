// One side of a race as a process of its own: says a line when it is ready and, for each line it reads, does one turn
// and answers with its figures in nanoseconds of its own processor time for each bar.

import { createInterface } from 'node:readline';

/** Nanoseconds of processor time of this process, all its threads, that `work` takes for each of `bars`. */
export function nanosecondsABar(bars: number, work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1000 / bars;
}

/** Warms up by `warm` turns, then takes turns until stdin ends. */
export async function takeTurns(turn: () => readonly number[], warm: number): Promise<void> {
  for (let i = 0; i < warm; i += 1) turn();
  process.stdout.write('{"ready":true}\n');
  for await (const line of createInterface({ input: process.stdin })) {
    if (line !== 'turn') break;
    process.stdout.write(`${JSON.stringify(turn())}\n`);
  }
}
