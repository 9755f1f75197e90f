// One symbol's ticks becoming bars of six timeframes in one pass. Only the minute is touched by a tick; the longer
// bars take each minute when it closes, since every longer bar begins where a minute does.
//
// Rules for odd quotes, each counted: zero or negative prices and crossed quotes change nothing; a tick whose minute
// has closed is late and changes no bar. A bar closes when the first tick of a later bar arrives.

import { TIMEFRAMES, TIMEFRAME_MS, barOpenMs, type Bar, type Timeframe } from '#core/model';

/** A bar under construction. Mutable, reused, numbers only. */
interface Forming {
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  askOpen: number;
  askHigh: number;
  askLow: number;
  askClose: number;
  tickVolume: number;
  realVolume: number;
  isPartial: boolean;
  isEmpty: boolean;
}

export interface SymbolMarketState {
  readonly offsetS: number;
  readonly lastTimeMs: number;
  readonly bid: number;
  readonly ask: number;
  readonly forming: readonly Forming[];
  readonly told: readonly { readonly timeframe: Timeframe; readonly bar: Bar }[];
}

export type QuoteFault = 'zero' | 'crossed' | 'late';

export type BarClosed = (timeframe: Timeframe, bar: Bar) => void;

function makeForming(): Forming {
  return {
    time: 0, open: 0, high: 0, low: 0, close: 0, askOpen: 0, askHigh: 0, askLow: 0, askClose: 0,
    tickVolume: 0, realVolume: 0, isPartial: true, isEmpty: true,
  };
}

export class SymbolMarket {
  readonly symbol: string;
  #offsetS: number;
  #lastTimeMs = 0;
  #bid = 0;
  #ask = 0;
  #minuteEndMs = 0;
  readonly #forming: Forming[];
  /** The terminal's own running bars: they know the ticks before our stream began. */
  readonly #told = new Map<Timeframe, Bar>();

  constructor(symbol: string, offsetS: number, state?: SymbolMarketState) {
    this.symbol = symbol;
    this.#offsetS = offsetS;
    this.#forming = TIMEFRAMES.map(makeForming);
    if (state === undefined) return;
    this.#offsetS = state.offsetS;
    this.#lastTimeMs = state.lastTimeMs;
    this.#bid = state.bid;
    this.#ask = state.ask;
    this.#forming = state.forming.map((bar) => ({ ...bar }));
    for (const { timeframe, bar } of state.told) this.#told.set(timeframe, bar);
    const minute = this.#minute();
    this.#minuteEndMs = minute.isEmpty ? 0 : minute.time + TIMEFRAME_MS.M1;
  }

  /** A stream that goes on from ticks not seen here: none of its bars lacks its beginning. */
  static goingOn(symbol: string, offsetS: number): SymbolMarket {
    const forming = TIMEFRAMES.map(() => ({ ...makeForming(), isPartial: false }));
    return new SymbolMarket(symbol, offsetS, { offsetS, lastTimeMs: 0, bid: 0, ask: 0, forming, told: [] });
  }

