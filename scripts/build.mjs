// Builds what is bundled: the window for a browser, and main, preload and window for Electron; only when their
// sources changed since. Node's side runs from source and needs no build.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './pinned-node.mjs';
import { hashOf, isFresh, keepStamp } from './stamp.mjs';

const SHARED = ['package.json', 'package-lock.json', 'vite.renderer.config.ts', 'src-renderer', 'src-core'];

const BUILDS = {
  renderer: {
    sources: SHARED,
    proof: ['out/renderer/index.html'],
    command: ['node_modules/vite/bin/vite.js', 'build', '-c', 'vite.renderer.config.ts', '--logLevel', 'warn'],
  },
  desktop: {
    sources: [...SHARED, 'electron.vite.config.ts', 'src-main'],
    proof: ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html'],
    command: ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'],
  },
};

/** Builds `renderer` or `desktop` with the given Node. Resolves to whether anything was built. */
export async function ensureBuilt(name, nodePath, root = ROOT) {
  const build = BUILDS[name];
  const hash = hashOf(build.sources, root);
  if (isFresh(name, hash, root) && build.proof.every((path) => existsSync(join(root, path)))) return false;
  const child = spawn(nodePath, build.command, {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_ENV: 'production' },
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => { words = (words + data).slice(-8000); });
  }
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`Building the ${name} failed (exit ${code}):\n${words.trim()}`);
  const missing = build.proof.filter((path) => !existsSync(join(root, path)));
  if (missing.length > 0) throw new Error(`The ${name} was built without ${missing.join(', ')}.`);
  keepStamp(name, hash, root);
  return true;
}
