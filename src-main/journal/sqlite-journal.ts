import type { Result } from '#core/base';
import type { JournalOptions, SqliteJournal, JournalVerdict, LockHolder } from './journal-types.ts';
import type { JournalEvent } from '#core/model';
export declare function openJournal(options: JournalOptions): Promise<Result<SqliteJournal>>;
export declare function readEvents(dataDir: string, fromSeq?: number): AsyncGenerator<readonly JournalEvent[], void, void>;
export declare function verifyJournal(dataDir: string): Promise<JournalVerdict>;
export declare function readLockHolder(dataDir: string): LockHolder | null;
