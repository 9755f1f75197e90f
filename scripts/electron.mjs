// Is Electron's binary on this machine? Only looks: requiring the package `electron` would start a download.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './pinned-node.mjs';

/** Path of Electron's binary, or null. `ELECTRON_OVERRIDE_DIST_PATH` is honoured as the package itself does. */
export function findElectron(root = ROOT) {
  const folder = join(root, 'node_modules', 'electron');
  const names = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' };
  const name = names[process.platform] ?? 'electron';
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
  const path = join(dist, name);
  return existsSync(path) ? path : null;
}

/** Can a window be shown at all? On Linux that needs a display. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}
