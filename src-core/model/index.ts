export * from './account.ts';
export * from './codes.ts';
export * from './event.ts';
export * from './history.ts';
export * from './limits.ts';
export * from './market.ts';
export * from './signal.ts';
export * from './timeframe.ts';
