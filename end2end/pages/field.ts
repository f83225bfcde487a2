import { expect, type Locator, type Page } from '@playwright/test';

import { containing, words } from '../support/text.ts';

/** What is wrong with a form, above the page's heading. */
export class ErrorSummary {
  readonly root: Locator;

  constructor(page: Page) {
    this.root = page.getByRole('main').getByRole('alert').filter({ has: page.getByRole('heading', { name: /points? à corriger/ }) });
  }

  /** The summary has the focus and lists exactly these messages, in this order. */
  async expectMessages(...messages: string[]): Promise<void> {
    const title = messages.length === 1 ? 'Un point à corriger' : `${messages.length} points à corriger`;
    await expect(this.root.getByRole('heading', { level: 2, name: words(title) })).toBeVisible();
    await expect(this.root.getByRole('link')).toHaveText(messages.map(words));
    await expect(this.root).toBeFocused();
  }

  link(message: string): Locator {
    return this.root.getByRole('link', { name: words(message) });
  }
}

/** A labelled input, with its hint and its error. */
export class Field {
  readonly input: Locator;

  constructor(
    private readonly page: Page,
    label: string,
  ) {
    this.input = page.getByLabel(label, { exact: true });
  }

  /** The message stands beside the field, belongs to it, and the summary's link leads to it. */
  async expectError(message: string): Promise<void> {
    const id = await this.input.getAttribute('id');
    await expect(this.input).toHaveAttribute('aria-invalid', 'true');
    await expect(this.input).toHaveAccessibleDescription(containing(`Erreur : ${message}`));
    await expect(this.page.locator(`#${id}-erreur`)).toBeVisible();
    const link = new ErrorSummary(this.page).link(message);
    await expect(link).toHaveAttribute('href', `#${id}`);
    await link.click();
    await expect(this.input).toBeFocused();
  }

  async expectNoError(): Promise<void> {
    await expect(this.input).not.toHaveAttribute('aria-invalid', 'true');
  }
}
