export * from './signal-book.ts';
