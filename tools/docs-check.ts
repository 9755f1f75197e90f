// Holds the documents to the code (npm run docs:check). With --write it brings the generated parts up to date.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKLIST } from './checklist-lines.ts';
import { findShown, makeChecklistPage, TEST_FILES } from './checklist.ts';
import {
  checkBuiltWith, checkCodes, checkForeignPlaces, checkLinks, checkRecord, fillFeatureTable, fillRoomTables,
  makeCodesPage, recordNumber,
} from './docs-rules.ts';
import { PROJECT_ROOT, readTree } from './source-tree.ts';

const CODES_PAGE = 'docs/error-codes.md';
const HOUSE_PAGE = 'docs/ARCHITECTURE.md';
const FEATURES_PAGE = 'docs/features.md';
const CHECKLIST_PAGE = 'docs/mt5-checklist.md';

function read(path: string): string {
  const full = join(PROJECT_ROOT, path);
  return existsSync(full) ? readFileSync(full, 'utf8') : '';
}

function checkGenerated(): string[] {
  const isWriting = process.argv.includes('--write');
  const problems: string[] = [];
  const shown = findShown(readTree(['src-core', 'src-main', 'src-renderer', 'tools', 'e2e'], TEST_FILES));
  const pages = [
    [CODES_PAGE, makeCodesPage()], [HOUSE_PAGE, fillRoomTables(read(HOUSE_PAGE))],
    [FEATURES_PAGE, fillFeatureTable(read(FEATURES_PAGE))], [CHECKLIST_PAGE, makeChecklistPage(CHECKLIST, shown)],
  ] as const;
  for (const [path, wanted] of pages) {
    if (read(path) === wanted) continue;
    if (isWriting) writeFileSync(join(PROJECT_ROOT, path), wanted);
    else problems.push(`${path} is not up to date: npm run docs:check -- --write`);
  }
  return problems;
}

function checkPackages(): string[] {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as {
    dependencies: Record<string, string>; devDependencies: Record<string, string>;
  };
  const named = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !name.startsWith('@types/'));
  return checkBuiltWith(read('README.md'), named);
}

const sources = readTree(['src-core', 'src-main', 'src-renderer'], /\.tsx?$/);
const documents = readTree(['docs'], /\.md$/);
for (const name of ['README.md', 'CHANGELOG.md']) documents.set(name, read(name));
const everything = new Map([
  ...sources, ...documents, ...readTree(['tools', 'bench', 'e2e', 'scripts', '.ci'], /\.(ts|tsx|mjs|mts)$|\/run$/),
]);

const problems = [...checkGenerated(), ...checkCodes(sources), ...checkPackages()];
let record = 0;
for (const [path, text] of documents) {
  problems.push(...checkLinks(path, text, (target) => existsSync(join(PROJECT_ROOT, target))));
  if (!path.startsWith('docs/adr/')) continue;
  problems.push(...checkRecord(path, text, record));
  record = Math.max(record, recordNumber(path));
}
for (const [path, text] of everything) {
  if (!path.startsWith('tools/docs-rules')) problems.push(...checkForeignPlaces(path, text));
}
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`${documents.size} documents, ${sources.size} source files, ${problems.length} problems\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
