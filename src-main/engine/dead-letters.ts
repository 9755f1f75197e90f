// What could not be read goes from the journal into the store, where it can be looked at.

import type { JournalEvent } from '#core/model';
import type { MarketStore } from '#main/stores';

export function storeDeadLetters(store: MarketStore, events: readonly JournalEvent[]): void {
  for (const { seq, ts, body } of events) {
    if (body.kind !== 'Quarantined') continue;
    store.putDeadLetter(seq, { code: body.code, reason: body.reason, source: body.source, time: ts, raw: body.raw });
  }
}
