export * from './canary.ts';
export * from './simulation.ts';
