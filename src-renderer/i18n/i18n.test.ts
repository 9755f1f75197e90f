import { describe, expect, it } from 'vitest';
import { CODES } from '#core/model';
import { describeCode, pickLanguage } from './index.ts';
import { codesId } from './codes-id.ts';
import { en } from './en.ts';
import { id } from './id.ts';

function flatten(table: object, prefix = ''): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(table) as [string, unknown][]) {
    if (typeof value === 'string') found.set(prefix + key, value);
    else for (const [name, text] of flatten(value as object, `${prefix}${key}.`)) found.set(name, text);
  }
  return found;
}

const holes = (text: string): readonly string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1] ?? '').sort();

describe('the word tables', () => {
  const english = flatten(en);
  const indonesian = flatten(id);

  it('have the same keys in both languages', () => {
    expect([...indonesian.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('leave no text empty', () => {
    for (const [key, text] of [...english, ...indonesian]) expect(text.trim(), key).not.toBe('');
  });

  it('fill the same holes in both languages', () => {
    for (const [key, text] of english) expect(holes(indonesian.get(key) ?? ''), key).toEqual(holes(text));
  });
});

describe('the codes in Indonesian', () => {
  it('name exactly the codes of the table', () => {
    expect(Object.keys(codesId).sort()).toEqual(Object.keys(CODES).sort());
  });

  it('give each code a sentence and a remedy of its own', () => {
    for (const [code, entry] of Object.entries(codesId)) {
      expect(entry.text, code).toMatch(/\S.*\.$/);
      expect(entry.remedy, code).toMatch(/\S.*\.$/);
      expect(entry.text, code).not.toBe((CODES as Readonly<Record<string, { text: string }>>)[code]?.text);
    }
  });
});

describe('describeCode', () => {
  it('keeps the details that stand behind the sentence', () => {
    const given = `${CODES.RISK_MARGIN_SHORT.text} 120.00 of 300.00 USD`;
    expect(describeCode('RISK_MARGIN_SHORT', given, 'id').text).toBe('Margin bebas tidak akan cukup. 120.00 of 300.00 USD');
    expect(describeCode('RISK_MARGIN_SHORT', given, 'en')).toEqual({ text: given, remedy: CODES.RISK_MARGIN_SHORT.remedy });
  });

  it('keeps the words of a code that it does not know', () => {
    expect(describeCode('NEW_CODE', 'Something new.', 'id')).toEqual({ text: 'Something new.', remedy: null });
    expect(describeCode('NEW_CODE', '', 'en').text).toBe('NEW_CODE');
  });
});

describe('pickLanguage', () => {
  it.each([
    [['id-ID', 'en'], 'id'],
    [['in'], 'id'],
    [['de-DE', 'id'], 'id'],
    [['en-GB'], 'en'],
    [[], 'en'],
  ] as const)('reads %j as %s', (tags, expected) => {
    expect(pickLanguage(tags)).toBe(expected);
  });
});
