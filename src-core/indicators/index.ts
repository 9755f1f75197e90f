export * from './atr.ts';
export * from './ema.ts';
