// The desktop path on Electron's own binary, where it is installed: what the stand-in cannot show (context isolation,
// the sandbox, structured clone).

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, expect, test } from '@playwright/test';
import { findElectron, hasDisplay } from '../../scripts/electron.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const binary = findElectron();

test.skip(binary === null, 'Electron\'s binary is not installed here (npx install-electron gets it)');
test.skip(!hasDisplay(), 'there is no display for Electron\'s window');

test('the real window is fenced, connected and shown', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sextant-electron-'));
  const isRoot = process.getuid?.() === 0;
  const electron = await _electron.launch({
    executablePath: binary ?? '',
    args: [...(isRoot ? ['--no-sandbox'] : []), root, '--port', '0', '--data-dir', dataDir, '--no-demo'],
  });
  try {
    const page = await electron.firstWindow();
    await expect(page.locator('#root > *').first()).toBeVisible();
    expect(page.url()).toBe('sextant://app/index.html');
    expect(await page.evaluate(() => [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'process')]))
      .toEqual(['undefined', 'undefined']);
    // What the preload shows the page is a frozen copy: the page cannot reach the preload's own world.
    expect(await page.evaluate(() => Object.isFrozen(Reflect.get(window, 'sextant')))).toBe(true);
    await page.evaluate(() => { window.location.href = 'https://example.com/'; });
    expect(await page.evaluate(() => window.open('https://example.com/') === null)).toBe(true);
    expect(page.url()).toBe('sextant://app/index.html');
    expect(await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  } finally {
    await electron.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
