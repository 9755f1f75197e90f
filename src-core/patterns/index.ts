export * from './discovery.ts';
export * from './discovery-shape.ts';
export * from './embedded-memory.ts';
export * from './embedding-table.ts';
export * from './outcome-figures.ts';
export * from './shape-history.ts';
export * from './structure-stream.ts';
