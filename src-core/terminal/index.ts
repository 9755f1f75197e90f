export * from './demo.ts';
export * from './market-source.ts';
export * from './order-desk.ts';
export * from './outbox.ts';
export * from './record-source.ts';
export * from './synthetic-market.ts';
export * from './synthetic-source.ts';
export * from './terminal.ts';
