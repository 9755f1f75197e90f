// The log's file: where it lies, how it is opened, and which code an error of the file system or SQLite gets.
//
// events holds one row an event; head repeats the newest one's seq and chain, so that a row missing at the end is
// found like one missing in the middle.

import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { Failure } from '#core/base';
import { whyNot, type Code } from '#core/model';
import type { JournalFault } from '#core/ports';

export const FORMAT_VERSION = 1;
// "SxJ1" in ASCII: SQLite's mark of what program a file belongs to.
const APPLICATION_ID = 0x53784a31;
const FREE_BYTES_MIN = 1 << 20;

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

const READ_ONLY = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'SQLITE_READONLY', 'SQLITE_CANTOPEN'];
const DISK_FULL = ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'];
const DAMAGED = ['SQLITE_CORRUPT', 'SQLITE_NOTADB'];

/** What to tell about an error met while the files of `dataDir` were opened. */
export function failureOf(error: unknown, dataDir: string): Failure {
  if (error instanceof JournalRefused) return error.failure;
  const code = errorCode(error);
  const details = `(${dataDir}: ${errorText(error)})`;
  if (isOneOf(code, READ_ONLY)) return whyNot('JOURNAL_READ_ONLY', details);
  if (isOneOf(code, DISK_FULL)) return whyNot('JOURNAL_DISK_FULL', details);
  if (isOneOf(code, DAMAGED)) return whyNot('JOURNAL_CHAIN_BROKEN', details);
  return whyNot('JOURNAL_WRITE_FAILED', details);
}

/** What an error while writing `file` means: the disk is full, or the rest. */
export function faultOf(error: unknown, file: string): JournalFault {
  const code = errorCode(error);
  const isFull = isOneOf(code, DISK_FULL) || (code.startsWith('SQLITE_IOERR') && freeBytes(file) < FREE_BYTES_MIN);
  const fault = whyNot(isFull ? 'JOURNAL_DISK_FULL' : 'JOURNAL_WRITE_FAILED', `(${file}: ${errorText(error)})`);
  return fault as JournalFault;
}

function freeBytes(file: string): number {
  try {
    const space = statfsSync(dirname(file));
    return space.bavail * space.bsize;
  } catch {
    // Not even the folder can be asked: then nothing is known about its space.
    return Infinity;
  }
}

function isOneOf(code: string, codes: readonly string[]): boolean {
  return codes.some((one) => code === one || code.startsWith(`${one}_`));
}

export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
