#!/usr/bin/env node
// `npm start`: installs what is missing, builds the window when its sources changed, and starts the workstation with
// the demo market. Plain JavaScript for Node 18 and newer: it runs on a fresh clone.

import { spawn } from 'node:child_process';
import { ROOT, findNode } from './pinned-node.mjs';
import { ensureBuilt } from './build.mjs';
import { findElectron, hasDisplay } from './electron.mjs';
import { ensureInstalled } from './install.mjs';
import { runSextant } from './sextant.mjs';

const HELP = `Starts Sextant: installs, builds, and opens the workstation with a demo market.

Usage: npm start -- [options]

  --port N        port of the served host, the API and MT5's bridge (0 = any free one; default 8766)
  --data-dir D    folder that holds everything that lasts (default: the system's place for application data)
  --mode MODE     minimal, full-ai or production (default full-ai)
  --no-open       do not open a window or browser; print the address only
  --no-demo       start without the demo market, for a real terminal
  --help          this text

Other commands: npx sextant --help. Tests: npm test.
`;

const MODES = ['minimal', 'full-ai', 'production'];

class UsageError extends Error {}

function readValue(args, index) {
  const [name, inline] = args[index].split(/=(.*)/s);
  const value = inline ?? args[index + 1];
  if (value === undefined || (inline === undefined && value.startsWith('--'))) {
    throw new UsageError(`${name} wants a value.`);
  }
  return { value, used: inline === undefined ? 2 : 1 };
}

/** Reads the command line; throws UsageError with words for the user. */
export function readOptions(args) {
  const options = { help: false, port: null, dataDir: null, mode: null, open: true, demo: true };
  for (let at = 0; at < args.length;) {
    const name = args[at].split('=')[0];
    if (name === '--help' || name === '-h') { options.help = true; at += 1; continue; }
    if (name === '--no-open') { options.open = false; at += 1; continue; }
    if (name === '--no-demo') { options.demo = false; at += 1; continue; }
    if (name !== '--port' && name !== '--data-dir' && name !== '--mode') {
      throw new UsageError(`"${args[at]}" is not an option of npm start.`);
    }
    const { value, used } = readValue(args, at);
    at += used;
    if (name === '--port') {
      if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) {
        throw new UsageError(`--port wants a number from 0 to 65535, not "${value}".`);
      }
      options.port = value;
    } else if (name === '--mode') {
      if (!MODES.includes(value)) throw new UsageError(`--mode wants ${MODES.join(', ')}, not "${value}".`);
      options.mode = value;
    } else {
      options.dataDir = value;
    }
  }
  return options;
}

/** The same options as the workstation's own command line takes them. */
export function toArguments(options) {
  const args = [];
  if (options.port !== null) args.push('--port', options.port);
  if (options.dataDir !== null) args.push('--data-dir', options.dataDir);
  if (options.mode !== null) args.push('--mode', options.mode);
  if (!options.demo) args.push('--no-demo');
  return args;
}

function startDesktop(electron, options) {
  const child = spawn(electron, [ROOT, ...toArguments(options)], { cwd: process.cwd(), stdio: 'inherit' });
  process.on('SIGTERM', () => { child.kill('SIGTERM'); });
  process.on('SIGHUP', () => { child.kill('SIGHUP'); });
  process.on('SIGINT', () => { if (!process.stdin.isTTY) child.kill('SIGINT'); });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => { resolve(code ?? 1); });
  });
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  await ensureInstalled();
  const node = findNode();
  const electron = findElectron();
  if (electron !== null && hasDisplay() && options.open) {
    if (await ensureBuilt('desktop', node.path)) process.stderr.write('Built the desktop window.\n');
    process.stderr.write('Opening the desktop window: Electron is installed here.\n');
    return startDesktop(electron, options);
  }
  if (await ensureBuilt('renderer', node.path)) process.stderr.write('Built the window.\n');
  const why = electron === null ? 'Electron\'s binary is not installed here (npx install-electron gets it)'
    : hasDisplay() ? '--no-open was given' : 'there is no display';
  process.stderr.write(`Serving the window to ${options.open ? 'your browser' : 'any browser'}: ${why}.\n`);
  return runSextant(['start', ...toArguments(options), ...(options.open ? [] : ['--no-open'])]);
}

if (process.argv[1] !== undefined && /[\\/]start\.mjs$/.test(process.argv[1])) {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    if (error instanceof UsageError) process.stderr.write('Try "npm start -- --help".\n');
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
