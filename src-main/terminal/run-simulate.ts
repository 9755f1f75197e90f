// `sextant simulate`: a process that is an MT5 terminal with Sextant's Expert Advisor, on a real socket. Puts together
// broker, market and terminal, moves them with the clock, keeps their state, and reports.

import { randomBytes } from 'node:crypto';
import { fail, ok, type Result } from '#core/base';
import { Broker, INSTRUMENTS, instrumentForRecord, type BrokerSetup } from '#core/broker-model';
import type { Instrument } from '#core/model';
import {
  DEMO, DEMO_SERVER, HoledSource, RecordSource, SyntheticMarket, SyntheticSource, Terminal, TERMINAL_DEFAULTS,
  type MarketSource, type SyntheticListing, type TickRow,
} from '#core/terminal';
import { answerControl } from './control.ts';
import { Link } from './link.ts';
import { ProgressBar } from './progress-bar.ts';
import { openRecord, type RecordFile } from './record-file.ts';
import { makeListing, START_MS } from './scenario-markets.ts';
import { findScenario, SCENARIOS, type Scenario } from './scenarios.ts';
import { readState, writeState, type SimulatedState } from './state-file.ts';

export interface SimulateOptions {
  /** Full address of `/ws/mt5`, and the pairing token's text. */
  readonly connect?: string;
  readonly token?: string;
  readonly file?: string;
  readonly symbol?: string;
  /** Market seconds a second, or `max`. */
  readonly speed?: number | 'max';
  readonly lockstep?: boolean;
  readonly scenario?: string;
  readonly seed?: number;
  /** Most days of bars the synthetic market's terminal has: fewer start sooner. */
  readonly history?: number;
  /** State file: what survives a restart. */
  readonly state?: string;
  readonly demo?: boolean;
  readonly login?: string;
  readonly server?: string;
  readonly deposit?: number;
  /** Stay connected after the file's end. */
  readonly stay?: boolean;
  /** Print the scenarios and end. */
  readonly list?: boolean;
  readonly json?: boolean;
}

export interface SimulateIo {
  stdout(text: string): void;
  stderr(text: string): void;
  /** True where stderr is a terminal: a progress bar is drawn. */
  readonly isInteractive: boolean;
  /** Ends the run when it fires (the caller's SIGTERM and SIGINT). */
  readonly signal: AbortSignal;
  /** `--control`: lines of JSON, see control.ts; the run ends with them. */
  readonly control?: AsyncIterable<string>;
}

const STEP_MS = 20;
const FLUSH_MS = 5000;
const CHANGE_FLUSH_MS = 100;
const LOGIN = '51234567';
const OFFSET_S = 10_800;

/**
 * Runs the terminal until the file is confirmed, the signal fires or it cannot go on, and gives the exit code. Fails
 * before anything ran: HOST_USAGE for options that do not fit, IMPORT_FILE_UNREADABLE and SIMULATE_STATE_BAD for files.
 */
export async function runSimulate(options: SimulateOptions, io: SimulateIo): Promise<Result<number>> {
  if (options.list === true) {
    listScenarios(options.json === true, io);
    return ok(0);
  }
  const problem = checkOptions(options);
  if (problem !== null) return fail('HOST_USAGE', problem);
  const scenario = findScenario(options.scenario ?? (options.demo === true ? 'demo' : 'hedging'));
  if (scenario === null) {
    return fail('HOST_USAGE', `There is no scenario "${options.scenario ?? ''}"; --list shows them.`);
  }
  const stored = options.state === undefined ? null : readState(options.state);
  if (stored !== null && !stored.ok) return stored;
  const state = stored?.value ?? null;
  const opened = options.file === undefined ? null : await openRecord(options.file);
  if (opened !== null && !opened.ok) return opened;
  let simulation: Simulation;
  try {
    simulation = new Simulation(options, scenario, io, opened?.value ?? null, state);
  } catch (error) {
    opened?.value.close();
    if (state === null) throw error;
    return fail('SIMULATE_STATE_BAD', `${options.state ?? ''} is damaged.`);
  }
  return ok(await simulation.run());
}

function listScenarios(isJson: boolean, io: SimulateIo): void {
  const list = SCENARIOS.map(({ name, text }) => ({ name, text }));
  if (isJson) io.stdout(`${JSON.stringify(list)}\n`);
  else for (const { name, text } of list) io.stdout(`${name.padEnd(23)}${text}\n`);
}

