import { By } from 'selenium-webdriver';

import type { Demonstration } from '../support/demonstration.ts';
import { inaya, password } from '../support/people.ts';
import type { Tab } from './tab.ts';

/** The button that opens the menu of profiles, by its name. */
export const menu = /, changer de profil et paramètres$/;
/** The address of anybody's home. */
export const home = /^\/p\/[0-9a-f]{32}\/accueil$/;

/** Inaya, from the front page to her home. */
export async function signIn(tab: Tab, demonstration: Demonstration): Promise<void> {
  await tab.open('/');
  await tab.click('link', 'Se connecter');
  await tab.at(/^\/connexion$/, 'Se connecter');
  await tab.fill('Mon identifiant', inaya.identifier);
  await tab.fill('Mon mot de passe', password);
  await tab.click('button', 'Me connecter');
  await tab.at(/^\/connexion\/code\/canal$/, "2 Je choisis le mode de réception de mon code d'accès");
  await tab.click('choice', 'Par e-mail');
  await tab.click('button', 'Continuer');
  await tab.at(/^\/connexion\/code$/, '3 Je saisis mon code à usage unique');
  await tab.fill('Code à usage unique', await demonstration.nextCode());
  await tab.click('button', 'Me connecter');
  await tab.at(home, 'Bonjour Inaya,');
}

/** Whether the panel of the profile menu is shown. */
export async function isMenuOpen(tab: Tab): Promise<boolean> {
  return (await tab.driver.findElement(By.id('menu-profil'))).isDisplayed();
}
