// The Journal port's in-memory twin: a disk that outlives its process, and a journal that writes to it later.
//
// Invariants: a batch is on the disk whole or not at all; what is committed survives a kill; what was committed with
// or before a platter event survives power loss too; after a fault nothing is committed.

import { assert } from '#core/base';
import { needsPlatter, type JournalEvent } from '#core/model';
import type { Journal, JournalFault } from '#core/ports';

/** Highest sequence numbers that survive a kill and a power loss, and every event up to the first. */
export class Disk {
  /** Copies: what a process changes in its memory later does not reach the disk. */
  readonly events: JournalEvent[] = [];
  platterSeq = 0;
  isFull = false;

  get committedSeq(): number {
    return this.events.length;
  }

  write(batches: readonly (readonly JournalEvent[])[]): void {
    for (const batch of batches) {
      for (const event of batch) this.events.push(JSON.parse(JSON.stringify(event)) as JournalEvent);
    }
    if (batches.some((batch) => batch.some((event) => needsPlatter(event.body)))) this.platterSeq = this.events.length;
  }

  /** The power went: what the system had not brought to the platter is gone. */
  losePower(): void {
    this.events.length = this.platterSeq;
  }
}

export class MemoryJournal implements Journal {
  readonly #disk: Disk;
  readonly #wantsCommit: () => void;
  readonly #pending: (readonly JournalEvent[])[] = [];
  readonly #listeners = new Set<(committedSeq: number) => void>();
  readonly #faultListeners = new Set<(fault: JournalFault) => void>();
  #headSeq: number;
  #hasFailed = false;

  /** `wantsCommit` is called when something waits and no commit is under way: the owner commits when its disk can. */
  constructor(disk: Disk, wantsCommit: () => void) {
    this.#disk = disk;
    this.#headSeq = disk.committedSeq;
    this.#wantsCommit = wantsCommit;
  }

  get headSeq(): number {
    return this.#headSeq;
  }

  get committedSeq(): number {
    return this.#disk.committedSeq;
  }

  /** Batches not on the disk, oldest first. */
  get pending(): readonly (readonly JournalEvent[])[] {
    return this.#pending;
  }

  append(batch: readonly JournalEvent[]): void {
    for (const event of batch) {
      this.#headSeq += 1;
      assert(event.seq === this.#headSeq, `event ${String(event.seq)} is not the journal's next`);
    }
    this.#pending.push(batch);
    if (this.#pending.length === 1 && !this.#hasFailed) this.#wantsCommit();
  }

  /**
   * Ends a commit of the oldest `count` batches. `beforeRelease` runs between the commit and the word of it; when it
   * returns false the process is dead and the word is never said.
   */
  commit(count: number, beforeRelease: () => boolean): void {
    if (this.#hasFailed) return;
    if (this.#disk.isFull) {
      this.#hasFailed = true;
      const fault: JournalFault = { code: 'JOURNAL_DISK_FULL', text: 'the simulated disk is full' };
      for (const listener of this.#faultListeners) listener(fault);
      return;
    }
    this.#disk.write(this.#pending.splice(0, count));
    if (!beforeRelease()) return;
    const { committedSeq } = this.#disk;
    for (const listener of this.#listeners) listener(committedSeq);
    if (this.#pending.length > 0) this.#wantsCommit();
  }

  onCommitted(listener: (committedSeq: number) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  onFault(listener: (fault: JournalFault) => void): () => void {
    this.#faultListeners.add(listener);
    return () => { this.#faultListeners.delete(listener); };
  }
}
