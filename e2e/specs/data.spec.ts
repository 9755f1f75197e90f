// The data panel: what could not be read is there with its reason, whole, and does not stop what can be read.

import { WebSocket } from 'ws';
import type { RunningHost } from '../terminal/running-host.ts';
import { expect, test } from './workstation-fixture.ts';

/** Someone at the door of the terminals who says what is no frame. */
async function sayNonsense(url: string, texts: readonly string[]): Promise<void> {
  const socket = new WebSocket(url, 'sextant-mt5.v1');
  await new Promise<void>((done, failed) => {
    socket.once('open', () => { done(); });
    socket.once('error', failed);
  });
  let answers = 0;
  const answered = new Promise<void>((done) => {
    socket.on('message', () => {
      answers += 1;
      if (answers === texts.length) done();
    });
  });
  for (const text of texts) socket.send(text);
  await answered;
  socket.close();
}

async function dataTypes(host: RunningHost): Promise<readonly { readonly number: number | null; readonly rows: number }[]> {
  return (await host.get('/data_analysis/data-types') as { items: { number: number | null; rows: number }[] }).items;
}

/** Everything taken so far: bars of the past first, then ticks. */
async function rowsTaken(host: RunningHost): Promise<number> {
  return (await dataTypes(host)).reduce((sum, { rows }) => sum + rows, 0);
}

test('a dead letter shows with its code, can be filtered and read whole, and the stream goes on', async ({
  host, workstation,
}) => {
  host.simulate(4);
  await workstation.open(host.ready.url);
  const panel = await workstation.openPanel('data');
  await expect(panel).toContainText('No dead letters');
  const torn = `{"v":1,"type":"deal","note":"${'long '.repeat(100)}the end of it`;
  await sayNonsense(host.ready.ws, ['no frame at all', torn, '{"v":1,"type":"hello","seq":0,"body":{}}']);
  await expect(workstation.rows('data')).toHaveCount(3);
  await expect(workstation.rows('data').first()).toContainText('E_RANGE');
  await panel.getByLabel('Code').selectOption('E_PROTO');
  await expect(workstation.rows('data')).toHaveCount(2);
  await workstation.rows('data').first().getByRole('button').click();
  await expect(panel.getByRole('region', { name: /Dead letter/ })).toContainText('the end of it');
  await panel.getByRole('button', { name: 'Close the letter' }).click();
  await expect(panel.getByRole('region', { name: /Dead letter/ })).toHaveCount(0);
  await panel.getByLabel('Code').selectOption('');
  await expect(workstation.rows('data')).toHaveCount(3);
  const before = await rowsTaken(host);
  await expect.poll(() => rowsTaken(host)).toBeGreaterThan(before);
  const page = await host.get('/data_analysis/dead-letters?code=E_PROTO&limit=1') as {
    items: { id: string; code: string; raw: string }[]; next: string | null;
  };
  expect(page.items).toMatchObject([{ code: 'E_PROTO', raw: torn }]);
  expect(page.next).toBe(page.items[0]?.id);
});

test('the fourteen data types are counted, and the terminal shows the symbols it follows', async ({
  host, workstation,
}) => {
  host.simulate(4);
  await workstation.open(host.ready.url);
  await expect.poll(() => rowsTaken(host)).toBeGreaterThan(0);
  const panel = await workstation.openPanel('data');
  await panel.getByRole('button', { name: 'Data types' }).click();
  await expect(workstation.rows('data')).toHaveCount(16);
  const ticks = workstation.rows('data').filter({ hasText: 'Prices (ticks)' });
  await expect(ticks).toContainText('clickhouse, redpanda');
  await expect(ticks.locator('td').nth(3)).not.toHaveText('0');
  await panel.getByRole('button', { name: 'Terminals' }).click();
  const terminal = panel.getByRole('region');
  await expect(terminal).toHaveCount(1);
  await expect(terminal.locator('[data-state="followed"]').filter({ hasText: 'EURUSD' })).toHaveCount(1);
  const numbers = (await dataTypes(host)).map(({ number }) => number);
  expect(numbers).toEqual([...Array.from({ length: 14 }, (_, i) => i + 1), null, null]);
});

test('a broker\'s name for a symbol is corrected in the window, and followed at once', async ({ host, workstation }) => {
  host.simulate(4);
  await workstation.open(host.ready.url);
  const panel = await workstation.openPanel('data');
  await panel.getByRole('button', { name: 'Terminals' }).click();
  const terminal = panel.getByRole('region');
  const symbol = terminal.getByRole('listitem').filter({ hasText: 'EURUSD' });
  await expect(symbol).toHaveAttribute('data-state', 'followed');
  await symbol.getByRole('button', { name: 'Correct the name of EURUSD at this broker' }).click();
  await symbol.getByRole('textbox', { name: 'Name of EURUSD at this broker' }).fill('EURUSD.none');
  await symbol.getByRole('button', { name: 'Use it' }).click();
  await expect(symbol).toContainText('EURUSD → EURUSD.none');
  await expect(symbol).toHaveAttribute('data-state', 'refused');
  await symbol.getByRole('button', { name: 'Correct the name of EURUSD at this broker' }).click();
  await symbol.getByRole('button', { name: 'Find it for me' }).click();
  await expect(symbol).toHaveAttribute('data-state', 'followed');
  await expect(symbol).not.toContainText('→');
});
