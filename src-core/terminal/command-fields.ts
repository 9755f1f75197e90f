// The fields of a command's body, read without trust: a missing or wrong one is null, never a throw.

export type CommandBody = Readonly<Record<string, unknown>>;

export class CommandFields {
  readonly #body: CommandBody;

  constructor(body: CommandBody) {
    this.#body = body;
  }

  /** All of it. */
  get body(): CommandBody {
    return this.#body;
  }

  isSet(name: string): boolean {
    return this.#body[name] !== undefined && this.#body[name] !== null;
  }

  /** True where the field is written at all, be it null. */
  has(name: string): boolean {
    return this.#body[name] !== undefined;
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

  /** The body without `id` and `deadline_ts`, keys sorted, as JSON with the command's type in front. */
  contentOf(type: string): string {
    const names = Object.keys(this.#body).filter((name) => name !== 'id' && name !== 'deadline_ts').sort();
    return JSON.stringify(Object.fromEntries([['type', type], ...names.map((name) => [name, this.#body[name]])]));
  }
}
