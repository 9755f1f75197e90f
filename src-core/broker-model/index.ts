export * from './broker.ts';
export * from './client-key.ts';
export * from './instruments.ts';
export * from './retcodes.ts';
export * from './setup.ts';
