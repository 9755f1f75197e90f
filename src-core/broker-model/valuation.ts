// What things are worth in account currency: profit, margin, swap and the value of a tick.
//
// A result in another currency is converted at the position's own closing price where that is the rate, else at the
// middle of the pair (or the two pairs) that join the two currencies; money is rounded to cents.

import type { Instrument, Side } from '#core/model';
import { roundTo } from './instruments.ts';
import type { HeldPosition, HeldQuote } from './setup.ts';

export class Valuation {
  readonly #currency: string;
  readonly #leverage: number;
  readonly #instruments: ReadonlyMap<string, Instrument>;
  readonly #quotes: ReadonlyMap<string, HeldQuote>;

  constructor(
    currency: string, leverage: number, instruments: ReadonlyMap<string, Instrument>,
    quotes: ReadonlyMap<string, HeldQuote>,
  ) {
    this.#currency = currency;
    this.#leverage = leverage;
    this.#instruments = instruments;
    this.#quotes = quotes;
  }

  /** Account currency for one unit of `currency`, over one pair or two; 1 when no pairs with prices join them. */
  rateOf(currency: string): number {
    if (currency === this.#currency) return 1;
    const direct = this.#pairRate(currency, this.#currency);
    if (direct !== null) return direct;
    for (const { baseCurrency, profitCurrency } of this.#instruments.values()) {
      if (baseCurrency !== currency && profitCurrency !== currency) continue;
      const between = baseCurrency === currency ? profitCurrency : baseCurrency;
      const first = this.#pairRate(currency, between);
      const second = this.#pairRate(between, this.#currency);
      if (first !== null && second !== null) return first * second;
    }
    return 1;
  }

  /** The symbols whose prices make `currency` into account currency; none where it is that, or nothing joins them. */
  pathOf(currency: string): readonly string[] {
    if (currency === this.#currency) return [];
    const direct = this.#pairOf(currency, this.#currency);
    if (direct !== null) return [direct.symbol];
    for (const one of this.#instruments.values()) {
      if (one.baseCurrency !== currency && one.profitCurrency !== currency) continue;
      const between = one.baseCurrency === currency ? one.profitCurrency : one.baseCurrency;
      const second = this.#pairOf(between, this.#currency);
      if (second !== null) return [one.symbol, second.symbol];
    }
    return [];
  }

  #pairOf(one: string, other: string): Instrument | null {
    for (const pair of this.#instruments.values()) {
      const { baseCurrency: base, profitCurrency: profit } = pair;
      if ((base === one && profit === other) || (base === other && profit === one)) return pair;
    }
    return null;
  }

  #pairRate(from: string, to: string): number | null {
    const pair = this.#pairOf(from, to);
    const quote = pair === null ? undefined : this.#quotes.get(pair.symbol);
    if (pair === null || quote === undefined) return null;
    const middle = (quote.bid + quote.ask) / 2;
    return pair.baseCurrency === from ? middle : 1 / middle;
  }

  /** Profit of `lots` from `open` to `close`, account currency, rounded to cents. */
  profitOf(instrument: Instrument, side: Side, lots: number, open: number, close: number): number {
    const raw = (side === 'buy' ? close - open : open - close) * instrument.contractSize * lots;
    if (instrument.profitCurrency === this.#currency) return roundTo(raw, 2);
    if (instrument.baseCurrency === this.#currency) return roundTo(raw / close, 2);
    return roundTo(raw * this.rateOf(instrument.profitCurrency), 2);
  }

  /** Margin of `lots` opened at `price`, account currency. */
  marginOf(instrument: Instrument, lots: number, price: number): number {
    if (instrument.marginInitial > 0) return roundTo(lots * instrument.marginInitial, 2);
    const units = (lots * instrument.contractSize) / this.#leverage;
    if (instrument.calcMode !== 'forex') return roundTo(units * price * this.rateOf(instrument.profitCurrency), 2);
    if (instrument.baseCurrency === this.#currency) return roundTo(units, 2);
    if (instrument.profitCurrency === this.#currency) return roundTo(units * price, 2);
    return roundTo(units * this.rateOf(instrument.baseCurrency), 2);
  }

  /** One night's swap of a position, account currency. */
  swapOf(instrument: Instrument, position: HeldPosition): number {
    const rate = position.side === 'buy' ? instrument.swapLong : instrument.swapShort;
    if (instrument.swapMode !== 'points' || rate === 0) return 0;
    const quote = this.#quotes.get(instrument.symbol);
    const raw = rate * instrument.point * instrument.contractSize * position.volume;
    if (instrument.profitCurrency === this.#currency) return roundTo(raw, 2);
    if (instrument.baseCurrency === this.#currency && quote !== undefined) return roundTo(raw / quote.bid, 2);
    return roundTo(raw * this.rateOf(instrument.profitCurrency), 2);
  }

  /** Money of one tick of one lot, account currency, to a hundred-thousandth. */
  tickValueOf(instrument: Instrument): number {
    const raw = instrument.contractSize * instrument.tickSize;
    if (instrument.profitCurrency === this.#currency) return roundTo(raw, 5);
    const quote = this.#quotes.get(instrument.symbol);
    if (instrument.baseCurrency === this.#currency && quote !== undefined) return roundTo(raw / quote.bid, 5);
    return roundTo(raw * this.rateOf(instrument.profitCurrency), 5);
  }
}
