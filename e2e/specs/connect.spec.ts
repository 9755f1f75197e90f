// "Connect your MT5" on a made-up Windows disk: choose, copy, compile, allow, attach, and what the last step says of the
// connection. The terminal's own part (MetaEditor, the terminal itself) is on docs/mt5-acceptance.md.

import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { ConnectGuide } from '../pages/connect-guide.ts';
import { WorkstationPage } from '../pages/workstation-page.ts';
import { MadeUpWindows } from '../terminal/made-up-windows.ts';
import { RawTerminal } from '../terminal/raw-terminal.ts';
import { RunningHost } from '../terminal/running-host.ts';
import { expect, test as base } from './workstation-fixture.ts';

interface Fixtures {
  readonly windows: MadeUpWindows;
  readonly guide: ConnectGuide;
}

const LOGIN = '71234567';
const SERVER = 'Northwind-Demo';
const MINE = `${LOGIN}@${SERVER}`;

const test = base.extend<Fixtures>({
  windows: async ({}, use) => {
    const root = mkdtempSync(join(tmpdir(), 'sextant-windows-'));
    await use(new MadeUpWindows(root));
    rmSync(root, { recursive: true, force: true });
  },
  host: async ({ dataDir, windows }, use) => {
    const host = await RunningHost.start(dataDir, 0, { SEXTANT_MT5_ROOTS: windows.roots });
    await use(host);
    await host.stop();
  },
  guide: async ({ page, host, workstation }, use) => {
    await workstation.open(host.ready.url);
    await use(new ConnectGuide(page));
  },
});

test.skip(process.platform === 'win32', 'the made-up MetaEditor is a shell script');

/** Texts that are wider than their place. */
async function cutTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('dialog[open] *')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
      .filter((element) => getComputedStyle(element).display !== 'inline' && element.closest('svg, .copy-value, .table') === null)
      .map((element) => `${element.className}: ${element.textContent.slice(0, 80)}`),
  );
}

/** For the pictures: paths of the made-up disk as they read on Windows, and the usual port. Gone with the next paint. */
function readAsWindows(root: string): void {
  const walker = document.createTreeWalker(document.querySelector('dialog[open]') ?? document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.nodeValue ?? '';
    const path = text.startsWith(root) ? text.replace(root, 'C:\\Users\\trader\\AppData').replaceAll('/', '\\') : text;
    const shown = path.replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:8766');
    if (shown !== text) node.nodeValue = shown;
  }
}

test('a terminal is chosen, the Expert Advisor copied, paired and compiled, and its first contact is told', async ({
  host, windows, guide, workstation,
}) => {
  await guide.open();
  await expect(guide.dialog).toContainText('Portable MT5');
  await expect(guide.dialog).toContainText('71234567 at Northwind-Demo · build 5430');
  await expect(guide.button('Next')).toBeDisabled();
  await guide.terminal('Northwind Markets Ltd.').check();
  await guide.next('Copy and compile');
  await guide.button('Copy and compile').click();
  await expect(guide.work('Copy the files')).toHaveAttribute('data-state', 'done');
  await expect(guide.work('Compile with')).toContainText('0 errors, 0 warnings');
  await expect(guide.dialog).toContainText('Copied, paired and compiled.');
  expect(windows.hasInEa('Sextant.mq5') && windows.hasInEa('Sextant.ex5')).toBe(true);
  expect(windows.pairing()).toEqual({ v: 1, url: host.ready.ws, token: host.ready.pairingToken });
  expect(windows.filesInEa().filter((name) => /\.(tmp|log)$/.test(name))).toEqual([]);

  await guide.next('Allow two addresses');
  await expect(guide.dialog.getByRole('img')).toHaveAccessibleName(/tab Expert Advisors/);
  await expect(guide.button('Copy: First address')).toBeVisible();
  await guide.next('Switch it on');
  await expect(guide.dialog.getByRole('img')).toHaveAccessibleName(/Algo Trading button/);
  await guide.next('Wait for contact');
  await expect(guide.symptom('waiting')).toContainText('Waiting for the terminal');
  host.simulate(4, '--login', LOGIN, '--server', SERVER);
  await expect(guide.symptom('ready')).toContainText(`Connected: ${MINE}`, { timeout: 30_000 });
  await guide.button('Done').click();
  await expect(workstation.bar).toContainText(LOGIN);
});

test('compile errors are told in words with file and line, and a second try goes on', async ({ windows, guide }) => {
  windows.setEditor('errors');
  await guide.open();
  await guide.terminal('Northwind Markets Ltd.').check();
  await guide.next('Copy and compile');
  await guide.button('Copy and compile').click();
  const problems = guide.dialog.getByRole('table', { name: 'What the compiler says' }).getByRole('row');
  await expect(problems).toHaveCount(3);
  await expect(problems.nth(0)).toContainText("Link.mqh, line 112'SxSocketOpen' - undeclared identifier");
  await expect(problems.nth(2)).toContainText('Warning');
  await expect(guide.work('Compile with')).toHaveAttribute('data-state', 'failed');
  await expect(guide.dialog).toContainText('press F7');
  windows.setEditor('good');
  await guide.button('Compile again').click();
  await expect(guide.dialog).toContainText('Copied, paired and compiled.');
});

