export type * from './market-types.ts';
export * from './market-store.ts';
export * from './similar-desk.ts';
export type * from './similar-types.ts';
