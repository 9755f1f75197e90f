export * from './mt-report.ts';
export * from './read-report.ts';
