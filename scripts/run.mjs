#!/usr/bin/env node
// `node scripts/run.mjs FILE [ARGS]`: runs a program of the project under the Node that it is pinned to, and lets
// whatever that starts find the same one. npm's own scripts go through here: not every npm links the pinned Node into
// node_modules/.bin.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, resolve } from 'node:path';
import { ROOT, findNode } from './pinned-node.mjs';

/** Environment in which `node` is the pinned one. */
export function pinnedEnvironment(nodePath) {
  // Windows calls it Path.
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...process.env, [name]: `${dirname(nodePath)}${delimiter}${process.env[name] ?? ''}` };
}

/** Runs `file` (relative to the project) with this process's streams; resolves to its exit code. */
export function handOver(file, args) {
  const node = findNode();
  // The channel says nothing: it closes when this process dies, however it dies, and the command then ends as well.
  // V8's list of code pages fails now and then where worker threads come and go on processors with protection keys
  // ("Check failed: jit_page.has_value()", Node 18 to 24).
  const child = spawn(node.path, ['--no-memory-protection-keys', resolve(ROOT, file), ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env: pinnedEnvironment(node.path),
  });
  const forward = {
    // A terminal's Ctrl-C reaches the child by itself: it is of the same process group.
    SIGINT: () => { if (!process.stdin.isTTY) child.kill('SIGINT'); },
    SIGTERM: () => { child.kill('SIGTERM'); },
    SIGHUP: () => { child.kill('SIGHUP'); },
  };
  for (const [signal, act] of Object.entries(forward)) process.on(signal, act);
  return new Promise((done, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const [name, act] of Object.entries(forward)) process.off(name, act);
      done(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

if (process.argv[1] !== undefined && /[\\/]run\.mjs$/.test(process.argv[1])) {
  try {
    const [file, ...args] = process.argv.slice(2);
    if (file === undefined) throw new Error('Which file?');
    process.exitCode = await handOver(file, args);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
