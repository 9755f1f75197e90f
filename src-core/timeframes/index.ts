export * from './synthesis.ts';
export * from './timeframe-stream.ts';