function checkOptions(options: SimulateOptions): string | null {
  if (options.connect === undefined) return '--connect is missing: the address that Sextant printed as "ws".';
  if (options.token === undefined) return '--token is missing: the pairing token that Sextant printed.';
  if (options.file !== undefined && options.symbol === undefined) {
    return '--symbol is missing: which symbol the file holds.';
  }
  if (options.file === undefined && options.lockstep === true) return '--lockstep needs --file.';
  if (options.file === undefined && options.speed === 'max') return '--speed max needs --file.';
  if (typeof options.speed === 'number' && !(
    options.speed > 0 && options.speed <= 1e6
  )) return '--speed is a number above 0, or max.';
  return null;
}

class Simulation {
  readonly #options: SimulateOptions;
  readonly #scenario: Scenario;
  readonly #io: SimulateIo;
  readonly #file: RecordFile | null;
  readonly #seed: number;
  readonly #listing: SyntheticListing;
  readonly #broker: Broker;
  readonly #source: MarketSource;
  readonly #record: RecordSource | null;
  readonly #terminal: Terminal;
  readonly #link: Link;
  readonly #bar: ProgressBar | null;
  #rows: AsyncGenerator<readonly TickRow[]> | null = null;
  #isReading = false;
  #stoppedBy: 'end' | 'signal' | 'failure' | null = null;
  #failure: string | null = null;
  #flushedMs = 0;
  #flushedSeq = -1;
  #isUnwritable = false;
  #startedMs = Date.now();
  #isFirstLife: boolean;
  #cutMs = Date.now();
  #finish: (code: number) => void = () => undefined;

