import type { Locator, Page } from '@playwright/test';

import { words } from '../support/text.ts';

/** Asks whether somebody is still there, two minutes before the session ends. */
export class InactivityDialog {
  readonly root: Locator;
  readonly title: Locator;
  readonly status: Locator;
  readonly stay: Locator;
  readonly signOut: Locator;

  constructor(page: Page) {
    this.root = page.getByRole('dialog', { name: words('Toujours là ?') });
    this.title = this.root.getByRole('heading', { name: words('Toujours là ?') });
    this.status = this.root.getByRole('status');
    this.stay = this.root.getByRole('button', { name: 'Rester connecté' });
    this.signOut = this.root.getByRole('button', { name: 'Se déconnecter' });
  }
}
