#!/usr/bin/env node
// The command `sextant`: hands over to the Node that the project is pinned to, with the same arguments, streams,
// signals and exit code.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './pinned-node.mjs';
import { handOver } from './run.mjs';

/** Runs the command line with this process's streams; resolves to its exit code. */
export function runSextant(args) {
  if (!existsSync(join(ROOT, 'node_modules'))) {
    throw new Error('The packages are not installed. Run "npm ci", or "npm start".');
  }
  return handOver('src-main/cli/sextant.ts', args);
}

if (process.argv[1] !== undefined && /[\\/]sextant(\.mjs)?$/.test(process.argv[1])) {
  try {
    process.exitCode = await runSextant(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
