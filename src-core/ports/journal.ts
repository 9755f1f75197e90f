// The append-only log. Live it is SQLite behind a worker; in simulation an in-memory twin with a disk that fails.

import type { JournalEvent } from '#core/model';

export interface JournalFault {
  readonly code: 'JOURNAL_DISK_FULL' | 'JOURNAL_WRITE_FAILED';
  readonly text: string;
}

export interface Journal {
  /** Highest sequence number appended, 0 when empty. */
  readonly headSeq: number;
  /** Highest sequence number that survives a kill of the process. */
  readonly committedSeq: number;
  /**
   * Appends events whose `seq` continue `headSeq`, all in one transaction: a crash leaves all of them or none.
   * Returns at once; `onCommitted` tells when. A batch that holds a platter event (needsPlatter) is flushed to disk
   * before it counts as committed.
   */
  append(batch: readonly JournalEvent[]): void;
  /** Called with the new `committedSeq` after every commit, in order. Returns the function that stops it. */
  onCommitted(listener: (committedSeq: number) => void): () => void;
  /** Called once when the log can no longer be written. Nothing is committed after it. */
  onFault(listener: (fault: JournalFault) => void): () => void;
}
