// Recorded files as tick rows, streamed: `epoch_ms,bid,ask` ticks and `time,open,high,low,close[,…,spread]` M1 bars,
// plain or gzip. A bar becomes four ticks (open, the nearer extreme, the other, close) at its 1st, 20th, 40th and last
// second. Bad lines are counted, never fatal.

import { open } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { fail, ok, type Result } from '#core/base';
import type { TickRow } from '#core/terminal';

export interface RecordFile {
  readonly kind: 'ticks' | 'bars';
  /** Most decimals of a price in the file's first part. */
  readonly digits: number;
  readonly bytesTotal: number;
  readonly progress: RecordProgress;
  /** Rows in batches, in the order of the file. `point` turns a bar's spread into a price. */
  rows(point: number): AsyncGenerator<readonly TickRow[]>;
  /** Stops reading and lets go of the file. */
  close(): void;
}

export interface RecordProgress {
  bytesRead: number;
  rejected: number;
  /** Line numbers of the first few rejected lines. */
  readonly rejectedLines: number[];
}

interface Columns {
  readonly separator: string;
  readonly kind: 'ticks' | 'bars';
  readonly time: number;
  /** bid, ask; or open, high, low, close. */
  readonly prices: readonly number[];
  readonly spread: number;
}

const REJECTED_SHOWN = 5;
const DEFAULT_SPREAD_POINTS = 10;

/** Opens a file and reads enough of it to know what it is. Fails with IMPORT_FILE_UNREADABLE. */
export async function openRecord(path: string): Promise<Result<RecordFile>> {
  let isGzip: boolean;
  let bytesTotal: number;
  try {
    const handle = await open(path, 'r');
    try {
      const head = Buffer.alloc(2);
      await handle.read(head, 0, 2, 0);
      isGzip = head[0] === 0x1f && head[1] === 0x8b;
      bytesTotal = (await handle.stat()).size;
    } finally {
      await handle.close();
    }
  } catch (error) {
    return fail('IMPORT_FILE_UNREADABLE', `${path} cannot be read (${reasonOf(error)}).`);
  }
  const progress: RecordProgress = { bytesRead: 0, rejected: 0, rejectedLines: [] };
  const raw = createReadStream(path, { highWaterMark: 1 << 17 });
  raw.on('data', (chunk) => { progress.bytesRead += chunk.length; });
  const stream = isGzip ? raw.pipe(createGunzip()) : raw;
  raw.on('error', (error) => { if (stream !== raw) stream.destroy(error); });
  const lines = textLines(stream);
  const first: string[] = [];
  try {
    const batch = await lines.next();
    if (batch.done !== true) first.push(...batch.value);
  } catch (error) {
    raw.destroy();
    return fail('IMPORT_FILE_UNREADABLE', `${path} cannot be read (${reasonOf(error)}).`);
  }
  const columns = sniffColumns(first[0] ?? '');
  if (columns === null) {
    raw.destroy();
    const text = `${path}: the first line is neither "epoch_ms,bid,ask" nor "time,open,high,low,close".`;
    return fail('IMPORT_FILE_UNREADABLE', text);
  }
  const file: RecordFile = {
    kind: columns.kind, digits: digitsOf(first, columns), bytesTotal, progress,
    rows: (point) => readRows(first, lines, columns, point, progress),
    close: () => { raw.destroy(); },
  };
  return ok(file);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function* textLines(stream: AsyncIterable<unknown>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const text = rest + decoder.decode(chunk as Uint8Array, { stream: true });
    const lines = text.split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
  }
  if (rest !== '') yield [rest];
}

