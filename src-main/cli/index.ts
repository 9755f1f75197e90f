export * from './data-dir.ts';
export * from './demo-child.ts';
export * from './program.ts';
export * from './serving.ts';
