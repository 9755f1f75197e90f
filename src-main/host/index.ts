export * from './served-host.ts';
