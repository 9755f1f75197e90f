// One crash run: a workstation that is killed again and again on one data folder while its terminal plays the market
// and a trader clicks; then it settles, stops, and is judged.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '#core/base';
import { SyntheticMarket } from '#core/terminal';
import { Clicker } from './clicker.ts';
import { ExpectedMarket } from './expected-market.ts';
import { Ledger } from './ledger.ts';
import { planKill, type KillPlan } from './plan.ts';
import { Program, startReady, startServe, type ReadyDocument } from './programs.ts';
import { checkBroker, checkReplay, checkStore, comparePositions, get, readTerminal } from './verdict.ts';
import { hold, Violation } from './violation.ts';
import { Witness } from './witness.ts';

export interface CrashOptions {
  readonly kills: number;
  readonly seed: number;
  readonly isKept: boolean;
  tell(line: string): void;
}

/** Market seconds a second: bars close every few seconds, and an order's ten seconds of life outlast a commit. */
const SPEED = 40;
const LINK_MS_MAX = 60_000;
const SETTLE_MS_MAX = 60_000;
const STILL_TRIES_MAX = 10;
/** Every so often a stop instead of a kill, so that a snapshot with the journal's tail is a way back too. */
const STOP_EVERY = 4;

/** Runs it; the summary line. Throws a Violation at the first promise that was not kept. */
export async function runCrash(options: CrashOptions): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sextant-crash-run-'));
  const run = new CrashRun(options, folder);
  try {
    const summary = await run.toTheEnd();
    if (!options.isKept) rmSync(folder, { recursive: true, force: true });
    return summary;
  } catch (error) {
    options.tell(`what is left lies in ${folder}`);
    throw error instanceof Violation ? new Violation(`${error.message}\n${run.words}`) : error;
  } finally {
    await run.end();
  }
}

class CrashRun {
  readonly #options: CrashOptions;
  readonly #random: Random;
  readonly #dataDir: string;
  readonly #stateFile: string;
  readonly #witness = new Witness();
  readonly #market: ExpectedMarket;
  readonly #clicker: Clicker;
  readonly #ledger: Ledger;
  readonly #terminalSeed: number;
  #serve: Program | null = null;
  #terminal: Program | null = null;
  #document: ReadyDocument | null = null;
  /** Settles when the terminal was welcomed by the process that serves now. */
  #linked: Promise<void> = Promise.resolve();

  constructor(options: CrashOptions, folder: string) {
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#dataDir = join(folder, 'data');
    this.#stateFile = join(folder, 'terminal.json');
    this.#terminalSeed = this.#random.nextInt(1, 1_000_000);
    this.#market = new ExpectedMarket(new SyntheticMarket(this.#terminalSeed));
    this.#clicker = new Clicker(new Random(this.#random.nextUint32()));
    this.#ledger = new Ledger(this.#dataDir, this.#market, this.#witness);
  }

  /** What the programs last said. */
  get words(): string {
    return `--- serve\n${this.#serve?.words ?? ''}\n--- simulate\n${this.#terminal?.words ?? ''}`;
  }

