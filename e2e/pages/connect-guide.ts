// The guide "Connect your MT5" as a trader uses it.

import { expect, type Locator, type Page } from '@playwright/test';

export type GuideStep = 'Choose the terminal' | 'Copy and compile' | 'Allow two addresses' | 'Switch it on' | 'Wait for contact';

export class ConnectGuide {
  readonly dialog: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.dialog = page.getByRole('dialog', { name: 'Connect your MT5' });
  }

  async open(): Promise<void> {
    await this.#page.locator('.account-bar').getByRole('button', { name: 'Connect MT5' }).click();
    await expect(this.dialog).toBeVisible();
  }

  terminal(name: string): Locator {
    return this.dialog.getByRole('radio', { name });
  }

  async goTo(step: GuideStep): Promise<void> {
    await this.dialog.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: step }).click();
    await this.isAt(step);
  }

  async next(step: GuideStep): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Next' }).click();
    await this.isAt(step);
  }

  async isAt(step: GuideStep): Promise<void> {
    await expect(this.dialog.getByRole('heading', { level: 3 })).toHaveText(step);
  }

  button(name: string): Locator {
    return this.dialog.getByRole('button', { name, exact: true }).and(this.#page.locator('.button'));
  }

  /** The line of one of the three works: copying, pairing, compiling. */
  work(name: string): Locator {
    return this.dialog.locator('.work', { hasText: name });
  }

  /** What the last step says of the connection. */
  symptom(kind: string): Locator {
    return this.dialog.locator(`[data-symptom="${kind}"]`);
  }
}
