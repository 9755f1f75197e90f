// Says whether something built is still what its sources would give: a hash over names and contents, kept in .cache.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './pinned-node.mjs';

function addTo(hash, root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return;
  if (statSync(full).isDirectory()) {
    for (const name of readdirSync(full).sort()) addTo(hash, root, `${path}/${name}`);
    return;
  }
  if (/\.(test|bench|fuzz)\.tsx?$/.test(path)) return;
  hash.update(`${path}\0`).update(readFileSync(full)).update('\0');
}

/** Hash over the files and folders `paths` (relative to `root`), tests left out. */
export function hashOf(paths, root = ROOT) {
  const hash = createHash('sha256');
  for (const path of paths) addTo(hash, root, path);
  return hash.digest('hex');
}

function stampFile(name, root) {
  return join(root, '.cache', `${name}.stamp`);
}

export function isFresh(name, hash, root = ROOT) {
  const file = stampFile(name, root);
  return existsSync(file) && readFileSync(file, 'utf8') === hash;
}

export function keepStamp(name, hash, root = ROOT) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(stampFile(name, root), hash);
}
