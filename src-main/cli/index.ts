export * from './data-dir.ts';
export * from './program.ts';
