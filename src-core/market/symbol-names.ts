// What a broker's symbols are called elsewhere. Brokers put something before or behind a pair (EURUSDm, XAUUSD.a): it
// is known by the base and profit currency of its specification, or by the name that the trader chose on the account.
//
// Invariants: the trader's choice comes first; between two symbols that mean the same pair nothing is guessed. On the
// wire and in every record stands the broker's own name.

import type { Instrument } from '#core/model';

export type Instruments = ReadonlyMap<string, Instrument>;
export type SymbolNamesState = readonly (readonly [account: string, symbol: string, name: string])[];

/** Choices kept of one account; the oldest goes first. */
const CHOICES_MAX = 1_000;

export class SymbolNames {
  /** By account, then the name as it is asked for: the broker's. */
  readonly #chosen = new Map<string, Map<string, string>>();

  constructor(state: SymbolNamesState = []) {
    for (const [account, symbol, name] of state) this.choose(account, symbol, name);
  }

  state(): SymbolNamesState {
    return [...this.#chosen].flatMap(([account, names]) => (
      [...names].map(([symbol, name]) => [account, symbol, name] as const)
    ));
  }

  /** The trader names the broker's symbol for `symbol`; null takes his word back. */
  choose(account: string, symbol: string, name: string | null): void {
    const names = this.#chosen.get(account) ?? new Map<string, string>();
    names.delete(symbol);
    if (name !== null) names.set(symbol, name);
    if (names.size > CHOICES_MAX) names.delete(names.keys().next().value as string);
    if (names.size === 0) this.#chosen.delete(account);
    else this.#chosen.set(account, names);
  }

  /** The broker's name that the trader chose for `symbol`; null where he chose none. */
  chosen(account: string, symbol: string): string | null {
    return this.#chosen.get(account)?.get(symbol) ?? null;
  }

  /** What the broker's `name` is called elsewhere; itself where nothing else is certain. */
  marketName(account: string, name: string, instruments: Instruments): string {
    const names = this.#chosen.get(account);
    for (const [symbol, chosen] of names ?? []) if (chosen === name) return symbol;
    const instrument = instruments.get(name);
    const pair = instrument === undefined ? null : pairIn(instrument);
    if (pair === null || instruments.has(pair) || names?.has(pair) === true) return name;
    for (const other of instruments.values()) if (other.symbol !== name && pairIn(other) === pair) return name;
    return pair;
  }

  /** The broker's name for `symbol`, chosen or known by its specification; null where there is none but itself. */
  brokerName(account: string, symbol: string, instruments: Instruments): string | null {
    const chosen = this.chosen(account, symbol);
    if (chosen !== null || instruments.has(symbol)) return chosen;
    for (const name of instruments.keys()) if (this.marketName(account, name, instruments) === symbol) return name;
    return null;
  }
}

/** Base and profit currency, where the symbol's name holds them; null for a symbol that is no such pair. */
function pairIn({ symbol, baseCurrency, profitCurrency }: Instrument): string | null {
  const pair = `${baseCurrency}${profitCurrency}`.toUpperCase();
  return baseCurrency !== '' && profitCurrency !== '' && symbol.toUpperCase().includes(pair) ? pair : null;
}
