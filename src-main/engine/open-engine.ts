// Opens a data folder: the journal, the market store, and the kernel brought back to where the journal ends. A
// restart is the last snapshot and the journal's tail; what another engine decided is taken as fact.

import { randomBytes } from 'node:crypto';
import { fail, isDeepEqual, ok, type Result } from '#core/base';
import { Engine, Grouping, Kernel, type ContextState } from '#core/kernel';
import { DEFAULT_LIMITS, type JournalEvent, type RiskLimits, type StrategySetting } from '#core/model';
import type { Clock, Venue } from '#core/ports';
import { JournalBroken, openJournal, type SqliteJournal } from '#main/journal';
import { openMarketStore, type MarketStore } from '#main/stores';
import { BarTap } from './bar-tap.ts';
import { readEngineHash } from './engine-hash.ts';
import { systemClock } from './system-clock.ts';

export interface OpenEngineOptions {
  readonly dataDir: string;
  readonly version?: string;
  /** The mode of the host, `offline` for a command that only opens the folder. */
  readonly mode?: string;
  readonly venue?: Venue;
  readonly clock?: Clock;
  readonly limits?: RiskLimits;
  readonly strategies?: readonly StrategySetting[];
}

export interface OpenEngine {
  readonly engine: Engine;
  readonly journal: SqliteJournal;
  readonly store: MarketStore;
  readonly bars: BarTap;
  readonly engineHash: string;
  /** What the way back met: events read, the snapshot used, decisions this engine would have taken otherwise. */
  readonly recovery: Recovery;
  /** Stores the kernel's state, so that the next start reads only what came after. */
  saveSnapshot(): Promise<Result<null>>;
  /** Saves a snapshot, stores what is stored, gives up the data folder. Never rejects. */
  close(): Promise<void>;
}

export interface Recovery {
  readonly events: number;
  readonly snapshotSeq: number;
  readonly differences: number;
  readonly notes: readonly string[];
}

const DEFAULT_STRATEGIES: readonly StrategySetting[] = [
  { name: 'trend', symbols: 'all', timeframe: 'M5', params: {}, automatic: false },
];

/** Rows waiting in the store at which the way back pauses, so that memory stays level. */
const BACKLOG_ROWS_MAX = 200_000;
const NO_VENUE: Venue = { send: () => undefined };

/**
 * Fails with JOURNAL_LOCKED, JOURNAL_READ_ONLY, JOURNAL_CHAIN_BROKEN or JOURNAL_FORMAT_UNKNOWN; with JOURNAL_DISK_FULL
 * or JOURNAL_WRITE_FAILED where not even the start can be written.
 */
export async function openEngine(options: OpenEngineOptions): Promise<Result<OpenEngine>> {
  const opened = await openJournal({ dataDir: options.dataDir });
  if (!opened.ok) return opened;
  const journal = opened.value;
  const stored = await openMarketStore({ dataDir: options.dataDir, journal });
  if (!stored.ok) {
    await journal.close();
    return stored;
  }
  const store = stored.value;
  const engineHash = readEngineHash();
  const kernel = new Kernel();
  const bars = new BarTap(store);
  const engine = new Engine({
    kernel,
    journal,
    clock: options.clock ?? systemClock,
    venue: options.venue ?? NO_VENUE,
    market: bars,
  });
  const recovery = await recover(engine, journal, store, engineHash);
  if (!recovery.ok) {
    await store.close();
    await journal.close();
    return recovery;
  }
  engine.onEvents((events) => {
    storeDeadLetters(store, events);
    bars.flush();
  });
  if (journal.headSeq === 0)
    engine.accept({ kind: 'JournalCreated', seed: randomBytes(16).toString('hex'), formatVersion: 1 });
  engine.accept({
    kind: 'EngineStarted',
    engineHash,
    version: options.version ?? 'offline',
    mode: options.mode ?? 'offline',
    limits: options.limits ?? DEFAULT_LIMITS,
    strategies: options.strategies ?? DEFAULT_STRATEGIES,
  });
  // Nobody is told that it is open before its own beginning is on the disk.
  const begun = await journal.settled();
  if (!begun.ok) {
    await store.close();
    await journal.close();
    return begun;
  }
  const saveSnapshot = (): Promise<Result<null>> => snapshot(engine, journal, store, engineHash);
  return ok({
    engine,
    journal,
    store,
    bars,
    engineHash,
    recovery: recovery.value,
    saveSnapshot,
    close: async () => {
      if (engine.fault === null) await saveSnapshot();
      await store.close();
      await journal.close();
    },
  });
}

