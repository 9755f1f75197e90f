// A recorded file as a terminal's price source: rows come in from a reader, and happen as they are sent. Only what the
// server has not confirmed (and what was read ahead) is held.
//
// Invariants: rows are in the order of the file; a row whose time goes back is refused and counted; the broker sees
// each row once.

import type { Instrument, TickCursor } from '#core/model';
import type { BarRow, MarketSource, TickRow, TickVisitor } from './market-source.ts';

export interface RecordPace {
  readonly kind: 'clock' | 'max' | 'lockstep';
  /** File seconds a host second, for `clock`. */
  readonly speed: number;
}

const AHEAD_ROWS = 20_000;

export class RecordSource implements MarketSource {
  readonly clock = 'data';
  readonly offsetS = 0;
  readonly instruments: readonly Instrument[];
  readonly hasBars = false;
  readonly pace: 'clock' | 'max' | 'lockstep';
  readonly #symbol: string;
  readonly #speed: number;
  #rows: TickRow[] = [];
  /** File index of `#rows[0]`. */
  #base = 0;
  /** Rows below this file index have happened. */
  #taken = 0;
  #drained = 0;
  #isEnded = false;
  #hostMs: number | null = null;
  #clockMs: number | null = null;
  #newestMs = 0;
  #backwards = 0;
  /** Where the server's cursor stood: the index and the cursor that lead there. */
  #at: { readonly cursor: TickCursor; readonly index: number } | null = null;

  /** Rows the server had before this life and the broker had not seen. */
  #unshown: TickRow[] = [];
  readonly #shownMs: number;

  /** `shownMs`: newest row an earlier life's broker saw; null in a first life, whose broker begins at the cursor. */
  constructor(instrument: Instrument, pace: RecordPace, shownMs: number | null = null) {
    this.#shownMs = shownMs ?? Infinity;
    this.instruments = [instrument];
    this.#symbol = instrument.symbol;
    this.pace = pace.kind;
    this.#speed = pace.speed;
  }

  get nowMs(): number {
    return this.#newestMs;
  }

  /** Rows refused because their time goes back. */
  get backwards(): number {
    return this.#backwards;
  }

  /** True when more rows should be read now. */
  get wantsRows(): boolean {
    return !this.#isEnded && this.#base + this.#rows.length - this.#taken < AHEAD_ROWS;
  }

  get isEnded(): boolean {
    return this.#isEnded && this.#taken === this.#base + this.#rows.length;
  }

  push(rows: readonly TickRow[]): void {
    let last = this.#rows[this.#rows.length - 1]?.msc ?? 0;
    for (const row of rows) {
      if (row.msc < last) {
        this.#backwards += 1;
        continue;
      }
      last = row.msc;
      this.#rows.push(row);
    }
  }

  /** The file is over. */
  end(): void {
    this.#isEnded = true;
  }

