export * from './backtest.ts';
export * from './bar-path.ts';
export * from './next-open-run.ts';
export * from './statistics.ts';
