// The market store's file. Everything in it can be made again from the log, so a file of another version, of another
// log, or one that is damaged is thrown away and begun anew.

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { diskError, isDamage } from '#main/disk';

const FORMAT_VERSION = 3;

const TABLES = `
  BEGIN IMMEDIATE;
  CREATE TABLE cursor (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL) STRICT;
  INSERT INTO cursor VALUES (1, 0);
  CREATE TABLE bar_series (
    id INTEGER PRIMARY KEY, feed TEXT NOT NULL, symbol TEXT NOT NULL, timeframe TEXT NOT NULL,
    UNIQUE (feed, symbol, timeframe)
  ) STRICT;
  CREATE TABLE bars (
    series INTEGER NOT NULL, time REAL NOT NULL, source INTEGER NOT NULL, seq INTEGER NOT NULL,
    partial INTEGER NOT NULL, open REAL, high REAL, low REAL, close REAL, tick_volume REAL, real_volume REAL,
    spread REAL, ask_open REAL, ask_high REAL, ask_low REAL, ask_close REAL,
    offset_s INTEGER,
    PRIMARY KEY (series, time, source)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE tick_series (
    id INTEGER PRIMARY KEY, feed TEXT NOT NULL, symbol TEXT NOT NULL,
    streamed INTEGER NOT NULL DEFAULT 0, UNIQUE (feed, symbol)
  ) STRICT;
  CREATE TABLE tick_chunks (
    id INTEGER PRIMARY KEY, series INTEGER NOT NULL, first_ms REAL NOT NULL, last_ms REAL NOT NULL, body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX tick_chunks_by_time ON tick_chunks (series, first_ms, id, last_ms);
  CREATE TABLE tick_offsets (
    series INTEGER NOT NULL, from_ms REAL NOT NULL, offset_s INTEGER NOT NULL, PRIMARY KEY (series, from_ms)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE tick_fills (
    series INTEGER NOT NULL, from_ms REAL NOT NULL, to_ms REAL NOT NULL, point REAL NOT NULL,
    PRIMARY KEY (series, from_ms)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE stale_bars (
    series INTEGER NOT NULL, from_ms REAL NOT NULL, to_ms REAL NOT NULL, point REAL NOT NULL,
    PRIMARY KEY (series, from_ms)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE dead_letters (
    seq INTEGER PRIMARY KEY, code TEXT NOT NULL, time REAL NOT NULL, texts TEXT NOT NULL
  ) STRICT;
  PRAGMA user_version = ${String(FORMAT_VERSION)};
  COMMIT;`;

/** Opens or makes the store in `folder`. `headSeq` is the log's newest event, null without a log. */
export function openMarketFile(folder: string, headSeq: number | null): Database.Database {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'market.sqlite');
  const db = tryOpen(file, headSeq);
  if (db !== null) return db;
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(file + ending, { force: true });
  const fresh = new Database(file);
  prepareFile(fresh);
  fresh.exec(TABLES);
  return fresh;
}

// Null where the file has to be begun anew (or for the first time).
function tryOpen(file: string, headSeq: number | null): Database.Database | null {
  const db = new Database(file);
  try {
    prepareFile(db);
    if (db.pragma('user_version', { simple: true }) === FORMAT_VERSION) {
      const cursor = db.prepare('SELECT seq FROM cursor').pluck().get() as number;
      if (headSeq === null || cursor <= headSeq) return db;
    }
  } catch (error) {
    const found = diskError(error);
    // SQLITE_ERROR: a table is not there.
    if (!isDamage(found) && found.code !== 'SQLITE_ERROR') {
      db.close();
      throw error;
    }
  }
  db.close();
  return null;
}

function prepareFile(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  // Losing the newest rows with the power is no harm: the cursor goes back with them.
  db.pragma('synchronous = NORMAL');
  db.pragma('wal_autocheckpoint = 4000');
}
