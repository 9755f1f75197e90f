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
  const states = async (): Promise<readonly string[]> => (
    (await read()).map(({ state, bars }) => `${state} ${String(bars)}`)
  );
  await expect.poll(states, { timeout: 60_000 }).toEqual(['empty 25', 'filled 30']);
  expect((await read()).map(({ from, to }) => [(BEGIN - from) / MINUTE, (BEGIN - to) / MINUTE])).toEqual([
    [50, 25], [150, 120],
  ]);
  const bars = await host.get(`/bars?symbol=EURUSD&timeframe=M1&from=${String(BEGIN - 160 * MINUTE)}&to=${
    String(BEGIN)}`) as { readonly items: readonly unknown[] };
  expect(bars.items).toHaveLength(135);

  await workstation.open(host.ready.url);
  await workstation.waitForCharts();
  const panel = await workstation.openPanel('data');
  await panel.getByRole('button', { name: 'Gaps' }).click();
  await expect(panel.locator('[data-figure="gaps"]')).toContainText('not at the broker');
  const series = workstation.page.getByRole('cell', { name: 'M1', exact: true });
  const rows = workstation.rows('data').filter({ hasText: 'EURUSD' }).filter({ has: series });
  await expect(rows.filter({ hasText: 'No data at broker' })).toHaveCount(1);
  await expect(rows.filter({ hasText: 'Filled' })).toHaveCount(1);
  const stripe = workstation.chart('M1').locator('.gap-stripe');
  await expect(stripe).toHaveCount(1);
  await expect(stripe).toHaveAttribute('aria-label', /^No data at broker: .* to /);
  await panel.getByRole('button', { name: 'Fill now' }).click();
  await expect(workstation.toasts().first()).toBeVisible();
  await panel.getByRole('button', { name: 'Bars compared' }).click();
  await expect(panel.locator('[data-figure="compared"]')).toContainText('EURUSD');
});
