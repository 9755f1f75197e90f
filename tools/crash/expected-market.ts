// What the market must have been: the synthetic market read a second time, beside the one that the terminal played.
// Rows in the journal are held to it one by one, so that a hole or a double shows at once.

import { INSTRUMENTS } from '#core/broker-model';
import { TIMEFRAME_MS, type Bar, type TickColumns, type Timeframe } from '#core/model';
import type { BarRow, SyntheticMarket, TickRow } from '#core/terminal';
import { hold } from './violation.ts';

const MINUTE_MS = 60_000;
/** Series that a run is long enough to close. */
export const CHECKED_TIMEFRAMES: readonly Timeframe[] = ['M1', 'M5', 'M15', 'H1'];

/** One bar as the ticks make it. */
export interface MadeBar {
  /** UTC ms. */
  readonly time: number;
  readonly open: number;
  high: number;
  low: number;
  close: number;
  tickVolume: number;
  /** Points, at the last tick. */
  spread: number;
}

/** One symbol's rows in order, from the first that was stored on. */
class Row {
  readonly #market: SyntheticMarket;
  readonly #symbol: string;
  #minuteMs: number;
  #rows: readonly TickRow[];
  #index: number;

  constructor(market: SyntheticMarket, symbol: string, firstMsc: number) {
    this.#market = market;
    this.#symbol = symbol;
    this.#minuteMs = Math.floor(firstMsc / MINUTE_MS) * MINUTE_MS;
    this.#rows = market.ticksOfMinute(symbol, this.#minuteMs);
    this.#index = this.#rows.findIndex((row) => row.msc >= firstMsc);
    hold(this.#index >= 0, `${symbol}: the first stored row, broker ms ${firstMsc}, never was in the market`);
  }

  next(): TickRow {
    while (this.#index >= this.#rows.length) {
      const minuteMs = this.#market.nextMinuteMs(this.#symbol, this.#minuteMs + MINUTE_MS);
      hold(minuteMs !== null, `${this.#symbol}: the market has no row after minute ${this.#minuteMs}`);
      this.#minuteMs = minuteMs;
      this.#rows = this.#market.ticksOfMinute(this.#symbol, minuteMs);
      this.#index = 0;
    }
    const row = this.#rows[this.#index] as TickRow;
    this.#index += 1;
    return row;
  }
}

export class ExpectedMarket {
  readonly #market: SyntheticMarket;
  readonly #rows = new Map<string, Row>();
  readonly #lastBar = new Map<string, number>();
  readonly #made = new Map<string, MadeBar[]>();
  readonly counts = new Map<string, number>();
  rows = 0;
  bars = 0;

  constructor(market: SyntheticMarket) {
    this.#market = market;
  }

  get symbols(): readonly string[] {
    return [...this.#rows.keys()];
  }

  /** Bars of a series as the stored ticks make them, oldest first; the first and the last are not whole. */
  made(symbol: string, timeframe: Timeframe): readonly MadeBar[] {
    return this.#made.get(`${symbol}:${timeframe}`) ?? [];
  }

  /** Holds stored ticks to the market's. */
  takeTicks(seq: number, symbol: string, offsetS: number, ticks: TickColumns): void {
    ticks.brokerMs.forEach((msc, i) => {
      let rows = this.#rows.get(symbol);
      if (rows === undefined) {
        rows = new Row(this.#market, symbol, msc);
        this.#rows.set(symbol, rows);
      }
      const row = rows.next();
      const [bid, ask] = [ticks.bid[i] as number, ticks.ask[i] as number];
      hold(row.msc === msc && row.bid === bid && row.ask === ask,
        `event ${seq}: ${symbol} ${[msc, bid, ask].join(' ')} is stored where ${[row.msc, row.bid, row.ask].join(' ')}`
        + ' is the next row of the market: a row is missing or doubled');
      this.rows += 1;
      this.counts.set(symbol, (this.counts.get(symbol) ?? 0) + 1);
      for (const timeframe of CHECKED_TIMEFRAMES) this.#shape(symbol, timeframe, offsetS, row);
    });
  }

  /** Holds stored bars of the terminal's own to the market's. */
  takeBars(seq: number, symbol: string, timeframe: Timeframe, offsetS: number, bars: readonly Bar[]): void {
    const key = `${symbol}:${timeframe}`;
    const [first, last] = [bars[0], bars.at(-1)];
    if (first === undefined || last === undefined) return;
    const before = this.#lastBar.get(key);
    const from = before === undefined ? first.time + offsetS * 1000 : before + 1;
    const lastMs = last.time + offsetS * 1000;
    const expected = this.#market.bars(symbol, timeframe, from, lastMs + 1, bars.length + 1);
    hold(expected.length === bars.length,
      `event ${seq}: ${bars.length} bars of ${key} up to broker ms ${lastMs} are stored, and the market had`
      + ` ${expected.length} since the one before`);
    bars.forEach((bar, i) => {
      const { t, open, high, low, close, tickVolume } = expected[i] as BarRow;
      hold(t * 1000 === bar.time + offsetS * 1000 && open === bar.open && high === bar.high && low === bar.low
        && close === bar.close && tickVolume === bar.tickVolume,
      `event ${seq}: the bar ${key} at ${bar.time} is stored where broker second ${t} is the next`);
    });
    this.#lastBar.set(key, lastMs);
    this.bars += bars.length;
  }

  #shape(symbol: string, timeframe: Timeframe, offsetS: number, row: TickRow): void {
    const key = `${symbol}:${timeframe}`;
    let list = this.#made.get(key);
    if (list === undefined) {
      list = [];
      this.#made.set(key, list);
    }
    const length = TIMEFRAME_MS[timeframe];
    const time = Math.floor(row.msc / length) * length - offsetS * 1000;
    const point = INSTRUMENTS.find((one) => one.symbol === symbol)?.point ?? 1;
    const spread = Math.round((row.ask - row.bid) / point);
    const bar = list.at(-1);
    if (bar?.time !== time) {
      list.push({ time, open: row.bid, high: row.bid, low: row.bid, close: row.bid, tickVolume: 1, spread });
      return;
    }
    bar.high = Math.max(bar.high, row.bid);
    bar.low = Math.min(bar.low, row.bid);
    bar.close = row.bid;
    bar.tickVolume += 1;
    bar.spread = spread;
  }
}
