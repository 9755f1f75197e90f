// Orders and positions changed by hand in the window, against the real host and the simulated terminal.

import type { RunningHost } from '../terminal/running-host.ts';
import { expect, test } from './workstation-fixture.ts';

interface Quote {
  readonly bid: number;
  readonly ask: number;
}

/** EURUSD as the host sees it, once the terminal has told it. */
async function quoteOf(host: RunningHost): Promise<Quote> {
  let quote: Quote | null = null;
  await expect.poll(async () => {
    const answer = (await host.get('/symbols')) as { items: { symbol: string; quote: Quote | null; instrument: unknown }[] };
    const found = answer.items.find(({ symbol, instrument }) => symbol === 'EURUSD' && instrument !== null);
    quote = found?.quote ?? null;
    const account = (await host.get('/account')) as { trade?: string; snapshotReady?: boolean };
    return quote !== null && account.trade === 'enabled' && account.snapshotReady === true;
  }, { timeout: 30_000 }).toBe(true);
  return quote as unknown as Quote;
}

function round(price: number): number {
  return Number(price.toFixed(5));
}

test('a waiting order is changed and then cancelled in the window', async ({ host, workstation }) => {
  host.simulate(1);
  const { bid } = await quoteOf(host);
  await workstation.open(host.ready.url);
  const placed = (await host.post('/orders', {
    symbol: 'EURUSD', side: 'buy', volume: 0.02, type: 'limit', price: round(bid - 0.01), sl: round(bid - 0.014),
    tp: round(bid + 0.01), approve: true, expiry: Date.now() + 3_600_000,
  })) as { order: { id: string; kind: string; tif: string } };
  expect(placed.order).toMatchObject({ kind: 'limit', tif: 'spec' });

  const orders = await workstation.openPanel('orders');
  const row = orders.locator('tbody tr').filter({ hasText: placed.order.id });
  await expect(row).toContainText('Working');
  const change = row.getByRole('button', { name: 'Change buy 0.02 EURUSD' });
  await change.press('Enter');
  const editor = orders.getByRole('group', { name: /Change EURUSD order/ });
  await expect(editor.getByLabel('Stop')).toHaveValue(round(bid - 0.014).toFixed(5));
  await editor.getByLabel('Price').fill('nonsense');
  await expect(editor.getByRole('button', { name: 'Set prices' })).toBeDisabled();
  await editor.getByLabel('Price').fill(round(bid + 0.01).toFixed(5));
  await editor.getByRole('button', { name: 'Set prices' }).click();
  await expect(editor.getByRole('alert')).toContainText('wrong side of the market');
  const price = round(bid - 0.012).toFixed(5);
  await editor.getByLabel('Price').fill(price);
  await editor.getByLabel('Price').press('Enter');
  await expect(row).toContainText(price);
  await editor.getByLabel('Price').press('Escape');
  await expect(editor).toHaveCount(0);

  await row.getByRole('button', { name: 'Cancel buy 0.02 EURUSD' }).click();
  await expect(row).toContainText('Cancelled');
  await expect(row.getByRole('button')).toHaveCount(0);
  await expect(orders.locator('tbody tr').filter({ hasText: 'cancel' }).first()).toContainText('Done');
});

test("a position's stop is moved, a part is closed, and an opposite one closes the rest", async ({
  host,
  workstation,
}) => {
  host.simulate(1);
  const { bid, ask } = await quoteOf(host);
  await workstation.open(host.ready.url);
  await host.post('/orders', {
    symbol: 'EURUSD', side: 'buy', volume: 0.03, type: 'market', sl: round(bid - 0.005), tp: round(ask + 0.02),
    approve: true,
  });
  const positions = await workstation.openPanel('positions');
  const row = positions.locator('tbody tr').filter({ hasText: 'EURUSD' }).first();
  await expect(row).toContainText('0.03');
  await row.getByRole('button', { name: /^Change EURUSD position/ }).click();
  const editor = positions.getByRole('group', { name: /Change EURUSD position/ });
  await editor.getByLabel('Stop').fill('');
  await editor.getByRole('button', { name: 'Set stop and target' }).click();
  await expect(editor.getByRole('alert')).toContainText('stop loss');
  const stop = round(bid - 0.006).toFixed(5);
  await editor.getByLabel('Stop').fill(stop);
  await editor.getByRole('button', { name: 'Set stop and target' }).click();
  await expect(row).toContainText(stop);

  await editor.getByLabel('Lots to close').fill('0.01');
  await editor.getByRole('button', { name: 'Close part' }).click();
  await expect(row).toContainText('0.02');

  await host.post('/orders', {
    symbol: 'EURUSD', side: 'sell', volume: 0.02, type: 'market', sl: round(ask + 0.005), tp: round(bid - 0.02),
    approve: true,
  });
  await expect(positions.locator('tbody tr').filter({ hasText: 'EURUSD' })).toHaveCount(2);
  await expect(editor.getByRole('button', { name: 'Close by it' })).toBeVisible();
  await editor.getByRole('button', { name: 'Close by it' }).click();
  await expect(positions.locator('tbody tr')).toHaveCount(0);
  const orders = (await host.get('/orders')) as { items: { purpose: string; state: string }[] };
  expect(orders.items.find(({ purpose }) => purpose === 'close_by')).toMatchObject({ state: 'filled' });
  expect(orders.items.filter(({ purpose }) => purpose === 'modify').map(({ state }) => state)).toEqual(['done']);
});
