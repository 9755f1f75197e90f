// What the trader sees where an answer was lost, where the terminal opened a position, and where the journal does not come
// out again as it was recorded.

import { join } from 'node:path';
import { RunningHost, forgeRecord } from '../terminal/running-host.ts';
import { WorkstationPage } from '../pages/workstation-page.ts';
import { expect, test } from './workstation-fixture.ts';

/** Hosts and terminals start as processes of their own. */
const SLOW = { timeout: 60_000 };

test('a position opened in the terminal is adopted, and its stop is then moved from the window', async ({
  host, workstation,
}) => {
  const terminal = host.simulateByHand();
  await workstation.open(host.ready.url);
  await expect(workstation.bar).toContainText('DEMO', SLOW);
  const opened = await terminal.say({ do: 'open', symbol: 'EURUSD', side: 'buy', volume: 0.1 });
  const positions = await workstation.openPanel('positions');
  const row = workstation.rows('positions').first();
  await row.getByRole('button', { name: /^Change EURUSD position/ }).click();
  const editor = positions.getByRole('group', { name: /Change EURUSD position/ });
  await expect(editor.getByLabel('Stop')).toHaveCount(0);
  await editor.getByRole('button', { name: 'Adopt' }).click();
  await expect(row).toContainText('Adopted');
  const stop = (Number(opened['price']) - 0.01).toFixed(5);
  await editor.getByLabel('Stop').fill(stop);
  await editor.getByRole('button', { name: 'Set stop and target' }).click();
  await expect(row).toContainText(stop);
  await expect(editor.getByRole('status')).toHaveText('Done');
  const state = await terminal.say({ do: 'state' });
  expect(state['positions']).toMatchObject([{ sl: Number(stop) }]);
});

test('an answer that was lost is said in the editor until the broker has told how it stands', async ({
  dataDir, host, workstation,
}) => {
  const file = join(dataDir, 'terminal.json');
  await workstation.open(host.ready.url);
  const terminal = host.simulateByHand('--state', file);
  await expect(workstation.bar).toContainText('DEMO', SLOW);
  const opened = await terminal.say({ do: 'open', symbol: 'EURUSD', side: 'buy', volume: 0.1 });
  const position = String(opened['position']);
  await expect(workstation.rows('positions')).toHaveCount(1);
  expect(await host.post(`/positions/${position}/adopt`, {})).toMatchObject({ id: position });
  await host.endTerminals();

  host.simulateScenario('lost-answers', '--state', file);
  await expect(workstation.figure('link')).not.toContainText('down', SLOW);
  const row = workstation.rows('positions').first();
  await row.getByRole('button', { name: /^Change EURUSD position/ }).click();
  const editor = workstation.page.getByRole('group', { name: /Change EURUSD position/ });
  const stop = (Number(opened['price']) - 0.01).toFixed(5);
  await editor.getByLabel('Stop').fill(stop);
  await editor.getByRole('button', { name: 'Set stop and target' }).click();
  await expect(row).toContainText(stop);
  await expect(editor.getByRole('status')).toHaveText('On its way…');
  await host.endTerminals();
  await expect(editor.getByRole('status')).toHaveText('The answer was lost: being checked with the broker');
  host.simulateScenario('lost-answers', '--state', file);
  await expect(editor.getByRole('status')).toHaveText('Done', SLOW);
  const orders = (await host.get('/orders')) as { items: { purpose: string; state: string }[] };
  expect(orders.items.filter(({ purpose }) => purpose === 'modify')).toMatchObject([{ state: 'done' }]);
});

test('a record that does not come out again is told with its event, and is gone on from by the trader', async ({
  dataDir, page,
}) => {
  const before = await RunningHost.start(dataDir);
  await before.stop();
  const seq = forgeRecord(dataDir);
  const host = await RunningHost.start(dataDir);
  const workstation = new WorkstationPage(page);
  await workstation.open(host.ready.url);
  const strip = workstation.strip().filter({ hasText: 'The journal does not come out again as it was recorded' });
  await expect(strip).toContainText(`1 event, first ClockRead at event ${String(seq)}.`);
  await strip.getByRole('button', { name: 'Go on from the record' }).click();
  await expect(workstation.dialog()).toContainText(`event ${String(seq)}`);
  await workstation.dialog().getByRole('button', { name: 'Go on from the record' }).click();
  await expect(strip).toHaveCount(0);
  expect(await host.get('/status')).toMatchObject({ safety: { replayDifference: null } });
  await host.stop();
  expect(workstation.errors).toEqual([]);
});
