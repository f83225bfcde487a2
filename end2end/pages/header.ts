import { expect, type Locator, type Page } from '@playwright/test';

import { containing, words } from '../support/text.ts';

/** The header of a profile's pages: whose profile it is, and the menu that switches it. */
export class Header {
  readonly root: Locator;
  readonly button: Locator;
  readonly panel: Locator;
  readonly home: Locator;

  constructor(private readonly page: Page) {
    this.root = page.getByRole('banner');
    this.button = this.root.getByRole('button', { name: /, changer de profil et paramètres$/ });
    this.panel = page.locator('#menu-profil');
    this.home = this.root.getByRole('navigation', { name: 'Navigation principale' }).getByRole('link', { name: 'Accueil' });
  }

  /** The profile that the page shows: in the menu's button, and in the band or on the home page. */
  async expectProfile(fullName: string): Promise<void> {
    const [given, family] = fullName.split(' ') as [string, string];
    // It begins with what is seen (WCAG 2.5.3); browsers put a space before what is only heard.
    await expect(this.button).toHaveAccessibleName(new RegExp(`^${given}\\s${family[0]}\\.\\s?, changer de profil et paramètres$`));
    await expect(this.page.locator('.profile-band, .hero__whose').getByText(words(fullName))).toBeVisible();
  }

  async openMenu(): Promise<void> {
    await this.button.click();
    await expect(this.panel).toBeVisible();
  }

  /** The profiles of the open menu, as `Lola Michel Profil rattaché`. */
  get profiles(): Locator {
    return this.panel.getByRole('list', { name: 'Profils' }).getByRole('link');
  }

  profile(fullName: string): Locator {
    return this.panel.getByRole('link', { name: containing(fullName) });
  }

  /** Switches the profile and waits until the page shows the other one. */
  async switchTo(fullName: string): Promise<void> {
    await this.openMenu();
    await this.profile(fullName).click();
    await this.expectProfile(fullName);
    await expect(this.panel).toBeHidden();
  }

  async openSettings(): Promise<void> {
    await this.openMenu();
    await this.panel.getByRole('link', { name: 'Paramètres' }).click();
    await expect(this.page).toHaveURL(/\/parametres$/);
  }

  async openAddProfile(): Promise<void> {
    await this.openMenu();
    await this.panel.getByRole('link', { name: 'Ajouter un profil' }).click();
    await expect(this.page).toHaveURL(/\/profils\/ajouter$/);
  }

  async signOut(): Promise<void> {
    await this.openMenu();
    await this.panel.getByRole('button', { name: 'Se déconnecter' }).click();
  }
}
