export * from './contract.ts';
export * from './errors.ts';
export * from './mt5-setup.ts';
export * from './resources.ts';
export * from './rest.ts';
export * from './time-input.ts';
export * from './window-stream.ts';
