// The window itself: live charts, keys, look, language, and what it says when something is missing.

import { TIMEFRAMES, WorkstationPage } from '../pages/workstation-page.ts';
import { RunningHost } from '../terminal/running-host.ts';
import { expect, test } from './workstation-fixture.ts';

test('without a terminal every panel says what will appear and how to get it', async ({ host, workstation }) => {
  await workstation.open(host.ready.url);
  await expect(workstation.bar).toContainText('No terminal yet');
  await expect(workstation.page.locator('[data-panel="watch"]')).toContainText('No symbols yet');
  await expect(workstation.page.locator('[data-panel="charts"]')).toContainText('No market data yet');
  await expect(workstation.page.locator('[data-panel="signals"]')).toContainText('until a terminal is connected');
  await expect(workstation.page.locator('[data-panel="positions"]')).toContainText('No open positions');
  await workstation.bar.getByRole('button', { name: 'Connect MT5' }).click();
  await expect(workstation.dialog()).toContainText('Choose the terminal');
  await workstation.press('Escape');
  await expect(workstation.dialog()).toHaveCount(0);
});

test('six charts load their history and move with the market', async ({ host, workstation }) => {
  host.simulate(4);
  await workstation.open(host.ready.url);
  await workstation.waitForCharts();
  await expect(workstation.bar).toContainText('DEMO');
  await expect(workstation.figure('equity')).toContainText('10,000.00');
  for (const timeframe of TIMEFRAMES) {
    const before = await workstation.pixels(timeframe);
    await expect.poll(() => workstation.pixels(timeframe)).not.toBe(before);
  }
  const [m1, d1] = [workstation.close('M1'), workstation.close('D1')];
  await expect.poll(async () => (await m1.textContent()) === (await d1.textContent())).toBe(true);
});

test('a symbol is chosen from market watch and by the keyboard', async ({ host, workstation }) => {
  host.simulate(4);
  await workstation.open(host.ready.url);
  await workstation.waitForCharts();
  await workstation.quoteRow('USDJPY').click();
  await expect(workstation.page.getByRole('region', { name: 'USDJPY M1 chart', exact: true })).toBeVisible();
  await workstation.press('/');
  await workstation.page.keyboard.type('gold');
  await workstation.press('Enter');
  await expect(workstation.page.getByRole('region', { name: 'XAUUSD M1 chart', exact: true })).toBeVisible();
  await workstation.waitForCharts();
});

test('number keys focus a timeframe, enlarge it, and bring the six back', async ({ host, workstation }) => {
  host.simulate(4);
  await workstation.open(host.ready.url);
  await workstation.waitForCharts();
  await workstation.press('4');
  await expect(workstation.chart('H1')).toHaveAttribute('data-focused', '');
  await workstation.press('4');
  await expect(workstation.page.locator('.chart-cell')).toHaveCount(1);
  await workstation.press('Escape');
  await expect(workstation.page.locator('.chart-cell')).toHaveCount(6);
  await workstation.waitForCharts();
});

test('theme, language and symbol last over a reload', async ({ host, workstation }) => {
  host.simulate(4);
  await workstation.open(host.ready.url);
  const root = workstation.page.locator('html');
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await workstation.press('t');
  await expect(root).toHaveAttribute('data-theme', 'light');
  await workstation.press('Control+k');
  await workstation.page.keyboard.type('bahasa');
  await workstation.press('Enter');
  await expect(workstation.bar).toContainText('Saldo');
  await workstation.quoteRow('GBPUSD').click();
  await workstation.page.reload();
  await expect(root).toHaveAttribute('data-theme', 'light');
  await expect(root).toHaveAttribute('lang', 'id');
  await expect(workstation.page.getByRole('region', { name: 'Grafik GBPUSD M1', exact: true })).toBeVisible();
});

test('holding the kill switch stops trading until it is reset', async ({ host, workstation }) => {
  host.simulate(3);
  await workstation.open(host.ready.url);
  await workstation.waitForCard();
  await workstation.page.keyboard.down('F8');
  await expect(workstation.bar).toContainText('Trading stopped');
  await workstation.page.keyboard.up('F8');
  await expect(workstation.card.getByRole('button', { name: /approve/i, disabled: false })).toHaveCount(0);
  await workstation.press('a');
  expect(((await host.get('/orders')) as { items: readonly unknown[] }).items).toEqual([]);
  await workstation.bar.getByRole('button', { name: 'Reset kill switch' }).click();
  await workstation.dialog().getByRole('button', { name: 'Reset kill switch' }).click();
  await expect(workstation.bar).not.toContainText('Trading stopped');
});

