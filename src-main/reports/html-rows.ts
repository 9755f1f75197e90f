// The rows of all tables of an HTML page as text, in the order of the page. Made for MetaTrader's reports, which are
// plain: no nested tables, every cell closed. What is not a row is skipped; nothing is run or fetched.

const ENTITIES: Readonly<Record<string, string>> = {
  nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'',
};

/** Rows of cells without tags, entities resolved, blanks at both ends cut. Any text gives rows, perhaps none. */
export function readHtmlRows(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] | null = null;
  let cell: string[] | null = null;
  for (let at = 0; at < text.length;) {
    const open = text.indexOf('<', at);
    const end = open < 0 ? text.length : open;
    if (cell !== null && end > at) cell.push(text.slice(at, end));
    if (open < 0) break;
    const close = text.indexOf('>', open);
    if (close < 0) break;
    at = close + 1;
    const name = tagName(text, open + 1, close);
    if (name === 'td' || name === 'th') {
      cell = [];
    } else if (name === '/td' || name === '/th') {
      if (cell !== null) row?.push(plain(cell.join('')));
      cell = null;
    } else if (name === 'tr') {
      row = [];
      cell = null;
    } else if (name === '/tr') {
      if (row !== null) rows.push(row);
      row = null;
      cell = null;
    }
  }
  return rows;
}

function tagName(text: string, from: number, to: number): string {
  let end = from;
  while (end < to && !/[\s/>]/.test(text[end] as string)) end += 1;
  // of a closing tag the slash belongs to the name
  if (end === from && text[from] === '/') {
    end += 1;
    while (end < to && !/[\s>]/.test(text[end] as string)) end += 1;
  }
  return text.slice(from, end).toLowerCase();
}

function plain(text: string): string {
  return text.replaceAll(/&(#\d{1,7}|[a-zA-Z]{2,6});/g, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  }).replaceAll('\u00a0', ' ').trim();
}