  async toTheEnd(): Promise<string> {
    await this.#start();
    await this.#startTerminal();
    await this.#link(LINK_MS_MAX);
    this.#holdAll();
    for (let kill = 1; kill <= this.#options.kills; kill += 1) {
      const plan = planKill(this.#random);
      await this.#kill(kill, plan);
      if (kill % STOP_EVERY === 0) await this.#stopAndStart();
    }
    await this.#settle();
    return this.#judge();
  }

  /** Kills whatever still runs. */
  async end(): Promise<void> {
    await this.#clicker.stop();
    this.#witness.close();
    for (const program of [this.#terminal, this.#serve]) {
      if (program?.isRunning === true) await program.kill();
    }
  }

  async #start(): Promise<void> {
    const port = this.#document === null ? 0 : Number(new URL(this.#document.api).port);
    const { serve, document } = await startReady(this.#dataDir, port);
    this.#serve = serve.program;
    this.#document = document;
    await this.#readStart(document);
    this.#linked = this.#witness.nextWelcome();
    this.#witness.relayTo(document.ws);
    this.#clicker.start(document);
  }

  /** Reads the journal until the start of this process stands there: what comes after it is no longer its past. */
  async #readStart(document: ReadyDocument): Promise<void> {
    const { headSeq } = await get<{ headSeq: number }>(document, '/status');
    const deadline = performance.now() + SETTLE_MS_MAX;
    while (this.#ledger.seq < headSeq) {
      hold(performance.now() < deadline, `event ${headSeq} was never committed`);
      await this.#ledger.catchUp();
      await delay(5);
    }
  }

  async #startTerminal(): Promise<void> {
    this.#terminal = new Program([
      'simulate', '--connect', await this.#witness.address(), '--token', this.#document?.pairingToken ?? '',
      '--scenario', 'hedging', '--demo', '--speed', String(SPEED), '--seed', String(this.#terminalSeed),
      '--state', this.#stateFile,
    ]);
  }

  /** Waits for the terminal's welcome, so long as there is a terminal. */
  async #link(msMax: number): Promise<void> {
    const late = new AbortController();
    const ended = this.#terminal?.ended();
    await Promise.race([this.#linked, ended, delay(msMax, null, { signal: late.signal }).catch(() => null)]);
    late.abort();
  }

  async #kill(number: number, plan: KillPlan): Promise<void> {
    const started = performance.now();
    const before = this.#ledger.seq;
    if (plan.when === 'linked') await this.#link(4000);
    if (plan.when === 'starting') await this.#killWhileStarting(plan.afterMs);
    await delay(plan.afterMs);
    if (plan.when === 'click') {
      await Promise.race([this.#clicker.nextClick(), delay(3000)]);
      await delay(plan.afterClickMs);
    }
    const terminal = plan.isTerminalKilled ? this.#terminal : null;
    await Promise.all([terminal?.kill(), this.#serve?.kill()]);
    await this.#collect();
    if (terminal !== null) await this.#startTerminal();
    await this.#start();
    await this.#ledger.catchUp();
    this.#holdAll();
    const ms = Math.round(performance.now() - started);
    const what = `${plan.when} + ${plan.afterMs} ms${terminal === null ? '' : ', terminal too'}`;
    this.#options.tell(`kill ${number}: ${what}; `
      + `${this.#ledger.seq - before} events more, ${this.#ledger.seq} in all (${ms} ms)`);
  }

  /** A process that dies on its way back from the journal must leave the next one the same way. */
  async #killWhileStarting(afterMs: number): Promise<void> {
    await this.#serve?.kill();
    await this.#collect();
    const serve = startServe(this.#dataDir, 0);
    this.#serve = serve.program;
    await delay(afterMs);
    await serve.program.kill();
    await this.#start();
  }

  async #stopAndStart(): Promise<void> {
    await this.#stopServe();
    await this.#start();
    await this.#ledger.catchUp();
    this.#holdAll();
  }

  async #stopServe(): Promise<void> {
    const code = await this.#serve?.stop();
    hold(code === 0, `serve was asked to stop and ended with ${String(code)}`);
    await this.#collect();
  }

  /** What the dead process had promised is due at the next start. */
  async #collect(): Promise<void> {
    await this.#clicker.stop();
    const told = await this.#witness.takeTold();
    this.#ledger.expectAtNextStart({ told, answers: this.#clicker.answers() });
  }

  #holdAll(): void {
    this.#holdWitnesses();
    hold(this.#terminal?.isRunning === true, 'the terminal gave up');
  }

  /** Clicks on until something was filled, then waits until no order is under way. */
  async #settle(): Promise<void> {
    const deadline = performance.now() + SETTLE_MS_MAX;
    const isFilled = (): boolean => [...this.#ledger.orderStates.values()].includes('filled');
    while (!isFilled() || this.#clicker.answers().approved.size === 0) {
      hold(performance.now() < deadline, 'nothing was approved and filled in all this time');
      await delay(500);
      await this.#ledger.catchUp();
      this.#holdAll();
    }
    await this.#clicker.stop();
    const underWay = (): readonly string[] => [...this.#ledger.orderStates]
      .filter(([, state]) => ['issued', 'unknown', 'accepted'].includes(state)).map((entry) => entry.join(' '));
    const at = this.#document as ReadyDocument;
    const isReady = async (): Promise<boolean> => {
      const { linkUp, snapshotReady } = await get<{ linkUp: boolean; snapshotReady: boolean }>(at, '/account');
      return linkUp && snapshotReady;
    };
    while (underWay().length > 0 || !await isReady()) {
      hold(performance.now() < deadline, `orders never came to an end: ${underWay().join(', ')}`);
      await delay(200);
      await this.#ledger.catchUp();
    }
    this.#holdAll();
  }

  async #judge(): Promise<string> {
    const at = this.#document as ReadyDocument;
    const state = await this.#stopTerminal(at);
    await this.#ledger.catchUp();
    const ran = checkBroker(state, this.#ledger);
    const bars = await checkStore(at, this.#market);
    const live = await get<{ seq: number; decisionHash: string }>(at, '/journal');
    await this.#stopServe();
    await this.#ledger.catchUp();
    const answers = this.#clicker.answers();
    this.#ledger.check({ told: await this.#witness.takeTold(), answers }, 'the end');
    this.#holdWitnesses();
    const replay = await checkReplay(this.#dataDir, this.#ledger, live.decisionHash);
    const { rows, bars: broker } = this.#market;
    const { sends, resends } = this.#witness;
    return `${this.#options.kills} kills, ${this.#ledger.seq} events, ${rows} ticks, ${broker} broker bars, `
      + `${bars} bars made, ${this.#ledger.reliable} messages, ${this.#clicker.clicks} clicks, `
      + `${answers.approved.size} approvals, ${sends} orders sent (${resends} again), ${ran} at the broker, `
      + `${replay.decisions} decisions`;
  }

  #holdWitnesses(): void {
    const found = this.#witness.violation ?? this.#clicker.violation;
    if (found !== null) throw found;
  }

  /** Stops the terminal at a moment at which it has told everything; a stop in the middle of a word is tried again. */
  async #stopTerminal(at: ReadyDocument): Promise<ReturnType<typeof readTerminal>> {
    for (let tries = 1; ; tries += 1) {
      await this.#terminal?.stop();
      await delay(200);
      const state = readTerminal(this.#stateFile);
      const difference = await comparePositions(at, state);
      if (difference === null && state.broker.orders.length === 0) return state;
      const isUntold = state.terminal.outbox.entries.length > 0;
      hold(isUntold && tries < STILL_TRIES_MAX, difference ?? 'orders wait at the terminal');
      this.#linked = this.#witness.nextWelcome();
      await this.#startTerminal();
      await this.#link(LINK_MS_MAX);
      await delay(1000);
    }
  }
}
