// The desktop path without Electron's binary: the built main and preload bundles, unchanged, under the stand-in. A
// spec on the real binary stands beside it in electron.spec.ts.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { DesktopRun } from '../desktop/desktop-run.ts';

interface Fixtures {
  readonly dataDir: string;
  readonly start: (...args: string[]) => DesktopRun;
  /** A run whose window is shown. */
  readonly desktop: DesktopRun;
}

const test = base.extend<Fixtures>({
  dataDir: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'sextant-desktop-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  start: async ({ dataDir }, use) => {
    const runs: DesktopRun[] = [];
    await use((...args) => {
      const run = new DesktopRun(['--port', '0', '--data-dir', dataDir, ...args]);
      runs.push(run);
      return run;
    });
    for (const run of runs) await run.destroy();
  },
  desktop: async ({ start }, use) => {
    const run = start('--no-demo');
    await waitUntilShown(run);
    await use(run);
  },
});

async function waitUntilShown(run: DesktopRun): Promise<void> {
  await expect.poll(async () => (await run.state()).windows[0]?.isVisible, { timeout: 30_000 }).toBe(true);
}

/** Opens a port of the test's own in the page, as the page's own code does, and keeps what comes over it. */
const OPEN_PORT = `new Promise((resolve) => {
  window.addEventListener('message', (event) => {
    if (event.data?.type !== 'sextant-port' || window.testPort !== undefined) return;
    window.testPort = event.ports[0];
    window.testHeard = [];
    window.testPort.onmessage = (message) => { window.testHeard.push(message.data); };
    resolve(true);
  });
  window.postMessage({ type: 'sextant-port-wanted' }, location.origin);
})`;

function call(id: string, path: string, input?: unknown): string {
  const message = JSON.stringify({ i: id, p: { u: path, ...(input === undefined ? {} : { b: { json: input } }) } });
  return `window.testPort.postMessage(${JSON.stringify(message)})`;
}

async function heard(run: DesktopRun): Promise<readonly string[]> {
  return await run.evaluate('window.testHeard') as string[];
}

test('the window carries calls and a stream of the contract over its message port', async ({ desktop }) => {
  expect(await desktop.evaluate(OPEN_PORT)).toBe(true);
  await desktop.evaluate(call('1', '/status/get'));
  await expect.poll(async () => (await heard(desktop)).join('\n')).toContain('"engineHash"');

  await desktop.evaluate(call('2', '/alerts/watch'));
  await expect.poll(async () => (await heard(desktop)).join('\n')).toContain('text/event-stream');
  await desktop.evaluate(call('3', '/killSwitch/pull', { flatten: false }));
  // The page watches alerts too, on a stream of its own: ours is told by the id that was given it.
  const isOurs = (text: string): boolean => (
    text.includes('"kind":"locked"') && (JSON.parse(text) as { readonly i: string }).i === '2'
  );
  await expect.poll(async () => (await heard(desktop)).some(isOurs)).toBe(true);
  const event = (await heard(desktop)).find(isOurs);
  expect(event).toContain('RISK_KILL_SWITCH');
});

test('the page itself connects over a port and shows the workstation', async ({ desktop }) => {
  await expect.poll(async () => (await desktop.state()).counts.toPage, { timeout: 20_000 }).toBeGreaterThan(2);
  const painted = 'document.querySelector("#root")?.childElementCount ?? 0';
  await expect.poll(() => desktop.evaluate(painted)).toBeGreaterThan(0);
});

