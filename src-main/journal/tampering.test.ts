import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '#core/base';
import type { JournalEvent } from '#core/model';
import { openJournal, readEvents, verifyJournal } from './index.ts';
import { makeEvents } from './made-events.ts';

const EVENTS = 60;
let dataDir = '';
let file = '';
let sound: Buffer;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sextant-tamper-'));
  file = join(dataDir, 'journal', 'journal.sqlite');
  const journal = await openJournal({ dataDir });
  if (!journal.ok) throw new Error(journal.error.text);
  journal.value.append(makeEvents(1, EVENTS));
  await journal.value.close();
  sound = readFileSync(file);
});

beforeEach(() => {
  writeFileSync(file, sound);
});

afterAll(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

function change(sql: string, ...values: readonly unknown[]): void {
  const db = new Database(file);
  db.prepare(sql).run(...values);
  db.close();
}

async function brokenSeq(): Promise<number | undefined> {
  const verdict = await verifyJournal(dataDir);
  if (verdict.broken !== null) expect(verdict.events).toBe(Math.max(0, verdict.broken.seq - 1));
  return verdict.broken?.seq;
}

async function readAll(): Promise<readonly JournalEvent[]> {
  const all: JournalEvent[] = [];
  for await (const batch of readEvents(dataDir)) all.push(...batch);
  return all;
}

describe('the check of a journal', () => {
  it('finds nothing in a sound one', async () => {
    expect(await brokenSeq()).toBeUndefined();
    expect(await readAll()).toEqual(makeEvents(1, EVENTS));
  });

  it('names the event of any one changed byte of a body or a hash', async () => {
    const random = new Random(11);
    for (const column of ['body', 'chain']) {
      for (let round = 0; round < 40; round += 1) {
        writeFileSync(file, sound);
        const seq = random.nextInt(1, EVENTS);
        const db = new Database(file);
        const bytes = db.prepare(`SELECT ${column} FROM events WHERE seq = ?`).pluck().get(seq) as Buffer;
        const at = random.nextInt(0, bytes.length - 1);
        bytes[at] = ((bytes[at] as number) + random.nextInt(1, 255)) % 256;
        db.prepare(`UPDATE events SET ${column} = ? WHERE seq = ?`).run(bytes, seq);
        db.close();
        expect(await brokenSeq()).toBe(seq);
      }
    }
  });

  it('names the event of a changed time or kind', async () => {
    change('UPDATE events SET ts = ts + 1 WHERE seq = 17');
    expect(await brokenSeq()).toBe(17);
    writeFileSync(file, sound);
    change("UPDATE events SET kind = 'TicksReceivee' WHERE seq = 18");
    expect(await brokenSeq()).toBe(18);
  });

  it('names the place of a missing, a moved and an extra event', async () => {
    const cases: readonly (readonly [string, number])[] = [
      ['DELETE FROM events WHERE seq = 1', 1],
      ['DELETE FROM events WHERE seq = 30', 30],
      [`DELETE FROM events WHERE seq = ${String(EVENTS)}`, EVENTS],
      ['DELETE FROM events', 1],
      ['UPDATE events SET seq = 100 WHERE seq = 40', 40],
      ['UPDATE events SET seq = -5 WHERE seq = 1', 1],
      [`INSERT INTO events SELECT ${String(EVENTS + 1)}, ts, kind, body, chain FROM events WHERE seq = 5`, EVENTS + 1],
      ['INSERT INTO events SELECT 0, ts, kind, body, chain FROM events WHERE seq = 5', 0],
      ['UPDATE head SET seq = seq - 1', EVENTS],
      ['UPDATE head SET chain = zeroblob(32)', EVENTS],
      ['DELETE FROM head', 0],
    ];
    for (const [sql, seq] of cases) {
      writeFileSync(file, sound);
      change(sql);
      expect([sql, await brokenSeq()]).toEqual([sql, seq]);
    }
  });

  it('of a file with any changed byte never throws, and passes only what reads as it was written', async () => {
    const random = new Random(12);
    let found = 0;
    for (let round = 0; round < 150; round += 1) {
      const bytes = Buffer.from(sound);
      const at = random.nextInt(0, bytes.length - 1);
      bytes[at] = ((bytes[at] as number) + random.nextInt(1, 255)) % 256;
      writeFileSync(file, bytes);
      const verdict = await verifyJournal(dataDir);
      if (verdict.broken === null) expect(await readAll()).toEqual(makeEvents(1, EVENTS));
      else found += 1;
    }
    // The rest of the bytes are free room in the file's pages.
    expect(found).toBeGreaterThan(40);
  });

  it('of a file cut anywhere never throws and never passes', async () => {
    const random = new Random(13);
    for (let round = 0; round < 30; round += 1) {
      writeFileSync(file, sound.subarray(0, random.nextInt(0, sound.length - 4096)));
      expect(await brokenSeq()).toBeTypeOf('number');
    }
  });

  it('keeps a journal that lost its last event from being opened', async () => {
    change(`DELETE FROM events WHERE seq = ${String(EVENTS)}`);
    expect(await openJournal({ dataDir })).toMatchObject({ ok: false, error: { code: 'JOURNAL_CHAIN_BROKEN' } });
  });
});
