#!/usr/bin/env node
// The command `sextant`: hands over to the Node that the project is pinned to, with the same arguments, streams,
// signals and exit code.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { findNode, ROOT } from './pinned-node.mjs';

/** Runs src-main/cli/sextant.ts with this process's streams; resolves to its exit code. */
export function runSextant(args) {
  const node = findNode();
  if (!existsSync(join(ROOT, 'node_modules'))) {
    throw new Error('The packages are not installed. Run "npm ci", or "npm start".');
  }
  const entry = join(ROOT, 'src-main', 'cli', 'sextant.ts');
  const child = spawn(node.path, [entry, ...args], { stdio: 'inherit' });
  const forward = {
    // A terminal's Ctrl-C reaches the child by itself: it is of the same process group.
    SIGINT: () => { if (!process.stdin.isTTY) child.kill('SIGINT'); },
    SIGTERM: () => { child.kill('SIGTERM'); },
    SIGHUP: () => { child.kill('SIGHUP'); },
  };
  for (const [signal, act] of Object.entries(forward)) process.on(signal, act);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const [name, act] of Object.entries(forward)) process.off(name, act);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

if (process.argv[1] !== undefined && /[\\/]sextant(\.mjs)?$/.test(process.argv[1])) {
  try {
    process.exitCode = await runSextant(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
