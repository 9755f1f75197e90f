// What the documents must agree with: the table of codes, the rooms, the packages, and one another.

import { FEATURE_LAYOUT, FEATURES } from '#core/features';
import { CODES } from '#core/model';
import { CORE_ROOMS, MAIN_ROOMS, RENDERER_ROOMS, type Room } from '#core/layers';
import { scanCodes } from './source-scan.ts';
import type { SourceTree } from './layers-check.ts';

/** Headings that a decision record must have, in this order. */
const RECORD_HEADINGS = [
  '## Context', '## Decision', '## Rejected, and why', '## Consequences', '## How we will know we were wrong',
];
/** A record is one screen. */
const RECORD_LINES_MAX = 60;

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** docs/error-codes.md as it must be. */
export function makeCodesPage(): string {
  const lines = [
    '# Codes', '',
    'What was quarantined, vetoed, suppressed, refused or has failed carries one of these. The table is made from',
    '`src-core/model/codes.ts` by `npm run docs:check -- --write`, and compared with it by `npm test`.', '',
    '| code | what it means | what to do |', '|---|---|---|',
  ];
  for (const [code, { text, remedy }] of Object.entries(CODES)) {
    lines.push(`| \`${code}\` | ${cell(text)} | ${cell(remedy)} |`);
  }
  return `${lines.join('\n')}\n`;
}

function makeRoomTable(tree: string, rooms: readonly Room[]): string {
  const lines = [`<!-- rooms of ${tree}, from src-core/layers.ts -->`, '| floor | room | holds |', '|---|---|---|'];
  for (const { floor, name, text } of rooms) lines.push(`| ${floor} | \`${name}/\` | ${cell(text)} |`);
  return [...lines, `<!-- end of ${tree} -->`].join('\n');
}

/** docs/ARCHITECTURE.md with its tables of rooms as they must be. */
export function fillRoomTables(page: string): string {
  const trees = { 'src-core': CORE_ROOMS, 'src-main': MAIN_ROOMS, 'src-renderer': RENDERER_ROOMS };
  let filled = page;
  for (const [tree, rooms] of Object.entries(trees)) {
    const form = new RegExp(`<!-- rooms of ${tree},[^]*?<!-- end of ${tree} -->`);
    const table = makeRoomTable(tree, rooms);
    filled = form.test(filled) ? filled.replace(form, () => table) : `${filled}\n${table}\n`;
  }
  return filled;
}

/** docs/features.md with its table as it must be. */
export function fillFeatureTable(page: string): string {
  const lines = [
    '<!-- features, from src-core/features/registry.ts -->',
    `Layout ${FEATURE_LAYOUT.version}, hash \`${FEATURE_LAYOUT.hash}\`, ${FEATURE_LAYOUT.columns.length} columns.`, '',
    '| feature | of | columns | unit | window | warm-up | reads | what it is |', '|---|---|---|---|---|---|---|---|',
  ];
  for (const { name, scope, columns, unit, window, warmupBars, warmupDays, inputs, text } of FEATURES) {
    const warmup = warmupDays === 0 ? String(warmupBars) : warmupDays === 1 ? '1 day' : `${warmupDays} days`;
    const shown = columns.length === 1 ? '' : columns.join(', ');
    const cells = [`\`${name}\``, scope, shown, unit, window, warmup, inputs.join(', '), text].map(cell);
    lines.push(`| ${cells.join(' | ')} |`);
  }
  const table = [...lines, '<!-- end of features -->'].join('\n');
  return page.replace(/<!-- features,[^]*?<!-- end of features -->/, () => table);
}

function namesCodes(path: string): boolean {
  return path !== 'src-core/model/codes.ts' && !path.startsWith('src-renderer/i18n/') && !/\.test\.tsx?$/.test(path);
}

/**
 * Codes that are named but not in the table, and codes of the table that nothing names; of the wire's own (E_…) some
 * are said by the other side only.
 */
