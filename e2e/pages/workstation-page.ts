// The window as a trader uses it: what can be seen and what can be done, by name.

import { expect, type Locator, type Page } from '@playwright/test';

export type Timeframe = 'M1' | 'M5' | 'M15' | 'H1' | 'H4' | 'D1';
export const TIMEFRAMES: readonly Timeframe[] = ['M1', 'M5', 'M15', 'H1', 'H4', 'D1'];
type PanelName = 'positions' | 'orders' | 'history' | 'whyNot' | 'data';

export class WorkstationPage {
  readonly page: Page;
  /** Errors of the page itself: none is ever right. */
  readonly errors: string[] = [];
  readonly card: Locator;
  readonly approveButton: Locator;
  readonly bar: Locator;

  constructor(page: Page) {
    this.page = page;
    this.card = page.locator('article.card');
    this.approveButton = this.card.getByRole('button', { name: /approve/i });
    this.bar = page.locator('.account-bar');
    page.on('pageerror', (error) => {
      this.errors.push(error.message);
    });
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await expect(this.bar).toBeVisible();
  }

  figure(name: 'balance' | 'equity' | 'margin' | 'day' | 'link' | 'mode'): Locator {
    return this.bar.locator(`[data-figure="${name}"] .bar-value`);
  }

  chart(timeframe: Timeframe): Locator {
    return this.page.locator(`.chart-cell[data-timeframe="${timeframe}"]`);
  }

  /** Width of the signals panel, px: it stays while the charts take what a larger window gives. */
  async signalsWidth(): Promise<number> {
    return (await this.page.locator('[data-panel="signals"]').boundingBox())?.width ?? 0;
  }

  /** The close of the newest bar as the chart's legend shows it. */
  close(timeframe: Timeframe): Locator {
    return this.chart(timeframe).locator('[data-value="close"]');
  }

  /** Pixels of a chart's canvases: two different answers mean that it was drawn anew. */
  async pixels(timeframe: Timeframe): Promise<string> {
    const box = await this.chart(timeframe).boundingBox();
    expect(box).not.toBeNull();
    return (await this.chart(timeframe).screenshot()).toString('base64');
  }

  async waitForCharts(): Promise<void> {
    for (const timeframe of TIMEFRAMES) {
      await expect(this.chart(timeframe)).toHaveAttribute('data-phase', 'ready');
      await expect(this.close(timeframe)).not.toHaveText('–');
    }
  }

  quoteRow(symbol: string): Locator {
    return this.page.locator(`[data-panel="watch"] tr[data-symbol="${symbol}"]`);
  }

  async waitForCard(): Promise<void> {
    await expect(this.card).toBeVisible({ timeout: 60_000 });
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  async openPanel(name: PanelName): Promise<Locator> {
    await this.page.locator(`[data-tab="${name}"]`).click();
    const body = this.page.locator(`[data-panel="${name}"]`);
    await expect(body).toBeVisible();
    return body;
  }

  rows(name: PanelName): Locator {
    return this.page.locator(`[data-panel="${name}"] tbody tr`);
  }

  earlier(): Locator {
    return this.page.locator('.earlier-row');
  }

  strip(): Locator {
    return this.page.locator('.strip');
  }

  toasts(): Locator {
    return this.page.locator('.toast');
  }

  dialog(): Locator {
    return this.page.locator('dialog[open]');
  }
}
