// The real served host and the real simulated terminal, each its own process, as a browser test holds them.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../src-main/cli/sextant.ts', import.meta.url));
const FORGE = fileURLToPath(new URL('forge-record.ts', import.meta.url));
const UNHELD = fileURLToPath(new URL('unheld-host.ts', import.meta.url));
const READY_MS_MAX = 90_000;

interface ReadyLine {
  readonly url: string;
  readonly api: string;
  readonly ws: string;
  readonly pairingToken: string;
  readonly apiToken: string;
}

/** Ends a child by its own id and waits for it. */
async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

/** A simulated terminal worked by hand: one line in, one line back. */
class HandTerminal {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  constructor(child: ChildProcess) {
    if (child.stdout === null) throw new Error('the terminal has no output to read');
    this.#child = child;
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Carries out one command of docs/simulate.md; throws where the broker or the terminal refused. */
  async say(command: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>> {
    this.#child.stdin?.write(`${JSON.stringify(command)}\n`);
    const line = await this.#answers.next();
    const answer = JSON.parse(line.done === true ? '{}' : line.value) as Readonly<Record<string, unknown>>;
    if (answer['ok'] !== true) throw new Error(`${JSON.stringify(command)} was answered ${JSON.stringify(answer)}`);
    return answer;
  }
}

/** Writes into the journal of a host that has ended what its engine would not have recorded; the event's number. */
export function forgeRecord(dataDir: string): number {
  return Number(execFileSync(process.execPath, [FORGE, dataDir], { encoding: 'utf8' }));
}

export class RunningHost {
  readonly #host: ChildProcess;
  readonly #terminals = new Set<ChildProcess>();
  readonly ready: ReadyLine;

  private constructor(host: ChildProcess, ready: ReadyLine) {
    this.#host = host;
    this.ready = ready;
  }

  /** Starts the host on `dataDir` and resolves once it is ready. */
  static async start(dataDir: string, port = 0, env: Readonly<Record<string, string>> = {}): Promise<RunningHost> {
    return RunningHost.#run([PROGRAM, 'serve', '--json', '--port', String(port), '--data-dir', dataDir], env);
  }

  /** The same host with the hold on real accounts lifted, as the version that may trade them will run. */
  static async startUnheld(dataDir: string): Promise<RunningHost> {
    return RunningHost.#run([UNHELD, dataDir], {});
  }

  static async #run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<RunningHost> {
    const host = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    let words = '';
    host.stderr.setEncoding('utf8').on('data', (text: string) => {
      words += text;
    });
    const timer = setTimeout(() => {
      host.kill('SIGKILL');
    }, READY_MS_MAX);
    for await (const line of createInterface({ input: host.stdout })) {
      clearTimeout(timer);
      host.stdout.resume();
      return new RunningHost(host, JSON.parse(line) as ReadyLine);
    }
    throw new Error(`the host did not become ready:\n${words}`);
  }

  /** The demo market at `speed` market seconds a second; `more` goes to `sextant simulate`. */
  simulate(speed: number, ...more: readonly string[]): ChildProcess {
    const { ws, pairingToken } = this.ready;
    const args = ['simulate', '--connect', ws, '--token', pairingToken, '--demo', '--speed', String(speed), ...more];
    const terminal = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['pipe', 'ignore', 'ignore'] });
    this.#terminals.add(terminal);
    return terminal;
  }

  /** A named scenario in real time. */
  simulateScenario(name: string, ...more: readonly string[]): ChildProcess {
    const { ws, pairingToken } = this.ready;
    const args = ['simulate', '--connect', ws, '--token', pairingToken, '--scenario', name, ...more];
    const terminal = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['pipe', 'ignore', 'ignore'] });
    this.#terminals.add(terminal);
    return terminal;
  }

  /** The demo market as time goes, with a hand at the terminal. */
  simulateByHand(...more: readonly string[]): HandTerminal {
    const { ws, pairingToken } = this.ready;
    const args = ['simulate', '--connect', ws, '--token', pairingToken, '--demo', '--control', ...more];
    const terminal = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#terminals.add(terminal);
    return new HandTerminal(terminal);
  }

  /** Ends the terminals, not the host. */
  async endTerminals(): Promise<void> {
    for (const terminal of this.#terminals) await end(terminal, 'SIGTERM');
    this.#terminals.clear();
  }

  /** GET of the REST API. */
  async get(path: string): Promise<unknown> {
    const answer = await fetch(`${this.ready.api}${path}`, {
      headers: { authorization: `Bearer ${this.ready.apiToken}` },
    });
    return answer.json();
  }

  /** POST of the REST API. */
  async post(path: string, body: unknown): Promise<unknown> {
    const answer = await fetch(`${this.ready.api}${path}`, {
      method: 'POST', body: JSON.stringify(body),
      headers: { authorization: `Bearer ${this.ready.apiToken}`, 'content-type': 'application/json' },
    });
    return answer.json();
  }

  async stop(): Promise<void> {
    await this.endTerminals();
    await end(this.#host, 'SIGTERM');
  }

  /** As the power going out: nothing is said, nothing is closed. */
  async kill(): Promise<void> {
    await end(this.#host, 'SIGKILL');
  }
}
