export * from './deal-seeker.ts';
export * from './gap-keeper.ts';
export * from './engine-hash.ts';
export * from './open-engine.ts';
export * from './system-clock.ts';
export * from './workstation.ts';
export type * from './workstation-api.ts';
