// Idempotency keys: the same key with the same request gets the same answer for a day, even while the first is still
// at work; the same key with another request is refused. An answer of 500 or above ("not now") is not kept: the same
// key may ask again, and the kernel knows what it has done already. Bounded: the oldest go first.

import { createHash } from 'node:crypto';

/** How long an answer is remembered. */
export const KEY_LIFE_MS = 24 * 3_600_000;
/** Most keys remembered. */
export const KEYS_MAX = 10_000;

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

interface Entry {
  readonly fingerprint: string;
  readonly answer: Promise<Answer>;
  readonly bornMs: number;
}

export type KeyedAnswer =
  | { readonly kind: 'first' | 'replayed'; readonly answer: Promise<Answer> }
  | { readonly kind: 'reused' };

export class KeyMemory {
  /** Oldest first. */
  readonly #entries = new Map<string, Entry>();

  get size(): number {
    return this.#entries.size;
  }

  /** Runs `work` unless `key` already did; a `work` that throws or answers 500 or above is forgotten. */
  answer(key: string, fingerprint: string, nowMs: number, work: () => Promise<Answer>): KeyedAnswer {
    this.#forgetOld(nowMs);
    const held = this.#entries.get(key);
    if (held !== undefined) {
      return held.fingerprint === fingerprint ? { kind: 'replayed', answer: held.answer } : { kind: 'reused' };
    }
    const entry: Entry = { fingerprint, answer: work(), bornMs: nowMs };
    this.#entries.set(key, entry);
    const forget = (): void => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    };
    entry.answer.then(({ status }) => { if (status >= 500) forget(); }, forget);
    return { kind: 'first', answer: entry.answer };
  }

  #forgetOld(nowMs: number): void {
    for (const [key, { bornMs }] of this.#entries) {
      if (nowMs - bornMs < KEY_LIFE_MS && this.#entries.size < KEYS_MAX) return;
      this.#entries.delete(key);
    }
  }
}

/** The same for requests that mean the same: the order of a body's fields does not count. */
export function fingerprintOf(method: string, path: string, body: unknown): string {
  return createHash('sha256').update(`${method} ${path}\n${sortedJson(body)}`).digest('hex');
}

function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([name, field]) => `${JSON.stringify(name)}:${sortedJson(field)}`).join(',')}}`;
  }
  return value === undefined ? 'undefined' : JSON.stringify(value);
}
