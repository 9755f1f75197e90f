// The synthetic market as a terminal's price source: its clock runs from a given moment, in real time or faster.

import { INSTRUMENTS } from '#core/broker-model';
import { TIMEFRAME_MS, type Instrument, type TickCursor, type Timeframe } from '#core/model';
import type { BarRow, MarketSource, TickRow, TickVisitor } from './market-source.ts';
import { MarketView } from './market-view.ts';
import { SyntheticCalendar } from './synthetic-calendar.ts';
import { mergeBars, type SyntheticMarket } from './synthetic-market.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** How far back the terminal has bars, days: what a chart of that timeframe shows. */
const HISTORY_DAYS: Readonly<Record<Timeframe, number>> = { M1: 7, M5: 14, M15: 30, H1: 90, H4: 200, D1: 365 };

export interface SyntheticClock {
  /** UTC ms at which the market's clock stands when the host's first reading comes; null follows the host's clock. */
  readonly startMs: number | null;
  /** Market seconds a host second. */
  readonly speed: number;
  /** Broker time minus UTC, seconds. */
  readonly offsetS: number;
  /** Newest market time that an earlier life has shown to the broker, UTC ms; null in a first life. */
  readonly drainedMs: number | null;
  /** A change of the broker's offset while the market is shut: from this UTC ms on it is `offsetS`. */
  readonly offsetChange?: { readonly atMs: number; readonly offsetS: number } | null;
  /** Most days of bars the terminal has; absent = what a chart of each timeframe shows. */
  readonly historyDaysMax?: number;
  /** True: a clock of its own leaps over nights and weekends without prices. */
  readonly skipsRest?: boolean;
}

/** What this broker calls the market's symbols, and on which days it shows them. */
export interface SyntheticListing {
  readonly instruments: readonly Instrument[];
  /** The market's name of each instrument. */
  readonly names: ReadonlyMap<string, string>;
  /** Broker time minus the market's, whole days in ms. */
  readonly shiftMs: number;
}

const PLAIN_LISTING: SyntheticListing = {
  instruments: INSTRUMENTS, names: new Map(INSTRUMENTS.map(({ symbol }) => [symbol, symbol])), shiftMs: 0,
};
/** A market that will not move for longer than this rests. */
const REST_MS = 120_000;

export class SyntheticSource implements MarketSource {
  readonly clock: 'wall' | 'data';
  readonly instruments: readonly Instrument[];
  readonly calendar: SyntheticCalendar;
  readonly offsetOf?: (brokerMs: number) => number;
  readonly hasBars = true;
  readonly pace = 'clock';
  readonly isEnded = false;
  readonly #market: MarketView;
  readonly #clock: SyntheticClock;
  /** Market seconds a host second; a clock of its own takes a change at its next reading. */
  speed: number;
  #hostMs: number | null = null;
  #nowMs: number;
  /** null until a wall clock has told the time. */
  #drainedMs: number | null;

  constructor(market: SyntheticMarket, clock: SyntheticClock, listing: SyntheticListing = PLAIN_LISTING) {
    this.#market = new MarketView(market, listing.names, listing.shiftMs);
    this.#clock = clock;
    this.instruments = listing.instruments;
    this.calendar = new SyntheticCalendar((day) => market.newsOf(day - listing.shiftMs / DAY_MS));
    this.clock = clock.startMs === null ? 'wall' : 'data';
    if (hasChange(clock)) this.offsetOf = (brokerMs) => offsetHeldAt(clock, brokerMs - clock.offsetS * 1000);
    this.speed = clock.speed;
    this.#nowMs = clock.startMs ?? 0;
    // a fresh broker is shown the last minute, so that it starts with a price
    this.#drainedMs = clock.drainedMs ?? (clock.startMs === null ? null : clock.startMs - MINUTE_MS);
  }

