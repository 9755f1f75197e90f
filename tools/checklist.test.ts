import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKLIST } from './checklist-lines.ts';
import { checkChecklist, findShown, makeChecklistPage, TEST_FILES } from './checklist.ts';
import { PROJECT_ROOT, readTree } from './source-tree.ts';

function read(path: string): string {
  return readFileSync(join(PROJECT_ROOT, path), 'utf8');
}

const tree = readTree(['src-core', 'src-main', 'src-renderer', 'tools', 'e2e'], TEST_FILES);
tree.delete('tools/checklist.test.ts');
const shown = findShown(tree);

describe('the checklist of the MT5 bridge', () => {
  it('has a test for every line, and no test claims another', () => {
    expect(checkChecklist(CHECKLIST, shown, read('docs/mt5-acceptance.md'))).toEqual([]);
  });

  it('is the page in the documents', () => {
    expect(read('docs/mt5-checklist.md')).toBe(makeChecklistPage(CHECKLIST, shown));
  });
});

describe('a planted fault', () => {
  const parts = [{ title: 'P', lines: [{ id: 'a-1', text: 'A.' }, { id: 'b-2', text: 'B.', real: 'Real thing' }] }];
  const page = '- [ ] **Real thing.** Expected: so.\n';
  const whole = new Map([['x.test.ts', [
    'describe(\'a thing\', () => {', '  it(\'checklist a-1: holds its neighbour\\\'s word\', () => {',
    '  ])(\'checklist b-2: is %s\', (one) => {',
  ].join('\n')]]);

  it('is not seen where there is none', () => {
    expect(checkChecklist(parts, findShown(whole), page)).toEqual([]);
    expect(findShown(whole)[0]).toEqual(
      { id: 'a-1', file: 'x.test.ts', group: 'a thing', title: 'holds its neighbour\'s word' },
    );
  });

  it.each([
    ['a line without a test', whole.get('x.test.ts')?.replace('checklist b-2', 'b-2'), page],
    ['a title that claims an unknown line', `${whole.get('x.test.ts') ?? ''}\nit('checklist c-3: is', () => {`, page],
    ['a title without a colon', whole.get('x.test.ts')?.replace('a-1:', 'a-1x'), page],
    ['a title without words', `${whole.get('x.test.ts') ?? ''}\nit('checklist a-1: ', () => {`, page],
    ['an acceptance line that is gone', whole.get('x.test.ts'), '- [ ] **Another.** Expected: so.\n'],
  ])('of %s is found', (_name, text, acceptance) => {
    const found = checkChecklist(parts, findShown(new Map([['x.test.ts', text ?? '']])), acceptance);
    expect(found.length).toBeGreaterThan(0);
  });

  it('of an id that is there twice is found', () => {
    const twice = [...parts, { title: 'Q', lines: [{ id: 'a-1', text: 'Again.' }] }];
    expect(checkChecklist(twice, findShown(whole), page)).toEqual(['the register has an id twice']);
  });
});
