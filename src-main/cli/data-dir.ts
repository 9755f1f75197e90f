// Where a user's data lives when nothing else is said.

import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The default data folder: SEXTANT_DATA_DIR, else the system's own place for application data
 * (XDG_DATA_HOME, %LOCALAPPDATA%, ~/Library/Application Support).
 */
export function defaultDataDir(
  env: Readonly<Record<string, string | undefined>> = process.env, platform: string = process.platform,
  home: string = homedir(),
): string {
  const given = env['SEXTANT_DATA_DIR'];
  if (given !== undefined && given !== '') return given;
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Sextant');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Sextant');
  const xdg = env['XDG_DATA_HOME'];
  return join(xdg?.startsWith('/') === true ? xdg : join(home, '.local', 'share'), 'sextant');
}
