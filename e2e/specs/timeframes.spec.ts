// What the six timeframes say together, in the line over the charts and in its panel; and past situations like the
// present one, with what came next.

import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from './workstation-fixture.ts';

interface Timeframes {
  readonly score: number | null;
  readonly words: { readonly sentence: string };
}

test('six timeframes in one line and one panel, and past situations like this one', async ({ host, workstation }, info) => {
  host.simulate(3);
  const { page } = workstation;
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await workstation.open(host.ready.url);
  await workstation.waitForCharts();
  const strip = page.getByRole('group', { name: 'What the six timeframes of EURUSD say together' });
  await expect(strip.locator('.strip-cell')).toHaveCount(6);
  await expect(strip.locator('[data-timeframe="M15"]')).toHaveAttribute('data-ready', '', { timeout: 20_000 });
  await expect(strip.locator('[data-figure="score"]')).toHaveText(/^[+−]?\d+$/);
  const told = await host.get('/timeframes?symbol=EURUSD') as Timeframes;
  expect(told.score).not.toBeNull();
  await expect(strip.locator('.strip-sentence')).toHaveText(/timeframes agree|No common direction/);

  await strip.getByRole('button', { name: /^M15: / }).press('Enter');
  await expect(workstation.chart('M15')).toHaveAttribute('data-focused', '');
  await strip.locator('.strip-sentence').click();
  const panel = page.locator('[data-panel="timeframes"]');
  await expect(panel.getByRole('row')).toHaveCount(7);
  await expect(panel.getByRole('heading', { name: 'Conflicts' })).toBeVisible();

  await workstation.press('Control+k');
  await page.keyboard.type('similar');
  await workstation.press('Enter');
  const similar = page.locator('[data-panel="similar"]');
  await expect(similar.locator('.spark').first()).toBeVisible({ timeout: 20_000 });
  await expect(similar.locator('[data-figure="share-up"]')).toHaveText(/^\d+ of \d+ went up: /);
  const asked = (await similar.locator('[data-figure="share-up"]').textContent()) ?? '';
  await similar.getByRole('group', { name: 'Timeframe' }).getByRole('button', { name: 'H1' }).click();
  await expect(similar.locator('[data-figure="share-up"]')).not.toHaveText(asked);
  await expect(similar.locator('.spark').first()).toBeVisible();

  const picture = async (name: string): Promise<void> => {
    const path = info.outputPath(name);
    await page.screenshot({ path });
    if (process.env['UPDATE_PICTURES'] === '1') {
      copyFileSync(path, fileURLToPath(new URL(`../../docs/pictures/${name}`, import.meta.url)));
    }
  };
  await page.setViewportSize({ width: 1440, height: 900 });
  await workstation.waitForCharts();
  await picture('similar-dark.png');
  await workstation.press('t');
  await page.locator('[data-tab="timeframes"]').click();
  await expect(panel.getByRole('row')).toHaveCount(7);
  await picture('timeframes-light.png');

  await workstation.press('Control+k');
  await page.keyboard.type('bahasa');
  await workstation.press('Enter');
  await expect(panel.getByRole('heading', { name: 'Pertentangan' })).toBeVisible();
  await expect(page.locator('.strip-sentence')).toHaveText(/kerangka waktu sepakat|Tanpa arah bersama/);
});
