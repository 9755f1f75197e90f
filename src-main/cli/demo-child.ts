// The demo market as its own process: started beside the host, started again when it dies, ended by its process id.

import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workerUrl } from '#main/workers';
import { note } from './output.ts';

const BACK_OFF_MS = [1_000, 2_000, 5_000, 10_000, 30_000] as const;
/** A child that lived this long was fine: the next death counts as the first again. */
const STEADY_MS = 60_000;
const KILL_AFTER_MS = 3_000;

export interface DemoChild {
  stop(): Promise<void>;
}

/** Name of the variable that carries the pairing token: on a command line every user of the machine could read it. */
export const TOKEN_VARIABLE = 'SEXTANT_PAIRING_TOKEN';

/** Starts `sextant simulate --demo` against `ws` and keeps it running until `stop`. */
export function startDemoChild(ws: string, pairingToken: string, dataDir: string): DemoChild {
  let child: ChildProcess | null = null;
  let timer: NodeJS.Timeout | null = null;
  let failures = 0;
  let stopping = false;
  const script = fileURLToPath(workerUrl(import.meta.url, './sextant'));
  const args = [
    script, 'simulate', '--demo', '--connect', ws, '--state', join(dataDir, 'demo', 'terminal.json'),
  ];

  const launch = (): void => {
    const startedMs = performance.now();
    // Its stdin is our pipe: when this process dies in any way, the pipe ends and the child goes too.
    // Electron's own binary is a plain Node when it is told so.
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', [TOKEN_VARIABLE]: pairingToken };
    const running = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'pipe'], env, windowsHide: true });
    child = running;
    running.on('spawn', () => { note(`The demo market runs as process ${String(running.pid)}.`); });
    running.stdin.on('error', () => { /* it died first; `exit` tells */ });
    running.stderr.setEncoding('utf8');
    running.stderr.on('data', (text: string) => {
      for (const line of text.split('\n')) if (line.trim() !== '') note(`demo: ${line.trimEnd()}`);
    });
    running.on('error', (error) => { note(`demo: ${error.message}`); });
    running.on('exit', (code, signal) => {
      child = null;
      if (stopping) return;
      failures = performance.now() - startedMs > STEADY_MS ? 0 : failures + 1;
      const waitMs = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length) - 1] ?? BACK_OFF_MS[0];
      note(`The demo market ended (${signal ?? String(code)}); it starts again in ${String(waitMs / 1000)} s.`);
      timer = setTimeout(launch, waitMs);
    });
  };

  launch();
  return {
    stop: async () => {
      stopping = true;
      if (timer !== null) clearTimeout(timer);
      if (child !== null) await endChild(child);
    },
  };
}

function endChild(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    const kill = setTimeout(() => { child.kill('SIGKILL'); }, KILL_AFTER_MS);
    child.once('exit', () => {
      clearTimeout(kill);
      done();
    });
    child.stdin?.end();
    child.kill('SIGTERM');
  });
}
