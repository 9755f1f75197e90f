// The fields of a command's body, read without trust: a missing or wrong one is null, never a throw.

export type CommandBody = Readonly<Record<string, unknown>>;

export class CommandFields {
  readonly #body: CommandBody;

  constructor(body: CommandBody) {
    this.#body = body;
  }

  isSet(name: string): boolean {
    return this.#body[name] !== undefined && this.#body[name] !== null;
  }

  text(name: string): string | null {
    const value = this.#body[name];
    return typeof value === 'string' && value.length <= 256 ? value : null;
  }

  number(name: string): number | null {
    const value = this.#body[name];
    return typeof value === 'number' && value - value === 0 ? value : null;
  }

  /** A price; zero, as MT5 writes an unset one, is null. */
  level(name: string): number | null {
    const value = this.number(name);
    return value !== null && value > 0 ? value : null;
  }

  isTrue(name: string): boolean {
    return this.#body[name] === true;
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T | null {
    const value = this.#body[name];
    return values.find((one) => one === value) ?? null;
  }

  /** The texts of a list; anything else in it is skipped. */
  texts(name: string): readonly string[] {
    const value = this.#body[name];
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
  }

  list(name: string): readonly unknown[] {
    const value = this.#body[name];
    return Array.isArray(value) ? value : [];
  }

  /** An object's own fields as [name, value] pairs; empty when it is not an object. */
  entries(name: string): readonly (readonly [string, unknown])[] {
    const value = this.#body[name];
    return isPlainObject(value) ? Object.entries(value) : [];
  }

  inner(name: string): CommandFields {
    const value = this.#body[name];
    return new CommandFields(isPlainObject(value) ? value : {});
  }

  /** The body without `id` and `deadline_ts`, keys sorted, as JSON with the command's type in front. */
  contentOf(type: string): string {
    const names = Object.keys(this.#body).filter((name) => name !== 'id' && name !== 'deadline_ts').sort();
    return JSON.stringify(Object.fromEntries([['type', type], ...names.map((name) => [name, this.#body[name]])]));
  }
}

export function isPlainObject(value: unknown): value is CommandBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A tick cursor `[msc, n]`, or null. */
export function readCursor(value: unknown): readonly [number, number] | null {
  if (!Array.isArray(value) || value.length < 2) return null;
  const [msc, n] = value as readonly unknown[];
  if (typeof msc !== 'number' || typeof n !== 'number' || !Number.isSafeInteger(msc) || !Number.isSafeInteger(n)) return null;
  return n >= 1 ? [msc, n] : null;
}
