export * from './machine.ts';
export * from './mt5-setup.ts';
export * from './setup-types.ts';
