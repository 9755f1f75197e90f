// The compiled Expert Advisor as a process: the terminal around it is told line by line what happens, and asked what
// the broker knows. A process that dies of itself is a violation unless the scenario asked for it.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { hold, Violation } from '../crash/violation.ts';

export type Command = Readonly<Record<string, unknown>> & { readonly cmd: string };

interface Answer {
  readonly re?: number;
  readonly ok?: boolean;
  readonly why?: string;
  readonly data?: unknown;
  readonly ev?: string;
  readonly text?: string;
  readonly code?: number;
}

/** Deals, orders and positions as the simulated broker keeps them; enumerations by MQL5's numbers. */
export interface TrueDeal {
  readonly deal: string;
  readonly order: string;
  readonly position: string;
  readonly s: string;
  readonly type: number;
  readonly entry: number;
  readonly reason: number;
  readonly vol: number;
  readonly price: number;
  readonly profit: number;
  readonly commission: number;
  readonly swap: number;
  readonly magic: string;
  readonly msc: number;
}
export interface TruePosition {
  readonly ticket: string;
  readonly id: string;
  readonly s: string;
  readonly type: number;
  readonly vol: number;
  readonly sl: number;
  readonly tp: number;
  readonly magic: string;
}
export interface TrueOrder {
  readonly ticket: string;
  readonly s: string;
  readonly type: number;
  readonly state: number;
  readonly filling: number;
  readonly vol: number;
  readonly price: number;
  readonly magic: string;
}
export interface ChartObject {
  readonly name: string;
  readonly type: number;
  readonly text: string;
  readonly price: number;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

const WAIT_MS = 30_000;
/** Exit codes that a sanitizer or the stand-in's own checks leave. */
const CRASH_CODES: ReadonlySet<number> = new Set([1, 70, 134]);

/** Waits until `holds`, asked every few milliseconds; what is missing is said. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, msMax = WAIT_MS): Promise<void> {
  const deadline = performance.now() + msMax;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Violation(`not within ${msMax} ms: ${what}`);
    await delay(15);
  }
}

export class Terminal {
  readonly folder: string;
  readonly prints: string[] = [];
  readonly alerts: string[] = [];
  /** The chart's comment: the status line in words. */
  comment = '';
  inits: number[] = [];
  #inputs: Readonly<Record<string, string | number>>;
  readonly #program: string;
  #child: ChildProcess | null = null;
  #words = '';
  #ids = 0;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #mayDie = false;

  constructor(program: string, folder: string, inputs: Readonly<Record<string, string | number>> = {}) {
    this.#program = program;
    this.folder = folder;
    this.#inputs = inputs;
    mkdirSync(join(folder, 'files', 'Sextant'), { recursive: true });
  }

  setInputs(inputs: Readonly<Record<string, string | number>>): void {
    this.#inputs = inputs;
  }

  /** What the app writes when it installs the EA. */
  pair(url: string, token: string): void {
    writeFileSync(join(this.folder, 'files', 'Sextant', 'pairing.json'), JSON.stringify({ v: 1, url, token }));
  }

  get words(): string {
    return `${this.prints.slice(-12).join('\n')}\n${this.comment}\n${this.#words.slice(-4000)}`;
  }

  get isRunning(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Starts the process; the program inside begins with `start`. */
  open(): void {
    const lines = Object.entries(this.#inputs).map(([name, value]) => `${name}=${value}`);
    const child = spawn(this.#program, [this.folder], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, MQL5_INPUTS: lines.join('\n'), UBSAN_OPTIONS: 'print_stacktrace=1' },
    });
    this.#child = child;
    this.#mayDie = false;
    running.add(child);
    child.stdin.on('error', () => undefined);
    createInterface({ input: child.stdout }).on('line', (line) => { this.#hear(line); });
    child.stderr.on('data', (chunk: Buffer) => { this.#words += chunk.toString(); });
    child.once('exit', (code) => {
      running.delete(child);
      if (code !== null && CRASH_CODES.has(code)) this.#mayDie = false;
      for (const done of this.#waiting.values()) done({ ok: false, why: `the process ended (${String(code)})` });
      this.#waiting.clear();
    });
  }

  #hear(line: string): void {
    const answer = JSON.parse(line) as Answer;
    if (answer.re !== undefined) {
      this.#waiting.get(answer.re)?.(answer);
      this.#waiting.delete(answer.re);
    }
    if (answer.ev === 'print') this.prints.push(answer.text ?? '');
    if (answer.ev === 'alert') this.alerts.push(answer.text ?? '');
    if (answer.ev === 'comment') this.comment = answer.text ?? '';
    if (answer.ev === 'init') this.inits.push(answer.code ?? 0);
  }

  /** Says a command and waits for its answer; a refusal is a violation. */
  async call(command: Command): Promise<unknown> {
    const answer = await this.ask(command);
    hold(answer.ok === true, `${command.cmd}: ${answer.why ?? 'refused'}\n${this.words}`);
    return answer.data;
  }

  async ask(command: Command): Promise<Answer> {
    const child = this.#child;
    if (child === null || !this.isRunning) return { ok: false, why: 'the process is not running' };
    this.#ids += 1;
    const id = this.#ids;
    const answered = new Promise<Answer>((done) => { this.#waiting.set(id, done); });
    child.stdin?.write(`${JSON.stringify({ ...command, id })}\n`);
    return answered;
  }

  async start(): Promise<void> {
    await this.call({ cmd: 'start' });
  }

  /** kill -9. */
  async kill(): Promise<void> {
    this.#mayDie = true;
    const child = this.#child;
    if (child === null || !this.isRunning) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** The EA is taken off the chart in order. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === null || !this.isRunning) return;
    const ended = once(child, 'exit');
    await this.ask({ cmd: 'stop', reason: 1 });
    const late = new AbortController();
    await Promise.race([ended, delay(20_000, null, { signal: late.signal }).catch(() => null)]);
    late.abort();
    hold(child.exitCode === 0, `the EA did not end well (${String(child.exitCode)})\n${this.words}`);
  }

  /** Says that it may die now: a fault was asked for. */
  allowDeath(): void {
    this.#mayDie = true;
  }

  /** Throws where it died of itself, with what the sanitizers said. */
  check(): void {
    if (this.#child === null) return;
    const { exitCode } = this.#child;
    const isBad = exitCode !== null && CRASH_CODES.has(exitCode);
    const isFine = !isBad && (this.isRunning || this.#mayDie || exitCode === 0);
    hold(isFine, `the EA died (${String(exitCode)})\n${this.words}`);
  }

  async deals(): Promise<readonly TrueDeal[]> {
    return await this.call({ cmd: 'dump', what: 'deals' }) as TrueDeal[];
  }
  async positions(): Promise<readonly TruePosition[]> {
    return await this.call({ cmd: 'dump', what: 'positions' }) as TruePosition[];
  }
  async orders(): Promise<readonly TrueOrder[]> {
    return await this.call({ cmd: 'dump', what: 'orders' }) as TrueOrder[];
  }
  async history(): Promise<readonly TrueOrder[]> {
    return await this.call({ cmd: 'dump', what: 'history' }) as TrueOrder[];
  }
  async ticks(symbol: string): Promise<readonly (readonly number[])[]> {
    return await this.call({ cmd: 'dump', what: 'ticks', s: symbol }) as number[][];
  }
  async objects(): Promise<readonly ChartObject[]> {
    return await this.call({ cmd: 'dump', what: 'objects' }) as ChartObject[];
  }
}