export function checkCodes(tree: SourceTree, table: readonly string[] = Object.keys(CODES)): string[] {
  const rooms = [...new Set(table.map((code) => code.slice(0, code.indexOf('_'))))];
  const known = new Set(table);
  const used = new Set<string>();
  const problems: string[] = [];
  for (const [path, text] of tree) {
    if (!namesCodes(path)) continue;
    for (const { line, text: code } of scanCodes(path, text, rooms)) {
      used.add(code);
      if (!known.has(code)) problems.push(`${path}:${line} names ${code}, which is not in the table of codes`);
    }
  }
  for (const code of table) {
    if (!used.has(code) && !code.startsWith('E_')) problems.push(`src-core/model/codes.ts: nothing names ${code}`);
  }
  return problems;
}

/** Links from one document to a file that is not there. `exists` takes paths relative to the project. */
export function checkLinks(path: string, text: string, exists: (path: string) => boolean): string[] {
  const problems: string[] = [];
  const folder = path.split('/').slice(0, -1);
  for (const match of text.matchAll(/\]\(([^)\s]+)\)|<img[^>]*src="([^"]+)"/g)) {
    const target = (match[1] ?? match[2] ?? '').replace(/#.*$/, '');
    if (target === '' || /^[a-z]+:/.test(target)) continue;
    const parts = [...folder];
    for (const step of target.split('/')) {
      if (step === '..') parts.pop();
      else if (step !== '.') parts.push(step);
    }
    if (!exists(parts.join('/'))) problems.push(`${path} points to ${target}, which is not there`);
  }
  return problems;
}

/** Number of a decision record by its file's name, 0 where the name is none. */
export function recordNumber(path: string): number {
  return Number(/\/(\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.md$/.exec(path)?.[1] ?? 0);
}

/**
 * A decision record's name, form and length. `before` is the number of the record before it, 0 for the first: numbers
 * grow, and one that was given out and not used stays a hole.
 */
export function checkRecord(path: string, text: string, before: number): string[] {
  const problems: string[] = [];
  const number = recordNumber(path);
  if (number === 0) problems.push(`${path}: its name should be NNNN-what-it-is.md`);
  else if (number <= before) problems.push(`${path}: its number is taken`);
  else if (!text.startsWith(`# ${number}. `)) problems.push(`${path}: its title should begin with "# ${number}. "`);
  let at = 0;
  for (const heading of RECORD_HEADINGS) {
    const found = text.indexOf(`\n${heading}\n`, at);
    if (found < 0) problems.push(`${path}: "${heading}" is missing or out of order`);
    else at = found;
  }
  const lines = text.split('\n').length;
  if (lines > RECORD_LINES_MAX) problems.push(`${path}: ${lines} lines; a record is one screen (${RECORD_LINES_MAX})`);
  return problems;
}

/** Packages of package.json that the README's "Built with" does not name. */
export function checkBuiltWith(readme: string, packages: readonly string[]): string[] {
  const from = readme.indexOf('## Built with');
  if (from < 0) return ['README.md has no section "Built with"'];
  const next = readme.indexOf('\n## ', from + 1);
  const section = readme.slice(from, next < 0 ? undefined : next);
  return packages.flatMap((name) => (
    section.includes(`\`${name}\``) ? [] : [`README.md: "Built with" does not name ${name}`]
  ));
}

/** Paths and hosts of one machine, which mean nothing to anybody else. */
export function checkForeignPlaces(path: string, text: string): string[] {
  const folders = /(?:^|[\s"'`(=])\/(?:work|root)\/[^\s"'`)]*/g;
  const hosts = /https?:\/\/(?:registry|proxy|index|files|deb|static)\.[^\s"'`)]*/g;
  return [...text.matchAll(folders), ...text.matchAll(hosts)].map(
    (match) => `${path} names ${match[0].trim()}, a place of one machine`,
  );
}
