// Runs `sextant start` for `npm start` and shows its address, in the browser too when asked.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { runSextant } from './sextant.mjs';

/** Opens the default browser. Resolves to whether one could be started. */
function openBrowser(url) {
  const programs = { win32: ['cmd', ['/c', 'start', '""', url.replaceAll('&', '^&')]], darwin: ['open', [url]] };
  const [file, args] = programs[process.platform] ?? ['xdg-open', [url]];
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: 'ignore', detached: true, windowsVerbatimArguments: true });
    child.on('error', () => { resolve(false); });
    child.on('spawn', () => { child.unref(); });
    child.on('exit', (code) => { resolve(code === 0); });
    setTimeout(() => { resolve(true); }, 3000).unref();
  });
}

/** The one line that `sextant start --json` prints when it is ready. */
function readReady(line) {
  try {
    const ready = JSON.parse(line);
    return typeof ready.url === 'string' ? ready : null;
  } catch {
    return null;
  }
}

/** Starts the served host with the demo market and resolves to its exit code when it has stopped. */
export function startServed(args, isOpenAsked) {
  return runSextant(['start', '--json', ...args], {
    stdio: ['inherit', 'pipe', 'inherit'],
    onSpawn(child) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const ready = readReady(line);
        if (ready === null) {
          process.stdout.write(`${line}\n`);
          return;
        }
        process.stdout.write(`Sextant is at ${ready.url}\nStop it with Ctrl-C.\n`);
        if (!isOpenAsked) return;
        void openBrowser(ready.url).then((isOpen) => {
          if (!isOpen) process.stderr.write('No browser could be opened here: open the address above in one.\n');
        });
      });
    },
  });
}
