export * from './gates.ts';
export * from './money.ts';
export * from './order-gates.ts';
