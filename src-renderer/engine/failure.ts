// What went wrong with a request, in the table's words.

import { ORPCError } from '@orpc/client';

export interface RequestFailure {
  readonly code: string;
  readonly text: string;
}

export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: RequestFailure };

/** Not of the table: this window has no road to the engine. */
export const DISCONNECTED = 'DISCONNECTED';

function detailOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('detail' in data)) return null;
  return typeof data.detail === 'string' ? data.detail : null;
}

function readFailure(error: unknown): RequestFailure {
  if (error instanceof ORPCError) {
    return { code: String(error.code), text: detailOf(error.data) ?? error.message };
  }
  return { code: DISCONNECTED, text: error instanceof Error ? error.message : String(error) };
}

export async function settle<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    return { ok: false, failure: readFailure(error) };
  }
}
