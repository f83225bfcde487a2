import type { Locator, Page } from '@playwright/test';

/** The list of one's profiles, and the ways to the settings and out. */
export class ProfilesPage {
  readonly path = '/profils';
  readonly heading = 'Profils';
  readonly profiles: Locator;
  readonly signOut: Locator;

  constructor(page: Page) {
    const main = page.getByRole('main');
    this.profiles = main.getByRole('list', { name: 'Profils' }).getByRole('link');
    this.signOut = main.getByRole('button', { name: 'Se déconnecter' });
  }
}
