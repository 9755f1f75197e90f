// Programs that a budget measures run as processes of their own; each says one line of JSON once it is ready and ends
// when its stdin is closed.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const READY_MS_MAX = 60_000;
const END_MS_MAX = 15_000;

export interface Child<T> {
  /** What it said when it was ready. */
  readonly ready: T;
  /** Processor seconds of all its living threads so far; null where the system does not tell (only Linux does). */
  cpuSeconds(): number | null;
  stop(): Promise<void>;
}

export interface ServeReady {
  readonly url: string;
  readonly ws: string;
  readonly pairingToken: string;
}

/** Starts a program of the project; fails with its words where it ends or stays silent. */
async function startChild<T>(path: string, args: readonly string[]): Promise<Child<T>> {
  const file = fileURLToPath(new URL(path, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => { errors = (errors + text).slice(-4_000); });
  const ended = new Promise<void>((done) => { child.once('close', () => { done(); }); });
  try {
    const line = await firstLine(child, ended);
    return {
      ready: JSON.parse(line) as T,
      cpuSeconds: () => readCpuSeconds(child.pid ?? 0),
      stop: async () => {
        child.stdin.end();
        const cut = setTimeout(() => { child.kill('SIGKILL'); }, END_MS_MAX);
        await ended;
        clearTimeout(cut);
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    throw new Error(`${path} did not start: ${String(error)}\n${errors}`, { cause: error });
  }
}

function readCpuSeconds(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  const threads = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(threads).map((thread) => (
    Number(readFileSync(`${threads}/${thread}/schedstat`, 'utf8').split(' ')[0])
  ));
  return nanoseconds.reduce((sum, value) => sum + value, 0) / 1e9;
}

function firstLine(child: ChildProcess, ended: Promise<void>): Promise<string> {
  return new Promise((done, failed) => {
    const late = setTimeout(() => { failed(new Error('silent for too long')); }, READY_MS_MAX);
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      if (!text.includes('\n')) return;
      clearTimeout(late);
      done(text.slice(0, text.indexOf('\n')));
    });
    void ended.then(() => {
      clearTimeout(late);
      failed(new Error('it ended'));
    });
  });
}

/** `sextant serve` on a free port and a fresh data folder, which goes with it. */
export async function startServe(): Promise<Child<ServeReady>> {
  const folder = mkdtempSync(join(tmpdir(), 'sextant-bench-'));
  const remove = (): void => { rmSync(folder, { recursive: true, force: true }); };
  try {
    const child = await startChild<ServeReady>(
      '../src-main/cli/sextant.ts', ['serve', '--port', '0', '--data-dir', folder, '--json'],
    );
    return {
      ...child,
      stop: async () => {
        await child.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The bare `ws` server that the wire is measured against. */
export function startBareServer(): Promise<Child<{ readonly url: string }>> {
  return startChild('./peers/bare-ws.ts', []);
}
