// Canonical JSON: sorted keys, no spaces, so that equal values are equal bytes. JSON has no words for -0, infinities
// and NaN, and yet a frame from outside may bring them (1e999 parses to Infinity): they become text behind a NUL,
// and text that itself begins with NUL is escaped, so that every value comes back as it was.

import { assert } from '#core/base';

const MARK = '\u0000';
const TEXT = `${MARK}s`;
const ODD_NUMBERS: ReadonlyMap<string, number> = new Map([
  [`${MARK}-0`, -0], [`${MARK}+i`, Infinity], [`${MARK}-i`, -Infinity], [`${MARK}n`, NaN],
]);

/** The canonical text of a JSON-like value; undefined members are left out. Throws BrokenInvariant for others. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return textJson(value);
  if (typeof value === 'number') return numberJson(value);
  if (value === null || value === true || value === false) return String(value);
  if (Array.isArray(value)) {
    let items = '';
    for (let i = 0; i < value.length; i += 1) items += (i === 0 ? '' : ',') + canonicalJson(value[i] ?? null);
    return `[${items}]`;
  }
  assert(typeof value === 'object', 'a value that is not plain data in an event');
  const record = value as Readonly<Record<string, unknown>>;
  let members = '';
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

function textJson(text: string): string {
  return JSON.stringify(text.startsWith(MARK) ? TEXT + text : text);
}

function numberJson(value: number): string {
  if (Number.isFinite(value) && !Object.is(value, -0)) return String(value);
  for (const [word, odd] of ODD_NUMBERS) {
    if (Object.is(odd, value)) return JSON.stringify(word);
  }
  return JSON.stringify(`${MARK}n`);
}

/** Reads canonical text back. Throws SyntaxError for text that is not JSON. */
export function parseCanonicalJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return text.includes('\\u0000') ? unmark(value) : value;
}

function unmark(value: unknown): unknown {
  if (typeof value === 'string') {
    if (!value.startsWith(MARK)) return value;
    return ODD_NUMBERS.get(value) ?? value.slice(TEXT.length);
  }
  if (Array.isArray(value)) return value.map(unmark);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unmark(member)]));
}
