export * from './code-words.ts';
export * from './language.ts';