  get lastTimeMs(): number { return this.#lastTimeMs; }
  get bid(): number { return this.#bid; }
  get ask(): number { return this.#ask; }

  state(): SymbolMarketState {
    return {
      offsetS: this.#offsetS, lastTimeMs: this.#lastTimeMs, bid: this.#bid, ask: this.#ask,
      forming: this.#forming.map((bar) => ({ ...bar })),
      told: [...this.#told].map(([timeframe, bar]) => ({ timeframe, bar })),
    };
  }

  /**
   * Takes one tick (`timeMs` UTC, prices in quote currency) and reports the bars it closes, shortest first, before
   * the tick itself counts. Gives the fault when the tick was not used. `spreadPoint` is the symbol's point, 0 unknown.
   */
  next(
    timeMs: number, bid: number, ask: number, volume: number, offsetS: number, spreadPoint: number, closed: BarClosed,
  ): QuoteFault | null {
    if (!(bid > 0) || !(ask > 0)) return 'zero';
    if (ask < bid) return 'crossed';
    const minute = this.#minute();
    if (timeMs >= this.#minuteEndMs || minute.isEmpty) {
      if (!minute.isEmpty) this.#closeBars(timeMs, offsetS, spreadPoint, closed);
      // The minute that closed stood under the offset of its own time.
      this.#offsetS = offsetS;
      minute.time = barOpenMs(timeMs, 'M1', offsetS);
      this.#minuteEndMs = minute.time + TIMEFRAME_MS.M1;
      minute.isEmpty = false;
      minute.open = bid; minute.high = bid; minute.low = bid;
      minute.askOpen = ask; minute.askHigh = ask; minute.askLow = ask;
      minute.tickVolume = 0;
      minute.realVolume = 0;
    } else if (timeMs < minute.time) {
      return 'late';
    } else {
      if (bid > minute.high) minute.high = bid;
      else if (bid < minute.low) minute.low = bid;
      if (ask > minute.askHigh) minute.askHigh = ask;
      else if (ask < minute.askLow) minute.askLow = ask;
    }
    minute.close = bid;
    minute.askClose = ask;
    minute.tickVolume += 1;
    minute.realVolume += volume;
    this.#bid = bid;
    this.#ask = ask;
    if (timeMs > this.#lastTimeMs) this.#lastTimeMs = timeMs;
    return null;
  }

  /** The terminal told its own running bar: shown until ours has seen its whole time. */
  tellForming(timeframe: Timeframe, bar: Bar): void {
    this.#told.set(timeframe, bar);
  }

  /** The terminal's bar of `time` (UTC ms) has closed: what was told of it while it ran is over. */
  tellClosed(timeframe: Timeframe, time: number): void {
    const told = this.#told.get(timeframe);
    if (told !== undefined && told.time <= time) this.#told.delete(timeframe);
  }

  /**
   * The bar under construction, with the running minute in it; null before the first tick. Where our stream began
   * inside the bar, what the terminal told of it is taken in.
   */
  forming(timeframe: Timeframe, spreadPoint: number): Bar | null {
    const minute = this.#minute();
    const told = this.#told.get(timeframe);
    if (minute.isEmpty) return told ?? null;
    const own = { ...(this.#forming[TIMEFRAMES.indexOf(timeframe)] as Forming) };
    if (timeframe !== 'M1') this.#fold(own, timeframe, minute);
    const bar = toBar(own, spreadPoint);
    if (told !== undefined && told.time > bar.time) return told;
    if (!bar.partial || told?.time !== bar.time) return bar;
    return {
      ...bar, open: told.open, high: Math.max(told.high, bar.high), low: Math.min(told.low, bar.low),
      tickVolume: told.tickVolume + bar.tickVolume, realVolume: told.realVolume + bar.realVolume,
    };
  }

  #minute(): Forming {
    return this.#forming[0] as Forming;
  }

  /** Closes the running minute, and every longer bar that ends before `timeMs`. */
  #closeBars(timeMs: number, offsetS: number, spreadPoint: number, closed: BarClosed): void {
    const minute = this.#minute();
    closed('M1', toBar(minute, spreadPoint));
    for (let i = 1; i < TIMEFRAMES.length; i += 1) {
      const timeframe = TIMEFRAMES[i] as Timeframe;
      const longer = this.#forming[i] as Forming;
      this.#fold(longer, timeframe, minute);
      if (barOpenMs(timeMs, timeframe, offsetS) > longer.time) {
        closed(timeframe, toBar(longer, spreadPoint));
        longer.isEmpty = true;
        longer.isPartial = false;
      }
    }
    minute.isPartial = false;
  }

  /** Takes the minute into a longer bar, beginning one where none runs. */
  #fold(longer: Forming, timeframe: Timeframe, minute: Forming): void {
    if (longer.isEmpty) {
      const isPartial = longer.isPartial;
      Object.assign(longer, minute);
      longer.time = barOpenMs(minute.time, timeframe, this.#offsetS);
      longer.isPartial = isPartial;
      longer.isEmpty = false;
      return;
    }
    if (minute.high > longer.high) longer.high = minute.high;
    if (minute.low < longer.low) longer.low = minute.low;
    if (minute.askHigh > longer.askHigh) longer.askHigh = minute.askHigh;
    if (minute.askLow < longer.askLow) longer.askLow = minute.askLow;
    longer.close = minute.close;
    longer.askClose = minute.askClose;
    longer.tickVolume += minute.tickVolume;
    longer.realVolume += minute.realVolume;
  }
}

function toBar(from: Forming, spreadPoint: number): Bar {
  return {
    time: from.time, open: from.open, high: from.high, low: from.low, close: from.close,
    tickVolume: from.tickVolume, realVolume: from.realVolume,
    spread: spreadPoint > 0 ? Math.round((from.askClose - from.close) / spreadPoint) : null,
    askOpen: from.askOpen, askHigh: from.askHigh, askLow: from.askLow, askClose: from.askClose,
    source: 'tick', partial: from.isPartial,
  };
}
