import { describe, expect, it } from 'vitest';
import { INSTRUMENTS } from '#core/broker-model';
import type { Instrument } from '#core/model';
import { SymbolNames } from './symbol-names.ts';

const ACCOUNT = '51234567@Broker-Demo';

/** A broker's book: names with the currencies they trade. */
function book(...entries: readonly (readonly [string, string, string])[]): ReadonlyMap<string, Instrument> {
  const [any] = INSTRUMENTS as readonly [Instrument];
  return new Map(entries.map(([symbol, baseCurrency, profitCurrency]) => (
    [symbol, { ...any, symbol, baseCurrency, profitCurrency }]
  )));
}

describe('the names of a broker\'s symbols', () => {
  it.each([
    ['a suffix', 'EURUSDm', 'EUR', 'USD', 'EURUSD'], ['a prefix', 'm.EURUSD', 'EUR', 'USD', 'EURUSD'],
    ['a dot', 'XAUUSD.a', 'XAU', 'USD', 'XAUUSD'], ['small letters', 'eurusd', 'EUR', 'USD', 'EURUSD'],
    ['the plain name', 'EURUSD', 'EUR', 'USD', 'EURUSD'],
    ['other currencies than the name says', 'EURUSDx', 'USD', 'EUR', 'EURUSDx'],
    ['cents', 'EURUSDc', 'EUR', 'USC', 'EURUSDc'], ['no pair', 'US30', 'USD', 'USD', 'US30'],
    ['no currencies', 'EURUSDm', '', '', 'EURUSDm'],
  ])('checklist symbols-6: knows a pair by base and profit currency: %s', (_, name, base, profit, called) => {
    expect(new SymbolNames().marketName(ACCOUNT, name, book([name, base, profit]))).toBe(called);
  });

  it('checklist symbols-6: guesses nothing where two mean the same pair, or the plain one is there', () => {
    const names = new SymbolNames();
    const twice = book(['EURUSDm', 'EUR', 'USD'], ['EURUSD.pro', 'EUR', 'USD']);
    expect(names.marketName(ACCOUNT, 'EURUSDm', twice)).toBe('EURUSDm');
    expect(names.brokerName(ACCOUNT, 'EURUSD', twice)).toBeNull();
    const plain = book(['EURUSDm', 'EUR', 'USD'], ['EURUSD', 'EUR', 'USD']);
    expect(names.marketName(ACCOUNT, 'EURUSDm', plain)).toBe('EURUSDm');
    expect(names.brokerName(ACCOUNT, 'EURUSD', plain)).toBeNull();
  });

  it('checklist symbols-6: the trader\'s word comes before all, on his account alone, until he takes it back', () => {
    const names = new SymbolNames();
    const twice = book(['EURUSDm', 'EUR', 'USD'], ['EURUSD.pro', 'EUR', 'USD'], ['EURUSDc', 'EUR', 'USC']);
    names.choose(ACCOUNT, 'EURUSD', 'EURUSDc');
    const again = new SymbolNames(JSON.parse(JSON.stringify(names.state())) as ReturnType<SymbolNames['state']>);
    expect(again.marketName(ACCOUNT, 'EURUSDc', twice)).toBe('EURUSD');
    expect(again.marketName(ACCOUNT, 'EURUSDm', twice)).toBe('EURUSDm');
    expect(again.brokerName(ACCOUNT, 'EURUSD', twice)).toBe('EURUSDc');
    expect(again.brokerName('2@Broker-Demo', 'EURUSD', twice)).toBeNull();
    again.choose(ACCOUNT, 'EURUSD', null);
    expect(again.state()).toEqual([]);
    expect(again.marketName(ACCOUNT, 'EURUSDc', twice)).toBe('EURUSDc');
  });

  it('finds the one broker\'s name of a pair that is not there under its own', () => {
    const one = book(['EURUSDm', 'EUR', 'USD'], ['XAUUSD.a', 'XAU', 'USD']);
    const names = new SymbolNames();
    expect(names.brokerName(ACCOUNT, 'EURUSD', one)).toBe('EURUSDm');
    expect(names.brokerName(ACCOUNT, 'XAUUSD', one)).toBe('XAUUSD.a');
    expect(names.brokerName(ACCOUNT, 'GBPUSD', one)).toBeNull();
  });
});
