export * from './registry.ts';
export * from './sma-cross.ts';
export * from './strategy.ts';
export * from './trend.ts';