  constructor(
    options: SimulateOptions, scenario: Scenario, io: SimulateIo, file: RecordFile | null, state: SimulatedState | null,
  ) {
    this.#options = options;
    this.#scenario = scenario;
    this.#io = io;
    this.#file = file;
    this.#seed = state?.seed ?? options.seed ?? (scenario.name === 'demo' ? DEMO.seed : 1);
    this.#isFirstLife = state === null;
    const openAtMs = scenario.clock === 'wall-open' ? this.#startedMs : null;
    this.#listing = makeListing(scenario.names, (one) => this.#adapt(one), openAtMs);
    const record = file === null ? null : this.#recordSource(file, state);
    this.#record = record;
    this.#source = record ?? this.#syntheticSource(state);
    const setup = this.#brokerSetup(this.#source.instruments, this.#source.offsetS);
    this.#broker = new Broker(setup, state?.broker ?? null, this.#source.nowMs);
    const isFast = this.#source.pace !== 'clock';
    this.#terminal = new Terminal({
      ...TERMINAL_DEFAULTS, token: options.token ?? '', seed: this.#seed,
      chartSymbols: [options.symbol ?? this.#source.instruments[0]?.symbol ?? 'EURUSD'],
      orderDelayMs: scenario.orderDelayMs,
      ...(isFast ? { messagesPerS: 9000, bytesPerS: 25_165_824 } : {}),
    }, {
      send: (text) => { this.#link.send(text); },
      close: (code, reason) => { this.#link.close(code, reason); },
      nowMs: () => this.#ownClock(),
      marketMs: () => Date.now(),
      nonce: () => randomBytes(16).toString('hex'),
      flush: () => this.#flush(),
    }, this.#broker, this.#source, state?.terminal ?? null);
    if (scenario.losesAnswers) this.#terminal.loseAnswers(Infinity);
    this.#link = new Link(options.connect ?? '', () => this.#terminal, {
      log: (text) => { this.#log(text); },
      ended: (failure) => { this.#ended(failure); },
    });
    this.#bar = io.isInteractive && file !== null ? new ProgressBar((text) => { io.stderr(text); }) : null;
  }

  run(): Promise<number> {
    return new Promise((resolve) => {
      const timer = setInterval(() => { this.#step(); }, STEP_MS);
      const stop = (): void => { this.#stop('signal'); };
      this.#finish = (code) => {
        clearInterval(timer);
        this.#io.signal.removeEventListener('abort', stop);
        this.#file?.close();
        resolve(code);
      };
      this.#io.signal.addEventListener('abort', stop);
      if (this.#io.signal.aborted) {
        this.#ended(null);
        return;
      }
      this.#log(this.#greeting());
      this.#terminal.step();
      this.#openByHand();
      this.#link.open();
      this.#read();
      if (this.#io.control !== undefined) void this.#obey(this.#io.control);
    });
  }

  // One line at a time, in order; their end is the end of the run.
  async #obey(lines: AsyncIterable<string>): Promise<void> {
    let number = 0;
    for await (const line of lines) {
      if (this.#stoppedBy !== null) return;
      number += 1;
      if (line.trim() === '') continue;
      this.#io.stdout(`${answerControl(line, number, {
        terminal: this.#terminal, broker: this.#broker, cut: () => { this.#link.cut(); },
        nowMs: () => this.#source.nowMs, setSpeed: (speed) => this.#setSpeed(speed),
      })}\n`);
    }
    this.#stop('signal');
  }

  #setSpeed(speed: number): boolean {
    if (!(this.#source instanceof SyntheticSource) || this.#source.clock === 'wall') return false;
    this.#source.speed = speed;
    return true;
  }

  #greeting(): string {
    const what = this.#file === null
      ? `synthetic market, seed ${String(this.#seed)}, ${this.#scenario.name}`
      : `${this.#options.symbol ?? ''} from ${this.#options.file ?? ''} (${this.#file.kind}${
        this.#file.kind === 'bars' ? ', each bar as open, the nearer extreme, the other, close' : ''})`;
    return `${what}; ${this.#broker.setup.identity.login}@${this.#broker.setup.identity.server}, demo account`;
  }

  #recordSource(file: RecordFile, state: SimulatedState | null): RecordSource {
    const symbol = this.#options.symbol ?? '';
    const known = INSTRUMENTS.find((one) => one.symbol === symbol);
    const instrument = this.#adapt(instrumentForRecord(symbol, Math.max(file.digits, known?.digits ?? 0)));
    const { lockstep, speed } = this.#options;
    const kind = lockstep === true ? 'lockstep' : speed === 'max' ? 'max' : 'clock';
    this.#rows = file.rows(instrument.point);
    return new RecordSource(
      instrument, { kind, speed: typeof speed === 'number' ? speed : 1 }, state === null ? null : state.marketMs,
    );
  }

  #syntheticSource(state: SimulatedState | null): SyntheticSource {
    const { speed } = this.#options;
    const { clock: kind, name, offsetChange, skipsRest, bend } = this.#scenario;
    const isDemo = name === 'demo';
    const begin = isDemo ? DEMO.startMs : this.#scenario.startMs ?? START_MS;
    const startMs = kind === 'own' ? state?.marketMs ?? begin : null;
    const clock = {
      speed: typeof speed === 'number' ? speed : 1, offsetS: isDemo ? DEMO.offsetS : OFFSET_S,
      drainedMs: state?.marketMs ?? null, offsetChange, skipsRest,
      ...(this.#options.history === undefined ? {} : { historyDaysMax: this.#options.history }),
    };
    const market = new SyntheticMarket(this.#seed, bend);
    return this.#scenario.hasHoles && startMs !== null
      ? new HoledSource(market, { ...clock, startMs })
      : new SyntheticSource(market, { ...clock, startMs }, this.#listing);
  }

  // This terminal's own clock: right, or off and drifting.
  #ownClock(): number {
    const now = Date.now();
    const { skew } = this.#scenario;
    if (skew === null) return now;
    return now + skew.startMs + Math.round(((now - this.#startedMs) / 1000) * skew.driftMsPerS);
  }

  // Positions that stand before the account is first seen.
  #openByHand(): void {
    if (!this.#isFirstLife) return;
    this.#isFirstLife = false;
    for (const one of this.#scenario.openedByHand) this.#terminal.window.trade('open', { ...one });
  }

  #adapt(instrument: Instrument): Instrument {
    const { filling, execution } = this.#scenario;
    return { ...instrument, executionMode: execution, filling: filling ?? instrument.filling };
  }

  #brokerSetup(instruments: readonly Instrument[], offsetS: number): BrokerSetup {
    return {
      identity: {
        login: this.#options.login ?? LOGIN, server: this.#options.server ?? DEMO_SERVER,
        currency: this.#scenario.currency,
        tradeMode: 'demo', marginMode: this.#scenario.marginMode,
      },
      deposit: this.#options.deposit ?? this.#scenario.deposit, leverage: 100, stopOutCall: 100, stopOutLevel: 50,
      instruments, commissionPerLot: 3,
      slippage: { chance: 0.3, pointsMax: 3 }, requoteChance: 0, rejectChance: 0, liquidityLots: null, isFifo: false,
      isHedgeForbidden: false, offsetS, seed: this.#seed, ...this.#scenario.broker,
    };
  }

  #step(): void {
    const now = Date.now();
    this.#terminal.step();
    this.#read();
    const { lastSeq } = this.#terminal.reliable;
    const isChanged = lastSeq !== this.#flushedSeq && now - this.#flushedMs >= CHANGE_FLUSH_MS;
    if (isChanged || now - this.#flushedMs >= FLUSH_MS) this.#flush();
    const { cutEveryMs } = this.#scenario;
    if (cutEveryMs !== null && now - this.#cutMs >= cutEveryMs) {
      this.#cutMs = now;
      this.#link.cut();
    }
    this.#draw(now);
    if (this.#terminal.isDone && this.#options.stay !== true) this.#stop('end');
  }

  // Reads ahead while the source wants rows; one read at a time.
  #read(): void {
    const record = this.#record;
    const rows = this.#rows;
    if (record === null || rows === null || this.#isReading || !record.wantsRows) return;
    this.#isReading = true;
    rows.next().then((batch) => {
      this.#isReading = false;
      if (batch.done === true) record.end();
      else record.push(batch.value);
      if (this.#stoppedBy !== null) return;
      this.#terminal.step();
      this.#read();
    }, (error: unknown) => {
      this.#isReading = false;
      this.#rows = null;
      const reason = error instanceof Error ? error.message : String(error);
      this.#failure = `cannot read ${this.#options.file ?? ''}: ${reason}`;
      this.#stop('failure');
    });
  }

  #draw(now: number): void {
    if (this.#bar === null || this.#file === null) return;
    const { bytesRead } = this.#file.progress;
    const { rowsConfirmed } = this.#terminal.counts;
    const perS = Math.round(rowsConfirmed / Math.max(0.001, (now - this.#startedMs) / 1000));
    const share = this.#file.bytesTotal === 0 ? 1 : bytesRead / this.#file.bytesTotal;
    this.#bar.draw(share, `${String(rowsConfirmed)} rows confirmed, ${String(perS)}/s`, now);
  }

  /** False when the state could not be written; said once. */
  #flush(): boolean {
    this.#flushedMs = Date.now();
    const path = this.#options.state;
    if (path === undefined) return true;
    this.#flushedSeq = this.#terminal.reliable.lastSeq;
    try {
      writeState(path, {
        format: 1, scenario: this.#scenario.name, seed: this.#seed, marketMs: this.#marketMs(),
        terminal: this.#terminal.state(), broker: this.#broker.state(),
      });
      this.#isUnwritable = false;
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!this.#isUnwritable) this.#log(
        `cannot write the state file ${path}: ${reason}; orders are refused until it can be`,
      );
      this.#isUnwritable = true;
      return false;
    }
  }

  #marketMs(): number {
    return this.#source instanceof SyntheticSource ? this.#source.drainedMs : this.#source.nowMs;
  }

  #stop(by: 'end' | 'signal' | 'failure'): void {
    if (this.#stoppedBy !== null) return;
    this.#stoppedBy = by;
    this.#link.stop();
  }

  #ended(failure: string | null): void {
    this.#failure ??= failure;
    this.#flush();
    this.#bar?.clear();
    this.#report();
    this.#finish(this.#failure === null ? 0 : 1);
  }

  #report(): void {
    const { rowsSent, rowsConfirmed, orders, deals } = this.#terminal.counts;
    const rejected = (this.#file?.progress.rejected ?? 0) + (this.#record?.backwards ?? 0);
    const summary = {
      rowsSent, rowsConfirmed, rowsRejected: rejected, reconnects: this.#link.reconnects, orders, deals,
      elapsedMs: Date.now() - this.#startedMs,
      endedBy: this.#failure === null ? this.#stoppedBy ?? 'signal' : 'failure', failure: this.#failure,
    };
    if (this.#options.json === true) this.#io.stdout(`${JSON.stringify(summary)}\n`);
    if (this.#failure !== null) {
      this.#io.stderr(`simulate: ${this.#failure}\n`);
      return;
    }
    const lines = this.#file?.progress.rejectedLines ?? [];
    if (rejected > 0) this.#log(
      `${String(rejected)} rows rejected${lines.length > 0 ? `, first at lines ${lines.join(', ')}` : ''}`,
    );
    this.#log(`${String(rowsConfirmed)} rows confirmed, ${String(orders)} orders, ${String(deals)} deals, `
      + `${String(this.#link.reconnects)} reconnects`);
  }

  #log(text: string): void {
    this.#bar?.clear();
    this.#io.stderr(`simulate: ${text}\n`);
  }
}
