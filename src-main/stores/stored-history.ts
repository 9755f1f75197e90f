// The windows of one stored series, kept up with the store: bars that closed since are appended; where older ones have
// changed (an import, a refilled gap, the broker's word against ours) everything is read anew. The newest bars are
// compared one by one, since the broker's own bar regularly joins ours of the same time; what lies further back is
// known by the number of its rows and the sum of their events' numbers.

import type Database from 'better-sqlite3';
import type { Bar, Timeframe } from '#core/model';
import { recipeName, ShapeHistory, type ShapeRecipe } from '#core/patterns';
import type { PatternMemory, PatternSeries } from '#core/ports';
import { barSeriesId, queryBars } from './market-tables.ts';

const PAGE_BARS = 10_000;
/** Newest bars that are compared one by one. */
const TAIL_BARS = 50;
/** Above this many bars, what lies further back is counted at most once a minute. */
const COUNTED_OFTEN_MAX = 200_000;
const COUNTED_EVERY_MS = 60_000;

interface RowCount {
  readonly rows: number;
  readonly seqs: number;
}

const NOTHING_COUNTED: RowCount = { rows: 0, seqs: 0 };

export class StoredHistory {
  readonly series: PatternSeries;
  readonly #db: Database.Database;
  readonly #memory: PatternMemory;
  readonly #feeds: readonly string[];
  readonly #symbol: string;
  readonly #timeframe: Timeframe;
  readonly #recipe: ShapeRecipe;
  readonly #nowMs: () => number;
  #history: ShapeHistory;
  /** The newest bars of the history. */
  #tail: Bar[] = [];
  /** Windows that end before this row are in the memory. */
  #putRows = 0;
  #version: unknown = null;
  /** Rows of the store up to and with this open were counted. */
  #countedToMs = -Infinity;
  #counted = NOTHING_COUNTED;
  #countedAtMs = -Infinity;

  constructor(
    parts: { readonly db: Database.Database; readonly memory: PatternMemory; readonly nowMs: () => number },
    series: { readonly symbol: string; readonly timeframe: Timeframe; readonly feeds: readonly string[] },
    recipe: ShapeRecipe,
  ) {
    this.#db = parts.db;
    this.#memory = parts.memory;
    this.#nowMs = parts.nowMs;
    this.#feeds = series.feeds;
    this.#symbol = series.symbol;
    this.#timeframe = series.timeframe;
    this.#recipe = recipe;
    this.#history = new ShapeHistory(series.timeframe, recipe);
    const { symbol, timeframe, feeds } = series;
    this.series = { feed: feeds.join('|'), symbol, timeframe, recipe: recipeName(recipe) };
  }

  get history(): ShapeHistory {
    return this.#history;
  }

  /** Brings history and memory to where the store is. Throws what SQLite throws. */
  async catchUp(): Promise<void> {
    const version = this.#db.pragma('data_version', { simple: true });
    if (version === this.#version) return;
    if (!this.#isAsCounted() || !this.#appendNew()) {
      await this.#begin();
      this.#appendNew();
    }
    const complete = Math.max(this.#putRows, this.#history.count - this.#recipe.horizonBars);
    await this.#memory.put(this.series, this.#history.windows(this.#putRows, complete));
    this.#putRows = complete;
    this.#countOn();
    this.#version = version;
  }

  async #begin(): Promise<void> {
    await this.#memory.forget(this.series);
    this.#history = new ShapeHistory(this.#timeframe, this.#recipe);
    this.#tail = [];
    this.#putRows = 0;
    this.#countedToMs = -Infinity;
    this.#counted = NOTHING_COUNTED;
  }

  #isAsCounted(): boolean {
    const isLarge = this.#history.count > COUNTED_OFTEN_MAX;
    if (isLarge && this.#nowMs() - this.#countedAtMs < COUNTED_EVERY_MS) return true;
    this.#countedAtMs = this.#nowMs();
    const { rows, seqs } = this.#count(-Infinity, this.#countedToMs);
    return rows === this.#counted.rows && seqs === this.#counted.seqs;
  }

  /** Compares the newest bars and takes those that came since; false where a bar is no longer what it was. */
  #appendNew(): boolean {
    let compared = 0;
    let fromMs: number | null = this.#tail[0]?.time ?? null;
    for (;;) {
      const { items, next } = queryBars(this.#db, {
        symbol: this.#symbol, timeframe: this.#timeframe, fromMs, toMs: null, limit: PAGE_BARS,
      }, this.#feeds);
      for (const bar of items) {
        const held = this.#tail[compared];
        if (held === undefined) this.#history.append(bar);
        else if (!isSameBar(held, bar)) return false;
        if (held === undefined) this.#tail.push(bar);
        compared += 1;
      }
      if (next === null) break;
      fromMs = Number(next);
    }
    if (compared < this.#tail.length) return false;
    this.#tail = this.#tail.slice(-TAIL_BARS);
    return true;
  }

  /** Counts on to where the tail begins. */
  #countOn(): void {
    const row = this.#history.count - this.#tail.length - 1;
    if (row < 0) return;
    const toMs = this.#history.timeAt(row);
    const added = this.#count(this.#countedToMs, toMs);
    this.#counted = { rows: this.#counted.rows + added.rows, seqs: this.#counted.seqs + added.seqs };
    this.#countedToMs = toMs;
  }

  /** Rows of all feeds and sources that opened after `afterMs` and up to `toMs`. */
  #count(afterMs: number, toMs: number): RowCount {
    let rows = 0;
    let seqs = 0;
    const find = this.#db.prepare(`SELECT count(*) AS rows, total(seq) AS seqs FROM bars
      WHERE series = ? AND time > ? AND time <= ?`);
    for (const feed of this.#feeds) {
      const series = barSeriesId(this.#db, feed, this.#symbol, this.#timeframe);
      if (series === null) continue;
      const found = find.get(series, Math.max(afterMs, -9e15), Math.max(toMs, -9e15)) as RowCount;
      rows += found.rows;
      seqs += found.seqs;
    }
    return { rows, seqs };
  }
}

function isSameBar(one: Bar, other: Bar): boolean {
  return one.time === other.time && one.open === other.open && one.high === other.high && one.low === other.low
    && one.close === other.close;
}
