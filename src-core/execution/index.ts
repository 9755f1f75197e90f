export * from './cid.ts';
export * from './client-orders.ts';
