// A file of ticks into a data folder: read, checked, journaled and stored, against the loop that a user would write
// with readline and better-sqlite3, which checks nothing and keeps no journal.

import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { openEngine } from '#main/engine';
import { importTicks, settleImport, tickTarget } from '#main/feeds';
import { race, type BenchRow, type Budget } from './frame.ts';

const ROWS = 300_000;
const PEER_ROWS_A_COMMIT = 1_000;

function writeTicks(path: string): void {
  const lines = ['epoch_ms,bid,ask'];
  let points = 110_000;
  for (let row = 0; row < ROWS; row += 1) {
    points += (row * 7919) % 7 - 3;
    const bid = points / 100_000;
    lines.push(`${String(1_704_153_600_000 + row * 311)},${bid.toFixed(5)},${(bid + 0.00012).toFixed(5)}`);
  }
  writeFileSync(path, lines.join('\n'));
}

async function rowsPerSecond(work: () => Promise<void>): Promise<readonly number[]> {
  const began = performance.now();
  await work();
  return [ROWS / ((performance.now() - began) / 1000)];
}

async function importOurs(path: string, dataDir: string): Promise<void> {
  const opened = await openEngine({ dataDir });
  if (!opened.ok) throw new Error(opened.error.text);
  const request = { path, name: 'ticks.csv', symbol: 'EURUSD', timeframe: 'tick', format: 'auto', zone: null } as const;
  const report = await importTicks(request, tickTarget(opened.value, 'EURUSD'), {});
  const settled = await settleImport(opened.value);
  await opened.value.close();
  if (report.accepted !== ROWS || !settled.ok) throw new Error('the import is not whole');
}

async function importPeer(path: string, file: string): Promise<void> {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.exec('CREATE TABLE ticks (time INTEGER, bid REAL, ask REAL)');
  const put = db.prepare('INSERT INTO ticks VALUES (?, ?, ?)');
  let rows = 0;
  db.exec('BEGIN');
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const [time, bid, ask] = line.split(',');
    if (time === 'epoch_ms') continue;
    put.run(Number(time), Number(bid), Number(ask));
    rows += 1;
    if (rows % PEER_ROWS_A_COMMIT === 0) db.exec('COMMIT; BEGIN');
  }
  db.exec('COMMIT');
  db.close();
  if (rows !== ROWS) throw new Error('the peer is not whole');
}

async function run(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sextant-bench-'));
  let count = 0;
  const fresh = (): string => {
    count += 1;
    return join(folder, String(count));
  };
  try {
    const path = join(folder, 'ticks.csv');
    writeTicks(path);
    return await race({
      figures: [{ name: 'ticks of a file into journal, store and bars', unit: 'rows/s', better: 'more' }],
      peerName: 'readline and better-sqlite3, a row a tick, nothing checked',
      ours: () => rowsPerSecond(() => importOurs(path, fresh())),
      peer: () => rowsPerSecond(() => importPeer(path, fresh())),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const importBudget: Budget = { name: 'import', run };
