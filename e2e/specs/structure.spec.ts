// The structure of charts: a kind is switched on in the header's menu, drawn on the charts, explained under the pointer,
// kept over a reload, and gone when it is switched off.

import { expect, test } from './workstation-fixture.ts';

const STEP_PX = 11;

test('a kind of structure is switched on, drawn, explained, kept over a reload and switched off', async ({
  host, workstation,
}) => {
  host.simulate(3);
  await workstation.open(host.ready.url);
  await workstation.waitForCharts();
  const { page } = workstation;
  const chart = workstation.chart('M5');
  const drawn = chart.locator('[data-findings]');
  await expect(drawn).toHaveAttribute('data-findings', '0');

  const menu = page.getByRole('button', { name: 'Chart structure' });
  await menu.click();
  const swings = page.getByRole('menuitemcheckbox', { name: 'Swings' });
  await expect(swings).toHaveAttribute('aria-checked', 'false');
  await swings.click();
  await expect(swings).toHaveAttribute('aria-checked', 'true');
  await page.getByRole('menuitemcheckbox', { name: 'Support and resistance' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Fibonacci retracement' }).click();
  await page.keyboard.press('Escape');
  await expect(drawn).toHaveAttribute('data-findings', /^[1-9]\d*$/);

  const tip = chart.locator('.structure-tip');
  const box = await chart.locator('.chart-canvas').boundingBox();
  expect(box).not.toBeNull();
  const { x: left, y: top, width, height } = box ?? { x: 0, y: 0, width: 0, height: 0 };
  // From the middle outwards in steps that miss no anchor, until the pointer meets one: each step draws six charts.
  for (let step = 0; step * STEP_PX < width && await tip.count() === 0; step += 1) {
    const x = width * 0.45 + (step % 2 === 0 ? -1 : 1) * STEP_PX * Math.ceil(step / 2);
    if (x < 10 || x > width - 70) continue;
    for (let y = 40; y < height - 40 && await tip.count() === 0; y += STEP_PX) await page.mouse.move(left + x, top + y);
  }
  await expect(tip).toContainText(/(Swing (high|low)|Retracement|zone).*Fit \d+ of 100.*Known since \d/);

  await page.reload();
  await workstation.waitForCharts();
  await expect(drawn).toHaveAttribute('data-findings', /^[1-9]\d*$/);
  await menu.click();
  await page.getByRole('menuitem', { name: 'Show none' }).click();
  await expect(drawn).toHaveAttribute('data-findings', '0');
});
