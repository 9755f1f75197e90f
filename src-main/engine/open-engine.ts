// Opens a data folder: the journal, the market store, and the kernel brought back to where the journal ends. A
// restart is the last snapshot and the journal's tail; what another engine decided is taken as fact.

import { randomBytes } from 'node:crypto';
import { ok, type Result } from '#core/base';
import { Engine } from '#core/kernel';
import { DEFAULT_LIMITS, type RiskLimits, type StrategySetting } from '#core/model';
import type { Clock, Venue } from '#core/ports';
import { openJournal, type SqliteJournal } from '#main/journal';
import { openMarketStore, SimilarDesk, type MarketStore } from '#main/stores';
import { BarTap } from './bar-tap.ts';
import { storeDeadLetters } from './dead-letters.ts';
import { readEngineHash } from './engine-hash.ts';
import { recover, type Recovery } from './recover.ts';
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
  /** May accounts that are not demo be unlocked? Without it they are held read-only. */
  readonly realTrading?: 'held' | 'allowed';
}

export interface OpenEngine {
  readonly engine: Engine;
  readonly journal: SqliteJournal;
  readonly store: MarketStore;
  readonly bars: BarTap;
  /** Past situations like the present one, from the stored bars. */
  readonly similar: SimilarDesk;
  readonly engineHash: string;
  /** What the way back met: events read, the snapshot used, decisions this engine would have taken otherwise. */
  readonly recovery: Recovery;
  /** Stores the kernel's state, so that the next start reads only what came after. */
  saveSnapshot(): Promise<Result<null>>;
  /** Saves a snapshot, stores what is stored, gives up the data folder. Never rejects. */
  close(): Promise<void>;
}

const DEFAULT_STRATEGIES: readonly StrategySetting[] = [
  { name: 'trend', symbols: 'all', timeframe: 'M5', params: {}, automatic: false },
];

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
  const bars = new BarTap(store);
  const recovered = await recover({ journal, store, market: bars, engineHash });
  if (!recovered.ok) {
    await store.close();
    await journal.close();
    return recovered;
  }
  const { kernel, recovery } = recovered.value;
  const engine = new Engine({
    kernel,
    journal,
    clock: options.clock ?? systemClock,
    venue: options.venue ?? NO_VENUE,
    market: bars,
  });
  engine.onEvents((events) => {
    storeDeadLetters(store, events);
    bars.flush();
  });
  if (journal.headSeq === 0)
    engine.accept({ kind: 'JournalCreated', seed: randomBytes(16).toString('hex'), formatVersion: 1 });
  if (recovery.replay !== null) engine.accept({ kind: 'ReplayDiffered', ...recovery.replay });
  engine.accept({
    kind: 'EngineStarted',
    engineHash,
    version: options.version ?? 'offline',
    mode: options.mode ?? 'offline',
    limits: options.limits ?? DEFAULT_LIMITS,
    strategies: options.strategies ?? DEFAULT_STRATEGIES,
    realTrading: options.realTrading ?? 'held',
  });
  // Nobody is told that it is open before its own beginning is on the disk.
  const begun = await journal.settled();
  if (!begun.ok) {
    await store.close();
    await journal.close();
    return begun;
  }
  const similar = new SimilarDesk(options.dataDir);
  const saveSnapshot = (): Promise<Result<null>> => snapshot(engine, journal, store, engineHash);
  return ok({
    engine,
    journal,
    store,
    bars,
    similar,
    engineHash,
    recovery,
    saveSnapshot,
    close: async () => {
      if (engine.fault === null) await saveSnapshot();
      await similar.close();
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
