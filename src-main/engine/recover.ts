// The kernel brought back to where the journal ends: the last snapshot of this engine and the journal's tail.
//
// What another engine decided is taken as fact. What this engine decided is judged again and must come out the same;
// where it does not, the record from there on is taken as it stands (what was sent was sent), and the difference is
// told, so that nothing new is opened before the trader has looked. A record is never replaced by a new judgement.

import { fail, isDeepEqual, ok, type Result } from '#core/base';
import { Grouping, Kernel, type ContextState } from '#core/kernel';
import type { FactBody, InputBody, JournalEvent } from '#core/model';
import type { MarketSink } from '#core/ports';
import { JournalBroken, type SqliteJournal } from '#main/journal';
import type { MarketStore } from '#main/stores';
import { storeDeadLetters } from './dead-letters.ts';

/** Inputs whose facts came out otherwise, and where the record was taken as it stands instead. */
export type ReplayDifference = Omit<Extract<InputBody, { kind: 'ReplayDiffered' }>, 'kind'>;

export interface Recovery {
  readonly events: number;
  readonly snapshotSeq: number;
  readonly differences: number;
  /** Where the record did not come out again under its own engine, and was taken as it stands; null where it did. */
  readonly replay: ReplayDifference | null;
  readonly notes: readonly string[];
}

interface RecoverParts {
  readonly journal: SqliteJournal;
  readonly store: MarketStore;
  readonly market: MarketSink;
  readonly engineHash: string;
}

type Group = NonNullable<ReturnType<Grouping['next']>>;
type Span = Pick<ReplayDifference, 'fromSeq' | 'toSeq'>;

/** Rows waiting in the store at which the way back pauses, so that memory stays level. */
const BACKLOG_ROWS_MAX = 200_000;

/** Fails with JOURNAL_CHAIN_BROKEN. */
export async function recover(
  parts: RecoverParts,
): Promise<Result<{ readonly kernel: Kernel; readonly recovery: Recovery }>> {
  const { journal, store, engineHash } = parts;
  const loaded = await journal.loadSnapshot(engineHash, Math.min(journal.headSeq, store.cursorSeq));
  const snapshotSeq = loaded.snapshot?.seq ?? 0;
  const state = loaded.snapshot === null ? null : new TextDecoder().decode(loaded.snapshot.bytes);
  const notes = loaded.ignored.map(({ file, reason }) => `snapshot ${file} was not used: ${reason}`);
  const asFacts: Span[] = [];
  let replay: ReplayDifference | null = null;
  for (;;) {
    const recaller = new Recaller(parts, state, snapshotSeq, asFacts);
    const read = await readAll(parts, recaller, snapshotSeq);
    if (!read.ok) return read;
    const { first, told } = recaller;
    if (first === null) {
      await store.settle(journal.headSeq);
      const differences = replay?.count ?? 0;
      return ok({
        kernel: recaller.kernel, recovery: { events: recaller.events, snapshotSeq, differences, replay, notes },
      });
    }
    // Differences told in an earlier life stand as facts already; what is left is new, and is so to the end.
    const known = told.filter((span) => !asFacts.some((one) => one.fromSeq === span.fromSeq));
    if (known.length > 0) {
      asFacts.push(...known);
      continue;
    }
    replay = { fromSeq: first.seq, toSeq: journal.headSeq, count: recaller.differences, what: first.body.kind };
    asFacts.push(replay);
  }
}

async function readAll(
  { journal, store }: RecoverParts, recaller: Recaller, snapshotSeq: number,
): Promise<Result<null>> {
  try {
    for await (const batch of journal.readEvents(snapshotSeq + 1)) {
      for (const event of batch) recaller.next(event);
      if (store.backlogRows > BACKLOG_ROWS_MAX) await store.settle();
    }
    recaller.end();
    return ok(null);
  } catch (error) {
    if (error instanceof JournalBroken) return fail('JOURNAL_CHAIN_BROKEN', error.message);
    throw error;
  }
}

/** Feeds recorded events to a kernel: judged again where this engine made them, adopted where they stand as facts. */
class Recaller {
  readonly kernel = new Kernel();
  events = 0;
  /** Inputs whose facts this engine would have made otherwise, under its own name, and the first of them. */
  differences = 0;
  first: JournalEvent<InputBody> | null = null;
  /** What earlier lives told to differ. */
  readonly told: Span[] = [];
  readonly #parts: RecoverParts;
  readonly #asFacts: readonly Span[];
  readonly #grouping = new Grouping();
  #recordedHash: string;

  constructor(parts: RecoverParts, state: string | null, snapshotSeq: number, asFacts: readonly Span[]) {
    this.#parts = parts;
    this.#asFacts = asFacts;
    this.#recordedHash = snapshotSeq > 0 ? parts.engineHash : '';
    if (state !== null) this.kernel.restore(JSON.parse(state) as ContextState);
  }

  next(event: JournalEvent): void {
    this.events += 1;
    if (event.body.kind === 'Quarantined') storeDeadLetters(this.#parts.store, [event]);
    const group = this.#grouping.next(event);
    if (group !== null) this.#recall(group);
  }

  end(): void {
    const group = this.#grouping.end();
    if (group !== null) this.#recall(group);
  }

  #recall({ input, facts }: Group): void {
    const { body, seq } = input;
    if (body.kind === 'EngineStarted') this.#recordedHash = body.engineHash;
    if (body.kind === 'ReplayDiffered') this.told.push(body);
    const isFact = this.#asFacts.some((span) => seq >= span.fromSeq && seq <= span.toSeq);
    const { market, engineHash } = this.#parts;
    if (isFact || this.#recordedHash !== engineHash) {
      this.kernel.perceive(input, { fact: () => undefined, market });
      for (const fact of facts) this.kernel.adopt(fact);
      return;
    }
    const made: FactBody[] = [];
    this.kernel.apply(input, { fact: (fact) => { made.push(fact); }, market });
    if (isDeepEqual(made, facts)) return;
    this.differences += 1;
    this.first ??= input;
  }
}
