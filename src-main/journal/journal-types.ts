// What the journal's room offers: the port of the kernel, reading, checking, and the kernel's snapshots.

import type { Result } from '#core/base';
import type { JournalEvent } from '#core/model';
import type { Journal } from '#core/ports';

export interface JournalOptions {
  /** The data folder; the log lives in its `journal` folder, which is made where missing. */
  readonly dataDir: string;
  /** Most pages the log's file may have (4 KiB each): how the tests fill a disk. */
  readonly pageCountMax?: number;
}

export interface KernelSnapshot {
  /** The state after this event. */
  readonly seq: number;
  /** Hash of the engine that made it: another engine's snapshot is not loaded. */
  readonly engineHash: string;
  readonly bytes: Uint8Array;
}

export interface LoadedSnapshot {
  readonly snapshot: KernelSnapshot | null;
  /** Snapshots that were there and could not be used, newest first. */
  readonly ignored: readonly { readonly file: string; readonly reason: string }[];
}

export interface SqliteJournal extends Journal {
  readonly dataDir: string;
  /** Resolves once all that was appended before the call is committed, or as a failure when it never will be. */
  settled(): Promise<Result<null>>;
  /**
   * Reads committed events from `fromSeq` on (default 1) to the newest, ascending, in batches of bounded size.
   * Throws JournalBroken where an event is missing or damaged; the chain is checked on the way.
   */
  readEvents(fromSeq?: number): AsyncGenerator<readonly JournalEvent[], void, void>;
  /** Waits for the commit of `seq`, then stores the snapshot (flushed to disk); the newest two are kept. */
  saveSnapshot(snapshot: KernelSnapshot): Promise<Result<null>>;
  /** The newest sound snapshot of this engine at or before `seqMax` that fits this log. */
  loadSnapshot(engineHash: string, seqMax: number): Promise<LoadedSnapshot>;
  /** Commits what was appended, folds the write-ahead log into the file and gives up the lock. Never rejects. */
  close(): Promise<void>;
}

export interface JournalVerdict {
  /** Sound events, from the first on. */
  readonly events: number;
  /** Hash of the last sound event, 64 hex digits; null for an empty log. */
  readonly headChain: string | null;
  /** The first event that does not fit, and what is wrong with it; null where all is sound. */
  readonly broken: { readonly seq: number; readonly what: string } | null;
}

/** Who holds the lock of a data folder. */
export interface LockHolder {
  readonly pid: number;
  /** When that process began, UTC ms. */
  readonly sinceMs: number;
}
