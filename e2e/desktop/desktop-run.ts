// One run of the built desktop application under the stand-in, as a test holds it.

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DesktopState, Question } from './desktop-questions.ts';

const SCRIPT = fileURLToPath(new URL('./run-desktop.ts', import.meta.url));

export class DesktopRun {
  readonly #child: ChildProcess;
  readonly #open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  readonly #ended: Promise<number>;
  #nextId = 1;
  /** What it wrote on stderr so far. */
  words = '';

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = fork(SCRIPT, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: { ...process.env, ...env } });
    this.#child.stderr?.setEncoding('utf8');
    this.#child.stderr?.on('data', (text: string) => { this.words += text; });
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', (code) => {
        resolve(code ?? -1);
        for (const { reject } of this.#open.values()) reject(new Error(`the application ended:\n${this.words}`));
      });
    });
    this.#child.on('message', (message) => {
      const { id, value, error } = message as { id: number; value?: unknown; error?: string };
      const waiting = this.#open.get(id);
      this.#open.delete(id);
      if (error === undefined) waiting?.resolve(value);
      else waiting?.reject(new Error(error));
    });
  }

  ask(question: Question): Promise<unknown> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject });
      this.#child.send({ id, question }, (error) => { if (error !== null) reject(error); });
    });
  }

  async state(): Promise<DesktopState> {
    return await this.ask({ ask: 'state' }) as DesktopState;
  }

  /** Value of an expression in the page, as JSON. */
  evaluate(script: string): Promise<unknown> {
    return this.ask({ ask: 'evaluate', script });
  }

  /** Exit code, once it has ended. */
  ended(): Promise<number> {
    return this.#ended;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Ends it whatever its state, for a test's clean-up. */
  async destroy(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }
}
