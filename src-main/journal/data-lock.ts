// One process to a data folder. The lock itself is SQLite's exclusive lock on lock.sqlite, held open in a
// transaction: the operating system gives it back however the process ends. lock.json beside it only says who holds
// it.
//
// Invariant: nothing else in this process opens lock.sqlite: closing any handle of a file gives up a POSIX lock.

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { diskError, isBusy } from '#main/disk';
import { JournalRefused, journalFolder } from './journal-file.ts';
import type { LockHolder } from './journal-types.ts';

// Long enough for somebody who only looks whether the folder is in use, too short to be felt.
const WAIT_MS = 250;

export interface DataLock {
  release(): void;
}

/** Takes the lock of `dataDir`, whose journal folder exists. Throws JournalRefused where another process has it. */
export function takeLock(dataDir: string): DataLock {
  const db = new Database(lockFile(dataDir), { timeout: WAIT_MS });
  try {
    db.exec('BEGIN EXCLUSIVE');
    const holder: LockHolder = { pid: process.pid, sinceMs: Math.round(performance.timeOrigin) };
    const fresh = `${holderFile(dataDir)}.new`;
    writeFileSync(fresh, `${JSON.stringify(holder)}\n`);
    renameSync(fresh, holderFile(dataDir));
  } catch (error) {
    db.close();
    if (!isBusy(diskError(error))) throw error;
    const holder = readHolder(dataDir);
    const who = holder === null ? 'another process' : `process ${String(holder.pid)}`;
    throw new JournalRefused('JOURNAL_LOCKED', `(${dataDir} is held by ${who})`);
  }
  return {
    release() {
      rmSync(holderFile(dataDir), { force: true });
      db.close();
    },
  };
}

/** Who holds the lock of a data folder now; null where nobody does. */
export function readLockHolder(folder: string): LockHolder | null {
  const dataDir = resolve(folder);
  if (!existsSync(lockFile(dataDir))) return null;
  const db = new Database(lockFile(dataDir), { timeout: 0, fileMustExist: true });
  try {
    db.prepare('SELECT count(*) FROM sqlite_master').get();
    return null;
  } catch (error) {
    if (!isBusy(diskError(error))) throw error;
    return readHolder(dataDir);
  } finally {
    db.close();
  }
}

function lockFile(dataDir: string): string {
  return join(journalFolder(dataDir), 'lock.sqlite');
}

function holderFile(dataDir: string): string {
  return join(journalFolder(dataDir), 'lock.json');
}

function readHolder(dataDir: string): LockHolder | null {
  try {
    const value: unknown = JSON.parse(readFileSync(holderFile(dataDir), 'utf8'));
    if (typeof value !== 'object' || value === null) return null;
    const { pid, sinceMs } = value as Partial<LockHolder>;
    return typeof pid === 'number' && typeof sinceMs === 'number' ? { pid, sinceMs } : null;
  } catch {
    // Between the lock and its note, or a note that was cut short: the lock counts, the name is not known.
    return null;
  }
}
