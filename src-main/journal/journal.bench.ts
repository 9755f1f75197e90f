// How fast ticks get from append to commit: node src-main/journal/journal.bench.ts [frames] [rows a frame]
// Prints one JSON line: ticks a second by the wall, processor seconds used, and bytes a tick on disk.

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '#core/base';
import type { JournalEvent } from '#core/model';
import { openJournal, verifyJournal } from './index.ts';

const frames = Number(process.argv[2] ?? 20_000);
const rows = Number(process.argv[3] ?? 50);

function makeFrames(): readonly JournalEvent[] {
  const random = new Random(7);
  let brokerMs = 1_398_900_000_000;
  let points = 138_000;
  return Array.from({ length: frames }, (_, index) => {
    const ticks = {
      brokerMs: [] as number[], bid: [] as number[], ask: [] as number[], last: [] as number[],
      volume: [] as number[], flags: [] as number[],
    };
    for (let row = 0; row < rows; row += 1) {
      brokerMs += random.nextInt(1, 900);
      points += random.nextInt(-4, 4);
      ticks.brokerMs.push(brokerMs);
      ticks.bid.push(points / 100_000);
      ticks.ask.push((points + random.nextInt(8, 14)) / 100_000);
      ticks.last.push(0);
      ticks.volume.push(0);
      ticks.flags.push([2, 4, 6][random.nextInt(0, 2)] ?? 6);
    }
    return {
      seq: index + 1, ts: brokerMs,
      body: { kind: 'TicksReceived', account: '1@Bench', symbol: 'EURUSD', offsetS: 7200, ticks, next: [brokerMs, 1] },
    };
  });
}

const dataDir = mkdtempSync(join(tmpdir(), 'sextant-bench-'));
try {
  const events = makeFrames();
  const journal = await openJournal({ dataDir });
  if (!journal.ok) throw new Error(journal.error.text);
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  let appendMs = 0;
  for (let i = 0; i < events.length; i += 1) {
    const start = performance.now();
    journal.value.append(events.slice(i, i + 1));
    appendMs += performance.now() - start;
    if (i % 50 === 49) await new Promise((done) => { setImmediate(done); });
    if (i % 2000 === 1999) await journal.value.settled();
  }
  await journal.value.settled();
  const wallS = (performance.now() - before) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  await journal.value.close();
  const cpuS = (cpu.user + cpu.system) / 1e6;
  const bytes = statSync(join(dataDir, 'journal', 'journal.sqlite')).size;
  const verifyBefore = performance.now();
  const verdict = await verifyJournal(dataDir);
  const verifyS = (performance.now() - verifyBefore) / 1000;
  const ticks = frames * rows;
  process.stdout.write(`${JSON.stringify({
    ticks, ticksPerSecond: Math.round(ticks / wallS), ticksPerCpuSecond: Math.round(ticks / cpuS),
    appendUsPerFrame: Math.round(appendMs * 1000 / frames), bytesPerTick: Math.round(bytes / ticks * 100) / 100,
    verifyEventsPerSecond: Math.round(verdict.events / verifyS), sound: verdict.broken === null,
  })}\n`);
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
