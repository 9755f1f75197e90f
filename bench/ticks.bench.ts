// Ticks inside one process: through the inlet into the kernel, the journal and the market store, against the loop that
// a user would write with better-sqlite3; and the kernel alone against a loop that only groups columns into bars.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { INSTRUMENTS } from '#core/broker-model';
import { Engine, Kernel } from '#core/kernel';
import {
  DEFAULT_LIMITS, type AccountIdentity, type InputBody,
} from '#core/model';
import type { MarketSink } from '#core/ports';
import { openJournal, type SqliteJournal } from '#main/journal';
import { openMarketStore, type MarketStore } from '#main/stores';
import { race, type BenchRow, type Budget } from './frame.ts';
import { PlainBars } from './peers/plain-bars.ts';
import { OFFSET_S, SYMBOLS, TickStream, type TickBatch } from './tick-stream.ts';

const FRAME_ROWS = 50;
const FRAMES = 4_000;
const TICKS = FRAMES * FRAME_ROWS;
const PEER_ROWS_A_COMMIT = 1_000;
/** As a socket would: what has been read is worked off, then the loop turns. */
const FRAMES_A_TURN = 50;
/** Frames that may wait for the disk, as at the real door. */
const UNCOMMITTED_MAX = 4_096;
const RATE = { unit: 'ticks/s', better: 'more' } as const;
const CPU_RATE = { unit: 'ticks/CPU s', better: 'more' } as const;

const IDENTITY: AccountIdentity = {
  login: '51234567', server: 'Bench-Demo', currency: 'USD', tradeMode: 'demo', marginMode: 'hedging',
};
const ACCOUNT = `${IDENTITY.login}@${IDENTITY.server}`;
const WIRE = { account: ACCOUNT, epoch: 'b1', wireSeq: 0 };

/** What stands before the first tick: a demo account, its symbols, the trend strategy on M5. */
function openingInputs(): readonly InputBody[] {
  return [
    { kind: 'JournalCreated', seed: '00'.repeat(16), formatVersion: 1 },
    {
      kind: 'EngineStarted', engineHash: 'bench', version: '0', mode: 'minimal', limits: DEFAULT_LIMITS,
      strategies: [{ name: 'trend', symbols: 'all', timeframe: 'M5', params: {}, automatic: false }],
    },
    {
      kind: 'TerminalConnected', session: 's1', account: IDENTITY, epoch: 'b1', offsetS: OFFSET_S, clock: 'data',
      lastSeq: 0, ea: '1.0.0', build: 4620,
    },
    ...INSTRUMENTS.filter(({ symbol }) => (SYMBOLS as readonly string[]).includes(symbol)).map(
      (instrument): InputBody => ({ kind: 'InstrumentReported', wire: WIRE, instrument }),
    ),
  ];
}

function inputOf({ symbol, ticks, next }: TickBatch): InputBody {
  return { kind: 'TicksReceived', account: ACCOUNT, symbol, offsetS: OFFSET_S, ticks, next };
}

function makeBatches(stream: TickStream): readonly TickBatch[] {
  return Array.from({ length: FRAMES }, () => stream.next(FRAME_ROWS));
}

function turnOfLoop(): Promise<void> {
  return new Promise((done) => { setImmediate(done); });
}

/** A whole engine on a folder of its own, which lives through all runs, as it would through a day. */
class EngineSide {
  readonly #stream = new TickStream(11);
  readonly #journal: SqliteJournal;
  readonly #store: MarketStore;
  readonly #engine: Engine;

