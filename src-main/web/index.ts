export * from './contract-host.ts';
export * from './message-port.ts';
export type { SetupDesk } from './setup-procedures.ts';
export * from './web-server.ts';
