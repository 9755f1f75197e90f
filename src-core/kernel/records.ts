// Records of the fourteen data types on their way through the kernel: counted, and the newest kept for stages to read.

import { isDataRecordType, readRecord } from '#core/intake';
import type { EventBody, JournalEvent } from '#core/model';
import { DataCounts, LatestRecords, type DataCountsState, type LatestRecordsState } from '#core/routing';

export interface RecordDeskState {
  readonly counts: DataCountsState;
  readonly latest: LatestRecordsState;
}

export class RecordDesk {
  readonly counts: DataCounts;
  readonly latest: LatestRecords;

  constructor(state: RecordDeskState | null = null) {
    this.counts = new DataCounts(state?.counts);
    this.latest = new LatestRecords(state?.latest);
  }

  /** `offsetS` is the sender's, for journals that hold a body as it was sent. */
  take({ body, ts }: JournalEvent, offsetS: (account: string) => number): void {
    const told = body.kind === 'RecordKept' ? asReceived(body, offsetS(body.wire.account)) : body;
    this.counts.take(told, ts);
    if (told.kind === 'RecordReceived') this.latest.take(told.record, told.wire.account, ts);
  }

  state(): RecordDeskState {
    return { counts: this.counts.state(), latest: this.latest.state() };
  }
}

/** Version 0.1.0 journaled bodies as they were sent: what fits the page of today is taken as today's. */
function asReceived(body: Extract<EventBody, { kind: 'RecordKept' }>, offsetS: number): EventBody {
  const { type, body: sent, wire } = body;
  if (!isDataRecordType(type) || typeof sent !== 'object' || sent === null) return body;
  const record = readRecord(type, sent as Readonly<Record<string, unknown>>, offsetS);
  return 'fault' in record ? body : { kind: 'RecordReceived', wire, record };
}
