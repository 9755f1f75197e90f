// Installs what the indicators are measured against, each package by itself into the user's cache, so that one which
// cannot be had takes none of the others with it. Nothing of it is a dependency of Sextant.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const INSTALL_MS_MAX = 300_000;
const HERE = new URL('./', import.meta.url);

/** A folder (npm) or the interpreter (Python) that has the peer; or why it cannot be had. */
export type Installed = { readonly path: string } | { readonly missing: string };

function cacheFolder(): string {
  const { env, platform } = process;
  const named = platform === 'win32' ? env['LOCALAPPDATA'] : env['XDG_CACHE_HOME'];
  const usual = platform === 'win32' ? 'AppData/Local' : platform === 'darwin' ? 'Library/Caches' : '.cache';
  return join(named ?? join(homedir(), usual), 'sextant-bench');
}

/** Fills a folder once: an unfinished one does not stand under its name. */
function fillOnce(name: string, fill: (folder: string) => string | null): Installed {
  const folder = join(cacheFolder(), name.replaceAll('/', '+'));
  if (existsSync(folder)) return { path: folder };
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const problem = fill(unfinished);
  if (problem !== null) {
    rmSync(unfinished, { recursive: true, force: true });
    return { missing: problem };
  }
  renameSync(unfinished, folder);
  return { path: folder };
}

function say(command: string, args: readonly string[], cwd: string): string | null {
  const shell = process.platform === 'win32';
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: INSTALL_MS_MAX, shell });
  if (done.status === 0) return null;
  const words = done.error?.message ?? done.stderr.trim().split('\n').at(-1) ?? '';
  return `${command} ${args[0] ?? ''} failed: ${words.slice(0, 160)}`;
}

/**
 * An npm package in the version of npm-versions.json (no package.json: in this folder it would cut the programs beside
 * it off from the project's own). The path is a folder to resolve it from.
 */
export function installNpm(name: string): Installed {
  const versions = JSON.parse(readFileSync(new URL('npm-versions.json', HERE), 'utf8')) as Record<string, string>;
  const version = versions[name];
  if (version === undefined) return { missing: `${name} is not in bench/peers/npm-versions.json` };
  return fillOnce(`${name}@${version}`, (folder) => {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    return say('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${version}`], folder);
  });
}

/** A package of bench/peers/requirements.txt in a virtual environment of its own; the path is its Python. */
export function installPython(name: string): Installed {
  const wanted = readFileSync(new URL('requirements.txt', HERE), 'utf8')
    .split('\n').find((line) => line.startsWith(`${name}==`));
  if (wanted === undefined) return { missing: `${name} is not in bench/peers/requirements.txt` };
  const isWindows = process.platform === 'win32';
  const made = fillOnce(`python-${wanted}`, (folder) => (
    say(isWindows ? 'python' : 'python3', ['-m', 'venv', '.'], folder)
      ?? say(pythonOf(folder), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', wanted], folder)
  ));
  return 'missing' in made ? made : { path: pythonOf(made.path) };
}

function pythonOf(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}
