export * from './registry.ts';
export * from './strategy.ts';
export * from './trend.ts';
