// The real programs of a crash run: `sextant serve` and `sextant simulate` as child processes of their own, and the
// short commands that judge the data folder afterwards. Children end with this process.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { Violation } from './violation.ts';

const SEXTANT = fileURLToPath(new URL('../../src-main/cli/sextant.ts', import.meta.url));
const READY_MS_MAX = 60_000;
const STOP_MS_MAX = 30_000;
const LINES_KEPT = 60;
const STARTS_MAX = 5;

export interface ReadyDocument {
  readonly api: string;
  readonly ws: string;
  readonly pairingToken: string;
  readonly apiToken: string;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A child with the last lines it said, for the report of a failure. */
export class Program {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #ended: Promise<unknown>;

  constructor(args: readonly string[], onLine: (line: string) => void = () => undefined) {
    const child = spawn(process.execPath, [SEXTANT, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    this.#ended = once(child, 'exit');
    running.add(child);
    child.once('exit', () => { running.delete(child); });
    child.stdin.on('error', () => undefined);
    createInterface({ input: child.stdout }).on('line', onLine);
    createInterface({ input: child.stderr }).on('line', (line) => {
      this.#lines.push(line);
      if (this.#lines.length > LINES_KEPT) this.#lines.shift();
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it last said on stderr. */
  get words(): string {
    return this.#lines.join('\n');
  }

  /** kill -9, and waits until it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** SIGTERM, and the exit code; a program that does not end is a violation. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.wait(STOP_MS_MAX);
  }

  /** Settles when it has ended, however that came. */
  async ended(): Promise<void> {
    await this.#ended;
  }

  /** The exit code once it has ended by itself. */
  async wait(msMax: number): Promise<number | null> {
    const late = new AbortController();
    const isEnded = await Promise.race([
      this.#ended.then(() => true),
      delay(msMax, false, { signal: late.signal }).catch(() => false),
    ]);
    late.abort();
    if (isEnded) return this.#child.exitCode;
    await this.kill();
    throw new Violation(`process ${this.pid} did not end within ${msMax} ms:\n${this.words}`);
  }
}

export interface Serve {
  readonly program: Program;
  /** Settles when it is ready, or as null when it ended before that. */
  readonly ready: Promise<ReadyDocument | null>;
}

/** Starts the workstation; `port` 0 picks a free one. */
export function startServe(dataDir: string, port: number): Serve {
  let tell: (document: ReadyDocument | null) => void = () => undefined;
  const ready = new Promise<ReadyDocument | null>((done) => { tell = done; });
  const program = new Program(
    ['serve', '--json', '--port', String(port), '--data-dir', dataDir],
    (line) => { tell(JSON.parse(line) as ReadyDocument); },
  );
  void program.ended().then(() => { tell(null); });
  return { program, ready };
}

/** The same, and waits for it; a port that is still held is tried again. */
export async function startReady(dataDir: string, port: number): Promise<{ serve: Serve; document: ReadyDocument }> {
  for (let tries = 1; ; tries += 1) {
    const serve = startServe(dataDir, port);
    const late = new AbortController();
    const document = await Promise.race([
      serve.ready, delay(READY_MS_MAX, undefined, { signal: late.signal }).catch(() => undefined),
    ]);
    late.abort();
    if (document !== null && document !== undefined) return { serve, document };
    if (serve.program.isRunning) await serve.program.kill();
    if (document === undefined) throw new Violation(`serve was not ready in time:\n${serve.program.words}`);
    const isPortHeld = serve.program.words.includes('PORT');
    if (!isPortHeld || tries === STARTS_MAX) {
      throw new Violation(`serve did not start:\n${serve.program.words}`);
    }
    await delay(200);
  }
}

/** Runs a command of the program to its end. */
export async function runCommand(
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly out: string; readonly words: string }> {
  const lines: string[] = [];
  const program = new Program(args, (line) => { lines.push(line); });
  const code = await program.wait(600_000);
  return { code, out: lines.join('\n'), words: program.words };
}
