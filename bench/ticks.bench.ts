// Ticks inside one process: through the inlet into the kernel, the journal and the market store, against the loop that
// a user would write with better-sqlite3; and the kernel alone against a loop that only groups columns into bars.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { INSTRUMENTS } from '#core/broker-model';
import { Engine, Kernel } from '#core/kernel';
import {
  DEFAULT_LIMITS, TIMEFRAME_MS, TIMEFRAMES, type AccountIdentity, type InputBody, type TickColumns,
} from '#core/model';
import type { MarketSink } from '#core/ports';
import { openJournal } from '#main/journal';
import { openMarketStore } from '#main/stores';
import { race, type BenchRow, type Budget } from './frame.ts';
import { SYMBOLS, TickStream, type TickBatch } from './tick-stream.ts';

const FRAME_ROWS = 50;
const FRAMES = 4_000;
const TICKS = FRAMES * FRAME_ROWS;
const PEER_ROWS_A_COMMIT = 1_000;
/** As a socket would: what has been read is worked off, then the loop turns. */
const FRAMES_A_TURN = 50;
/** Frames that may wait for the disk, as at the real door. */
const UNCOMMITTED_MAX = 4_096;
const OFFSET_S = 7_200;

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

function makeBatches(): readonly TickBatch[] {
  const stream = new TickStream(11);
  return Array.from({ length: FRAMES }, () => stream.next(FRAME_ROWS));
}

async function inFolder<T>(work: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'sextant-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function turnOfLoop(): Promise<void> {
  return new Promise((done) => { setImmediate(done); });
}

/**
 * Ticks a second until all is committed in the journal, until all is in the market store too, and a processor second
 * of all threads spent on both.
 */
async function runEngine(batches: readonly TickBatch[]): Promise<readonly number[]> {
  return inFolder(async (dataDir) => {
    const journal = await openJournal({ dataDir });
    if (!journal.ok) throw new Error(journal.error.text);
    const store = await openMarketStore({ dataDir, journal: journal.value });
    if (!store.ok) throw new Error(store.error.text);
    const engine = new Engine({
      kernel: new Kernel(), journal: journal.value, clock: { nowMs: Date.now }, venue: { send: () => undefined },
      market: store.value,
    });
    try {
      for (const input of openingInputs()) engine.accept(input);
      await journal.value.settled();
      const watch = new Stopwatch();
      for (const [index, batch] of batches.entries()) {
        engine.accept(inputOf(batch));
        if (index % FRAMES_A_TURN !== FRAMES_A_TURN - 1) continue;
        await turnOfLoop();
        if (journal.value.headSeq - journal.value.committedSeq > UNCOMMITTED_MAX) await journal.value.settled();
      }
      await journal.value.settled();
      const committed = watch.ticksPerSecond();
      const stored = await store.value.settle();
      if (!stored.ok || engine.fault !== null) throw new Error('the engine or its store failed');
      return [committed, watch.ticksPerSecond(), watch.ticksPerCpuSecond()];
    } finally {
      await store.value.close();
      await journal.value.close();
    }
  });
}

/** One row a tick, WAL, a transaction each thousand rows, and nothing else. */
async function runRowPerTick(batches: readonly TickBatch[]): Promise<readonly number[]> {
  return inFolder((folder) => {
    const file = new Database(join(folder, 'ticks.sqlite'));
    file.pragma('journal_mode = WAL');
    file.exec('CREATE TABLE ticks (symbol TEXT, msc INTEGER, bid REAL, ask REAL, last REAL, vol REAL, flags INTEGER)');
    const insert = file.prepare('INSERT INTO ticks VALUES (?, ?, ?, ?, ?, ?, ?)');
    const watch = new Stopwatch();
    let rows = 0;
    file.exec('BEGIN');
    for (const { symbol, ticks } of batches) {
      const { brokerMs, bid, ask, last, volume, flags } = ticks;
      for (let i = 0; i < brokerMs.length; i += 1) {
        insert.run(symbol, brokerMs[i], bid[i], ask[i], last[i], volume[i], flags[i]);
        rows += 1;
        if (rows % PEER_ROWS_A_COMMIT === 0) file.exec('COMMIT; BEGIN');
      }
    }
    file.exec('COMMIT');
    const rate = watch.ticksPerSecond();
    const cpuRate = watch.ticksPerCpuSecond();
    file.close();
    return [rate, rate, cpuRate];
  });
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

class PlainBars {
  readonly closed: number[][] = [];
  readonly #forming = TIMEFRAMES.map(() => [-1, 0, 0, 0, 0, 0]);
  readonly #lengths = TIMEFRAMES.map((timeframe) => TIMEFRAME_MS[timeframe]);

  take({ brokerMs, bid }: TickColumns): void {
    for (let i = 0; i < brokerMs.length; i += 1) {
      const time = brokerMs[i] as number;
      const price = bid[i] as number;
      for (let k = 0; k < this.#lengths.length; k += 1) {
        const length = this.#lengths[k] as number;
        const open = time - time % length;
        const bar = this.#forming[k] as number[];
        if (bar[0] === open) {
          if (price > (bar[2] as number)) bar[2] = price;
          if (price < (bar[3] as number)) bar[3] = price;
          bar[4] = price;
          bar[5] = (bar[5] as number) + 1;
        } else {
          if (bar[0] !== -1) this.closed.push(bar);
          this.#forming[k] = [open, price, price, price, price, 1];
        }
      }
    }
  }
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

async function run(): Promise<readonly BenchRow[]> {
  const batches = makeBatches();
  const rate = { unit: 'ticks/s', better: 'more' } as const;
  const cpuRate = { unit: 'ticks/CPU s', better: 'more' } as const;
  const committed = await race({
    figures: [
      { name: 'engine, committed', ...rate }, { name: 'engine, committed and in the store', ...rate },
      { name: 'engine, committed and in the store', ...cpuRate },
    ],
    peerName: 'better-sqlite3, a row a tick, 1,000 rows a transaction',
    ours: () => runEngine(batches),
    peer: () => runRowPerTick(batches),
  });
  const alone = await race({
    figures: [{ name: 'kernel alone', ...cpuRate }],
    peerName: 'a loop that groups columns into six timeframes',
    ours: () => Promise.resolve(runKernel(batches)),
    peer: () => Promise.resolve(runPlainLoop(batches)),
  });
  return [...committed, ...alone];
}

export const ticksBudget: Budget = { name: 'ticks', run };
