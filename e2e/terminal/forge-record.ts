// `node forge-record.ts DATA_DIR`: writes an input with a fact that the engine would not have made of it into the journal
// under the engine's own name, and takes the snapshots away, so that the next start must judge it again.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openEngine } from '#main/engine';

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('forge-record.ts wants the data folder');
const opened = await openEngine({ dataDir });
if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.text}`);
const { journal } = opened.value;
const seq = journal.headSeq + 1;
const ts = Date.now();
journal.append([
  { seq, ts, body: { kind: 'ClockRead' } },
  { seq: seq + 1, ts, body: { kind: 'TradingLocked', code: 'RISK_DISCREPANCY', text: 'forged' } },
]);
await journal.settled();
await opened.value.close();
rmSync(join(dataDir, 'journal', 'snapshots'), { recursive: true, force: true });
process.stdout.write(`${String(seq)}\n`);
