// Which symbols of a `sub` the terminal knows, and what to suggest for those it does not: brokers add suffixes.

import type { SubBody } from '#core/intake';

export interface CheckedSub {
  /** The sub with known symbols only. */
  readonly known: SubBody;
  /** The first unknown symbol and the names most like it; null when all are known. */
  readonly unknown: { readonly symbol: string; readonly suggestions: readonly string[] } | null;
}

export function checkSub(sub: SubBody, symbols: readonly string[]): CheckedSub {
  const isKnown = (symbol: string) => symbols.includes(symbol);
  const first = [...sub.ticks, ...sub.bars.map(symbolOf), ...sub.book].find((symbol) => !isKnown(symbol));
  const alike = first === undefined ? [] : symbols.filter((one) => isAlike(one, first));
  return {
    known: { ...sub, ticks: sub.ticks.filter(isKnown), bars: sub.bars.filter((key) => isKnown(symbolOf(key))) },
    unknown: first === undefined ? null : { symbol: first, suggestions: alike.length > 0 ? alike : symbols },
  };
}

/** The symbol in `EURUSD:M5`. */
function symbolOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf(':')));
}

/** True for names that share their first letters or hold one another. */
function isAlike(known: string, asked: string): boolean {
  const bare = asked.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return bare.length >= 3 && (known.startsWith(bare.slice(0, 3)) || known.includes(bare) || bare.includes(known));
}
