// Holes in what a terminal streamed: one is refilled from its history, one the broker does not have; both are shown.

import { expect, test } from './workstation-fixture.ts';

interface Gap {
  readonly timeframe: string;
  readonly from: number;
  readonly to: number;
  readonly bars: number;
  readonly state: string;
}

const MINUTE = 60_000;
/** Where the scenario's market begins. */
const BEGIN = Date.UTC(2026, 4, 12, 7);

test('a hole is refilled from the history, another is marked as not at the broker', async ({ host, workstation }) => {
  host.simulateScenario('holes');
  const read = async (): Promise<readonly Gap[]> => {
    const page = await host.get('/data_analysis/gaps?symbol=EURUSD&timeframe=M1') as { readonly items?: readonly Gap[] };
    return page.items ?? [];
  };
  // What has not yet come of the terminal's history may be looked at as a hole too, and is filled: how the past is cut
  // into filled pieces is a matter of time, what is in it is not.
  const holes = async (): Promise<readonly unknown[]> => (
    (await read()).filter(({ state }) => state !== 'filled').map(({ state, from, to }) => (
      [state, (BEGIN - from) / MINUTE, (BEGIN - to) / MINUTE]
    ))
  );
  const stored = async (): Promise<number> => {
    const bars = await host.get(`/bars?symbol=EURUSD&timeframe=M1&from=${String(BEGIN - 160 * MINUTE)}&to=${
      String(BEGIN)}`) as { readonly items: readonly unknown[] };
    return bars.items.length;
  };
  await expect.poll(holes, { timeout: 60_000 }).toEqual([['empty', 50, 25]]);
  await expect.poll(stored, { timeout: 60_000 }).toBe(135);
  const filled = (await read()).filter(({ state }) => state === 'filled');
  expect(filled.some(({ from, to }) => from <= BEGIN - 150 * MINUTE && to >= BEGIN - 120 * MINUTE)).toBe(true);

  await workstation.open(host.ready.url);
  await workstation.waitForCharts();
  const panel = await workstation.openPanel('data');
  await panel.getByRole('button', { name: 'Gaps' }).click();
  await expect(panel.locator('[data-figure="gaps"]')).toContainText('not at the broker');
  const series = workstation.page.getByRole('cell', { name: 'M1', exact: true });
  const rows = workstation.rows('data').filter({ hasText: 'EURUSD' }).filter({ has: series });
  await expect(rows.filter({ hasText: 'No data at broker' })).toHaveCount(1);
  await expect(rows.filter({ hasText: 'Filled' }).first()).toBeVisible();
  const stripe = workstation.chart('M1').locator('.gap-stripe');
  await expect(stripe).toHaveCount(1);
  await expect(stripe).toHaveAttribute('aria-label', /^No data at broker: .* to /);
  await panel.getByRole('button', { name: 'Fill now' }).click();
  await expect(workstation.toasts().first()).toBeVisible();
  await panel.getByRole('button', { name: 'Bars compared' }).click();
  await expect(panel.locator('[data-figure="compared"]')).toContainText('EURUSD');
});
