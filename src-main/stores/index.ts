export type * from './market-types.ts';
export * from './market-store.ts';
