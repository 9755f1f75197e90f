// Imports one file as a stream: lines -> rows -> order -> what is new -> batches of events. Memory does not grow with
// the file. Every row of the file is accepted, rejected with a code, or a duplicate: nothing else can happen to it.

import { fail, ok, type Failure, type Result } from '#core/base';
import { CODES, TIMEFRAME_MS, type Bar, type Code, type Timeframe } from '#core/model';
import type { TickRow } from '#main/stores';
import { findLayout, splitFields, type FormatName, type Layout } from './layout.ts';
import { LineSplitter, TOO_LONG, type Line } from './lines.ts';
import { isSameBar, isSameTick, RowOrder, sameBarTime, sameTickTime } from './order.ts';
import { PriceLevel } from './price-level.ts';
import type { Reject } from './reject.ts';
import { BarReader, TickReader, type RowReader } from './rows.ts';
import { openSource, SourceBroken, type TextSource } from './source.ts';
import { StoredRows, type ReadPage } from './stored-rows.ts';
import { makeZone, type Zone } from './zone.ts';

/** Rows of one event. */
const BATCH_ROWS = 5_000;
/** How many lines are looked at to find out what the file is. */
const SAMPLE_LINES = 20;

/** Where imported rows go, and what is there already. Times ascend. */
export interface ImportTarget<T> {
  /** Pages of stored rows from a time (UTC ms) on. */
  stored(fromMs: number): ReadPage<T>;
  /** Hands over new rows; waits where the disk is behind. */
  put(rows: readonly T[], file: string): Promise<Result<null>>;
}

export interface ImportRequest {
  readonly path: string;
  /** The name that events carry: the file's own, without its folder. */
  readonly name: string;
  /**
   * What the rows are kept as; absent where they are only read. Rows that name another pair, and bars of another
   * timeframe, are refused then.
   */
  readonly symbol?: string;
  readonly timeframe: Timeframe | 'tick';
  readonly format: FormatName;
  /** Zone of times without one; null leaves the source's convention, else UTC. */
  readonly zone: Zone | null;
}

export interface ImportHooks {
  /** Each rejected row, in the order of finding. */
  onReject?(line: number, code: Code, text: string): void;
  onProgress?(bytesRead: number, bytesTotal: number, rows: number): void;
  /** Asked between batches: true ends the import with what was stored so far. */
  isStopAsked?(): boolean;
}

export interface ImportReport {
  readonly path: string;
  /** null where the file was not understood. */
  readonly format: Layout['format'] | null;
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly duplicates: number;
  /** Times read that the zone's clock showed twice (clocks went back): taken in the order of the rows. */
  readonly twice: number;
  readonly reasons: Readonly<Record<string, number>>;
  /** Times of the first and last row kept or known already, UTC ms. */
  readonly from: number | null;
  readonly to: number | null;
  /** True where the user stopped it on the way. */
  readonly partial: boolean;
  /** Why the file was not read, or not to its end. */
  readonly error: Failure | null;
}

export function importTicks(
  request: ImportRequest, target: ImportTarget<TickRow>, hooks: ImportHooks,
): Promise<ImportReport> {
  return new FileImport<TickRow>(request, target, hooks, {
    makeReader: (layout, zone) => new TickReader(layout, zone, request.symbol), same: sameTickTime, isSame: isSameTick,
    priceOf: ({ bid }) => bid,
  }).run();
}

export function importBars(
  request: ImportRequest & { readonly timeframe: Timeframe }, target: ImportTarget<Bar>, hooks: ImportHooks,
): Promise<ImportReport> {
  return new FileImport<Bar>(request, target, hooks, {
    makeReader: (layout, zone) => new BarReader(layout, zone, request.symbol, request.timeframe), same: sameBarTime,
    isSame: isSameBar, priceOf: ({ close }) => close,
  }).run();
}

interface RowRules<T> {
  makeReader(layout: Layout, zone: Zone): RowReader<T>;
  readonly same: ConstructorParameters<typeof RowOrder<T & { readonly time: number }>>[0];
  isSame(first: T, second: T): boolean;
  priceOf(row: T): number;
}

/** Rows that tell the step of a thin market's bars by their shortest distance; of fewer, the common divisor tells. */
const ROWS_OF_STEP = 100;
const ROWS_OF_DIVISOR = 10;
const MINUTE_MS = 60_000;

