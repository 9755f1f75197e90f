export * from './atr.ts';
export * from './definition.ts';
export * from './ema.ts';
export * from './indicator.ts';
export * from './registry.ts';
export * from './sma.ts';
export * from './timeframe-reading.ts';