test('a short press of the kill switch does nothing', async ({ host, workstation }) => {
  host.simulate(4);
  await workstation.open(host.ready.url);
  await workstation.waitForCharts();
  await workstation.bar.getByRole('button', { name: /^Kill switch/ }).click();
  await workstation.press('F8');
  await expect(workstation.bar.getByRole('button', { name: /^Kill switch/ })).not.toHaveAttribute('data-held');
  await expect(workstation.bar).not.toContainText('Trading stopped');
});

test('a lost terminal makes every number visibly stale and says since when', async ({ host, workstation }) => {
  host.simulate(4);
  await workstation.open(host.ready.url);
  await workstation.waitForCharts();
  await host.endTerminals();
  await expect(workstation.strip()).toContainText('The terminal is not connected since');
  await expect(workstation.chart('M1')).toHaveAttribute('data-stale', '');
  await expect(workstation.figure('equity')).toHaveClass(/is-stale/);
  await expect(workstation.figure('link')).toContainText('down');
});

test('a window finds the host again after it was gone, and says so meanwhile', async ({ dataDir, page }) => {
  const first = await RunningHost.start(dataDir);
  const workstation = new WorkstationPage(page);
  first.simulate(4);
  await workstation.open(first.ready.url);
  await workstation.waitForCharts();
  await first.endTerminals();
  await first.kill();
  await expect(workstation.strip()).toContainText('Connection to Sextant lost at');
  await expect(workstation.strip()).toContainText('npm start');
  const second = await RunningHost.start(dataDir, Number(new URL(first.ready.url).port));
  await expect(workstation.strip()).toContainText('Open the address that it printed then', { timeout: 30_000 });
  await workstation.open(second.ready.url);
  await expect(workstation.strip()).not.toContainText('Connection to Sextant lost');
  await second.stop();
  expect(workstation.errors).toEqual([]);
});

test('panels can be moved away and the workspace put back', async ({ host, workstation }) => {
  host.simulate(4);
  await workstation.open(host.ready.url);
  await workstation.waitForCharts();
  const menu = workstation.page.locator('.dv-groupview', { has: workstation.page.locator('[data-panel="watch"]') });
  const watch = workstation.page.locator('[data-tab="watch"]');
  await workstation.page.getByRole('button', { name: 'Panel menu' }).first().click();
  await workstation.page.getByRole('menuitem', { name: 'Close panel' }).click();
  await expect(watch).toHaveCount(0);
  await workstation.page.reload();
  await expect(workstation.page.locator('[data-tab="charts"]')).toBeVisible();
  await expect(watch).toHaveCount(0);
  await workstation.press('Control+k');
  await workstation.page.keyboard.type('reset layout');
  await workstation.press('Enter');
  await expect(watch).toBeVisible();
  await expect(menu).toHaveCount(1);
});

test('every control has a name, and no text is cut in the account bar or on the card', async ({ host, workstation }) => {
  host.simulate(3);
  await workstation.open(host.ready.url);
  await workstation.waitForCard();
  const nameless = await workstation.page.evaluate(() =>
    [...document.querySelectorAll('button, input, [role="button"]')]
      .filter((element) => (element.getAttribute('aria-label') ?? element.textContent).trim() === '')
      .filter((element) => element.closest('label') === null && !(element.id !== '' && document.querySelector(`label[for="${element.id}"]`)))
      .map((element) => element.outerHTML.slice(0, 120)),
  );
  expect(nameless).toEqual([]);
  const cut = await workstation.page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.account-bar *, article.card *, [data-panel="watch"] td')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
      .filter((element) => getComputedStyle(element).display !== 'inline' && element.closest('svg') === null)
      .map((element) => `${element.className}: ${element.textContent}`),
  );
  expect(cut).toEqual([]);
});

test('a panel torn off to its own window keeps the look and the keys', async ({ host, workstation }) => {
  host.simulate(3);
  await workstation.open(host.ready.url);
  await workstation.waitForCard();
  const group = workstation.page.locator('.dv-groupview', { has: workstation.page.locator('[data-tab="signals"]') });
  await group.getByRole('button', { name: 'Panel menu' }).click();
  const opening = workstation.page.waitForEvent('popup');
  await workstation.page.getByRole('menuitem', { name: 'Tear off to a window' }).click();
  const torn = await opening;
  await expect(torn.locator('article.card')).toBeVisible();
  await expect(torn.locator('html')).toHaveAttribute('data-theme', 'dark');
  await torn.keyboard.press('t');
  await expect(torn.locator('html')).toHaveAttribute('data-theme', 'light');
  await torn.keyboard.press('r');
  await expect(torn.locator('.earlier-row').first()).toHaveAttribute('data-state', 'rejected');
});
