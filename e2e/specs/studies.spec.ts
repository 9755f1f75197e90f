// Indicators on the charts: put on by keyboard, edited in place, kept over a reload, taken away; their values are those
// that `sextant indicators` computes over the same stored bars.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator } from '@playwright/test';
import type { Timeframe, WorkstationPage } from '../pages/workstation-page.ts';
import { expect, test } from './workstation-fixture.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function sextant(...args: readonly string[]): string {
  return execFileSync(process.execPath, ['scripts/run.mjs', 'src-main/cli/sextant.ts', ...args], {
    cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'],
  });
}

async function addStudy(workstation: WorkstationPage, timeframe: string, words: string): Promise<void> {
  await workstation.press('i');
  await expect(workstation.dialog()).toBeVisible();
  await workstation.page.keyboard.type(words);
  await workstation.dialog().getByRole('button', { name: timeframe, exact: true }).click();
  await workstation.dialog().getByRole('combobox').press('Enter');
  await expect(workstation.dialog()).toHaveCount(0);
}

const row = (workstation: WorkstationPage, timeframe: Timeframe, name: string): Locator => (
  workstation.chart(timeframe).getByRole('group', { name, exact: true })
);

test('indicators are put on a chart by keyboard, edited in place, kept over a reload and taken away', async ({
  host, workstation,
}) => {
  host.simulate(3);
  await workstation.open(host.ready.url);
  await workstation.waitForCharts();

  await addStudy(workstation, 'M5', 'sma');
  await addStudy(workstation, 'M5', 'relative strength');
  const sma = row(workstation, 'M5', 'SMA 30');
  await expect(sma.locator('[data-output]')).toHaveText(/^1\.\d{5}$/);
  await expect(row(workstation, 'M5', 'RSI 14').locator('[data-output]')).toHaveText(/^\d{1,3}\.\d\d$/);

  await sma.getByRole('button', { name: 'Parameters of SMA 30' }).press('Enter');
  const period = sma.getByRole('textbox', { name: 'timeperiod' });
  await period.fill('1');
  await period.press('Enter');
  await expect(sma.getByRole('alert')).toHaveText('timeperiod: a whole number from 2 to 100000');
  await period.press('Escape');
  await expect(sma.getByRole('button', { name: 'Parameters of SMA 30' })).toBeFocused();
  await workstation.press('Enter');
  await period.fill('20');
  await period.press('Enter');
  await expect(row(workstation, 'M5', 'SMA 20').locator('[data-output]')).toHaveText(/^1\.\d{5}$/);

  await workstation.page.reload();
  await workstation.waitForCharts();
  for (const name of ['SMA 20', 'RSI 14']) {
    await expect(row(workstation, 'M5', name).locator('[data-output]')).toHaveText(/^\d/);
  }
  await expect(workstation.chart('M5').locator('.study-legend-own')).toHaveCount(1);

  const panel = await workstation.openPanel('data');
  await panel.getByRole('button', { name: 'Indicators' }).click();
  await expect(workstation.rows('data')).toHaveCount(2);
  await expect(workstation.rows('data').first()).toContainText('Ready');

  await row(workstation, 'M5', 'RSI 14').getByRole('button', { name: 'Remove RSI 14' }).press('Enter');
  await row(workstation, 'M5', 'SMA 20').getByRole('button', { name: 'Remove SMA 20' }).press('Enter');
  await expect(workstation.chart('M5').locator('.study-row')).toHaveCount(0);
  // a page that was left without a word is forgotten after half a minute
  await expect(panel).toContainText('No indicator is computed', { timeout: 60_000 });
});

test('values are those of the command line over the same stored bars', async ({ host, workstation, dataDir }) => {
  host.simulate(3);
  await workstation.open(host.ready.url);
  await workstation.waitForCharts();
  await addStudy(workstation, 'H1', 'sma');
  await expect(row(workstation, 'H1', 'SMA 30').locator('[data-output]')).toHaveText(/^1\.\d{5}$/);

  // A closed bar under the crosshair: its prices tell which one it is.
  await workstation.chart('H1').locator('.chart-canvas').hover({ position: { x: 80, y: 120 } });
  const read = (name: string): Promise<string> => workstation.chart('H1').locator(`[data-value="${name}"]`).innerText();
  const prices = (await Promise.all(['open', 'high', 'low', 'close'].map(read))).map(Number);
  const drawn = await row(workstation, 'H1', 'SMA 30').locator('[data-output]').innerText();

  const calc = 'SMA:30,MACD:12:26:9,CDLENGULFING';
  const response = await fetch(
    `${host.ready.api}/indicators/series?symbol=EURUSD&timeframe=H1&limit=10000&calc=${calc}`,
    { headers: { authorization: `Bearer ${host.ready.apiToken}` } },
  );
  const page = await response.json() as { columns: string[]; items: { time: number; values: (number | null)[] }[] };
  await host.stop();
  const bars = join(dataDir, 'bars.csv');
  const out = join(dataDir, 'out.csv');
  sextant('export', '--symbol', 'EURUSD', '--timeframe', 'H1', '--format', 'csv', '--out', bars, '--data-dir', dataDir);
  sextant('indicators', '--in', bars, '--calc', calc, '--out', out);

  const rows = (path: string): string[][] => readFileSync(path, 'utf8').trim().split('\n').map((line) => line.split(','));
  const [head = [], ...computed] = rows(out);
  expect(head.slice(1)).toEqual(page.columns);
  const byTime = new Map(computed.map(([time = '', ...cells]) => (
    [Date.parse(time), cells.map((cell) => (cell === '' ? null : Number(cell)))]
  )));
  expect(page.items.length).toBeGreaterThan(100);
  for (const { time, values } of page.items) expect(values).toEqual(byTime.get(time));

  const hovered = rows(bars).filter((cells) => String(cells.slice(1, 5).map(Number)) === String(prices));
  expect(hovered).toHaveLength(1);
  expect(drawn).toBe(byTime.get(Date.parse(hovered[0]?.[0] ?? ''))?.[0]?.toFixed(5));
});
