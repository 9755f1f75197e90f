export * from './contract-host.ts';
export * from './message-port.ts';
export * from './web-server.ts';
