export { FieldReader, isObject, type JsonObject } from './field-reader.ts';
export * from './envelope.ts';
export * from './link-book.ts';
export * from './pairing.ts';
export * from './read-body.ts';
export type { BarRecord, TickRecord } from './read-market.ts';
export type { AccountRecord } from './read-account.ts';
export * from './server-frames.ts';
export * from './wire.ts';