// ms between bars that ascend; null where they are too few to tell.
function stepOf(times: readonly number[]): number | null {
  if (times.length < ROWS_OF_DIVISOR) return null;
  let divisor = 0;
  let shortest = Infinity;
  for (let at = 1; at < times.length; at += 1) {
    const step = (times[at] as number) - (times[at - 1] as number);
    shortest = Math.min(shortest, step);
    for (let rest = step; rest > 0;) [divisor, rest] = [rest, divisor % rest];
  }
  return times.length >= ROWS_OF_STEP ? shortest : divisor;
}

function sayStep(stepMs: number): string {
  const minutes = stepMs / MINUTE_MS;
  if (minutes % 1440 === 0) return `${minutes / 1440} days`;
  return minutes % 60 === 0 ? `${minutes / 60} hours` : `${minutes} minutes`;
}

class FileImport<T extends { readonly time: number }> {
  readonly #request: ImportRequest;
  readonly #target: ImportTarget<T>;
  readonly #hooks: ImportHooks;
  readonly #rules: RowRules<T>;
  readonly #order: RowOrder<T>;
  readonly #level: PriceLevel<T>;
  readonly #reasons: Record<string, number> = {};
  #layout: Layout | null = null;
  #zone: Zone | null = null;
  #reader: RowReader<T> | null = null;
  #sample: { readonly line: Line; readonly number: number }[] = [];
  #lineNumber = 0;
  /** Rows that stand and were not compared with the store yet. */
  #waiting: T[] = [];
  #fresh: T[] = [];
  #stored: StoredRows<T> | null = null;
  #rows = 0;
  #accepted = 0;
  #rejected = 0;
  #duplicates = 0;
  #fromMs: number | null = null;
  #toMs: number | null = null;
  #isStopped = false;
  #isBegun = false;

