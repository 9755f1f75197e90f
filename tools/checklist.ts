// Which test shows which line of the checklist: found by the titles in the test sources, held to the register, and
// written as docs/mt5-checklist.md.

import type { ChecklistPart } from './checklist-lines.ts';

export interface ShownBy {
  readonly id: string;
  readonly file: string;
  /** The group it stands in, "" where there is none. */
  readonly group: string;
  /** The title without its prefix. */
  readonly title: string;
}

/** Where tests lie: units, browser specs, and the scenarios of the compiled Expert Advisor. */
export const TEST_FILES = /(?:\.test\.tsx?|\.spec\.ts|tools\/test-ea\/scenarios\/[\w-]+\.ts)$/;

const GROUP = /\bdescribe(?:\.\w+)*(?:\([^'"`\n]*\))*\(\s*(['"`])((?:\\.|(?!\1).)*)\1/;
const TITLE = /(['"`])checklist ([^\s:'"`]*):? ?((?:\\.|(?!\1).)*)\1/;

function plain(text: string): string {
  return text.replaceAll(/\\(['"`])/g, '$1');
}

/** Every title that claims a line, in the order of files and lines. */
export function findShown(tree: ReadonlyMap<string, string>): ShownBy[] {
  const shown: ShownBy[] = [];
  for (const [file, text] of tree) {
    let group = '';
    for (const line of text.split('\n')) {
      group = plain(GROUP.exec(line)?.[2] ?? group);
      const found = TITLE.exec(line);
      if (found !== null) shown.push({ id: found[2] ?? '', file, group, title: plain(found[3] ?? '') });
    }
  }
  return shown;
}

/** Lines that no test shows, titles that claim what is no line, and acceptance lines that are not there. */
export function checkChecklist(
  parts: readonly ChecklistPart[], shown: readonly ShownBy[], acceptancePage: string,
): string[] {
  const problems: string[] = [];
  const lines = parts.flatMap((part) => part.lines);
  const ids = new Set(lines.map(({ id }) => id));
  if (ids.size < lines.length) problems.push('the register has an id twice');
  for (const { id, real } of lines) {
    if (!shown.some((one) => one.id === id)) problems.push(`${id}: no test has a title that begins "checklist ${id}:"`);
    if (real !== undefined && acceptanceText(acceptancePage, real) === null) {
      problems.push(`${id}: docs/mt5-acceptance.md has no line that begins "${real}"`);
    }
  }
  for (const { id, file, title } of shown) {
    if (!ids.has(id)) problems.push(`${file}: "${title}" claims ${id}, which is no line of the checklist`);
    if (title === '') problems.push(`${file}: a title claims ${id} and says nothing`);
  }
  return problems;
}

/** The acceptance line that begins so, null when there is none. */
function acceptanceText(page: string, start: string): string | null {
  for (const line of page.split('\n')) {
    const text = line.replace(/^- \[.\] /, '').replaceAll('**', '');
    if (text !== line && text.startsWith(start)) return text;
  }
  return null;
}

/** docs/mt5-checklist.md. */
export function makeChecklistPage(parts: readonly ChecklistPart[], shown: readonly ShownBy[]): string {
  const lines = [
    '# The checklist of the MT5 bridge', '',
    'What a bridge to MetaTrader 5 has to handle, and the tests that show it: each title begins with `checklist ID:` '
    + 'in its file. Made by `npm run docs:check -- --write` from `tools/checklist-lines.ts` and the titles; '
    + '`tools/checklist.test.ts` fails when a line has no test. Scenarios under `tools/test-ea` run the compiled '
    + 'Expert Advisor against the workstation. What a real terminal alone can show is on the '
    + '[acceptance list](mt5-acceptance.md), named by the words its line begins with.', '',
  ];
  for (const part of parts) {
    lines.push(`## ${part.title}`, '');
    for (const { id, text, real } of part.lines) {
      lines.push(`- **${id}** ${text}`);
      for (const one of shown.filter((each) => each.id === id)) {
        const where = one.group === '' ? '' : `${one.group}: `;
        lines.push(`  - \`${one.file}\` ${where}${one.title}`);
      }
      if (real !== undefined) lines.push(`  - on a real terminal: ${real}`);
    }
    lines.push('');
  }
  return lines.join('\n');
}
