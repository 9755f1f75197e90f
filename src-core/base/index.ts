export * from './assert.ts';
export * from './equals.ts';
export * from './math.ts';
export * from './new-york-time.ts';
export * from './number-columns.ts';
export * from './random.ts';
export * from './result.ts';
export * from './sha256.ts';