  private constructor(journal: SqliteJournal, store: MarketStore) {
    this.#journal = journal;
    this.#store = store;
    this.#engine = new Engine({
      kernel: new Kernel(), journal, clock: { nowMs: Date.now }, venue: { send: () => undefined }, market: store,
    });
    for (const input of openingInputs()) this.#engine.accept(input);
  }

  static async open(dataDir: string): Promise<EngineSide> {
    const journal = await openJournal({ dataDir });
    if (!journal.ok) throw new Error(journal.error.text);
    const store = await openMarketStore({ dataDir, journal: journal.value });
    if (store.ok) return new EngineSide(journal.value, store.value);
    await journal.value.close();
    throw new Error(store.error.text);
  }

  /**
   * Ticks a second until all is committed in the journal, until all is in the market store too, and a processor
   * second of all threads spent on both.
   */
  async measure(): Promise<readonly number[]> {
    const batches = makeBatches(this.#stream);
    await this.#store.settle();
    const watch = new Stopwatch();
    for (const [index, batch] of batches.entries()) {
      this.#engine.accept(inputOf(batch));
      if (index % FRAMES_A_TURN !== FRAMES_A_TURN - 1) continue;
      await turnOfLoop();
      if (this.#journal.headSeq - this.#journal.committedSeq > UNCOMMITTED_MAX) await this.#journal.settled();
    }
    await this.#journal.settled();
    const committed = watch.ticksPerSecond();
    const stored = await this.#store.settle();
    if (!stored.ok || this.#engine.fault !== null) throw new Error('the engine or its store failed');
    return [committed, watch.ticksPerSecond(), watch.ticksPerCpuSecond()];
  }

  async close(): Promise<void> {
    await this.#store.close();
    await this.#journal.close();
  }
}

/** One row a tick, WAL, a transaction each thousand rows, and nothing else. */
class RowPerTickSide {
  readonly #stream = new TickStream(11);
  readonly #file: Database.Database;
  readonly #insert: Database.Statement;

  constructor(folder: string) {
    this.#file = new Database(join(folder, 'ticks.sqlite'));
    this.#file.pragma('journal_mode = WAL');
    this.#file.exec(
      'CREATE TABLE ticks (symbol TEXT, msc INTEGER, bid REAL, ask REAL, last REAL, vol REAL, flags INTEGER)',
    );
    this.#insert = this.#file.prepare('INSERT INTO ticks VALUES (?, ?, ?, ?, ?, ?, ?)');
  }

  measure(): readonly number[] {
    const batches = makeBatches(this.#stream);
    const watch = new Stopwatch();
    let rows = 0;
    this.#file.exec('BEGIN');
    for (const { symbol, ticks } of batches) {
      const { brokerMs, bid, ask, last, volume, flags } = ticks;
      for (let i = 0; i < brokerMs.length; i += 1) {
        this.#insert.run(symbol, brokerMs[i], bid[i], ask[i], last[i], volume[i], flags[i]);
        rows += 1;
        if (rows % PEER_ROWS_A_COMMIT === 0) this.#file.exec('COMMIT; BEGIN');
      }
    }
    this.#file.exec('COMMIT');
    const rate = watch.ticksPerSecond();
    return [rate, rate, watch.ticksPerCpuSecond()];
  }

  close(): void {
    this.#file.close();
  }
}

/** The kernel with its strategy, its bars going nowhere. */
function runKernel(batches: readonly TickBatch[]): readonly number[] {
  const kernel = new Kernel();
  let bars = 0;
  const market: MarketSink = { putTicks: () => undefined, putBar: () => { bars += 1; } };
  const outputs = { fact: () => undefined, market };
  let seq = 0;
  const take = (body: InputBody): void => {
    seq += 1;
    kernel.apply({ seq, ts: seq, body }, outputs);
  };
  openingInputs().forEach(take);
  const watch = new Stopwatch();
  for (const batch of batches) take(inputOf(batch));
  const rate = watch.ticksPerCpuSecond();
  if (bars === 0) throw new Error('no bar closed');
  return [rate];
}

/** Open, high, low, close and count of six timeframes; no spread, no strategy, no gates. */
function runPlainLoop(batches: readonly TickBatch[]): readonly number[] {
  const series = new Map(SYMBOLS.map((symbol): [string, PlainBars] => [symbol, new PlainBars()]));
  const watch = new Stopwatch();
  for (const { symbol, ticks } of batches) series.get(symbol)?.take(ticks);
  const rate = watch.ticksPerCpuSecond();
  if ([...series.values()].some(({ closed }) => closed.length === 0)) throw new Error('no bar closed');
  return [rate];
}

/** Times one run of TICKS by the wall and by the processor (all threads of this process). */
class Stopwatch {
  readonly #startMs = performance.now();
  readonly #startCpu = process.cpuUsage();

  ticksPerSecond(): number {
    return TICKS / (performance.now() - this.#startMs) * 1e3;
  }

  ticksPerCpuSecond(): number {
    const { user, system } = process.cpuUsage(this.#startCpu);
    return TICKS / (user + system) * 1e6;
  }
}

async function raceStored(folder: string): Promise<readonly BenchRow[]> {
  const ours = await EngineSide.open(join(folder, 'ours'));
  const peer = new RowPerTickSide(folder);
  try {
    return await race({
      figures: [
        { name: 'engine, committed', ...RATE }, { name: 'engine, committed and in the store', ...RATE },
        { name: 'engine, committed and in the store', ...CPU_RATE },
      ],
      peerName: 'better-sqlite3, a row a tick, 1,000 rows a transaction',
      ours: () => ours.measure(),
      peer: () => Promise.resolve(peer.measure()),
    });
  } finally {
    peer.close();
    await ours.close();
  }
}

async function run(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sextant-bench-'));
  try {
    const stored = await raceStored(folder);
    const batches = makeBatches(new TickStream(11));
    const alone = await race({
      figures: [{ name: 'kernel alone', ...CPU_RATE }],
      peerName: 'a loop that groups columns into six timeframes',
      ours: () => Promise.resolve(runKernel(batches)),
      peer: () => Promise.resolve(runPlainLoop(batches)),
    });
    return [...stored, ...alone];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const ticksBudget: Budget = { name: 'ticks', run };
