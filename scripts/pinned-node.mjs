// Finds the Node that the project runs on: the one pinned through npm, else a running one that is new enough.
// Plain JavaScript for Node 18 and newer, without dependencies: it runs before anything is installed.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const OLDEST_WITHOUT_PIN = [22, 14];

/** `[major, minor]` of a version such as `v24.21.0`. */
function readVersion(text) {
  const match = /^v?(\d+)\.(\d+)/.exec(text);
  return match ? [Number(match[1]), Number(match[2])] : [0, 0];
}

function isAtLeast(version, oldest) {
  return version[0] > oldest[0] || (version[0] === oldest[0] && version[1] >= oldest[1]);
}

/** Path of the Node binary that npm installed for this machine, or null where there is none. */
function pinnedNodePath(root = ROOT) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', binary);
  return existsSync(path) ? path : null;
}

/**
 * The Node to run Sextant with: `{ path, version, pinned }`. Throws an Error whose message names the remedy when
 * neither the pinned Node starts nor the running one is new enough.
 */
export function findNode(root = ROOT) {
  const path = pinnedNodePath(root);
  if (path !== null) {
    const answer = spawnSync(path, ['--version'], { encoding: 'utf8' });
    if (answer.status === 0 && isAtLeast(readVersion(answer.stdout.trim()), [24, 0])) {
      return { path, version: answer.stdout.trim(), pinned: true };
    }
  }
  if (isAtLeast(readVersion(process.version), OLDEST_WITHOUT_PIN)) {
    return { path: process.execPath, version: process.version, pinned: false };
  }
  throw new Error(
    `Sextant needs Node ${OLDEST_WITHOUT_PIN.join('.')} or newer; this is ${process.version}, and the Node that npm ` +
    `pins is not here for ${process.platform}-${process.arch}. Run "npm ci", or install Node 24.`,
  );
}
