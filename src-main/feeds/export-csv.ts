// Writes stored bars and ticks as CSV: shortest exact decimals, UTC times, one page in memory at a time.

import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { fail, ok, type Result } from '#core/base';
import type { Bar, Timeframe } from '#core/model';
import type { TickRow } from '#main/stores';
import type { MarketStore } from '#main/stores';
import { formatDecimal } from './decimal.ts';
import { IMPORT_FEED } from './engine-target.ts';
import { BAR_HEADER, TICK_HEADER } from './layout.ts';
import { formatStamp } from './stamp.ts';

export interface ExportRequest {
  readonly symbol: string;
  readonly timeframe: Timeframe | 'tick';
  /** UTC ms, inclusive and exclusive; null for all. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly out: string;
}

export interface ExportReport {
  readonly path: string;
  readonly rows: number;
  readonly from: number | null;
  readonly to: number | null;
}

/** The part of the store that is read. */
export type ExportStore = Pick<MarketStore, 'bars' | 'ticks' | 'symbols'>;

const PAGE_ROWS = 10_000;

/** One bar as a line of the export. */
export function formatBar(bar: Bar): string {
  const spread = bar.spread === null ? '' : formatDecimal(bar.spread);
  return `${formatStamp(bar.time)},${formatDecimal(bar.open)},${formatDecimal(bar.high)},${formatDecimal(bar.low)},`
    + `${formatDecimal(bar.close)},${formatDecimal(bar.tickVolume)},${spread},${formatDecimal(bar.realVolume)}`;
}

/** One tick as a line of the export. */
export function formatTick(tick: TickRow): string {
  return `${formatStamp(tick.time)},${formatDecimal(tick.bid)},${formatDecimal(tick.ask)},${formatDecimal(tick.last)},`
    + `${formatDecimal(tick.volume)},${formatDecimal(tick.flags)}`;
}

/**
 * Writes `request.out`; the file appears whole or not at all. Fails with WEB_SYMBOL_UNKNOWN where nothing is stored
 * for the symbol, with EXPORT_FILE_UNWRITABLE where the file cannot be written.
 */
export async function exportCsv(request: ExportRequest, store: ExportStore): Promise<Result<ExportReport>> {
  const known = (await store.symbols()).find((entry) => entry.symbol === request.symbol);
  if (known === undefined) return fail(
    'WEB_SYMBOL_UNKNOWN', `There is no data for ${request.symbol} in this data folder.`,
  );
  // What a broker sent goes before what a file said.
  const feeds = [...known.feeds].sort((a, b) => Number(a === IMPORT_FEED) - Number(b === IMPORT_FEED));
  const pages = request.timeframe === 'tick' ? tickPages(request, store, feeds) : barPages(
    request, request.timeframe, store, feeds,
  );
  const draft = `${request.out}.${String(process.pid)}.part`;
  try {
    const report = await writePages(pages, request.timeframe === 'tick' ? TICK_HEADER : BAR_HEADER, draft);
    await rename(draft, request.out);
    return ok({ ...report, path: request.out });
  } catch (error) {
    await rm(draft, { force: true });
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (typeof code !== 'string') throw error;
    return fail('EXPORT_FILE_UNWRITABLE', `${request.out} cannot be written (${code}).`);
  }
}

interface Page {
  readonly lines: readonly string[];
  readonly times: readonly number[];
}

async function writePages(
  pages: AsyncGenerator<Page>, header: string, path: string,
): Promise<Omit<ExportReport, 'path'>> {
  const file = createWriteStream(path, { flags: 'wx' });
  const closed = finished(file);
  // A failed write rejects `closed`; nobody may be waiting for it at that moment.
  closed.catch(() => undefined);
  let rows = 0;
  let from: number | null = null;
  let to: number | null = null;
  file.write(`${header}\n`);
  for await (const { lines, times } of pages) {
    rows += lines.length;
    from ??= times[0] ?? null;
    to = times[times.length - 1] ?? to;
    if (lines.length > 0 && !file.write(`${lines.join('\n')}\n`)) await Promise.race([once(file, 'drain'), closed]);
  }
  file.end();
  await closed;
  return { rows, from, to };
}

async function* barPages(
  request: ExportRequest, timeframe: Timeframe, store: ExportStore, feeds: readonly string[],
): AsyncGenerator<Page> {
  let fromMs = request.fromMs;
  for (;;) {
    const page = await store.bars(
      { symbol: request.symbol, timeframe, fromMs, toMs: request.toMs, limit: PAGE_ROWS }, feeds,
    );
    yield { lines: page.items.map(formatBar), times: page.items.map((bar) => bar.time) };
    if (page.next === null) return;
    fromMs = Number(page.next);
  }
}

async function* tickPages(request: ExportRequest, store: ExportStore, feeds: readonly string[]): AsyncGenerator<Page> {
  let cursor: string | null = null;
  for (;;) {
    const page = await store.ticks({
      symbol: request.symbol, fromMs: request.fromMs, toMs: request.toMs, limit: PAGE_ROWS, cursor,
    }, feeds);
    // A cursor of the store's own is never bad.
    if (!page.ok) throw new Error(page.error.text);
    yield { lines: page.value.items.map(formatTick), times: page.value.items.map((tick) => tick.time) };
    if (page.value.next === null) return;
    cursor = page.value.next;
  }
}