test('a terminal without a MetaEditor, or a folder that cannot be written, says how to go on by hand', async ({
  windows, guide,
}) => {
  rmSync(join(windows.program, 'metaeditor64.exe'));
  await guide.open();
  await guide.terminal('Northwind Markets Ltd.').check();
  await guide.next('Copy and compile');
  await guide.button('Copy and compile').click();
  const alert = guide.dialog.getByRole('alert');
  await expect(alert).toContainText('The terminal\'s MetaEditor (metaeditor64.exe) was not found.');
  await expect(alert).toContainText('press F7');
  await expect(guide.work('Copy the files')).toHaveAttribute('data-state', 'done');
  rmSync(windows.inEa(''), { recursive: true });
  copyFileSync(fileURLToPath(import.meta.url), windows.inEa(''));
  await guide.button('Do it again').click();
  await expect(alert).toContainText('The terminal\'s folder cannot be written.');
});

test('a newer Expert Advisor is not replaced unasked, and the trader\'s own changes are kept', async ({ windows, guide }) => {
  windows.putInEa('Sextant.mq5', '#property version "99.0"\n// mine\n');
  await guide.open();
  await expect(guide.dialog).toContainText('newer Expert Advisor 99.0');
  await guide.terminal('Northwind Markets Ltd.').check();
  await guide.next('Copy and compile');
  await guide.button('Copy and compile').click();
  await expect(guide.dialog.getByRole('alert')).toContainText('99.0 there');
  expect(windows.filesInEa()).toEqual(['Sextant.mq5']);
  await guide.button('Replace the newer one').click();
  await expect(guide.dialog).toContainText('Your changed file Sextant.mq5 is kept as');
  expect(windows.hasInEa('Sextant.mq5.bak')).toBe(true);
});

test('by hand the guide shows files, places and the pairing, the token only when asked', async ({ host, guide }) => {
  await guide.open();
  await guide.terminal('By hand').check();
  await guide.next('Copy and compile');
  await expect(guide.dialog).toContainText(join('mql5', 'Experts', 'Sextant'));
  await expect(guide.dialog).toContainText(host.ready.ws);
  await expect(guide.dialog).not.toContainText(host.ready.pairingToken);
  await guide.button('Show token').last().click();
  await expect(guide.dialog).toContainText(host.ready.pairingToken);
  await guide.dialog.getByText('Files of the Expert Advisor').click();
  await expect(guide.dialog.getByText('Sextant.mq5', { exact: true })).toBeVisible();
});

test('a machine without a terminal says so and what to do', async ({ dataDir, page }) => {
  const host = await RunningHost.start(dataDir, 0, { SEXTANT_MT5_ROOTS: join(dataDir, 'nowhere') });
  const workstation = new WorkstationPage(page);
  await workstation.open(host.ready.url);
  const guide = new ConnectGuide(page);
  await guide.open();
  await expect(guide.dialog).toContainText('No terminal found on this machine');
  await expect(guide.dialog).toContainText('SEXTANT_MT5_ROOTS');
  await expect(guide.dialog).toContainText(join(dataDir, 'nowhere'));
  await host.stop();
});

test('the likeliest reason follows what the door saw', async ({ host, guide }) => {
  const { ws, pairingToken } = host.ready;
  const identity = { login: LOGIN, server: SERVER };
  await guide.open();
  await guide.goTo('Wait for contact');
  await expect(guide.symptom('nothing-seen')).toContainText('error 4014', { timeout: 25_000 });

  await RawTerminal.connect(ws, pairingToken, { ...identity, headers: { Origin: 'http://evil.example' } });
  await expect(guide.symptom('refused-origin')).toContainText('it came from a browser');
  const port = Number(new URL(ws).port);
  request({
    host: '127.0.0.1', port, path: '/ws/mt5', headers: { Connection: 'Upgrade', Upgrade: 'websocket', Host: 'pc.local' },
  }).on('response', (answer) => { answer.resume(); }).on('error', () => undefined).end();
  await expect(guide.symptom('refused-host')).toContainText(ws);
  await RawTerminal.connect(ws, pairingToken, { ...identity, proto: [2, 2] });
  await expect(guide.symptom('wrong-version')).toContainText('another version');
  await RawTerminal.connect(ws, pairingToken, { ...identity, token: 'A'.repeat(52) });
  await expect(guide.symptom('wrong-token')).toContainText('E_AUTH');

  const terminal = await RawTerminal.connect(ws, pairingToken, { ...identity, login: '7' });
  await expect(guide.symptom('arriving')).toContainText(`7@${SERVER}`);
  terminal.report({ isConnected: false, mayTrade: false });
  await expect(guide.symptom('terminal-offline')).toContainText('Rescan servers');
  terminal.report({ isConnected: true, mayTrade: false });
  await expect(guide.symptom('algo-off')).toContainText('Allow Algo Trading');
  terminal.report({ isConnected: true, mayTrade: true });
  await expect(guide.symptom('ready')).toContainText(`7@${SERVER}`);
  const second = await RawTerminal.connect(ws, pairingToken, { ...identity, login: '7' });
  await expect(guide.dialog).toContainText('took the place of an older one');
  second.end();
  await expect(guide.symptom('link-lost')).toContainText('connects by itself');
});

