// Pictures of the working window in both themes and two sizes, and of indicators on its charts, for people to look at.
// With UPDATE_PICTURES=1 they become those of the README.

import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from './workstation-fixture.ts';

const SIZES = [
  [1440, 900],
  [1920, 1080],
] as const;

for (const theme of ['dark', 'light'] as const) {
  test(`pictures of the ${theme} window`, async ({ host, workstation }, info) => {
    host.simulate(3);
    await workstation.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await workstation.open(host.ready.url);
    await workstation.waitForCharts();
    await workstation.waitForCard();
    await expect(workstation.toasts()).toHaveCount(0);
    for (const [width, height] of SIZES) {
      await workstation.page.setViewportSize({ width, height });
      const name = `workstation-${theme}-${String(width)}x${String(height)}.png`;
      const path = info.outputPath(name);
      await expect.poll(async () => Math.round((await workstation.signalsWidth()) - 336)).toBeLessThan(12);
      await workstation.waitForCharts();
      await workstation.page.screenshot({ path });
      await info.attach(name, { path, contentType: 'image/png' });
      if (process.env['UPDATE_PICTURES'] === '1') {
        copyFileSync(path, fileURLToPath(new URL(`../../docs/pictures/${name}`, import.meta.url)));
      }
    }
  });
}

/** Kept by the window as a trader's own choice would be. */
const STUDIES = [
  ['M1', 'BBANDS', [20, 2, 2, 0]], ['M1', 'CDLENGULFING', []], ['M5', 'SMA', [20]], ['M5', 'EMA', [50]],
  ['M5', 'RSI', [14]], ['M15', 'MACD', [12, 26, 9]], ['M15', 'SUPERTREND', [10, 3]], ['H1', 'STOCH', [5, 3, 0, 3, 0]],
  ['H1', 'ICHIMOKU', [9, 26, 52, 26]], ['H4', 'SAR', [0.02, 0.2]], ['D1', 'ADX', [14]], ['D1', 'SMA', [200]],
].map(([timeframe, name, params], i) => ({ timeframe, name, params, hue: i % 6, isHidden: false }));

test('pictures of indicators on the charts', async ({ host, workstation }, info) => {
  host.simulate(3);
  const { page } = workstation;
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.addInitScript((kept) => {
    localStorage.setItem('sextant.studies.1', kept);
  }, JSON.stringify(STUDIES));
  await workstation.open(host.ready.url);
  await workstation.waitForCharts();
  await expect(page.locator('.study-row')).toHaveCount(STUDIES.length);
  await expect(page.locator('.study-state')).toHaveCount(0);
  const panel = await workstation.openPanel('data');
  await panel.getByRole('button', { name: 'Indicators' }).click();
  await expect(workstation.rows('data')).toHaveCount(STUDIES.length);
  await expect(workstation.toasts()).toHaveCount(0);
  for (const theme of ['light', 'dark'] as const) {
    if (theme === 'dark') await workstation.press('t');
    const name = `indicators-${theme}.png`;
    const path = info.outputPath(name);
    // The line above the list names the test's own data folder.
    await page.screenshot({ path, style: '.health-line { visibility: hidden }' });
    await info.attach(name, { path, contentType: 'image/png' });
    if (theme === 'dark' && process.env['UPDATE_PICTURES'] === '1') {
      copyFileSync(path, fileURLToPath(new URL(`../../docs/pictures/${name}`, import.meta.url)));
    }
  }
});
