import type { Locator, Page } from '@playwright/test';

/** The list of a profile's settings; beside each section on a wide screen. */
export class SettingsPage {
  constructor(private readonly page: Page) {}

  navigation(given: string): Locator {
    return this.page.getByRole('navigation', { name: `Paramètres de ${given}` });
  }

  entry(name: 'Informations personnelles' | 'Partage du profil' | "Historique d'activité"): Locator {
    return this.page.getByRole('main').getByRole('link', { name, exact: true });
  }

  /** On a narrow screen the way back to the list. */
  get back(): Locator {
    return this.page.getByRole('link', { name: 'Retour aux paramètres' });
  }
}
