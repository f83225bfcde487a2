import type { Locator, Page } from '@playwright/test';

import { ErrorSummary, Field } from './field.ts';

/** Sign-in, step 1: identifier and password. */
export class SignInPage {
  readonly path = '/connexion';
  readonly heading = 'Se connecter';
  readonly identifier: Field;
  readonly password: Field;
  readonly errors: ErrorSummary;
  readonly button: Locator;

  constructor(page: Page) {
    this.identifier = new Field(page, 'Mon identifiant');
    this.password = new Field(page, 'Mon mot de passe');
    this.errors = new ErrorSummary(page);
    this.button = page.getByRole('button', { name: 'Me connecter', exact: true });
  }

  async fill(identifier: string, password: string): Promise<void> {
    await this.identifier.input.fill(identifier);
    await this.password.input.fill(password);
  }

  async submit(): Promise<void> {
    await this.button.click();
  }
}
