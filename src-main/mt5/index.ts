export * from './connection-symptom.ts';
export * from './door-log.ts';
export * from './gateway.ts';