  get offsetS(): number {
    return offsetHeldAt(this.#clock, this.#nowMs);
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Newest market time shown to the broker, UTC ms: what a next life goes on from. */
  get drainedMs(): number {
    return this.#drainedMs ?? this.#nowMs;
  }

  advance(hostMs: number): void {
    if (this.#hostMs === null) {
      this.#hostMs = hostMs;
      if (this.clock === 'wall') this.#nowMs = hostMs;
      this.#drainedMs ??= hostMs - MINUTE_MS;
      return;
    }
    const passed = Math.max(0, hostMs - this.#hostMs);
    this.#hostMs = Math.max(this.#hostMs, hostMs);
    this.#nowMs = this.clock === 'wall' ? Math.max(this.#nowMs, hostMs) : this.#nowMs + passed * this.speed;
    if (this.#clock.skipsRest === true) this.#skipRest();
  }

  #skipRest(): void {
    const now = this.#brokerNow();
    const next = this.#nextBusyMinute(Math.floor(now / MINUTE_MS) * MINUTE_MS, now + 5 * DAY_MS);
    if (next !== null && next - now > REST_MS) this.#nowMs = next - this.#offsetAt(next) * 1000;
  }

  #offsetAt(brokerMs: number): number {
    return offsetHeldAt(this.#clock, brokerMs - this.#clock.offsetS * 1000);
  }

  catchUp(brokerMs: number): void {
    if (this.clock === 'data') this.#nowMs = Math.max(this.#nowMs, brokerMs - this.#offsetAt(brokerMs) * 1000);
  }

  takeTicks(symbol: string, cursor: TickCursor | null, fromBrokerMs: number, limit: number): readonly TickRow[] {
    return this.ticksAfter(symbol, cursor, fromBrokerMs, limit);
  }

  ticksAfter(symbol: string, cursor: TickCursor | null, fromBrokerMs: number, limit: number): readonly TickRow[] {
    const now = this.#brokerNow();
    const out: TickRow[] = [];
    const from = cursor === null ? fromBrokerMs : cursor[0];
    let toSkip = cursor === null ? 0 : cursor[1];
    let minuteMs: number | null = Math.floor(from / MINUTE_MS) * MINUTE_MS;
    while (minuteMs !== null && minuteMs <= now && out.length < limit) {
      for (const row of this.#market.ticksOfMinute(symbol, minuteMs)) {
        if (row.msc > now || out.length >= limit) return out;
        if (row.msc < from) continue;
        if (cursor !== null && row.msc === cursor[0] && toSkip > 0) toSkip -= 1;
        else out.push(row);
      }
      minuteMs = minuteMs + MINUTE_MS > now ? null : this.#market.nextMinuteMs(symbol, minuteMs + MINUTE_MS);
    }
    return out;
  }

  barsAfter(
    symbol: string, timeframe: Timeframe, afterS: number | null, fromBrokerMs: number, limit: number,
  ): readonly BarRow[] {
    const length = TIMEFRAME_MS[timeframe];
    const now = this.#brokerNow();
    const days = Math.min(HISTORY_DAYS[timeframe], this.#clock.historyDaysMax ?? Infinity);
    const oldest = now - days * DAY_MS;
    const from = afterS === null ? Math.max(fromBrokerMs, oldest) : afterS * 1000 + length;
    if (from + length > now) return [];
    // a bar is closed once a tick of a later one has come
    const newest = this.#market.newestTickMs(symbol, now);
    if (newest === null) return [];
    return this.#market.bars(symbol, timeframe, from, Math.floor(newest / length) * length, limit);
  }

  formingBar(symbol: string, timeframe: Timeframe): BarRow | null {
    const length = TIMEFRAME_MS[timeframe];
    const now = this.#brokerNow();
    const newest = this.#market.newestTickMs(symbol, now);
    if (newest === null) return null;
    const openMs = Math.floor(newest / length) * length;
    const minuteMs = Math.floor(newest / MINUTE_MS) * MINUTE_MS;
    const rows = [...this.#market.bars(symbol, 'M1', openMs, minuteMs, 1440)];
    const ticks = this.#market.ticksOfMinute(symbol, minuteMs).filter((row) => row.msc <= now);
    const point = this.instruments.find((one) => one.symbol === symbol)?.point ?? 1;
    const last = ticks[ticks.length - 1];
    if (last !== undefined) {
      rows.push({
        t: minuteMs / 1000, open: (ticks[0] as TickRow).bid, close: last.bid, tickVolume: ticks.length,
        high: ticks.reduce((most, row) => Math.max(most, row.bid), 0),
        low: ticks.reduce((least, row) => Math.min(least, row.bid), Infinity),
        spread: Math.round((last.ask - last.bid) / point),
      });
    }
    return mergeBars(rows, length / 1000)[0] ?? null;
  }

  release(): void {
    // nothing is held: any moment can be read again
  }

  drain(visit: TickVisitor): void {
    const after = Math.floor(this.drainedMs) + offsetHeldAt(this.#clock, this.drainedMs) * 1000;
    const end = this.#brokerNow();
    if (end <= after) return;
    let minuteMs: number | null = Math.floor(after / MINUTE_MS) * MINUTE_MS;
    while (minuteMs !== null && minuteMs <= end) {
      this.#drainMinute(minuteMs, after, end, visit);
      minuteMs = this.#nextBusyMinute(minuteMs + MINUTE_MS, end);
    }
    this.#drainedMs = this.#nowMs;
  }

  #drainMinute(minuteMs: number, after: number, until: number, visit: TickVisitor): void {
    const all: { readonly symbol: string; readonly row: TickRow }[] = [];
    for (const symbol of this.#market.symbols) {
      for (const row of this.#market.ticksOfMinute(symbol, minuteMs)) {
        if (row.msc > after && row.msc <= until) all.push({ symbol, row });
      }
    }
    all.sort((a, b) => a.row.msc - b.row.msc);
    for (const { symbol, row } of all) visit(symbol, row.msc - this.#offsetAt(row.msc) * 1000, row.bid, row.ask);
  }

  #nextBusyMinute(fromMs: number, end: number): number | null {
    if (fromMs > end) return null;
    let next: number | null = null;
    for (const symbol of this.#market.symbols) {
      const busy = this.#market.nextMinuteMs(symbol, fromMs);
      if (busy !== null && (next === null || busy < next)) next = busy;
    }
    return next;
  }

  #brokerNow(): number {
    return Math.floor(this.#nowMs) + this.offsetS * 1000;
  }
}

function hasChange(clock: SyntheticClock): boolean {
  return clock.offsetChange !== undefined && clock.offsetChange !== null;
}

/** The broker's offset at `utcMs`, seconds. */
function offsetHeldAt(clock: SyntheticClock, utcMs: number): number {
  const change = clock.offsetChange ?? null;
  return change !== null && utcMs >= change.atMs ? change.offsetS : clock.offsetS;
}
