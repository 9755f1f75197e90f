export * from './worker-url.ts';