function sniffColumns(header: string): Columns | null {
  const separator = header.includes('\t') ? '\t' : header.includes(';') ? ';' : ',';
  const names = header.replace(/^\ufeff/, '').trim().toLowerCase().replace(/[<>"]/g, '').split(separator);
  const at = (...known: readonly string[]) => names.findIndex((name) => known.includes(name));
  const time = at('epoch_ms', 'time', 'timestamp', 'datetime', 'time_msc');
  if (time < 0) return null;
  const ticks = [at('bid'), at('ask')];
  if (ticks.every((index) => index >= 0)) return { separator, kind: 'ticks', time, prices: ticks, spread: -1 };
  const bars = [at('open'), at('high'), at('low'), at('close')];
  if (bars.some((index) => index < 0)) return null;
  return { separator, kind: 'bars', time, prices: bars, spread: at('spread') };
}

function digitsOf(lines: readonly string[], columns: Columns): number {
  let most = 0;
  for (const line of lines.slice(1, 5000)) {
    const cells = line.split(columns.separator);
    for (const index of columns.prices) {
      const text = (cells[index] ?? '').trim();
      const dot = text.indexOf('.');
      if (dot >= 0) most = Math.max(most, Math.min(8, text.length - dot - 1));
    }
  }
  return most;
}

async function* readRows(
  first: readonly string[], lines: AsyncGenerator<readonly string[]>, columns: Columns, point: number,
  progress: RecordProgress,
): AsyncGenerator<readonly TickRow[]> {
  let number = 1;
  const parse = (batch: readonly string[], from: number): readonly TickRow[] => {
    const rows: TickRow[] = [];
    for (let i = from; i < batch.length; i += 1) {
      number += 1;
      const line = batch[i] as string;
      if (line === '' || line === '\r') continue;
      if (readLine(line, columns, point, rows)) continue;
      progress.rejected += 1;
      if (progress.rejectedLines.length < REJECTED_SHOWN) progress.rejectedLines.push(number);
    }
    return rows;
  };
  yield parse(first, 1);
  for await (const batch of lines) yield parse(batch, 0);
}

function readLine(line: string, columns: Columns, point: number, into: TickRow[]): boolean {
  const cells = line.split(columns.separator);
  const msc = readTime((cells[columns.time] ?? '').trim());
  if (msc === null) return false;
  const prices: number[] = [];
  for (const index of columns.prices) {
    const text = (cells[index] ?? '').trim();
    const value = text === '' ? NaN : Number(text);
    if (!(value > 0) || !Number.isFinite(value)) return false;
    prices.push(value);
  }
  if (columns.kind === 'ticks') {
    const [bid, ask] = prices as [number, number];
    into.push({ msc, bid, ask });
    return true;
  }
  const [open, high, low, close] = prices as [number, number, number, number];
  if (high < Math.max(open, close) || low > Math.min(open, close)) return false;
  const given = columns.spread < 0 ? 0 : Number(cells[columns.spread]);
  const spread = given > 0 ? given : DEFAULT_SPREAD_POINTS;
  const path = close >= open ? [open, low, high, close] : [open, high, low, close];
  const scale = Math.round(1 / point);
  [0, 20_000, 40_000, 59_999].forEach((after, i) => {
    const bid = path[i] as number;
    into.push({ msc: msc + after, bid, ask: Math.round(bid * scale + spread) / scale });
  });
  return true;
}

// date, then perhaps hours and minutes, seconds, their fraction, and a zone
const ISO_TIME =
  /^(\d{4})[-.](\d\d)[-.](\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** UTC ms of epoch milliseconds, epoch seconds, or an ISO time (UTC where it names no zone). */
function readTime(text: string): number | null {
  if (/^\d{9,14}(\.\d+)?$/.test(text)) {
    const value = Number(text);
    return Math.round(value < 1e11 ? value * 1000 : value);
  }
  const iso = ISO_TIME.exec(text);
  if (iso === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', milli = '0', zone = 'Z'] = iso;
  const utc = Date.UTC(
    Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second),
    Number(milli.padEnd(3, '0')),
  );
  if (Number.isNaN(utc)) return null;
  if (zone === 'Z') return utc;
  const sign = zone.startsWith('-') ? 1 : -1;
  return utc + sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
}
