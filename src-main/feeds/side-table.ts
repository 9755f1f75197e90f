// A small table beside the prices: a header and rows, plain or gzip. Each row is taken or refused with a code; the rest
// of the file is read on.

import { fail, ok, type Result } from '#core/base';
import { CODES } from '#core/model';
import { splitFields, type Separator } from './layout.ts';
import { LineSplitter, TOO_LONG, type Line } from './lines.ts';
import { openSource, SourceBroken } from './source.ts';
import { reject, type Reject } from './reject.ts';
import type { ImportHooks } from './import-file.ts';

export interface SideReport {
  readonly path: string;
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly reasons: Readonly<Record<string, number>>;
}

/** A row by the names of the columns asked for; '' where the file has no such column. */
export type SideRow = (name: string) => string;

/** Of each column that is read the names it may have, as letters and digits in lower case. */
export type SideColumns = Readonly<Record<string, readonly string[]>>;

export interface SideRules {
  readonly columns: SideColumns;
  /** Columns that must be there. */
  readonly required: readonly string[];
  /** What the second column is of a table that has but two, whatever it is called. */
  readonly second?: string;
  /** Takes a row; `duplicate` where it says nothing new. */
  take(row: SideRow, isComma: boolean): 'taken' | 'duplicate' | { readonly reject: Reject };
}

/** Reads a whole table; fails where it cannot be read, has not the columns, or has not one good row. */
export async function readSideTable(
  path: string, rules: SideRules, hooks: Pick<ImportHooks, 'onReject'>,
): Promise<Result<SideReport>> {
  const source = await openSource(path);
  if (!source.ok) return source;
  const table = new SideTable(path, rules, hooks);
  const splitter = new LineSplitter();
  try {
    for await (const text of source.value.chunks()) {
      for (const line of splitter.push(text)) table.take(line);
    }
  } catch (error) {
    if (!(error instanceof SourceBroken)) throw error;
    return fail('IMPORT_FILE_UNREADABLE', error.message);
  }
  for (const line of splitter.end()) table.take(line);
  return table.end();
}

class SideTable {
  readonly #path: string;
  readonly #rules: SideRules;
  readonly #hooks: Pick<ImportHooks, 'onReject'>;
  readonly #places = new Map<string, number>();
  readonly #reasons: Record<string, number> = {};
  #separator: Separator | null = null;
  #missing: string | null = null;
  #line = 0;
  #accepted = 0;
  #rejected = 0;
  #duplicates = 0;

  constructor(path: string, rules: SideRules, hooks: Pick<ImportHooks, 'onReject'>) {
    this.#path = path;
    this.#rules = rules;
    this.#hooks = hooks;
  }

  take(line: Line): void {
    this.#line += 1;
    if (this.#missing !== null) return;
    if (line === TOO_LONG) {
      this.#refuse(reject('IMPORT_LINE_TOO_LONG').reject);
      return;
    }
    if (line.trim() === '') return;
    if (this.#separator === null) {
      this.#readHeader(line);
      return;
    }
    const fields = splitFields(line, this.#separator);
    const row: SideRow = (name) => (fields[this.#places.get(name) ?? -1] ?? '').trim();
    const taken = this.#rules.take(row, this.#separator !== ',');
    if (taken === 'taken') this.#accepted += 1;
    else if (taken === 'duplicate') this.#duplicates += 1;
    else this.#refuse(taken.reject);
  }

  #readHeader(line: string): void {
    this.#separator = line.includes('\t') ? '\t' : line.includes(';') ? ';' : ',';
    const names = splitFields(line, this.#separator).map((name) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
    for (const [column, allowed] of Object.entries(this.#rules.columns)) {
      // The first of the allowed names that is there, in the order of preference.
      const found = allowed.map((name) => names.indexOf(name)).find((at) => at >= 0);
      if (found !== undefined) this.#places.set(column, found);
    }
    const { second } = this.#rules;
    if (second !== undefined && names.length === 2 && !this.#places.has(second)) this.#places.set(second, 1);
    const missing = this.#rules.required.filter((name) => !this.#places.has(name));
    if (missing.length === 0) return;
    this.#missing = `The header has no column ${missing.join(', ')} (it is "${line.slice(0, 200)}").`;
  }

  #refuse({ code, text }: Reject): void {
    this.#rejected += 1;
    this.#reasons[code] = (this.#reasons[code] ?? 0) + 1;
    this.#hooks.onReject?.(this.#line, code, text);
  }

  end(): Result<SideReport> {
    if (this.#missing !== null) return fail('IMPORT_FORMAT_UNKNOWN', `${this.#path}: ${this.#missing}`);
    if (this.#accepted === 0) {
      const [code] = Object.keys(this.#reasons);
      const why = code === undefined ? 'The file is empty.' : CODES[code as keyof typeof CODES].text;
      return fail('IMPORT_FORMAT_UNKNOWN', `${this.#path}: not one row can be read. ${why}`);
    }
    const rows = this.#accepted + this.#rejected + this.#duplicates;
    return ok({
      path: this.#path, rows, accepted: this.#accepted, rejected: this.#rejected, duplicates: this.#duplicates,
      reasons: this.#reasons,
    });
  }
}
