// The log's file: where it lies, how it is opened, and why it may not be.
//
// events holds one row an event; head repeats the newest one's seq and chain, so that a row missing at the end is
// found like one missing in the middle.

import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Failure } from '#core/base';
import { whyNot, type Code } from '#core/model';
import { diskError, failureOf } from '#main/disk';

const FORMAT_VERSION = 1;
// "SxJ1" in ASCII: SQLite's mark of what program a file belongs to.
const APPLICATION_ID = 0x53784a31;

export function journalFolder(dataDir: string): string {
  return join(dataDir, 'journal');
}

export function journalFile(dataDir: string): string {
  return join(journalFolder(dataDir), 'journal.sqlite');
}

/** Thrown while opening; its failure is handed to the caller as a Result. */
export class JournalRefused extends Error {
  override readonly name = 'JournalRefused';
  readonly failure: Failure;

  constructor(code: Code, details: string) {
    const failure = whyNot(code, details);
    super(failure.text);
    this.failure = failure;
  }
}

/** What to tell about an error met while the log of `dataDir` was opened. */
export function whyRefused(error: unknown, dataDir: string): Failure {
  return error instanceof JournalRefused ? error.failure : failureOf(diskError(error), dataDir);
}

/** Makes the journal's folder where it is missing. Throws what the file system throws. */
export function makeFolder(dataDir: string): string {
  const folder = journalFolder(dataDir);
  mkdirSync(folder, { recursive: true });
  accessSync(folder, constants.W_OK);
  return folder;
}

/** Opens the log for its one writer and makes its tables where they are missing. */
export function openForWriting(file: string, pageCountMax: number | null): Database.Database {
  const db = new Database(file, { timeout: 1000 });
  try {
    checkFormat(db, file);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    // Only macOS tells fsync from a flush of the drive's own cache.
    db.pragma('fullfsync = ON');
    db.pragma('wal_autocheckpoint = 4000');
    if (pageCountMax !== null) db.pragma(`max_page_count = ${String(pageCountMax)}`);
    if (db.pragma('user_version', { simple: true }) === 0) createTables(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function checkFormat(db: Database.Database, file: string): void {
  const version = db.pragma('user_version', { simple: true });
  const owner = db.pragma('application_id', { simple: true });
  const tables = db.prepare('SELECT count(*) FROM sqlite_master').pluck().get();
  const isFresh = version === 0 && owner === 0 && tables === 0;
  if (!isFresh && (version !== FORMAT_VERSION || owner !== APPLICATION_ID)) {
    throw new JournalRefused('JOURNAL_FORMAT_UNKNOWN', `(${file} has format ${String(version)})`);
  }
}

function createTables(db: Database.Database): void {
  db.exec(`
    BEGIN IMMEDIATE;
    CREATE TABLE events (
      seq INTEGER PRIMARY KEY, ts INTEGER NOT NULL, kind TEXT NOT NULL, body BLOB NOT NULL, chain BLOB NOT NULL
    ) STRICT;
    CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, chain BLOB NOT NULL) STRICT;
    INSERT INTO head VALUES (1, 0, zeroblob(32));
    PRAGMA application_id = ${String(APPLICATION_ID)};
    PRAGMA user_version = ${String(FORMAT_VERSION)};
    COMMIT;`);
}

/** Opens the log to be read beside its writer, or without one. Null where there is none. */
export function openForReading(dataDir: string): Database.Database | null {
  const file = journalFile(dataDir);
  if (!existsSync(file)) return null;
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 });
  try {
    checkFormat(db, file);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
