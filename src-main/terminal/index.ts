export * from './run-simulate.ts';
