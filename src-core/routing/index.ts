export * from './data-counts.ts';
export * from './data-types.ts';
export * from './latest-records.ts';
