export * from './disk-errors.ts';
