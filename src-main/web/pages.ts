// Pages over the kernel's lists, newest first. A cursor names the last item served, so that items that come in
// between neither repeat nor skip any.

import { contractError } from './failures.ts';

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * One page of `entries` (oldest first, keyed), newest first, of those that `keep` wants. Throws WEB_CURSOR_BAD for a
 * cursor whose item is gone.
 */
export function pageNewestFirst<V, R>(
  entries: ReadonlyMap<string, V>, request: PageRequest, keep: (value: V) => boolean, make: (value: V) => R,
): { items: R[]; next: string | null } {
  const keys = [...entries.keys()].reverse();
  let at = 0;
  if (request.cursor !== undefined) {
    const found = keys.indexOf(decodeCursor(request.cursor));
    if (found < 0) throw contractError('WEB_CURSOR_BAD');
    at = found + 1;
  }
  const items: R[] = [];
  let lastKey = '';
  for (; at < keys.length; at += 1) {
    const key = keys[at] as string;
    const value = entries.get(key) as V;
    if (!keep(value)) continue;
    if (items.length === request.limit) return { items, next: encodeCursor(lastKey) };
    items.push(make(value));
    lastKey = key;
  }
  return { items, next: null };
}

/** Makes a cursor opaque, so that nobody builds on what is in it. */
export function encodeCursor(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}

/** Throws WEB_CURSOR_BAD for what encodeCursor did not make. */
export function decodeCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (text === '' || encodeCursor(text) !== cursor) throw contractError('WEB_CURSOR_BAD');
  return text;
}

/** True for a time within [from, to); an open end is undefined. */
export function isWithin(timeMs: number, from: number | undefined, to: number | undefined): boolean {
  return (from === undefined || timeMs >= from) && (to === undefined || timeMs < to);
}
