// The rows of the first sheet of an Excel file (ECMA-376) as text. Numbers stay as they are written in the file, so
// that money keeps its decimals. Made for what MetaTrader 5 writes.

import { decodeText } from './decode-text.ts';
import { readZipEntry } from './zip-entries.ts';

const SHEET = 'xl/worksheets/sheet1.xml';
const STRINGS = 'xl/sharedStrings.xml';

/** Rows of cells, gaps between them empty, empty cells at a row's end left out; null where it is no such file. */
export function readXlsxRows(archive: Buffer): readonly (readonly string[])[] | null {
  const sheet = readZipEntry(archive, SHEET);
  if (sheet === null) return null;
  const packed = readZipEntry(archive, STRINGS);
  const strings = packed === null ? [] : [...decodeText(packed).matchAll(/<si>(.*?)<\/si>/gs)].map(
    ([, inner = '']) => plain([...inner.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, text = '']) => text).join('')),
  );
  return [...decodeText(sheet).matchAll(/<row\b[^>]*>(.*?)<\/row>/gs)].map(([, inner = '']) => readRow(inner, strings));
}

function readRow(inner: string, strings: readonly string[]): readonly string[] {
  const row: string[] = [];
  for (const [, attributes = '', content] of inner.matchAll(/<c\b([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
    const column = columnOf(/\br="([A-Z]+)\d+"/.exec(attributes)?.[1] ?? '');
    const raw = /<(?:v|t)[^>]*>(.*?)<\/(?:v|t)>/s.exec(content ?? '')?.[1];
    if (raw === undefined || column === null) continue;
    while (row.length < column) row.push('');
    row[column] = (attributes.includes('t="s"') ? strings[Number(raw)] ?? '' : plain(raw)).trim();
  }
  return row;
}

const COLUMNS_MAX = 16_384;

/** `A` is 0, `AA` 26; null for no column or one past Excel's last. */
function columnOf(letters: string): number | null {
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column >= 1 && column <= COLUMNS_MAX ? column - 1 : null;
}

function plain(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', '\'')
    .replaceAll('&amp;', '&');
}
