export * from './spans.ts';
export * from './told-spans.ts';
