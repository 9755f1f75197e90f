// What passes between the journal's main side and its writer thread.

import type { Failure } from '#core/base';
import type { JournalEvent } from '#core/model';
import type { JournalFault } from '#core/ports';

export interface WriterData {
  readonly dataDir: string;
  readonly pageCountMax: number | null;
}

/** A batch to append, or the wish to end. */
export type ToWriter = readonly JournalEvent[] | 'close';

export type FromWriter =
  | { readonly type: 'opened'; readonly headSeq: number }
  | { readonly type: 'refused'; readonly failure: Failure }
  | { readonly type: 'committed'; readonly seq: number }
  | { readonly type: 'fault'; readonly fault: JournalFault };
