import type { Locator, Page } from '@playwright/test';

import { ErrorSummary, Field } from './field.ts';

/** Sign-in, step 3: the one-time code. */
export class CodePage {
  readonly path = '/connexion/code';
  readonly heading = '3 Je saisis mon code à usage unique';
  readonly code: Field;
  readonly button: Locator;
  readonly again: Locator;
  readonly otherChannel: Locator;
  readonly errors: ErrorSummary;

  constructor(readonly page: Page) {
    this.code = new Field(page, 'Code à usage unique');
    this.button = page.getByRole('button', { name: 'Me connecter', exact: true });
    this.again = page.getByRole('button', { name: 'Envoyer à nouveau le code' });
    this.otherChannel = page.getByRole('link', { name: 'Changer de moyen' });
    this.errors = new ErrorSummary(page);
  }

  async fill(code: string): Promise<void> {
    await this.code.input.fill(code);
  }

  async submit(): Promise<void> {
    await this.button.click();
  }
}
