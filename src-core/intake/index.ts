export * from './link-book.ts';
export * from './wire.ts';
