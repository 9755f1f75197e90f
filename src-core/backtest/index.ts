export * from './backtest.ts';
export * from './bar-path.ts';
export * from './statistics.ts';
