export type * from './workstation-api.ts';
export * from './worker-url.ts';
