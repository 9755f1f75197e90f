// Putting into and asking of the market store's tables.

import type Database from 'better-sqlite3';
import type { Bar, BarSource, Timeframe } from '#core/model';
import type { BarRange, DeadLetter, Page, TickRange, TickRow } from './market-types.ts';
import type { Put, Question, SymbolFeeds, TickPage, TickPlace } from './store-messages.ts';
import { TickBarMaker, type TickSeries } from './tick-bars.ts';
import { TickWriter, readTicks, type ChunkRow } from './tick-chunks.ts';

const SOURCES: readonly BarSource[] = ['tick', 'broker', 'import'];
const MINUTE_MS = 60_000;
// Beyond every time that can be stored.
const END_MS = 9e15;

export class MarketWriter {
  readonly #db: Database.Database;
  readonly #ticks: TickWriter;
  readonly #putBar: Database.Statement;
  readonly #putLetter: Database.Statement;
  readonly #maker: TickBarMaker;
  readonly #barSeries = new Map<string, number>();
  readonly #tickSeries = new Map<string, number>();
  /** Series known to be marked as a running stream's. */
  readonly #streamed = new Set<number>();
  #cursorSeq: number;

  constructor(db: Database.Database) {
    this.#db = db;
    this.#ticks = new TickWriter(db);
    this.#maker = new TickBarMaker(db, {
      putBar: (feed, symbol, timeframe, bar, offsetS) => {
        this.#storeBar(this.#cursorSeq, feed, symbol, timeframe, bar, offsetS);
      },
      dropTickBars: (...span) => this.#dropTickBars(...span),
    });
    this.#cursorSeq = db.prepare('SELECT seq FROM cursor').pluck().get() as number;
    // A start puts older events again: they never replace what a newer one left.
    this.#putBar = db.prepare(`INSERT INTO bars VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET seq = excluded.seq, partial = excluded.partial, open = excluded.open,
      high = excluded.high, low = excluded.low, close = excluded.close, tick_volume = excluded.tick_volume,
      real_volume = excluded.real_volume, spread = excluded.spread, ask_open = excluded.ask_open,
      ask_high = excluded.ask_high, ask_low = excluded.ask_low, ask_close = excluded.ask_close,
      offset_s = excluded.offset_s
      WHERE excluded.seq >= bars.seq`);
    this.#putLetter = db.prepare('INSERT OR REPLACE INTO dead_letters VALUES (?, ?, ?, ?)');
  }

  get cursorSeq(): number {
    return this.#cursorSeq;
  }

  /** Stores `puts` and the cursor behind them in one transaction. Throws what SQLite throws; nothing is stored then. */
  store(puts: readonly Put[]): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      let cursor = this.#cursorSeq;
      for (const put of puts) {
        this.#store(put);
        cursor = Math.max(cursor, put.seq);
      }
      this.#ticks.flush();
      this.#db.prepare('UPDATE cursor SET seq = ?').run(cursor);
      this.#db.exec('COMMIT');
      this.#cursorSeq = cursor;
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      this.#maker.offsets.forget();
      throw error;
    }
  }

  /** Makes the bars anew that ticks put among others have changed; all series where no symbol is given. */
  freshen(symbol?: string, feeds?: readonly string[]): void {
    const stale = this.#db.prepare(`SELECT id, feed, symbol, streamed FROM tick_series
      WHERE id IN (SELECT series FROM stale_bars)`).all() as (Omit<TickSeries, 'isStreamed'> & { streamed: number })[];
    for (const { streamed, ...series } of stale) {
      if (symbol !== undefined && series.symbol !== symbol) continue;
      if (feeds !== undefined && !feeds.includes(series.feed)) continue;
      this.#maker.freshen({ ...series, isStreamed: streamed === 1 });
    }
  }

  #store(put: Put): void {
    switch (put.type) {
      case 'ticks': this.#storeTicks(put); return;
      case 'bar': {
        const { feed, symbol, timeframe, bar } = put;
        this.#storeBar(put.seq, feed, symbol, timeframe, bar, put.offsetS);
        if (bar.source === 'tick') this.#maker.noteClosed(this.#tickSeriesId(feed, symbol), timeframe, bar);
        return;
      }
      case 'letter': {
        const { code, reason, source, time, raw } = put.letter;
        // As JSON: a raw frame may hold lone surrogates, which SQLite's text cannot.
        this.#putLetter.run(put.seq, code, time, JSON.stringify([reason, source, raw]));
        return;
      }
      case 'mark':
        return;
    }
  }

  #storeTicks({ feed, symbol, offsetS, ticks, past }: Extract<Put, { type: 'ticks' }>): void {
    const series = this.#tickSeriesId(feed, symbol);
    if (ticks.brokerMs.length === 0) return;
    const [fromMs, toMs] = spanOf(ticks.brokerMs, offsetS);
    this.#maker.offsets.note(series, fromMs, toMs, offsetS, past !== undefined);
    if (past === undefined) {
      if (!this.#streamed.has(series)) this.#db.prepare('UPDATE tick_series SET streamed = 1 WHERE id = ?').run(series);
      this.#streamed.add(series);
      this.#ticks.append(series, ticks, offsetS);
      return;
    }
    const fresh = past.before === null ? ticks : this.#ticks.unknownOf(series, ticks, offsetS, past.before);
    if (fresh.brokerMs.length === 0) return;
    this.#ticks.append(series, fresh, offsetS);
    const [freshFromMs, freshToMs] = spanOf(fresh.brokerMs, offsetS);
    this.#maker.spoil(series, { fromMs: freshFromMs, toMs: freshToMs, point: past.point });
  }

  #storeBar(
    seq: number, feed: string, symbol: string, timeframe: Timeframe, bar: Bar, offsetS: number | null,
  ): void {
    this.#putBar.run(
      this.#barSeriesId(feed, symbol, timeframe), bar.time, SOURCES.indexOf(bar.source), seq,
      bar.partial ? 1 : 0, bar.open, bar.high, bar.low, bar.close, bar.tickVolume, bar.realVolume, bar.spread,
      bar.askOpen, bar.askHigh, bar.askLow, bar.askClose, offsetS,
    );
  }

  #dropTickBars(
    feed: string, symbol: string, timeframe: Timeframe, fromMs: number, toMs: number,
  ): ReadonlyMap<number, number> {
    const span = [this.#barSeriesId(feed, symbol, timeframe), fromMs, toMs] as const;
    const where = 'WHERE series = ? AND time >= ? AND time < ? AND source = 0';
    const partial = this.#db.prepare(`SELECT time, tick_volume AS volume FROM bars ${where} AND partial = 1`)
      .all(...span) as { time: number; volume: number }[];
    this.#db.prepare(`DELETE FROM bars ${where}`).run(...span);
    return new Map(partial.map(({ time, volume }) => [time, volume]));
  }

  #barSeriesId(feed: string, symbol: string, timeframe: Timeframe): number {
    const key = JSON.stringify([feed, symbol, timeframe]);
    const known = this.#barSeries.get(key);
    if (known !== undefined) return known;
    this.#db.prepare('INSERT OR IGNORE INTO bar_series (feed, symbol, timeframe) VALUES (?, ?, ?)')
      .run(feed, symbol, timeframe);
    const id = barSeriesId(this.#db, feed, symbol, timeframe) as number;
    this.#barSeries.set(key, id);
    return id;
  }

  #tickSeriesId(feed: string, symbol: string): number {
    const key = JSON.stringify([feed, symbol]);
    const known = this.#tickSeries.get(key);
    if (known !== undefined) return known;
    this.#db.prepare('INSERT OR IGNORE INTO tick_series (feed, symbol) VALUES (?, ?)').run(feed, symbol);
    const id = tickSeriesId(this.#db, feed, symbol) as number;
    this.#tickSeries.set(key, id);
    return id;
  }
}

function spanOf(brokerMs: readonly number[], offsetS: number): readonly [fromMs: number, toMs: number] {
  let from = Infinity;
  let to = -Infinity;
  for (const ms of brokerMs) {
    if (ms < from) from = ms;
    if (ms > to) to = ms;
  }
  return [from - offsetS * 1000, to - offsetS * 1000];
}

/** Null where nothing was ever put. */
export function barSeriesId(db: Database.Database, feed: string, symbol: string, timeframe: Timeframe): number | null {
  const find = db.prepare('SELECT id FROM bar_series WHERE feed = ? AND symbol = ? AND timeframe = ?').pluck();
  return (find.get(feed, symbol, timeframe) as number | undefined) ?? null;
}

function tickSeriesId(db: Database.Database, feed: string, symbol: string): number | null {
  const find = db.prepare('SELECT id FROM tick_series WHERE feed = ? AND symbol = ?').pluck();
  return (find.get(feed, symbol) as number | undefined) ?? null;
}

export interface BarRow {
  readonly time: number; readonly source: number; readonly partial: number;
  readonly open: number; readonly high: number; readonly low: number; readonly close: number;
  readonly tick_volume: number; readonly real_volume: number; readonly spread: number | null;
  readonly ask_open: number | null; readonly ask_high: number | null;
  readonly ask_low: number | null; readonly ask_close: number | null; readonly offset_s: number | null;
}

/** See MarketStore.bars. */
export function queryBars(db: Database.Database, range: BarRange, feeds: readonly string[]): Page<Bar> {
  const isNewest = range.newest === true;
  // A time has at most three rows in a series, one a source, so this many hold limit + 1 times.
  const rowsMax = 3 * (range.limit + 1);
  const source = range.source === undefined ? '' : `AND source = ${String(SOURCES.indexOf(range.source))}`;
  const find = db.prepare(`SELECT * FROM bars WHERE series = ? AND time >= ? AND time < ? ${source}
    ORDER BY time ${isNewest ? 'DESC' : 'ASC'} LIMIT ${String(rowsMax)}`);
  const best = new Map<number, Ranked>();
  feeds.forEach((feed, index) => {
    const series = barSeriesId(db, feed, range.symbol, range.timeframe);
    if (series === null) return;
    for (const row of find.all(series, range.fromMs ?? -END_MS, range.toMs ?? END_MS) as BarRow[]) {
      const one = { row, feed: index, rank: sourceRank(row) };
      const other = best.get(row.time);
      if (other === undefined || isBetter(one, other)) best.set(row.time, one);
    }
  });
  const times = [...best.keys()].sort((a, b) => a - b);
  const kept = isNewest ? times.slice(Math.max(0, times.length - range.limit)) : times.slice(0, range.limit);
  const following = isNewest ? undefined : times[range.limit];
  const items = kept.map((time) => toBar((best.get(time) as { row: BarRow }).row));
  return { items, next: following === undefined ? null : String(following) };
}

interface Ranked {
  readonly row: BarRow;
  readonly feed: number;
  readonly rank: number;
}

const WHOLE_TICK = 0;
const BROKER = 1;

function isBetter(one: Ranked, other: Ranked): boolean {
  if (one.feed !== other.feed) return one.feed < other.feed;
  // Where the broker counted more ticks than are stored, ticks do not cover the bar.
  if (one.rank === BROKER && other.rank === WHOLE_TICK) return one.row.tick_volume > other.row.tick_volume;
  if (one.rank === WHOLE_TICK && other.rank === BROKER) return one.row.tick_volume >= other.row.tick_volume;
  return one.rank < other.rank;
}

// Own bars of whole minutes first, then the broker's, then own ones that may lack their first ticks.
function sourceRank(row: BarRow): number {
  const source = SOURCES[row.source];
  if (source === 'tick') return row.partial === 0 ? WHOLE_TICK : 2;
  return source === 'broker' ? BROKER : 3;
}

export function toBar(row: BarRow): Bar {
  return {
    time: row.time, open: row.open, high: row.high, low: row.low, close: row.close,
    tickVolume: row.tick_volume, realVolume: row.real_volume, spread: row.spread,
    askOpen: row.ask_open, askHigh: row.ask_high, askLow: row.ask_low, askClose: row.ask_close,
    source: SOURCES[row.source] as BarSource, partial: row.partial !== 0,
    ...(row.offset_s === null ? {} : { offsetS: row.offset_s }),
  };
}

interface FeedRows {
  readonly feed: string;
  readonly rows: Generator<ChunkRow, void, undefined>;
  head: ChunkRow | null;
}

/** See MarketStore.ticks; `after` is the place of the last row of the page before. */
export function queryTicks(
  db: Database.Database, range: TickRange, after: TickPlace | null, feeds: readonly string[],
): TickPage {
  const fromMs = Math.max(range.fromMs ?? -END_MS, after?.timeMs ?? -END_MS);
  const toMs = range.toMs ?? END_MS;
  const items: TickRow[] = [];
  let last: TickPlace | null = null;
  // Whole minutes are read, for who owns a minute may be told by a row outside the range.
  const fromMinute = minuteOf(fromMs) * MINUTE_MS;
  const toMinute = (minuteOf(toMs - 1) + 1) * MINUTE_MS;
  for (const { feed, row } of mergeFeeds(db, range.symbol, fromMinute, toMinute, feeds)) {
    if (row.timeMs < fromMs || (after !== null && !isAfter(row, feed, after))) continue;
    if (row.timeMs >= toMs) break;
    if (items.length === range.limit) return { items, last };
    items.push(toTick(row));
    last = { timeMs: row.timeMs, feed, chunk: row.chunk, row: row.row };
  }
  return { items, last: null };
}

function isAfter(row: ChunkRow, feed: string, place: TickPlace): boolean {
  if (row.timeMs !== place.timeMs) return row.timeMs > place.timeMs;
  if (feed !== place.feed) return false;
  return row.chunk > place.chunk || (row.chunk === place.chunk && row.row > place.row);
}

function* mergeFeeds(
  db: Database.Database, symbol: string, fromMs: number, toMs: number, feeds: readonly string[],
): Generator<{ readonly feed: string; readonly row: ChunkRow }, void, undefined> {
  const streams: FeedRows[] = [];
  for (const feed of new Set(feeds)) {
    const series = tickSeriesId(db, feed, symbol);
    if (series === null) continue;
    const rows = readTicks(db, series, fromMs, toMs);
    streams.push({ feed, rows, head: rows.next().value ?? null });
  }
  for (;;) {
    const minute = Math.min(...streams.map(({ head }) => (head === null ? Infinity : minuteOf(head.timeMs))));
    if (minute === Infinity) return;
    let isOwned = false;
    for (const stream of streams) {
      const isOwner: boolean = !isOwned && stream.head !== null && minuteOf(stream.head.timeMs) === minute;
      while (stream.head !== null && minuteOf(stream.head.timeMs) === minute) {
        if (isOwner) yield { feed: stream.feed, row: stream.head };
        stream.head = stream.rows.next().value ?? null;
      }
      isOwned ||= isOwner;
    }
  }
}

function minuteOf(timeMs: number): number {
  return Math.floor(timeMs / MINUTE_MS);
}

function toTick({ timeMs, row, rows }: ChunkRow): TickRow {
  return {
    time: timeMs, bid: rows.bid[row] as number, ask: rows.ask[row] as number, last: rows.last[row] as number,
    volume: rows.volume[row] as number, flags: rows.flags[row] as number,
  };
}

export function querySymbols(db: Database.Database): readonly SymbolFeeds[] {
  const found = db.prepare(`SELECT symbol, feed FROM bar_series UNION SELECT symbol, feed FROM tick_series
    ORDER BY symbol, feed`).all() as { symbol: string; feed: string }[];
  const symbols = new Map<string, string[]>();
  for (const { symbol, feed } of found) {
    const feeds = symbols.get(symbol);
    if (feeds === undefined) symbols.set(symbol, [feed]);
    else feeds.push(feed);
  }
  return [...symbols].map(([symbol, feeds]) => ({ symbol, feeds }));
}

/** Newest first, older than `before`, of one code or source where that is asked. */
export function queryLetters(
  db: Database.Database, asked: Extract<Question, { readonly type: 'letters' }>,
): Page<DeadLetter> {
  const { limit, before, code, source } = asked;
  const found = db.prepare(`SELECT * FROM dead_letters WHERE seq < ? AND (? IS NULL OR code = ?)
    AND (? IS NULL OR json_extract(texts, '$[1]') = ?) ORDER BY seq DESC LIMIT ?`)
    .all(before ?? Number.MAX_SAFE_INTEGER, code, code, source, source, limit + 1) as {
      seq: number; code: string; time: number; texts: string;
    }[];
  const items = found.slice(0, limit).map(({ seq, code, time, texts }) => {
    const [reason, source, raw] = JSON.parse(texts) as [string, string, string];
    return { id: String(seq), code, reason, source, time, raw };
  });
  const last = items[items.length - 1];
  return { items, next: found.length > limit && last !== undefined ? last.id : null };
}