  constructor(request: ImportRequest, target: ImportTarget<T>, hooks: ImportHooks, rules: RowRules<T>) {
    this.#request = request;
    this.#target = target;
    this.#hooks = hooks;
    this.#rules = rules;
    this.#level = new PriceLevel<T>((row) => rules.priceOf(row), {
      keep: (row) => { this.#waiting.push(row); },
      refuse: (line, why) => { this.#refuse(line, why); },
    });
    this.#order = new RowOrder<T>(rules.same, {
      keep: (held) => {
        if (this.#layout?.isOwn === true) this.#waiting.push(held.row);
        else this.#level.next(held);
      },
      duplicate: (held) => { this.#countDuplicate(held.row); },
      refuse: (line, why) => { this.#refuse(line, why); },
    });
  }

  async run(): Promise<ImportReport> {
    const source = await openSource(this.#request.path);
    if (!source.ok) return this.#report(source.error);
    const done = await this.#readAll(source.value);
    return this.#report(done.ok ? null : done.error);
  }

  async #readAll(source: TextSource): Promise<Result<null>> {
    const splitter = new LineSplitter();
    try {
      for await (const text of source.chunks()) {
        const taken = await this.#takeLines(splitter.push(text));
        if (!taken.ok) return taken;
        this.#hooks.onProgress?.(source.bytesRead, source.bytesTotal, this.#rows);
        if (this.#isStopped) break;
      }
    } catch (error) {
      if (!(error instanceof SourceBroken)) throw error;
      // What came before the damage is sound and stays.
      const flushed = await this.#finish([]);
      // Where nothing was understood, the damage is why.
      return flushed.ok || this.#layout === null ? fail('IMPORT_FILE_UNREADABLE', error.message) : flushed;
    }
    return this.#finish(this.#isStopped ? [] : splitter.end());
  }

  async #finish(last: readonly Line[]): Promise<Result<null>> {
    const taken = await this.#takeLines(last);
    if (!taken.ok) return taken;
    if (this.#reader === null) {
      const understood = await this.#understand();
      if (!understood.ok) return understood;
    }
    this.#order.end();
    this.#level.end();
    return this.#flush(true);
  }

  async #takeLines(lines: readonly Line[]): Promise<Result<null>> {
    for (const line of lines) {
      if (this.#isStopped) break;
      this.#lineNumber += 1;
      if (this.#reader === null) {
        if (line === TOO_LONG || line.trim() !== '') this.#sample.push({ line, number: this.#lineNumber });
        if (this.#sample.length < SAMPLE_LINES) continue;
        const understood = await this.#understand();
        if (!understood.ok) return understood;
      } else this.#takeRow(this.#reader, line, this.#lineNumber);
      if (this.#waiting.length >= BATCH_ROWS) {
        const flushed = await this.#flush(false);
        if (!flushed.ok) return flushed;
        if (this.#hooks.isStopAsked?.() === true) this.#isStopped = true;
      }
    }
    return ok(null);
  }

  // Settles what the file is from its first lines, then takes them as rows.
  async #understand(): Promise<Result<null>> {
    const sample = this.#sample;
    this.#sample = [];
    const texts = sample.map(({ line }) => line).filter((line): line is string => line !== TOO_LONG);
    const kind = this.#request.timeframe === 'tick' ? 'tick' : 'bar';
    const layout = findLayout(texts, kind, this.#request.format);
    if (!layout.ok) return layout;
    const utc = makeZone('UTC');
    const zone = this.#request.zone ?? layout.value.zone ?? (utc.ok ? utc.value : null);
    if (zone === null) return fail('IMPORT_ZONE_UNKNOWN', CODES.IMPORT_ZONE_UNKNOWN.text);
    this.#layout = layout.value;
    this.#zone = zone;
    const reader = this.#rules.makeReader(layout.value, zone);
    this.#reader = reader;
    let isHeader = layout.value.hasHeader;
    for (const { line, number } of sample) {
      if (isHeader && line !== TOO_LONG) isHeader = false;
      else this.#takeRow(reader, line, number);
    }
    return ok(null);
  }

  #takeRow(reader: RowReader<T>, line: Line, number: number): void {
    if (line === TOO_LONG) {
      this.#rows += 1;
      this.#refuse(number, { code: 'IMPORT_LINE_TOO_LONG', text: CODES.IMPORT_LINE_TOO_LONG.text });
      return;
    }
    if (this.#layout === null || line.trim() === '') return;
    this.#rows += 1;
    const result = reader.read(splitFields(line, this.#layout.separator), this.#order.newestMs);
    if ('row' in result) this.#order.next(number, result.row);
    else this.#refuse(number, result.reject);
  }

  async #flush(isLast: boolean): Promise<Result<null>> {
    const waiting = this.#waiting;
    this.#waiting = [];
    const apart = this.#isBegun ? null : this.#whyApart(waiting);
    if (apart !== null) return apart;
    const first = waiting[0];
    if (first !== undefined) this.#stored ??= new StoredRows(this.#target.stored(first.time));
    for (const row of waiting) {
      const isKnown = this.#stored !== null && !this.#stored.isExhausted
        && await this.#stored.matches(row, (stored, fresh) => this.#rules.isSame(stored, fresh));
      if (isKnown) this.#countDuplicate(row);
      else this.#fresh.push(row);
    }
    while (this.#fresh.length >= BATCH_ROWS || (isLast && this.#fresh.length > 0)) {
      const rows = this.#fresh.splice(0, BATCH_ROWS);
      const put = await this.#target.put(rows, this.#request.name);
      if (!put.ok) return put;
      this.#accepted += rows.length;
      for (const row of [rows[0], rows[rows.length - 1]]) if (row !== undefined) this.#spread(row.time);
    }
    return ok(null);
  }

  // Bars of another timeframe would be stored as if of this one. Before the first row is stored.
  #whyApart(rows: readonly T[]): Result<null> | null {
    this.#isBegun = true;
    const { timeframe, symbol } = this.#request;
    if (timeframe === 'tick' || symbol === undefined) return null;
    const stepMs = stepOf(rows.map(({ time }) => time));
    if (stepMs === null || stepMs <= TIMEFRAME_MS[timeframe]) return null;
    return fail('IMPORT_TIMEFRAME_OTHER', `The bars are ${sayStep(stepMs)} apart, which is not ${timeframe}.`);
  }

  #countDuplicate(row: T): void {
    this.#duplicates += 1;
    this.#spread(row.time);
  }

  #refuse(line: number, why: Reject): void {
    this.#rejected += 1;
    this.#reasons[why.code] = (this.#reasons[why.code] ?? 0) + 1;
    this.#hooks.onReject?.(line, why.code, why.text);
  }

  #spread(timeMs: number): void {
    if (this.#fromMs === null || timeMs < this.#fromMs) this.#fromMs = timeMs;
    if (this.#toMs === null || timeMs > this.#toMs) this.#toMs = timeMs;
  }

  #report(error: Failure | null): ImportReport {
    return {
      path: this.#request.path, format: this.#layout?.format ?? null,
      // After a failure or a stop, rows read but neither stored nor refused are not counted: they were not dealt with.
      rows: this.#accepted + this.#rejected + this.#duplicates, accepted: this.#accepted, rejected: this.#rejected,
      duplicates: this.#duplicates, twice: this.#zone?.twice ?? 0, reasons: this.#reasons, from: this.#fromMs,
      to: this.#toMs,
      partial: this.#isStopped, error,
    };
  }
}
