// Installs the packages when they are missing or other than the lock says. Plain JavaScript for Node 18 and newer.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './pinned-node.mjs';

function readPackages(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
}

/**
 * Why an install is needed, in words, or null when what is installed is what package-lock.json names. npm writes its
 * hidden lock at the very end of an install, so one that was cut short counts as missing.
 */
export function whyInstall(root = ROOT) {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return 'first start';
  let installed;
  try {
    installed = readPackages(hidden);
  } catch (error) {
    return `the record of what is installed is unreadable (${error.message})`;
  }
  const wanted = readPackages(join(root, 'package-lock.json'));
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry.link) continue;
    const found = installed[path];
    if (found === undefined ? !(entry.optional || entry.devOptional) : found.version !== entry.version) {
      return `${path.replace(/^node_modules\//, '')} is ${found ? found.version : 'missing'}, wanted ${entry.version}`;
    }
  }
  return null;
}

/** npm's own program, as the running npm names it, else the one on the path. */
function npmCommand() {
  const inner = process.env.npm_execpath;
  if (inner !== undefined && /npm-cli\.c?js$/.test(inner)) {
    return { file: process.execPath, first: [inner], shell: false };
  }
  const isWindows = process.platform === 'win32';
  return { file: isWindows ? 'npm.cmd' : 'npm', first: [], shell: isWindows };
}

function showProgress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`);
}

/** Runs `npm ci` when needed, with a line of progress on stderr. Rejects with the end of npm's words when it fails. */
export async function ensureInstalled(root = ROOT) {
  const why = whyInstall(root);
  if (why === null) return false;
  const started = Date.now();
  const end = process.stderr.isTTY ? '\n' : ' ';
  process.stderr.write(`Installing packages (${why}); the first time takes about a minute.${end}`);
  const { file, first, shell } = npmCommand();
  const child = spawn(file, [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root, shell, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => { words = (words + data).slice(-4000); });
  }
  const ticker = setInterval(() => {
    showProgress(`  ${Math.round((Date.now() - started) / 1000)} s`);
  }, 1000);
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  }).finally(() => { clearInterval(ticker); });
  showProgress('');
  if (code !== 0) throw new Error(`npm ci failed (exit ${code}):\n${words.trim()}`);
  process.stderr.write(`Installed in ${Math.round((Date.now() - started) / 1000)} s.\n`);
  return true;
}
