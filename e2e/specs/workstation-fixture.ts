// A fresh data folder, a running host and a window for each test; the window's own errors fail it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base, type Browser } from '@playwright/test';
import { WorkstationPage } from '../pages/workstation-page.ts';
import { RunningHost } from '../terminal/running-host.ts';

interface Fixtures {
  readonly dataDir: string;
  readonly host: RunningHost;
  readonly workstation: WorkstationPage;
}

export const test = base.extend<Fixtures>({
  dataDir: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'sextant-window-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  host: async ({ dataDir }, use) => {
    const host = await RunningHost.start(dataDir);
    await use(host);
    await host.stop();
  },
  workstation: async ({ page }, use) => {
    const workstation = new WorkstationPage(page);
    await use(workstation);
    expect(workstation.errors).toEqual([]);
  },
});

/** A second window of the same trader, with storage of its own. */
export async function openSecondWindow(browser: Browser, url: string): Promise<WorkstationPage> {
  const context = await browser.newContext();
  const second = new WorkstationPage(await context.newPage());
  await second.open(url);
  return second;
}

export { expect };
