export * from './definition.ts';
export * from './event-calendar.ts';
export * from './feature-stream.ts';
export * from './feature-vector.ts';
export * from './known-series.ts';
export * from './layout.ts';
export * from './pair-sentiment.ts';
export { FEATURES } from './registry.ts';