test('an account on real money waits for the trader\'s word, and stays locked after it', async ({ host, guide }) => {
  const { ws, pairingToken } = host.ready;
  await guide.open();
  await guide.goTo('Wait for contact');
  const terminal = await RawTerminal.connect(ws, pairingToken, { login: LOGIN, server: 'Northwind-Live', tradeMode: 'real' });
  await expect(guide.symptom('unconfirmed')).toContainText(`${LOGIN}@Northwind-Live`);
  await guide.button('Use this account').click();
  await expect(guide.symptom('not-demo')).toContainText('is locked');
  terminal.end();
});

test('the demo market goes on beside it until the trader takes his own account', async ({ host, guide, workstation }) => {
  host.simulate(3);
  await expect(workstation.bar).toContainText('Sextant-Demo', { timeout: 30_000 });
  await guide.open();
  await guide.goTo('Wait for contact');
  await expect(guide.symptom('waiting')).toBeVisible();
  host.simulate(3, '--login', LOGIN, '--server', SERVER, '--seed', '7');
  await expect(guide.symptom('other-account')).toContainText(MINE, { timeout: 30_000 });
  await guide.button('Use this account').click();
  await expect(guide.symptom('ready')).toContainText(MINE, { timeout: 30_000 });
  await expect(workstation.bar).toContainText(LOGIN);
});

test('the guide is gone through by keys alone, keeps the focus, and comes back to its place', async ({ guide, page }) => {
  await guide.open();
  await guide.terminal('Northwind Markets Ltd.').focus();
  await page.keyboard.press('Space');
  for (const step of ['Copy and compile', 'Allow two addresses'] as const) {
    await guide.button('Next').focus();
    await page.keyboard.press('Enter');
    await guide.isAt(step);
    await expect(guide.dialog.getByRole('heading', { level: 3 })).toBeFocused();
  }
  for (let n = 0; n < 24; n += 1) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => {
      const { activeElement } = document;
      return activeElement === document.body || activeElement?.closest('dialog[open]') !== null;
    })).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(guide.dialog).toHaveCount(0);
  await guide.open();
  await guide.isAt('Allow two addresses');
});

for (const theme of ['dark', 'light'] as const) {
  test.describe(`the ${theme} guide`, () => {
    test.use({ colorScheme: theme });

    test('has pictures, and nothing cut or nameless in either language', async ({
      guide, windows, workstation, page,
    }, info) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      const keep = async (name: string): Promise<void> => {
        await page.evaluate(readAsWindows, windows.root);
        const file = `connect-${name}-${theme}.png`;
        const path = info.outputPath(file);
        await guide.dialog.screenshot({ path });
        await info.attach(file, { path, contentType: 'image/png' });
        if (process.env['UPDATE_PICTURES'] === '1') {
          copyFileSync(path, fileURLToPath(new URL(`../../docs/pictures/${file}`, import.meta.url)));
        }
      };
      await guide.open();
      await guide.terminal('Northwind Markets Ltd.').check();
      await keep('1-terminal');
      expect(await cutTexts(page)).toEqual([]);
      await guide.next('Copy and compile');
      await guide.button('Copy and compile').click();
      await expect(guide.dialog).toContainText('Copied, paired and compiled.');
      await keep('2-install');
      await guide.next('Allow two addresses');
      await keep('3-allow');
      await guide.next('Switch it on');
      await keep('4-attach');
      await guide.next('Wait for contact');
      await expect(guide.symptom('nothing-seen')).toBeVisible({ timeout: 25_000 });
      await keep('5-wait');
      expect(await cutTexts(page)).toEqual([]);
      const nameless = await page.evaluate(() =>
        [...document.querySelectorAll('dialog[open] :is(button, input, svg[role="img"])')]
          .filter((element) => (element.getAttribute('aria-label') ?? element.textContent).trim() === '')
          .filter((element) => element.closest('label') === null)
          .map((element) => element.outerHTML.slice(0, 120)),
      );
      expect(nameless).toEqual([]);
      await workstation.press('Escape');
      await workstation.press('Control+k');
      await page.keyboard.type('bahasa');
      await workstation.press('Enter');
      await workstation.bar.getByRole('button', { name: 'Hubungkan MT5' }).click();
      const dialog = workstation.dialog();
      for (const step of ['Pilih terminal', 'Salin dan kompilasi', 'Izinkan dua alamat', 'Nyalakan', 'Tunggu kontak']) {
        await dialog.getByRole('button', { name: step }).first().click();
        await expect(dialog.getByRole('heading', { level: 3 })).toHaveText(step);
        expect(await cutTexts(page)).toEqual([]);
      }
    });
  });
}