async function snapshot(
  engine: Engine,
  journal: SqliteJournal,
  store: MarketStore,
  engineHash: string,
): Promise<Result<null>> {
  const seq = journal.headSeq;
  const bytes = new TextEncoder().encode(JSON.stringify(engine.kernel.snapshot()));
  const settled = await store.settle(seq);
  if (!settled.ok) return settled;
  return journal.saveSnapshot({ seq, engineHash, bytes });
}

async function recover(
  engine: Engine,
  journal: SqliteJournal,
  store: MarketStore,
  engineHash: string,
): Promise<Result<Recovery>> {
  const loaded = await journal.loadSnapshot(engineHash, Math.min(journal.headSeq, store.cursorSeq));
  const snapshotSeq = loaded.snapshot?.seq ?? 0;
  if (loaded.snapshot !== null) {
    engine.kernel.restore(JSON.parse(new TextDecoder().decode(loaded.snapshot.bytes)) as ContextState);
  }
  const notes = loaded.ignored.map(({ file, reason }) => `snapshot ${file} was not used: ${reason}`);
  const recaller = new Recaller(engine, store, engineHash, snapshotSeq > 0 ? engineHash : '');
  try {
    for await (const batch of journal.readEvents(snapshotSeq + 1)) {
      for (const event of batch) recaller.next(event);
      if (store.backlogRows > BACKLOG_ROWS_MAX) await store.settle();
    }
    recaller.end();
  } catch (error) {
    if (error instanceof JournalBroken) return fail('JOURNAL_CHAIN_BROKEN', error.message);
    throw error;
  }
  await store.settle(journal.headSeq);
  return ok({ events: recaller.events, snapshotSeq, differences: recaller.differences, notes });
}

/** Feeds recorded events to the kernel: judged again where this engine made them, adopted where another did. */
class Recaller {
  events = 0;
  /** Inputs whose facts this engine would have made otherwise, under its own name. */
  differences = 0;
  readonly #engine: Engine;
  readonly #store: MarketStore;
  readonly #engineHash: string;
  readonly #grouping = new Grouping();
  #recordedHash: string;

  constructor(engine: Engine, store: MarketStore, engineHash: string, recordedHash: string) {
    this.#engine = engine;
    this.#store = store;
    this.#engineHash = engineHash;
    this.#recordedHash = recordedHash;
  }

  next(event: JournalEvent): void {
    this.events += 1;
    if (event.body.kind === 'Quarantined') storeDeadLetters(this.#store, [event]);
    const group = this.#grouping.next(event);
    if (group !== null) this.#recall(group);
  }

  end(): void {
    const group = this.#grouping.end();
    if (group !== null) this.#recall(group);
  }

  #recall(group: NonNullable<ReturnType<Grouping['next']>>): void {
    if (group.input.body.kind === 'EngineStarted') this.#recordedHash = group.input.body.engineHash;
    if (this.#recordedHash === this.#engineHash) {
      const facts = this.#engine.recall(group.input);
      if (!isDeepEqual(facts, group.facts)) this.differences += 1;
      return;
    }
    this.#engine.perceive(group.input);
    for (const fact of group.facts) this.#engine.kernel.adopt(fact);
  }
}

function storeDeadLetters(store: MarketStore, events: readonly JournalEvent[]): void {
  for (const { seq, ts, body } of events) {
    if (body.kind !== 'Quarantined') continue;
    store.putDeadLetter(seq, { code: body.code, reason: body.reason, source: body.source, time: ts, raw: body.raw });
  }
}
