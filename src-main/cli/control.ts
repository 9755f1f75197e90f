// How `sextant stop` finds and asks a running process: `serve.json` in the data folder names it, and a local socket
// (a named pipe on Windows) proves that it is really the one and takes the request. A process id alone proves
// nothing, since the system gives ids out again.

import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface ServeRecord {
  readonly pid: number;
  readonly port: number;
  readonly version: string;
  readonly mode: string;
  readonly startedMs: number;
  /** Path of the local socket or named pipe. */
  readonly control: string;
}

export interface Control {
  /** Takes the request's socket and `serve.json` away again. */
  close(): Promise<void>;
}

const RECORD_NAME = 'serve.json';
const UNIX_PATH_MAX = 100;
const ANSWER_MS = 2_000;

function controlPath(dataDir: string): string {
  const name = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\sextant-${name}-${randomBytes(4).toString('hex')}`;
  const inside = join(resolve(dataDir), 'control.sock');
  return Buffer.byteLength(inside) <= UNIX_PATH_MAX ? inside : join(tmpdir(), `sextant-${name}.sock`);
}

/** The record of the process that serves `dataDir`, or null where none was left. */
export function readServeRecord(dataDir: string): ServeRecord | null {
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(dataDir, RECORD_NAME), 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return null;
    const record = parsed as Partial<Record<keyof ServeRecord, unknown>>;
    if (typeof record.pid !== 'number' || typeof record.control !== 'string') return null;
    return {
      pid: record.pid, control: record.control, port: Number(record.port), version: String(record.version),
      mode: String(record.mode), startedMs: Number(record.startedMs),
    };
  } catch {
    // No record, or one torn by a kill: nobody can be asked either way.
    return null;
  }
}

/** Opens the door for `sextant stop`. The caller owns the data folder (its lock is held), so leftovers are cleared. */
export async function openControl(
  dataDir: string, about: Omit<ServeRecord, 'control'>, onStop: () => void,
): Promise<Control> {
  const control = controlPath(dataDir);
  if (process.platform !== 'win32') rmSync(control, { force: true });
  const server = createServer((socket) => {
    socket.setEncoding('utf8');
    let asked = '';
    socket.on('data', (text: string) => {
      asked += text;
      if (asked.length > 64) socket.destroy();
      else if (asked.includes('\n')) {
        if (asked.trim() === 'stop') onStop();
        socket.end(`${String(about.pid)}\n`);
      }
    });
    socket.setTimeout(ANSWER_MS, () => { socket.destroy(); });
    socket.on('error', () => { socket.destroy(); });
  });
  await listen(server, control);
  if (process.platform !== 'win32') chmodSync(control, 0o600);
  const recordPath = join(dataDir, RECORD_NAME);
  const draft = `${recordPath}.${String(process.pid)}`;
  writeFileSync(draft, `${JSON.stringify({ ...about, control } satisfies ServeRecord)}\n`, { mode: 0o600 });
  renameSync(draft, recordPath);
  server.unref();
  return {
    close: () => new Promise((done) => {
      rmSync(recordPath, { force: true });
      server.close(() => { done(); });
    }),
  };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((done, refuse) => {
    server.once('error', refuse);
    server.listen(path, () => {
      server.off('error', refuse);
      done();
    });
  });
}

/** `answered`: it is that process; `absent`: nobody listens, the record is stale; `silent`: it hangs. */
export type ControlAnswer = 'answered' | 'absent' | 'silent';

/** Asks the process of `record` to stop, or only whether it is there. */
export function askControl(record: ServeRecord, request: 'stop' | 'who'): Promise<ControlAnswer> {
  return new Promise((done) => {
    const socket = connect(record.control);
    let answer = '';
    let connected = false;
    const finish = (): void => {
      socket.destroy();
      if (answer.trim() === String(record.pid)) done('answered');
      else done(connected && answer === '' ? 'silent' : 'absent');
    };
    socket.setTimeout(ANSWER_MS, finish);
    socket.setEncoding('utf8');
    socket.on('connect', () => {
      connected = true;
      socket.write(`${request}\n`);
    });
    socket.on('data', (text: string) => { answer += text; });
    socket.on('end', finish);
    socket.on('error', finish);
  });
}

/** Takes a stale record away. */
export function forgetServeRecord(dataDir: string): void {
  rmSync(join(dataDir, RECORD_NAME), { force: true });
}
