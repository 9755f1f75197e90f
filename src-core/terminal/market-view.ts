// The synthetic market as one broker shows it: under the broker's own symbol names, and with its days moved where a
// scenario wants the market open today.

import type { Timeframe } from '#core/model';
import type { BarRow, TickRow } from './market-source.ts';
import type { SyntheticMarket } from './synthetic-market.ts';

export class MarketView {
  readonly #market: SyntheticMarket;
  /** The market's name by the broker's. */
  readonly #names: ReadonlyMap<string, string>;
  readonly #shiftMs: number;

  /** `shiftMs` (whole days): the broker's time is the market's plus this. */
  constructor(market: SyntheticMarket, names: ReadonlyMap<string, string>, shiftMs = 0) {
    this.#market = market;
    this.#names = names;
    this.#shiftMs = shiftMs;
  }

  get symbols(): readonly string[] {
    return [...this.#names.keys()];
  }

  ticksOfMinute(symbol: string, minuteMs: number): readonly TickRow[] {
    const rows = this.#market.ticksOfMinute(this.#nameOf(symbol), minuteMs - this.#shiftMs);
    return this.#shiftMs === 0 ? rows : rows.map((row) => ({ ...row, msc: row.msc + this.#shiftMs }));
  }

  bars(symbol: string, timeframe: Timeframe, fromMs: number, toMs: number, limit: number): readonly BarRow[] {
    const shift = this.#shiftMs;
    const rows = this.#market.bars(this.#nameOf(symbol), timeframe, fromMs - shift, toMs - shift, limit);
    return shift === 0 ? rows : rows.map((row) => ({ ...row, t: row.t + shift / 1000 }));
  }

  newestTickMs(symbol: string, ms: number): number | null {
    const found = this.#market.newestTickMs(this.#nameOf(symbol), ms - this.#shiftMs);
    return found === null ? null : found + this.#shiftMs;
  }

  nextMinuteMs(symbol: string, minuteMs: number): number | null {
    const found = this.#market.nextMinuteMs(this.#nameOf(symbol), minuteMs - this.#shiftMs);
    return found === null ? null : found + this.#shiftMs;
  }

  #nameOf(symbol: string): string {
    return this.#names.get(symbol) ?? symbol;
  }
}