test('the page is fenced off from Electron and Node', async ({ desktop }) => {
  const { windows, isSandboxEnabled, schemes } = await desktop.state();
  expect(windows).toHaveLength(1);
  expect(windows[0]?.webPreferences).toMatchObject({
    contextIsolation: true, sandbox: true, nodeIntegration: false, nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false, webSecurity: true, webviewTag: false, allowRunningInsecureContent: false,
  });
  expect(isSandboxEnabled).toBe(true);
  expect(schemes).toEqual([
    { scheme: 'sextant', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
  expect(await desktop.evaluate('[typeof require, typeof process, typeof module].join()'))
    .toBe('undefined,undefined,undefined');
  expect(await desktop.evaluate('JSON.stringify(window.sextant)')).toBe('{"host":"desktop"}');
});

test('the page runs under a strict content security policy', async ({ desktop }) => {
  const policy = await desktop.evaluate(
    'fetch(location.href).then((answer) => answer.headers.get("content-security-policy"), (error) => String(error))',
  );
  // connect-src 'none' stops even the page's own fetch: the refusal is the proof.
  expect(policy).toContain('TypeError');
  const blocked = await desktop.evaluate(`new Promise((resolve) => {
    document.addEventListener('securitypolicyviolation', (event) => { resolve(event.effectiveDirective); });
    const script = document.createElement('script');
    script.textContent = 'window.wasRun = true';
    document.body.append(script);
  })`);
  expect(blocked).toBe('script-src-elem');
  expect(await desktop.evaluate('window.wasRun === undefined')).toBe(true);
});

test('navigation and new windows are denied', async ({ desktop }) => {
  const before = await desktop.evaluate('location.href');
  await desktop.evaluate('void (location.href = "https://example.com/")');
  await expect.poll(async () => (await desktop.state()).counts.deniedNavigations).toBe(1);
  await desktop.evaluate('void window.open("https://example.com/")');
  await expect.poll(async () => (await desktop.state()).counts.deniedWindows).toBe(1);
  expect(await desktop.evaluate('location.href')).toBe(before);
  for (const event of ['will-navigate', 'will-redirect', 'will-attach-webview'] as const) {
    expect(await desktop.ask({ ask: 'guard', event, url: 'https://example.com/' }), event).toBe(true);
  }
  expect(await desktop.ask({ ask: 'guard', event: 'will-navigate', url: 'sextant://app/index.html' })).toBe(false);
  expect(await desktop.ask({ ask: 'guard', event: 'will-navigate', url: 'sextant://app.evil/index.html' })).toBe(true);
});

test('every permission and device is denied', async ({ desktop }) => {
  for (const name of ['media', 'geolocation', 'notifications', 'clipboard-read', 'midi', 'hid', 'serial', 'usb']) {
    expect(await desktop.ask({ ask: 'permission', name }), name).toEqual([false, false, false]);
  }
});

test('a second start on the same data folder shows the first window and ends', async ({ desktop, start }) => {
  await desktop.ask({ ask: 'close' });
  await expect.poll(async () => (await desktop.state()).windows[0]?.isVisible).toBe(false);
  const second = start('--no-demo');
  expect(await second.ended()).toBe(0);
  expect(second.words).toContain('already open');
  await expect.poll(async () => (await desktop.state()).windows[0]?.isVisible).toBe(true);
});

test('closing the window hides it, says so once, and the tray brings it back', async ({ desktop }) => {
  await desktop.ask({ ask: 'close' });
  await desktop.ask({ ask: 'tray', label: 'Show Sextant' });
  await desktop.ask({ ask: 'close' });
  const state = await desktop.state();
  expect(state.windows[0]?.life).toEqual(['show', 'hide', 'show', 'focus', 'hide']);
  expect(state.notifications.filter(({ body }) => body.includes('tray'))).toHaveLength(1);
});

test('quitting from the tray ends in order and keeps the window\'s place', async ({ desktop, dataDir, start }) => {
  await desktop.ask({ ask: 'move', x: 240, y: 120, width: 1500, height: 850 });
  expect(await desktop.ask({ ask: 'tray', label: 'Quit' })).toBe(true);
  expect(await desktop.ended()).toBe(0);
  expect(JSON.parse(readFileSync(join(dataDir, 'window', 'bounds.json'), 'utf8'))).toEqual(
    { x: 240, y: 120, width: 1500, height: 850, isMaximized: false },
  );
  // The folder is free again: a second life opens on it.
  const again = start('--no-demo');
  await waitUntilShown(again);
  expect(again.words).not.toContain('already');
});

test('a page loaded again gets a fresh port, and the old one is closed', async ({ desktop }) => {
  await expect.poll(async () => (await desktop.state()).openPorts).toBe(1);
  for (let i = 0; i < 3; i += 1) await desktop.ask({ ask: 'reload' });
  await expect.poll(async () => (await desktop.state()).openPorts).toBe(1);
});

test('the demo market runs from the same bundle, and its first signal is told by the system', async ({ start }) => {
  test.setTimeout(180_000);
  const run = start();
  await waitUntilShown(run);
  expect(await run.evaluate(OPEN_PORT)).toBe(true);
  await expect.poll(async () => {
    await run.evaluate(call('1', '/symbols/list', {}));
    return (await heard(run)).join('\n');
  }, { timeout: 30_000 }).toContain('"EURUSD"');
  const told = async (): Promise<string> => (
    (await run.state()).notifications.map(({ title, body }) => `${title}, ${body}`).join('\n')
  );
  await expect.poll(told, { timeout: 120_000, intervals: [1_000] }).toMatch(
    /^(Buy|Sell) [A-Z]{6} [\d.]+, At risk [\d.]+ [A-Z]{3} · stop [\d.]+ · target [\d.]+$/m,
  );
  expect(await run.ask({ ask: 'tray', label: 'Quit' })).toBe(true);
  expect(await run.ended()).toBe(0);
});

test('the tokens lie sealed by the system\'s keychain', async ({ desktop, dataDir }) => {
  await expect.poll(async () => (await desktop.state()).openPorts).toBe(1);
  const kept = readFileSync(join(dataDir, 'secrets.json'), 'utf8');
  expect(kept).toContain('"sealed"');
  expect(kept).not.toContain('apiToken');
});

test('a wrong option is refused before anything opens', async ({ start }) => {
  const run = start('--mode', 'fast');
  expect(await run.ended()).toBe(2);
  expect(run.words).toContain('--mode wants minimal, full-ai, production');
});
