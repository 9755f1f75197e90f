export * from './account-mirror.ts';
export * from './bar-rollup.ts';
export * from './broker-truth.ts';
export * from './closed-bars.ts';
export * from './market.ts';
export * from './symbol-market.ts';
export * from './symbol-names.ts';
export * from './week-opens.ts';
