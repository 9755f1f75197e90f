// What is stored of a series, and how bars made from ticks compare with the broker's own.

import type Database from 'better-sqlite3';
import { barSeriesId, toBar, type BarRow } from './market-tables.ts';
import type { BarComparison, BarTimes, SeriesSpan } from './market-types.ts';

const FROM_TICKS = 0;
const FROM_BROKER = 1;

/** See MarketStore.barTimes. */
export function queryTimes(db: Database.Database, span: SeriesSpan, feed: string): BarTimes {
  const series = barSeriesId(db, feed, span.symbol, span.timeframe);
  const rows = series === null ? [] : db.prepare(`SELECT time,
      max(source = ${String(FROM_TICKS)} AND partial = 0) AS tick,
      max(source = ${String(FROM_TICKS)} AND partial = 1) AS partial,
      max(source = ${String(FROM_BROKER)}) AS broker
    FROM bars WHERE series = ? AND time >= ? AND time < ? GROUP BY time ORDER BY time`)
    .all(series, span.fromMs, span.toMs) as { time: number; tick: number; partial: number; broker: number }[];
  return {
    times: rows.map(({ time }) => time), isTick: rows.map(({ tick }) => tick === 1),
    isPartial: rows.map(({ partial }) => partial === 1), isBroker: rows.map(({ broker }) => broker === 1),
  };
}

const SAME_PRICES = 'own.open = theirs.open AND own.high = theirs.high AND own.low = theirs.low'
  + ' AND own.close = theirs.close';
const BOTH = `FROM bars AS own JOIN bars AS theirs ON theirs.series = own.series AND theirs.time = own.time
  AND theirs.source = ${String(FROM_BROKER)}
  WHERE own.series = ? AND own.time >= ? AND own.time < ? AND own.source = ${String(FROM_TICKS)} AND own.partial = 0`;

/** See MarketStore.compareBars. */
export function compareBars(db: Database.Database, span: SeriesSpan, feed: string, limit: number): BarComparison {
  const series = barSeriesId(db, feed, span.symbol, span.timeframe);
  if (series === null) return { compared: 0, differentPrices: 0, differentVolumes: 0, items: [] };
  const at = [series, span.fromMs, span.toMs] as const;
  const counts = db.prepare(`SELECT count(*) AS compared, coalesce(sum(NOT (${SAME_PRICES})), 0) AS prices,
    coalesce(sum(${SAME_PRICES} AND own.tick_volume <> theirs.tick_volume), 0) AS volumes ${BOTH}`)
    .get(...at) as { compared: number; prices: number; volumes: number };
  const times = db.prepare(`SELECT own.time ${BOTH} AND (NOT (${SAME_PRICES}) OR own.tick_volume <> theirs.tick_volume)
    ORDER BY ${SAME_PRICES}, own.time DESC LIMIT ?`).pluck().all(...at, limit) as number[];
  const find = db.prepare('SELECT * FROM bars WHERE series = ? AND time = ? AND source = ?');
  const items = times.map((time) => ({
    own: toBar(find.get(series, time, FROM_TICKS) as BarRow),
    broker: toBar(find.get(series, time, FROM_BROKER) as BarRow),
  }));
  return { compared: counts.compared, differentPrices: counts.prices, differentVolumes: counts.volumes, items };
}
