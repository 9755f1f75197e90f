// One signal, all the way: card, approval, order, position, close, history, in the window and over the REST API.

import { expect, openSecondWindow, test } from './workstation-fixture.ts';

/** Market seconds a second: a first card within some fifteen seconds, which then lives for more than a minute. */
const SPEED = 3;

interface ListOf<T> {
  readonly items: readonly T[];
}

test('a card is approved by its key, filled, shown as a position, closed by hand and kept in the history', async ({
  host,
  workstation,
}) => {
  host.simulate(SPEED);
  await workstation.open(host.ready.url);
  await workstation.waitForCard();
  const { card } = workstation;
  await expect(card.locator('.card-money')).toHaveText(/^\d[\d,]*\.\d\d\s*USD$/);
  await expect(card.getByRole('timer')).toHaveText(/^\d:\d\d$/);
  await expect(card).toContainText('No odds yet: fewer than 30 like cases');
  const symbol = (await card.locator('.card-symbol').textContent()) ?? '';

  await workstation.press('a');
  await expect(workstation.rows('positions')).toHaveCount(1);
  await expect(workstation.rows('positions').first()).toContainText(symbol);
  await expect(workstation.earlier().first()).toHaveAttribute('data-state', 'approved');
  await workstation.openPanel('orders');
  await expect(workstation.rows('orders').first()).toContainText('Filled');

  await workstation.openPanel('positions');
  await workstation.rows('positions').first().getByRole('button', { name: /^Close/ }).click();
  await expect(workstation.rows('positions')).toHaveCount(0);
  await workstation.openPanel('history');
  await expect(workstation.rows('history')).toHaveCount(1);
  await expect(workstation.rows('history').first()).toContainText(symbol);

  const trades = (await host.get('/trades')) as ListOf<{ symbol: string; origin: string; closeMs: number | null }>;
  expect(trades.items.map(({ origin }) => origin)).toEqual(['signal']);
  expect(trades.items[0]?.closeMs).not.toBeNull();
});

test('a card approved at the same time in two windows sends one order', async ({ host, workstation, browser }) => {
  host.simulate(SPEED);
  await workstation.open(host.ready.url);
  const second = await openSecondWindow(browser, host.ready.url);
  await workstation.waitForCard();
  await second.waitForCard();
  // Pressed at once and without waiting: the first answer takes the card out of both windows.
  await Promise.all([workstation, second].map(({ approveButton }) => approveButton.evaluateAll((buttons) => {
    for (const button of buttons) (button as HTMLElement).click();
  })));
  await expect(workstation.rows('positions')).toHaveCount(1);
  await expect(second.rows('positions')).toHaveCount(1);
  const orders = (await host.get('/orders')) as ListOf<{ purpose: string }>;
  expect(orders.items.filter(({ purpose }) => purpose === 'open')).toHaveLength(1);
  expect(second.errors).toEqual([]);
  await second.page.context().close();
});

test('a rejected card sends nothing and is kept with its reason', async ({ host, workstation }) => {
  host.simulate(SPEED);
  await workstation.open(host.ready.url);
  await workstation.waitForCard();
  await workstation.card.getByRole('button', { name: 'Reject because…' }).click();
  await workstation.page.getByRole('menuitem', { name: 'News is near' }).click();
  await expect(workstation.earlier().first()).toHaveAttribute('data-state', 'rejected');
  const orders = (await host.get('/orders')) as ListOf<unknown>;
  expect(orders.items).toEqual([]);
  const signals = (await host.get('/signals?state=rejected')) as ListOf<{ rejectReason: string | null }>;
  expect(signals.items[0]?.rejectReason).toBe('News is near');
});

test('a changed card is sent with the changed stop and volume', async ({ host, workstation }) => {
  host.simulate(SPEED);
  await workstation.open(host.ready.url);
  await workstation.waitForCard();
  await workstation.press('m');
  const volume = workstation.card.getByLabel('Volume');
  await volume.fill('0.05');
  await expect(workstation.card.locator('.card-money')).toContainText('≈');
  await volume.fill('nonsense');
  await expect(workstation.approveButton).toBeDisabled();
  await expect(workstation.card).toContainText('Check the changed values.');
  await volume.fill('0.05');
  await workstation.approveButton.click();
  await expect(workstation.rows('positions').first()).toContainText('0.05');
});
