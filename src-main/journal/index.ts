export type * from './journal-types.ts';
export * from './sqlite-journal.ts';
