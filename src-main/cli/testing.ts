// What the tests of the command line share: the real entry in real child processes.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('./sextant.ts', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  /** Text so far. */
  readonly out: () => Ran;
  /** Resolves with the first line on stdout, rejects when the process ends without one. */
  readonly firstLine: Promise<string>;
  readonly ended: Promise<Ran>;
}

/** Starts the command line; `stdin` as for spawn, `pipe` is held open until the caller ends it. */
export function startCli(
  args: readonly string[], stdin: 'pipe' | 'ignore' = 'ignore', env: NodeJS.ProcessEnv = {},
): Started {
  const child = spawn(process.execPath, [ENTRY, ...args], {
    stdio: [stdin, 'pipe', 'pipe'], env: { ...process.env, SEXTANT_DATA_DIR: '', SEXTANT_MODE: undefined, ...env },
  });
  let stdout = '';
  let stderr = '';
  let line: (text: string) => void = () => undefined;
  let noLine: (error: Error) => void = () => undefined;
  const firstLine = new Promise<string>((done, failed) => {
    line = done;
    noLine = failed;
  });
  // Only some callers wait for a line.
  firstLine.catch(() => undefined);
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (stdout.includes('\n')) line(stdout.slice(0, stdout.indexOf('\n')));
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => { stderr += text; });
  const ended = new Promise<Ran>((done) => {
    child.once('close', (code) => {
      noLine(new Error(`ended with ${String(code)}: ${stderr}`));
      done({ code, stdout, stderr });
    });
  });
  return { child, out: () => ({ code: child.exitCode, stdout, stderr }), firstLine, ended };
}

/** Runs the command line to its end. */
export function runCliProcess(args: readonly string[]): Promise<Ran> {
  return startCli(args).ended;
}

/** The one JSON document that `stdout` must be. */
export function oneDocument(stdout: string): unknown {
  const lines = stdout.split('\n');
  if (lines.length !== 2 || lines[1] !== '') throw new Error(`not one line: ${stdout}`);
  return JSON.parse(lines[0] ?? '');
}

/** A folder of its own; `remove` takes it away. */
export function makeFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'sextant-cli-'));
  return { path, remove: () => { rmSync(path, { recursive: true, force: true }); } };
}
