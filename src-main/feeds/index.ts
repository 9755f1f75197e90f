export * from './decimal.ts';
export * from './engine-target.ts';
export * from './export-csv.ts';
export * from './guess-zone.ts';
export * from './import-file.ts';
export type { FormatName } from './layout.ts';
export * from './moment.ts';
export { formatStamp } from './stamp.ts';
export * from './zone.ts';
