export * from './engine.ts';
export * from './kernel.ts';
export * from './view.ts';
export type { ContextState, KernelOutputs } from './context.ts';
