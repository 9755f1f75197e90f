// A seeded market of EURUSD, GBPUSD, USDJPY and XAUUSD, readable at any time without playing what came before. Day
// closes follow one chain; a day's minutes are drawn from the day's own seed and bent to the chain's two ends; a
// minute's ticks from the minute's own seed, through its open, high, low and close. So bars and ticks tell one story,
// and any cursor continues the same way after a restart.
//
// All times here are broker time; prices are whole points until they leave.

import { drawGaussian, exp, log, Random } from '#core/base';
import { weekdayOf } from '#core/broker-model';
import { TIMEFRAME_MS, type Timeframe } from '#core/model';
import type { BarRow, TickRow } from './market-source.ts';
import {
  drawFactorDay, drawNews, FACTORS, intensityOf, MINUTES, SHAPES, type FactorDay, type News, type SymbolShape,
} from './synthetic-shape.ts';
import { drawMinuteTicks } from './synthetic-ticks.ts';

/** The chain begins on this Monday (2024-01-01); there is no market before it. */
export const FIRST_DAY = 19_723;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const DAYS_KEPT = 24;
const MINUTES_KEPT = 96;

/** One symbol's minutes of one day, six numbers each: open, high, low, close (points), ticks, spread (points). */
export type MinuteTable = Int32Array;
const CELLS = 6;

/** Points by which a symbol's prices lie off their course in the minute that begins at `minuteMs`: a scenario's own. */
export type Bend = (symbol: string, minuteMs: number) => number;

interface MinuteTicks {
  readonly rows: readonly TickRow[];
}

export class SyntheticMarket {
  readonly #seed: number;
  readonly #bend: Bend | null;
  /** Log prices at the open of each trading day, by symbol; index 0 is FIRST_DAY. */
  readonly #chain: Float64Array[] = [];
  readonly #days = new Map<number, readonly MinuteTable[]>();
  readonly #hours = new Map<string, readonly BarRow[]>();
  readonly #minutes = new Map<string, MinuteTicks>();

  constructor(seed: number, bend: Bend | null = null) {
    this.#seed = Math.abs(Math.floor(seed)) % 0x100000;
    this.#bend = bend;
  }

  get symbols(): readonly string[] {
    return SHAPES.map((shape) => shape.symbol);
  }

