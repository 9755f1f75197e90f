import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '#core/base';
import type { JournalEvent } from '#core/model';
import { openJournal, readEvents, readLockHolder, verifyJournal } from './index.ts';
import { makeEvents } from './made-events.ts';

const PROGRAM = fileURLToPath(new URL('./append-until-killed.ts', import.meta.url));
let dataDir = '';
const running = new Set<ChildProcess>();

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sextant-crash-'));
});

afterEach(async () => {
  for (const child of running) await kill(child);
  rmSync(dataDir, { recursive: true, force: true });
});

interface Appender {
  readonly child: ChildProcess;
  /** Reads on until `count` lines came; fewer when it ended. */
  take(count: number): Promise<readonly string[]>;
}

function startAppender(): Appender {
  const child = spawn(process.execPath, [PROGRAM, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    async take(count) {
      const taken: string[] = [];
      while (taken.length < count) {
        const line = await lines.next();
        if (line.done === true) break;
        taken.push(line.value);
      }
      return taken;
    },
  };
}

async function kill(child: ChildProcess): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function readAll(folder: string): Promise<readonly JournalEvent[]> {
  const all: JournalEvent[] = [];
  for await (const batch of readEvents(folder)) all.push(...batch);
  return all;
}

/** The log in `folder` is sound and holds whole batches of what must be there; returns how many events. */
async function expectSound(folder: string): Promise<number> {
  const verdict = await verifyJournal(folder);
  expect(verdict.broken).toBeNull();
  expect(verdict.events % 3).toBe(0);
  expect(await readAll(folder)).toEqual(makeEvents(1, verdict.events));
  return verdict.events;
}

describe('kill -9 while events are appended', () => {
  it('loses no event that was told as committed, doubles none and halves no batch, ten times over', async () => {
    const random = new Random(21);
    let before = 0;
    for (let round = 0; round < 10; round += 1) {
      const appender = startAppender();
      const first = await appender.take(random.nextInt(1, 25));
      await kill(appender.child);
      // What it had still written before the kill arrived counts too.
      const told = [...first, ...await appender.take(Infinity)].map(Number);
      const events = await expectSound(dataDir);
      expect(events).toBeGreaterThanOrEqual(Math.max(...told));
      expect(Math.min(...told)).toBeGreaterThan(before);
      before = events;
    }
  });

  it('and a write-ahead log cut at any place leaves the whole batches before the cut', async () => {
    const random = new Random(22);
    const appender = startAppender();
    await appender.take(12);
    await kill(appender.child);
    const whole = await expectSound(dataDir);
    const seen = new Set<number>();
    for (let round = 0; round < 12; round += 1) {
      const copy = join(dataDir, `copy-${String(round)}`);
      cpSync(join(dataDir, 'journal'), join(copy, 'journal'), { recursive: true });
      // A machine that lost power has no shared memory left either.
      rmSync(join(copy, 'journal', 'journal.sqlite-shm'), { force: true });
      const log = join(copy, 'journal', 'journal.sqlite-wal');
      const size = statSync(log).size;
      truncateSync(log, random.nextInt(Math.floor(size / 4), size));
      const journal = await openJournal({ dataDir: copy });
      if (!journal.ok) throw new Error(journal.error.text);
      const { headSeq } = journal.value;
      seen.add(headSeq);
      expect(headSeq).toBeLessThanOrEqual(whole);
      journal.value.append(makeEvents(headSeq + 1, headSeq + 3));
      await journal.value.close();
      expect(await expectSound(copy)).toBe(headSeq + 3);
    }
    expect(seen.size).toBeGreaterThan(1);
  });
});

describe('the lock of a data folder', () => {
  it('keeps a second process out, names the first, and ends with a kill -9', async () => {
    const first = startAppender();
    await first.take(1);
    const refused = await openJournal({ dataDir });
    expect(refused).toMatchObject({ ok: false, error: { code: 'JOURNAL_LOCKED' } });
    expect(!refused.ok && refused.error.text).toContain(`process ${String(first.child.pid)}`);
    expect(readLockHolder(dataDir)?.pid).toBe(first.child.pid);
    expect(await startAppender().take(1)).toEqual(['JOURNAL_LOCKED']);
    await kill(first.child);
    expect(readLockHolder(dataDir)).toBeNull();
    const next = await openJournal({ dataDir });
    expect(next.ok).toBe(true);
    if (next.ok) await next.value.close();
  });
});
