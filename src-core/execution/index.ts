export * from './cid.ts';
export * from './client-orders.ts';
export * from './order-life.ts';
