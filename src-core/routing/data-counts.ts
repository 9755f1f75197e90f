// How much came of each data type: messages received, taken, and dead, and the rows in them. Folded from the journal,
// so that a restart knows what its counts were.
//
// Invariant: received = accepted + dead. A repeat of what is stored, or ticks that do not fit the cursor yet, are not
// counted before they are one of the two.

import type { EventBody } from '#core/model';
import { DATA_TYPES, recordTypeOf, routeOfRecord, type DataType } from './data-types.ts';

export interface DataCount {
  readonly accepted: number;
  readonly dead: number;
  /** Ticks, bars or calendar rows in what was accepted; otherwise one for each message. */
  readonly rows: number;
  /** Host clock of the newest message taken, UTC ms; null before the first. */
  readonly lastMs: number | null;
}

export type CountKey = DataType | 'link' | 'unknown';

export type DataCountsState = readonly (readonly [
  key: CountKey, accepted: number, dead: number, rows: number, lastMs: number | null,
])[];

interface Tally {
  accepted: number;
  dead: number;
  rows: number;
  lastMs: number | null;
}

/** `unknown`: dead letters whose type could not be read, or is none of ours. */
const KEYS: readonly CountKey[] = [...DATA_TYPES, 'link', 'unknown'];

export class DataCounts {
  readonly #tallies = new Map<CountKey, Tally>(
    KEYS.map((key) => [key, { accepted: 0, dead: 0, rows: 0, lastMs: null }]),
  );

  constructor(state: DataCountsState = []) {
    for (const [key, accepted, dead, rows, lastMs] of state) this.#tallies.set(key, { accepted, dead, rows, lastMs });
  }

  get counts(): ReadonlyMap<CountKey, DataCount> {
    return this.#tallies;
  }

  /** Counts one event at `ts`, host clock, UTC ms. Facts of the engine's own are not counted. */
  take(body: EventBody, ts: number): void {
    if (body.kind === 'Quarantined') {
      const tally = this.#of(routeOfRecord(body.of ?? '')?.dataType ?? 'unknown');
      tally.dead += 1;
      return;
    }
    if (body.kind === 'SignalOpened' || body.kind === 'SignalClosed') return;
    const carried = recordTypeOf(body.kind);
    const type = carried === 'record' && body.kind === 'RecordReceived' ? body.record.type : carried;
    const route = type === null ? null : routeOfRecord(type);
    if (route === null) return;
    const tally = this.#of(route.dataType);
    tally.accepted += 1;
    tally.rows += rowsOf(body);
    tally.lastMs = ts;
  }

  state(): DataCountsState {
    return [...this.#tallies].map(([key, { accepted, dead, rows, lastMs }]) => [key, accepted, dead, rows, lastMs]);
  }

  #of(key: CountKey): Tally {
    return this.#tallies.get(key) as Tally;
  }
}

function rowsOf(body: EventBody): number {
  switch (body.kind) {
    case 'TicksReceived':
    case 'HistoryTicksReceived':
    case 'TicksImported': return body.ticks.brokerMs.length;
    case 'BarsReceived':
    case 'HistoryBarsReceived':
    case 'BarsImported': return body.bars.length;
    case 'HistoryDealsReceived': return body.deals.length;
    case 'HistoryOrdersReceived': return body.orders.length;
    case 'RecordReceived': return body.record.type === 'calendar' ? body.record.rows.length : 1;
    default: return 1;
  }
}
