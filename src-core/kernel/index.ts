export * from './engine.ts';
export * from './kernel.ts';
