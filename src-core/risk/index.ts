export * from './gates.ts';
export * from './money.ts';
