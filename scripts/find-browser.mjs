// Finds a Chromium for the browser tests: Playwright's own, else the system's; `ensureBrowser` gets one where there is
// none. Plain JavaScript for Node 18 and newer.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ROOT, findNode } from './pinned-node.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'chrome.exe'];

const FIXED = {
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((name) => {
    const base = process.env[name];
    return base === undefined ? [] : [
      join(base, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(base, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ];
  }),
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
};

function playwrightFolder() {
  const asked = process.env.PLAYWRIGHT_BROWSERS_PATH;
  if (asked !== undefined && asked !== '' && asked !== '0') return asked;
  if (process.platform === 'win32') return join(process.env.LocalAppData ?? homedir(), 'ms-playwright');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'ms-playwright');
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ms-playwright');
}

/** The newest Chromium in Playwright's own folder, or null. */
function findPlaywrightChromium() {
  const folder = playwrightFolder();
  if (!existsSync(folder)) return null;
  const inside = {
    win32: ['chrome-win64/chrome.exe', 'chrome-win/chrome.exe'],
    darwin: ['chrome-mac-arm64', 'chrome-mac-x64', 'chrome-mac'].map(
      (name) => `${name}/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing`,
    ),
  }[process.platform] ?? ['chrome-linux64/chrome', 'chrome-linux/chrome'];
  const versions = readdirSync(folder).filter((name) => /^chromium-\d+$/.test(name));
  versions.sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)));
  for (const version of versions) {
    for (const path of inside) {
      if (existsSync(join(folder, version, path))) return join(folder, version, path);
    }
  }
  return null;
}

function findSystemChromium() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const name of NAMES) {
    for (const folder of folders) {
      if (folder !== '' && existsSync(join(folder, name))) return join(folder, name);
    }
  }
  return (FIXED[process.platform] ?? []).find((path) => existsSync(path)) ?? null;
}

/** Path of a Chromium, or null. `SEXTANT_BROWSER` names one outright. */
export function findBrowser() {
  const named = process.env.SEXTANT_BROWSER;
  if (named !== undefined && named !== '') return existsSync(named) ? named : null;
  return findPlaywrightChromium() ?? findSystemChromium();
}

function run(file, args, timeoutMs) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'ignore'], timeout: timeoutMs });
    child.on('error', () => { resolve(false); });
    child.on('close', (code) => { resolve(code === 0); });
  });
}

/** Path of a Chromium, fetched when there is none. Throws an Error that says what was tried. */
export async function ensureBrowser(tell) {
  const found = findBrowser();
  if (found !== null) return found;
  const named = process.env.SEXTANT_BROWSER;
  if (named) throw new Error(`SEXTANT_BROWSER names ${named}, which is not there.`);
  tell('No Chromium here: asking Playwright for its own.');
  await run(findNode().path, ['node_modules/playwright/cli.js', 'install', 'chromium'], 300_000);
  const own = findBrowser();
  if (own !== null) return own;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && existsSync('/usr/bin/apt-get')) {
    tell('Playwright\'s download failed: installing Debian\'s chromium.');
    const install = ['install', '-y', '--no-install-recommends', 'chromium'];
    if (!await run('apt-get', install, 600_000)) {
      await run('apt-get', ['update'], 300_000);
      await run('apt-get', install, 600_000);
    }
    const system = findBrowser();
    if (system !== null) return system;
  }
  throw new Error(
    'The browser tests need a Chromium and none could be had: Playwright\'s download failed' +
    `${isRoot ? ' and so did apt-get' : ''}. Install chromium or Chrome, or name one in SEXTANT_BROWSER.`,
  );
}
