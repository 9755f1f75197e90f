import { describe, expect, it } from 'vitest';
import { CODES } from '#core/model';
import { CORE_ROOMS } from '#core/layers';
import {
  checkBuiltWith, checkCodes, checkForeignPlaces, checkLinks, checkRecord, fillRoomTables, makeCodesPage,
} from './docs-rules.ts';

const RECORD = [
  '# 1. A thing', '', '## Context', 'a', '## Decision', 'b', '## Rejected, and why', 'c', '## Consequences', 'd',
  '## How we will know we were wrong', 'e', '',
].join('\n');

describe('the documents', () => {
  it('list every code once', () => {
    const page = makeCodesPage();
    for (const code of Object.keys(CODES)) expect(page.split(`| \`${code}\` |`)).toHaveLength(2);
  });

  it('list every room, and a second filling changes nothing', () => {
    const page = fillRoomTables('# The house\n');
    for (const { name, floor } of CORE_ROOMS) expect(page).toContain(`| ${floor} | \`${name}/\` |`);
    expect(fillRoomTables(page)).toBe(page);
    expect(fillRoomTables(page.replace('| 0 | `base/` |', '| 7 | `base/` |'))).toBe(page);
  });
});

describe('a planted fault', () => {
  const table = ['RISK_LOCKED', 'WEB_NOT_FOUND'];

  it('of a code that is not in the table is found', () => {
    const text = `fail('RISK_NONSENSE'); fail('RISK_LOCKED'); fail('WEB_NOT_FOUND');`;
    const tree = new Map([['src-core/risk/a.ts', text]]);
    expect(checkCodes(tree, table)).toEqual([
      'src-core/risk/a.ts:1 names RISK_NONSENSE, which is not in the table of codes',
    ]);
  });

  it('of a code that nothing but a test or a translation names is found', () => {
    const tree = new Map([
      ['src-core/risk/a.ts', `fail('RISK_LOCKED'); // WEB_NOT_FOUND`],
      ['src-core/risk/a.test.ts', `'WEB_NOT_FOUND'`],
      ['src-renderer/i18n/en.ts', `({ WEB_NOT_FOUND: '' })`],
    ]);
    expect(checkCodes(tree, table)).toEqual(['src-core/model/codes.ts: nothing names WEB_NOT_FOUND']);
    expect(checkCodes(tree, [...table, 'E_BUSY'])).toHaveLength(1);
  });

  it('of a link to nowhere is found', () => {
    const exists = (path: string): boolean => path === 'docs/guide.md';
    expect(checkLinks('docs/adr/0001-a.md', '[a](../guide.md#x) [b](https://example.com) [c](#d)', exists)).toEqual([]);
    expect(checkLinks('README.md', '[a](guide.md)', exists)).toHaveLength(1);
    expect(checkLinks('README.md', '<img alt="" src="docs/none.png">', exists)).toHaveLength(1);
  });

  it('in a record\'s form is found', () => {
    expect(checkRecord('docs/adr/0001-a-thing.md', RECORD, 0)).toEqual([]);
    expect(checkRecord('docs/adr/0004-a-thing.md', RECORD.replace('# 1.', '# 4.'), 1)).toEqual([]);
    expect(checkRecord('docs/adr/0001-a-thing.md', RECORD, 1)).toHaveLength(1);
    expect(checkRecord('docs/adr/0003-a-thing.md', RECORD, 1)).toHaveLength(1);
    expect(checkRecord('docs/adr/3-A-thing.md', RECORD, 1)).toHaveLength(1);
    expect(checkRecord('docs/adr/0001-a-thing.md', RECORD.replace('## Consequences\n', ''), 0)).toHaveLength(1);
    expect(checkRecord('docs/adr/0001-a-thing.md', RECORD + '\n'.repeat(80), 0)).toHaveLength(1);
  });

  it('of a package that the README does not name is found', () => {
    const readme = '# S\n## Built with\n| `ws` | sockets |\n## More\n`zod`\n';
    expect(checkBuiltWith(readme, ['ws'])).toEqual([]);
    expect(checkBuiltWith(readme, ['ws', 'zod'])).toEqual(['README.md: "Built with" does not name zod']);
    expect(checkBuiltWith('# S', ['ws'])).toHaveLength(1);
  });

  it('of a place of one machine is found', () => {
    expect(checkForeignPlaces('a.ts', `const folder = '${['', 'work', 'x'].join('/')}';`)).toHaveLength(1);
    const host = ['registry', 'example', 'org'].join('.');
    expect(checkForeignPlaces('a.ts', `const host = 'https://${host}/';`)).toHaveLength(1);
    expect(checkForeignPlaces('a.ts', 'const folder = \'./work/x\'; // homework/root/x')).toEqual([]);
  });
});
