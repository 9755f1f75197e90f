// Runs a journal through a fresh kernel and compares what follows with what was recorded: every fact, not only the
// decisions. Reads only, so it works beside a running host, up to what that has committed.
//
// What another engine judged is taken as it was recorded, since this one may rightly judge otherwise.

import { BrokenInvariant, isDeepEqual } from '#core/base';
import { EMPTY_HASH } from '#core/decision';
import { Grouping, Kernel } from '#core/kernel';
import type { FactBody, JournalEvent } from '#core/model';
import type { MarketSink } from '#core/ports';
import { readEngineHash } from '#main/engine';
import { JournalBroken, readEvents } from '#main/journal';

export interface ReplayPlace {
  readonly seq: number;
  readonly what: string;
}

export interface ReplayVerdict {
  readonly events: number;
  readonly decisions: number;
  /** Over the decisions as this engine takes them. */
  readonly decisionHash: string;
  /** Over the decisions as they were recorded. */
  readonly recordedHash: string;
  readonly equal: boolean;
  readonly firstDifference: ReplayPlace | null;
  readonly broken: ReplayPlace | null;
  /** Events judged by another engine: taken as recorded. */
  readonly foreignEvents: number;
}

type Group = NonNullable<ReturnType<Grouping['next']>>;

const NO_MARKET: MarketSink = { putTicks: () => undefined, putBar: () => undefined };

/** `onBatch` is told how many events were read. Throws what SQLite throws where the log cannot be opened at all. */
export async function verifyReplay(dataDir: string, onBatch: (events: number) => void): Promise<ReplayVerdict> {
  const check = new ReplayCheck(readEngineHash());
  let broken: ReplayPlace | null = null;
  try {
    for await (const batch of readEvents(dataDir)) {
      for (const event of batch) check.next(event);
      onBatch(check.events);
    }
  } catch (error) {
    if (!(error instanceof JournalBroken)) throw error;
    broken = { seq: error.seq, what: error.what };
  }
  // A transaction is an input with its facts: what was read last is whole unless the log is broken.
  if (broken === null) check.end();
  return { ...check.verdict(), equal: check.verdict().equal && broken === null, broken };
}

class ReplayCheck {
  events = 0;
  readonly #engineHash: string;
  readonly #kernel = new Kernel();
  readonly #grouping = new Grouping();
  #judgedBy: string;
  #foreignEvents = 0;
  #recordedHash = EMPTY_HASH;
  #firstDifference: ReplayPlace | null = null;

  constructor(engineHash: string) {
    this.#engineHash = engineHash;
    this.#judgedBy = engineHash;
  }

  next(event: JournalEvent): void {
    this.events += 1;
    if (event.body.kind === 'DecisionTaken') this.#recordedHash = event.body.hash;
    const group = this.#grouping.next(event);
    if (group !== null) this.#compare(group);
  }

  end(): void {
    const group = this.#grouping.end();
    if (group !== null) this.#compare(group);
  }

  verdict(): Omit<ReplayVerdict, 'broken'> {
    const { decisions, decisionHash } = this.#kernel.view;
    return {
      events: this.events, decisions, decisionHash, recordedHash: this.#recordedHash,
      equal: decisionHash === this.#recordedHash && this.#firstDifference === null,
      firstDifference: this.#firstDifference, foreignEvents: this.#foreignEvents,
    };
  }

  #compare({ input, facts }: Group): void {
    if (input.body.kind === 'EngineStarted') this.#judgedBy = input.body.engineHash;
    if (this.#judgedBy !== this.#engineHash) {
      this.#foreignEvents += 1 + facts.length;
      this.#kernel.perceive(input, { fact: () => undefined, market: NO_MARKET });
      for (const fact of facts) this.#kernel.adopt(fact);
      return;
    }
    const made: FactBody[] = [];
    try {
      this.#kernel.apply(input, { fact: (fact) => { made.push(fact); }, market: NO_MARKET });
    } catch (error) {
      if (!(error instanceof BrokenInvariant)) throw error;
      this.#firstDifference ??= { seq: input.seq, what: `the engine stopped at ${input.body.kind}: ${error.message}` };
      return;
    }
    this.#firstDifference ??= differenceOf(input.seq, facts, made);
  }
}

function differenceOf(seq: number, recorded: readonly FactBody[], made: readonly FactBody[]): ReplayPlace | null {
  for (let i = 0; i < Math.max(recorded.length, made.length); i += 1) {
    const before = recorded[i];
    const now = made[i];
    if (isDeepEqual(before, now)) continue;
    const place = seq + 1 + i;
    if (before === undefined) return { seq: place, what: `${now?.kind ?? ''} was not recorded` };
    if (now === undefined) return { seq: place, what: `${before.kind} is recorded and does not follow` };
    return {
      seq: place, what: `${before.kind} is recorded as ${JSON.stringify(before)}, and ${JSON.stringify(now)} follows`,
    };
  }
  return null;
}
