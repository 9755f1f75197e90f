import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEvent } from '#core/model';
import type { JournalFault } from '#core/ports';
import {
  openJournal, readEvents, readLockHolder, verifyJournal, type JournalOptions, type SqliteJournal,
} from './index.ts';
import { makeEvents } from './made-events.ts';

let dataDir = '';
const opened: SqliteJournal[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sextant-journal-'));
});

afterEach(async () => {
  for (const journal of opened.splice(0)) await journal.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function open(more: Partial<JournalOptions> = {}): Promise<SqliteJournal> {
  const journal = await openJournal({ dataDir, ...more });
  if (!journal.ok) throw new Error(journal.error.text);
  opened.push(journal.value);
  return journal.value;
}

async function collect(events: AsyncIterable<readonly JournalEvent[]>): Promise<readonly JournalEvent[]> {
  const all: JournalEvent[] = [];
  for await (const batch of events) all.push(...batch);
  return all;
}

describe('the journal', () => {
  it('gives back what was appended, in the same life, the next, and without a writer', async () => {
    const journal = await open();
    expect([journal.headSeq, journal.committedSeq]).toEqual([0, 0]);
    journal.append(makeEvents(1, 400));
    journal.append(makeEvents(401, 700));
    expect(journal.headSeq).toBe(700);
    expect(await journal.settled()).toEqual({ ok: true, value: null });
    expect(journal.committedSeq).toBe(700);
    expect(await collect(journal.readEvents())).toEqual(makeEvents(1, 700));
    expect(await collect(journal.readEvents(650))).toEqual(makeEvents(650, 700));
    expect(await collect(journal.readEvents(701))).toEqual([]);
    expect(await collect(journal.readEvents(900))).toEqual([]);
    await journal.close();
    expect(readdirSync(join(dataDir, 'journal')).sort()).toEqual(['journal.sqlite', 'lock.sqlite']);
    expect(await collect(readEvents(dataDir))).toEqual(makeEvents(1, 700));
    const again = await open();
    expect([again.headSeq, again.committedSeq]).toEqual([700, 700]);
    again.append(makeEvents(701, 702));
    await again.settled();
    expect(await collect(again.readEvents(700))).toEqual(makeEvents(700, 702));
    expect(await verifyJournal(dataDir)).toMatchObject({ events: 702, broken: null });
  });

  it('tells every commit in order, never beyond what was appended and never half a batch', async () => {
    const journal = await open();
    const commits: number[] = [];
    const stop = journal.onCommitted((seq) => { commits.push(seq); });
    for (let i = 0; i < 40; i += 1) {
      journal.append(makeEvents(journal.headSeq + 1, journal.headSeq + 4));
      if (i % 7 === 0) await journal.settled();
    }
    await journal.settled();
    expect(commits).toEqual([...commits].sort((a, b) => a - b));
    expect(commits.every((seq) => seq % 4 === 0)).toBe(true);
    expect(commits[commits.length - 1]).toBe(160);
    stop();
    journal.append(makeEvents(161, 164));
    await journal.settled();
    expect(commits[commits.length - 1]).toBe(160);
  });

  it('refuses an event out of turn as a defect', async () => {
    const journal = await open();
    journal.append(makeEvents(1, 2));
    expect(() => { journal.append(makeEvents(4, 4)); }).toThrow('out of turn');
    await journal.settled();
    expect(await verifyJournal(dataDir)).toMatchObject({ events: 2, broken: null });
  });

  it('can be read while it is written, up to what is committed', async () => {
    const journal = await open();
    journal.append(makeEvents(1, 3000));
    await journal.settled();
    let seen = 0;
    for await (const batch of journal.readEvents()) {
      seen += batch.length;
      if (journal.headSeq < 3300) journal.append(makeEvents(journal.headSeq + 1, journal.headSeq + 100));
    }
    expect(seen).toBeGreaterThanOrEqual(3000);
    expect(await verifyJournal(dataDir)).toMatchObject({ broken: null });
  });

  it('that is absent is empty to a reader and broken to a check', async () => {
    expect(await collect(readEvents(join(dataDir, 'nowhere')))).toEqual([]);
    expect(await verifyJournal(join(dataDir, 'nowhere'))).toMatchObject({ events: 0, broken: { seq: 0 } });
  });
});

describe('a journal that cannot be opened', () => {
  it('is refused to a second owner in the same process, with its pid', async () => {
    const journal = await open();
    const second = await openJournal({ dataDir });
    expect(second).toMatchObject({ ok: false, error: { code: 'JOURNAL_LOCKED' } });
    expect(!second.ok && second.error.text).toContain(String(process.pid));
    expect(!second.ok && second.error.text).toContain(dataDir);
    expect(readLockHolder(dataDir)?.pid).toBe(process.pid);
    await journal.close();
    expect(readLockHolder(dataDir)).toBeNull();
    await open();
  });

  it('is refused under a file, with the folder named', async () => {
    writeFileSync(join(dataDir, 'file'), '');
    const journal = await openJournal({ dataDir: join(dataDir, 'file') });
    expect(journal).toMatchObject({ ok: false, error: { code: 'JOURNAL_READ_ONLY' } });
    expect(!journal.ok && journal.error.text).toContain(join(dataDir, 'file'));
  });

  it('is refused in a folder without write permission', async (context) => {
    if (process.getuid?.() === 0 || process.platform === 'win32') {
      process.stdout.write('skipped: a folder without write permission: this user may write everywhere\n');
      context.skip();
    }
    chmodSync(dataDir, 0o555);
    expect(await openJournal({ dataDir })).toMatchObject({ ok: false, error: { code: 'JOURNAL_READ_ONLY' } });
    chmodSync(dataDir, 0o755);
  });

  it('is refused where the file is not one of ours, and left as it is', async () => {
    const journal = await open();
    await journal.close();
    const file = join(dataDir, 'journal', 'journal.sqlite');
    writeFileSync(file, 'not a database '.repeat(500));
    expect(await openJournal({ dataDir })).toMatchObject({ ok: false, error: { code: 'JOURNAL_CHAIN_BROKEN' } });
    expect(readFileSync(file, 'utf8')).toContain('not a database');
    expect(readLockHolder(dataDir)).toBeNull();
    expect(await verifyJournal(dataDir)).toMatchObject({ events: 0, broken: { seq: 1 } });
  });
});

describe('a full disk', () => {
  it('is told once, and nothing is committed after it, and nothing committed is lost', async () => {
    const journal = await open({ pageCountMax: 40 });
    const faults: JournalFault[] = [];
    journal.onFault((fault) => { faults.push(fault); });
    while (faults.length === 0) {
      journal.append(makeEvents(journal.headSeq + 1, journal.headSeq + 5));
      await journal.settled();
    }
    const committed = journal.committedSeq;
    expect(committed).toBeGreaterThan(0);
    journal.append(makeEvents(journal.headSeq + 1, journal.headSeq + 1));
    expect(await journal.settled()).toMatchObject({ ok: false, error: { code: 'JOURNAL_DISK_FULL' } });
    expect(faults.map((fault) => fault.code)).toEqual(['JOURNAL_DISK_FULL']);
    expect(journal.committedSeq).toBe(committed);
    await journal.close();
    expect(faults).toHaveLength(1);
    const again = await open();
    expect(again.headSeq).toBe(committed);
    again.append(makeEvents(committed + 1, committed + 3));
    await again.settled();
    expect(await collect(again.readEvents())).toEqual(makeEvents(1, committed + 3));
    expect(await verifyJournal(dataDir)).toMatchObject({ events: committed + 3, broken: null });
  });
});

describe('snapshots of the kernel', () => {
  const bytes = (fill: number): Uint8Array => new Uint8Array(5000).fill(fill);

  it('come back for the same engine only, the newest that is not behind the given event', async () => {
    const journal = await open();
    journal.append(makeEvents(1, 30));
    for (const seq of [10, 20, 30]) {
      expect((await journal.saveSnapshot({ seq, engineHash: 'e1', bytes: bytes(seq) })).ok).toBe(true);
    }
    expect(await journal.loadSnapshot('e1', 30))
      .toEqual({ snapshot: { seq: 30, engineHash: 'e1', bytes: bytes(30) }, ignored: [] });
    expect((await journal.loadSnapshot('e1', 29)).snapshot?.seq).toBe(20);
    const older = await journal.loadSnapshot('e1', 19);
    expect([older.snapshot, older.ignored.length]).toEqual([null, 2]);
    expect((await journal.loadSnapshot('e2', 30)).snapshot).toBeNull();
  });

  it('that are damaged are passed over with a reason', async () => {
    const journal = await open();
    journal.append(makeEvents(1, 30));
    for (const seq of [10, 20]) await journal.saveSnapshot({ seq, engineHash: 'e1', bytes: bytes(seq) });
    const folder = join(dataDir, 'journal', 'snapshots');
    const newest = join(folder, readdirSync(folder).sort().reverse()[0] as string);
    const content = readFileSync(newest);
    for (const cut of [content.subarray(0, content.length - 1), content.subarray(0, 20), Buffer.alloc(0)]) {
      writeFileSync(newest, cut);
      const loaded = await journal.loadSnapshot('e1', 30);
      expect(loaded.snapshot?.seq).toBe(10);
      expect(loaded.ignored).toMatchObject([{ file: newest, reason: expect.stringContaining('damaged') as string }]);
    }
  });

  it('of events that another log has otherwise are passed over', async () => {
    const journal = await open();
    journal.append(makeEvents(1, 10));
    await journal.saveSnapshot({ seq: 10, engineHash: 'e1', bytes: bytes(1) });
    await journal.close();
    rmSync(join(dataDir, 'journal', 'journal.sqlite'));
    const other = await open();
    other.append(makeEvents(1, 10).map((event) => ({ ...event, ts: event.ts + 1 })));
    await other.settled();
    const loaded = await other.loadSnapshot('e1', 10);
    expect(loaded.snapshot).toBeNull();
    expect(loaded.ignored[0]?.reason).toContain('another event 10');
  });
});
