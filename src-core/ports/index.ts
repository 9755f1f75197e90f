export * from './clock.ts';
export * from './journal.ts';
export * from './market-sink.ts';
export * from './pattern-memory.ts';
export * from './venue.ts';
