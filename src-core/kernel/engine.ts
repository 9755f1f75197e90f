// The inlet and the loop around the kernel: whatever comes from outside gets its place in the one order here, is
// judged by the kernel, and is journaled together with the facts that follow from it, in one commit. Commands leave
// only after that commit.
//
// Invariants: seq has no holes; facts follow their cause at once and carry its ts; after a journal fault, or after the
// kernel broke on an input and is half applied, nothing is accepted and nothing leaves.

import { assert } from '#core/base';
import type { FactBody, InputBody, JournalEvent } from '#core/model';
import type { Clock, Journal, JournalFault, MarketSink, Venue } from '#core/ports';
import { type Kernel } from './kernel.ts';

export interface EngineParts {
  readonly kernel: Kernel;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly venue: Venue;
  readonly market: MarketSink;
}

export interface Accepted {
  /** Sequence number of the input. */
  readonly seq: number;
  /** Sequence number of the last fact that followed: commit of this one is commit of all. */
  readonly lastSeq: number;
  readonly facts: readonly FactBody[];
}

/** Why the engine takes nothing more. */
export interface EngineFault {
  readonly code: JournalFault['code'] | 'HOST_ENGINE_FAILED';
  readonly text: string;
}

export class Engine {
  readonly kernel: Kernel;
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #venue: Venue;
  readonly #market: MarketSink;
  readonly #waiting: { readonly seq: number; readonly run: () => void }[] = [];
  readonly #listeners = new Set<(events: readonly JournalEvent[]) => void>();
  #fault: EngineFault | null = null;

  constructor(parts: EngineParts) {
    this.kernel = parts.kernel;
    this.#journal = parts.journal;
    this.#clock = parts.clock;
    this.#venue = parts.venue;
    this.#market = parts.market;
    parts.journal.onCommitted((seq) => { this.#release(seq); });
    parts.journal.onFault((fault) => { this.#fault ??= fault; });
  }

  get fault(): EngineFault | null {
    return this.#fault;
  }

  /**
   * Takes one input: journals it with the facts that follow, applies it, and queues its commands for the commit.
   * Throws BrokenInvariant after a fault: callers check `fault` first. An error of the kernel itself passes through
   * and is a fault from then on.
   */
  accept(body: InputBody): Accepted {
    assert(this.#fault === null, 'an input after the engine or its journal failed');
    let events: readonly JournalEvent[];
    try {
      events = this.#take(body);
    } catch (error) {
      this.#fault = { code: 'HOST_ENGINE_FAILED', text: error instanceof Error ? error.message : String(error) };
      throw error;
    }
    const facts = events.slice(1).map((event) => event.body as FactBody);
    const { seq } = events[0] as JournalEvent;
    const lastSeq = seq + facts.length;
    for (const fact of facts) {
      if (fact.kind === 'CommandIssued') {
        this.whenCommitted(lastSeq, () => { this.#venue.send(fact.account, fact.command); });
      }
    }
    runAll([...this.#listeners].map((listener) => (): void => { listener(events); }));
    return { seq, lastSeq, facts };
  }

  /** Judges an input and journals it with its facts. */
  #take(body: InputBody): readonly JournalEvent[] {
    const ts = Math.max(this.#clock.nowMs(), this.kernel.lastTs);
    const seq = this.#journal.headSeq + 1;
    const facts: FactBody[] = [];
    this.kernel.apply({ seq, ts, body }, { fact: (fact) => { facts.push(fact); }, market: this.#market });
    const events: JournalEvent[] = [{ seq, ts, body }];
    facts.forEach((fact, index) => { events.push({ seq: seq + 1 + index, ts, body: fact }); });
    this.#journal.append(events);
    return events;
  }

  /** Runs `run` once `seq` is committed: now when it already is, never after a journal fault. */
  whenCommitted(seq: number, run: () => void): void {
    if (seq <= this.#journal.committedSeq) run();
    else if (this.#fault === null) this.#waiting.push({ seq, run });
  }

  /** Called with the events of every input right after they were applied (before the commit): for windows. */
  onEvents(listener: (events: readonly JournalEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  #release(committedSeq: number): void {
    if (this.#fault !== null) return;
    let done = 0;
    while (done < this.#waiting.length && (this.#waiting[done] as { seq: number }).seq <= committedSeq) done += 1;
    runAll(this.#waiting.splice(0, done).map(({ run }) => run));
  }
}

/** Runs every one, whatever another throws; the first error is thrown when all have run. */
function runAll(runs: readonly (() => void)[]): void {
  const errors: unknown[] = [];
  for (const run of runs) {
    try {
      run();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
