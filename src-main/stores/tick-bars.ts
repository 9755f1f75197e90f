// Bars made anew from stored ticks. Ticks that come from files or from the terminal's history lie anywhere among those
// stored before, so their bars are a function of all of them, whatever order they came in.
//
// Spans whose bars do not follow from the stored ticks any more are kept on disk in the transaction that stored the
// ticks, so a crash leaves none behind; they are worked off before bars are asked for. Invariant: after `freshen` the
// bars of a stale span are those of all stored ticks taken in the order of time, first to last.

import type Database from 'better-sqlite3';
import { SymbolMarket } from '#core/market';
import { TIMEFRAMES, TIMEFRAME_MS, barOpenMs, type Bar, type Timeframe } from '#core/model';
import { TickOffsets } from './tick-offsets.ts';
import { lastGoodTickMs, readTicks } from './tick-chunks.ts';

const END_MS = 9e15;

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly point: number;
}

/** What the maker needs of the tables. */
export interface BarTables {
  putBar(feed: string, symbol: string, timeframe: Timeframe, bar: Bar, offsetS: number): void;
  /** Takes away the bars made from ticks with fromMs <= time < toMs; gives the partial ones' tick volumes by time. */
  dropTickBars(
    feed: string, symbol: string, timeframe: Timeframe, fromMs: number, toMs: number,
  ): ReadonlyMap<number, number>;
}

export interface TickSeries {
  readonly id: number;
  readonly feed: string;
  readonly symbol: string;
  /** Ticks of a running stream are in it: where that began, only its bars tell. */
  readonly isStreamed: boolean;
}

interface Made {
  readonly timeframe: Timeframe;
  readonly bar: Bar;
}

export class TickBarMaker {
  readonly offsets: TickOffsets;
  readonly #db: Database.Database;
  readonly #tables: BarTables;
  /** By series: where ticks came later than those around them. */
  readonly #fills = new Map<number, readonly Span[]>();

  constructor(db: Database.Database, tables: BarTables) {
    this.#db = db;
    this.#tables = tables;
    this.offsets = new TickOffsets(db);
  }

  /** Ticks of fromMs … toMs were put among others: bars over them must be made anew. Within a transaction. */
  spoil(series: number, span: Span): void {
    this.#add('stale_bars', series, span);
    this.#add('tick_fills', series, span);
    this.#fills.delete(series);
  }

  /** A bar of the running stream closed: where later ticks lie in it, the stream does not know them all. */
  noteClosed(series: number, timeframe: Timeframe, bar: Bar): void {
    const endMs = bar.time + TIMEFRAME_MS[timeframe];
    for (const { fromMs, toMs, point } of this.#fillsOf(series)) {
      if (fromMs >= endMs || toMs < bar.time) continue;
      this.#add('stale_bars', series, { fromMs: bar.time, toMs: endMs - 1, point });
    }
  }

  /** Makes every stale bar of the series anew. Opens transactions of its own. */
  freshen(series: TickSeries): void {
    const next = this.#db.prepare(`SELECT from_ms AS fromMs, to_ms AS toMs, point FROM stale_bars WHERE series = ?
      ORDER BY from_ms LIMIT 1`);
    for (;;) {
      const span = next.get(series.id) as Span | undefined;
      if (span === undefined) return;
      this.#make(series, span);
    }
  }

  #make(series: TickSeries, span: Span): void {
    // The bars that ran before the span close with its first tick: they belong to what is made anew.
    const firstMs = lastGoodTickMs(this.#db, series.id, span.fromMs) ?? span.fromMs;
    let fromMs = barOpenMs(firstMs, 'D1', this.offsets.at(series.id, firstMs));
    let staleMs = span.fromMs;
    const isBegun = lastGoodTickMs(this.#db, series.id, fromMs) !== null;
    const offsetS = this.offsets.at(series.id, fromMs);
    const market = isBegun ? SymbolMarket.goingOn(series.symbol, offsetS) : new SymbolMarket(series.symbol, offsetS);
    // Before the first tick there was: the day that it began is begun no longer, so its first bars are whole now.
    let daysMore = isBegun ? 0 : 1;
    let made: Made[] = [];
    const closed = (timeframe: Timeframe, bar: Bar): void => { made.push({ timeframe, bar }); };
    const write = (toMs: number): void => {
      this.#write(series, made, { fromMs, toMs }, { ...span, fromMs: staleMs });
      made = [];
      fromMs = toMs;
      staleMs = Math.max(staleMs, toMs);
    };
    for (const { timeMs, row, rows } of readTicks(this.#db, series.id, fromMs, END_MS)) {
      const offset = this.offsets.at(series.id, timeMs);
      market.next(
        timeMs, rows.bid[row] as number, rows.ask[row] as number, rows.volume[row] as number, offset, span.point,
        closed,
      );
      // A day closes last of all.
      if (made[made.length - 1]?.timeframe !== 'D1') continue;
      write(barOpenMs(timeMs, 'D1', offset));
      if (fromMs <= span.toMs) continue;
      if (daysMore === 0) return;
      daysMore -= 1;
    }
    write(END_MS);
  }

  /** Replaces the bars of a whole number of days, and moves the span's beginning behind them. */
  #write(
    { id, feed, symbol, isStreamed }: TickSeries, made: readonly Made[],
    written: { readonly fromMs: number; readonly toMs: number }, stale: Span,
  ): void {
    const run = this.#db.transaction(() => {
      const partial = new Map(TIMEFRAMES.map((timeframe) => (
        [timeframe, this.#tables.dropTickBars(feed, symbol, timeframe, written.fromMs, written.toMs)]
      )));
      for (const { timeframe, bar } of made) {
        // Where the stream began inside a bar and nothing came to it since, its beginning is still missing.
        const isPartial = bar.partial || (isStreamed && partial.get(timeframe)?.get(bar.time) === bar.tickVolume);
        const whole = { ...bar, partial: isPartial };
        this.#tables.putBar(feed, symbol, timeframe, whole, this.offsets.at(id, bar.time));
      }
      this.#db.prepare('DELETE FROM stale_bars WHERE series = ? AND from_ms = ?').run(id, stale.fromMs);
      const leftMs = Math.max(written.toMs, stale.fromMs);
      if (leftMs <= stale.toMs) this.#add('stale_bars', id, { ...stale, fromMs: leftMs });
    });
    run();
  }

  #fillsOf(series: number): readonly Span[] {
    let fills = this.#fills.get(series);
    if (fills === undefined) {
      fills = this.#db.prepare('SELECT from_ms AS fromMs, to_ms AS toMs, point FROM tick_fills WHERE series = ?')
        .all(series) as Span[];
      this.#fills.set(series, fills);
    }
    return fills;
  }

  /** Adds a span to a list of spans, joined with those it touches. */
  #add(table: 'stale_bars' | 'tick_fills', series: number, span: Span): void {
    const touching = this.#db.prepare(`SELECT from_ms AS fromMs, to_ms AS toMs, point FROM ${table}
      WHERE series = ? AND from_ms <= ? AND to_ms >= ?`).all(series, span.toMs + 1, span.fromMs - 1) as Span[];
    const all = [span, ...touching];
    this.#db.prepare(`DELETE FROM ${table} WHERE series = ? AND from_ms <= ? AND to_ms >= ?`)
      .run(series, span.toMs + 1, span.fromMs - 1);
    this.#db.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?)`).run(
      series, Math.min(...all.map(({ fromMs }) => fromMs)), Math.max(...all.map(({ toMs }) => toMs)), span.point,
    );
  }
}
