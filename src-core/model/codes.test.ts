import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CODES, whyNot, type Code } from './codes.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The text of every source file but the table and the tests. */
function readSources(): string {
  const texts: string[] = [];
  for (const tree of ['src-core', 'src-main', 'src-renderer']) {
    for (const path of readdirSync(`${ROOT}${tree}`, { recursive: true, encoding: 'utf8' })) {
      const isSource =
        /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path) && !path.endsWith('codes.ts') && !path.includes('i18n');
      if (isSource) texts.push(readFileSync(`${ROOT}${tree}/${path}`, 'utf8'));
    }
  }
  return texts.join('\n');
}

/** Codes of the wire that only the other side sends, or that a later part of the protocol brings. */
const FROM_THE_TERMINAL = new Set<string>([
  'E_SYMBOL',
  'E_SYNCING',
  'E_BUSY',
  'E_READONLY',
  'E_TRADE_OFF',
  'E_EXPIRED',
  'E_DUP_MISMATCH',
  'E_UNKNOWN_STATE',
  'E_INTERNAL',
]);

describe('the table of codes', () => {
  const entries = Object.entries(CODES);
  const sources = readSources();

  it('names each room, what is wrong and what to do, in whole sentences', () => {
    for (const [code, { text, remedy }] of entries) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$/);
      expect(text).toMatch(/^[A-Z].*\.$/);
      expect(remedy).toMatch(/^[A-Z].*\.$/);
    }
  });

  it.each(entries.map(([code]) => code).filter((code) => !FROM_THE_TERMINAL.has(code)))('%s is used', (code) => {
    expect(new RegExp(`\\b${code}\\b`).test(sources)).toBe(true);
  });

  it('has every code that a reason is made of', () => {
    const used = [...sources.matchAll(/\bwhyNot\('([A-Z_]+)'/g)].map((match) => match[1] ?? '');
    expect(used.length).toBeGreaterThan(20);
    for (const code of used) expect(Object.hasOwn(CODES, code)).toBe(true);
  });

  it("puts the table's words before the details", () => {
    const code: Code = 'RISK_LOTS_MAX';
    expect(whyNot(code)).toEqual({ code, text: CODES[code].text });
    expect(whyNot(code, 'At most 5 lots.').text).toBe(`${CODES[code].text} At most 5 lots.`);
  });
});
