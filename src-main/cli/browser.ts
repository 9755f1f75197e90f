// Opens an address in the user's browser, where there is one.

import { spawn } from 'node:child_process';

/** Gives false where the system has no screen to open a window on; failures of the opener itself are not waited for. */
export function openBrowser(url: string): boolean {
  const [program, args] = openerFor(url);
  if (program === null) return false;
  const opener = spawn(program, args, { stdio: 'ignore', detached: true, windowsHide: true });
  opener.on('error', () => { /* no such program: the address was printed */ });
  opener.unref();
  return true;
}

function openerFor(url: string): readonly [string | null, readonly string[]] {
  if (process.platform === 'win32') return ['cmd', ['/d', '/s', '/c', 'start', '""', url.replaceAll('&', '^&')]];
  if (process.platform === 'darwin') return ['open', [url]];
  const hasScreen = [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some(
    (name) => name !== undefined && name !== ''
  );
  return [hasScreen ? 'xdg-open' : null, [url]];
}
