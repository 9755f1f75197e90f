// Reads named fields of a parsed JSON object without ever throwing: the first fault is kept, later reads give
// defaults, and the caller looks at `fault` once at the end. A string where a number belongs is E_PROTO, everything
// else is E_RANGE (MT5-PROTOCOL section 9).

import type { WireFault } from './wire.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const NAME_LENGTH_MAX = 64;
const TEXT_LENGTH_MAX = 1_000_000;
const ID_PATTERN = /^\d{1,20}$/;
const CID_PATTERN = /^[0-9A-HJKMNP-TV-Z]{8}$/;

export interface NumberBounds {
  readonly min?: number;
  readonly max?: number;
  readonly whole?: boolean;
}

const NO_BOUNDS: NumberBounds = {};
export const WHOLE: NumberBounds = { whole: true };
export const COUNT: NumberBounds = { min: 0, whole: true };
export const POSITIVE_OR_ZERO: NumberBounds = { min: 0 };

/** Says what is wrong with `value` as a number, or null. */
export function numberFault(value: unknown, path: string, bounds: NumberBounds = NO_BOUNDS): WireFault | null {
  if (typeof value === 'string') return { code: 'E_PROTO', path, reason: 'a string where a number belongs' };
  if (typeof value !== 'number') return rangeFault(path, value === undefined ? 'missing' : 'not a number');
  if (!Number.isFinite(value)) return rangeFault(path, 'not finite');
  if (bounds.whole === true && !Number.isSafeInteger(value)) return rangeFault(path, 'not a whole number');
  if (bounds.min !== undefined && value < bounds.min) return rangeFault(path, `below ${String(bounds.min)}`);
  if (bounds.max !== undefined && value > bounds.max) return rangeFault(path, `above ${String(bounds.max)}`);
  return null;
}

export function rangeFault(path: string, reason: string): WireFault {
  return { code: 'E_RANGE', path, reason };
}

export class FieldReader {
  readonly #object: JsonObject;
  readonly #path: string;
  fault: WireFault | null = null;

  constructor(object: JsonObject, path = 'body') {
    this.#object = object;
    this.#path = path;
  }

  raw(name: string): unknown {
    return this.#object[name];
  }

  isSet(name: string): boolean {
    const value = this.#object[name];
    return value !== undefined && value !== null;
  }

  refuse(name: string, reason: string): void {
    this.fault ??= rangeFault(this.pathOf(name), reason);
  }

  pathOf(name: string): string {
    return `${this.#path}.${name}`;
  }

  number(name: string, bounds: NumberBounds = NO_BOUNDS): number {
    const value = this.#object[name];
    const fault = numberFault(value, '', bounds);
    if (fault === null) return value as number;
    this.fault ??= { ...fault, path: this.pathOf(name) };
    return 0;
  }

  numberOrNull(name: string, bounds: NumberBounds = NO_BOUNDS): number | null {
    return this.isSet(name) ? this.number(name, bounds) : null;
  }

  numberOr(name: string, fallback: number, bounds: NumberBounds = NO_BOUNDS): number {
    return this.isSet(name) ? this.number(name, bounds) : fallback;
  }

  /** Seconds, a multiple of 900 within a day; null when absent. */
  offsetOrNull(name: string): number | null {
    const value = this.numberOrNull(name, { whole: true, min: -86_400, max: 86_400 });
    if (value !== null && value % 900 !== 0) this.refuse(name, 'not a multiple of 900');
    return value;
  }

  text(name: string, lengthMax = TEXT_LENGTH_MAX): string {
    const value = this.#object[name];
    if (typeof value !== 'string') this.refuse(name, value === undefined ? 'missing' : 'not a string');
    else if (value.length > lengthMax) this.refuse(name, 'too long');
    else return value;
    return '';
  }

  textOr(name: string, fallback: string, lengthMax = TEXT_LENGTH_MAX): string {
    return this.isSet(name) ? this.text(name, lengthMax) : fallback;
  }

  /** Words of a refusal; who does not allow it (`detail` of E_TRADE_OFF) stands before them, once. */
  textWithDetail(name: string): string {
    const detail = this.textOr('detail', '', NAME_LENGTH_MAX);
    const words = this.textOr(name, '');
    return detail === '' || words.startsWith(detail) ? words : `${detail}: ${words}`;
  }

  /** A non-empty name: a symbol, a server, an id that is not a number. */
  name(name: string): string {
    const value = this.text(name, NAME_LENGTH_MAX * 4);
    if (value === '') this.refuse(name, 'empty');
    return value;
  }

  matching(name: string, pattern: RegExp, what: string): string {
    const value = this.text(name);
    if (!pattern.test(value)) this.refuse(name, what);
    return value;
  }

  /** A ticket, identifier or magic: decimal digits. */
  id(name: string): string {
    return this.matching(name, ID_PATTERN, 'not a decimal string');
  }

  idOr(name: string, fallback: string): string {
    return this.isSet(name) ? this.id(name) : fallback;
  }

  /** An empty string counts as unset: MQL5 programs print it so. */
  idOrNull(name: string): string | null {
    return this.isSet(name) && this.#object[name] !== '' ? this.id(name) : null;
  }

  cid(name: string): string {
    return this.matching(name, CID_PATTERN, 'not 8 Crockford base32 characters');
  }

  /** A word, or a number standing for one (MQL5's own enumerations), as text. */
  word(name: string): string {
    const value = this.#object[name];
    return typeof value === 'number' ? String(this.number(name)) : this.text(name, NAME_LENGTH_MAX);
  }

  /** An empty string counts as unset, as with ids. */
  cidOrNull(name: string): string | null {
    return this.isSet(name) && this.#object[name] !== '' ? this.cid(name) : null;
  }

  flag(name: string): boolean {
    const value = this.#object[name];
    if (typeof value !== 'boolean') this.refuse(name, value === undefined ? 'missing' : 'not true or false');
    return value === true;
  }

  flagOr(name: string, fallback: boolean): boolean {
    return this.isSet(name) ? this.flag(name) : fallback;
  }

  oneOf<const T extends string>(name: string, words: readonly T[]): T {
    const value = this.#object[name];
    if (typeof value === 'string' && (words as readonly string[]).includes(value)) return value as T;
    this.refuse(name, value === undefined ? 'missing' : `not one of ${words.join(', ')}`);
    return words[0] as T;
  }

  oneOfOr<const T extends string>(name: string, words: readonly T[], fallback: T): T {
    return this.isSet(name) ? this.oneOf(name, words) : fallback;
  }

  list(name: string): readonly unknown[] {
    const value = this.#object[name];
    if (Array.isArray(value)) return value as readonly unknown[];
    this.refuse(name, value === undefined ? 'missing' : 'not a list');
    return [];
  }

  listOr(name: string): readonly unknown[] {
    return this.isSet(name) ? this.list(name) : [];
  }

  object(name: string): JsonObject {
    const value = this.#object[name];
    if (isObject(value)) return value;
    this.refuse(name, value === undefined ? 'missing' : 'not an object');
    return {};
  }
}
