// Why a row is not taken: a code of the table, its words, and what was seen.

import { CODES, type Code } from '#core/model';

export interface Reject {
  readonly code: Code;
  readonly text: string;
}

/** A refusal with the table's words and what was seen. */
export function reject(code: Code, details?: string): { readonly reject: Reject } {
  return { reject: { code, text: details === undefined ? CODES[code].text : `${CODES[code].text} ${details}` } };
}
