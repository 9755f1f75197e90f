// What a scenario stands on: a folder of its own, the compiled Expert Advisor, the real workstation with its own data
// folder, and the proxy between them. Everything ends with the scenario.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '#core/base';
import { startReady, type Program, type ReadyDocument } from '../crash/programs.ts';
import { hold, Violation } from '../crash/violation.ts';
import { LinkProxy } from './link-proxy.ts';
import { ScriptedServer, type ScriptedOptions } from './scripted-server.ts';
import { Terminal, until, type Command } from './terminal.ts';

export interface Scenario {
  readonly name: string;
  run(rig: Rig): Promise<void>;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export class Rig {
  readonly folder = mkdtempSync(join(tmpdir(), 'sextant-test-ea-'));
  readonly proxy = new LinkProxy();
  readonly terminal: Terminal;
  readonly random: Random;
  readonly seed: number;
  #serve: Program | null = null;
  #document: ReadyDocument | null = null;
  #scripted: ScriptedServer | null = null;
  #keys = 0;

  constructor(program: string, seed: number) {
    this.seed = seed;
    this.random = new Random(seed);
    this.terminal = new Terminal(program, join(this.folder, 'terminal'));
  }

  get document(): ReadyDocument {
    hold(this.#document !== null, 'the workstation was not started');
    return this.#document;
  }

  /** Starts the workstation, or starts it again on the same data folder and port. */
  async serve(): Promise<void> {
    if (this.proxy.connections === 0 && this.#document === null) await this.proxy.listen();
    const port = this.#document === null ? 0 : Number(new URL(this.#document.api).port);
    const { serve, document } = await startReady(join(this.folder, 'data'), port);
    this.#serve = serve.program;
    this.#document = document;
    this.proxy.aimAt(Number(new URL(document.api).port));
  }

  /** kill -9 of the workstation. */
  async killServe(): Promise<void> {
    await this.#serve?.kill();
  }

  /** A scripted server in the workstation's place. */
  async script(options: ScriptedOptions = {}): Promise<ScriptedServer> {
    const server = new ScriptedServer(options);
    await server.listen();
    this.#scripted = server;
    this.terminal.pair(server.url, server.token);
    return server;
  }

  /** Opens the terminal with `setup`, then the EA begins. */
  async attach(setup: readonly Command[] = [], inputs: Readonly<Record<string, string | number>> = {}): Promise<void> {
    if (this.#document !== null) this.terminal.pair(this.proxy.url, this.#document.pairingToken);
    this.terminal.setInputs(inputs);
    this.terminal.open();
    for (const command of setup) await this.terminal.call(command);
    await this.terminal.start();
  }

  /** The EA's process again, on the same terminal. */
  async reopen(): Promise<void> {
    this.terminal.open();
    await this.terminal.start();
  }

  async get<T>(path: string): Promise<T> {
    const reply = await this.#fetch('GET', path);
    hold(reply.status === 200, `GET ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body as T;
  }

  /** Every item of a list, page by page. */
  async list<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null = null;
    do {
      const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: Page<T> = await this.get<Page<T>>(`${path}${path.includes('?') ? '&' : '?'}limit=10000${more}`);
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== null);
    return items;
  }

  /** A write; without `key` it makes one. */
  async post(path: string, body: object, key?: string): Promise<Reply> {
    this.#keys += 1;
    return this.#fetch('POST', path, body, key ?? `test-${this.seed}-${this.#keys}`);
  }

  async #fetch(method: string, path: string, body?: object, key?: string): Promise<Reply> {
    const { api, apiToken } = this.document;
    const response = await fetch(`${api}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    return { status: response.status, body: await response.json() as unknown };
  }

  /** Waits until the account is linked and its snapshot has been taken. */
  async linked(msMax = 60_000): Promise<void> {
    await until('a linked account with its snapshot', async () => {
      this.terminal.check();
      const reply = await this.#fetch('GET', '/account').catch(() => null);
      const account = reply?.body as { linkUp?: boolean; snapshotReady?: boolean } | null;
      return reply?.status === 200 && account?.linkUp === true && account.snapshotReady === true;
    }, msMax);
  }

  get words(): string {
    const lost = this.#scripted?.frames.slice(-12).map((frame) => JSON.stringify(frame)).join('\n') ?? '';
    return `--- EA\n${this.terminal.words}\n--- workstation\n${this.#serve?.words ?? ''}\n--- last frames\n${lost}`;
  }

  async end(): Promise<void> {
    await this.terminal.kill();
    if (this.#serve?.isRunning === true) await this.#serve.kill();
    await this.#scripted?.close();
    if (this.#document !== null) await this.proxy.close();
  }

  clean(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Runs one scenario on a rig of its own; a violation carries what the programs last said. */
export async function runScenario(scenario: Scenario, program: string, seed: number, isKept: boolean): Promise<void> {
  const rig = new Rig(program, seed);
  let isDone = false;
  try {
    await scenario.run(rig);
    rig.terminal.check();
    isDone = true;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new Violation(`${text}\n${rig.words}${isKept ? `\nwhat is left lies in ${rig.folder}` : ''}`);
  } finally {
    await rig.end();
    if (isDone || !isKept) rig.clean();
  }
}

/** EURUSD with a price, five digits; the fields given on top. */
export function symbol(s: string, fields: Readonly<Record<string, unknown>> = {}): Command[] {
  return [{ cmd: 'symbol', s, ...fields }];
}

export function market(s: string, perS: number, seed: number, mid = 1.085): Command {
  return { cmd: 'auto', s, per_s: perS, burst: 0.3, seed, mid };
}
