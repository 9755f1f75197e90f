export type * from './journal-types.ts';
export { readLockHolder } from './data-lock.ts';
export { JournalBroken, findNewest, readEvents, verifyJournal } from './read-journal.ts';
export { openJournal } from './sqlite-journal.ts';
