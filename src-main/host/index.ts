export type * from './workstation-api.ts';