  advance(hostMs: number): void {
    const passed = this.#hostMs === null ? 0 : Math.max(0, hostMs - this.#hostMs);
    this.#hostMs = hostMs;
    if (this.#clockMs !== null) this.#clockMs += passed * this.#speed;
  }

  // A server that stands further on than this life began: the record goes on there, and time does not wait for it.
  catchUp(brokerMs: number): void {
    if (this.#clockMs === null || this.#clockMs < brokerMs) this.#clockMs = brokerMs;
  }

  takeTicks(symbol: string, cursor: TickCursor | null, _fromBrokerMs: number, limit: number): readonly TickRow[] {
    const start = symbol === this.#symbol ? this.#indexAfter(cursor) : null;
    if (start === null) return [];
    const end = Math.min(this.#base + this.#rows.length, start + limit, this.#due());
    if (end <= start) return [];
    const rows = this.#rows.slice(start - this.#base, end - this.#base);
    this.#at = { cursor: cursorOver(cursor, rows), index: end };
    if (end > this.#taken) {
      if (this.#taken < start) this.#skip(start);
      this.#taken = end;
      this.#newestMs = (rows[rows.length - 1] as TickRow).msc;
    }
    return rows;
  }

  ticksAfter(symbol: string, cursor: TickCursor | null, fromBrokerMs: number, limit: number): readonly TickRow[] {
    if (symbol !== this.#symbol) return [];
    const happened = this.#rows.slice(0, Math.max(0, this.#taken - this.#base));
    let skip = cursor?.[1] ?? 0;
    const from = cursor?.[0] ?? fromBrokerMs;
    const out: TickRow[] = [];
    for (const row of happened) {
      if (row.msc < from || out.length >= limit) continue;
      if (cursor !== null && row.msc === from && skip > 0) skip -= 1;
      else out.push(row);
    }
    return out;
  }

  barsAfter(): readonly BarRow[] {
    return [];
  }

  formingBar(): BarRow | null {
    return null;
  }

  drain(visit: TickVisitor): void {
    for (const row of this.#unshown) visit(this.#symbol, row.msc, row.bid, row.ask);
    this.#unshown = [];
    for (let i = Math.max(this.#drained, this.#base); i < this.#taken; i += 1) {
      const row = this.#rows[i - this.#base] as TickRow;
      visit(this.#symbol, row.msc, row.bid, row.ask);
    }
    this.#drained = Math.max(this.#drained, this.#taken);
  }

  release(symbol: string, cursor: TickCursor): void {
    if (symbol !== this.#symbol || this.#rows.length < 4096) return;
    const index = this.#search(cursor);
    if (index === null) return;
    const gone = Math.min(index, this.#drained) - this.#base;
    if (gone < 4096) return;
    this.#rows = this.#rows.slice(gone);
    this.#base += gone;
  }

  /** File index (exclusive) of the rows whose time has come. */
  #due(): number {
    const all = this.#base + this.#rows.length;
    if (this.pace !== 'clock') return all;
    const first = this.#rows[Math.max(0, this.#taken - this.#base)];
    this.#clockMs ??= first?.msc ?? null;
    if (this.#clockMs === null) return 0;
    let index = Math.max(this.#base, this.#taken);
    while (index < all && (this.#rows[index - this.#base] as TickRow).msc <= this.#clockMs) index += 1;
    return index;
  }

  #indexAfter(cursor: TickCursor | null): number | null {
    if (cursor === null) return this.#base;
    const at = this.#at;
    if (at !== null && at.cursor[0] === cursor[0] && at.cursor[1] === cursor[1]) return at.index;
    const found = this.#search(cursor);
    if (found !== null) return found;
    // The cursor lies beyond what was read so far: what is here is known to the server; ask for more.
    this.#skip(this.#base + this.#rows.length);
    this.#taken = Math.max(this.#taken, this.#drained);
    this.#base = this.#taken;
    this.#rows = [];
    return null;
  }

  // Rows that the server has from an earlier life: a broker that goes on from then is shown what it missed.
  #skip(toIndex: number): void {
    for (let i = Math.max(this.#drained, this.#base); i < toIndex; i += 1) {
      const row = this.#rows[i - this.#base] as TickRow;
      if (row.msc > this.#shownMs) this.#unshown.push(row);
    }
    this.#drained = Math.max(this.#drained, toIndex);
  }

  /** File index after the cursor's row, null when the rows read so far end before it. */
  #search([msc, n]: TickCursor): number | null {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rows[middle] as TickRow).msc < msc) low = middle + 1;
      else high = middle;
    }
    if (low === this.#rows.length && !this.#isEnded) return null;
    let left = n;
    while (left > 0 && low < this.#rows.length && (this.#rows[low] as TickRow).msc === msc) {
      low += 1;
      left -= 1;
    }
    return this.#base + low;
  }
}

function cursorOver(cursor: TickCursor | null, rows: readonly TickRow[]): TickCursor {
  let [msc, n] = cursor ?? [0, 0];
  for (const row of rows) {
    n = row.msc === msc ? n + 1 : 1;
    msc = row.msc;
  }
  return [msc, n];
}