  /** The news that strike on a broker day (days since 1970), in no order; none at weekends. */
  newsOf(day: number): readonly News[] {
    return day < FIRST_DAY || isWeekend(day) ? [] : drawNews(new Random(this.#seedOf(1, day, 0)));
  }

  /** Ticks of the minute that begins at `minuteMs`, oldest first; none while the market is shut. */
  ticksOfMinute(symbol: string, minuteMs: number): readonly TickRow[] {
    const key = `${symbol}${String(minuteMs)}`;
    const known = this.#minutes.get(key);
    if (known !== undefined) return known.rows;
    const at = shapeIndex(symbol);
    const day = Math.floor(minuteMs / DAY_MS);
    const minute = Math.floor((minuteMs - day * DAY_MS) / MINUTE_MS);
    const table = this.#table(day, at);
    const shape = SHAPES[at];
    if (table === null || shape === undefined) return [];
    const cells = table.subarray(minute * CELLS, minute * CELLS + CELLS);
    const random = new Random(this.#seedOf(3, Math.floor(minuteMs / MINUTE_MS), at));
    const rows = drawMinuteTicks(random, cells, minuteMs, shape);
    this.#minutes.set(key, { rows });
    if (this.#minutes.size > MINUTES_KEPT) this.#minutes.delete(this.#minutes.keys().next().value as string);
    return rows;
  }

  /** Whole bars that open in [fromMs, toMs) of broker time, oldest first, at most `limit`. */
  bars(symbol: string, timeframe: Timeframe, fromMs: number, toMs: number, limit: number): readonly BarRow[] {
    const at = shapeIndex(symbol);
    const out: BarRow[] = [];
    const length = TIMEFRAME_MS[timeframe];
    const first = Math.max(fromMs, FIRST_DAY * DAY_MS);
    for (let day = Math.floor(first / DAY_MS); day * DAY_MS < toMs && out.length < limit; day += 1) {
      const rows = length >= TIMEFRAME_MS.H1
        ? mergeBars(this.#hoursOf(day, at), length / 1000)
        : this.#minuteBars(day, at, length);
      for (const row of rows) {
        if (row.t * 1000 >= first && row.t * 1000 < toMs && out.length < limit) out.push(row);
      }
    }
    return out;
  }

  /** Broker ms of the newest tick at or before `ms`; null when there is none within the last five days. */
  newestTickMs(symbol: string, ms: number): number | null {
    const start = Math.floor(ms / MINUTE_MS) * MINUTE_MS;
    const last = (rows: readonly TickRow[], until: number): number | null => {
      return rows.findLast((row) => row.msc <= until)?.msc ?? null;
    };
    const now = last(this.ticksOfMinute(symbol, start), ms);
    if (now !== null) return now;
    const at = shapeIndex(symbol);
    for (let minuteMs = start - MINUTE_MS; minuteMs > start - 5 * DAY_MS; minuteMs -= MINUTE_MS) {
      const day = Math.floor(minuteMs / DAY_MS);
      const table = this.#table(day, at);
      const minute = Math.floor((minuteMs - day * DAY_MS) / MINUTE_MS);
      if (table === null) minuteMs = day * DAY_MS;
      else if ((table[minute * CELLS + 4] as number) > 0) return last(this.ticksOfMinute(symbol, minuteMs), ms);
    }
    return null;
  }

  /** Start of the next minute with ticks at or after `minuteMs`; looks five days ahead, then gives up with null. */
  nextMinuteMs(symbol: string, minuteMs: number): number | null {
    const at = shapeIndex(symbol);
    let ms = Math.max(minuteMs, FIRST_DAY * DAY_MS);
    const end = ms + 5 * DAY_MS;
    while (ms < end) {
      const day = Math.floor(ms / DAY_MS);
      const table = this.#table(day, at);
      if (table === null) {
        ms = (day + 1) * DAY_MS;
        continue;
      }
      const minute = Math.floor((ms - day * DAY_MS) / MINUTE_MS);
      if ((table[minute * CELLS + 4] as number) > 0) return ms;
      ms += MINUTE_MS;
    }
    return null;
  }

  // --- days

  #table(day: number, at: number): MinuteTable | null {
    if (day < FIRST_DAY || at < 0 || isWeekend(day)) return null;
    let tables = this.#days.get(day);
    if (tables === undefined) {
      tables = this.#drawDay(day);
      this.#days.set(day, tables);
      this.#keepHours(day, tables);
      if (this.#days.size > DAYS_KEPT) this.#days.delete(this.#days.keys().next().value as number);
    }
    return tables[at] ?? null;
  }

  #drawDay(day: number): readonly MinuteTable[] {
    const news = this.newsOf(day);
    const factors = FACTORS.map((factor, i) => drawFactorDay(new Random(this.#seedOf(2, day, i)), news, factor));
    const index = tradingIndex(day);
    this.#extendChain(index + 1);
    return SHAPES.map((shape, at) => {
      const gap = weekdayOf(day) === 5 ? this.#weekendGap(day, at) : 0;
      const from = (this.#chain[index] as Float64Array)[at] as number;
      const to = ((this.#chain[index + 1] as Float64Array)[at] as number) - gap;
      const table = drawMinutes(new Random(this.#seedOf(4, day, at)), shape, factors, news, from, to);
      if (this.#bend !== null) bendTable(table, shape.symbol, day, this.#bend);
      return table;
    });
  }

  // The jump from Friday's close to Monday's open, in logs.
  #weekendGap(day: number, at: number): number {
    const shape = SHAPES[at] as SymbolShape;
    return 0.18 * shape.dayVolatility * drawGaussian(new Random(this.#seedOf(5, day, at)));
  }

  #extendChain(index: number): void {
    if (this.#chain.length === 0) this.#chain.push(Float64Array.from(SHAPES, (shape) => log(shape.startPrice)));
    while (this.#chain.length <= index) {
      const n = this.#chain.length;
      const before = this.#chain[n - 1] as Float64Array;
      const random = new Random(this.#seedOf(6, n, 0));
      const draws = FACTORS.map(() => drawGaussian(random));
      this.#chain.push(Float64Array.from(SHAPES, (shape, at) => {
        const move = FACTORS.reduce((sum, factor, i) => sum + shape.weights[factor] * (draws[i] as number), 0);
        const here = before[at] as number;
        // a slow pull home keeps years of days within reach of the first price
        return here + shape.dayVolatility * move - 0.012 * (here - log(shape.startPrice));
      }));
    }
  }

  #minuteBars(day: number, at: number, lengthMs: number): readonly BarRow[] {
    const table = this.#table(day, at);
    return table === null ? [] : tableBars(table, day, SHAPES[at] as SymbolShape, lengthMs);
  }

  // Hours are kept for every day ever drawn: long histories of H1, H4 and D1 draw each day once.
  #keepHours(day: number, tables: readonly MinuteTable[]): void {
    tables.forEach((table, at) => {
      this.#hours.set(
        `${String(at)}:${String(day)}`, tableBars(table, day, SHAPES[at] as SymbolShape, TIMEFRAME_MS.H1),
      );
    });
    while (this.#hours.size > 8000) this.#hours.delete(this.#hours.keys().next().value as string);
  }

  #hoursOf(day: number, at: number): readonly BarRow[] {
    const key = `${String(at)}:${String(day)}`;
    const known = this.#hours.get(key);
    if (known !== undefined) return known;
    this.#days.delete(day);
    return this.#table(day, at) === null ? [] : this.#hours.get(key) ?? [];
  }

  // One number below 2^53 for (seed, purpose, place, symbol): 20 + 3 + 27 + 3 bits.
  #seedOf(purpose: number, place: number, at: number): number {
    return ((this.#seed * 8 + purpose) * 0x8000000 + (place % 0x8000000)) * 8 + at;
  }
}

function shapeIndex(symbol: string): number {
  return SHAPES.findIndex((shape) => shape.symbol === symbol);
}

function isWeekend(day: number): boolean {
  const weekday = weekdayOf(day);
  return weekday === 0 || weekday === 6;
}

/** Trading days since FIRST_DAY, which is a Monday. */
function tradingIndex(day: number): number {
  const since = day - FIRST_DAY;
  return Math.floor(since / 7) * 5 + (since % 7);
}

function bendTable(table: MinuteTable, symbol: string, day: number, bend: Bend): void {
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const points = Math.round(bend(symbol, day * DAY_MS + minute * MINUTE_MS));
    if (points === 0) continue;
    for (let cell = 0; cell < 4; cell += 1) {
      const at = minute * CELLS + cell;
      table[at] = Math.max(1, (table[at] as number) + points);
    }
  }
}

// The standard deviation of a calm minute of intensity 1, as a share of the day's: the day's variance is the sum of its
// minutes', and moods, regimes and drift make minutes on average 1.6 times as wild as calm ones.
function calmMinute(shape: SymbolShape): number {
  let sum = 0;
  for (let minute = shape.restMinutes; minute < MINUTES; minute += 1) {
    const busy = intensityOf(shape, minute);
    sum += busy * busy;
  }
  return shape.dayVolatility / (1.6 * Math.sqrt(sum));
}

function drawMinutes(
  random: Random, shape: SymbolShape, factors: readonly FactorDay[], news: readonly News[], from: number, to: number,
): MinuteTable {
  const calm = calmMinuteOf(shape);
  const path = new Float64Array(MINUTES);
  const sigma = new Float64Array(MINUTES);
  let level = 0;
  let variance = 0;
  for (let minute = shape.restMinutes; minute < MINUTES; minute += 1) {
    const busy = intensityOf(shape, minute) * calm;
    let move = 0;
    let wild = 0;
    FACTORS.forEach((factor, i) => {
      const weight = shape.weights[factor];
      const day = factors[i] as FactorDay;
      move += weight * (day.moves[minute] as number);
      wild += weight * weight * (day.wildness[minute] as number) * (day.wildness[minute] as number);
    });
    level += busy * move;
    variance += busy * busy * wild;
    path[minute] = level;
    sigma[minute] = busy * Math.sqrt(wild);
  }
  // Bend the path so that it ends where the next day begins, more where it moved more.
  const miss = to - from - level;
  const table = new Int32Array(MINUTES * CELLS);
  let passed = 0;
  let last = Math.round(exp(from) / shape.point);
  for (let minute = shape.restMinutes; minute < MINUTES; minute += 1) {
    const spread = (sigma[minute] as number);
    passed += spread * spread;
    const price = exp(from + (path[minute] as number) + miss * (passed / variance));
    last = drawMinute(random, shape, table, minute, last, Math.round(price / shape.point), spread, news);
  }
  return table;
}

/** Fills one minute's cells; returns its close in points. */
function drawMinute(
  random: Random, shape: SymbolShape, table: MinuteTable, minute: number, before: number, close: number, sigma: number,
  news: readonly News[],
): number {
  const open = before + (random.nextChance(0.35) ? random.nextInt(-1, 1) : 0);
  const wide = sigma * before;
  // The extremes of a Brownian bridge from open to close: both follow from one uniform number each.
  const reach = (unit: number) => Math.sqrt((close - open) * (close - open) - 2 * wide * wide * log(unit));
  const high = Math.max(open, close, Math.round((open + close + reach(1 - random.nextUnit())) / 2));
  const low = Math.min(open, close, Math.round((open + close - reach(1 - random.nextUnit())) / 2));
  const busy = intensityOf(shape, minute);
  const excitement = Math.min(1.7, 0.7 + 0.3 * ((high - low) / Math.max(1, 1.6 * calmMinuteOf(shape) * before * busy)));
  const ticks = Math.round(60 * shape.ticksPerS * busy * excitement * (0.75 + 0.5 * random.nextUnit()));
  const at = minute * CELLS;
  table[at] = open;
  table[at + 1] = high;
  table[at + 2] = low;
  table[at + 3] = close;
  table[at + 4] = Math.max(8, Math.min(420, ticks));
  table[at + 5] = drawSpread(random, shape, minute, news);
  return close;
}

const CALM = new Map<string, number>();

function calmMinuteOf(shape: SymbolShape): number {
  let calm = CALM.get(shape.symbol);
  if (calm === undefined) {
    calm = calmMinute(shape);
    CALM.set(shape.symbol, calm);
  }
  return calm;
}

function drawSpread(random: Random, shape: SymbolShape, minute: number, news: readonly News[]): number {
  const busy = intensityOf(shape, minute);
  let factor = busy >= 0.9 ? 1 : 1 + (0.9 - busy) * 1.1;
  const toMidnight = Math.min(minute - shape.restMinutes, MINUTES - minute);
  if (toMidnight <= 6) factor *= 3.5;
  else if (toMidnight <= 20) factor *= 2;
  for (const one of news) {
    const since = minute - one.minute;
    if (shape.weights[one.factor] !== 0 && since >= -1 && since <= 4) factor *= since <= 1 ? 3 : 1.6;
  }
  const points = shape.spreadPoints * factor * (0.85 + 0.35 * random.nextUnit());
  return Math.max(1, Math.round(points));
}

function tableBars(table: MinuteTable, day: number, shape: SymbolShape, lengthMs: number): readonly BarRow[] {
  const step = lengthMs / MINUTE_MS;
  const out: BarRow[] = [];
  const price = (points: number) => toPrice(shape, points);
  for (let start = 0; start < MINUTES; start += step) {
    let open = 0, high = 0, low = 0, close = 0, ticks = 0, spread = 0;
    for (let minute = start; minute < start + step; minute += 1) {
      const at = minute * CELLS;
      const count = table[at + 4] as number;
      if (count === 0) continue;
      if (ticks === 0) {
        open = table[at] as number;
        high = table[at + 1] as number;
        low = table[at + 2] as number;
      }
      high = Math.max(high, table[at + 1] as number);
      low = Math.min(low, table[at + 2] as number);
      close = table[at + 3] as number;
      spread = table[at + 5] as number;
      ticks += count;
    }
    if (ticks === 0) continue;
    out.push({
      t: day * 86_400 + start * 60, open: price(open), high: price(high), low: price(low), close: price(close),
      tickVolume: ticks, spread,
    });
  }
  return out;
}

/** Whole points as the number nearest to their decimal text. */
function toPrice(shape: SymbolShape, points: number): number {
  return points / Math.round(1 / shape.point);
}

/** Bars of `lengthS` seconds out of shorter ones of one broker day. */
export function mergeBars(rows: readonly BarRow[], lengthS: number): readonly BarRow[] {
  const out: BarRow[] = [];
  for (const row of rows) {
    const t = Math.floor(row.t / lengthS) * lengthS;
    const last = out[out.length - 1];
    if (last?.t !== t) {
      out.push({ ...row, t });
    } else {
      out[out.length - 1] = {
        t, open: last.open, high: Math.max(last.high, row.high), low: Math.min(last.low, row.low), close: row.close,
        tickVolume: last.tickVolume + row.tickVolume, spread: row.spread,
      };
    }
  }
  return out;
}
