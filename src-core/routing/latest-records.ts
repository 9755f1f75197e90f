// The newest of what terminals and feeders said, by what it is about: for stages that read calendar, news, flows and
// the like. Memory is bounded by type; the oldest goes first.
//
// Invariants: a function of the events alone; what was computed stands here with its origin and its sender, and
// nowhere else: it never becomes a fact about the broker.

import type { CalendarRow, DataRecord, DataRecordType } from '#core/model';

export type RecordOf<T extends DataRecordType> = Extract<DataRecord, { readonly type: T }>;

/** A record with whence and when it came. */
export interface Kept<R> {
  /** `login@server` of the session it came over. */
  readonly account: string;
  /** Host clock, UTC ms. */
  readonly atMs: number;
  readonly record: R;
}

type Kind = Exclude<DataRecordType, 'calendar'>;

/** Most of each that are kept. */
const KEPT_MAX = {
  central_bank: 200, news: 500, flow: 256, book: 256, signal: 500, sentiment: 256, pattern: 500, performance: 64,
  correlation: 32,
} as const satisfies Record<Kind, number>;
const CALENDAR_ROWS_MAX = 5_000;

export interface LatestRecordsState {
  readonly calendar: readonly Kept<CalendarRow>[];
  readonly records: readonly (readonly [key: string, kept: Kept<DataRecord>])[];
}

/** What a record is about: a newer one of the same key takes its place. */
function keyOf(record: DataRecord, account: string): string {
  switch (record.type) {
    case 'calendar': return '';
    case 'central_bank': return `${record.origin} ${record.bank} ${record.kind} ${record.rows[0]?.id ?? ''}`;
    case 'news': return `${record.origin} ${record.source} ${record.id}`;
    case 'flow': return `${account} ${record.origin} ${record.symbol}`;
    case 'book': return `${account} ${record.symbol}`;
    case 'signal': return `${account} ${record.origin} ${record.id}`;
    case 'sentiment': return `${record.origin} ${record.basis} ${record.scope}`;
    case 'pattern':
      return `${account} ${record.origin} ${record.symbol} ${record.timeframe} ${record.name} ${String(record.from)}`;
    case 'performance': return `${account} ${record.origin}`;
    case 'correlation': return `${account} ${record.origin} ${record.timeframe}`;
  }
}

export class LatestRecords {
  readonly #calendar = new Map<string, Kept<CalendarRow>>();
  readonly #records = new Map<Kind, Map<string, Kept<DataRecord>>>();

  constructor(state: LatestRecordsState | null = null) {
    for (const kept of state?.calendar ?? []) this.#calendar.set(kept.record.id, kept);
    for (const [key, kept] of state?.records ?? []) this.#mapOf(kept.record.type as Kind).set(key, kept);
  }

  /** Takes one record of the session `account` at `atMs`, host clock, UTC ms. */
  take(record: DataRecord, account: string, atMs: number): void {
    if (record.type === 'calendar') {
      for (const row of record.rows) this.#takeRow(row, account, atMs);
      return;
    }
    if (record.type === 'central_bank') {
      for (const row of record.rows) this.#takeRow(row, account, atMs);
    }
    const map = this.#mapOf(record.type);
    put(map, keyOf(record, account), { account, atMs, record }, KEPT_MAX[record.type]);
  }

  /** Calendar rows by id, in the order they were last told. */
  get calendar(): ReadonlyMap<string, Kept<CalendarRow>> {
    return this.#calendar;
  }

  /** The newest of one type, oldest first. */
  of<T extends Kind>(type: T): readonly Kept<RecordOf<T>>[] {
    return [...this.#mapOf(type).values()] as unknown as readonly Kept<RecordOf<T>>[];
  }

  state(): LatestRecordsState {
    return {
      calendar: [...this.#calendar.values()],
      records: [...this.#records.values()].flatMap((map) => [...map]),
    };
  }

  #takeRow(row: CalendarRow, account: string, atMs: number): void {
    const known = this.#calendar.get(row.id);
    if (known !== undefined && known.record.rev > row.rev) return;
    put(this.#calendar, row.id, { account, atMs, record: row }, CALENDAR_ROWS_MAX);
  }

  #mapOf(type: Kind): Map<string, Kept<DataRecord>> {
    let map = this.#records.get(type);
    if (map === undefined) {
      map = new Map();
      this.#records.set(type, map);
    }
    return map;
  }
}

function put<V>(map: Map<string, V>, key: string, value: V, max: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > max) map.delete(map.keys().next().value as string);
}
