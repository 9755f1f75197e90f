// Whose account may trade, as the trader sees it: what stops orders is told in words with its next step, a changed
// account is asked about, real money is held or unlocked by a typed word, and other sessions are only read.

import { RawTerminal } from '../terminal/raw-terminal.ts';
import { RunningHost } from '../terminal/running-host.ts';
import { WorkstationPage } from '../pages/workstation-page.ts';
import { expect, test } from './workstation-fixture.ts';

const OTHER = { login: '71234567', server: 'Northwind-Demo' };
const REAL = { login: '7001', server: 'Northwind-Live', tradeMode: 'real' } as const;
/** A host and a terminal start as processes of their own. */
const SLOW = { timeout: 60_000 };

interface AccountItem {
  readonly login: string;
  readonly trade: string;
  readonly unlocked: boolean;
}

async function accountOf(host: RunningHost): Promise<AccountItem> {
  return (await host.get('/account')) as AccountItem;
}

test('another account is only read until the trader has looked at it and taken it', async ({ host, workstation }) => {
  await workstation.open(host.ready.url);
  host.simulate(1);
  await expect(workstation.bar).toContainText('Sextant-Demo', SLOW);
  host.simulate(1, '--login', OTHER.login, '--server', OTHER.server);
  const feed = workstation.strip().filter({ hasText: `Read only: ${OTHER.login} · ${OTHER.server}` });
  await expect(feed).toContainText('nothing is sent to it', SLOW);
  await expect(workstation.bar).toContainText('Sextant-Demo');
  expect((await accountOf(host)).login).not.toBe(OTHER.login);

  await feed.getByRole('button', { name: 'Trade there instead' }).click();
  const question = workstation.dialog();
  await expect(question).toContainText(OTHER.login);
  await expect(question).toContainText(OTHER.server);
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toHaveCount(0);
  await expect(workstation.bar).toContainText('Sextant-Demo');

  await feed.getByRole('button', { name: 'Trade there instead' }).click();
  await question.getByRole('button', { name: 'Confirm account' }).click();
  await expect(workstation.bar).toContainText(OTHER.login, SLOW);
  await expect.poll(async () => accountOf(host), SLOW).toMatchObject({ login: OTHER.login, trade: 'enabled' });
});

test('a real account frames the window and stays read-only with the reason, whatever is confirmed', async ({
  host, workstation,
}) => {
  await workstation.open(host.ready.url);
  const terminal = await RawTerminal.connect(host.ready.ws, host.ready.pairingToken, REAL);
  terminal.report({ isConnected: true, mayTrade: true });
  await expect(workstation.bar).toContainText('REAL');
  await expect(workstation.bar).toContainText(REAL.login);
  await expect(workstation.bar).toContainText('Read-only');
  await expect(workstation.page.locator('.window')).toHaveAttribute('data-trade-mode', 'real');
  const held = workstation.strip().filter({ hasText: 'Only demo accounts may trade in this version' });
  await held.getByRole('button', { name: 'Confirm account' }).click();
  await expect(workstation.dialog()).toContainText('REAL, USD');
  await workstation.dialog().getByRole('button', { name: 'Confirm account' }).click();
  await expect(held.getByRole('button')).toHaveCount(0);
  await expect(held).toContainText('Connect a demo account');
  const unlock = await host.post('/account/unlock', { login: REAL.login, server: REAL.server, word: 'REAL' });
  expect(unlock).toMatchObject({ code: 'RISK_ACCOUNT_READ_ONLY' });
  terminal.end();
});

test('without the hold a real account is unlocked by the typed word and locked again', async ({ dataDir, page }) => {
  const host = await RunningHost.startUnheld(dataDir);
  const workstation = new WorkstationPage(page);
  await workstation.open(host.ready.url);
  const connect = async (): Promise<RawTerminal> => {
    const terminal = await RawTerminal.connect(host.ready.ws, host.ready.pairingToken, REAL);
    terminal.report({ isConnected: true, mayTrade: true });
    return terminal;
  };
  const first = await connect();
  await workstation.strip().getByRole('button', { name: 'Confirm account' }).click();
  await workstation.dialog().getByRole('button', { name: 'Confirm account' }).click();
  await workstation.strip().getByRole('button', { name: 'Unlock account' }).click();
  const dialog = workstation.dialog();
  const yes = dialog.getByRole('button', { name: 'Unlock account' });
  await expect(dialog).toContainText('cost real money');
  await expect(yes).toBeDisabled();
  const word = dialog.getByRole('textbox', { name: 'Type REAL' });
  await word.fill('real');
  await word.press('Enter');
  await expect(yes).toBeDisabled();
  expect(await accountOf(host)).toMatchObject({ trade: 'readonly', unlocked: false });
  await word.fill('REAL');
  await word.press('Enter');
  await expect(dialog).toHaveCount(0);
  const second = await connect();
  const lock = workstation.bar.getByRole('button', { name: 'Lock account' });
  await expect(lock).toBeVisible();
  expect(await accountOf(host)).toMatchObject({ trade: 'enabled', unlocked: true });
  await lock.click();
  await expect(lock).toHaveCount(0);
  await expect(workstation.strip().filter({ hasText: 'is locked' })).toBeVisible();
  expect(await accountOf(host)).toMatchObject({ trade: 'readonly', unlocked: false });
  for (const terminal of [first, second]) terminal.end();
  await host.stop();
  expect(workstation.errors).toEqual([]);
});

test('algo trading switched off in the terminal is told with what to press, and goes when it is on again', async ({
  host, workstation,
}) => {
  const terminal = host.simulateByHand();
  await workstation.open(host.ready.url);
  await expect(workstation.bar).toContainText('DEMO', SLOW);
  const off = workstation.strip().filter({ hasText: 'Algo trading is off in MT5' });
  await terminal.say({ do: 'algo', on: false });
  await expect(off).toContainText('Press "Algo Trading" in the toolbar');
  await expect(workstation.bar).toContainText('No new orders');
  await terminal.say({ do: 'algo', on: true });
  await expect(off).toHaveCount(0);
  await expect(workstation.bar).not.toContainText('No new orders');
});

test('an account opened with the investor password says so, on one line that is not cut, in both languages', async ({
  host, workstation,
}) => {
  host.simulateScenario('investor-password');
  await workstation.open(host.ready.url);
  const english = workstation.strip().filter({ hasText: 'MT5 is logged in with the investor password' });
  await expect(english).toContainText('Log in with the trading password in MT5', SLOW);
  await workstation.press('Control+k');
  await workstation.page.keyboard.type('bahasa');
  await workstation.press('Enter');
  const strip = workstation.strip().filter({ hasText: 'sandi investor' });
  await expect(strip).toContainText('Masuk dengan sandi transaksi');
  for (const part of [strip, workstation.bar]) {
    const { isCut, height } = await part.evaluate((element) => ({
      isCut: element.scrollWidth > element.clientWidth + 1, height: element.getBoundingClientRect().height,
    }));
    expect(isCut).toBe(false);
    expect(height).toBeLessThanOrEqual(40);
  }
});
