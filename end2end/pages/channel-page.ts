import type { Locator, Page } from '@playwright/test';

import { ErrorSummary } from './field.ts';

/** Sign-in, step 2: by which way the code shall come. */
export class ChannelPage {
  readonly path = '/connexion/code/canal';
  readonly heading = "2 Je choisis le mode de réception de mon code d'accès";
  readonly email: Locator;
  readonly sms: Locator;
  readonly button: Locator;
  readonly errors: ErrorSummary;

  constructor(readonly page: Page) {
    this.email = page.getByRole('radio', { name: 'Par e-mail' });
    this.sms = page.getByRole('radio', { name: 'Par SMS' });
    this.button = page.getByRole('button', { name: 'Continuer', exact: true });
    this.errors = new ErrorSummary(page);
  }

  /** By the label, as people do. */
  async choose(by: 'email' | 'sms'): Promise<void> {
    await this.page.locator('label').filter({ hasText: by === 'email' ? 'Par e-mail' : 'Par SMS' }).click();
  }

  async submit(): Promise<void> {
    await this.button.click();
  }
}
