// The two outcomes of work that is expected to fail sometimes. A failure carries a code from the table in
// `model/codes.ts` and words for the reader; a broken invariant is not a Result but an assertion.

export interface Failure {
  readonly code: string;
  readonly text: string;
}

export type Result<T, E extends Failure = Failure> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function fail(code: string, text: string): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error: { code, text } };
}
