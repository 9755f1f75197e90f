export * from './trades.ts';
