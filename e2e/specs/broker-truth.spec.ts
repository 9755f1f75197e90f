// What is done by hand in the terminal shows in the window within a second, with who did it; and what nobody told of
// stops new orders until the trader takes the broker's word, in both languages.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './workstation-fixture.ts';

/** From the broker's answer to the window, ms. */
const SHOWN_MS_MAX = 1_000;

interface ListOf<T> {
  readonly items: readonly T[];
}

interface PositionItem {
  readonly id: string;
  readonly origin: string;
  readonly volume: number;
  readonly sl: number | null;
}

test('a trade by hand in the terminal is opened, changed, closed in part and whole before the trader\'s eyes', async ({
  host,
  workstation,
}) => {
  const terminal = host.simulateByHand();
  await workstation.open(host.ready.url);
  await workstation.waitForCharts();
  await workstation.openPanel('positions');
  const row = workstation.rows('positions').first();
  const within = { timeout: SHOWN_MS_MAX };

  const opened = await terminal.say({ do: 'open', symbol: 'EURUSD', side: 'buy', volume: 0.1 });
  const position = String(opened['position']);
  await expect(workstation.rows('positions')).toHaveCount(1, within);
  await expect(row).toContainText('terminal, by hand', within);
  await expect(row).toContainText('0.10', within);
  const list = async (): Promise<readonly PositionItem[]> =>
    ((await host.get('/positions')) as ListOf<PositionItem>).items;
  expect(await list()).toMatchObject([{ id: position, origin: 'external', volume: 0.1, sl: null }]);

  const sl = Number((Number(opened['price']) - 0.01).toFixed(5));
  await terminal.say({ do: 'modify', position, sl });
  await expect(row).toContainText(sl.toFixed(5), within);

  await terminal.say({ do: 'close', position, volume: 0.04 });
  await expect(row).toContainText('0.06', within);
  expect(await list()).toMatchObject([{ id: position, volume: 0.06, sl }]);

  await terminal.say({ do: 'close', position });
  await expect(workstation.rows('positions')).toHaveCount(0, within);
  await workstation.openPanel('history');
  await expect(workstation.rows('history').first()).toContainText('terminal, by hand', within);
  const trades = (await host.get('/trades')) as ListOf<object>;
  expect(trades.items).toMatchObject([{ positionId: position, origin: 'external', volume: 0.1, closeReason: 'client' }]);
  const deals = (await host.get('/deals')) as ListOf<{ positionId: string; reason: string }>;
  expect(deals.items.filter((deal) => deal.positionId === position).map(({ reason }) => reason)).toEqual([
    'client', 'client', 'client',
  ]);
  await expect(workstation.strip()).toHaveCount(0);
});

test('money that no deal explains stops new orders, says so in words, and is accepted', async ({
  dataDir,
  host,
  workstation,
}) => {
  const { page } = workstation;
  const file = join(dataDir, 'terminal.json');
  const first = host.simulateByHand('--state', file);
  await workstation.open(host.ready.url);
  await workstation.waitForCharts();
  await first.say({ do: 'state' });
  await host.endTerminals();
  const state = JSON.parse(readFileSync(file, 'utf8')) as { broker: { balance: number } };
  const before = state.broker.balance;
  state.broker.balance = before - 12.5;
  writeFileSync(file, JSON.stringify(state));
  host.simulateByHand('--state', file);

  const strip = workstation.strip().filter({ hasText: 'What stands here and at the broker differs' });
  const words = `we ${before.toFixed(2)}, broker ${(before - 12.5).toFixed(2)} USD`;
  await expect(strip).toContainText(words, { timeout: 30_000 });
  const ticket = { symbol: 'EURUSD', side: 'buy', type: 'market', volume: 0.01, sl: 1, approve: true };
  expect(await host.post('/orders', ticket)).toMatchObject({ code: 'RISK_DISCREPANCY' });

  await page.keyboard.press('Control+k');
  await page.keyboard.type('bahasa');
  await page.keyboard.press('Enter');
  const translated = workstation.strip().filter({ hasText: 'Keadaan di sini dan di broker berbeda' });
  await expect(translated).toContainText(words.slice(words.indexOf('broker')));
  await translated.getByRole('button', { name: 'Terima keadaan broker' }).click();
  await workstation.dialog().getByRole('button', { name: 'Terima keadaan broker' }).click();
  await expect(translated).toHaveCount(0);
  expect(await host.get('/status')).toMatchObject({ safety: { discrepancy: null } });
});
